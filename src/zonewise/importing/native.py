"""zonewise's own CSV: each row is an entry, read and written so that a diary comes back to the letter."""

import csv
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from io import StringIO
from operator import itemgetter
from typing import NamedTuple

from zonewise.model.amounts import plain
from zonewise.model.entry import (
    BEFORE_TREATMENT,
    EVENTS,
    KINDS,
    LAST_WEEK,
    LAST_WEEKS,
    RATINGS,
    SAME_AS_USUAL,
    Entry,
    Kind,
)
from zonewise.model.substances import is_naltrexone_dose
from zonewise.problem import NotUnderstood, Problem, did_you_mean, shown

from .cell_values import dose_mg, number, number_text
from .dates import any_day, clock
from .file_format import FileFormat, FileLayout, Note, ReaderOptions
from .known_names import folded
from .row_identity import Occurrences, RowContent, id_and_source
from .table_rows import Row

NATIVE_COLUMNS = ("date", "time", "kind", "name", "value", "unit", "note")
EXPORT_COLUMNS = ("id", "supersedes", "zone", "source", "entered_at")
ALL_COLUMNS = (*NATIVE_COLUMNS, *EXPORT_COLUMNS)
RECORD = "record"
"""What stands under "kind" in a row that is no entry: its sort is the name, and its value a JSON object."""

_ZONE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,3}")
_FORMULA = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_UNSAFE_START = re.compile(f"[' \u00a0]*[{_FORMULA}\t\r\n]")
# Where another separator than ours is the usual one, a spreadsheet splits a row there, and the rest begins a cell.
_UNSAFE_INSIDE = re.compile(f"([;|\t\r\n])(?=['\" \u00a0]*[{_FORMULA}])")
_HIDDEN_INSIDE = re.compile(f"([;|\t\r\n])'(?=['\" \u00a0]*[{_FORMULA}])")
_HARMLESS = re.compile(r"[+-][0-9]+(?:[.,][0-9]+)?")
# Releases before the limit of six decimals kept finer doses; their exports come back as they are.
_STORED_MG = re.compile(r"[0-9]+(?:\.[0-9]+)?")
# No diary text holds these: readers refuse NUL, and half a letter cannot be stored.
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")

_KNOWN_NAMES: dict[Kind, tuple[str, ...]] = {
    "rating": RATINGS,
    "usual": (*RATINGS, *(f"{BEFORE_TREATMENT}{name}" for name in RATINGS), LAST_WEEK),
    "event": EVENTS,
}
_NAME_NEEDED: dict[Kind, str] = {
    "medicine": "A medicine",
    "sign": "A sign",
    "zone": "A zone",
    **dict.fromkeys(("profile", "answer", "tracker", "trial"), "This row"),
}
_KNOWN_VALUES: dict[Kind, tuple[tuple[str, ...], str]] = {
    "medicine": (("start", "stop"), "medicine-value"),
    "sign": (("1", "2", "3"), "sign-grade"),
    "zone": (("green", "yellow", "red"), "zone-value"),
}


class Cells(NamedTuple):
    """Name, value and unit of a row, and what was changed in taking them over."""

    name: str
    value: str
    unit: str
    remark: str = ""


class Native(FileFormat):
    """zonewise's own CSV, written by a person or by the export."""

    name = "native"
    title = "zonewise's own table"
    becomes = "As it stands. More below."

    def identify(self, columns: Collection[str]) -> bool:
        """Say whether nearly all its columns are there; "kind" alone is another app's column too."""
        present = len(set(columns) & set(NATIVE_COLUMNS))
        return present >= 6 or ("kind" in columns and present >= 4)

    def needed_columns(self, columns: Collection[str]) -> tuple[str, ...]:
        """Return all that a person writes."""
        return NATIVE_COLUMNS

    def header_problems(self, layout: FileLayout) -> Iterable[NotUnderstood]:
        """Yield columns that are not known, and those that are missing."""
        for name in layout.header:
            if folded(name) not in ALL_COLUMNS:
                expected = f"{did_you_mean(name, ALL_COLUMNS)}The columns are {', '.join(NATIVE_COLUMNS)}."
                yield NotUnderstood(f"The column {shown(name)} is not known.", expected, "unknown-column")
        yield from super().header_problems(layout)

    def entries(
        self, rows: Iterator[Row | Problem | Note], layout: FileLayout, where: str, options: ReaderOptions
    ) -> Iterator[Entry | Problem | Note]:
        """Yield the entry of each row, or what is wrong with it."""
        return native_entries(rows, layout, where, options, self.name)


