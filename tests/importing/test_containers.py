"""Workbooks, documents and archives give their table as a person sees it, or say clearly why not, in bounded memory."""

import io
import struct
import time
import tracemalloc
import zlib
from collections.abc import Callable
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.importing.containers import stored_tables
from zonewise.problem import NotUnderstood

from .stored_files import AS_TEXT, DIARY, Row, archive, ods, text_of, xlsx

MIB = 1024 * 1024


@pytest.mark.parametrize(("made", "rows"), [(xlsx, DIARY), (ods, DIARY[:1])], ids=["xlsx", "ods"])
def test_cells_are_written_as_they_are_seen(made: Callable[..., bytes], rows: tuple[Row, ...]) -> None:
    """Days are dates, midnight is no time, yes is yes, and a number has no digits that nobody typed."""
    assert text_of(made({"Diary": rows})) == "".join(AS_TEXT.splitlines(keepends=True)[: len(rows)])


def test_cells_of_a_document_are_written_by_their_value() -> None:
    """The value that the file keeps counts, not the day as it happens to be shown."""
    rows = (("Date", "Pain", "Meds"), (DIARY[1][0], 3, "LDN\nFamotidine"), (DIARY[2][0], 0.1 + 0.2, None))

    assert text_of(ods({"Diary": rows})) == ("Date,Pain,Meds\n2026-01-05,3,LDN; Famotidine\n2026-01-06 08:15:00,0.3,\n")


def test_a_row_keeps_its_number() -> None:
    """Empty rows are empty lines, and a line break in a cell begins no new one, so a message names the sheet's row."""
    rows: tuple[Row, ...] = (("My diary",), (), ("Date", "Pain\n(0-10)"), (), ("2026-01-05", "a\nb"), ("2026-01-06", 3))

    assert text_of(xlsx({"Diary": rows})).splitlines() == [
        "My diary", "", "Date,Pain (0-10)", "", "2026-01-05,a; b", "2026-01-06,3",
    ]  # fmt: skip


def test_a_number_shows_the_sign_or_the_unit_of_its_format() -> None:
    """A cell that shows 85 % or 1.5 mg is read so, not as 0.85 or a bare number."""
    content = xlsx({"D": [("Date", "Sleep", "LDN"), ("2026-01-05", 0.85, 1.5)]}, {"B2": "0%", "C2": '0.0" mg"'})

    assert text_of(content).splitlines()[1] == "2026-01-05,85%,1.5 mg"


def test_a_number_of_a_document_keeps_the_unit_that_is_shown_behind_it() -> None:
    """The value has all its digits and the unit stands only in what the cell shows."""
    cell = '<table:table-cell office:value-type="float" office:value="1.5"><text:p>{}</text:p></table:table-cell>'
    shown = ("1,5", "1,5 mg", "2", "1.5\u00a0mL", "1E+05", "mg")
    row = f"<table:table-row>{''.join(cell.format(text) for text in shown)}</table:table-row>"

    assert text_of(ods({"D": [tuple("abcdef")]}, row)).splitlines()[1] == "1.5,1.5 mg,1.5,1.5 mL,1.5,1.5"


def test_of_several_sheets_the_one_to_read_is_asked_for() -> None:
    """Sheets without a table are passed over; of two tables nobody guesses which."""
    rows = [("Date", "Pain"), ("2026-01-05", 3)]
    content = xlsx({"Read me": [("Hello",)], "Spring": rows, "Summer": [("Date", "Pain"), ("2026-06-05", 4)]})

    with pytest.raises(NotUnderstood, match="'Spring', 'Summer'") as refused:
        text_of(content)
    assert refused.value.code == "which-table"
    assert text_of(content, "summer").splitlines()[1] == "2026-06-05,4"
    with pytest.raises(NotUnderstood, match="Did you mean 'Summer'"):
        text_of(content, "sumer")
    assert text_of(xlsx({"Read me": [("Hello",)], "Spring": rows})).splitlines()[1] == "2026-01-05,3"


def test_of_several_sheets_the_only_one_with_days_is_read() -> None:
    """A legend beside the diary has none, in a workbook of either kind."""
    sheets = {"Legend": [("Pain", "0 = none"), ("LDN", "in mg")], "Diary": [("Date", "Pain"), ("2026-01-05", 3)]}

    assert text_of(xlsx(sheets)) == text_of(ods(sheets)) == "Date,Pain\n2026-01-05,3\n"


