"""The import of a file into the diary: all of it in one transaction, or nothing."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from zonewise.importing import (
    HEAD_BYTES,
    FileLayout,
    Note,
    ReaderOptions,
    TrackerMapping,
    TrackerRule,
    confirmed,
    mapping_from_text,
    mapping_to_text,
    propose_mapping,
    read_entries,
    rules_from_arguments,
    short_text_of,
    sniff,
    survey_trackers,
    with_rules,
)
from zonewise.importing.formats import needs_agreement
from zonewise.importing.native import Native
from zonewise.importing.tracker_mapping import ANY
from zonewise.model.entry import Entry
from zonewise.problem import InputRefused, Problem, did_you_mean
from zonewise.screening.finding import Finding
from zonewise.services.base.clock import logical_today, utc_stamp
from zonewise.services.base.daily_guidance import shipped_settings
from zonewise.services.base.diary import Diary, new_id, read_connection, write_transaction
from zonewise.services.base.entry_check import entry_problem
from zonewise.services.base.profile import Profile, profile_of
from zonewise.services.base.text_files import unreadable, write_text
from zonewise.services.recording.doses import plan_of

from .import_medicines import MedicineImport, without_other_doses
from .import_rows import ImportLog, store_rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from zonewise.store.entries import Added

MOST_BYTES = 4 * 1024**3


class DryRunRollback(Exception):
    """Ends a dry run: its transaction is given up."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the person wants of an import.

    Attributes:
        mapping_text: A mapping file's text, or "".
        mapping_where: Its name, for messages.
        rules: Rules in their short form, such as "Headache=pain:0-3".
        accept: Take the mapping as shown.
        dry_run: Read and count, keep nothing.
        leave_out: Leave out rows that are not understood instead of refusing the file.
        save_mapping: A new file for the mapping, or None.
    """

    mapping_text: str = ""
    mapping_where: str = ""
    rules: Sequence[str] = ()
    accept: bool = False
    dry_run: bool = False
    leave_out: bool = False
    save_mapping: Path | None = None


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did.

    Attributes:
        format: Which reader understood the file.
        added: Entries that are new.
        repeated: Entries that were there already.
        by_kind: New and repeated entries by kind.
        mapping: What the trackers became; None for the native format.
        notes: What the person should know.
        left_out: Rows that were not understood and were left out on request.
        dry_run: True when nothing was kept.
        medicines: What each medicine that the file speaks of is to a person on LDN, the gravest first.
    """

    format: str
    added: int
    repeated: int
    by_kind: dict[str, int]
    mapping: TrackerMapping | None
    notes: tuple[Note, ...]
    left_out: tuple[Problem, ...]
    dry_run: bool
    medicines: tuple[Finding, ...] = ()


