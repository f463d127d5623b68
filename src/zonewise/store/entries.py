"""What did a person write down, and is it kept exactly once?"""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, func, literal, select

from zonewise.model.entry import Entry

from .append import Row, append_once
from .refusals import EntryClash
from .tables import entries as table

COLUMNS = ("id", "day", "at", "kind", "name", "value", "unit", "note", "zone", "source", "entered_at", "supersedes")
"""The fields of an `Entry`, in its order."""

BATCH = 1000
"""Rows that are in memory at once."""

_SEPARATOR = "\x1f"
_SLOTS = tuple(getattr(Entry, name).__set__ for name in COLUMNS)
_COLUMNS = tuple(table.c[name] for name in COLUMNS)

_day = lru_cache(maxsize=4096)(date.fromisoformat)
_time = lru_cache(maxsize=4096)(time.fromisoformat)


@dataclass(frozen=True, slots=True)
class Added:
    """What became of the entries that were sent.

    Attributes:
        added: How many are new.
        repeated: How many were there already, with the same content.
    """

    added: int
    repeated: int


def insert_entries(connection: Connection, entries: Iterable[Entry]) -> Added:
    """Add entries, each id once, holding only a thousand of them in memory at a time.

    A correction is kept even when what it corrects has not arrived yet: two devices may meet in any order.

    Args:
        connection: From `transaction`.
        entries: Any number; when it raises, leave the transaction with that exception and nothing is stored.

    Raises:
        EntryClash: An id is there with another content.
        DiaryRefused: A text cannot be kept, or the disk, the file or another writer stood in the way.
    """
    rows = map(_row, entries)
    added = sent = 0
    while batch := list(islice(rows, BATCH)):
        new, clash = append_once(connection, table, COLUMNS, batch)
        if clash:
            raise _clash(*map(_entry, clash))
        added += new
        sent += len(batch)
    return Added(added, sent - added)


def count_entries(connection: Connection) -> int:
    """Return how many entries there are; since none ever changes, the same count means the same diary."""
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def load_entries(connection: Connection, *, recorded_until: str | None = None) -> tuple[Entry, ...]:
    """Return all entries, oldest day first, then by time as written (none first), then by id.

    Two stores that hold the same entries give the same answer, in whatever order the entries came.

    Args:
        connection: From `reading` or `transaction`.
        recorded_until: Leave out what was recorded after this UTC instant (ISO 8601 with "Z"); an entry without
            an instant is taken as always there.
    """
    columns = _packed(connection, recorded_until)
    return tuple(_build(columns) if columns else stream_entries(connection, recorded_until=recorded_until))


def stream_entries(connection: Connection, *, recorded_until: str | None = None) -> Iterator[Entry]:
    """Yield what `load` returns, in the same order, with a thousand entries in memory at a time."""
    query = _until(select(*_COLUMNS), recorded_until).order_by(table.c.day, table.c.at, table.c.id)
    for rows in connection.execute(query, execution_options={"yield_per": BATCH}).partitions():
        yield from _build(list(zip(*rows, strict=True)))


def entries_of_kinds(connection: Connection, kinds: Collection[str]) -> tuple[Entry, ...]:
    """Return the entries of some kinds, in the order of `load`, without reading the others.

    Args:
        connection: From `reading` or `transaction`.
        kinds: Such as "profile"; name "withdrawn" too when it matters what was taken back.
    """
    query = select(*_COLUMNS).where(table.c.kind.in_(kinds)).order_by(table.c.day, table.c.at, table.c.id)
    return tuple(_entry(row) for row in connection.execute(query))


def entries_by_id(connection: Connection, ids: Collection[str]) -> dict[str, Entry]:
    """Return those of these ids that are there, superseded and withdrawn ones included, each with its entry.

    Args:
        connection: From `reading` or `transaction`.
        ids: At most a few thousand; they are looked up together.
    """
    rows = connection.execute(select(*_COLUMNS).where(table.c.id.in_(ids)))
    return {row.id: _entry(row) for row in rows}


