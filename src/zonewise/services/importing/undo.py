"""An import taken back whole: what it added is withdrawn, and what it replaced stands as it was before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from zonewise.model.entry import Entry
from zonewise.problem import InputRefused, Problem
from zonewise.services.base.clock import utc_stamp
from zonewise.services.base.diary import Diary, new_id, read_connection, write_transaction

from .proposal import UNDONE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from zonewise.store.records import ImportRecord

WITHDRAWS = "import:undo:"
"""How the source of an entry begins that takes a row of an import back: no hand did, so the file can come again."""


@dataclass(frozen=True, slots=True)
class UndoneImport:
    """What taking an import back did."""

    file_name: str  # Of the file.
    withdrawn: int  # Entries that were taken back.
    restored: int  # Entries that stand again as they did before the import.
    left: int  # Entries that it added and that were changed since, or that brought their own time: these stand.


@dataclass(frozen=True, slots=True)
class StandingImport:
    """A file that was taken in and not taken back."""

    id: str  # Of the import.
    file_name: str  # Of the file.
    at: datetime  # When it was taken in, UTC.
    added: int  # Entries that it added.


def imports_that_stand(diary: Diary) -> tuple[StandingImport, ...]:
    """Return the imports that added something and were not taken back, the latest first."""
    from zonewise.store.refusals import DiaryRefused

    try:
        records = _standing(diary)
    except DiaryRefused as refused:
        if refused.code == "no-diary":
            return ()
        raise
    return tuple(
        StandingImport(record.id, record.file_name, datetime.fromisoformat(record.at), record.counts.get("added", 0))
        for record in records
    )


def _standing(diary: Diary) -> "tuple[ImportRecord, ...]":
    from zonewise.store.records import load_imports

    with read_connection(diary) as connection:
        records = load_imports(connection)
    undone = {record.mapping for record in records if record.format == UNDONE}
    standing = [
        record
        for record in records
        if record.format != UNDONE and record.id not in undone and record.counts.get("added", 0)
    ]
    return tuple(reversed(standing))


def undo_import(diary: Diary, import_id: str = "") -> UndoneImport:
    """Take an import back, all of it in one transaction.

    Args:
        import_id: Which; "" for the latest one that stands.

    Raises:
        InputRefused: There is none, or it was taken back already.
    """
    from zonewise.store.entries import insert_entries, live_since_import
    from zonewise.store.records import ImportRecord, add_import

    records = [record for record in _standing(diary) if import_id in ("", record.id)]
    if not records:
        expected = "Imports that stand are shown by: zonewise import --list."
        raise InputRefused([Problem("import", 0, "there is no such import to take back.", expected, "no-import")])
    record, stamp = records[0], utc_stamp()
    with write_transaction(diary) as connection:
        rows = live_since_import(connection, record.at)
        replaced = _replaced(connection, rows)
        insert_entries(connection, _taken_back(rows, replaced, record.id, stamp))
        restored = len(replaced)
        withdrawn = len(rows) - restored
        counts = {"withdrawn": withdrawn, "restored": restored}
        add_import(
            connection,
            ImportRecord(new_id(), stamp, record.file_name, record.file_sha256, UNDONE, record.id, counts),
        )
    left = max(record.counts.get("added", 0) - len(rows), 0)
    return UndoneImport(record.file_name, withdrawn, restored, left)


def _replaced(connection: "Connection", rows: "Sequence[Entry]") -> dict[str, Entry]:
    """Return, by the id of a row, what stood in its place before its import: the latest that is older than it."""
    from zonewise.store.entries import entries_by_id

    replaced: dict[str, Entry] = {}
    following = {row.id: (row.entered_at, row.supersedes) for row in rows if row.supersedes}
    while following:
        known = entries_by_id(connection, {older for _, older in following.values()})
        next_ones = {}
        for row_id, (entered_at, older) in following.items():
            before = known.get(older)
            if before is not None and before.entered_at < entered_at:
                replaced[row_id] = before
            elif before is not None and before.supersedes:
                next_ones[row_id] = (entered_at, before.supersedes)
        following = next_ones
    return replaced


def _taken_back(rows: "Sequence[Entry]", replaced: Mapping[str, Entry], import_id: str, stamp: str) -> Iterator[Entry]:
    for row in rows:
        before = replaced.get(row.id)
        both = sha256(f"{row.id}\0{stamp}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
        if before is not None:
            # It keeps its instant, so that it goes with the import that it came from.
            yield replace(before, id=both, supersedes=row.id)
        else:
            yield replace(
                row,
                id=both,
                kind="withdrawn",
                value="",
                unit="",
                source=f"{WITHDRAWS}{import_id}",
                entered_at=stamp,
                supersedes=row.id,
            )
