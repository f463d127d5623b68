"""What kind of file this is, by what it begins with and holds; archives with a table in them are opened.

Sizes are looked at before anything is unpacked: an archive whose parts unpack to far more than real ones do is refused.
"""

import io
import shutil
import struct
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from zonewise.problem import NotUnderstood, shown

from . import apple_export, chart_file, loop_archive, opendocument, workbook
from .damage import damage_refused
from .stored_table import StoredTable

MOST_BYTES = 4 * 1024**3
MOST_DIRECTORY_BYTES = 32_000_000
"""Bytes that the list of an archive's files may have: some 200,000 files."""
_MOST_INNER_BYTES = 64_000_000
_BOMB_BYTES, _BOMB_RATIO = 64_000_000, 200
"""Text packs to a tenth, a health export to a thirtieth; a file that packs to a two-hundredth holds nothing."""

_DAMAGE = (BadZipFile, zlib.error, struct.error, EOFError, KeyError, RuntimeError, ValueError, OverflowError)
"""What zipfile raises where it comes upon something that cannot be."""

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TABLES = (".csv", ".tsv", ".txt")
_WORKBOOKS = (".xlsx", ".xlsm", ".ods")
_MAIN = ("physiological_cycles.csv", "dailysleep.csv", "sleep_score.csv", "entry.csv")
"""Of the tables that an app exports together, the one with its ratings."""
_FOREIGN = {
    "xl/workbook.bin": ("an Excel workbook in its binary form", "Save it as .xlsx or CSV."),
    "word/document.xml": ("a Word document", "Copy the table into a sheet, or save it as CSV."),
    "Index/Document.iwa": ("a file of Apple Numbers", "Export it as Excel or CSV: File, Export To."),
    "Index.zip": ("a file of Apple Numbers", "Export it as Excel or CSV: File, Export To."),
    "backup.daylio": ("a backup of Daylio", "In Daylio choose More, Export Entries, CSV."),
}


def stored_tables(stream: BinaryIO, head: bytes) -> tuple[StoredTable, ...] | None:
    """Return the tables in a file; None for a file that is text itself.

    Args:
        stream: The file, which can be read from any place; it stays in use for as long as the tables are.
        head: Its first bytes.

    Raises:
        NotUnderstood: It holds no table, needs a password, is damaged or unpacks to far too much.
    """
    if head.startswith(_COMPOUND):
        raise _compound(head)
    if apple_export.is_export(head):
        return (StoredTable("", partial(apple_export.write, stream)),)
    if chart_file.is_chart(head):
        return (StoredTable("", partial(chart_file.write, stream)),)
    if not head.startswith(_ZIP):
        return None
    _check_directory(stream)
    with _damage_refused():
        tables = _tables(stream, ZipFile(stream))
    return tuple(replace(table, write=partial(_written, table)) for table in tables)


def _written(table: StoredTable, out: BinaryIO) -> tuple[str, ...]:
    with _damage_refused():
        return table.write(out)


def _damage_refused() -> AbstractContextManager[None]:
    what = "The archive or workbook is damaged or cut off"
    return damage_refused(_DAMAGE, what, "Export or save it again.", "damaged-archive")


def _compound(head: bytes) -> NotUnderstood:
    if "EncryptedPackage".encode("utf-16-le") in head or "EncryptionInfo".encode("utf-16-le") in head:
        return NotUnderstood("The workbook is protected by a password.", "Save it without one first.", "password")
    return NotUnderstood(
        "This is an Excel workbook of before 2007, or one with a password.",
        "Save it as .xlsx or CSV, without a password.",
        "binary-file",
    )


