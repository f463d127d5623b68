"""Files that are wrong: named by line, with what is meant to stand there, and nothing of them stored."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import REFUSED

Write = Callable[[str], Path]
HEAD = "date,time,kind,name,value,unit,note\n"

ROWS = REFUSED["row"]


@pytest.mark.parametrize(("row", "message", "code"), ROWS, ids=[row[2] + " " + row[0] for row in ROWS])
def test_one_wrong_row_refuses_the_file(zonewise: Any, csv_file: Write, row: str, message: str, code: str) -> None:
    """One wrong row between two right ones refuses all three, with its line and what is meant to stand there."""
    path = csv_file(f"{HEAD}2024-01-01,,rating,pain,3,,\n{row}\n2024-01-03,,rating,pain,3,,\n")

    output = zonewise.refused("import", path)

    assert output.startswith("diary.csv:3: ")
    assert message in output
    assert output.endswith(f"[{code}]\n")


def test_every_wrong_row_is_named(zonewise: Any, csv_file: Write) -> None:
    """All wrong rows come at once, each with its own line."""
    output = zonewise.refused("import", csv_file(HEAD + "".join(f"{row}\n" for row, _, _ in ROWS)))

    assert [int(line.split(":")[1]) for line in output.splitlines()] == list(range(2, len(ROWS) + 2))


def test_the_line_counts_line_breaks_inside_a_note(zonewise: Any, csv_file: Write) -> None:
    """A note of three lines does not shift the line of what comes after it."""
    note = '2024-01-01,,note,,,,"one\ntwo\nthree"\n'

    output = zonewise.refused("import", csv_file(f"{HEAD}{note}2024-01-02,,answer,opioid,maybe,,\n"))

    assert output.startswith("diary.csv:5: 'maybe' is no answer to opioid.")


def test_hundreds_of_wrong_rows(zonewise: Any, csv_file: Write) -> None:
    """Of very many wrong rows the first 200 are named and the others counted."""
    output = zonewise.refused("import", csv_file(HEAD + "2024-01-02,,rating,pain,11,,\n" * 1500)).splitlines()

    assert len(output) == 201
    assert output[-1] == (
        "diary.csv: 1300 more rows were not understood. Mend these first, then import again. [more-problems]"
    )


@pytest.mark.parametrize(
    ("text", "message", "code"),
    [
        (HEAD.replace("value", "valeu") + "2024-01-01,,rating,pain,3,,\n", "Did you mean 'value'?", "unknown-column"),
        (HEAD + "2024-01-01,,rating,pain,3,,\n2024-01-02,,rating,pa", "the file was cut off", "truncated"),
        (HEAD + '2024-01-01,,note,,,,"never closed\n', "inside a quoted text", "truncated"),
        (HEAD + f"2024-01-01,,note,,,,{'a' * 1_100_000}\n", "One row holds more than 1048576 bytes.", "row-too-long"),
        ("", "The file is empty.", "empty-file"),
        ("PK\x03\x04 a spreadsheet", "archive or workbook is damaged", "damaged-archive"),
        ('{"an": "object"}', "JSON", ""),
        (HEAD + "2024-01-01,,rating,pain,3,,\n\0\n", "NUL byte", "binary-file"),
    ],
    ids=["column", "cut off", "cut off in a text", "endless row", "empty", "spreadsheet", "json", "nul"],
)
def test_wrong_files(zonewise: Any, csv_file: Write, text: str, message: str, code: str) -> None:
    """A file that is no diary, or not all of one, is refused as what it is."""
    output = zonewise.refused("import", csv_file(text))

    assert output.startswith("diary.csv")
    assert message in output
    assert f"{code}]" in output


def test_a_huge_file(zonewise: Any, tmp_path: Path) -> None:
    """A file beyond all diaries is refused before it is read."""
    path = tmp_path / "huge.csv"
    with path.open("wb") as out:
        os.truncate(out.fileno(), 5 * 1024**3)

    output = zonewise.refused("import", path)

    assert output == "huge.csv: the file has 5368709120 bytes. At most 4294967296 are read. [too-large]\n"


def test_binary_folder_and_nothing(zonewise: Any, tmp_path: Path) -> None:
    """Bytes that are no text, a folder, and a path to nothing each get their own answer."""
    binary = tmp_path / "photo.csv"
    binary.write_bytes(bytes(range(256)) * 40)

    assert "[binary-file]" in zonewise.refused("import", binary)
    assert "Is a directory" in zonewise.refused("import", tmp_path)
    assert "none.csv: the file cannot be read: No such file" in zonewise.refused("import", tmp_path / "none.csv")
    assert "[unreadable-file]" in zonewise.refused("import", binary, "--mapping", tmp_path / "none.yaml")


def test_a_plan_of_ten_times_the_dose_in_a_csv(zonewise: Any, csv_file: Write, plan_file: Any, tmp_path: Path) -> None:
    """The bounds of a plan hold on every way in: one that comes in a CSV is checked like one that is signed."""
    zonewise("plan", "sign", plan_file(), "--from", "2024-01-20")
    exported = tmp_path / "export.csv"
    zonewise("export", exported)
    text = exported.read_text(encoding="utf-8").replace('""ceiling_mg"": ""1.5""', '""ceiling_mg"": ""15""')
    text = text.replace('""ceiling_mg"":""1.5""', '""ceiling_mg"":""15""')
    assert '""15""' in text

    output = zonewise.refused("import", csv_file(text))

    assert output.startswith("diary.csv:2: the ceiling is 15 mg a day, above 6 mg.")


def test_one_id_with_two_contents(zonewise: Any, csv_file: Write, tmp_path: Path) -> None:
    """An export that somebody edited is not taken for the diary: the same id with another value is refused."""
    zonewise("check-in", "pain=4", "mood=2", "--on", "2024-01-05")
    exported = tmp_path / "export.csv"
    zonewise("export", exported)
    edited = exported.read_text(encoding="utf-8").replace("pain,4", "pain,9")

    assert "[entry-clash]" in zonewise.refused("import", csv_file(edited))
