"""Sheets of LibreOffice and other programs that write OpenDocument, as tables, read in pieces."""

import re
from collections.abc import Mapping
from functools import partial
from typing import BinaryIO
from zipfile import ZipFile

from zonewise.importing.cell_values import is_number
from zonewise.importing.dates import looks_like_day
from zonewise.problem import NotUnderstood

from .sheet_text import MOST_COLUMNS, SheetText, number_text, text_of
from .stored_table import StoredTable
from .xml_stream import read_xml

CONTENT = "content.xml"
MOST_ROWS = 1_048_576
_MOST_BYTES = 1_000_000_000
_LONGEST_CELL = 100_000
_ROWS_LOOKED_AT = 60
_UNIT_SHOWN = re.compile(r"[-+0-9.,\s]*[0-9][.,]?\s*([^\W\d_][^\d]*)")
_CELLS = ("table:table-cell", "table:covered-table-cell")


def sheets(archive: ZipFile) -> tuple[StoredTable, ...]:
    """Return the sheets of a document.

    Raises:
        NotUnderstood: It is protected by a password, larger than any diary, or no plain XML.
    """
    info = archive.getinfo(CONTENT)
    if info.file_size > _MOST_BYTES:
        fault = f"The sheets have {info.file_size} bytes."
        raise NotUnderstood(fault, f"At most {_MOST_BYTES} are read: keep the diary in a file of its own.", "too-large")
    if b"encryption-data" in _manifest(archive):
        raise NotUnderstood("The document is protected by a password.", "Save it without one first.", "password")
    reader = _Sheets(None, None)
    with archive.open(info) as part:
        read_xml(part, reader.start, reader.end, reader.text)
    return tuple(
        StoredTable(name, partial(_write, archive, name), name in reader.filled, has_days=name in reader.with_days)
        for name in reader.names
    )


def _manifest(archive: ZipFile) -> bytes:
    if "META-INF/manifest.xml" not in archive.namelist():
        return b""
    with archive.open("META-INF/manifest.xml") as part:
        return part.read(1_000_000)


def _write(archive: ZipFile, name: str, out: BinaryIO) -> tuple[str, ...]:
    reader = _Sheets(name, SheetText(out))
    with archive.open(CONTENT) as part:
        read_xml(part, reader.start, reader.end, reader.text)
    return ()


class _Sheets:
    """Goes through the sheets; it gives the rows of one, or only looks which have any."""

    def __init__(self, wanted: str | None, rows: SheetText | None) -> None:
        self.names: list[str] = []
        self.filled: set[str] = set()
        self.with_days: set[str] = set()
        self._wanted, self._rows = wanted, rows
        self._tables = 0  # Tables may hold tables; the inner ones belong to a cell.
        self._row: list[str] = []
        self._row_repeats = self._cell_repeats = 1
        self._row_number = 0
        self._value: str | None = None  # As the cell's attributes give it.
        self._words: list[str] = []
        self._length = 0
        self._in_cell = self._in_note = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take in a tag."""
        if name == "table:table":
            self._tables += 1
            if self._tables == 1:
                self.names.append(attributes.get("table:name", ""))
                self._row_number = 0
        elif self._tables != 1:
            return
        elif name == "table:table-row":
            self._row, self._row_repeats = [], _repeats(attributes, "table:number-rows-repeated", MOST_ROWS)
        elif name in _CELLS:
            self._in_cell, self._words, self._length = True, [], 0
            self._cell_repeats = _repeats(attributes, "table:number-columns-repeated", MOST_ROWS)
            self._value = _value_of(attributes)
        elif name == "office:annotation":
            self._in_note = True
        elif name in ("text:p", "text:line-break") and self._words:
            self._words.append("\n")
        elif name in ("text:s", "text:tab"):
            self._words.append(" ")

    def text(self, text: str) -> None:
        """Take in a piece of text."""
        if self._in_cell and not self._in_note and self._length < _LONGEST_CELL:
            self._words.append(text)
            self._length += len(text)

    def end(self, name: str) -> None:
        """Take in the end of a tag."""
        if name == "table:table":
            self._tables -= 1
        elif self._tables != 1:
            return
        elif name == "office:annotation":
            self._in_note = False
        elif name in _CELLS:
            self._in_cell = False
            cell = self._cell()
            times = self._cell_repeats if cell else min(self._cell_repeats, MOST_COLUMNS)
            if len(self._row) <= MOST_COLUMNS:  # one more than may be, which is refused where the row is written
                self._row += [cell] * min(times, MOST_COLUMNS + 1 - len(self._row)) if times else []
        elif name == "table:table-row":
            self._give_row()

    def _cell(self) -> str:
        """Return the value that a cell keeps, with the unit that is shown behind it; else the text that it shows."""
        words = text_of("".join(self._words))
        if self._value is None:
            return words
        unit = _UNIT_SHOWN.fullmatch(words)
        return f"{self._value} {unit[1]}" if unit and is_number(self._value) else self._value

    def _give_row(self) -> None:
        while self._row and not self._row[-1]:
            self._row.pop()  # a row is filled up with empty cells
        repeats = min(self._row_repeats, MOST_ROWS - self._row_number)
        self._row_number += repeats
        if sum(map(bool, self._row)) > 1:
            self.filled.add(self.names[-1])
        if self.names[-1] not in self.with_days and self._row_number <= _ROWS_LOOKED_AT:
            self.with_days |= {self.names[-1]} if any(map(looks_like_day, self._row)) else set()
        if self._rows is None or self.names[-1] != self._wanted:
            return
        for _ in range(repeats):
            self._rows.add(self._row)


def _repeats(attributes: Mapping[str, str], name: str, most: int) -> int:
    text = attributes.get(name, "1")
    return min(int(text), most) if text.isdecimal() and len(text) < 10 else 1


def _value_of(attributes: Mapping[str, str]) -> str | None:
    """Return the value that a cell's attributes give, which is exact; None where only its text says it."""
    kind = attributes.get("office:value-type") or attributes.get("calcext:value-type", "")
    if kind == "date":
        day, _, at = attributes.get("office:date-value", "").partition("T")
        at = at.partition(".")[0]
        return day if at in ("", "00:00:00") else f"{day} {at}"
    if kind == "boolean":
        return "yes" if attributes.get("office:boolean-value") == "true" else "no"
    if kind in ("float", "currency"):
        return _number(attributes.get("office:value", ""))
    return None


def _number(text: str) -> str | None:
    try:
        return number_text(float(text))
    except (ValueError, OverflowError, ArithmeticError):
        return None
