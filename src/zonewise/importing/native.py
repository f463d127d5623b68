"""zonewise's own CSV: each row is an entry."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from operator import itemgetter

from zonewise.model.entry import KINDS, Entry, Kind
from zonewise.problem import NotUnderstood, Problem, did_you_mean, shown

from .date_and_time import clock, iso_day
from .file_format import FileFormat
from .file_layout import FileLayout, folded
from .import_notes import Note
from .native_kinds import Cells, checked
from .reader_options import ReaderOptions
from .row_identity import Occurrences, RowContent, id_and_source
from .table_rows import Row

NATIVE_COLUMNS = ("date", "time", "kind", "name", "value", "unit", "note")
EXPORT_COLUMNS = ("id", "supersedes", "zone", "source", "entered_at")

_ZONE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,3}")
_FORMULA = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_UNSAFE_START = re.compile(f"[' \u00a0]*[{_FORMULA}\t\r\n]")
# Where another separator than ours is the usual one, a spreadsheet splits a row there, and the rest begins a cell.
_UNSAFE_INSIDE = re.compile(f"([;|\t\r\n])(?=['\" \u00a0]*[{_FORMULA}])")
_HIDDEN_INSIDE = re.compile(f"([;|\t\r\n])'(?=['\" \u00a0]*[{_FORMULA}])")
_HARMLESS = re.compile(r"[+-][0-9]+(?:[.,][0-9]+)?")
# Releases before the limit of six decimals kept finer doses; their exports come back as they are.
_STORED_MG = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_KINDS: dict[str, Kind] = {kind: kind for kind in KINDS}


def hidden_from_spreadsheets(text: str) -> str:
    """Return a text that a spreadsheet will not run as a formula: with an apostrophe before each unsafe beginning.

    Unsafe is the beginning of the cell, and what follows a semicolon, tab, bar or line break in it. `shown_again` takes
    exactly these apostrophes away. A plain signed number is left alone.
    """
    text = _UNSAFE_INSIDE.sub(r"\1'", text)
    return f"'{text}" if _UNSAFE_START.match(text) and not _HARMLESS.fullmatch(text) else text


def shown_again(cell: str) -> str:
    """Return the text of a cell as it was before `hidden_from_spreadsheets`."""
    if "'" not in cell:
        return cell
    return _HIDDEN_INSIDE.sub(r"\1", cell[1:] if cell[0] == "'" and _UNSAFE_START.match(cell) else cell)


class Native(FileFormat):
    """zonewise's own CSV, written by a person or by the export."""

    name = "native"
    title = "zonewise's own table"

    def identify(self, columns: Collection[str]) -> bool:
        """Say whether nearly all its columns are there; "kind" alone is another app's column too."""
        present = len(set(columns) & set(NATIVE_COLUMNS))
        return present >= 6 or ("kind" in columns and present >= 4)

    def needed_columns(self, columns: Collection[str]) -> tuple[str, ...]:
        """Return all that a person writes."""
        return NATIVE_COLUMNS

    def header_problems(
        self, header: tuple[str, ...], columns: tuple[str, ...], where: str, line: int
    ) -> Iterable[Problem]:
        """Yield columns that are not known, and those that are missing."""
        known = (*NATIVE_COLUMNS, *EXPORT_COLUMNS)
        for name in header:
            if folded(name) not in known:
                expected = f"{did_you_mean(name, known)}The columns are {', '.join(NATIVE_COLUMNS)}."
                yield Problem(where, line, f"The column {shown(name)} is not known.", expected, "unknown-column")
        yield from super().header_problems(header, columns, where, line)


def native_entries(
    rows: Iterator[Row | Problem | Note], layout: FileLayout, where: str, options: ReaderOptions
) -> Iterator[Entry | Problem | Note]:
    """Yield the entry of each row, or what is wrong with it."""
    cells_of = _in_our_order(layout)
    occurrences = Occurrences()
    for row in rows:
        if isinstance(row, tuple):
            try:
                entry = _entry(cells_of([*row[1], ""]), options, occurrences)
                problem = options.check(entry) if options.check is not None else None
                yield entry if problem is None else replace(problem, where=where, line=row[0])
            except NotUnderstood as fault:
                yield fault.at(where, row[0])
        else:
            yield row


def _in_our_order(layout: FileLayout) -> Callable[[list[str]], tuple[str, ...]]:
    """Return a function that brings the fields of a row, one empty one added, into the order of our columns."""
    absent = len(layout.columns)
    positions = (
        layout.columns.index(name) if name in layout.columns else absent for name in (*NATIVE_COLUMNS, *EXPORT_COLUMNS)
    )
    return itemgetter(*positions)


def _entry(cells: tuple[str, ...], options: ReaderOptions, occurrences: Occurrences) -> Entry:
    """Return the entry of a row; one with an id is our own export and comes back to the letter."""
    exported = bool(cells[7])
    day_text, at_text, kind_text, name, value, unit, note, entry_id, supersedes, zone, source, entered_at = (
        map(shown_again, cells) if exported else [shown_again(cell.strip()) for cell in cells]
    )
    kind = _kind(kind_text)
    if kind == "note" and not exported:
        name = name or "note"
    if kind == "withdrawn" and not supersedes:
        raise NotUnderstood(
            "This row takes an entry back and does not say which.", "Name its id under 'supersedes'.", "withdrawn"
        )
    cells_kept = Cells(name, value, unit)
    if not (exported and kind == "dose" and unit == "mg" and name and _STORED_MG.fullmatch(value)):
        cells_kept = checked(kind, cells_kept, options.mg_per_ml)
    name, value, unit, remark = cells_kept
    if remark:
        note = f"{remark}; {note}" if note else remark
    content = RowContent(iso_day(day_text, options.latest), clock(at_text), kind, name, value, unit, note)
    zone, entered_at = _zone_name(zone), _instant(entered_at)
    if not exported:
        entry_id, row_source = id_and_source(Native.name, (day_text, at_text, kind, name), content, occurrences)
        source, zone, entered_at = source or row_source, zone or options.zone, entered_at or options.entered_at
    return Entry(entry_id, *content, zone, source, entered_at, supersedes)


def _kind(text: str) -> Kind:
    kind = _KINDS.get(text)
    if kind is None:
        raise NotUnderstood(
            f"The kind {shown(text)} is not known.",
            f"{did_you_mean(text, KINDS)}Kinds are {', '.join(KINDS)}.",
            "unknown-kind",
        )
    return kind


def _zone_name(text: str) -> str:
    if text and not _ZONE_NAME.fullmatch(text):
        raise NotUnderstood(
            f"The time zone is {shown(text)}.", "Write a name such as Europe/Berlin, or leave it empty.", "time-zone"
        )
    return text


def _instant(text: str) -> str:
    if not text:
        return text
    try:
        datetime.fromisoformat(text)
    except ValueError:
        understood = False
    else:
        understood = text.endswith("Z")
    if not understood:
        raise NotUnderstood(
            f"The time of recording is {shown(text)}.",
            "Write a UTC instant such as 2025-04-03T20:15:00Z, or leave it empty.",
            "instant",
        )
    return text