def live_by_source(connection: Connection, sources: Collection[str]) -> dict[str, list[Entry]]:
    """Return, for each source that has any, its entries that are neither superseded nor withdrawn, oldest day first.

    What an import read before is found here, so that a changed row supersedes its own earlier reading.

    Args:
        connection: From `reading` or `transaction`.
        sources: Whole `source` texts; "" finds nothing.
    """
    later = table.alias("later")
    live = (
        select(*_COLUMNS)
        .where(table.c.source != "", table.c.kind != "withdrawn")
        .where(~select(later.c.id).where(later.c.supersedes == table.c.id, later.c.supersedes != "").exists())
        .order_by(table.c.day, table.c.at, table.c.id)
    )
    found: dict[str, list[Entry]] = {}
    wanted = iter(sources)
    while some := list(islice(wanted, BATCH)):
        for row in connection.execute(live.where(table.c.source.in_(some))):
            found.setdefault(row.source, []).append(_entry(row))
    return found


def sources_corrected_by_hand(connection: Connection, sources: Collection[str]) -> set[str]:
    """Return those of these sources of which an entry was corrected or taken back by a person, not by an import.

    Args:
        connection: From `reading` or `transaction`.
        sources: Whole `source` texts; "" finds nothing.
    """
    later = table.alias("later")
    settled = (
        select(table.c.source)
        .distinct()
        .join(later, (later.c.supersedes == table.c.id) & (later.c.supersedes != ""))
        .where(table.c.source != "", ~later.c.source.startswith("import:"))
    )
    found: set[str] = set()
    wanted = iter(sources)
    while some := list(islice(wanted, BATCH)):
        found.update(connection.execute(settled.where(table.c.source.in_(some))).scalars())
    return found


def _until(query: Select[Any], recorded_until: str | None) -> Select[Any]:
    if recorded_until is None:
        return query
    # Without its "Z" a whole second sorts before its own fractions, as it should.
    return query.where(func.rtrim(table.c.entered_at, "Z") <= recorded_until.rstrip("Z"))


def _packed(connection: Connection, recorded_until: str | None) -> list[list[str]] | None:
    """Return all entries as columns of text, or None when there are none or a text holds the separator.

    The driver takes 150 ns for each value it hands over, so all the entries of a day come as one value.
    """
    separator = literal(_SEPARATOR)
    day = func.string_agg(func.concat_ws(separator, *_COLUMNS), separator).aggregate_order_by(table.c.at, table.c.id)
    query = _until(select(func.count(), day), recorded_until).group_by(table.c.day).order_by(table.c.day)
    days = connection.execute(query).all()
    values = _SEPARATOR.join(texts for _, texts in days).split(_SEPARATOR)
    if len(values) != sum(rows for rows, _ in days) * len(COLUMNS):
        return None
    return [values[index :: len(COLUMNS)] for index in range(len(COLUMNS))]


def _build(columns: Sequence[Sequence[str]]) -> list[Entry]:
    """Return entries from their columns.

    The slots are filled column by column: a frozen dataclass's own constructor takes twice as long.
    """
    built = [object.__new__(Entry) for _ in columns[0]]
    values: list[Sequence[Any]] = list(columns)
    values[1] = [_day(text) for text in columns[1]]
    values[2] = [_time(text) if text else None for text in columns[2]]
    for fill, column in zip(_SLOTS, values, strict=True):
        deque(map(fill, built, column), maxlen=0)
    return built


def _row(entry: Entry) -> Row:
    return (
        entry.id,
        entry.day.isoformat(),
        "" if entry.at is None else entry.at.isoformat(),
        entry.kind,
        entry.name,
        entry.value,
        entry.unit,
        entry.note,
        entry.zone,
        entry.source,
        entry.entered_at,
        entry.supersedes,
    )


def _entry(row: Sequence[str]) -> Entry:
    return _build([[text] for text in row])[0]


def _clash(stored: Entry, sent: Entry) -> EntryClash:
    return EntryClash(
        f"entry {sent.id}",
        f"the diary holds it as {_described(stored)}, and now it comes as {_described(sent)}.",
        "An entry is never changed: give the new one an id of its own and let it supersede the old one.",
        "entry-clash",
    )


def _described(entry: Entry) -> str:
    given = {name: getattr(entry, name) for name in COLUMNS[2:]}
    return f"{entry.day} " + ", ".join(f"{name} {value!s}" for name, value in given.items() if value not in ("", None))
