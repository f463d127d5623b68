"""Files that only the holder of a key can read: JSON Web Encryption, compact, `dir` with A256GCM.

Source: RFC 7516 and RFC 7518 section 5.3; SMART Health Cards and Links, "Encrypting and Decrypting Files".
"""

import json
import secrets
import zlib
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from zonewise.problem import NotUnderstood

from .base64url import decode, encode

FHIR_JSON = "application/fhir+json"
SIGNED_TEXT = "application/jose"  # What a prescriber signed, a compact JWS.
NONCE_BYTES, TAG_BYTES = 12, 16
MOST_BYTES = 32 * 1024**2
"""The most that comes out of a sealed file: a short one can be made that unpacks to more than a machine holds."""

_DAMAGED = "Ask whoever sent it to send it again."


@dataclass(frozen=True, slots=True)
class FileContent:
    """What was in a sealed file."""

    content: bytes
    content_type: str  # As the sealed header names it, or "".


def seal(
    content: bytes, key: bytes, content_type: str = FHIR_JSON, *, compress: bool = True, nonce: bytes | None = None
) -> str:
    """Return content sealed under a key, five parts with dots between.

    Args:
        content: Any bytes.
        key: 32 bytes.
        content_type: What the content is; anyone can read it.
        compress: Deflate it first (`zip: DEF`), where that makes it shorter.
        nonce: 12 bytes that were never used with this key; None draws them. For tests that compare with others.

    Raises:
        ValueError: The key or the nonce has another length.
    """
    header = {"alg": "dir", "enc": "A256GCM", "cty": content_type}
    if compress and len(packed := deflate(content)) < len(content):
        header, content = header | {"zip": "DEF"}, packed
    return seal_with_header(content, key, header, nonce=nonce)


def seal_with_header(
    content: bytes, key: bytes, header: dict[str, Any], *, wrapped_key: bytes = b"", nonce: bytes | None = None
) -> str:
    """Return content sealed under a key and a header that is bound to it; `zip` has been carried out already."""
    nonce = secrets.token_bytes(NONCE_BYTES) if nonce is None else nonce
    if len(nonce) != NONCE_BYTES:
        raise ValueError(f"a nonce has {NONCE_BYTES} bytes, got {len(nonce)}")
    protected = encode(json.dumps(header, separators=(",", ":")).encode())
    sealed = AESGCM(_of_length(key)).encrypt(nonce, content, protected.encode())
    parts = (encode(wrapped_key), encode(nonce), encode(sealed[:-TAG_BYTES]), encode(sealed[-TAG_BYTES:]))
    return ".".join((protected, *parts))


def open_sealed(text: str, key: bytes, *, most_bytes: int = MOST_BYTES) -> FileContent:
    """Return what `seal`, or any program that follows the same standard, has sealed under a key.

    Args:
        text: The five parts; blanks around them are left out.
        key: 32 bytes.
        most_bytes: The most that may come out.

    Raises:
        NotUnderstood: It is no sealed file, of another kind, damaged or changed, under another key, or too large.
    """
    header, parts = read_parts(text)
    if header.get("alg") != "dir" or parts[0]:
        fault = "the file is sealed in another way than health links are."
        raise NotUnderstood(fault, _DAMAGED, "sealed-otherwise")
    return unseal(header, text, key, parts, most_bytes=most_bytes)


def read_parts(text: str) -> tuple[dict[str, Any], tuple[bytes, bytes, bytes, bytes]]:
    """Return the header of a sealed file, and its key, nonce, content and tag; nothing has been checked with a key.

    Raises:
        NotUnderstood: It is no sealed file, or of another kind than we read.
    """
    parts = text.strip().split(".")
    if len(parts) != 5:
        raise NotUnderstood("this is no sealed file.", _DAMAGED, "not-sealed")
    try:
        header: Any = json.loads(decode(parts[0]))
        wrapped_key, nonce, content, tag = map(decode, parts[1:])
    except (ValueError, RecursionError) as error:
        raise NotUnderstood("the sealed file is damaged.", _DAMAGED, "damaged-seal") from error
    if not isinstance(header, dict) or len(nonce) != NONCE_BYTES or len(tag) != TAG_BYTES:
        raise NotUnderstood("the sealed file is damaged.", _DAMAGED, "damaged-seal")
    if header.get("enc") != "A256GCM" or header.get("zip", "DEF") != "DEF" or "crit" in header:
        raise NotUnderstood("the file is sealed in another way than health links are.", _DAMAGED, "sealed-otherwise")
    return header, (wrapped_key, nonce, content, tag)


def unseal(
    header: dict[str, Any], text: str, key: bytes, parts: tuple[bytes, bytes, bytes, bytes], *, most_bytes: int
) -> FileContent:
    """Return the content of parts that `read_parts` gave, by the key that its content is sealed under."""
    protected = text.strip().split(".")[0]
    try:
        content = AESGCM(_of_length(key)).decrypt(parts[1], parts[2] + parts[3], protected.encode())
    except InvalidTag as error:
        fault = "the sealed file does not fit this key, or has been changed on its way."
        raise NotUnderstood(fault, _DAMAGED, "other-key") from error
    content_type = header.get("cty", "")
    content = _inflate(content, most_bytes) if "zip" in header else content
    if len(content) > most_bytes:
        raise _too_large(most_bytes)
    return FileContent(content, content_type if isinstance(content_type, str) else "")


def deflate(content: bytes) -> bytes:
    """Return content packed as raw DEFLATE (RFC 1951)."""
    packer = zlib.compressobj(level=9, wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def _inflate(content: bytes, most_bytes: int) -> bytes:
    unpacker = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
    try:
        unpacked = unpacker.decompress(content, most_bytes + 1)
    except zlib.error as error:
        raise NotUnderstood("the sealed file is damaged inside.", _DAMAGED, "damaged-seal") from error
    if len(unpacked) > most_bytes or unpacker.unconsumed_tail:
        raise _too_large(most_bytes)
    if not unpacker.eof or unpacker.unused_data:
        raise NotUnderstood("the sealed file is damaged inside.", _DAMAGED, "damaged-seal")
    return unpacked


def _too_large(most_bytes: int) -> NotUnderstood:
    megabytes = most_bytes / 1024**2
    expected = "Ask for one that holds less."
    return NotUnderstood(f"the file unpacks to more than {megabytes:g} MB.", expected, "sealed-too-large")


def _of_length(key: bytes) -> bytes:
    if len(key) != 32:
        raise ValueError(f"a key has 32 bytes, got {len(key)}")
    return key
