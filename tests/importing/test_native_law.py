import csv
import io
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.importing import ReaderOptions, read_entries, sniff, write_native
from zonewise.importing.native import hidden_from_spreadsheets, shown_again
from zonewise.model.entry import DOMAINS, EVENTS, KINDS, LAST_WEEK, RATINGS, SAME_AS_USUAL, Entry, Kind

OPTIONS = ReaderOptions(latest=date(2030, 1, 1), zone="Europe/Berlin", entered_at="2026-01-01T00:00:00Z")
EXPORTED_HEADER = "date,time,kind,name,value,unit,note,id,supersedes,zone,source,entered_at\r\n"

any_text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    [
        "", "=1+1", "'=1", "''x", "-5", "'-5", "+", "@a", '"', 'a"b', ",;\t", "\r", "\n", "a\r\nb", " x ", "\u2028",
        "µg \ufeff",
    ]
)  # fmt: skip
some_text = any_text.filter(bool)
numbers = st.decimals(0, 10, places=2).map(lambda value: format(abs(value), "f")) | st.sampled_from(["0", "7", "10"])


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Any entry that the other parts may make."""
    kind: Kind = draw(st.sampled_from(KINDS))
    name, value, unit = draw(some_text), draw(any_text), draw(any_text)
    if kind == "rating":
        name, value, unit = draw(st.sampled_from(RATINGS)), draw(numbers), draw(st.sampled_from(["", SAME_AS_USUAL]))
    elif kind == "usual":
        name, value, unit = draw(
            st.sampled_from([(LAST_WEEK, "flare", ""), ("pain", "4.5", ""), ("function", "0", "")])
        )
    elif kind == "dose":
        value, unit = draw(numbers), "mg"
    elif kind == "event":
        name = draw(st.sampled_from(EVENTS))
    elif kind in ("medicine", "sign", "zone"):
        words = {"medicine": ["start", "stop"], "sign": ["1", "2", "3"], "zone": ["green", "yellow", "red"]}
        value = draw(st.sampled_from(words[kind]))
    elif kind == "plan":
        value = draw(some_text)
    return Entry(
        id=draw(some_text),
        day=draw(st.dates(date(1900, 1, 1), date(2030, 1, 1))),
        at=draw(st.none() | st.times()),
        kind=kind,
        name=name,
        value=value,
        unit=unit,
        note=draw(any_text),
        zone=draw(st.sampled_from(["", "UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])),
        source=draw(any_text),
        entered_at=draw(st.sampled_from(["", "2026-01-01T20:15:00Z", "2026-01-01T20:15:00.123456Z"])),
        supersedes=draw(some_text if kind == "withdrawn" else any_text),
    )


def _read(content: bytes) -> list[object]:
    layout = sniff(content, "diary.csv")
    return list(read_entries(io.BytesIO(content), layout, None, "diary.csv", options=OPTIONS))


@given(st.lists(entries(), min_size=1, max_size=5))
def test_what_is_exported_comes_back_to_the_letter(diary: list[Entry]) -> None:
    """Export and import again give exactly the same entries in the same order."""
    content = "".join(write_native(diary)).encode()

    assert _read(content) == diary


def test_an_empty_diary_comes_back_empty() -> None:
    """The export of an empty diary is read without a problem."""
    content = "".join(write_native([])).encode()

    assert content.decode() == EXPORTED_HEADER
    assert [str(one) for one in _read(content)] == ["diary.csv:1: There is a header and no row under it. [no-rows]"]


@given(any_text)
def test_no_cell_is_a_formula_and_none_is_changed_for_good(text: str) -> None:
    """A cell begins like a formula only when it is a plain number, and the apostrophe comes off again."""
    cell = hidden_from_spreadsheets(text)

    assert cell[:1] not in "=+-@\t\r\n" or cell == "" or Decimal(cell.replace(",", ".")).is_finite()
    assert shown_again(cell) == text


def test_a_nul_and_half_a_letter_do_not_make_an_export_unreadable() -> None:
    """What no file can hold is replaced by the sign for a lost letter instead of losing the export."""
    entry = Entry(id="a", day=date(2026, 1, 1), at=None, kind="note", name="n", note="x\0y\ud800z")

    (items,) = _read("".join(write_native([entry])).encode())

    assert isinstance(items, Entry)
    assert items.note == "x\ufffdy\ufffdz"


def test_columns_are_found_by_name_not_by_place() -> None:
    """The order of the columns, their case and the separator do not matter."""
    mixed = b"\xef\xbb\xbfNote ;value;KIND;name;date;unit;time\r\nbad day;3,5;rating;pain;2026-01-01;;9:15 pm\r\n"

    (entry,) = _read(mixed)

    assert isinstance(entry, Entry)
    assert (entry.day, entry.at, entry.name, entry.value) == (date(2026, 1, 1), time(21, 15), "pain", "3.5")
    assert (entry.zone, entry.entered_at) == ("Europe/Berlin", "2026-01-01T00:00:00Z")


def test_a_spreadsheets_hint_and_empty_columns_are_passed_over() -> None:
    """The line sep=; and the empty columns and rows that spreadsheets add are no part of the diary."""
    content = b"sep=;\ndate;time;kind;name;value;unit;note;;\n;;;;;;;;\n2026-01-01;;rating;pain;3;;;;\n"

    (entry,) = _read(content)

    assert isinstance(entry, Entry)
    assert entry.value == "3"


plain = st.text("ab ,\"\n;'é", max_size=6)


@given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from(DOMAINS), st.integers(0, 12), plain), max_size=12))
def test_lines_are_counted_as_an_editor_counts_them(rows: list[tuple[int, str, int, str]]) -> None:
    """Each problem names the line on which its row begins, however many line breaks stand in quotes before it."""
    text, bad_lines = io.StringIO(newline=""), []
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["date", "time", "kind", "name", "value", "unit", "note"])
    for days, name, value, note in rows:
        if value > 10:
            bad_lines.append(text.getvalue().count("\n") + 1)
        writer.writerow([date(2025, 1, 1) + timedelta(days=days), "", "rating", name, value, "", note])

    items = _read(text.getvalue().encode())

    assert [one.line for one in items if not isinstance(one, Entry) and one.code != "no-rows"] == bad_lines  # type: ignore[attr-defined]


@pytest.mark.parametrize("unit", ["mcg", "MCG", "µg", "μg", "ug", "micrograms"])
def test_micrograms_in_all_their_spellings(unit: str) -> None:
    """A thousand micrograms are one milligram, however the sign is written."""
    content = f"date,time,kind,name,value,unit,note\n2026-01-01,,dose,,250,{unit},\n".encode()

    (entry,) = _read(content)

    assert isinstance(entry, Entry)
    assert (entry.value, entry.unit, entry.name) == ("0.25", "mg", "naltrexone")
