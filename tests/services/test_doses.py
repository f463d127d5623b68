from datetime import date, timedelta
from pathlib import Path

import pytest

from zonewise.model.entry import Entry
from zonewise.services.base.diary import Diary, add_entries, all_entries, new_id
from zonewise.services.recording.check_in import CheckIn, check_in
from zonewise.services.recording.doses import log_dose

FIRST = date(2024, 1, 1)
LAST = FIRST + timedelta(days=40)


def entry(kind, name: str, value: str, day: date, unit: str = "") -> Entry:
    """Return one entry as a check-in makes it."""
    return Entry(new_id(), day, None, kind, name, value, unit)


@pytest.fixture
def taking(tmp_path: Path) -> Diary:
    """Return a diary of a person who has taken 1 mg each night for six weeks and answered all safety questions."""
    diary = Diary(str(tmp_path / "diary.sqlite"))
    days = [FIRST + timedelta(days=number) for number in range(41)]
    told = {
        "opioid": "none", "other_antagonist": "no", "hypersensitivity": "no", "liver": "none", "pregnancy": "no",
        "minor": "no", "needs_specialist": "no", "danger_sign": "none",
    }  # fmt: skip
    add_entries(
        diary,
        [
            *(entry("rating", "pain", "4", day) for day in days),
            *(entry("dose", "naltrexone", "1", day, "mg") for day in days[:-1]),
            *(entry("answer", name, value, LAST) for name, value in told.items()),
        ],
    )
    return diary


def phases(diary: Diary) -> list[str]:
    """Return what was said of the phase."""
    return [each.value for each in all_entries(diary) if each.kind == "answer" and each.name == "phase"]


def test_leaving_a_dose_out_when_told_to_pause_is_the_pause(taking: Diary) -> None:
    """On a day whose guidance is to pause, a dose left out is kept as the pause it is."""
    check_in(taking, CheckIn(side_effects={"nausea": "3"}), day=LAST, at=None)
    log_dose(taking, "0", day=LAST, at=None)

    assert phases(taking) == ["paused"]


def test_leaving_a_dose_out_on_a_calm_day_is_a_slip(taking: Diary) -> None:
    """On any other day it is a dose left out and nothing more."""
    log_dose(taking, "0", day=LAST, at=None)

    assert phases(taking) == []


def test_a_dose_taken_in_spite_of_it_says_nothing_of_a_pause(taking: Diary) -> None:
    """What is logged is what was taken, whatever was advised."""
    check_in(taking, CheckIn(side_effects={"nausea": "3"}), day=LAST, at=None)
    log_dose(taking, "1", day=LAST, at=None)

    assert phases(taking) == []
