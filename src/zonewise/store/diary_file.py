"""How is a diary kept in one file opened?

SQLite through sqlcipher3, which brings its own, newer SQLite: the one that comes with many systems can damage a file
when its write-ahead log starts over (fixed in 3.51.3). The driver's own transactions are off: with them a failed
migration left its first table behind; every transaction begins here, in words.
"""

import os
import time
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite  # type: ignore[import-untyped]  # a compiled module without types
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from .refused import DiaryRefused, read_only

PRAGMAS = (
    "synchronous = FULL",  # a commit that was acknowledged survives a power cut
    "foreign_keys = ON",
    "recursive_triggers = ON",  # so that REPLACE cannot delete past the append-only triggers
    "trusted_schema = OFF",  # a diary from elsewhere cannot call functions with side effects
    "cache_size = -16000",  # KiB; the index of ten million random ids is slow with the default 8000
    "journal_size_limit = 67108864",  # bytes; a log that grew in a large import shrinks again
)

_WAL_ATTEMPT_SECONDS = 0.02

_SMALLEST_PAGE = 512
"""Bytes. Source: https://sqlite.org/fileformat.html, section 1.2."""


def file_engine(path: Path, *, create: bool, busy_seconds: float) -> Engine:
    """Return an engine for one file, which is made, readable only by its owner, when it is not there.

    Args:
        path: Where the diary is.
        create: Whether to make the file.
        busy_seconds: How long a writer waits for another, seconds.

    Raises:
        DiaryRefused: A folder, a missing folder, or a file that may not be written.
    """
    path = path.absolute()
    _check_place(path, create=create)
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        module=sqlite,
        creator=lambda: _connect(path, busy_seconds),
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
            raise DiaryRefused(where, "this is a folder.", "Name the diary file inside it.", "is-a-folder")
        if not path.exists():
            _make(path, create=create)
        elif not path.is_file():
            raise DiaryRefused(where, "this is a device or pipe.", "A diary is a plain file.", "not-a-diary")
        elif 0 < path.stat().st_size < _SMALLEST_PAGE:  # SQLite writes over a file of one byte
            raise DiaryRefused(where, "this file is too small to be a diary.", "Check the name.", "not-a-diary")
        elif not _allowed(path, os.R_OK):
            raise DiaryRefused(
                where, "you may not read this file.", "Check who owns it and its permissions.", "not-readable"
            )
        elif not _allowed(path, os.W_OK):
            raise read_only(where)
    except (OSError, ValueError) as error:  # ValueError: a NUL character in the name
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise DiaryRefused(
            where, f"the system refused it: {reason}.", "Choose a place where you may write.", "not-writable"
        ) from error


def _allowed(path: Path, mode: int) -> bool:
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)


def _make(path: Path, *, create: bool) -> None:
    where = str(path)
    if not path.parent.is_dir():
        raise DiaryRefused(
            where, f"there is no folder '{path.parent}'.", "Make it first, or check the name.", "no-such-folder"
        )
    if not create:
        raise no_diary(where)
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return  # another process was a moment faster


def no_diary(where: str) -> DiaryRefused:
    """Return the refusal for a diary that is not there, or is still empty, and was not to be made."""
    return DiaryRefused(
        where, "there is no diary here yet.", "Check the name, or begin one with an import or a check-in.", "no-diary"
    )


def _connect(path: Path, busy_seconds: float) -> Any:
    connection = sqlite.connect(str(path), timeout=busy_seconds, isolation_level=None, check_same_thread=False)
    try:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        _write_ahead(connection, attempts=1 + int(busy_seconds / _WAL_ATTEMPT_SECONDS))
    except BaseException:
        connection.close()
        raise
    return connection


def _write_ahead(connection: Any, *, attempts: int) -> None:
    """Switch a new file to its write-ahead log; SQLite does not wait for a second process that does the same."""
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
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writing else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
