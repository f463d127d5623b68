"""Workbooks, documents and archives made for the tests, and what zonewise takes out of them."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import openpyxl

from zonewise.importing.containers import chosen_table, stored_tables

Row = Sequence[object]


def xlsx(sheets: Mapping[str, Iterable[Row]], formats: Mapping[str, str] | None = None) -> bytes:
    """Return a workbook; formats give cells, such as "B2", a number format."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        for place, number_format in (formats or {}).items():
            sheet[place].number_format = number_format
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(files: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(ZipInfo(name), content, ZIP_DEFLATED)  # of no day, so that the same files are the same bytes
    return out.getvalue()


def ods(sheets: Mapping[str, Iterable[Row]], more: str = "") -> bytes:
    """Return an OpenDocument spreadsheet; `more` is XML put behind the last row of each sheet."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(map(_ods_row, rows))}{more}</table:table>'
        for name, rows in sheets.items()
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f"{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    return archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def _ods_row(row: Row) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(value: object) -> str:
    kind = ""
    if isinstance(value, bool):
        kind = f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
    elif isinstance(value, date):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    elif isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
    elif value is None:
        return "<table:table-cell/>"
    shown = f"{value:%d.%m.%y}" if isinstance(value, date) else str(value)
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in shown.split("\n"))
    return f"<table:table-cell {kind}>{lines}</table:table-cell>"


def text_of(content: bytes, name: str = "") -> str:
    """Return the table in a file as text."""
    stream = io.BytesIO(content)
    tables = stored_tables(stream, content[:65_536])
    assert tables is not None
    out = io.BytesIO()
    chosen_table(tables, name).write(out)
    return out.getvalue().decode()


DIARY: tuple[Row, ...] = (
    ("Date", "Time", "Pain", "LDN (mg)", "Note"),
    (date(2026, 1, 5), time(21, 30), 3, 1.5, "slept badly"),
    (datetime.fromisoformat("2026-01-06T08:15"), None, 4.5, 0.1 + 0.2, "two\nlines"),
    (date(2026, 1, 7), timedelta(hours=26, minutes=5), True, None, None),
)
AS_TEXT = (
    "Date,Time,Pain,LDN (mg),Note\n"
    "2026-01-05,21:30,3,1.5,slept badly\n"
    "2026-01-06 08:15:00,,4.5,0.3,two; lines\n"
    "2026-01-07,26:05,yes,,\n"
)
