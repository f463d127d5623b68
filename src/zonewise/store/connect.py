"""How is a diary opened, and how does a change to it happen whole or not at all?"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from zonewise.problem import did_you_mean

from .clinic_database import begin_writing, clinic_engine, migrate_alone
from .diary_file import file_engine, no_diary
from .refused import DiaryRefused, refusal_for
from .upgrade import REVISIONS, NotADiary, migrate, revision_of


def open_diary(
    path_or_url: str | Path, *, passphrase: None = None, create: bool = True, busy_seconds: float = 5.0
) -> Engine:
    """Open a diary, and bring one from an older release forward.

    A new file can be read and written by its owner only. Opening a diary of this release writes nothing to it.

    Args:
        path_or_url: Path of the diary file, or the address of a PostgreSQL database (`postgresql://...`).
        passphrase: Always None; diaries are not encrypted in this release.
        create: Whether a diary that is not there yet is begun.
        busy_seconds: How long to wait for another writer before giving up, seconds.

    Returns:
        What `transaction` and `reading` take. `dispose()` closes it.

    Raises:
        DiaryRefused: It is not there, not a diary, damaged, not writable, in use, or from a newer release.
    """
    engine = _engine(path_or_url, create=create, busy_seconds=busy_seconds)
    try:
        if not _is_current(engine, create=create):
            with transaction(engine) as connection:
                _bring_forward(connection)
    except BaseException:
        engine.dispose()
        raise
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
            begin_writing(connection)
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Yield a connection that cannot write, and sees the diary as it stood at its first query throughout.

    Raises:
        DiaryRefused: The file is damaged, or the database does not answer.
    """
    with _refusals(engine), engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection


def _engine(path_or_url: str | Path, *, create: bool, busy_seconds: float) -> Engine:
    address = str(path_or_url)
    if isinstance(path_or_url, Path) or "://" not in address:
        return file_engine(Path(path_or_url), create=create, busy_seconds=busy_seconds)
    scheme = address.partition("://")[0]
    if scheme.partition("+")[0] not in ("postgresql", "postgres"):
        raise DiaryRefused(
            f"{scheme}://",
            f"'{scheme}' is not a kind of store.",
            f"{did_you_mean(scheme, ['postgresql'])}Give the path of a file, or postgresql://user@host/database.",
            "unknown-store",
        )
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as error:  # without the text itself: it may hold a password
        raise DiaryRefused(
            f"{scheme}://", "the address cannot be read.", "Write postgresql://user@host/database.", "unknown-store"
        ) from error
    return clinic_engine(url, busy_seconds=busy_seconds)


def _is_current(engine: Engine, *, create: bool) -> bool:
    """Return whether the diary was written by this release; False when it is empty or older."""
    with reading(engine) as connection:
        found = _revision(connection)
    if not found and not create:
        raise no_diary(_name(engine))
    return found == REVISIONS[-1]


def _bring_forward(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        migrate_alone(connection)
    if _revision(connection) != REVISIONS[-1]:  # someone else may have done it while we waited
        migrate(connection)


def _revision(connection: Connection) -> str:
    where = _name(connection.engine)
    try:
        found = revision_of(connection)
    except NotADiary as other:
        raise DiaryRefused(
            where,
            f"this is a database of something else, with the tables {', '.join(other.tables[:5])}.",
            "Name another file, or an empty database. This one was left as it is.",
            "not-a-diary",
        ) from None
    if found and found not in REVISIONS:
        raise DiaryRefused(
            where,
            f"a newer zonewise wrote this diary (its revision is {found}, this release knows up to {REVISIONS[-1]}).",
            "Update zonewise, then open it again. The diary was left as it is.",
            "newer-diary",
        )
    return found


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
