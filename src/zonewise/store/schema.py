"""The tables that this release reads and writes, how a row is added once, and how an older diary comes forward.

The migrations are what makes the tables; these definitions are what the queries are written against, and a test holds
the two together. Alembic, which is slow to import, is loaded only when something has to be done. Days, times and
instants are kept as ISO 8601 text, as they were written, and "" where none was given.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    TypeDecorator,
    inspect,
    select,
    text,
)

from zonewise.model.personal_cache import personal_cache

from .own_schema import VERSION_TABLE
from .refusals import refusal
from .row_sums import last_row, sum_up

REVISIONS = ("0001", "0002")
"""Every revision a release ever wrote, oldest first; the last is the one this release reads and writes."""

SCRIPTS = Path(__file__).parent / "migrations"


class _Identified(Protocol):
    """What has an id of its own."""

    @property
    def id(self) -> str: ...


Record = TypeVar("Record", bound=_Identified)


class _IsoText(TypeDecorator[Any]):
    """A date or a wall-clock time as text, "" where none was given: no column holds NULL, so equal rows are equal."""

    impl, cache_ok = Text, True

    def __init__(self, kind: type[date] | type[time]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Any) -> str:
        return "" if value is None else value.isoformat()

    def result_processor(self, dialect: Any, coltype: object) -> Callable[[str | None], Any]:
        # A day of a diary is told a dozen times: it is read once, and then one object, which also sorts faster.
        return _day if self.kind is date else _clock


@personal_cache(4096)
def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:  # never with the text: it is the person's
        raise refusal("damaged", "the diary") from None


@personal_cache(2048)
def _clock(value: str | None) -> time | None:
    try:
        return time.fromisoformat(value) if value else None
    except ValueError:
        raise refusal("damaged", "the diary") from None


class _Counts(TypeDecorator[Mapping[str, int]]):
    """Numbers by name as a JSON object, its keys sorted, so that the same counts are the same text."""

    impl, cache_ok = Text, True

    def process_bind_param(self, value: Mapping[str, int] | None, dialect: Any) -> str:
        return json.dumps(dict(value or {}), sort_keys=True)

    def process_result_value(self, value: str | None, dialect: Any) -> dict[str, int]:
        try:
            return dict(json.loads(value or "{}"))
        except ValueError:
            raise refusal("damaged", "the diary") from None


def _texts(*names: str) -> list[Column[str]]:
    return [Column(name, Text, nullable=False) for name in names]


metadata = MetaData()

entries = Table(
    "entries",
    metadata,
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    *_texts("id"),
    Column("day", _IsoText(date), nullable=False),
    Column("at", _IsoText(time), nullable=False),
    *_texts("kind", "name", "value", "unit", "note", "zone", "source", "entered_at", "supersedes"),
)
"""What a person wrote down. `position` counts arrivals at this store; it differs between two devices."""

guidance_records = Table(
    "guidance_records",
    metadata,
    Column("id", Text, primary_key=True),
    *_texts("recorded_at"),
    Column("as_of", _IsoText(date), nullable=False),
    *_texts("protocol_id", "protocol_version", "protocol_sha256"),
    *_texts("facts_json", "guidance_json", "entries_digest", "zonewise_version"),
)
"""Each guidance that was shown, with all it takes to derive it again."""

imports = Table(
    "imports",
    metadata,
    Column("id", Text, primary_key=True),
    *_texts("at", "file_name", "file_sha256", "format", "mapping"),
    Column("counts_json", _Counts, key="counts", nullable=False),
)
"""Each file that was taken in."""

unfinished_imports = Table(
    "unfinished_imports",
    metadata,
    Column("first", BigInteger, primary_key=True),
    Column("last", BigInteger, nullable=False),
)
"""Positions, first to last, of entries that do not count yet: their import goes on, or was given up."""

row_sums = Table(
    "row_sums",
    metadata,
    Column("table_name", Text, primary_key=True),
    Column("first", BigInteger, primary_key=True),
    Column("last", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
)
"""A hash over the rows of a table, first to last; see `row_sums.py`."""


def select_records(table: Table) -> Select[Any]:
    """Return the query for what makes a record of each row: its fields, in their order."""
    return select(*(column for column in table.columns if column.key != "position"))


def append_once(
    connection: Connection, table: Table, records: Sequence[Record]
) -> tuple[int, tuple[Record, Record] | None]:
    """Add the records whose id is not there yet.

    Args:
        table: Where they go; its `id` is unique, and its other columns are the fields of a record.
        records: Of one class. At most a few thousand: they are looked up together.

    Returns:
        How many were added; and, when a record's id is there with another content, the first such pair (stored, sent).

    Raises:
        DiaryRefused: A text holds a character that a database cannot keep.
    """
    names = select_records(table).selected_columns.keys()
    rows = [{name: getattr(record, name) for name in names} for record in records]
    for row in rows:  # SQLite would keep a NUL and PostgreSQL would not: both refuse the same
        if any("\0" in value for value in row.values() if isinstance(value, str)):
            raise refusal("unstorable-text", row["id"], what="a NUL character (U+0000)")
    # only the dialect at hand is loaded: the other one costs every command a tenth of a second
    dialect = import_module(f"sqlalchemy.dialects.{connection.dialect.name}")
    statement = dialect.insert(table).inline().on_conflict_do_nothing(index_elements=["id"])
    before = last_row(connection, table.name)
    try:
        added = connection.execute(statement, rows, execution_options={"preserve_rowcount": True}).rowcount
    except UnicodeEncodeError as error:
        what = f"half a character ({error.object[error.start]!a})"
        raise refusal("unstorable-text", "an entry", what=what) from None
    sum_up(connection, table.name, before)
    return added, None if added == len(rows) else _first_clash(connection, table, records)


def _first_clash(connection: Connection, table: Table, records: Sequence[Record]) -> tuple[Record, Record] | None:
    make: Any = type(records[0])
    query = select_records(table).where(table.c.id.in_([record.id for record in records]))
    stored: dict[str, Record] = {row.id: make(*row) for row in connection.execute(query)}
    return next(((stored[sent.id], sent) for sent in records if stored[sent.id] != sent), None)


def known_revision(connection: Connection, where: str, known: Sequence[str] = REVISIONS) -> str:
    """Return the revision a diary was written with, or "" when the database is still empty.

    Args:
        where: Its path or address, for the message.
        known: The revisions that this release can read.

    Raises:
        DiaryRefused: It is a database of something else, or of a newer release.
    """
    tables = sorted(inspect(connection).get_table_names())
    revisions: Sequence[str] = ()
    if VERSION_TABLE in tables:
        revisions = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalars().all()
    if tables and len(revisions) != 1:  # nothing is built upon tables that no release can have left like this
        raise refusal("other-database", where, tables=", ".join(tables[:5]))
    revision = revisions[0] if revisions else ""
    if revision.startswith("clinic-"):
        raise refusal("is-a-clinic", where)
    if revision and revision not in known:
        raise refusal("newer-diary", where, revision=revision, known=known[-1])
    return revision


def migrate(connection: Connection, *, to: str = "head", scripts: Path | None = None) -> None:
    """Bring a diary forward, inside the caller's transaction.

    Args:
        connection: In a transaction that nobody else can write beside.
        to: The revision to stop at; tests build the diaries of older releases with it.
        scripts: Folder of the migrations, this release's own by default.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    # configparser takes a single % for the start of a variable
    config.set_main_option("script_location", str(scripts or SCRIPTS).replace("%", "%%"))
    config.attributes.update(connection=connection, version_table=VERSION_TABLE)
    command.upgrade(config, to)
