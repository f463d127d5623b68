"""What a diary asks of a relay about its own shares, over HTTPS."""

import http.client
import json
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from zonewise.problem import InputRefused, Problem
from zonewise.share.links import MOST_URL, is_fetchable
from zonewise.share.manifest import MOST_RECIPIENT
from zonewise.share.sealed import FHIR_JSON, seal

SECONDS = 8.0
MOST_BYTES = 16 * 1024**2  # Of an answer.
WHERE = "relay"


@dataclass(frozen=True, slots=True)
class RelayAnswer:
    """What came back."""

    status: int
    body: bytes

    def says(self) -> str:
        """Return the relay's own sentence, or ""."""
        try:
            content = json.loads(self.body)
        except (ValueError, RecursionError):
            return ""
        says = content.get("says", "") if isinstance(content, dict) else ""
        return says[:300] if isinstance(says, str) and says.isprintable() else ""


@dataclass(frozen=True, slots=True)
class RelayOpening:
    """One time at which somebody opened a share, or gave a wrong passcode."""

    at: datetime
    recipient: str
    opened: bool  # False for a wrong passcode.


@dataclass(frozen=True, slots=True)
class RelayState:
    """What a relay says of a share."""

    ended_by: (
        str  # "withdrawn", "expired", "passcode"; "" while it stands; "forgotten" when the relay knows it no more.
    )
    ended_at: datetime | None
    openings: tuple[RelayOpening, ...] = ()


def share_body(
    content: bytes, key: bytes, expires: int | None, *, content_type: str = FHIR_JSON, passcode: str = ""
) -> bytes:
    """Return what a relay is handed of a share with one file in it: sealed, it says nothing to the relay.

    Args:
        content: The file.
        key: 32 bytes, which the link alone holds.
        expires: Seconds since 1970, or None until withdrawn.
        content_type: What the file is; anyone can read it.
        passcode: Asked for before it is given, or "".
    """
    files = [{"contentType": content_type, "sealed": seal(content, key, content_type)}]
    body = {"expires": expires, "direct": not passcode, "passcode": passcode, "files": files}
    return json.dumps(body).encode()


def checked_relay(address: str) -> str:
    """Return the address of a relay.

    Raises:
        InputRefused: None is known, or it is no address.
    """
    if not address:
        fault, expected = "no relay is known.", "Name one, or hand over a file. docs/relay.md says how to run one."
        raise InputRefused([Problem(WHERE, 0, fault, expected, "no-relay-named", field="relay")])
    if not is_fetchable(address) or len(f"{address}/s/") + 43 > MOST_URL or "?" in address or "#" in address:
        fault, expected = "this is no address of a relay.", "Write one such as https://relay.example.org."
        raise InputRefused([Problem(WHERE, 0, fault, expected, "relay-address", field="relay")])
    return address


def put_share(relay: str, id: str, owner: str, body: bytes, invitation: str = "") -> None:
    """Hand a sealed share to a relay.

    Raises:
        InputRefused: The relay does not answer, or does not take it.
    """
    headers = {"Authorization": f"Bearer {owner}", "Content-Type": "application/json"}
    headers |= {"Zonewise-Invitation": invitation} if invitation else {}
    try:
        answer = _ask("PUT", f"{relay}/shares/{id}", body, headers)
    except InputRefused:
        with suppress(InputRefused):  # it may lie there, and only the answer got lost: then nobody would end it
            withdraw_share(relay, id, owner)
        raise
    if answer.status != 201:
        raise _refused(answer, "the relay did not take it.", "Try another relay, or hand over a file: --file.")


def relay_state(relay: str, id: str, owner: str) -> RelayState:
    """Ask what became of a share.

    Raises:
        InputRefused: The relay does not answer.
    """
    answer = _ask("GET", f"{relay}/shares/{id}", b"", {"Authorization": f"Bearer {owner}"})
    if answer.status == 404:
        return RelayState("forgotten", None)
    if answer.status != 200:
        raise _refused(answer, "the relay does not say who opened it.", "Try again in a minute.")
    try:
        told = json.loads(answer.body)
        openings = tuple(
            RelayOpening(_moment(one["at"]), str(one["recipient"])[:MOST_RECIPIENT], one["what"] == "opened")
            for one in told["openings"]
        )
        ended = None if told["ended"] is None else _moment(told["ended"])
        return RelayState(str(told["endedBy"])[:20], ended, openings)
    except (ValueError, KeyError, TypeError, OverflowError, OSError) as error:
        raise _not_ours() from error


def withdraw_share(relay: str, id: str, owner: str) -> bool:
    """End a share at once; say whether the relay still knew it.

    Raises:
        InputRefused: The relay does not answer, so the share may still stand.
    """
    answer = _ask("DELETE", f"{relay}/shares/{id}", b"", {"Authorization": f"Bearer {owner}"})
    if answer.status not in (204, 404):
        raise _refused(answer, "the relay did not end it.", "Try again in a minute: until then it can be opened.")
    return answer.status == 204


def _ask(method: str, url: str, body: bytes = b"", headers: dict[str, str] | None = None) -> RelayAnswer:
    """Return the answer to one request; no redirection is followed, as an address is what the link says."""
    if not is_fetchable(url):
        fault = "the address is none that starts with https."
        raise InputRefused([Problem(WHERE, 0, fault, "Check the relay's address.", "relay-address", field="relay")])
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, port, timeout=SECONDS, context=context
        )
    else:
        connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(method, target, body or None, headers or {})
        response = connection.getresponse()
        content = response.read(MOST_BYTES + 1)
    except (OSError, http.client.HTTPException) as error:
        fault = f"the relay at {host} does not answer."
        expected = "Check the connection and the address; if it stays so, tell whoever runs it."
        raise InputRefused([Problem(WHERE, 0, fault, expected, "relay-away", field="relay")]) from error
    finally:
        connection.close()
    if len(content) > MOST_BYTES:
        raise _not_ours()
    return RelayAnswer(response.status, content)


def _refused(answer: RelayAnswer, fault: str, expected: str) -> InputRefused:
    says = answer.says()
    problem = Problem(WHERE, 0, f"{fault} It says: {says}" if says else fault, expected, "relay-refused", field="relay")
    return InputRefused([problem])


def _not_ours() -> InputRefused:
    fault = "what answers there is no relay of zonewise."
    return InputRefused([Problem(WHERE, 0, fault, "Check the relay's address.", "no-relay", field="relay")])


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
