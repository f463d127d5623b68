"""Another key for a diary and all its copies; interrupted anywhere, the next who opens the diary ends it.

Before the diary's file gets its new key, a small file beside it says which key its copies had. It holds that key under
the new one, so nobody without the new passphrase reads it; where the encryption is taken away, it holds it in the
clear, as the copies will be. It goes once every copy has followed.
"""

import json
import os
from contextlib import suppress
from pathlib import Path

from .backups import rekey_backups
from .encryption import Key, head_of
from .halves import clear_dead_halves
from .private_files import flush_folder, rekey_journal_file, write_private
from .replacement import rekey_diary

_NONCE_BYTES = 12


def rekey_all(
    diary: Path, old: Key | None, new: Key | None, *, busy_seconds: float = 5.0
) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Bring a diary and its backups under another key, or none.

    Returns:
        The backups that open with the new key; those that could not be read and stay as they are.

    Raises:
        DiaryRefused: As for `rekey_diary`; the diary and its backups are as before.
    """
    rekey_diary(diary, old, new, busy_seconds=busy_seconds, before_replacing=lambda: _begin(diary, old, new))
    return _follow(diary, old, new)


def finish_rekey(diary: Path, key: Key | None) -> None:
    """End what `rekey_all` began and was killed in, when this is the diary's key now; else nothing happens."""
    journal = rekey_journal_file(diary)
    with suppress(OSError, ValueError, KeyError):
        known = json.loads(journal.read_bytes())
        head = head_of(diary).hex() if key is not None else ""
        if head == known["new"] and head == (key.head.hex() if key is not None else ""):
            _follow(diary, _opened(known, key), key)
        elif head == known["old"]:  # it was killed before the diary changed
            journal.unlink(missing_ok=True)


def _begin(diary: Path, old: Key | None, new: Key | None) -> None:
    """Write which key the copies have; called while the diary is had alone, so no copy is being made."""
    known = {"old": old.head.hex() if old else "", "new": new.head.hex() if new else "", "key": _sealed(old, new)}
    write_private(rekey_journal_file(diary), json.dumps(known).encode())
    clear_dead_halves(diary)  # they may be in the clear


def _follow(diary: Path, old: Key | None, new: Key | None) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    done, left = rekey_backups(diary, old, new)
    rekey_journal_file(diary).unlink(missing_ok=True)
    flush_folder(diary.parent)
    return done, left


def _sealed(old: Key | None, new: Key | None) -> str:
    """Return the old key under the new one, hexadecimal; in the clear where there will be none."""
    if old is None:
        return ""
    if new is None:
        return old.raw.hex()
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE_BYTES)
    return (nonce + AESGCM(_sealing_key(new)).encrypt(nonce, old.raw, old.head + new.head)).hex()


def _opened(known: dict[str, str], key: Key | None) -> Key | None:
    if not known["old"]:
        return None
    head, sealed = bytes.fromhex(known["old"]), bytes.fromhex(known["key"])
    if key is None:
        return Key(sealed, head)
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        raw = AESGCM(_sealing_key(key)).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], head + key.head)
    except InvalidTag:
        raise ValueError("not sealed under this key") from None
    return Key(raw, head)


def _sealing_key(key: Key) -> bytes:
    """Return a key of its own, so that no key is used for two things."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, key.head, b"zonewise rekey").derive(key.raw)
