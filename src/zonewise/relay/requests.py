"""What a relay is asked, read from a request: the share that somebody makes, and its secrets."""

import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request

from zonewise.problem import NotUnderstood
from zonewise.share.base64url import decode
from zonewise.share.manifest import plain_name
from zonewise.share.sealed import read_parts

from .holding import NewShare, SealedFile
from .limits import RelayLimits

SECRET_LETTERS = 43  # 32 bytes: nobody guesses one.
MOST_TYPE = 100  # Characters of a content type.
LONGEST_PASSCODE = 200


def is_secret(text: str) -> bool:
    """Say whether a text is 32 bytes as a link or a maker's header has them."""
    try:
        return len(text) == SECRET_LETTERS and len(decode(text)) == 32
    except ValueError:
        return False


def owner_of(request: Request) -> str:
    """Return the secret of a share's maker from the request's header, or ""."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret if scheme.casefold() == "bearer" and is_secret(secret) else ""


def recipient_of(text: str) -> str:
    """Return who opens it as it may be written down and shown, or ""."""
    return plain_name(text)


def new_share(
    id: str, owner: str, body: bytes, now: int, limits: RelayLimits, hash_passcode: Callable[[str], str]
) -> NewShare:
    """Return the share that a body describes.

    Raises:
        NotUnderstood: It is none, has ended already, or holds more files than may be.
    """
    try:
        content: Any = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood("the body is no JSON.", "Send what zonewise sends.", "no-json") from error
    if not isinstance(content, dict):
        raise NotUnderstood("the body is no JSON object.", "Send what zonewise sends.", "no-json")
    expires, direct, passcode = content.get("expires"), content.get("direct", False), content.get("passcode", "")
    if expires is not None and (isinstance(expires, bool) or not isinstance(expires, int) or not now < expires < 2**53):
        raise NotUnderstood(
            "the end lies behind, or is no time.", "Give whole seconds since 1970, or null.", "share-end"
        )
    if not isinstance(direct, bool) or not isinstance(passcode, str) or len(passcode) > LONGEST_PASSCODE:
        raise NotUnderstood(
            "the passcode or the kind of link is none.", "Send a text, and true or false.", "share-kind"
        )
    sealed = _files_of(content.get("files"), limits)
    if direct and (passcode or len(sealed) != 1):
        fault = "a link to one file has one file and no passcode."
        raise NotUnderstood(fault, "Leave out `direct`, or the passcode.", "share-kind")
    return NewShare(id, owner, expires, direct, hash_passcode(passcode) if passcode else "", sealed)


def _files_of(rows: object, limits: RelayLimits) -> tuple[SealedFile, ...]:
    if not isinstance(rows, list) or not 1 <= len(rows) <= limits.most_files:
        expected = f"Send 1 to {limits.most_files} files."
        raise NotUnderstood("there is no file, or there are too many.", expected, "number-of-files")
    return tuple(map(_file_of, rows))


def _file_of(row: object) -> SealedFile:
    fields = row if isinstance(row, dict) else {}
    content_type, sealed = fields.get("contentType"), fields.get("sealed")
    if not isinstance(content_type, str) or not isinstance(sealed, str) or not 0 < len(content_type) <= MOST_TYPE:
        raise NotUnderstood("a file has no type or no content.", "Send both as texts.", "share-file")
    if not content_type.isascii() or not content_type.isprintable():
        raise NotUnderstood("a file's type is none.", "Send one such as application/fhir+json.", "share-file")
    read_parts(sealed)  # what is not sealed is not held: a relay must not be able to read what it has
    return SealedFile(content_type, sealed)
