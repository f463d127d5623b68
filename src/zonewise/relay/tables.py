"""The tables of a relay, on SQLite or PostgreSQL, and how its database is opened."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import (
    URL,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Engine,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    create_engine,
    event,
    inspect,
    make_url,
    select,
)
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from zonewise.problem import InputRefused, Problem

SCHEMA = "1"
"""What this release writes. Nothing that a relay holds has to outlive its links, so another one is refused."""
BUSY_SECONDS = 10
CONNECTIONS = 8  # To PostgreSQL, and so many threads at most wait for the database.

metadata = MetaData()

about = Table("relay_about", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))

shares = Table(
    "relay_shares",
    metadata,
    Column("id", Text, primary_key=True),  # SHA-256 of what stands in the link: the database alone opens no link.
    Column("owner", Text, nullable=False),  # SHA-256 of the secret by which its maker withdraws it.
    Column("made_at", BigInteger, nullable=False),  # Seconds since 1970, UTC, as all times here.
    Column("expires_at", BigInteger),  # NULL until somebody withdraws it.
    Column("ended_at", BigInteger),  # When it was withdrawn, expired, or its tries were used up; NULL while it stands.
    Column("ended_by", Text, nullable=False),  # "withdrawn", "expired", "passcode", or "".
    Column("direct", Boolean, nullable=False),  # Whether the address is the file itself.
    Column("passcode", Text, nullable=False),  # Argon2id hash, or "".
    Column("tries_left", Integer, nullable=False),  # Wrong passcodes until it ends.
    Column("size", BigInteger, nullable=False),  # Characters held.
)
files = Table(
    "relay_files",
    metadata,
    Column("share", Text, ForeignKey("relay_shares.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("content_type", Text, nullable=False),
    Column("sealed", Text, nullable=False),
)
openings = Table(
    "relay_openings",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("share", Text, ForeignKey("relay_shares.id"), nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    Column("recipient", Text, nullable=False),  # As they call themselves.
    Column("what", Text, nullable=False),  # "opened" or "wrong-passcode".
)
places = Table(
    "relay_places",
    metadata,
    Column("token", Text, primary_key=True),  # SHA-256 of the address of one file, good once.
    Column("share", Text, ForeignKey("relay_shares.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)
Index("relay_shares_expire", shares.c.expires_at)


def open_database(place: str) -> Engine:
    """Open the database of a relay, made where it is not there yet.

    Args:
        place: Path of a file, or the address of a PostgreSQL database (`postgresql://...`).

    Raises:
        InputRefused: It cannot be opened, or is no relay's, or another release's.
    """
    engine = _postgresql(place) if "://" in place else _sqlite(Path(place))
    try:
        with engine.begin() as connection:
            _check(connection)
            metadata.create_all(connection)
            if connection.execute(select(about.c.value).where(about.c.name == "schema")).scalar() is None:
                connection.execute(about.insert().values(name="schema", value=SCHEMA))
    except SQLAlchemyError as error:
        engine.dispose()
        raise _refusal("the relay's database cannot be opened.", "Check its path or address.", "relay-store") from error
    except InputRefused:
        engine.dispose()
        raise
    return engine


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """Give a connection inside one transaction: all that happens in it is kept, or none of it."""
    with engine.begin() as connection:
        yield connection


def _check(connection: Connection) -> None:
    names = set(inspect(connection).get_table_names())
    if not names:
        return
    if about.name not in names:
        raise _refusal("the database holds something else.", "Name another one for the relay.", "other-database")
    schema = connection.execute(select(about.c.value).where(about.c.name == "schema")).scalar()
    if schema not in (SCHEMA, None):
        fault = f"the database was written by another release of the relay ({schema})."
        raise _refusal(fault, "Run that release, or begin with a new database.", "other-release")


def _sqlite(path: Path) -> Engine:
    import sqlcipher3.dbapi2 as sqlite  # type: ignore[import-untyped]  # a compiled module without types

    if not path.parent.is_dir() or path.is_dir():
        raise _refusal(f"{path} is no place for a file.", "Name a file in a folder that is there.", "relay-store")
    path.touch(mode=0o600)

    def connect() -> object:
        connection = sqlite.connect(str(path), timeout=BUSY_SECONDS, check_same_thread=False, isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    engine = create_engine(URL.create("sqlite+pysqlite", database=str(path)), module=sqlite, creator=connect)
    # The driver begins no transaction of its own; one that writes takes its turn at once instead of starting over.
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE") and None)
    return engine


def _postgresql(place: str) -> Engine:
    scheme = place.partition("://")[0].partition("+")[0]
    if scheme not in ("postgresql", "postgres"):
        raise _refusal(f"'{scheme}' is no database we know.", "Name a file, or postgresql://...", "unknown-store")
    try:
        url = make_url(place).set(drivername="postgresql+psycopg")
        return create_engine(url, pool_size=CONNECTIONS, max_overflow=0, pool_pre_ping=True)
    except (ArgumentError, ValueError) as error:  # without the text itself: it may hold a password
        raise _refusal("the database's address cannot be read.", "Write postgresql://...", "relay-store") from error
    except ImportError as error:
        fault = "PostgreSQL needs a driver that is not installed."
        raise _refusal(fault, "Install it: pip install 'zonewise[postgresql]'.", "no-driver") from error


def _refusal(fault: str, expected: str, code: str) -> InputRefused:
    return InputRefused([Problem("--database", 0, fault, expected, code)])