def test_a_hidden_sheet_is_no_diary() -> None:
    """Lists that a program hides beside the diary ask no question."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx({"Diary": DIARY, "Lists": [("a", "b"), ("c", "d")]})))
    book["Lists"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)

    assert text_of(out.getvalue()) == AS_TEXT


def test_formulas_count_by_their_saved_result_and_one_without_is_said() -> None:
    """openpyxl saves no results, as a program does that never calculated."""
    stream = io.BytesIO(xlsx({"D": [("Date", "Pain", "Sum"), ("2026-01-05", 3, "=B2*2"), ("2026-01-06", 4, "=B3*2")]}))
    tables = stored_tables(stream, stream.getvalue()[:100])
    assert tables is not None

    (note,) = tables[0].write(io.BytesIO())

    assert note.startswith("2 cells hold formulas without a result, C2 first")


def test_an_archive_with_one_table_is_that_table() -> None:
    """What macOS adds, hidden files and other files are no tables."""
    files = {"__MACOSX/._diary.csv": b"\0", "diary.csv": "Date,Pain\n2026-01-05,3\n", "photo.jpg": b"\xff\xd8"}

    assert text_of(archive(files)) == "Date,Pain\n2026-01-05,3\n"
    assert text_of(archive({"diary.xlsx": xlsx({"Diary": DIARY})})) == AS_TEXT
    with pytest.raises(NotUnderstood, match="a\\.csv"):
        text_of(archive({"a.csv": "Date,Pain\n", "b.csv": "Date,Pain\n"}))


def test_the_archive_of_loop_gives_its_table_with_the_units_of_its_habits() -> None:
    """The units stand in another file of the archive; without them an amount would be no dose."""
    files = {
        "Habits.csv": "Position,Name,Type,Question,Unit\n001,LDN,NUMERICAL,,mg\n002,Walk,YES_NO,,\n",
        "Checkmarks.csv": "Date,LDN,Walk,\n2026-01-05,4500,YES_MANUAL,\n",
        "Scores.csv": "Date,LDN,Walk,\n2026-01-05,0.0000,0.1000,\n",
        "001 LDN/Checkmarks.csv": "Date,Value,Notes\n2026-01-05,4500,\n",
    }

    assert text_of(archive(files)) == "Date,LDN (mg),Walk,\n2026-01-05,4500,YES_MANUAL,\n"


@pytest.mark.parametrize(
    "main", ["physiological_cycles.csv", "Oura/dailysleep.csv", "Takeout/Sleep Score/sleep_score.csv"]
)
def test_of_the_tables_of_a_wearable_the_one_with_the_score_is_read(main: str) -> None:
    """The others are named, and can be chosen; with two such tables it is asked."""
    files = {"journal_entries.csv": "a,b\n1,2\n", main: "Date,Score\n2026-01-05,70\n", "workouts.csv": "c,d\n3,4\n"}

    assert text_of(archive(files)) == "Date,Score\n2026-01-05,70\n"
    assert text_of(archive(files), "workouts.csv") == "c,d\n3,4\n"
    with pytest.raises(NotUnderstood) as refused:
        text_of(archive({**files, f"2025/{main.rpartition('/')[2]}": "Date,Score\n2025-01-05,70\n"}))
    assert refused.value.code == "which-table"


def _encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500)


def _with_flag() -> bytes:
    content = bytearray(archive({"diary.csv": "Date,Pain\n"}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def _claims(size: int) -> bytes:
    """An archive whose list says that its file unpacks to so many bytes."""
    content = bytearray(archive({"diary.csv": "Date,Pain\n"}))
    place = content.index(b"PK\x01\x02")
    content[place + 24 : place + 28] = struct.pack("<I", size)
    return bytes(content)


XML = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><HealthData>&b;</HealthData>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (_encrypted(), "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "binary-file"),
        (_with_flag(), "password"),
        (_claims(3_000_000_000), "zip-bomb"),
        (archive({"diary.csv": bytes(80_000_000)}), "zip-bomb"),
        (archive({"letter.docx": b"x", "word/document.xml": "<x/>"}), "binary-file"),
        (archive({"Index/Document.iwa": b"x"}), "binary-file"),
        (archive({"a.json": "{}"}), "no-table"),
        (archive({}), "no-table"),
        (xlsx({"Empty": []}), "no-table"),
        (archive({"xl/workbook.xml": "<x/>", "[Content_Types].xml": "<x/>"}), "damaged-workbook"),
        (archive({"xl/workbook.xml": XML.replace("HealthData", "workbook")}), "xml-entities"),
        (archive({"mimetype": "x", "content.xml": XML}), "xml-entities"),
        (archive({"mimetype": "x", "content.xml": "<a><b></a>"}), "broken-xml"),
        (archive({"mimetype": "x", "content.xml": "<a>" * 300 + "</a>" * 300}), "broken-xml"),
        (archive({"mimetype": "x", "content.xml": "<a b='" + "x" * 3_000_000 + "'/>"}), "broken-xml"),
        (archive({"mimetype": "x", "META-INF/manifest.xml": "encryption-data", "content.xml": "x"}), "password"),
        (XML.encode(), "xml-entities"),
        (archive({"diary.csv": "Date,Pain\n"})[:-30], "damaged-archive"),
        (b"PK\x03\x04" + bytes(100), "damaged-archive"),
    ],
    ids=range(20),
)  # fmt: skip
def test_what_is_no_readable_table_is_refused_with_its_reason(content: bytes, code: str) -> None:
    """Protected, damaged, foreign and hostile files each have their message; none is unpacked first."""
    with pytest.raises(NotUnderstood) as refused:
        text_of(content)

    assert refused.value.code == code


@pytest.mark.parametrize("filling", [b"[", b"]", b"] ", b"<!DOCTYPE [", b"[>"])
def test_a_declaration_without_an_end_is_given_up_at_once(filling: bytes) -> None:
    """What is looked for in the beginning of a file is looked for in one pass."""
    begun = time.perf_counter()
    with pytest.raises(NotUnderstood):
        text_of(b'<?xml version="1.0"?><!DOCTYPE HealthData ' + filling * (250_000 // len(filling)))

    assert time.perf_counter() - begun < 5


def test_an_archive_that_is_damaged_inside_is_refused_while_it_is_read() -> None:
    """A wrong check sum is no other reading of the diary."""
    content = bytearray(archive({"diary.csv": "Date,Pain\n2026-01-05,3\n" * 50}))
    content[60] ^= 0xFF

    with pytest.raises(NotUnderstood) as refused:
        text_of(bytes(content))
    assert refused.value.code == "damaged-archive"


@pytest.mark.parametrize(
    "repeats",
    [
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>',
        '<table:table-row table:number-rows-repeated="99999999999"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>',
    ],
)
def test_rows_that_are_repeated_and_empty_cost_nothing(repeats: str) -> None:
    """A document fills up its sheet with one row that stands for a million."""
    assert text_of(ods({"D": [("Date", "Pain"), ("2026-01-05", 3)]}, repeats)) == "Date,Pain\n2026-01-05,3\n"


def test_a_full_row_repeated_without_end_is_refused() -> None:
    """Ten bytes that stand for thousands of millions of cells are no diary."""
    row = (
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="1000" '
        'office:value-type="float" office:value="1"/></table:table-row>'
    )

    with pytest.raises(NotUnderstood) as refused:
        text_of(ods({"D": [("Date", "Pain")]}, row))
    assert refused.value.code == "too-large"


def test_memory_stays_flat_while_a_large_part_is_unpacked() -> None:
    """A part of 60 MB in an archive is copied in pieces."""
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as made, made.open(ZipInfo("diary.csv"), "w", force_zip64=True) as part:
        part.write(b"Date,Pain\n")
        block = b"".join(b"2026-01-05,%d,%d\n" % (number % 11, zlib.crc32(b"%d" % number)) for number in range(40_000))
        for _ in range(60):
            part.write(block)

    class Counted(io.RawIOBase):
        size = 0

        def write(self, data: object) -> int:
            length = len(data)  # type: ignore[arg-type]
            self.size += length
            return length

    out = Counted()
    content = packed.getvalue()
    tables = stored_tables(io.BytesIO(content), content[:100])
    assert tables is not None
    tracemalloc.start()
    tables[0].write(out)  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert out.size > 50 * MIB
    assert peak < 4 * MIB, f"{peak / MIB:.1f} MiB"


SOUND = (
    xlsx({"Diary": DIARY, "Empty": []}), ods({"Diary": DIARY[:1], "More": [("a", "b")]}),
    archive({"diary.csv": "Date,Pain\n2026-01-05,3\n"}), archive({"diary.xlsx": xlsx({"Diary": DIARY})}),
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A sound file with some bytes changed, cut out or put in."""
    content = draw(st.sampled_from(SOUND))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(content) - 1))
        end = min(start + draw(st.integers(0, 30)), len(content))
        content = content[:start] + draw(st.binary(max_size=8)) + content[end:]
    return content


@given(damaged())
def test_whatever_is_damaged_in_a_file_it_is_read_or_refused(content: bytes) -> None:
    """No damage makes the reader of workbooks and archives fail."""
    stream = io.BytesIO(content)
    try:
        tables = stored_tables(stream, content[:65_536]) or ()
    except NotUnderstood:
        return
    for table in tables:
        try:
            table.write(io.BytesIO())
        except NotUnderstood:
            continue
