"""Files that a passphrase opens: JSON Web Encryption with PBES2-HS512+A256KW.

For a stick or a mail, where no relay holds the file. Every program that knows the standard opens it.

Source: RFC 7518, section 4.8.
"""

import secrets
import unicodedata

from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from zonewise.problem import NotUnderstood

from .base64url import decode, encode
from .sealed import FHIR_JSON, MOST_BYTES, FileContent, deflate, read_parts, seal_with_header, unseal

ALGORITHM = "PBES2-HS512+A256KW"
ROUNDS = 300_000
"""Of PBKDF2 with SHA-512, a third of a second; above the 210,000 that OWASP names (Password Storage, 2023)."""
FEWEST_ROUNDS, MOST_ROUNDS = 1_000, 2_000_000  # That are read: a file cannot make a machine count for an hour.
SALT_BYTES = 16

LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # None of them is taken for another when it is read out.
GROUPS, GROUP_LETTERS = 4, 4  # 30^16 of them, 78 bits.


def make_passcode() -> str:
    """Return a passcode that nobody guesses, in groups that can be read out."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP_LETTERS)) for _ in range(GROUPS))
    return "-".join(groups)


def seal_with_passphrase(content: bytes, passphrase: str, content_type: str = FHIR_JSON, rounds: int = ROUNDS) -> str:
    """Return content sealed under a passphrase, as it is written after `as_typed`."""
    salt, content_key = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(32)
    header = {"alg": ALGORITHM, "enc": "A256GCM", "cty": content_type, "p2s": encode(salt), "p2c": rounds}
    if len(packed := deflate(content)) < len(content):
        header, content = header | {"zip": "DEF"}, packed
    wrapped = aes_key_wrap(_derive(passphrase, salt, rounds), content_key)
    return seal_with_header(content, content_key, header, wrapped_key=wrapped)


def is_sealed_with_passphrase(text: str) -> bool:
    """Say whether a text is a file of this kind."""
    try:
        header, _ = read_parts(text)
    except NotUnderstood:
        return False
    return header.get("alg") == ALGORITHM


def open_with_passphrase(text: str, passphrase: str, *, most_bytes: int = MOST_BYTES) -> FileContent:
    """Return what was sealed under a passphrase.

    Raises:
        NotUnderstood: It is another passphrase, or no file of this kind, or damaged.
    """
    header, parts = read_parts(text)
    rounds, salt_text = header.get("p2c"), header.get("p2s")
    if (
        header.get("alg") != ALGORITHM
        or isinstance(rounds, bool)
        or not isinstance(rounds, int)
        or not FEWEST_ROUNDS <= rounds <= MOST_ROUNDS
        or not isinstance(salt_text, str)
    ):
        fault = "this is no file that a passphrase opens."
        raise NotUnderstood(fault, "Ask whoever sent it how it is opened.", "sealed-otherwise")
    try:
        content_key = aes_key_unwrap(_derive(passphrase, decode(salt_text), rounds), parts[0])
    except (InvalidUnwrap, ValueError) as error:
        fault = "this passphrase does not open the file."
        raise NotUnderstood(fault, "Try it again, or ask whoever sent it.", "wrong-passphrase") from error
    return unseal(header, text, content_key, parts, most_bytes=most_bytes)


def as_typed(passphrase: str) -> str:
    """Return a passphrase as it counts, however its letters were put together; blanks around it do not count."""
    return unicodedata.normalize("NFC", passphrase).strip()


def _derive(passphrase: str, salt: bytes, rounds: int) -> bytes:
    salted = ALGORITHM.encode() + b"\0" + salt
    return PBKDF2HMAC(SHA512(), 32, salted, rounds).derive(as_typed(passphrase).encode())
