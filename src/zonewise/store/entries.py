"""The entries that a person wrote down, each kept exactly once."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from itertools import islice, starmap
from typing import Any

from sqlalchemy import Connection, Exists, Select, and_, func, or_, select

from zonewise.model.entry import Entry

from .refusals import EntryClash, refusal
from .schema import append_once, select_records
from .schema import entries as table
from .supersession import check_supersession
from .unfinished_import import counting, hidden_ids, in_span, spans_that_count

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

    A correction is kept even when what it corrects has not arrived yet: two devices may meet in any order. One that
    cannot be a correction of what it names is refused.

    Args:
        connection: From `transaction`.
        entries: Any number; when it raises, leave the transaction with that exception and nothing is stored.

    Raises:
        EntryClash: An id is there with another content.
        DiaryRefused: An entry supersedes itself, another kind of thing, or in a circle; a text cannot be kept; an
            import that goes on holds the same id; or the disk, the file or another writer stood in the way.
    """
    remaining = iter(entries)
    added = sent = 0
    while batch := list(islice(remaining, BATCH)):
        new, clash = append_once(connection, table, batch)
        if clash:
            raise _clash(*clash)
        check_supersession(connection, batch)  # what it refuses leaves with the transaction
        if new < len(batch) and hidden_ids(connection, [entry.id for entry in batch]):
            raise refusal("being-written", "an entry")  # were it called repeated, it would go with that import
        added += new
        sent += len(batch)
    return Added(added, sent - added)


def check_insertable(connection: Connection, entries: Sequence[Entry]) -> set[str]:
    """Refuse what `insert_entries` would refuse, and return the ids that are there already; nothing is written.

    Args:
        connection: From `reading` or `transaction`.
        entries: At most a few thousand.

    Raises:
        DiaryRefused: As for `insert_entries`.
    """
    stored = entries_by_id(connection, [entry.id for entry in entries])
    for entry in entries:
        if entry.id in stored and stored[entry.id] != entry:
            raise _clash(stored[entry.id], entry)
    check_supersession(connection, entries)
    return set(stored)


def count_entries(connection: Connection) -> int:
    """Return how many entries there are; since none ever changes, the same count means the same diary."""
    return int(connection.execute(counting(connection, select(func.count()).select_from(table))).scalar_one())


def last_entry_id(connection: Connection) -> str:
    """Return the id of the entry that arrived last, or ""; with the count it tells one diary from another."""
    for span in reversed(spans_that_count(connection)):
        last = select(table.c.id).where(in_span(span)).order_by(table.c.position.desc()).limit(1)
        if (entry_id := connection.execute(last).scalar_one_or_none()) is not None:
            return str(entry_id)
    return ""


def load_entries(connection: Connection) -> tuple[Entry, ...]:
    """Return all entries, oldest day first, then by time as written (none first), then by id.

    Two stores that hold the same entries give the same answer, in whatever order the entries came.
    """
    return tuple(stream_entries(connection))


def stream_entries(connection: Connection) -> Iterator[Entry]:
    """Yield what `load_entries` returns, in the same order, with a thousand entries in memory at a time."""
    query = counting(connection, _ALL).order_by(*_IN_ORDER)
    result = connection.execute(query, execution_options={"yield_per": BATCH})
    for rows in result.partitions():  # a row at a time takes a quarter longer
        yield from starmap(Entry, rows)


def entries_of_kinds(connection: Connection, kinds: Collection[str]) -> tuple[Entry, ...]:
    """Return the entries of some kinds, in the order of `load_entries`, without reading the others.

    Args:
        connection: From `reading` or `transaction`.
        kinds: Such as "profile"; name "withdrawn" too when it matters what was taken back.
    """
    query = counting(connection, _ALL).where(table.c.kind.in_(kinds)).order_by(*_IN_ORDER)
    return tuple(Entry(*row) for row in connection.execute(query))


