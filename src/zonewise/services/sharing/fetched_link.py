"""Fetching what a SMART Health Link leads to: within bounds of time and size, and never from elsewhere than it says.

Source: SMART Health Cards and Links, "SMART Health Link Manifest Request", and the flag U.
"""

import json
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPException, HTTPMessage
from typing import IO

from zonewise.problem import InputRefused, NotUnderstood
from zonewise.services.base.clock import utc_now
from zonewise.share.links import HealthLink, is_fetchable, open_link
from zonewise.share.manifest import ManifestRequest, plain_name, read_manifest, request_json
from zonewise.share.sealed import FHIR_JSON, SIGNED_TEXT, FileContent, open_sealed

SECONDS = 20.0
MOST_SEALED = 48 * 1024**2  # Of a sealed file: base64url of what it may unpack to.
MOST_ANSWER = 64 * 1024**2  # Of a list with sealed files in it.
WHERE = "link"
NOBODY = "Somebody with zonewise"
_AGAIN = "Ask whoever sent it for a new one."
_MOST_REFUSAL = 10_000
_JSON = (FHIR_JSON, "application/json")


def fetch_signed_text(text: str, recipient: str = "") -> str:
    """Return what a prescriber signed from behind a link; it is asked for once and checked by who takes it in.

    Raises:
        InputRefused: It is no whole link, has ended or was taken back, nothing answers, or something else is there.
    """
    try:
        link = open_link(text)
        if not link.is_direct:
            fault = "this link is none of a signed text."
            raise NotUnderstood(fault, "Ask your prescriber for another one, or for the text.", "no-signed-text")
        file = fetch_link(link, recipient)[0]
        if not file.content_type.startswith(SIGNED_TEXT):
            fault = "behind the link lies nothing that a prescriber signed."
            raise NotUnderstood(
                fault, "A chart is taken in under Data, or with: zonewise import LINK.", "no-signed-text"
            )
    except NotUnderstood as refused:
        raise InputRefused([refused.at(WHERE, field="text")]) from None
    return file.content.decode("utf-8", "replace")


def fetch_link(link: HealthLink, recipient: str, passcode: str = "") -> tuple[FileContent, ...]:
    """Return the FHIR documents behind a link, opened; there is one at least, and files of other kinds are left out.

    Args:
        link: What the link says.
        recipient: Who opens it; the person who shares is told. "" for a name that says nobody's.
        passcode: Where it asks for one, else "".

    Raises:
        NotUnderstood: It has ended or was withdrawn, the passcode is wrong, nothing answers, or it cannot be read.
    """
    if link.has_ended(utc_now()):
        raise NotUnderstood("this link has ended.", _AGAIN, "link-ended")
    if link.needs_passcode and not passcode:
        expected = "Give the one that whoever sent it told you."
        raise NotUnderstood("the link asks for a passcode.", expected, "passcode-needed")
    who = plain_name(recipient) or NOBODY
    if link.is_direct:
        query = urllib.parse.urlencode({"recipient": who})
        return (_opened(f"{link.url}{'&' if '?' in link.url else '?'}{query}", link.key),)
    body = request_json(ManifestRequest(who, passcode))
    request = urllib.request.Request(link.url, body, {"Content-Type": "application/json"}, method="POST")
    files = [file for file in read_manifest(_answer(request, MOST_ANSWER)) if file.content_type.startswith(_JSON)]
    if not files:
        raise NotUnderstood("behind the link lies no document that is read here.", _AGAIN, "no-page")
    return tuple(
        open_sealed(file.embedded, link.key) if file.embedded else _opened(file.location, link.key) for file in files
    )


def _opened(address: str, key: bytes) -> FileContent:
    return open_sealed(_answer(urllib.request.Request(address), MOST_SEALED).decode("ascii", "replace"), key)


class _OnlyWhereAllowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """Follow a redirect to an address that a link itself could have named, and to no other."""
        return super().redirect_request(req, fp, code, msg, headers, newurl) if is_fetchable(newurl) else None


def _answer(request: urllib.request.Request, most_bytes: int) -> bytes:
    opener = urllib.request.build_opener(_OnlyWhereAllowed)
    try:
        with opener.open(request, timeout=SECONDS) as answer:
            content: bytes = answer.read(most_bytes + 1)
    except urllib.error.HTTPError as error:
        with error:
            body = error.read(_MOST_REFUSAL)
        raise _refused(error.code, body) from None
    except (OSError, ValueError, HTTPException) as error:
        host = urllib.parse.urlsplit(request.full_url).hostname or "the address"
        fault = f"{host[:60]} does not answer."
        raise NotUnderstood(fault, "Try again later, or ask for a file instead.", "no-answer") from error
    if len(content) > most_bytes:
        raise NotUnderstood("behind the link lies more than a page can be.", _AGAIN, "too-large")
    return content


def _refused(status: int, body: bytes) -> NotUnderstood:
    if status in (401, 403):
        return NotUnderstood("the passcode is wrong.", _tries_left(body), "wrong-passcode")
    if status in (404, 410):
        return NotUnderstood("this link has ended, or was taken back.", _AGAIN, "link-ended")
    if status == 429:
        return NotUnderstood("the relay is asked too often.", "Try again in a minute.", "too-often")
    return NotUnderstood(f"the relay answers with {status}.", "Try again later.", "no-answer")


def _tries_left(body: bytes) -> str:
    """Return what to do after a wrong passcode, from the number of tries that an answer names."""
    try:
        left = json.loads(body)["remainingAttempts"]
    except (ValueError, KeyError, TypeError, RecursionError):
        left = None
    if isinstance(left, bool) or not isinstance(left, int):
        return "Try it again; after a few tries the link ends."
    if left < 1:
        return "No try is left: ask for a new link."
    return f"{left} {'try' if left == 1 else 'tries'} left."
