"""Bytes as the letters that links and sealed files are written in."""

import base64
import binascii
import re

_LETTERS = re.compile(r"[A-Za-z0-9_-]*")


def encode(content: bytes) -> str:
    """Return bytes as base64url without padding (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes:
    """Return what `encode` made a text of.

    Raises:
        ValueError: It holds another letter, padding, or bits that no byte leaves behind: one content has one text.
    """
    if _LETTERS.fullmatch(text) is None:
        raise ValueError("a letter that base64url does not have")
    try:
        content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise ValueError("a length that base64url does not have") from error
    if encode(content) != text:
        raise ValueError("bits that are left over")
    return content