def import_file(diary: Diary, path: Path, import_options: ImportOptions) -> ImportResult:
    """Read a file into the diary in one transaction: all of it, or nothing.

    Raises:
        InputRefused: With every problem and its line (the first 200 of them); nothing was stored.
        DiaryRefused: The diary cannot be written; nothing was stored.
    """
    layout = _layout(path)
    mapping = _mapping(path, layout, import_options)
    before = _before(diary)
    options = _options(before or (), path.name)
    log, medicines = ImportLog(), _medicines(layout, path.name, options, profile_of(before or ()), mapping)
    try:
        with _place(diary, trial=import_options.dry_run and before is None) as place, path.open("rb") as stream:
            items = read_entries(
                stream, layout, _agreed(mapping, import_options, path.name), path.name, options=options
            )
            items = medicines.with_medicines(items)
            with _all_or_nothing(place, dry_run=import_options.dry_run) as connection:
                added = store_rows(connection, items, log, path.name, leave_out=import_options.leave_out)
                _remember(connection, path, layout, mapping, added, log)
                if (
                    import_options.save_mapping is not None
                ):  # within the transaction: when it fails, nothing was taken in either
                    write_text(import_options.save_mapping, mapping_to_text(mapping) if mapping is not None else "")
    except OSError as error:
        raise InputRefused([unreadable(path, error)]) from None
    return ImportResult(
        format=layout.format,
        added=added.added,
        repeated=added.repeated,
        by_kind=dict(log.kinds),
        mapping=mapping,
        notes=(*log.notes, *log.left_as_corrected(path.name)),
        left_out=tuple(log.problems),
        dry_run=import_options.dry_run,
        medicines=medicines.findings(),
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
    profile, plan, limits = profile_of(before), plan_of(before), shipped_settings().plan
    return ReaderOptions(
        latest=logical_today(profile.zone, profile.day_ends_at),
        mg_per_ml=plan.product.mg_per_ml if plan else None,
        zone=profile.zone,
        check=lambda entry: entry_problem(entry, where, limits),
    )


def _medicines(
    layout: FileLayout, where: str, options: ReaderOptions, profile: Profile, mapping: TrackerMapping | None
) -> MedicineImport:
    """Return what listens for medicines; the lists are loaded when the first name comes."""
    ignored = tuple(rule.tracker for rule in mapping.rules if rule.target == "ignore") if mapping is not None else ()
    return MedicineImport(layout.format, where, options, profile.day_ends_at, _screen, _blocks, ignored)


def _screen(name: str, code: str | None) -> Finding:
    from zonewise.services.base.medicine_screen import screen_one

    return screen_one(name, code)


def _blocks(finding: Finding) -> bool:
    from zonewise.screening.opioid_exposure import is_another_antagonist, needs_specialist
    from zonewise.services.base.medicine_screen import shipped_lists

    return finding.finding == "opioid" or is_another_antagonist(finding) or needs_specialist(finding, shipped_lists())


@contextmanager
def _place(diary: Diary, *, trial: bool) -> Iterator[Diary]:
    """Give the diary, or, to try something out where none has been begun, one that goes away again."""
    if not trial:
        yield diary
        return
    with TemporaryDirectory() as folder:
        yield Diary(str(Path(folder) / "trial.sqlite"))


@contextmanager
def _all_or_nothing(diary: Diary, *, dry_run: bool) -> "Iterator[Connection]":
    try:
        with write_transaction(diary) as connection:
            yield connection
            if dry_run:
                raise DryRunRollback
    except DryRunRollback:
        pass


def _layout(path: Path) -> FileLayout:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            found = f"the file has {size} bytes."
            raise InputRefused([Problem(path.name, 0, found, f"At most {MOST_BYTES} are read.", "too-large")])
        with path.open("rb") as stream:
            return sniff(stream.read(HEAD_BYTES), path.name)
    except OSError as error:
        raise InputRefused([unreadable(path, error)]) from None


def _mapping(path: Path, layout: FileLayout, import_options: ImportOptions) -> TrackerMapping | None:
    """Return what the trackers become: as proposed for the file, as a mapping file says, with the rules given."""
    if layout.format == Native.name:
        return None
    if import_options.mapping_text:
        mapping = mapping_from_text(import_options.mapping_text, import_options.mapping_where)
    else:
        with path.open("rb") as stream:
            mapping = propose_mapping(layout, survey_trackers(stream, layout, path.name))
    if import_options.rules:
        rules = rules_from_arguments(import_options.rules, "--map")
        if not import_options.mapping_text:
            _check_names(rules, mapping, path.name)
        mapping = with_rules(mapping, rules)
    mapping = without_other_doses(mapping, _screen)
    return confirmed(mapping) if import_options.accept else mapping


def _check_names(rules: Sequence[TrackerRule], mapping: TrackerMapping, where: str) -> None:
    """Refuse a rule for a tracker that the file does not have: such a slip would change nothing, silently."""
    known = {rule.tracker.casefold(): rule.tracker for rule in mapping.rules}
    problems = [
        Problem(
            "--map",
            0,
            f"{where} has no tracker '{rule.tracker}'.",
            f"{did_you_mean(rule.tracker, known.values())}It has {', '.join(known.values())}.",
            "unknown-tracker",
        )
        for rule in rules
        if rule.tracker != ANY and rule.tracker.casefold() not in known
    ]
    if problems:
        raise InputRefused(problems)


def _agreed(mapping: TrackerMapping | None, import_options: ImportOptions, where: str) -> TrackerMapping | None:
    """Return the mapping to read with; that of a file from no known app needs the person's word first."""
    if mapping is None or not needs_agreement(mapping.format) or mapping.confirmed:
        return mapping
    if import_options.dry_run:
        return confirmed(mapping)  # only shown
    rules = "; ".join(map(short_text_of, mapping.rules))
    found = f"this file is from no app we know. We would read it as: {rules}."
    expected = (
        "Check each scale and which end is the worse one. Change one with --map, such as --map 'Pain=pain:0-10'; "
        "when all is right, import it again with --accept. Nothing was stored."
    )
    raise InputRefused([Problem(where, 0, found, expected, "unconfirmed-mapping")])


def _remember(
    connection: "Connection",
    path: Path,
    layout: FileLayout,
    mapping: TrackerMapping | None,
    added: "Added",
    log: ImportLog,
) -> None:
    from zonewise.store.imports import ImportRecord, add_import

    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    counts = {"added": added.added, "repeated": added.repeated, "left-out": len(log.problems) + log.unnamed}
    text = mapping_to_text(mapping) if mapping is not None else ""
    add_import(connection, ImportRecord(new_id(), utc_stamp(), path.name, digest, layout.format, text, counts))