def native_entries(
    rows: Iterator[Row | Problem | Note], layout: FileLayout, where: str, options: ReaderOptions, file_format: str
) -> Iterator[Entry | Problem | Note]:
    """Yield the entry of each row, or what is wrong with it.

    Args:
        file_format: Name of the format, by which a row is known again.
    """
    absent = len(layout.columns)  # where each row gets an empty cell
    in_our_order = itemgetter(
        *(layout.columns.index(name) if name in layout.columns else absent for name in ALL_COLUMNS)
    )
    occurrences = Occurrences()
    for row in rows:
        if not isinstance(row, tuple):
            yield row
            continue
        line, fields = row
        try:
            cells = in_our_order([*fields, ""])
            if cells[2] == RECORD:
                if options.keep is not None:
                    options.keep(shown_again(cells[3]), shown_again(cells[4]))
                continue
            entry = _entry(cells, options, occurrences, file_format)
        except NotUnderstood as fault:
            yield fault.at(where, line)
            continue
        if options.highest_mg is not None and _is_high(entry, options.highest_mg):
            text = f"A dose of {entry.value} mg is far above a low one. If it is a slip, correct it."
            yield Note(where, line, text, "high-dose")
        problem = options.check(entry) if options.check is not None else None
        yield entry if problem is None else replace(problem, where=where, line=line)


def _is_high(entry: Entry, highest_mg: Decimal) -> bool:
    """Say whether a row that a person wrote, and no export brought back, is a dose of naltrexone above the usual."""
    is_of_ldn = entry.kind == "dose" and entry.unit == "mg" and is_naltrexone_dose(entry.name)
    return is_of_ldn and entry.source.startswith("import:") and Decimal(entry.value) > highest_mg


def write_native(entries: Iterable[Entry], records: Iterable[tuple[str, str]] = ()) -> Iterator[str]:
    """Yield the header and then one row for each entry, each with its line ending, to be encoded as UTF-8.

    Reading it again gives exactly the same entries: see `docs/import.md` for the columns and the apostrophe.

    Args:
        entries: In the order of the rows.
        records: What a diary holds beside them: the sort and the JSON of each. They come last.
    """
    yield _line(ALL_COLUMNS)
    for entry in entries:
        cells = (
            entry.day.isoformat(), _clock_text(entry), entry.kind, entry.name, entry.value, entry.unit, entry.note,
            entry.id, entry.supersedes, entry.zone, entry.source, entry.entered_at,
        )  # fmt: skip
        yield _row(cells)
    for sort, content in records:
        yield _row(("", "", RECORD, sort, content, *[""] * (len(ALL_COLUMNS) - 5)))


def _row(cells: Iterable[str]) -> str:
    return _line(hidden_from_spreadsheets(_UNWRITABLE.sub("\ufffd", cell)) for cell in cells)


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


def checked_cells(kind: Kind, cells: Cells, mg_per_ml: Decimal | None) -> Cells:
    """Return what an entry of this kind keeps of a row.

    Raises:
        NotUnderstood: The name, value or unit cannot stand in an entry of this kind.
    """
    name, value = cells.name, cells.value
    if kind == "dose":
        return _dose(cells, mg_per_ml)
    if (known := _KNOWN_NAMES.get(kind)) and name not in known:
        expected = f"{did_you_mean(name, known)}{kind.title()}s are {', '.join(known)}"
        raise NotUnderstood(
            f"The {kind} {shown(name)} is not known.",
            f"{expected}; another name goes under 'tracker'.",
            f"unknown-{kind}",
        )
    if kind in _NAME_NEEDED and not name:
        fault = f"{_NAME_NEEDED[kind]} has no name."
        raise NotUnderstood(fault, "Write what it is about in the column 'name'.", "empty-name")
    known, code = _KNOWN_VALUES.get(kind, ((), ""))
    if known and value not in known:
        raise NotUnderstood(
            f"The value of {shown(name)} is {shown(value)}.",
            f"{did_you_mean(value, known)}It is one of {', '.join(known)}.",
            code,
        )
    if kind == "plan" and not value:
        raise NotUnderstood("The plan has no value.", "The value holds the plan as zonewise wrote it.", "empty-value")
    if kind == "usual" and name == LAST_WEEK:
        return _last_week(cells)
    return _rating(cells) if kind in ("rating", "usual") else cells


