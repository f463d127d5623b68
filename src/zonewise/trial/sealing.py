"""The compounding sheet, sealed so that only the pharmacy can read it, or it and a trusted person together."""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from .design import TrialDesign, design_from_dict
from .key import TrialKey, canonical, commitment_of, new_key, order_text

SHEET = "zonewise-trial-sheet-1"
PUBLIC_PREFIX, PART_PREFIX = "pharmacy", "trial-part"
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
"""Hybrid public key encryption, RFC 9180, in its base mode."""
NO_NONCE = bytes(12)  # Each content key is used once.
KEY_BYTES = 32


class NotOpened(ValueError):
    """A sheet that cannot be opened or trusted, with what is wrong as a sentence."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What sealing gives out: everything here may be read by everybody."""

    commitment: str
    signed_by: str  # Public key of the trial's own signature, hexadecimals.
    sheet: str  # The sealed sheet as text; it goes to the pharmacy.


@dataclass(frozen=True, slots=True)
class Opened:
    """A sheet that the pharmacy opened."""

    design: TrialDesign
    key: TrialKey
    commitment: str
    details: Mapping[str, str]  # Who prescribed it, which product.


def public_text(public: bytes) -> str:
    """Return a public key as one line, with a check at its end."""
    body = base64.b32encode(public).decode().rstrip("=").casefold()
    return f"{PUBLIC_PREFIX}-{body}-{fingerprint(public)[:4]}"


def public_from_text(text: str) -> bytes:
    """Return the public key that a line holds.

    Raises:
        ValueError: It is none, or a letter of it was mistyped.
    """
    parts = "".join(text.split()).casefold().split("-")
    if len(parts) != 3 or parts[0] != PUBLIC_PREFIX:
        raise ValueError("it is not the line that the pharmacy gives out")
    try:
        public = base64.b32decode(parts[1].upper() + "=" * (-len(parts[1]) % 8))
    except ValueError:
        public = b""
    if len(public) != KEY_BYTES or fingerprint(public)[:4] != parts[2]:
        raise ValueError("a letter of it was mistyped")
    return public


def fingerprint(public: bytes) -> str:
    """Return a short mark of a public key that two people can compare on the phone."""
    return hashlib.sha256(public).hexdigest()[:16]


def public_of(private: bytes) -> bytes:
    """Return the public key that belongs to a private one."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal_trial(
    design: TrialDesign,
    analysis: str,
    readers: Sequence[bytes],
    details: Mapping[str, str],
    random_bytes: Callable[[int], bytes],
) -> Sealed:
    """Draw the order and seal it; the key is in nothing that is returned.

    The sheet is encrypted with a key that is parted among the readers: all of them together can open it, and no fewer.

    Args:
        analysis: SHA-256 of the settings that the trial is judged by.
        readers: Public keys: the pharmacy's, and that of a trusted person where it is parted.
        details: What else stands on the sheet.
        random_bytes: Returns so many bytes that nobody can foresee.
    """
    key = new_key(random_bytes)
    commitment = commitment_of(design, analysis, key)
    content = canonical(
        {
            "order": order_text(key.order(design)),
            "seed": key.seed.hex(),
            "nonce": key.nonce.hex(),
            "details": dict(details),
        }
    )
    parts = [random_bytes(KEY_BYTES) for _ in readers]
    box = ChaCha20Poly1305(_together(parts)).encrypt(NO_NONCE, content, commitment.encode())
    signing = Ed25519PrivateKey.generate()
    signed_by = signing.public_key().public_bytes_raw().hex()
    values = {
        "schema": SHEET,
        "design": design.to_dict(),
        "analysis": analysis,
        "commitment": commitment,
        "readers": [
            {"to": fingerprint(public), "part": _sealed_part(part, public, commitment)}
            for public, part in zip(readers, parts, strict=True)
        ],
        "box": base64.b64encode(box).decode(),
        "signed_by": signed_by,
    }
    values["signature"] = signing.sign(canonical(values)).hex()
    return Sealed(commitment, signed_by, json.dumps(values, indent=1, sort_keys=True) + "\n")


def _sealed_part(part: bytes, public: bytes, commitment: str) -> str:
    sealed = SUITE.encrypt(part, X25519PublicKey.from_public_bytes(public), info=commitment.encode())
    return base64.b64encode(sealed).decode()


def _together(parts: Sequence[bytes]) -> bytes:
    """Return the key that all parts make: each alone is as good as noise."""
    whole = 0
    for part in parts:
        whole ^= int.from_bytes(part, "big")
    return whole.to_bytes(KEY_BYTES, "big")


def part_of(sheet: str, private: bytes) -> str:
    """Return the part of the key that one reader holds, as one line to hand over.

    Raises:
        NotOpened: The sheet is not for this key, or was changed.
    """
    values = _trusted(sheet)
    mark = fingerprint(public_of(private))
    for reader in values["readers"]:
        if reader["to"] == mark:
            private_key = X25519PrivateKey.from_private_bytes(private)
            try:
                part = SUITE.decrypt(base64.b64decode(reader["part"]), private_key, info=values["commitment"].encode())
            except InvalidTag:
                raise NotOpened("The part for this key was changed. Ask for the sheet again.") from None
            return f"{PART_PREFIX}-{part.hex()}"
    marks = " and ".join(reader["to"] for reader in values["readers"])
    raise NotOpened(f"The sheet is for the key {marks}, and this is {mark}. Use the key that the person was given.")


def open_sheet(sheet: str, parts: Sequence[str]) -> Opened:
    """Return what a sheet holds.

    Args:
        parts: What `part_of` gives, from each reader.

    Raises:
        NotOpened: A part is missing or wrong, the sheet was changed, or the order does not follow from its key.
    """
    values = _trusted(sheet)
    wanted = len(values["readers"])
    if len(parts) != wanted:
        raise NotOpened(f"{wanted} parts open this sheet together, and {len(parts)} are here.")
    try:
        secrets = [bytes.fromhex("".join(part.split()).removeprefix(f"{PART_PREFIX}-")) for part in parts]
        box = base64.b64decode(values["box"])
        content = json.loads(ChaCha20Poly1305(_together(secrets)).decrypt(NO_NONCE, box, values["commitment"].encode()))
    except (ValueError, InvalidTag):
        raise NotOpened("The parts do not open this sheet. Were they copied whole?") from None
    design = design_from_dict(values["design"])
    key = TrialKey(bytes.fromhex(content["seed"]), bytes.fromhex(content["nonce"]))
    if commitment_of(design, values["analysis"], key) != values["commitment"]:
        raise NotOpened("What is in the sheet does not match its commitment. Make nothing from it; call the person.")
    return Opened(design, key, values["commitment"], content["details"])


def _trusted(sheet: str) -> dict[str, Any]:
    """Return a sheet's values, with its signature checked."""
    try:
        values = json.loads(sheet)
        if values["schema"] != SHEET:
            raise NotOpened(f"This is written as {values['schema']!r}, and this release reads {SHEET!r}.")
        signature, signed_by = bytes.fromhex(values.pop("signature")), bytes.fromhex(values["signed_by"])
        Ed25519PublicKey.from_public_bytes(signed_by).verify(signature, canonical(values))
    except InvalidSignature:
        raise NotOpened("The sheet was changed after it was signed. Ask for it again.") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, NotOpened):
            raise
        raise NotOpened("This is not a sheet of a trial. Choose the file that the person handed over.") from None
    return dict(values)
