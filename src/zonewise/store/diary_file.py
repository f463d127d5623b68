"""Connections to a diary that is one file.

SQLite through sqlcipher3, which brings its own, newer SQLite: the one that comes with many systems can damage a file
when its write-ahead log starts over (fixed in 3.51.3). The driver's own transactions are off: with them a failed
migration left its first table behind; every transaction begins here, in words.
"""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite  # type: ignore[import-untyped]  # a compiled module without types
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from .encryption import FileHead, Key, head_of, is_encrypted_head
from .halves import clear_dead_halves
from .lock import shared_lock
from .own_schema import GUARDS, guard, require_own_schema
from .private_files import create_private, half_of_rekey_journal
from .refusals import is_for_want_of_room, refusal, refusing_file, system_reason

PRAGMAS = (
    "synchronous = FULL",  # a commit that was acknowledged survives a power cut
    "foreign_keys = ON",
    "recursive_triggers = ON",  # so that REPLACE cannot delete past the append-only triggers
    "cache_size = -16000",  # KiB; the index of ten million random ids is slow with the default 8000
    "journal_size_limit = 67108864",  # bytes; a log that grew in a large import shrinks again
)

_WAL_ATTEMPT_SECONDS = 0.02

SQLITE_HEAD = b"SQLite format 3\0"
"""The first bytes of every database in the clear. Source: https://sqlite.org/fileformat.html, section 1.3."""

_SMALLEST_PAGE = 512  # Bytes. Source: https://sqlite.org/fileformat.html, section 1.2.


def file_engine(path: Path, *, key: Key | None, create: bool, busy_seconds: float) -> Engine:
    """Return an engine for one file, which is made, readable only by its owner, when it is not there.

    A file that may not be written, or lies in a folder that may not, can be read; so can one on a disk so full that
    there is no room for what SQLite needs beside it.

    Args:
        key: Of an encrypted file, or of one that is to begin encrypted.
        busy_seconds: How long a writer waits for another, seconds.

    Raises:
        DiaryRefused: A folder, a missing folder, or a file that may not be read.
    """
    path = path.absolute()
    _check_place(path, create=create)
    only_read = not (_has_permission(path, os.W_OK) and _has_permission(path.parent, os.W_OK))
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        module=sqlite,
        creator=lambda: _connect_to_read(path, key) if only_read else _connect_if_room(path, key, busy_seconds),
        poolclass=QueuePool,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _check_place(path: Path, *, create: bool) -> None:
    """Refuse what is no place for a diary, then make the file.

    An existing file is looked at without opening it: closing it again would drop the locks that another connection
    of this process holds on it (https://sqlite.org/howtocorrupt.html, section 2.2).
    """
    where = str(path)
    try:
        if path.is_dir():
            raise refusal("is-a-folder", where)
        if not path.exists():
            _create_file(path, create=create)
        elif not path.is_file():
            raise refusal("not-a-file", where)
        elif 0 < path.stat().st_size < _SMALLEST_PAGE:  # SQLite writes over a file of one byte
            raise refusal("too-small", where)
        elif not _has_permission(path, os.R_OK):
            raise refusal("not-readable", where)
    except (OSError, ValueError) as error:  # ValueError: a NUL character in the name
        raise refusal("not-writable", where, reason=system_reason(error)) from error


def _has_permission(path: Path, mode: int) -> bool:
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)


def _create_file(path: Path, *, create: bool) -> None:
    if not path.parent.is_dir():
        raise refusal("no-folder", str(path), folder=path.parent)
    if not create:
        raise refusal("no-diary", str(path))
    with suppress(FileExistsError):  # another process was a moment faster
        create_private(path)


def part_file(path: Path) -> Path:
    """Return where a file is made that will take a diary's place; whoever makes one has the diary alone."""
    return path.with_name(f"{path.name}-new")


class _Connection(sqlite.Connection):  # type: ignore[misc]  # its base has no types
    """A connection that lets go of its share of the file, and only then of the lock, once it is closed."""

    ends: Callable[[], None] | None = None
    disk_is_full = False  # Then it only reads.
    was: tuple[int, ...] | None = None  # What told the file when it was opened to be read without a log.

    def close(self) -> None:
        super().close()
        ends, self.ends = self.ends, None
        if ends is not None:
            ends()


def connect(path: Path, key: Key | None, busy_seconds: float) -> Any:
    """Return the driver's own connection to a diary that is there; nobody replaces the file while it is open.

    Raises:
        DiaryRefused: The key is not this file's, or the file is none of SQLite's: nothing is made beside it.
        sqlite.Error: Anything else.
    """
    with refusing_file(str(path)):
        if (head := head_of(path)) and head != SQLITE_HEAD and not is_encrypted_head(head):
            raise refusal("no-database", str(path))
    lock = shared_lock(path, busy_seconds)
    try:
        for half in (part_file(path), half_of_rekey_journal(path)):
            with suppress(OSError):
                half.unlink()  # of a process that was killed: nobody makes one while we have a share of the lock
        clear_dead_halves(path)
        with refusing_file(str(path)):
            hold = FileHead(path)
    except BaseException:
        lock.close()
        raise

    def end() -> None:
        hold.release()
        lock.close()

    try:
        _check_key(path, key, hold.head())
        connection = checked_connection(path, key, busy_seconds=busy_seconds)
    except BaseException:
        end()
        raise
    connection.ends = end
    try:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        _write_ahead(connection, attempts=1 + int(busy_seconds / _WAL_ATTEMPT_SECONDS))
    except BaseException:
        connection.close()
        raise
    return connection


