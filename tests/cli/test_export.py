"""Everything out, and in again."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .conftest import small_files

Write = Callable[[str], Path]


def _without_positions(held: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [(row[0], *row[2:]) for row in held if row[0] == "entries"]


def test_out_and_in_again(titrating: Any, tmp_path: Path) -> None:
    """An export read into another diary gives the same entries, day and, but for that file, the same export."""
    titrating("check-in", "pain=4", "--on", "2024-03-11", "--note", 'said "so", then\nleft; =1+1')
    old = next(entry for entry in titrating.entries("--on", "2024-03-11") if entry["name"] == "pain")
    titrating("correct", old["id"], "5")
    titrating("dose", "0,5 mL", "--on", "2024-03-11", "--at", "23:10")
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    titrating("export", first)
    other = type(titrating)(tmp_path / "other.sqlite")

    other("import", first)
    other("export", second)

    again = [line for line in second.read_bytes().splitlines(True) if b'"file_name"": ""first.csv"' not in line]
    assert first.read_bytes() == b"".join(again)
    assert _without_positions(other.held()) == _without_positions(titrating.held())
    for day, code in (("2024-03-10", 0), ("2024-03-11", 3)):
        assert other.json("today", "--as-of", day, code=code) == titrating.json("today", "--as-of", day, code=code)


def test_out_and_in_again_past_midnight(nothing_yet: Any, tmp_path: Path) -> None:
    """At one in the morning the logical day of the evening goes on, and entries have the next date all the same."""
    ahead = (13 - time.gmtime().tm_hour) % 24 - 12  # hours, of a zone in which it is past one
    nothing_yet("profile", f"timezone=Etc/GMT{-ahead:+d}")
    nothing_yet("medicine", "start", "zinc")
    path = tmp_path / "export.csv"
    nothing_yet("export", path)

    assert nothing_yet.json("import", path)["added"] == 0


def test_into_the_diary_it_came_from(titrating: Any, tmp_path: Path) -> None:
    """An export taken in where it came from adds nothing, superseded entries included."""
    titrating("check-in", "pain=4", "--on", "2024-03-11")
    titrating("check-in", "pain=6", "--on", "2024-03-11")
    path = tmp_path / "export.csv"
    titrating("export", path)
    before = titrating.entries("--all")

    assert titrating.json("import", path)["added"] == 0
    assert titrating.entries("--all") == before


def test_the_diary_is_never_written_over(titrating: Any, tmp_path: Path) -> None:
    """Exporting onto the diary itself, or onto any file that is no export, is refused and leaves it as it was."""
    mine = tmp_path / "letter.txt"
    mine.write_text("precious", encoding="utf-8")

    assert "[file-exists]" in titrating.refused("export", titrating.diary)
    assert "[file-exists]" in titrating.refused("export", mine)
    assert mine.read_text(encoding="utf-8") == "precious"


def test_an_earlier_export_is_replaced(titrating: Any, tmp_path: Path) -> None:
    """An export may take the place of an earlier one."""
    path = tmp_path / "export.csv"
    titrating("export", path)
    titrating("check-in", "pain=4", "--on", "2024-03-11")

    output = titrating("export", path).stdout

    assert output == f"{len(titrating.entries('--all'))} entries written to export.csv.\n"
    assert "2024-03-11" in path.read_text(encoding="utf-8")


def test_no_place_to_write(titrating: Any, tmp_path: Path) -> None:
    """A folder, or a place that is not there, is refused and leaves no half file."""
    assert "[unwritable-file]" in titrating.refused("export", tmp_path / "none" / "export.csv")
    assert "[unwritable-file]" in titrating.refused("export", tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".csv" or path.name.startswith(".")] == []


def test_a_full_disk(titrating: Any, tmp_path: Path) -> None:
    """When the disk is full an earlier export stays whole, and no part of a new one is left."""
    path = tmp_path / "export.csv"
    titrating("export", path)
    shutil.copy(path, tmp_path / "before.csv")

    _, output = titrating.apart("export", path, wrapper=small_files(40_000))

    assert "[unwritable-file]" in output
    assert path.read_bytes() == (tmp_path / "before.csv").read_bytes()
    assert sorted(item.name for item in tmp_path.iterdir() if ".csv" in item.name) == ["before.csv", "export.csv"]
