"""The import of a file into the diary: all of it counts from one instant on, or nothing."""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from zonewise.guidance.protocol import Protocol
from zonewise.importing import (
    FileLayout,
    Note,
    ReaderOptions,
    TrackerMapping,
    mapping_to_text,
    read_entries,
    succeeding,
)
from zonewise.importing.formats import format_named
from zonewise.importing.native import Native
from zonewise.importing.questions import Question
from zonewise.importing.row_identity import content_of
from zonewise.model.entry import Entry
from zonewise.problem import InputRefused, Problem
from zonewise.screening.finding import Finding
from zonewise.services.base.clock import local_now, on_wall_clock, utc_stamp
from zonewise.services.base.diary import Diary, new_id, read_connection
from zonewise.services.base.entry_check import entry_problem
from zonewise.services.base.exported_records import ExportedRecords
from zonewise.services.base.profile import profile_of
from zonewise.services.base.text_files import write_bytes
from zonewise.services.recording.doses import plan_of

from .days_of_diary import diary_has
from .entry_target import EntryTarget, entry_target
from .import_medicines import MedicineImport
from .proposal import ImportOptions, Proposal, earlier_mappings, file_layout, propose
from .table_file import TableFile, table_file

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from zonewise.store.entries import Added

MOST_PROBLEMS = 200
BATCH = 1000


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did."""

    format: str  # Which reader understood the file.
    added: int  # Entries that are new.
    repeated: int  # Entries that were there already.
    by_kind: dict[str, int]  # New and repeated entries by kind.
    mapping: TrackerMapping | None  # What the trackers became; None for the native format.
    notes: tuple[Note, ...]  # What the person should know.
    left_out: tuple[Problem, ...]  # Rows that were not understood and were left out on request.
    dry_run: bool  # True when nothing was kept.
    questions: tuple[Question, ...] = ()  # What is still to be said before it can be taken in.
    import_id: str = ""  # By which it can be taken back; "" where nothing was kept.
    # What each medicine that the file speaks of is to a person on LDN, the gravest first.
    medicines: tuple[Finding, ...] = ()


@dataclass(slots=True)
class ImportLog:
    """What came up while reading, besides entries."""

    notes: list[Note] = field(default_factory=list)  # What the person should know.
    problems: list[Problem] = field(default_factory=list)  # The first rows that were not understood.
    kinds: Counter[str] = field(default_factory=Counter)  # Entries by kind.
    unnamed: int = 0  # How many more rows were not understood.
    settled: int = 0  # Rows that read otherwise now, but that the person has corrected or taken back.

    def entries(self, items: Iterable[Entry | Problem | Note]) -> Iterator[Entry]:
        """Yield the entries and keep the rest."""
        for item in items:
            if isinstance(item, Entry):
                self.kinds[item.kind] += 1
                yield item
            elif isinstance(item, Note):
                self.notes += [item] if len(self.notes) < MOST_PROBLEMS else []
            elif len(self.problems) < MOST_PROBLEMS:
                self.problems.append(item)
            else:
                self.unnamed += 1

    def count_left_out(self) -> int:
        """Return how many rows were not understood."""
        return len(self.problems) + self.unnamed

    def all_notes(self, where: str) -> tuple[Note, ...]:
        """Return the notes, and one for the rows that were left as the person has them."""
        if not self.settled:
            return tuple(self.notes)
        rows = "row was" if self.settled == 1 else "rows were"
        text = (
            f"{self.settled} {rows} corrected or taken back here by hand; that stands, and the file's reading is left."
        )
        return (*self.notes, Note(where, 0, text, "left-as-corrected"))

    def all_problems(self, where: str) -> list[Problem]:
        """Return the problems, and one for those that are not named."""
        if not self.unnamed:
            return self.problems
        more = f"{self.unnamed} more rows were not understood."
        return [*self.problems, Problem(where, 0, more, "Mend these first, then import again.", "more-problems")]


def import_file(diary: Diary, path: Path, import_options: ImportOptions) -> ImportResult:
    """Read a file into the diary: all of it, or nothing. A dry run writes nothing and keeps nobody from writing.

    Raises:
        InputRefused: With every problem and its line (the first 200 of them), or with every question that is still
            open; nothing was stored.
        DiaryRefused: The diary cannot be written; nothing was stored.
    """
    with table_file(path, import_options.table) as table:
        return import_table(diary, path.name, partial(_digest, path), table, import_options)


@dataclass(frozen=True, slots=True)
class TableReading:
    """A table as it is read, before anything of it is stored."""

    layout: FileLayout  # How it is written.
    proposal: Proposal | None  # What its trackers become; None for the native format.
    medicines: MedicineImport  # What it says of medicines, complete once the items have gone past.
    items: Callable[[], Iterator[Entry | Problem | Note]]  # Begins to read its entries, once.
    records: ExportedRecords  # What it brings beside entries, complete once the items have gone past.


def read_table(
    table: TableFile,
    before: Sequence[Entry],
    mappings: Sequence[TrackerMapping],
    import_options: ImportOptions,
    is_there: Callable[[Entry], bool] | None = None,
) -> TableReading:
    """Return how a table is read. Reading its items raises InputRefused where the person has not agreed to it yet.

    Args:
        before: Profile, plan and what was taken back of the diary.
        mappings: Of the files that were taken in before, the oldest first.
        is_there: Says of a day or an answer of a shared diary whether this one has it otherwise; None for an empty one.

    Raises:
        InputRefused: It is no table, or a rule or an answer cannot be followed.
    """
    profile = profile_of(before)
    protocol = profile.protocol
    layout, where = file_layout(table), table.where
    proposal = None
    if not isinstance(format_named(layout.format), Native):
        proposal = propose(table, layout, import_options, protocol, mappings)
    rules = proposal.mapping.rules if proposal is not None else ()
    options = replace(_options(before, where), is_there=is_there)
    medicines = MedicineImport(
        layout.format,
        where,
        options,
        profile.day_ends_at,
        protocol.screen,
        partial(_blocks, protocol),
        protocol.names_opioid,
        tuple(rule.tracker for rule in rules if rule.target == "ignore"),
    )
    records = ExportedRecords()
    options = replace(options, look_at=medicines.look_at_text, keep=records.add)

    def items() -> Iterator[Entry | Problem | Note]:
        agreed = proposal.agreed(import_options, where) if proposal is not None else None
        return medicines.with_medicines(read_entries(table.from_beginning(), layout, agreed, where, options=options))

    return TableReading(layout, proposal, medicines, items, records)


def import_table(
    diary: Diary, name: str, digest: Callable[[], str], table: TableFile, import_options: ImportOptions
) -> ImportResult:
    """Read a table into the diary, as `import_file` does that of a file.

    Args:
        name: What the diary calls the file.
        digest: Returns the SHA-256 of its bytes, hexadecimal; asked for where something is kept.

    Raises:
        InputRefused: With every problem; nothing was stored.
        DiaryRefused: The diary cannot be written; nothing was stored.
    """
    before = _before(diary)
    mappings = earlier_mappings(diary) if before is not None else ()
    is_there = diary_has(diary) if before is not None else None
    reading = read_table(table, before or (), mappings, import_options, is_there)
    layout, proposal, medicines = reading.layout, reading.proposal, reading.medicines
    mapping = proposal.mapping if proposal is not None else None
    log = ImportLog()
    log.notes += proposal.notes if proposal is not None else ()
    with entry_target(diary, trial=import_options.dry_run) as target:
        stamp, import_id = utc_stamp(), new_id()
        added = _store(target, reading.items(), log, name, stamp, leave_out=import_options.leave_out)
        with target.end() as connection:
            if connection is not None:
                reading.records.write(connection)
                counts = {"added": added.added, "repeated": added.repeated, "left-out": log.count_left_out()}
                _remember(connection, (name, digest()), layout, mapping, ImportMark(import_id, stamp, counts))
            # Before the end: when the mapping cannot be written, nothing was taken in either.
            if import_options.save_mapping is not None:
                text = mapping_to_text(mapping) if mapping is not None else ""
                write_bytes(import_options.save_mapping, text.encode())
    return ImportResult(
        format=layout.format,
        added=added.added,
        repeated=added.repeated,
        by_kind=dict(log.kinds),
        mapping=mapping,
        notes=log.all_notes(name),
        left_out=tuple(log.problems),
        dry_run=import_options.dry_run,
        medicines=medicines.findings(),
        questions=proposal.questions if proposal is not None else (),
        import_id="" if import_options.dry_run or not added.added else import_id,
    )


def _before(diary: Diary) -> tuple[Entry, ...] | None:
    """Return what the diary says that bears on reading a file; None when it has not been begun."""
    from zonewise.store.entries import entries_of_kinds
    from zonewise.store.refusals import DiaryRefused

    try:
        with read_connection(diary) as connection:
            return entries_of_kinds(connection, ("profile", "plan", "withdrawn"))
    except DiaryRefused as refused:
        if refused.code == "no-diary":
            return None
        raise


def _options(before: Sequence[Entry], where: str) -> ReaderOptions:
    profile, plan = profile_of(before), plan_of(before)
    protocol = profile.protocol
    return ReaderOptions(
        latest=local_now(profile.zone).date(),  # past midnight the logical day of before still goes on
        mg_per_ml=plan.product.mg_per_ml if plan else None,
        zone=profile.zone,
        to_local=partial(on_wall_clock, zone=profile.zone),
        highest_mg=protocol.settings.plan.highest_mg,
        check=lambda entry: entry_problem(entry, where, protocol),
    )


def _blocks(protocol: Protocol, finding: Finding) -> bool:
    from zonewise.screening.opioid_exposure import is_another_antagonist, needs_specialist

    return (
        finding.finding == "opioid"
        or is_another_antagonist(finding)
        or needs_specialist(finding, protocol.medicine_lists)
    )


@dataclass(frozen=True, slots=True)
class ImportMark:
    """By what an import is known later."""

    id: str
    at: str  # UTC instant, the one that its entries have.
    counts: dict[str, int]


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _remember(
    connection: "Connection", file: tuple[str, str], layout: FileLayout, mapping: TrackerMapping | None,
    mark: ImportMark,
) -> None:  # fmt: skip
    from zonewise.store.records import ImportRecord, add_import

    text = mapping_to_text(mapping) if mapping is not None else ""
    add_import(connection, ImportRecord(mark.id, mark.at, *file, layout.format, text, mark.counts))


def _store(
    target: EntryTarget,
    items: Iterable[Entry | Problem | Note],
    log: ImportLog,
    where: str,
    stamp: str,
    *,
    leave_out: bool,
) -> "Added":
    """Add what is new of a file, holding a thousand entries in memory at a time.

    Raises:
        InputRefused: With the first problems and their lines; leave the target with it.
    """
    from zonewise.store.entries import Added

    total = Added(0, 0)
    entries = log.entries(items)
    while batch := list(islice(entries, BATCH)):
        if log.problems and not leave_out:
            continue  # read on for the other problems, keep nothing
        with target.part() as part:
            # where nothing was before nothing can be there already, and asking for each row takes longest
            unknown = batch if part.connection is None or target.is_empty else _new(part.connection, batch, log, stamp)
            inserted = part.insert(
                [entry if entry.entered_at else replace(entry, entered_at=stamp) for entry in unknown]
            )
        total = Added(total.added + inserted.added, total.repeated + len(batch) - inserted.added)
    if log.problems and not leave_out:
        raise InputRefused(log.all_problems(where))
    return total


def _new(connection: "Connection", batch: Collection[Entry], log: ImportLog, stamp: str) -> Iterator[Entry]:
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
        before, same = standing.get(entry.source, []), stored.get(entry.id)
        is_stored = same is not None and content_of(entry) == content_of(same)
        if is_stored and not before and not entry.entered_at and entry.source not in settled:
            # Its import was taken back; the row comes as an entry of its own, as the first one stays withdrawn.
            yield replace(entry, id=sha256(f"{entry.id}\0{stamp}".encode("utf-8", "surrogatepass")).hexdigest()[:32])
            continue
        if entry.entered_at or not (before or is_stored):
            if entry.entered_at or entry.source not in settled:
                yield entry
            else:
                log.settled += 1
        elif before and all(old.id != entry.id for old in before):
            newer = succeeding(entry, before[-1])
            if newer is not None:
                yield newer
