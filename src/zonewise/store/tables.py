"""The tables that this release reads and writes, and how a row is added once, however often it is sent.

The migrations are what makes the tables; these definitions are what the queries are written against, and a test holds
the two together. Days, times and instants are kept as ISO 8601 text, as they were written, and "" where none was given.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any, Protocol, TypeVar

from sqlalchemy import BigInteger, Column, Connection, Integer, MetaData, Select, Table, Text, TypeDecorator, select
from sqlalchemy.dialects import postgresql, sqlite

from .refusals import UNSTORABLE_TEXT


class _Identified(Protocol):
    """What has an id of its own."""

    @property
    def id(self) -> str: ...


Record = TypeVar("Record", bound=_Identified)


class _IsoDate(TypeDecorator[date]):
    """A date as text: years sort alike on every database, and an export shows what is stored."""

    impl, cache_ok = Text, True

    def process_bind_param(self, value: date | None, dialect: Any) -> str:
        return "" if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Any) -> date | None:
        return date.fromisoformat(value) if value else None


class _IsoTime(TypeDecorator[time]):
    """A wall-clock time as text, "" where none was given: no column holds NULL, so that equal rows compare equal."""

    impl, cache_ok = Text, True

    def process_bind_param(self, value: time | None, dialect: Any) -> str:
        return "" if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Any) -> time | None:
        return time.fromisoformat(value) if value else None


class _Counts(TypeDecorator[Mapping[str, int]]):
    """Numbers by name as a JSON object, its keys sorted, so that the same counts are the same text."""

    impl, cache_ok = Text, True

    def process_bind_param(self, value: Mapping[str, int] | None, dialect: Any) -> str:
        return json.dumps(dict(value or {}), sort_keys=True)

    def process_result_value(self, value: str | None, dialect: Any) -> dict[str, int]:
        return dict(json.loads(value or "{}"))


def _texts(*names: str) -> list[Column[str]]:
    return [Column(name, Text, nullable=False) for name in names]


metadata = MetaData()

entries = Table(
    "entries",
    metadata,
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    *_texts("id"),
    Column("day", _IsoDate, nullable=False),
    Column("at", _IsoTime, nullable=False),
    *_texts("kind", "name", "value", "unit", "note", "zone", "source", "entered_at", "supersedes"),
)
"""What a person wrote down. `position` counts arrivals at this store; it differs between two devices."""

guidance_records = Table(
    "guidance_records",
    metadata,
    Column("id", Text, primary_key=True),
    *_texts("recorded_at"),
    Column("as_of", _IsoDate, nullable=False),
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


def select_records(table: Table) -> Select[Any]:
    """Return the query for what makes a record of each row: its fields, in their order."""
    return select(*(column for column in table.columns if column.key != "position"))


def append_once(
    connection: Connection, table: Table, records: Sequence[Record]
) -> tuple[int, tuple[Record, Record] | None]:
    """Add the records whose id is not there yet.

    Args:
        connection: In a writing transaction.
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
            raise UNSTORABLE_TEXT.at(row["id"], what="a NUL character (U+0000)")
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).inline().on_conflict_do_nothing(index_elements=["id"])
    try:
        added = connection.execute(statement, rows, execution_options={"preserve_rowcount": True}).rowcount
    except UnicodeEncodeError as error:
        what = f"half a character ({error.object[error.start]!a})"
        raise UNSTORABLE_TEXT.at("an entry", what=what) from None
    return added, None if added == len(rows) else _first_clash(connection, table, records)


def _first_clash(connection: Connection, table: Table, records: Sequence[Record]) -> tuple[Record, Record] | None:
    make: Any = type(records[0])
    query = select_records(table).where(table.c.id.in_([record.id for record in records]))
    stored: dict[str, Record] = {row.id: make(*row) for row in connection.execute(query)}
    return next(((stored[sent.id], sent) for sent in records if stored[sent.id] != sent), None)