def _rating(cells: Cells) -> Cells:
    value = number(cells.value, f"The rating {cells.name}")
    if not 0 <= value <= 10:
        raise NotUnderstood(
            f"The rating {cells.name} is {number_text(value)}.", "A rating is 0 (none) to 10 (worst).", "rating-range"
        )
    if cells.unit not in ("", SAME_AS_USUAL):
        raise NotUnderstood(
            f"The rating has the unit {shown(cells.unit)}.",
            f"{did_you_mean(cells.unit, (SAME_AS_USUAL,))}Leave it empty, or write '{SAME_AS_USUAL}'.",
            "rating-unit",
        )
    return Cells(cells.name, number_text(value), cells.unit)


def _last_week(cells: Cells) -> Cells:
    if cells.value not in LAST_WEEKS:
        expected = f"{did_you_mean(cells.value, LAST_WEEKS)}It is one of {', '.join(LAST_WEEKS)}."
        raise NotUnderstood(f"The last week is {shown(cells.value)}.", expected, "last-week")
    return cells


def _dose(cells: Cells, mg_per_ml: Decimal | None) -> Cells:
    mg = dose_mg(cells.value, cells.unit, mg_per_ml)
    name = cells.name or "naltrexone"
    if cells.unit.casefold() == "mg":  # the digits as written, so that a file that was taken in before is known again
        return Cells(name, number_text(number(cells.value, "The dose")), "mg")
    return Cells(name, plain(mg), "mg", f"written as {cells.value} {cells.unit}")


def _entry(cells: tuple[str, ...], options: ReaderOptions, occurrences: Occurrences, file_format: str) -> Entry:
    """Return the entry of a row; one with an id is our own export and comes back to the letter."""
    exported = bool(cells[7])
    day_text, at_text, kind_text, name, value, unit, note, entry_id, supersedes, zone, source, entered_at = (
        shown_again(cell if exported else cell.strip()) for cell in cells
    )
    kind = _kind(kind_text)
    if kind == "note" and not exported:
        name = name or "note"
    if kind == "withdrawn" and not supersedes:
        raise NotUnderstood(
            "This row takes an entry back and does not say which.", "Name its id under 'supersedes'.", "withdrawn"
        )
    if not (exported and kind == "dose" and unit == "mg" and name and _STORED_MG.fullmatch(value)):
        name, value, unit, remark = checked_cells(kind, Cells(name, value, unit), options.mg_per_ml)
        note = "; ".join(filter(None, (remark, note)))
    latest = options.latest + timedelta(days=1) if zone not in ("", options.zone) else options.latest
    content = RowContent(any_day(day_text, "iso", latest), clock(at_text), kind, name, value, unit, note)
    if zone and not _ZONE_NAME.fullmatch(zone):
        raise NotUnderstood(
            f"The time zone is {shown(zone)}.", "Write a name such as Europe/Berlin, or leave it empty.", "time-zone"
        )
    if entered_at and not _is_utc_instant(entered_at):
        raise NotUnderstood(
            f"The time of recording is {shown(entered_at)}.",
            "Write a UTC instant such as 2025-04-03T20:15:00Z, or leave it empty.",
            "instant",
        )
    if not exported:
        entry_id, row_source = id_and_source(file_format, (day_text, at_text, kind, name), content, occurrences)
        source, zone, entered_at = source or row_source, zone or options.zone, entered_at or options.entered_at
    return Entry(entry_id, *content, zone, source, entered_at, supersedes)


def _kind(text: str) -> Kind:
    kind = next((kind for kind in KINDS if kind == text), None)
    if kind is None:
        raise NotUnderstood(
            f"The kind {shown(text)} is not known.",
            f"{did_you_mean(text, KINDS)}Kinds are {', '.join(KINDS)}.",
            "unknown-kind",
        )
    return kind


def _is_utc_instant(text: str) -> bool:
    with suppress(ValueError):
        datetime.fromisoformat(text)
        return text.endswith("Z")
    return False


def _clock_text(entry: Entry) -> str:
    if entry.at is None:
        return ""
    return entry.at.isoformat("auto" if entry.at.second or entry.at.microsecond else "minutes")


def _line(cells: Iterable[str]) -> str:
    line = StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()
