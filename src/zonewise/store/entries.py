"""The entries that a person wrote down, each kept exactly once."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import islice, starmap
from typing import Any

from sqlalchemy import Connection, Select, func, select

from zonewise.model.entry import Entry

from .refusals import EntryClash
from .schema import append_once, select_records
from .schema import entries as table

BATCH = 1000  # Entries that are in memory at once.

_ALL = select_records(table)
_IN_ORDER = (table.c.day, table.c.at, table.c.id)


@dataclass(frozen=True, slots=True)
class Added:
    """What became of the entries that were sent."""

    added: int  # How many are new.
    repeated: int  # How many were there already, with the same content.


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
    remaining = iter(entries)
    added = sent = 0
    while batch := list(islice(remaining, BATCH)):
        new, clash = append_once(connection, table, batch)
        if clash:
            raise _clash(*clash)
        added += new
        sent += len(batch)
    return Added(added, sent - added)


def count_entries(connection: Connection) -> int:
    """Return how many entries there are; since none ever changes, the same count means the same diary."""
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def load_entries(connection: Connection) -> tuple[Entry, ...]:
    """Return all entries, oldest day first, then by time as written (none first), then by id.

    Two stores that hold the same entries give the same answer, in whatever order the entries came.
    """
    return tuple(stream_entries(connection))


def stream_entries(connection: Connection) -> Iterator[Entry]:
    """Yield what `load_entries` returns, in the same order, with a thousand entries in memory at a time."""
    result = connection.execute(_ALL.order_by(*_IN_ORDER), execution_options={"yield_per": BATCH})
    for rows in result.partitions():  # a row at a time takes a quarter longer
        yield from starmap(Entry, rows)


def entries_of_kinds(connection: Connection, kinds: Collection[str]) -> tuple[Entry, ...]:
    """Return the entries of some kinds, in the order of `load_entries`, without reading the others.

    Args:
        connection: From `reading` or `transaction`.
        kinds: Such as "profile"; name "withdrawn" too when it matters what was taken back.
    """
    query = _ALL.where(table.c.kind.in_(kinds)).order_by(*_IN_ORDER)
    return tuple(Entry(*row) for row in connection.execute(query))


def entries_by_id(connection: Connection, ids: Collection[str]) -> dict[str, Entry]:
    """Return those of these ids that are there, superseded and withdrawn ones included, each with its entry.

    Args:
        connection: From `reading` or `transaction`.
        ids: At most a few thousand; they are looked up together.
    """
    return {row.id: Entry(*row) for row in connection.execute(_ALL.where(table.c.id.in_(ids)))}


def live_by_source(connection: Connection, sources: Collection[str]) -> dict[str, list[Entry]]:
    """Return, for each source that has any, its entries that are neither superseded nor withdrawn, oldest day first.

    What an import read before is found here, so that a changed row supersedes its own earlier reading.

    Args:
        connection: From `reading` or `transaction`.
        sources: Whole `source` texts; "" finds nothing.
    """
    later = table.alias("later")
    superseded = select(later.c.id).where(later.c.supersedes == table.c.id, later.c.supersedes != "").exists()
    live = _ALL.where(table.c.source != "", table.c.kind != "withdrawn", ~superseded).order_by(*_IN_ORDER)
    entries: dict[str, list[Entry]] = {}
    for row in _rows_by_source(connection, live, sources):
        entries.setdefault(row.source, []).append(Entry(*row))
    return entries


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
    return {row.source for row in _rows_by_source(connection, settled, sources)}


def _rows_by_source(connection: Connection, query: Select[Any], sources: Collection[str]) -> Iterator[Any]:
    """Yield the rows of some sources, a portion at a time: a statement takes only so many parameters."""
    remaining = iter(sources)
    while portion := list(islice(remaining, BATCH)):
        yield from connection.execute(query.where(table.c.source.in_(portion)))


def _clash(stored: Entry, sent: Entry) -> EntryClash:
    return EntryClash(
        f"entry {sent.id}",
        f"the diary holds it as {_described(stored)}, and now it comes as {_described(sent)}.",
        "An entry is never changed: give the new one an id of its own and let it supersede the old one.",
        "entry-clash",
    )


def _described(entry: Entry) -> str:
    given = {field.name: getattr(entry, field.name) for field in fields(entry)[2:]}
    return f"{entry.day} " + ", ".join(f"{name} {value!s}" for name, value in given.items() if value not in ("", None))