def entries_by_id(connection: Connection, ids: Collection[str]) -> dict[str, Entry]:
    """Return those of these ids that are there, superseded and withdrawn ones included, each with its entry.

    Args:
        connection: From `reading` or `transaction`.
        ids: At most a few thousand; they are looked up together.
    """
    query = counting(connection, _ALL).where(table.c.id.in_(ids))
    return {row.id: Entry(*row) for row in connection.execute(query)}


def live_since_import(connection: Connection, entered_at: str) -> tuple[Entry, ...]:
    """Return the entries of an import that are neither superseded nor withdrawn, in the order of `load_entries`.

    Args:
        connection: From `reading` or `transaction`.
        entered_at: The instant at which the import recorded them.
    """
    later = table.alias("later")
    superseded = select(later.c.id).where(later.c.supersedes == table.c.id, later.c.supersedes != "").exists()
    query = _ALL.where(table.c.entered_at == entered_at, table.c.source.startswith("import:"), ~superseded)
    return tuple(Entry(*row) for row in connection.execute(query.order_by(*_IN_ORDER)))


def live_by_source(connection: Connection, sources: Collection[str]) -> dict[str, list[Entry]]:
    """Return, for each source that has any, its entries that are neither superseded nor withdrawn, oldest day first.

    What an import read before is found here, so that a changed row supersedes its own earlier reading.

    Args:
        connection: From `reading` or `transaction`.
        sources: Whole `source` texts; "" finds nothing.
    """
    live = (
        counting(connection, _ALL)
        .where(table.c.source != "", table.c.kind != "withdrawn", ~_superseded())
        .order_by(*_IN_ORDER)
    )
    entries: dict[str, list[Entry]] = {}
    for row in _rows_by_source(connection, live, sources):
        entries.setdefault(row.source, []).append(Entry(*row))
    return entries


def standing_ratings(connection: Connection, days: tuple[date, date], sources: Collection[str]) -> list[Entry]:
    """Return the ratings and ordinary days from some sources that are neither superseded nor withdrawn, as they came.

    Args:
        connection: From `transaction`, where one of them is to be superseded.
        days: The first and the last date, as written.
        sources: Whole `source` texts, such as "web".
    """
    query = counting(connection, _ALL).where(
        table.c.kind.in_(("rating", "usual")), table.c.day.between(*days), table.c.source.in_(sources), ~_superseded()
    )
    return [Entry(*row) for row in connection.execute(query.order_by(table.c.position))]


def is_superseded(connection: Connection, entry_id: str) -> bool:
    """Say whether an entry was corrected or taken back.

    Args:
        connection: From `transaction`, where it is to be superseded.
    """
    query = counting(connection, select(func.count()).select_from(table)).where(table.c.supersedes == entry_id)
    return bool(entry_id and connection.execute(query).scalar_one())


def sources_corrected_by_hand(connection: Connection, sources: Collection[str]) -> set[str]:
    """Return those of these sources of which an entry was corrected or taken back by a person, not by an import.

    Args:
        connection: From `reading` or `transaction`.
        sources: Whole `source` texts; "" finds nothing.
    """
    later = table.alias("later")
    settled = (
        counting(connection, select(table.c.source).distinct())
        .join(later, (later.c.supersedes == table.c.id) & (later.c.supersedes != ""))
        .where(table.c.source != "", ~later.c.source.startswith("import:"))
    )
    return {row.source for row in _rows_by_source(connection, settled, sources)}


def _superseded() -> Exists:
    """Return the condition that an entry of the query was corrected or taken back; `may_supersede` in SQL."""
    later = table.alias("later")
    fits = or_(
        later.c.kind == "withdrawn",
        and_(later.c.kind == table.c.kind, later.c.name == table.c.name),
        and_(later.c.source == table.c.source, later.c.source.startswith("import:")),
    )
    named = (later.c.supersedes == table.c.id, later.c.supersedes != "", later.c.id != table.c.id)
    return select(later.c.id).where(*named, fits).exists()


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
