"""Excel workbooks: their sheets as tables, with dates as dates and formulas by the result that was saved with them."""

import re
import warnings
from collections.abc import Mapping
from contextlib import AbstractContextManager, closing
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO
from zipfile import ZipFile

from zonewise.importing.dates import looks_like_day
from zonewise.problem import NotUnderstood, shown

from .damage import damage_refused
from .sheet_text import SheetText, text_of
from .stored_table import StoredTable
from .xml_stream import read_xml

if TYPE_CHECKING:
    from openpyxl import Workbook

MOST_ROWS = 1_048_576
_MOST_PART_BYTES = {"xl/sharedstrings.xml": 64_000_000, "xl/styles.xml": 8_000_000, "xl/workbook.xml": 4_000_000}
_SHEETS = "xl/worksheets/"
_MOST_SHEET_BYTES = 1_000_000_000
_ROWS_LOOKED_AT = 60
_UNIT_IN_FORMAT = re.compile(r'[#0,.?]+(?:\\? ?)"\s*([^"]+?)\s*"')


class _Formulas:
    """The cells of a sheet whose formula has no result that was saved with it."""

    def __init__(self) -> None:
        self.without_result = 0
        self.first = ""
        self._cell, self._has_formula, self._has_value, self._in_value = "", False, False, False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take in a tag."""
        tag = name.rpartition(":")[2]
        if tag == "c":
            self._cell, self._has_formula, self._has_value = attributes.get("r", ""), False, False
        elif tag == "f":
            self._has_formula = True
        elif tag in ("v", "is"):
            self._in_value = True

    def text(self, text: str) -> None:
        """Take in a piece of text."""
        self._has_value = self._has_value or (self._in_value and bool(text))

    def end(self, name: str) -> None:
        """Take in the end of a tag."""
        tag = name.rpartition(":")[2]
        self._in_value = self._in_value and tag not in ("v", "is")
        if tag == "c" and self._has_formula and not self._has_value:
            self.without_result += 1
            self.first = self.first or self._cell


def sheets(stream: BinaryIO, archive: ZipFile) -> tuple[StoredTable, ...]:
    """Return the sheets of a workbook that are not hidden.

    Args:
        stream: The workbook.
        archive: The same, opened.

    Raises:
        NotUnderstood: A part is larger than in any diary or no plain XML, or the workbook is damaged.
    """
    formulas = _looked_through(archive)
    with closing(_opened(stream)) as book, _damage_refused():
        return tuple(_table(stream, sheet, formulas) for sheet in book.worksheets if sheet.sheet_state == "visible")


def _table(stream: BinaryIO, sheet: Any, formulas: Mapping[str, _Formulas]) -> StoredTable:
    is_filled, has_days = _first_rows(sheet)
    write = partial(_write, stream, sheet.title, formulas.get(_path(sheet), _Formulas()))
    return StoredTable(sheet.title, write, is_filled, has_days=has_days)


def _looked_through(archive: ZipFile) -> dict[str, _Formulas]:
    """Refuse what is too large or no plain XML, and return what is to be said of each sheet's formulas, by its path."""
    formulas: dict[str, _Formulas] = {}
    sheet_bytes = 0
    for info in archive.infolist():
        name = info.filename.casefold()
        is_sheet = name.startswith(_SHEETS) and name.endswith(".xml")
        if not is_sheet and name not in _MOST_PART_BYTES:
            continue
        sheet_bytes += info.file_size if is_sheet else 0
        most = _MOST_SHEET_BYTES if is_sheet else _MOST_PART_BYTES[name]
        if (sheet_bytes if is_sheet else info.file_size) > most:
            fault = f"{shown(info.filename)} in it has {info.file_size} bytes."
            raise NotUnderstood(fault, f"At most {most} are read: keep the diary in a file of its own.", "too-large")
        sheet = _Formulas()
        with archive.open(info) as part:
            read_xml(part, sheet.start, sheet.end, sheet.text)
        formulas[info.filename] = sheet
    return formulas


def _opened(stream: BinaryIO) -> "Workbook":
    import openpyxl

    stream.seek(0)
    with _damage_refused(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of drawings and the like, which hold no diary
        return openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)


def _damage_refused() -> AbstractContextManager[None]:
    """Refuse the workbook whatever openpyxl makes of what is damaged in it."""
    way_out = "Save it again as .xlsx, or as CSV."
    return damage_refused((Exception,), "The workbook is damaged", way_out, "damaged-workbook")


def _path(sheet: Any) -> str:
    return str(getattr(sheet, "_worksheet_path", "")).lstrip("/")


def _first_rows(sheet: Any) -> tuple[bool, bool]:
    """Say whether one of the first rows has two cells or more, as a title has one, and whether one has a day."""
    sheet.reset_dimensions()
    rows = [row for row in sheet.iter_rows(max_row=_ROWS_LOOKED_AT, values_only=True) if row]
    has_days = any(looks_like_day(text_of(value)) for row in rows for value in row if value is not None)
    return any(sum(value not in (None, "") for value in row) > 1 for row in rows), has_days


def _write(stream: BinaryIO, title: str, formulas: _Formulas, out: BinaryIO) -> tuple[str, ...]:
    text = SheetText(out)
    with closing(_opened(stream)) as book, _damage_refused(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of cells that only look like dates; they are written as they are
        sheet: Any = book[title]
        sheet.reset_dimensions()  # some programs write a wrong size
        for row in sheet.iter_rows(max_row=MOST_ROWS):
            text.add(list(map(_text_of_cell, row)))
    if not formulas.without_result:
        return ()
    many = formulas.without_result
    cells = "One cell holds a formula" if many == 1 else f"{many} cells hold formulas"
    way_out = "open the workbook, let it calculate, save it and import it again."
    return (f"{cells} without a result, {formulas.first} first: {way_out}",)


def _text_of_cell(cell: Any) -> str:
    """Return what a cell shows, with the percent sign or the unit that its format adds to a number."""
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool):
        number_format = cell.number_format or ""
        if "%" in number_format:
            return f"{text_of(value * 100)}%"
        if unit := _UNIT_IN_FORMAT.fullmatch(number_format):
            return f"{text_of(value)} {unit[1]}"
    return text_of(value)
