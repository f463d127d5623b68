"""A compact JWS with Ed25519: made, and checked. Nothing else is understood, so nothing else can be taken for it.

Source: RFC 7515 (JWS), RFC 8037 (EdDSA in JOSE); "zip": "DEF" as SMART Health Cards use it: raw DEFLATE, RFC 1951. The
key id is the public key itself, 32 bytes in base64url, so that one text carries all that it takes to check it.
"""

import base64
import binascii
import json
import re
import zlib
from dataclasses import dataclass
from typing import Any, NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from zonewise.problem import InputRefused, Problem

MOST_CHARACTERS = 16_384  # Of a signed text; the largest QR holds 2,953 bytes.
MOST_PAYLOAD_BYTES = 65_536  # Of what is in it; more is never inflated.
KEY_BYTES, SIGNATURE_BYTES = 32, 64
ALGORITHM = "EdDSA"
WHERE = "signed text"
AGAIN = "Ask the prescriber to send it once more, and take it in whole."

_SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Signed:
    """A text whose signature was checked."""

    key_id: str  # The public key, base64url.
    payload: bytes  # What was signed.


def sign(payload: bytes, private_key: Ed25519PrivateKey) -> str:
    """Return a payload signed, as one line of letters, digits, hyphens, underscores and two dots."""
    key_id = key_id_of(private_key)
    body = f"{_encode(_header(key_id))}.{_encode(_deflated(payload))}"
    return f"{body}.{_encode(private_key.sign(body.encode('ascii')))}"


def verify(token: str) -> Signed:
    """Return what a text says, after its signature was checked with the key that it names.

    Whether that key is a known one is a question of its own.

    Raises:
        InputRefused: It is no such text, says another algorithm than Ed25519, or was changed after it was signed.
    """
    if len(token) > MOST_CHARACTERS:
        _refuse(f"it has more than {MOST_CHARACTERS} characters.", "too-large")
    if not _SHAPE.fullmatch(token):
        _refuse("this is not a text that a prescriber signed.", "not-signed-text")
    head, body, signature = token.split(".")
    key_id = _checked_key_id(_decode(head))
    raw = _decode(signature)
    if len(raw) != SIGNATURE_BYTES:
        _refuse(f"its signature has {len(raw)} bytes, not {SIGNATURE_BYTES}.", "no-signature")
    try:
        Ed25519PublicKey.from_public_bytes(_decode(key_id)).verify(raw, f"{head}.{body}".encode("ascii"))
    except (InvalidSignature, ValueError):
        _refuse("its text was changed after it was signed, or it was not copied whole.", "changed-text")
    return Signed(key_id, _inflated(_decode(body)))


def key_id_of(private_key: Ed25519PrivateKey) -> str:
    """Return the id of a key: its public half, base64url."""
    return _encode(private_key.public_key().public_bytes_raw())


def key_bytes(key_id: str) -> bytes:
    """Return the 32 bytes of a public key.

    Raises:
        InputRefused: It is no id of a key.
    """
    raw = _decode(key_id)
    if len(raw) != KEY_BYTES:
        _refuse(f"its key has {len(raw)} bytes, not the {KEY_BYTES} of Ed25519.", "other-curve")
    return raw


def _header(key_id: str) -> bytes:
    return _json_bytes({"alg": ALGORITHM, "kid": key_id, "zip": "DEF"})


def _checked_key_id(head: bytes) -> str:
    try:
        header: Any = json.loads(head)
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict):
        _refuse("its head cannot be read.", "not-signed-text")
    if header.get("alg") != ALGORITHM:
        _refuse(f"it names the algorithm {header.get('alg')!a:.40}, and only {ALGORITHM} is taken.", "other-algorithm")
    key_id = header.get("kid")
    if not isinstance(key_id, str) or not re.fullmatch("[A-Za-z0-9_-]{1,200}", key_id):
        _refuse("it does not say which key signed it.", "no-key")
    key_bytes(key_id)
    if head != _header(key_id):
        _refuse("its head says more than a prescriber's text does.", "other-head")
    return key_id


def _deflated(payload: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL)
    return packer.compress(payload) + packer.flush()


def _inflated(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        payload = unpacker.decompress(packed, MOST_PAYLOAD_BYTES)
    except zlib.error:
        _refuse("what is in it cannot be unpacked.", "not-readable")
    if not unpacker.eof or unpacker.unused_data or unpacker.unconsumed_tail:
        _refuse("what is in it is too large, or not whole.", "too-large")
    return payload


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _decode(text: str) -> bytes:
    """Return the bytes of a base64url text; one that could be written in another way as well is refused."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        _refuse("part of it is not base64url.", "not-signed-text")
    if _encode(raw) != text:
        _refuse("its text was changed after it was signed, or it was not copied whole.", "changed-text")
    return raw


def _json_bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _refuse(fault: str, code: str) -> NoReturn:
    raise InputRefused([Problem(WHERE, 0, fault, AGAIN, code)])
