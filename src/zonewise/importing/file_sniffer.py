"""The layout of a file, found out from its beginning."""

import csv
from collections.abc import Iterable
from typing import NoReturn

from zonewise.problem import InputRefused, Problem, shown

from .file_layout import SEPARATORS, FileLayout, folded
from .formats import format_of, needs_agreement

HEAD_BYTES = 65_536
"""How much of the beginning of a file `sniff` wants to see (all of it when it is shorter)."""

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
        where: File name for messages.

    Raises:
        InputRefused: Empty, not text, UTF-16, no header, a column missing, unknown or named twice.
    """
    encoding, notes = _encoding(head, where)
    text = head.decode(encoding, "ignore").removeprefix("\ufeff")
    line, first = _first_row(text, head, where)
    delimiter, header = _header(first, where)
    columns = tuple(map(folded, header))
    file_format = format_of(columns)
    problems = (*_repeated(header, columns, where, line), *file_format.header_problems(header, columns, where, line))
    if problems:
        raise InputRefused(problems)
    read = file_format.columns_read
    unread = [name for name in header if read and folded(name) not in read]
    if unread:
        notes = (*notes, f"Columns that are not read: {', '.join(map(shown, unread))}.")
    return FileLayout(file_format.name, delimiter, encoding, header, columns, line, notes)


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
    readings = {delimiter: _split(first, delimiter) for delimiter in SEPARATORS}
    best = max(
        readings,
        key=lambda delimiter: (_is_known(readings[delimiter]), len(readings[delimiter])),
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


def _is_known(header: tuple[str, ...]) -> bool:
    return not needs_agreement(format_of(tuple(map(folded, header))).name)


def _split(first: str, delimiter: str) -> tuple[str, ...]:
    try:
        fields = [field.strip() for field in next(csv.reader([first], delimiter=delimiter, skipinitialspace=True))]
    except csv.Error:
        return (first,)
    while fields and not fields[-1]:
        fields.pop()  # a spreadsheet's empty columns at the end
    return tuple(fields)


def _repeated(header: tuple[str, ...], columns: tuple[str, ...], where: str, line: int) -> Iterable[Problem]:
    for position, name in enumerate(columns):
        if not name:
            yield Problem(where, line, f"Column {position + 1} has no name.", "Give each column a name.", "no-name")
        elif name in columns[:position]:
            found = f"The column {shown(header[position])} is there twice."
            yield Problem(where, line, found, "Give each column a name of its own.", "repeated-column")


def _refuse(where: str, line: int, found: str, expected: str, code: str) -> NoReturn:
    raise InputRefused([Problem(where, line, found, expected, code)])
