"""Which format is a file in, and how is its text written?"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NoReturn

from zonewise.problem import InputRefused, Problem, did_you_mean, shown

from .date_and_time import looks_like_day
from .numbers import is_number

Format = Literal["native", "visible", "bearable", "other"]

HEAD_BYTES = 65_536
"""How much of the beginning of a file `sniff` wants to see (all of it when it is shorter)."""

NATIVE_COLUMNS = ("date", "time", "kind", "name", "value", "unit", "note")
EXPORT_COLUMNS = ("id", "supersedes", "zone", "source", "entered_at")
VISIBLE_COLUMNS = ("observation_date", "tracker_name", "tracker_category", "observation_value")
BEARABLE_COLUMNS = ("date", "time of day", "category", "rating/amount", "detail", "notes")

_READ = {"visible": VISIBLE_COLUMNS, "bearable": (*BEARABLE_COLUMNS, "date formatted", "weekday")}

_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_FOREIGN = {
    b"PK\x03\x04": "a zip archive or a spreadsheet",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a compressed file",
    b"SQLite format 3": "a database",
    b"{": "JSON",
    b"<": "XML or HTML",
}


@dataclass(frozen=True, slots=True)
class FileLayout:
    """How a file is written.

    Attributes:
        format: Which reader understands it.
        delimiter: "," or ";" or a tab.
        encoding: "utf-8" or "cp1252"; a byte order mark before UTF-8 is dropped.
        header: Column names as written, stripped.
        columns: The same, folded for comparing: lower case, single spaces.
        header_line: The line on which the header stands, from 1.
        notes: What the person should know about it, such as a guessed encoding.
    """

    format: Format
    delimiter: str
    encoding: str
    header: tuple[str, ...]
    columns: tuple[str, ...]
    header_line: int
    notes: tuple[str, ...] = ()

    @property
    def separator_name(self) -> str:
        """The delimiter as a word."""
        return _SEPARATORS[self.delimiter]


def folded(name: str) -> str:
    """Return a name for comparing: lower case, single spaces."""
    return " ".join(name.split()).casefold()


def sniff(head: bytes, where: str) -> FileLayout:
    """Find out the format, separator, encoding and header of a file from its beginning.

    Args:
        head: The first `HEAD_BYTES` of the file, or all of it when it is shorter.
        where: File name for messages.

    Raises:
        InputRefused: Empty, not text, UTF-16, no header, a column missing, unknown or named twice.
    """
    encoding, notes = _encoding(head, where)
    text = head.decode(encoding, "ignore").removeprefix("\ufeff")
    line, first = _first_row(text, head, where)
    delimiter, header = _header(first, where)
    columns = tuple(map(folded, header))
    file_format = _format(columns)
    _check_header(file_format, header, columns, where, line)
    unread = [name for name in header if file_format in _READ and folded(name) not in _READ[file_format]]
    if unread:
        notes = (*notes, f"Columns that are not read: {', '.join(map(shown, unread))}.")
    return FileLayout(file_format, delimiter, encoding, header, columns, line, notes)


def _encoding(head: bytes, where: str) -> tuple[str, tuple[str, ...]]:
    if not head.strip():
        _refuse(where, 0, "The file is empty.", "Choose the file that the app exported.", "empty-file")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[:64].count(0) >= 8:
        _refuse(where, 0, "The text is UTF-16.", "Save it as 'CSV UTF-8' and import that.", "utf-16")
    for beginning, name in _FOREIGN.items():
        if head.startswith(beginning):
            _refuse(where, 0, f"This is {name}, not a CSV file.", "Export the diary as CSV.", "binary-file")
    if b"\0" in head:
        _refuse(where, 0, "There is a NUL byte, so this is not a text file.", "Export it as CSV.", "binary-file")
    if _decodes(head, "utf-8"):
        return "utf-8", ()
    if _decodes(head, "cp1252"):
        return "cp1252", ("This is not UTF-8; it was read as Windows text (cp1252). Look at accents and signs like µ.",)
    return _refuse(where, 0, "This is neither UTF-8 nor Windows text.", "Save it as UTF-8.", "encoding")


def _decodes(head: bytes, encoding: str) -> bool:
    for cut in range(4):  # the head may end within a letter of up to four bytes
        try:
            head[: len(head) - cut].decode(encoding)
        except UnicodeDecodeError as fault:
            if fault.end < len(head) - 4 or len(head) < HEAD_BYTES:
                return False
        else:
            return True
    return False


def _first_row(text: str, head: bytes, where: str) -> tuple[int, str]:
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines, start=1):
        if not line.strip(" \t\r\n,;") or line.casefold().startswith("sep="):
            continue  # blank, or the hint some spreadsheets put first
        if len(head) >= HEAD_BYTES and number == len(lines):
            break
        return number, line.rstrip("\r\n")
    return _refuse(
        where, 0, f"No header within the first {len(head)} bytes.", "The first line names the columns.", "no-header"
    )


def _header(first: str, where: str) -> tuple[str, tuple[str, ...]]:
    readings = {delimiter: _split(first, delimiter) for delimiter in _SEPARATORS}
    best = max(
        readings,
        key=lambda delimiter: (_format(tuple(map(folded, readings[delimiter]))) != "other", len(readings[delimiter])),
    )
    if len(readings[best]) < 2:
        _refuse(
            where,
            1,
            f"The first line is one single column: {shown(first)}.",
            "It names the columns, with commas, semicolons or tabs between them.",
            "delimiter",
        )
    return best, readings[best]


def _split(first: str, delimiter: str) -> tuple[str, ...]:
    try:
        fields = [field.strip() for field in next(csv.reader([first], delimiter=delimiter, skipinitialspace=True))]
    except csv.Error:
        return (first,)
    while fields and not fields[-1]:
        fields.pop()  # a spreadsheet's empty columns at the end
    return tuple(fields)


def _format(columns: tuple[str, ...]) -> Format:
    present = set(columns)
    native = len(present & set(NATIVE_COLUMNS))
    if native >= 6 or ("kind" in present and native >= 4):
        return "native"
    if len(present & set(VISIBLE_COLUMNS)) >= 2:
        return "visible"
    if "rating/amount" in present or {"time of day", "category"} <= present:
        return "bearable"
    return "other"


def _check_header(
    file_format: Format, header: tuple[str, ...], columns: tuple[str, ...], where: str, line: int
) -> None:
    problems = list(_repeated(header, columns, where, line))
    if file_format == "native":
        known = (*NATIVE_COLUMNS, *EXPORT_COLUMNS)
        problems += (_unknown(name, known, where, line) for name in header if folded(name) not in known)
        problems += _missing(NATIVE_COLUMNS, columns, where, line)
    elif file_format == "visible":
        problems += _missing(("observation_date", "tracker_name", "observation_value"), columns, where, line)
    elif file_format == "bearable":
        dated = "date formatted" if "date formatted" in columns else "date"
        problems += _missing((dated, "category", "rating/amount", "detail"), columns, where, line)
    elif any(is_number(name) or looks_like_day(name) for name in header):
        found = f"The first line holds values, not names: {shown(', '.join(header))}."
        problems.append(Problem(where, line, found, "Put a line with the names of the columns above it.", "no-header"))
    if problems:
        raise InputRefused(problems)


def _repeated(header: tuple[str, ...], columns: tuple[str, ...], where: str, line: int) -> Iterable[Problem]:
    for position, name in enumerate(columns):
        if not name:
            yield Problem(where, line, f"Column {position + 1} has no name.", "Give each column a name.", "no-name")
        elif name in columns[:position]:
            found = f"The column {shown(header[position])} is there twice."
            yield Problem(where, line, found, "Give each column a name of its own.", "repeated-column")


def _unknown(name: str, known: tuple[str, ...], where: str, line: int) -> Problem:
    expected = f"{did_you_mean(name, known)}The columns are {', '.join(NATIVE_COLUMNS)}."
    return Problem(where, line, f"The column {shown(name)} is not known.", expected, "unknown-column")


def _missing(needed: tuple[str, ...], columns: tuple[str, ...], where: str, line: int) -> Iterable[Problem]:
    for name in needed:
        if name not in columns:
            found, expected = f"The column '{name}' is missing.", f"The columns are {', '.join(needed)}."
            yield Problem(where, line, found, expected, "missing-column")


def _refuse(where: str, line: int, found: str, expected: str, code: str) -> NoReturn:
    raise InputRefused([Problem(where, line, found, expected, code)])
