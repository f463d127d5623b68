"""The first bytes of a diary's file, read so that no lock on the file is lost.

A process loses all its locks on a file when it closes any of its handles on it (https://sqlite.org/howtocorrupt.html,
section 2.2); another process could then take away the log that this one still writes. So while this process has
a connection to a file, its head is read through a handle that is closed after the last of them.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from .encryption import HEAD_BYTES

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
