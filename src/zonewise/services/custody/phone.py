"""The certificate, made here, by which a phone in the same house trusts this machine."""

import hashlib
import re
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING

from zonewise.problem import InputRefused, Problem
from zonewise.services.base.clock import utc_now
from zonewise.services.base.diary import Diary, file_of_diary

from .passphrase import OTHERWISE, is_encrypted

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec

LASTS = timedelta(days=800)
"""iOS takes at most 825 days from an authority that a person installed. https://support.apple.com/en-us/103769"""
AT_LEAST = timedelta(days=30)  # Certificates that end sooner are made anew when the app starts.
CLOCKS_DIFFER = timedelta(days=1)

NO_NAME = "invalid"  # A name that nobody ever has (RFC 6761, section 6.4).

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")


@dataclass(frozen=True, slots=True)
class Certificates:
    """What the app shows to a phone."""

    server: Path  # The app's certificate with its key, PEM; only its owner can read it.
    authority: bytes  # The certificate to install on the phone, DER.
    fingerprint: str  # SHA-256 of the authority's certificate, in pairs with colons, as phones show it.
    made: bool  # Whether they are new, so that the phone has to install them.


def check_for_phone(diary: Diary) -> None:
    """Refuse to show a diary to other devices that has no passphrase.

    Raises:
        InputRefused: It has none, or is not there yet.
        DiaryRefused: It lies in a clinic's database.
    """
    file_of_diary(diary, OTHERWISE)
    if not is_encrypted(diary):
        fault = "other devices could reach the pages, and the diary has no passphrase."
        expected = "Set one first: zonewise passphrase set."
        raise InputRefused([Problem("--phone", 0, fault, expected, "phone-needs-passphrase")])


def is_still_to_begin(diary: Diary) -> bool:
    """Say whether nothing lies where the diary is to lie, so that whoever begins it can see nothing of anybody.

    Raises:
        DiaryRefused: It lies in a clinic's database.
    """
    path = file_of_diary(diary, OTHERWISE)
    return not path.exists() or path.stat().st_size == 0


def checked_names(names: Sequence[str]) -> tuple[str, ...]:
    """Return names and addresses as a browser sends them.

    Raises:
        InputRefused: One is neither, or stands for every address.
    """
    checked: list[str] = []
    problems: list[Problem] = []
    for name in names:
        address = _address(name)
        if address is None:
            checked.append(name.casefold())
            if len(name) > 253 or not _NAME.fullmatch(checked[-1]):
                problems.append(_no_name(name, "is neither a host name nor an address."))
        else:
            checked.append(str(address))
            if address.is_unspecified or address.is_multicast:
                problems.append(_no_name(name, "is no address that a phone can open."))
    if problems:
        raise InputRefused(problems)
    return tuple(dict.fromkeys(checked))


def certificates_for(diary: Diary, names: Sequence[str]) -> Certificates:
    """Return certificates for exactly these names: those that are there while they last, else new ones.

    The authority's key signs one certificate and is thrown away, so that nobody can make another that the phone trusts;
    and it may speak for these names only.

    Args:
        names: From `checked_names`.

    Raises:
        DiaryRefused: They cannot be written, or the diary lies in a clinic's database.
    """
    from zonewise.store.halves import write_beside
    from zonewise.store.private_files import authority_file, server_file
    from zonewise.store.refusals import refusing_file

    path = file_of_diary(diary, OTHERWISE)
    authority, server = authority_file(path), server_file(path)
    with refusing_file(str(server)):
        signed = _lasting(authority, server, names, utc_now())
        made = signed is None
        if signed is None:
            signed, pem = _made(names, utc_now())
            write_beside(path, server, pem)
            write_beside(path, authority, signed)
    der = ssl.PEM_cert_to_DER_cert(signed.decode())
    return Certificates(server, der, fingerprint_of(der), made)


def fingerprint_of(certificate: bytes) -> str:
    """Return the SHA-256 of a certificate in DER, in pairs with colons."""
    return hashlib.sha256(certificate).digest().hex(":").upper()


def _no_name(name: str, why: str) -> Problem:
    return Problem("--host", 0, f"'{name}' {why}", "Write it like 192.168.1.20 or kitchen.local.", "unknown-host")


def _lasting(authority: Path, server: Path, names: Sequence[str], now: datetime) -> bytes | None:
    """Return the authority's certificate when both are there, belong together, are for these names, and last."""
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature

    try:
        first, own = authority.read_bytes(), x509.load_pem_x509_certificate(server.read_bytes())
        above = x509.load_pem_x509_certificate(first)
        own.verify_directly_issued_by(above)
        alternatives = own.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (FileNotFoundError, ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return None
    if set(alternatives) != set(_general_names(names)) or own.not_valid_after_utc < now + AT_LEAST:
        return None
    return first


def _general_names(names: Sequence[str]) -> "list[x509.GeneralName]":
    from cryptography import x509

    return [x509.IPAddress(address) if (address := _address(name)) else x509.DNSName(name) for name in names]


def _limits(names: Sequence[str]) -> "x509.NameConstraints":
    """Return that the authority speaks for these names only; an address is written as a network of one.

    A limit holds for its own sort alone (RFC 5280, section 4.2.1.10), so a sort without a name is closed as a whole.
    """
    from cryptography import x509

    addresses = [x509.IPAddress(ip_network(name)) for name in names if _address(name)]
    words = [x509.DNSName(name) for name in names if not _address(name)] or [x509.DNSName(NO_NAME)]
    none = None if addresses else [x509.IPAddress(ip_network(every)) for every in ("0.0.0.0/0", "::/0")]
    return x509.NameConstraints(permitted_subtrees=[*words, *addresses], excluded_subtrees=none)


def _address(name: str) -> IPv4Address | IPv6Address | None:
    with suppress(ValueError):
        return ip_address(name)
    return None


def _made(names: Sequence[str], now: datetime) -> tuple[bytes, bytes]:
    """Return the authority's certificate, and the app's own with its key, all PEM."""
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    def named(words: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])

    above, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = named(f"zonewise at home, {now:%Y-%m-%d}")
    authority = (
        _begun(issuer, issuer, above.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_others=True), critical=True)
        .add_extension(_limits(names), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(above.public_key()), critical=False)
    )
    server = (
        _begun(named("zonewise"), issuer, own.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_others=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(_general_names(names)), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above.public_key()), critical=False)
    )
    signed_above, signed_own = _signed(authority, above), _signed(server, above)
    key = own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return signed_above, key + signed_own


def _begun(
    subject: "x509.Name", issuer: "x509.Name", key: "ec.EllipticCurvePublicKey", now: datetime
) -> "x509.CertificateBuilder":
    from cryptography import x509

    begun = x509.CertificateBuilder(subject_name=subject, issuer_name=issuer, public_key=key)
    begun = begun.serial_number(x509.random_serial_number())
    return begun.not_valid_before(now - CLOCKS_DIFFER).not_valid_after(now - CLOCKS_DIFFER + LASTS)


def _signed(builder: "x509.CertificateBuilder", key: "ec.EllipticCurvePrivateKey") -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import Encoding

    return builder.sign(key, SHA256()).public_bytes(Encoding.PEM)


def _usage(*, signs_others: bool) -> "x509.KeyUsage":
    from cryptography import x509

    uses = (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
        *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    )
    own = {"key_cert_sign", "crl_sign"} if signs_others else {"digital_signature"}
    return x509.KeyUsage(**{use: use in own for use in uses})
