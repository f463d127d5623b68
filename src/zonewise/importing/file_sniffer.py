"""What a file shows before it is read: its layout, the trackers in it, and the mapping to propose for them."""

import csv
from collections.abc import Iterable
from contextlib import suppress

from zonewise.problem import InputRefused, NotUnderstood, Problem, shown

from .file_format import SEPARATORS, FileLayout
from .formats import format_of, tracker_format
from .known_names import folded
from .table_rows import Stream, table_rows
from .tracker_mapping import TrackerMapping
from .tracker_summary import TrackerSummary

HEAD_BYTES = 65_536
"""How much of the beginning of a file `sniff` wants to see (all of it when it is shorter)."""

_MOST_TRACKERS = 5_000
_ROWS_SHOWN = 40
"""Rows that a format may look at to know whether a file is its own."""

_FOREIGN = {
    b"PK\x03\x04": "a zip archive or a spreadsheet",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a compressed file",
    b"SQLite format 3": "a database",
    b"{": "JSON",
    b"<": "XML or HTML",
}


def sniff(head: bytes, where: str) -> FileLayout:
    """Find out the format, separator, encoding and header of a file from its beginning.

    Args:
        head: The first `HEAD_BYTES` of the file, or all of it when it is shorter.

    Raises:
        InputRefused: Empty, not text, UTF-16, no header, a column missing, unknown or named twice.
    """
    try:
        encoding, notes = _encoding(head)
        text = head.decode(encoding, "ignore").removeprefix("\ufeff")
        line, first = _first_row(text, len(head))
    except NotUnderstood as error:
        raise InputRefused([error.at(where)]) from None
    delimiter, header = _header(first)
    if len(header) < 2:
        fault = f"The first line is one single column: {shown(first)}."
        expected = "It names the columns, with commas, semicolons or tabs between them."
        raise InputRefused([Problem(where, 1, fault, expected, "delimiter")])
    columns = tuple(map(folded, header))
    file_format = format_of(columns, _rows_below(text, line, delimiter))
    read = file_format.columns_read
    unread = [name for name in header if read and folded(name) not in read]
    if unread:
        notes = (*notes, f"Columns that are not read: {', '.join(map(shown, unread))}.")
    layout = FileLayout(file_format.name, delimiter, encoding, header, columns, line, notes)
    problems = [fault.at(where, line) for fault in (*_name_faults(layout), *file_format.header_problems(layout))]
    if problems:
        raise InputRefused(problems)
    return layout


def survey_trackers(stream: Stream, layout: FileLayout, where: str) -> tuple[TrackerSummary, ...]:
    """Return what a file holds of each tracker, in the order of the file.

    Rows that cannot be read are passed over: `read_entries` names them. The stream may be the whole file or its head.
    """
    read_row = tracker_format(layout.format).survey(layout)
    summaries: dict[tuple[str, str], TrackerSummary] = {}
    for row in table_rows(stream, layout, where):
        if not isinstance(row, tuple):
            continue
        try:
            for observation in read_row(row[1]):
                tracker, category = observation.tracker, observation.category
                key = (folded(tracker), folded(category))
                if key in summaries or len(summaries) < _MOST_TRACKERS:
                    summary = summaries.get(key) or TrackerSummary(tracker, category, unit=observation.unit)
                    summaries[key] = summary.with_value(observation.value)
        except NotUnderstood:
            continue
    return tuple(summaries.values())


def propose_mapping(layout: FileLayout, trackers: Iterable[TrackerSummary]) -> TrackerMapping:
    """Return a mapping with a rule for each tracker; one of a format that needs agreement must be confirmed."""
    return TrackerMapping(layout.format, tracker_format(layout.format).propose(layout, tuple(trackers)))


def _encoding(head: bytes) -> tuple[str, tuple[str, ...]]:
    if not head.strip():
        raise NotUnderstood("The file is empty.", "Choose the file that the app exported.", "empty-file")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[:64].count(0) >= 8:
        raise NotUnderstood("The text is UTF-16.", "Save it as 'CSV UTF-8' and import that.", "utf-16")
    for beginning, name in _FOREIGN.items():
        if head.startswith(beginning):
            raise NotUnderstood(f"This is {name}, not a CSV file.", "Export the diary as CSV.", "binary-file")
    if b"\0" in head:
        raise NotUnderstood("There is a NUL byte, so this is not a text file.", "Export it as CSV.", "binary-file")
    if _decodes(head, "utf-8"):
        return "utf-8", ()
    if _decodes(head, "cp1252"):
        return "cp1252", ("This is not UTF-8; it was read as Windows text (cp1252). Look at accents and signs like µ.",)
    raise NotUnderstood("This is neither UTF-8 nor Windows text.", "Save it as UTF-8.", "encoding")


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


def _first_row(text: str, head_bytes: int) -> tuple[int, str]:
    lines = text.splitlines(keepends=True)
    if head_bytes >= HEAD_BYTES:
        lines = lines[:-1]  # the last one may go on behind the head
    for number, line in enumerate(lines, start=1):
        # Passed over are blank lines, and the hint that some spreadsheets put first.
        if line.strip(" \t\r\n,;") and not line.casefold().startswith("sep="):
            return number, line.rstrip("\r\n")
    raise NotUnderstood(
        f"No header within the first {head_bytes} bytes.", "The first line names the columns.", "no-header"
    )


def _header(first: str) -> tuple[str, tuple[str, ...]]:
    """Return the separator and the names of the columns: as an app we know writes them, else the most columns."""
    readings = ((delimiter, _split(first, delimiter)) for delimiter in SEPARATORS)
    return max(
        readings, key=lambda reading: (not format_of(set(map(folded, reading[1]))).needs_agreement, len(reading[1]))
    )


def _rows_below(text: str, header_line: int, delimiter: str) -> list[list[str]]:
    """Return some rows under the header, as far as they can be read; the last of the head may be cut off."""
    lines = text.splitlines(keepends=True)[header_line : header_line + _ROWS_SHOWN + 1]
    rows: list[list[str]] = []
    with suppress(csv.Error):
        for fields in csv.reader(lines, delimiter=delimiter):
            rows.append(fields)
    return rows[:_ROWS_SHOWN]


def _split(first: str, delimiter: str) -> tuple[str, ...]:
    try:
        fields = [field.strip() for field in next(csv.reader([first], delimiter=delimiter, skipinitialspace=True))]
    except csv.Error:
        return (first,)
    while fields and not fields[-1]:
        fields.pop()  # a spreadsheet's empty columns at the end
    return tuple(fields)


def _name_faults(layout: FileLayout) -> Iterable[NotUnderstood]:
    for position, name in enumerate(layout.columns):
        if not name:
            yield NotUnderstood(f"Column {position + 1} has no name.", "Give each column a name.", "no-name")
        elif name in layout.columns[:position]:
            fault = f"The column {shown(layout.header[position])} is there twice."
            yield NotUnderstood(fault, "Give each column a name of its own.", "repeated-column")
