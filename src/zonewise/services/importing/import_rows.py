"""The entries of a file that are new, added to the diary, and a log of what else came up while reading them."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from zonewise.importing import Note, succeeding
from zonewise.model.entry import Entry
from zonewise.problem import InputRefused, Problem
from zonewise.services.base.clock import utc_stamp

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from zonewise.store.entries import Added

MOST_PROBLEMS = 200
BATCH = 1000


@dataclass(slots=True)
class ImportLog:
    """What came up while reading, besides entries."""

    notes: list[Note] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    unnamed: int = 0
    settled: int = 0

    def left_as_corrected(self, where: str) -> tuple[Note, ...]:
        """Return what to say of rows that read otherwise now, but that the person has corrected or taken back."""
        if not self.settled:
            return ()
        rows = "row was" if self.settled == 1 else "rows were"
        text = (
            f"{self.settled} {rows} corrected or taken back here by hand; that stands, and the file's reading is left."
        )
        return (Note(where, 0, text, "left-as-corrected"),)


def store_rows(
    connection: "Connection", items: Iterable[Entry | Problem | Note], log: ImportLog, where: str, *, leave_out: bool
) -> "Added":
    """Add what is new of a file, holding a thousand entries in memory at a time.

    Args:
        connection: In a writing transaction.
        items: From a reader.
        log: Is filled with notes, problems and counts.
        where: The file's name.
        leave_out: Leave out rows that are not understood instead of refusing the file.

    Raises:
        InputRefused: With the first problems and their lines; leave the transaction with it.
    """
    from zonewise.store.entries import Added, count_entries, insert_entries

    stamp = utc_stamp()
    first = count_entries(connection) == 0  # nothing can be there already, and asking for each row is most of the time
    total = Added(0, 0)
    entries = _entries(items, log)
    while batch := list(islice(entries, BATCH)):
        if log.problems and not leave_out:
            continue  # read on for the other problems, keep nothing
        unknown = batch if first else _new(connection, batch, log)
        new = (entry if entry.entered_at else replace(entry, entered_at=stamp) for entry in unknown)
        inserted = insert_entries(connection, new)
        total = Added(total.added + inserted.added, total.repeated + len(batch) - inserted.added)
    if log.problems and not leave_out:
        raise InputRefused(_named(log, where))
    return total


def _named(log: ImportLog, where: str) -> list[Problem]:
    if not log.unnamed:
        return log.problems
    more = f"{log.unnamed} more rows were not understood."
    return [*log.problems, Problem(where, 0, more, "Mend these first, then import again.", "more-problems")]


def _entries(items: Iterable[Entry | Problem | Note], log: ImportLog) -> Iterator[Entry]:
    for item in items:
        if isinstance(item, Entry):
            log.kinds[item.kind] += 1
            yield item
        elif isinstance(item, Note):
            if len(log.notes) < MOST_PROBLEMS:
                log.notes.append(item)
        elif len(log.problems) < MOST_PROBLEMS:
            log.problems.append(item)
        else:
            log.unnamed += 1


def _new(connection: "Connection", batch: Collection[Entry], log: ImportLog) -> Iterator[Entry]:
    """Yield the entries of a batch that have to be added; a row that stands already with another value is superseded.

    The id of a row covers all it says, so a row that was taken in is known again. Where the person has corrected or
    withdrawn it since, that stands, also when the row now reads otherwise; those are counted in `log`. A row that
    brings its own instant of recording comes from an export; the store compares those to the letter.
    """
    from zonewise.store.entries import entries_by_id, live_by_source, sources_corrected_by_hand

    rows = [entry for entry in batch if not entry.entered_at]
    stored = entries_by_id(connection, {entry.id for entry in rows})
    standing = live_by_source(connection, {entry.source for entry in rows})
    settled = sources_corrected_by_hand(connection, {entry.source for entry in rows} - standing.keys())
    for entry in batch:
        before = standing.get(entry.source, [])
        if entry.entered_at or not (before or _has_same_content(entry, stored.get(entry.id))):
            if entry.entered_at or entry.source not in settled:
                yield entry
            else:
                log.settled += 1
        elif before and all(old.id != entry.id for old in before):
            newer = succeeding(entry, before[-1])
            if newer is not None:
                yield newer


def _has_same_content(entry: Entry, stored: Entry | None) -> bool:
    return stored is not None and all(
        getattr(entry, name) == getattr(stored, name) for name in ("day", "at", "kind", "name", "value", "unit", "note")
    )
