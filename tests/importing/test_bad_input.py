import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from zonewise.importing import (
    ReaderOptions,
    confirmed,
    propose_mapping,
    read_entries,
    rules_from_arguments,
    sniff,
    with_rules,
)
from zonewise.importing.file_sniffer import HEAD_BYTES, survey_trackers
from zonewise.importing.table_rows import LONGEST_ROW
from zonewise.model.entry import Entry
from zonewise.problem import InputRefused

HEADER = "date,time,kind,name,value,unit,note\n"
CASES = yaml.safe_load((Path(__file__).parents[1] / "data" / "exports" / "bad.yaml").read_text(encoding="utf-8"))
OPTIONS = ReaderOptions(latest=date(2026, 2, 1))


def _everything(content: bytes, case: dict[str, Any] | None = None, options: ReaderOptions = OPTIONS) -> list[object]:
    case = case or {}
    try:
        layout = sniff(content[:HEAD_BYTES], "in.csv")
    except InputRefused as refused:
        return list(refused.problems)
    mapping = None
    if layout.format != "native":
        mapping = propose_mapping(layout, survey_trackers(io.BytesIO(content), layout, "in.csv"))
        mapping = with_rules(mapping, rules_from_arguments(case.get("mapping", ()), "in.csv"))
        mapping = confirmed(mapping) if case.get("confirmed", True) else mapping
    return list(read_entries(io.BytesIO(content), layout, mapping, "in.csv", options=options))


def _messages(content: bytes, case: dict[str, Any] | None = None, options: ReaderOptions = OPTIONS) -> list[str]:
    return [str(item) for item in _everything(content, case, options) if not isinstance(item, Entry)]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_message(case: dict[str, Any]) -> None:
    """Each fault is named with file, line, what was found, what is meant to stand there and a code."""
    text = case.get("text") or f"{HEADER}{case['rows']}" + ("" if case["rows"].endswith("two") else "\n")

    highest_mg = Decimal(case["highest_mg"]) if "highest_mg" in case else None

    assert _messages(text.encode(), case, replace(OPTIONS, highest_mg=highest_mg)) == case["says"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (HEADER.encode("utf-16"), "utf-16"),
        (HEADER.encode("utf-16-le"), "utf-16"),
        (b"PK\x03\x04 rest of an archive", "binary-file"),
        (b"date,pain\n2026-01-01,\x00\n", "binary-file"),
        (b"date,pain\n2026-01-01,\x81\xff\n", "encoding"),
        (b"x" * (HEAD_BYTES + 1), "no-header"),
    ],
    ids=["utf-16 with mark", "utf-16 without mark", "archive", "NUL byte", "no encoding", "endless header"],
)
def test_what_is_no_text_is_refused(content: bytes, code: str) -> None:
    """A file that is no UTF-8 or Windows text is refused with a word for what it is."""
    (message,) = _messages(content)

    assert message.endswith(f"[{code}]")


def test_a_nul_byte_behind_the_head_stops_the_reading() -> None:
    """A NUL byte is found wherever it is, and its line is named."""
    content = HEADER.encode() + b"2026-01-01,,rating,pain,3,,\n" * 4000 + b"2026-01-01,,rating,\x00,3,,\n" + b"x" * 99

    assert _messages(content) == [
        "in.csv:4002: There is a NUL byte, so this is not a text file. Export the diary as CSV. [binary-file]"
    ]


def test_an_endless_line_stops_the_reading() -> None:
    """A line longer than a row may be is named by its number and not read to its end."""
    content = HEADER.encode() + b"2026-01-01,,note,,,," + b"x" * (LONGEST_ROW + 1)

    (message,) = _messages(content)

    assert message.startswith("in.csv:2: One row holds more than")
    assert message.endswith("[row-too-long]")


def test_an_open_quotation_mark_early_in_a_long_file_stops_the_reading() -> None:
    """A quotation mark that is never closed is named with the line on which it opens."""
    content = HEADER.encode() + b'2026-01-01,,note,,,,"open\n' + b"2026-01-01,,rating,pain,3,,\n" * 9000

    (message,) = _messages(content)

    assert message.startswith("in.csv:2: A field that begins in this row")
    assert message.endswith("[open-quote]")


def test_windows_text_that_begins_behind_the_head_is_read_and_said() -> None:
    """When the first letter beyond ASCII is no UTF-8, the file is read as Windows text and the line is named."""
    content = (
        HEADER.encode() + b"2026-01-01,,rating,pain,3,,\n" * 4000 + "2026-01-02,,note,,,,café µ\n".encode("cp1252")
    )

    items = _everything(content)

    assert isinstance(items[-1], Entry)
    assert items[-1].note == "café µ"
    assert [str(item) for item in items if not isinstance(item, Entry)] == [
        "in.csv:4002: This is not UTF-8; it was read as Windows text (cp1252) from here on. [encoding]"
    ]


def test_windows_text_after_utf_8_is_a_problem() -> None:
    """A file that has shown itself to be UTF-8 may not fall back to another encoding in the middle."""
    rows = "2026-01-01,,note,,,,café\n".encode() + b"2026-01-01,,rating,pain,3,,\n" * 4000
    content = HEADER.encode() + rows + "2026-01-02,,note,,,,café\n".encode("cp1252")

    (message,) = _messages(content)

    assert message.startswith("in.csv:4003: The byte 0xe9 does not belong in utf-8 text.")


def test_a_known_strength_makes_millilitres_milligrams() -> None:
    """A dose in mL is taken over once the strength of the liquid was given."""
    content = f"{HEADER}2026-01-01,,dose,,1.5,mL,\n".encode()

    (entry,) = _everything(content, options=ReaderOptions(latest=date(2026, 2, 1), mg_per_ml=Decimal("0.5")))

    assert isinstance(entry, Entry)
    assert (entry.value, entry.unit, entry.note) == ("0.75", "mg", "written as 1.5 mL")


@pytest.mark.parametrize(
    ("day", "zone", "understood"),
    [
        ("2026-02-02", "Pacific/Auckland", True),
        ("2026-02-03", "Pacific/Auckland", False),
        ("2026-02-02", "Europe/Berlin", False),
        ("2026-02-02", "", False),
    ],
)
def test_a_row_from_further_east_may_be_a_day_ahead(day: str, zone: str, understood: bool) -> None:
    """Where another time zone has the next date already, its row is no slip of the pen."""
    content = f"{HEADER.strip()},zone\n{day},07:00,dose,,1.5,mg,,{zone}\n".encode()

    (item,) = _everything(content, options=replace(OPTIONS, zone="Europe/Berlin"))

    assert isinstance(item, Entry) is understood
    assert understood or "[date-to-come]" in str(item)


def test_a_mapping_for_another_format_is_refused() -> None:
    """A mapping made for one app is not applied to the file of another."""
    visible = b"observation_date,tracker_name,tracker_category,observation_value\n2026-01-01,Headache,Brain,2\n"
    mapping = propose_mapping(sniff(b"Date,Pain\n2026-01-01,2\n", "x.csv"), ())

    items = list(read_entries(io.BytesIO(visible), sniff(visible, "in.csv"), mapping, "in.csv", options=OPTIONS))
    without = list(read_entries(io.BytesIO(visible), sniff(visible, "in.csv"), None, "in.csv", options=OPTIONS))

    assert [str(item).rpartition(" ")[2] for item in (*items, *without)] == ["[mapping-format]", "[no-mapping]"]
