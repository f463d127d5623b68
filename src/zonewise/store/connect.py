"""Opening a diary, in a file or in a clinic's PostgreSQL database, and transactions that happen whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from zonewise.problem import did_you_mean

from .backups import back_up_before_migration
from .diary_file import check_unchanged, file_engine
from .encryption import Key
from .private_files import rekey_journal_file
from .refusals import refusal, refusal_for
from .rekeying import finish_rekey
from .schema import REVISIONS, known_revision, migrate

_MIGRATION_LOCK = 0x7A6F6E65
"""An arbitrary number ("zone") that every zonewise uses, so that two of them cannot migrate one database at once."""


def open_diary(
    path_or_url: str | Path, *, key: Key | None = None, create: bool = True, busy_seconds: float = 5.0
) -> Engine:
    """Open a diary, and bring one from an older release forward.

    A new file can be read and written by its owner only. Opening a diary of this release writes nothing to it. A file
    that comes forward is copied into its folder of backups first.

    Args:
        path_or_url: Path of the diary file, or the address of a PostgreSQL database (`postgresql://...`).
        key: Of an encrypted file; one that is not there yet begins encrypted with it. Never of a database.
        create: Whether a diary that is not there yet is begun.
        busy_seconds: How long to wait for another writer before giving up, seconds.

    Returns:
        What `transaction` and `reading` take. `dispose()` closes it.

    Raises:
        DiaryRefused: It is not there, not a diary, damaged, not writable, in use, from a newer release, or encrypted
            with another key.
    """
    engine = _engine(path_or_url, key=key, create=create, busy_seconds=busy_seconds)
    try:
        with reading(engine) as connection:
            revision = _revision(connection)
        if not revision and not create:
            raise refusal("no-diary", _name(engine))
        if revision != REVISIONS[-1]:
            if revision and engine.dialect.name == "sqlite":
                back_up_before_migration(Path(_name(engine)), key, REVISIONS[-1])
            with transaction(engine) as connection:
                if connection.dialect.name == "postgresql":  # on a file BEGIN IMMEDIATE keeps others out
                    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
                if _revision(connection) != REVISIONS[-1]:  # someone else may have done it while we waited
                    migrate(connection)
    except BaseException:
        engine.dispose()
        raise
    if (path := path_of_diary(path_or_url)) is not None and rekey_journal_file(path).exists():
        finish_rekey(path, key)
    return engine


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """Yield a connection that may write; all of what it writes is kept, or, after any exception, none of it.

    On a file one writer works at a time, and others wait. Readers go on reading what was there before.

    Raises:
        DiaryRefused: Another writer took too long, the disk is full, or the file is damaged.
    """
    with (
        _refusals(engine),
        engine.connect().execution_options(zonewise_writes=True) as connection,
        connection.begin(),
    ):
        if connection.dialect.name == "postgresql":
            wait = connection.get_execution_options()["zonewise_lock_timeout"]
            connection.execute(text("SELECT set_config('lock_timeout', :wait, true)"), {"wait": wait})
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Yield a connection that cannot write, and sees the diary as it stood at its first query throughout.

    Raises:
        DiaryRefused: The file is damaged, or the database does not answer.
    """
    with _refusals(engine), engine.connect() as connection:
        if connection.dialect.name == "postgresql":  # what SQLite's BEGIN gives: one state for every query
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            try:
                yield connection
            finally:
                if connection.dialect.name == "sqlite" and not connection.invalidated:
                    check_unchanged(connection.connection.driver_connection, _name(engine))


def path_of_diary(path_or_url: str | Path) -> Path | None:
    """Return the path of a diary that is a file, or None for the address of a database."""
    if not isinstance(path_or_url, Path) and "://" in path_or_url:
        return None
    try:
        return Path(os.path.realpath(path_or_url))  # what lies beside a diary lies beside the file, not beside a link
    except ValueError:  # a NUL character in the name, which is refused when it is opened
        return Path(path_or_url).absolute()


def _engine(path_or_url: str | Path, *, key: Key | None, create: bool, busy_seconds: float) -> Engine:
    if (path := path_of_diary(path_or_url)) is not None:
        return file_engine(path, key=key, create=create, busy_seconds=busy_seconds)
    address = str(path_or_url)
    scheme = address.partition("://")[0]
    if scheme.partition("+")[0] not in ("postgresql", "postgres"):
        raise refusal("unknown-store", f"{scheme}://", scheme=scheme, suggestion=did_you_mean(scheme, ["postgresql"]))
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as error:  # without the text itself: it may hold a password
        raise refusal("unreadable-address", f"{scheme}://") from error
    try:
        engine = create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    except ImportError as error:
        raise refusal("no-driver", url.render_as_string()) from error
    return engine.execution_options(zonewise_lock_timeout=f"{max(1, round(busy_seconds * 1000))}ms")


def _revision(connection: Connection) -> str:
    return known_revision(connection, _name(connection.engine), REVISIONS)


@contextmanager
def _refusals(engine: Engine) -> Iterator[None]:
    """Turn what a database says about its disk, its locks and its file into what a person can do about it."""
    try:
        yield
    except DBAPIError as error:
        refusal = refusal_for(error, _name(engine))
        if refusal is None:
            raise
        raise refusal from error


def _name(engine: Engine) -> str:
    """Return the path of a file, or an address with its password hidden."""
    return str(engine.url.database) if engine.dialect.name == "sqlite" else engine.url.render_as_string()
