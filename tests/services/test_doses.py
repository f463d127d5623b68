import uuid
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from zonewise.model.entry import Entry
from zonewise.problem import InputRefused
from zonewise.services.base.diary import Diary, add_entries, all_entries, new_id
from zonewise.services.reading.day_page import check_in_on, day_page
from zonewise.services.recording.check_in import CheckIn, check_in
from zonewise.services.recording.doses import dose_warnings, log_dose, record_dose_history
from zonewise.services.recording.plans import SigningOptions, sign_plan_text

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
    return [item.value for item in all_entries(diary) if item.kind == "answer" and item.name == "phase"]


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


TWICE_A_DAY = """\
prescriber: Dr A. Example
written-on: 2023-12-20
start: 2024-01-01
steps:
  - [{amount: 0.5 mg, at: morning}, {amount: 0.5 mg, at: bedtime}]
ceiling: 1 mg
sensitive: no
product: {form: tablet, strengths: [0.5 mg]}
"""


@pytest.fixture
def twice_a_day(taking: Diary) -> Diary:
    """Return that diary with a plan of two doses a day."""
    sign_plan_text(taking, TWICE_A_DAY, "plan", SigningOptions(day=FIRST))
    return taking


def doses(diary: Diary) -> list[tuple[time | None, str]]:
    """Return clock time and amount of each dose of the last day."""
    return [(item.at, item.value) for item in all_entries(diary) if item.kind == "dose" and item.day == LAST]


def test_each_of_two_doses_is_offered_until_it_is_written_down(twice_a_day: Diary) -> None:
    """Both and each of them first, then the evening's alone, then none: a forgotten dose never passes for taken."""
    morning, bedtime = "0.5 mg in the morning", "0.5 mg at bedtime"
    offered = [list(day_page(twice_a_day, LAST, as_of=LAST).dose_choices)]
    for line in (morning, bedtime):
        check_in_on(twice_a_day, CheckIn(dose=line), day=LAST, at=time(22, 30), key=str(uuid.uuid4()))
        offered.append(list(day_page(twice_a_day, LAST, as_of=LAST).dose_choices))

    assert offered == [[morning, bedtime, f"{morning} and {bedtime}"], ["0.5"], []]
    assert doses(twice_a_day) == [(time(8), "0.5"), (time(22), "0.5")]


def test_both_doses_of_a_line_are_written_down_with_their_times(twice_a_day: Diary) -> None:
    """Each is an entry of its own, none later than now, and the same telling sent twice counts once."""
    line, key = "0.5 mg in the morning and 0.5 mg at bedtime", str(uuid.uuid4())
    for _ in range(2):
        check_in_on(twice_a_day, CheckIn(dose=line), day=LAST, at=time(21), key=key)

    assert doses(twice_a_day) == [(time(8), "0.5"), (time(21), "0.5")]


def test_the_second_dose_of_two_is_no_second_of_one(twice_a_day: Diary) -> None:
    """The sum is pointed out only where it is more than the day's doses."""
    warnings = []
    for _ in range(3):
        (dose,) = log_dose(twice_a_day, "0.5", day=LAST, at=time(8))
        warnings.append(bool(dose_warnings(twice_a_day, dose)))

    assert warnings == [False, False, True]


@pytest.mark.parametrize("amount", ["0.5 mg twice a day", "0.5 mg every other day", "0.5 mg and 0.5 mg", "morning"])
def test_a_line_that_is_no_dose_taken_is_refused(twice_a_day: Diary, amount: str) -> None:
    """A pattern of a plan, an amount without its time beside another, and a time without an amount say no dose."""
    with pytest.raises(InputRefused):
        log_dose(twice_a_day, amount, day=LAST, at=None)


def test_without_a_plan_the_dose_of_before_is_offered_once(tmp_path: Path) -> None:
    """The last logged dose, or else the one that was told, can be written down by one tap; never a second time."""
    told = Diary(str(tmp_path / "told.sqlite"))
    calm = {"opioid": "none", "danger_sign": "none", "side_effects": "none", "phase": "stable"}
    add_entries(told, [entry("rating", "pain", "4", LAST), *(entry("answer", n, v, LAST) for n, v in calm.items())])
    record_dose_history(told, "3 mg", FIRST)
    offered = [day_page(told, LAST, as_of=LAST).dose_choices]
    for day in (LAST, LAST + timedelta(days=1)):
        check_in_on(told, CheckIn(ratings={"pain": "4"}, dose="2" if day == LAST else ""), day=day, at=None,
                    key=str(uuid.uuid4()))  # fmt: skip
        offered.append(day_page(told, day, as_of=day).dose_choices)

    assert offered == [{"3": "3 mg, as before"}, {}, {"2": "2 mg, as last time"}]
