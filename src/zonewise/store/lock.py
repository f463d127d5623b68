"""The lock on a diary's file: shared by whoever has it open, held alone by whoever replaces or removes it.

A file is put in the place of the diary when its passphrase changes or a backup is restored. A program that still had
the old file open would go on writing to a file that nobody finds again. So every connection takes a share of a lock,
and who replaces or removes the file takes it alone. The lock lies on an empty file beside the diary and is SQLite's
own: it waits, no stream of readers can keep the one out who wants it alone, and it ends with the process that held it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite  # type: ignore[import-untyped]  # a compiled module without types

from .refusals import refusal

ENDING = "-lock"
IMPORT = "-import"
"""What stands between a diary's name and the ending of the lock that an import holds, so that one goes on at a time."""
COPY = "-copy"
"""The same for the lock that whoever makes a file beside a diary has a share of, so that a dead half is known."""
_ATTEMPTS = 500
"""How often the file may be gone again when its lock is ours; each time someone else has closed the diary."""


class Lock:
    """A lock that was taken, shared or alone; it ends when it is closed."""

    __slots__ = ("_connection", "_place")

    def __init__(self, connection: Any, place: Path) -> None:
        self._connection = connection
        self._place = place

    def close(self) -> None:
        """End the lock. The last one takes the file away, so that nothing is left beside a diary that is closed."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            with suppress(sqlite.Error, OSError):
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                connection.execute("PRAGMA busy_timeout = 0")
                connection.execute("BEGIN EXCLUSIVE")
                self._place.unlink()
        finally:
            connection.close()


def lock_file(path: Path) -> Path:
    """Return the file that a diary's lock lies on."""
    return path.with_name(path.name + ENDING)


def shared_lock(path: Path, seconds: float) -> Lock:
    """Return a lock that others may share.

    Raises:
        sqlite.OperationalError: Someone has the diary alone for longer than these seconds, or the file of the lock
            cannot be made.
    """
    return _acquire(path, seconds, "BEGIN", "SELECT count(*) FROM sqlite_schema")


@contextmanager
def exclusive_lock(path: Path, seconds: float) -> Iterator[None]:
    """Have a diary's file alone: no zonewise, this process included, has a connection to it or gets one.

    Raises:
        DiaryRefused: Someone has it open for longer than these seconds.
    """
    try:
        lock = _acquire(path, seconds, "BEGIN EXCLUSIVE")
    except sqlite.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite.SQLITE_BUSY:
            raise
        raise refusal("open-elsewhere", str(path)) from None
    try:
        yield
    finally:
        lock.close()


def _acquire(path: Path, seconds: float, *statements: str) -> Lock:
    """Return the lock on the file that has the lock's name now: whoever waited for it may hold one that is gone."""
    place = lock_file(path)
    for _ in range(_ATTEMPTS):
        known = _status(place)  # SQLite opens what lies there next: without a look before, it might be one that is gone
        connection = sqlite.connect(str(place), timeout=seconds, isolation_level=None, check_same_thread=False)
        try:
            before = _make_private(place)
            connection.execute("PRAGMA journal_mode = OFF")
            for statement in statements:
                connection.execute(statement).fetchall()
            same = known is not None and before is not None and os.path.samestat(known, before)
            if same and before is not None and os.path.samestat(before, place.stat()):
                return Lock(connection, place)
        except FileNotFoundError:
            pass
        except BaseException:
            connection.close()
            raise
        connection.close()
    raise refusal("lock-gone", str(path))


def _status(place: Path) -> os.stat_result | None:
    with suppress(FileNotFoundError):
        return place.stat()
    return None


def _make_private(place: Path) -> os.stat_result | None:
    """Let only the owner use the file. SQLite makes it: were it closed here, this process would lose its locks."""
    with suppress(FileNotFoundError):
        status = place.stat()
        if status.st_mode & 0o077:
            with suppress(PermissionError):  # someone else's file, in a folder that is shared
                place.chmod(0o600)
        return status
    return None
