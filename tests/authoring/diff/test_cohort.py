"""What another version would have changed for people, counted from their files; a file that is no diary is named."""

import shutil
from pathlib import Path

import pytest

from zonewise.authoring.diff.cohort import cohort_effect, effect_json, effect_text
from zonewise.problem import InputRefused
from zonewise.protocols import __file__ as protocols

ROWS = ["date,time,kind,name,value,unit,note"]
ROWS += [f"2026-03-{day:02},20:00,rating,pain,{'8' if day > 24 else '3'},," for day in range(1, 29)]
ROWS += [f"2026-03-{day:02},22:00,dose,naltrexone,1.5,mg," for day in range(1, 29)]


@pytest.fixture
def cohort(tmp_path: Path) -> Path:
    """Return a folder with two people and a file that is no diary."""
    folder = tmp_path / "cohort"
    folder.mkdir()
    (folder / "a.csv").write_text("\n".join(ROWS))
    (folder / "b.csv").write_text("\n".join(row for row in ROWS if ",8,," not in row))
    (folder / "c.csv").write_text("colour\nblue\n")
    (folder / "notes.txt").write_text("not looked at")
    return folder


@pytest.fixture
def stricter(tmp_path: Path) -> str:
    """Return a folder with the shipped protocol, in which Red is called later."""
    folder = tmp_path / "stricter"
    shutil.copytree(Path(protocols).parent / "ldn", folder)
    zones = folder / "zones.settings.yaml"
    text = zones.read_text(encoding="utf-8")
    before, place, after = text.partition("  red-at:\n    value: ")
    assert place
    zones.write_text(before + place + "9" + after[after.index("\n") :], encoding="utf-8")
    return str(folder)


def test_days_and_people_are_counted(cohort: Path, stricter: str) -> None:
    """Only who had a flare is answered otherwise; the file without a diary is named and the others count."""
    effect = cohort_effect("shipped", stricter, cohort, processes=1)

    assert [(person.name, person.days, person.changed > 0) for person in effect.people] == [
        ("a.csv", 28, True), ("b.csv", 28, False)
    ]  # fmt: skip
    assert [problem.where for problem in effect.not_read] == ["c.csv"]
    assert effect.total("zone")[1] == 1
    text = effect_text(effect)
    assert "2 people, 56 days answered with both." in text
    assert "Not read: c.csv" in text
    assert effect_json(effect)["not_read"]


def test_the_same_version_changes_nothing_in_several_processes(cohort: Path) -> None:
    """The pool gives the same as one process does."""
    assert cohort_effect("shipped", "shipped", cohort, processes=2) == cohort_effect(
        "shipped", "shipped", cohort, processes=1
    )


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_a_folder_without_diaries_is_refused(tmp_path: Path, name: str) -> None:
    """The message says what belongs there."""
    (tmp_path / "empty").mkdir()

    with pytest.raises(InputRefused, match=r"no such folder|no diary"):
        cohort_effect("shipped", "shipped", tmp_path / name)
