"""The list of files behind a link: what is asked for, and what is answered.

Source: SMART Health Cards and Links, "SMART Health Link Manifest Request" and "Manifest File".
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from zonewise.problem import NotUnderstood

from .links import is_fetchable

MOST_FILES = 100
MOST_RECIPIENT = 120  # Characters of who opens it; what is longer is cut.

_ASK_AGAIN = "Ask whoever sent the link to make another one."


@dataclass(frozen=True, slots=True)
class ManifestRequest:
    """Who asks for a list of files."""

    recipient: str  # A name for the person who shares, such as "Dr Lee, Harbour Practice".
    passcode: str = ""  # Where the link asks for one.
    embedded_most: int | None = None  # Longest sealed file, characters, that may stand in the answer; None for any.


@dataclass(frozen=True, slots=True)
class ManifestFile:
    """One sealed file: it stands in the list, or is fetched from elsewhere."""

    content_type: str
    embedded: str = ""  # The sealed file itself, or "".
    location: str = ""  # Where it is fetched, once, or "".


def request_json(request: ManifestRequest) -> bytes:
    """Return the body of the request."""
    body: dict[str, object] = {"recipient": request.recipient[:MOST_RECIPIENT]}
    if request.passcode:
        body["passcode"] = request.passcode
    if request.embedded_most is not None:
        body["embeddedLengthMax"] = request.embedded_most
    return json.dumps(body, ensure_ascii=False).encode()


def read_request(body: bytes) -> ManifestRequest:
    """Return what is asked for; a property that we do not know means nothing to us.

    Raises:
        NotUnderstood: It is no JSON object, or names no recipient.
    """
    asked = _object_of(body, "the request")
    recipient, passcode = asked.get("recipient"), asked.get("passcode", "")
    most = asked.get("embeddedLengthMax")
    if not isinstance(recipient, str) or not recipient.strip():
        raise NotUnderstood("the request names no recipient.", 'Give "recipient": who opens it.', "no-recipient")
    if not isinstance(passcode, str):
        raise NotUnderstood("the passcode is no text.", 'Give "passcode" as a text.', "passcode-form")
    if most is not None and (isinstance(most, bool) or not isinstance(most, int) or most < 0):
        expected = 'Give "embeddedLengthMax" as a whole number, or leave it out.'
        raise NotUnderstood("the longest embedded file is no number.", expected, "embedded-form")
    return ManifestRequest(plain_name(recipient), passcode, most)


def manifest_json(files: Iterable[ManifestFile]) -> bytes:
    """Return the list of files as a relay answers."""
    rows = []
    for file in files:
        row = {"contentType": file.content_type}
        row |= {"embedded": file.embedded} if file.embedded else {"location": file.location}
        rows.append(row)
    return json.dumps({"files": rows}, separators=(",", ":")).encode()


def read_manifest(body: bytes) -> tuple[ManifestFile, ...]:
    """Return the files that a list names.

    Raises:
        NotUnderstood: It is no list of files, or a file in it has neither content nor an address to fetch it from.
    """
    rows = _object_of(body, "the answer").get("files")
    if not isinstance(rows, list) or len(rows) > MOST_FILES:
        raise NotUnderstood("the answer is no list of files.", _ASK_AGAIN, "no-manifest")
    return tuple(map(_file_of, rows))


def plain_name(name: str) -> str:
    """Return who opens it as it may be shown: on one line, without invisible characters, not too long."""
    visible = "".join(letter if letter.isprintable() else " " for letter in name)
    return " ".join(visible.split())[:MOST_RECIPIENT]


def _file_of(row: object) -> ManifestFile:
    fields = row if isinstance(row, dict) else {}
    content_type, embedded, location = (fields.get(key, "") for key in ("contentType", "embedded", "location"))
    if not isinstance(content_type, str) or not isinstance(embedded, str) or not isinstance(location, str):
        raise NotUnderstood("a file in the list cannot be read.", _ASK_AGAIN, "no-manifest")
    if not embedded and not is_fetchable(location):
        raise NotUnderstood("a file in the list has no content and no address.", _ASK_AGAIN, "no-manifest")
    return ManifestFile(content_type, embedded, "" if embedded else location)


def _object_of(body: bytes, what: str) -> dict[str, Any]:
    try:
        content: Any = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood(f"{what} cannot be read.", _ASK_AGAIN, "no-json") from error
    if not isinstance(content, dict):
        raise NotUnderstood(f"{what} cannot be read.", _ASK_AGAIN, "no-json")
    return content
