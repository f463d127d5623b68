import csv
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from zonewise.problem import InputRefused
from zonewise.services.base.diary import Diary
from zonewise.services.importing.import_file import ImportOptions, import_file
from zonewise.synthetic import patient_files as service
from zonewise.synthetic.options import RATED, PatientOptions
from zonewise.synthetic.patient_files import (
    MARK,
    MARK_NAME,
    TRUTHS,
    PatientFileOptions,
    diary_rows,
    truth,
    write_patient_files,
)
from zonewise.synthetic.patients import make_patients

FIRST = date(2025, 3, 5)
WISH = PatientFileOptions(people=3, days=60, seed=2, effect_percent=30.0)


def contents(folder: Path) -> dict[str, bytes]:
    """Return what each file of a folder holds."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_diary_is_taken_in_without_a_refused_row(tmp_path):
    """Each file is one diary that can be imported whole, and the table has a line for each."""
    made = write_patient_files(WISH, tmp_path / "out")
    with (tmp_path / "out" / TRUTHS).open(encoding="utf-8", newline="") as lines:
        table = list(csv.DictReader(lines))
    taken = [
        import_file(Diary(str(tmp_path / f"{name}.sqlite")), tmp_path / "out" / name, ImportOptions())
        for name in made.files
    ]

    assert made.files == ("person-0001.csv", "person-0002.csv", "person-0003.csv")
    assert [imported.left_out for imported in taken] == [(), (), ()]
    assert sum(imported.added for imported in taken) == made.rows
    assert [line["file"] for line in table] == list(made.files)
    assert {line["relief_percent_pain"] for line in table} == {"30.0"}


def test_the_same_wish_gives_the_same_files(tmp_path):
    """The same wish gives the same bytes, another seed, effect or start others."""
    write_patient_files(WISH, tmp_path / "one")
    write_patient_files(WISH, tmp_path / "again")
    others = [
        PatientFileOptions(3, 60, 9, 30.0),
        PatientFileOptions(3, 60, 2, 0.0),
        PatientFileOptions(3, 60, 2, 30.0, start="bad-week"),
    ]

    assert contents(tmp_path / "one") == contents(tmp_path / "again")
    for number, wish in enumerate(others):
        write_patient_files(wish, tmp_path / str(number))
        assert contents(tmp_path / "one") != contents(tmp_path / str(number))


def test_more_people_than_are_made_at_once(tmp_path, monkeypatch):
    """People who are made in several goes are all different and all there."""
    monkeypatch.setattr(service, "CHUNK", 2)

    made = write_patient_files(PatientFileOptions(people=5, days=43), tmp_path / "out")
    files = contents(tmp_path / "out")

    assert len(made.files) == 5
    assert len(set(files.values())) == 6


@pytest.mark.parametrize("there", ["file", "full folder"])
def test_nothing_is_overwritten(tmp_path, there):
    """Where anything is already, it stays as it was and nothing is written."""
    place = tmp_path / "out"
    if there == "file":
        place.write_text("mine", encoding="utf-8")
    else:
        place.mkdir()
        (place / "mine.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(InputRefused, match="folder-exists"):
        write_patient_files(WISH, place)

    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (place if there == "file" else place / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_an_empty_folder_may_be_used(tmp_path):
    """A folder with nothing in it is as good as none."""
    (tmp_path / "out").mkdir()

    assert len(write_patient_files(WISH, tmp_path / "out").files) == 3


def test_a_fault_half_way_leaves_nothing(tmp_path, monkeypatch):
    """When writing fails after some files, no folder and no file is left, and the reason is told."""
    written: list[str] = []

    def fails_late(rows):
        written.append("one")
        if len(written) == 3:
            raise OSError(28, "No space left on device")
        return "date,time,kind,name,value,unit,note\n"

    monkeypatch.setattr("zonewise.synthetic.patient_files.csv_text", fails_late)

    with pytest.raises(InputRefused, match="No space left"):
        write_patient_files(WISH, tmp_path / "out")

    assert len(written) == 3
    assert list(tmp_path.iterdir()) == []


def test_every_wrong_number_is_named_at_once(tmp_path):
    """All that cannot be simulated is refused together, each with its option and what is possible."""
    with pytest.raises(InputRefused) as refused:
        write_patient_files(PatientFileOptions(0, 42, -1, float("nan"), start="bad-weak"), tmp_path / "out")

    assert [(problem.where, problem.code) for problem in refused.value.problems] == [
        ("--people", "out-of-range"), ("--days", "out-of-range"), ("--seed", "out-of-range"),
        ("--effect", "out-of-range"), ("--start", "unknown-start"),
    ]  # fmt: skip
    assert "Did you mean 'bad-week'?" in str(refused.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("wish", [PatientFileOptions(1, 43, 0, -100.0), PatientFileOptions(1, 43, 0, 100.0)])
def test_the_ends_of_what_can_be_are_possible(tmp_path, wish):
    """The least and the most that is named can be simulated."""
    assert write_patient_files(wish, tmp_path / "out").rows > 43


@pytest.fixture(scope="module")
def people():
    """Return thirty people, some of whom leave early and some of whom do not tolerate a step."""
    options = PatientOptions(relief_percent=30, drop_out_share=0.5, intolerant_share=0.5)
    return make_patients(30, np.random.default_rng(4), options)


def test_rows_say_what_the_arrays_hold(people):
    """Every rating, logged dose, side effect and event of the arrays is a row of that day, and nothing else is."""
    for person in range(30):
        rows = list(diary_rows(people, person, FIRST))
        ratings = {(row.day, row.name): float(row.value) for row in rows if row.kind == "rating"}
        held = people.ratings[person]
        doses = {(row.day - FIRST).days: float(row.value) for row in rows if row.kind == "dose"}
        logged = people.dose_logged_mg[person]
        signs = sum((grades[person] > 0)[people.checks_in[person]].sum() for grades in people.side_effects.values())

        assert len(ratings) == np.sum(~np.isnan(held))
        assert all(held[(day - FIRST).days, RATED.index(name)] == value for (day, name), value in ratings.items())
        assert doses == {day: mg for day, mg in enumerate(logged) if not np.isnan(mg)}
        assert sum(row.kind == "sign" for row in rows) == signs
        assert sum(row.kind == "event" for row in rows) == sum(
            happened[person].sum() for happened in people.events.values()
        )
        assert (rows[0].kind, rows[0].name, rows[0].note) == ("note", MARK_NAME, MARK)
        assert max(row.day for row in rows) <= FIRST + timedelta(days=int(people.last_day[person]))


def test_truth_names_what_no_diary_holds(people):
    """The truths of a person are those of the arrays, and every person has the same columns."""
    truths = [truth(people, person, FIRST) for person in range(30)]
    limits = [row["not_tolerated_from_mg"] for row in truths]

    assert len({tuple(row) for row in truths}) == 1
    assert {row["relief_percent_pain"] for row in truths} == {30.0}
    assert {limit == 0 for limit in limits} == {True, False}
    assert all(
        (limit == 0) == np.isinf(real) for limit, real in zip(limits, people.response.not_tolerated_mg, strict=True)
    )
    assert {row["first_dose"] for row in truths} == {"2025-04-02"}


def test_flares_are_told_as_first_and_last_days(people):
    """The flares that are told cover the days in a flare, and no other day."""
    for person in range(30):
        days = set()
        for spell in str(truth(people, person, FIRST)["flares"]).split():
            first, last = map(date.fromisoformat, spell.split("/"))
            days |= {(first - FIRST).days + number for number in range((last - first).days + 1)}

        assert days == set(np.flatnonzero(people.in_flare[person]))