def _check_directory(stream: BinaryIO) -> None:
    """Refuse an archive whose list of files would fill the memory."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(size - 66_000, 0))
    tail = stream.read()
    place, place64 = tail.rfind(b"PK\x05\x06"), tail.rfind(b"PK\x06\x06")
    directory = int.from_bytes(tail[place + 12 : place + 16], "little") if place >= 0 else 0
    if place64 >= 0:
        directory = max(int.from_bytes(tail[place64 + 40 : place64 + 48], "little"), directory % 0xFFFFFFFF)
    if directory > MOST_DIRECTORY_BYTES:
        raise NotUnderstood("The archive lists far too many files.", "Choose the file itself.", "zip-bomb")


def _tables(stream: BinaryIO, archive: ZipFile) -> tuple[StoredTable, ...]:
    names = {info.filename: info for info in archive.infolist() if not info.is_dir()}
    for info in names.values():
        _check_size(info)
    lower = {name.casefold(): name for name in names}
    for name, (what, way_out) in _FOREIGN.items():
        if name.casefold() in lower:
            raise NotUnderstood(f"This is {what}.", way_out, "binary-file")
    if "xl/workbook.xml" in lower:
        return workbook.sheets(stream, archive)
    if opendocument.CONTENT in names and "mimetype" in names:
        return opendocument.sheets(archive)
    health = [info for name, info in names.items() if apple_export.is_export_name(name)]
    if health:
        return (StoredTable("", partial(apple_export.write_member, archive, health[0])),)
    tables = tuple(_members(archive, names))
    charted = [info for name, info in names.items() if chart_file.is_chart_name(name) and _is_chart(archive, info)]
    if not tables and charted:
        return (StoredTable("", partial(chart_file.write_members, archive, charted)),)
    if not tables:
        held = ", ".join(map(shown, list(names)[:5])) or "nothing"
        raise NotUnderstood(
            f"There is no table in this archive; it holds {held}.", "Choose a CSV or a sheet.", "no-table"
        )
    return tables


def _is_chart(archive: ZipFile, info: ZipInfo) -> bool:
    with archive.open(info) as part:
        return chart_file.is_chart(part.read(65_536))


def _check_size(info: ZipInfo) -> None:
    if info.flag_bits & 1:
        raise NotUnderstood("The archive is protected by a password.", "Unpack it first.", "password")
    is_bomb = info.file_size > _BOMB_BYTES and info.file_size > _BOMB_RATIO * max(info.compress_size, 1)
    if is_bomb or info.file_size > MOST_BYTES:
        fault = f"{shown(info.filename)} in it would unpack to {info.file_size} bytes."
        raise NotUnderstood(
            fault, "Choose the file itself, as the app exported it.", "zip-bomb" if is_bomb else "too-large"
        )


def _members(archive: ZipFile, names: dict[str, ZipInfo]) -> Iterator[StoredTable]:
    real = {name: info for name, info in names.items() if not name.startswith("__MACOSX/") and "/." not in f"/{name}"}
    folders = {name.rpartition("/")[0] for name in real}
    workbook_bytes = 0
    habits = next((name for name in real if name.rpartition("/")[2] == "Habits.csv"), "")
    for name, info in real.items():
        folder, _, short = name.rpartition("/")
        ending = f".{short.rpartition('.')[2].casefold()}"
        if ending in _TABLES:
            called = name if len(folders) > 1 else short
            is_filled = info.file_size > 0
            if short == "Checkmarks.csv" and habits and folder == habits.rpartition("/")[0]:
                write = partial(loop_archive.write, archive, info, real[habits])
                yield StoredTable(called, write, is_filled, is_main=True)
            else:
                yield StoredTable(called, partial(_copy, archive, info), is_filled, short in _MAIN)
        elif ending in _WORKBOOKS:
            workbook_bytes += info.file_size
            if workbook_bytes > _MOST_INNER_BYTES:
                raise NotUnderstood("The workbooks in it are too large.", "Unpack it and choose one.", "too-large")
            yield from _inner(archive, info, short)


def _copy(archive: ZipFile, info: ZipInfo, out: BinaryIO) -> tuple[str, ...]:
    with archive.open(info) as part:
        shutil.copyfileobj(part, out, 262_144)
    return ()


def _inner(archive: ZipFile, info: ZipInfo, name: str) -> Iterator[StoredTable]:
    """Yield the sheets of a workbook that lies in an archive."""
    stream = io.BytesIO(archive.read(info))
    inner = ZipFile(stream)
    names = inner.namelist()
    for part in inner.infolist():
        _check_size(part)
    sheets = workbook.sheets(stream, inner) if "xl/workbook.xml" in names else ()
    if opendocument.CONTENT in names and "mimetype" in names:
        sheets = opendocument.sheets(inner)
    for table in sheets:
        yield replace(table, name=f"{name}: {table.name}")