def _connect_if_room(path: Path, key: Key | None, busy_seconds: float) -> Any:
    """Return a connection to a diary; on a full disk, where SQLite cannot make a log, one that only reads."""
    try:
        return connect(path, key, busy_seconds)
    except sqlite.Error as error:
        if not is_for_want_of_room(error, path) or _log_of(path):
            raise
    connection = _connect_to_read(path, key)
    connection.disk_is_full = True
    return connection


def check_unchanged(connection: Any, where: str) -> None:
    """Refuse what was read without a log from a file that another program changed meanwhile: it may be of two states.

    Args:
        connection: The driver's own.

    Raises:
        DiaryRefused: It was changed.
    """
    was = getattr(connection, "was", None)
    if was is not None and was != _mark(Path(where)):
        raise refusal("being-written", where)


def _mark(path: Path) -> tuple[int, ...]:
    try:
        status = path.stat()
    except OSError:
        return ()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _log_of(path: Path) -> int:
    """Return how many bytes the write-ahead log beside a file has; SQLite makes an empty one when it opens the file."""
    with suppress(OSError):
        return path.with_name(f"{path.name}-wal").stat().st_size
    return 0


def _connect_to_read(path: Path, key: Key | None) -> Any:
    """Return a connection to a diary that may only be read: no lock and no log can be made beside it."""
    with refusing_file(str(path)):
        head = head_of(path)
    if head and head != SQLITE_HEAD and not is_encrypted_head(head):
        raise refusal("no-database", str(path))
    _check_key(path, key, head)
    mode, was = mode_to_read(path), _mark(path)
    connection = checked_connection(path, key, mode=mode)
    connection.was = was if mode != "ro" else None
    connection.execute("PRAGMA cache_size = -16000")
    return connection


def mode_to_read(path: Path) -> str:
    """Return how a file is opened that is left as it is, with nothing made beside it."""
    return "ro" if _log_of(path) else "ro&immutable=1"


def checked_connection(path: Path, key: Key | None, *, busy_seconds: float = 0.0, mode: str = "rw") -> Any:
    """Return a connection, without a lock, to a file whose schema is ours or that is empty; it may do no more than we.

    Args:
        busy_seconds: How long to wait for another program, seconds.
        mode: "ro" to leave the file as it is, "ro&immutable=1" to make no log beside it either.

    Raises:
        DiaryRefused: The key is another one, or the file holds what no release of ours made.
        sqlite.Error: It cannot be read.
    """
    connection = _raw_connection(path, key, busy_seconds=busy_seconds, mode=mode)
    try:
        for pragma in GUARDS:
            connection.execute(f"PRAGMA {pragma}")
        guard(connection)
        require_own_schema(connection, str(path))
    except BaseException as error:
        connection.close()
        if key is not None and getattr(error, "sqlite_errorcode", 0) == sqlite.SQLITE_NOTADB:
            raise refusal("wrong-passphrase", str(path)) from None
        raise
    return connection


def _raw_connection(path: Path, key: Key | None, *, busy_seconds: float, mode: str) -> Any:
    connection = sqlite.connect(
        f"{path.absolute().as_uri()}?mode={mode}",  # never "rwc": a file that SQLite makes others can read
        timeout=busy_seconds,
        isolation_level=None,
        check_same_thread=False,
        factory=_Connection,
        uri=True,
    )
    if key is not None:
        connection.execute("PRAGMA cipher_log_level = NONE")  # it writes to standard error otherwise
        connection.execute(f'PRAGMA key = "{key.for_sqlcipher()}"')
        connection.execute("PRAGMA cipher_compatibility = 4")  # a later SQLCipher's own choice may be another
    return connection


def _check_key(path: Path, key: Key | None, head: bytes) -> None:
    """Refuse a key that cannot be this file's, or none where one is needed; an empty file takes any."""
    if not head:
        return
    if is_encrypted_head(head):
        if key is None:
            raise refusal("passphrase-needed", str(path))
        if key.head == head:
            return
    elif key is None:
        return
    raise refusal("passphrase-changed", str(path))


def _write_ahead(connection: Any, *, attempts: int) -> None:
    """Switch a new file to its write-ahead log; SQLite does not wait for a second process that does the same.

    With the log readers go on reading what was there while one writes, and the page that is open stays whole.
    """
    for attempt in range(attempts):
        if connection.execute("PRAGMA journal_mode").fetchone() == ("wal",):
            return
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite.SQLITE_BUSY or attempt == attempts - 1:
                raise
            time.sleep(_WAL_ATTEMPT_SECONDS)


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("zonewise_writes", False)
    if writing and getattr(connection.connection.driver_connection, "disk_is_full", False):
        raise refusal("disk-full", str(connection.engine.url.database))
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writing else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
