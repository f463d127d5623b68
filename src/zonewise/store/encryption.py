"""The head of a diary's file, and the key that it stands for, which comes from a passphrase.

The file itself tells that it is encrypted: SQLCipher writes the key's 16 bytes of salt at its head, in the clear. We
choose them: a mark of four bytes, whose last one says which cost of argon2id was taken, and twelve random bytes. So
one file holds all that is needed beside the passphrase, and putting one file in the place of another changes
passphrase, salt and content in one step.

A process loses all its locks on a file when it closes any of its handles on it (https://sqlite.org/howtocorrupt.html,
section 2.2); another process could then take away the log that this one still writes. So while this process has
a connection to a file, its head is read through a handle that is closed after the last of them.
"""

import os
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

HEAD_BYTES = 16
_MARK = b"zwd"
_VERSION = b"\x01"


@dataclass(frozen=True, slots=True)
class Cost:
    """What it costs to try one passphrase."""

    passes: int  # Over the memory.
    memory_kib: int  # Memory, KiB.
    lanes: int  # That can be worked on side by side.


COSTS = {_VERSION: Cost(passes=3, memory_kib=65536, lanes=4)}
"""By the fourth byte of the head. Source: RFC 9106, section 4, the second recommended choice (for less memory); its
section 3.1 asks for at least 8 bytes of salt, and calls 16 enough for anything."""


class Secret:
    """A passphrase on its way from a person to the key; nothing that prints values prints it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return "Secret(hidden)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self.to_bytes() == other.to_bytes()  # both were typed by one person

    __hash__ = None  # type: ignore[assignment]  # so that it is no key of a mapping that is printed

    def __reduce__(self) -> str:
        raise TypeError("a passphrase is not written anywhere")

    def __len__(self) -> int:
        """Return how many characters it has."""
        return len(self._text)

    def text(self) -> str:
        """Return it as it was typed, to be judged and never to be shown."""
        return self._text

    def to_bytes(self) -> bytes:
        """Return what argon2id takes: the same bytes however a device composes its letters and spaces.

        Source: RFC 8265, section 4.2.2 (OpaqueString): other spaces become U+0020, then NFC. Half a character, which
        a terminal in another encoding can hand over, is kept as it came.
        """
        spaced = "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in self._text)
        return unicodedata.normalize("NFC", spaced).encode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class Key:
    """The key of one encrypted file and of its backups. It is never shown."""

    raw: bytes = field(repr=False)  # 32 bytes from argon2id.
    head: bytes  # 16 bytes, in the clear at the file's head: the mark and the salt.

    def for_sqlcipher(self) -> str:
        """Return key and salt in SQLCipher's form for a key that needs no further derivation."""
        return f"x'{self.raw.hex()}{self.head.hex()}'"


def is_encrypted_head(head: bytes) -> bool:
    """Return whether these are the first bytes of an encrypted diary."""
    return len(head) == HEAD_BYTES and head.startswith(_MARK) and head[3:4] in COSTS


def new_head() -> bytes:
    """Return the head of a file that is about to be encrypted."""
    return _MARK + _VERSION + os.urandom(HEAD_BYTES - len(_MARK + _VERSION))


def derive(secret: Secret, head: bytes) -> Key:
    """Return the key for a passphrase and a file's head; takes a tenth of a second and 64 MiB on purpose.

    Args:
        head: For which `is_encrypted_head` holds.
    """
    from argon2.low_level import Type, hash_secret_raw

    cost = COSTS[head[3:4]]
    raw = hash_secret_raw(
        secret.to_bytes(), head, cost.passes, cost.memory_kib, cost.lanes, hash_len=32, type=Type.ID, version=0x13
    )
    return Key(raw, head)


_lock = Lock()


@dataclass(slots=True)
class _SharedHandle:
    handle: int
    holders: int


_open_handles: dict[tuple[int, int], _SharedHandle] = {}


class FileHead:
    """One connection's share of the handle on a file; let it go once, after the connection is closed."""

    __slots__ = ("_file",)

    def __init__(self, path: Path) -> None:
        """Open the file, or share the handle that is there.

        Raises:
            OSError: The file cannot be read.
        """
        with _lock:
            self._file: tuple[int, int] | None = _identity(os.stat(path))
            if self._file in _open_handles:
                _open_handles[self._file].holders += 1
                return
            handle = _open(path)
            self._file = _identity(os.fstat(handle))
            _open_handles[self._file] = _SharedHandle(handle, 1)

    def head(self) -> bytes:
        """Return the first bytes of the file as it is now."""
        with _lock:
            return _read(_open_handles[self._file].handle) if self._file in _open_handles else b""

    def release(self) -> None:
        """Give up the share; the last one closes the handle."""
        with _lock:
            if self._file is None or self._file not in _open_handles:
                return
            held = _open_handles[self._file]
            held.holders -= 1
            if held.holders == 0:
                del _open_handles[self._file]
                os.close(held.handle)
            self._file = None


def head_of(path: Path) -> bytes:
    """Return the first bytes of a file; b"" when it is empty.

    Raises:
        OSError: It is not there or cannot be read.
    """
    with _lock:
        held = _open_handles.get(_identity(os.stat(path)))
        if held is not None:
            return _read(held.handle)
        handle = _open(path)
        try:
            return _read(handle)
        finally:
            os.close(handle)


def _identity(status: os.stat_result) -> tuple[int, int]:
    return (status.st_dev, status.st_ino)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))


def _read(handle: int) -> bytes:
    os.lseek(handle, 0, os.SEEK_SET)
    return os.read(handle, HEAD_BYTES)
