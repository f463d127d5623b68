"""SMART Health Links: the payload of a link, written and read.

Source: SMART Health Cards and Links, HL7 implementation guide, STU 1, "Construct a SMART Health Link Payload".
"""

import ipaddress
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from zonewise.problem import NotUnderstood

from .base64url import decode, encode

SCHEME = "shlink:/"
KEY_BYTES = 32
MOST_URL = 128  # Characters of the address in a link. Source: the guide, as are the label's 80 and the version 1.
MOST_LABEL = 80
VERSION = 1
MOST_LOOKED_AT = 4096  # Characters in which a link begins, where a text has one.
MOST_LINK = 4096  # Characters of a link that is read at all; one with the longest address and label has under 700.

LONG_TERM, PASSCODE, DIRECT = "L", "P", "U"
"""Flags: what is behind the link may change; it asks for a passcode; the address itself is the one sealed file."""

_LINK = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://[^#\s]*#)?shlink:/(?P<payload>[^\s]+)", re.IGNORECASE)
_PATH_OF_A_LINK = "Ask for the link again and copy it whole, from its first letter to its last."


@dataclass(frozen=True, slots=True)
class HealthLink:
    """What a link says."""

    url: str  # Where the sealed file, or the list of files, is asked for.
    key: bytes = field(repr=False)  # 32 bytes that open what is there; never sent to that address.
    expires: int | None = None  # Seconds since 1970, UTC, after which it has ended; None while nobody ends it.
    flags: frozenset[str] = frozenset()  # Single letters; those that we do not know mean nothing to us.
    label: str = ""  # At most 80 characters for the reader.

    def has_ended(self, now: datetime) -> bool:
        """Say whether the time that the link itself names is over; where it lies decides for certain."""
        return self.expires is not None and now.astimezone(UTC).timestamp() >= self.expires

    @property
    def needs_passcode(self) -> bool:
        """Whether a passcode is asked for."""
        return PASSCODE in self.flags

    @property
    def is_direct(self) -> bool:
        """Whether the address is the file itself (GET), not a list of files (POST)."""
        return DIRECT in self.flags


def make_link(link: HealthLink, viewer: str = "") -> str:
    """Return the link as text, `shlink:/...`.

    Args:
        link: What it says.
        viewer: Address of a page that shows what is behind links, without "#"; "" for none. What follows "#" is never
            sent to a server.

    Raises:
        ValueError: The address or label is too long, the key has another length, or flags exclude each other.
    """
    _check(link)
    payload: dict[str, object] = {"url": link.url, "key": encode(link.key)}
    if link.expires is not None:
        payload["exp"] = link.expires
    if link.flags:
        payload["flag"] = "".join(sorted(link.flags))
    if link.label:
        payload["label"] = link.label
    payload["v"] = VERSION
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    return f"{f'{viewer}#' if viewer else ''}{SCHEME}{encode(text.encode())}"


def open_link(text: str) -> HealthLink:
    """Return what a link says; blanks and line breaks that a mail put into it are left out.

    What the guide allows to be ignored is: unknown properties and flags. Nothing is fetched.

    Raises:
        NotUnderstood: It is no link, cut short, of a newer version, or leads where no file may be fetched from.
    """
    squeezed = "".join(text.split())
    if len(squeezed) > MOST_LINK:
        raise NotUnderstood("the text is too long for a link.", "Paste the link alone.", "link-too-long")
    match = _LINK.fullmatch(squeezed)
    if match is None:
        raise NotUnderstood(
            "this is no SMART Health Link.", "It begins with shlink:/ or has #shlink:/ in it.", "no-link"
        )
    try:
        payload: Any = json.loads(decode(match["payload"]))
    except (ValueError, RecursionError) as error:
        raise NotUnderstood("the link is cut short or has been changed.", _PATH_OF_A_LINK, "broken-link") from error
    if not isinstance(payload, Mapping):
        raise NotUnderstood("the link holds no address and key.", _PATH_OF_A_LINK, "broken-link")
    return _link_of(payload)


def is_link(text: str) -> bool:
    """Say whether a text is a link, or the address of a page that opens one, and nothing else."""
    return SCHEME in text[:MOST_LOOKED_AT].casefold()


def is_fetchable(url: str) -> bool:
    """Say whether a file may be fetched from an address: by https, or by http from this machine alone."""
    try:
        parts = urlsplit(url)
        port_is_one = parts.port is None or parts.port > 0
    except ValueError:
        return False
    if not parts.hostname or parts.username is not None or parts.password is not None or not port_is_one:
        return False
    if not url.isascii() or not url.isprintable() or " " in url:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_own_machine(parts.hostname))


def is_own_machine(host: str) -> bool:
    """Say whether a host is the loopback of this machine, by its name or its address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def _link_of(payload: Mapping[str, Any]) -> HealthLink:
    version = payload.get("v", VERSION)
    if isinstance(version, bool) or not isinstance(version, int) or version != VERSION:
        fault = f"the link is of version {str(version)[:20]}, and we read version {VERSION}."
        raise NotUnderstood(fault, "Bring zonewise up to date, or ask for a file instead.", "newer-link")
    url, label, flag = payload.get("url"), payload.get("label", ""), payload.get("flag", "")
    if not isinstance(url, str) or not is_fetchable(url):
        fault = "the link leads to no address that starts with https."
        raise NotUnderstood(fault, "Ask whoever sent it for another one.", "link-address")
    if not isinstance(label, str) or not isinstance(flag, str):
        raise NotUnderstood("the link's label or flags are no text.", _PATH_OF_A_LINK, "broken-link")
    flags = frozenset(flag)
    if {DIRECT, PASSCODE} <= flags:
        fault = "the link asks for a passcode and for none at once."
        raise NotUnderstood(fault, "Ask whoever sent it for another one.", "link-flags")
    return HealthLink(url, _key_of(payload.get("key")), _expires_of(payload.get("exp")), flags, label[:MOST_LABEL])


def _key_of(text: object) -> bytes:
    try:
        key = decode(text) if isinstance(text, str) else b""
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise NotUnderstood("the key in the link is not whole.", _PATH_OF_A_LINK, "link-key")
    return key


def _expires_of(number: object) -> int | None:
    if number is None:
        return None
    if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number < 2**53:
        raise NotUnderstood("the link's end is no time.", _PATH_OF_A_LINK, "link-end")
    return int(number)


def _check(link: HealthLink) -> None:
    if not is_fetchable(link.url) or len(link.url) > MOST_URL:
        raise ValueError(f"a link's address is https and has at most {MOST_URL} characters, got {len(link.url)}")
    if len(link.key) != KEY_BYTES:
        raise ValueError(f"a link's key has {KEY_BYTES} bytes, got {len(link.key)}")
    if len(link.label) > MOST_LABEL:
        raise ValueError(f"a link's label has at most {MOST_LABEL} characters, got {len(link.label)}")
    if {DIRECT, PASSCODE} <= link.flags:
        raise ValueError("a link to the file itself cannot ask for a passcode")
