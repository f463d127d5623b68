from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zonewise.course.dose_course import DoseCourse, days_since, dose_course
from zonewise.course.dose_level import Patterns
from zonewise.plan.prescribed_plan import Intake, Plan, Step
from zonewise.services.base.protocols import load_protocol

from .builders import Diary, alternate, d, once, plan_of, twice

DAILY = plan_of()
HALVES = plan_of(twice("0.25"), twice("0.5"), twice("0.75"))
ALTERNATE = plan_of(alternate("0.5"), once("0.75"), once("1"))


def levels(course: DoseCourse) -> list[tuple[int, str]]:
    """Return day number and milligrams of each level."""
    return [((level.since - d(0)).days, f"{level.mg:f}") for level in course.levels]


def walked(diary: Diary, until: int, plan: Plan | None = DAILY) -> DoseCourse:
    """Return the course of a diary with a plan."""
    return (diary.planned(plan) if plan is not None else diary).snapshot(until).course


RESUMING = plan_of(twice("0.25"), twice("0.5"), resume_mg=Decimal("0.25"))
CLIMBING = plan_of(alternate("0.5"), once("0.5"), once("1"))
THREE_MISSED = plan_of(missed_days_allowed=3)
ONCE_TWICE = plan_of(once("0.25"), twice("0.25"), once("1"))


def one() -> Diary:
    """Return a diary with a dose of 0.5 mg on its first day."""
    return Diary().dosed([0], "0.5")


def two_halves() -> Diary:
    """Return a diary with two doses of 0.5 mg on ten days."""
    return Diary().dosed(range(10), "0.5", "0.5")


def climbed() -> Diary:
    """Return a diary with 0.25 mg for a week, twice that for a week, and then one dose of it."""
    return Diary().dosed(range(8), "0.25").dosed(range(8, 15), "0.25", "0.25").dosed([15], "0.25")


COURSES: dict[str, list[tuple[Diary, int, Plan | None, list[tuple[int, str]]]]] = {
    "one of two doses forgotten on some evenings is not a lower dose": [
        (two_halves().dosed([10], "0.5").dosed([11], "0.5", "0.5").dosed([12], "0.5"), 13, HALVES, [(0, "1")])
    ],
    "in the morning of the first day only half of the first step is logged yet": [
        (Diary().dosed([0], "0.25"), 0, HALVES, [(0, "0.5")])
    ],
    "the same part two days in a row is the lower dose from the first on, once both days are over": [
        (Diary().dosed(range(10), "1").dosed([10, 11], "0.5"), 11, HALVES, [(0, "1")]),
        (Diary().dosed(range(10), "1").dosed([10, 11], "0.5"), 12, HALVES, [(0, "1"), (10, "0.5")]),
    ],
    "half of two doses that is also the step before is the lower one when the day is over": [
        (climbed(), 15, ONCE_TWICE, [(0, "0.25"), (8, "0.5")]),
        (climbed(), 16, ONCE_TWICE, [(0, "0.25"), (8, "0.5"), (15, "0.25")]),
    ],
    "two doses on days in a row can be a slip; three are the daily step, from the first one too many on": [
        (Diary().dosed([0, 2, 4, 5, 6], "0.5"), 9, CLIMBING, [(0, "0.25")]),
        (Diary().dosed([0, 2, 4, 5, 6, 7], "0.5"), 9, CLIMBING, [(0, "0.25"), (5, "0.5")]),
    ],
    "one dose on a day between does not make alternate days daily ones": [
        (Diary().dosed([0, 2, 4, 5, 7, 9, 11], "0.5"), 12, plan_of(alternate("0.5"), once("0.5")), [(0, "0.25")])
    ],
    "of two doses that fit the one a step back names is taken, though the daily step is nearer by number": [
        (
            Diary().dosed(range(0, 14, 2), "0.5").dosed(range(14, 20), "1").dosed([20], "0.5"),
            20,
            CLIMBING,
            [(0, "0.25"), (14, "1"), (20, "0.25")],
        )
    ],
    "as many zeros as the plan allows leave the dose; one more is a pause from the first of them on": [
        (one().dosed(range(1, 8), 0), 8, DAILY, [(0, "0.5")]),
        (one().dosed(range(1, 9), 0), 8, DAILY, [(0, "0.5"), (1, "0")]),
        (one().dosed(range(1, 5), 0), 3, THREE_MISSED, [(0, "0.5")]),
        (one().dosed(range(1, 5), 0), 4, THREE_MISSED, [(0, "0.5"), (1, "0")]),
    ],
    "unlogged days count as missed once a night was logged as left out, and not by themselves": [
        (one().dosed([1], 0), 8, DAILY, [(0, "0.5")]),
        (one().dosed([1], 0), 9, DAILY, [(0, "0.5"), (1, "0")]),
        (one(), 90, DAILY, [(0, "0.5")]),
    ],
    "saying that it is taken ends the count of missed nights": [
        (one().dosed([1], 0).said(6, phase="titrating"), 12, DAILY, [(0, "0.5")])
    ],
    "a pause or stop told is one from that day, and the same dose after it begins anew": [
        (
            Diary().dosed(range(5), "0.5").said(5, phase=word).dosed([40], "0.5"),
            40,
            DAILY,
            [(0, "0.5"), (5, "0"), (40, "0.5")],
        )
        for word in ("paused", "stopped")
    ],
    "taken at nine and paused at ten is paused; paused at nine and taken at ten is taken up again": [
        (
            one().dosed([9], "0.5", at="21:00").said(9, phase="paused", at="22:00"),
            9,
            DAILY,
            [(0, "0.5"), (9, "0")],
        ),
        (
            one().said(9, phase="paused", at="21:00").dosed([9], "0.5", at="22:00"),
            9,
            DAILY,
            [(0, "0.5"), (9, "0"), (9, "0.5")],
        ),
    ],
    "half of the first step is after a pause the whole of the dose to come back with": [
        (Diary().dosed([0], "0.25"), 0, RESUMING, [(0, "0.5")]),
        (Diary().said(0, phase="paused").dosed([3], "0.25"), 3, RESUMING, [(3, "0.25")]),
    ],
    "who tells the dose and that it is taken on the same day has told the dose": [
        (Diary().history("1", 3).said(3, phase="titrating"), 4, DAILY, [(3, "1")])
    ],
    "a dose that is told wins over one logged on the same day, which may have been a slip": [
        (Diary().history("3", 0).history("0", 4).dosed([0], "1"), 6, DAILY, [(0, "3"), (4, "0")])
    ],
    "asked about a past day, a dose that began later is not there yet": [
        (Diary().rated([0]).history("3", 5), 4, DAILY, [])
    ],
    "without a plan nothing is known of halves or cycles, so the day's total is the dose": [
        (Diary().dosed([0], "0.25", "0.25").dosed([1], "0.25"), 1, None, [(0, "0.50"), (1, "0.25")])
    ],
    "a dose of another medicine starts nothing": [
        (Diary().add("dose", "ibuprofen", "400", 0, "22:00", unit="mg"), 0, DAILY, [])
    ],
}


@pytest.mark.parametrize("because", COURSES)
def test_the_levels_of_a_course(because: str) -> None:
    """Each diary gives these levels under its plan; the name of the case says why."""
    for diary, until, plan, expected in COURSES[because]:
        assert levels(walked(diary.copy(), until, plan)) == expected


def test_a_level_lasts_until_another_dose_is_logged() -> None:
    """Days without a dose entry leave the dose as it was."""
    course = walked(Diary().dosed([0, 1, 5], "0.5").dosed([9], "1"), 12)

    assert levels(course) == [(0, "0.5"), (9, "1")]
    assert (course.last_taken, course.last_left_out, course.started) == (d(9), None, d(0))


def test_what_stands_on_a_day_is_the_last_level_before_it() -> None:
    """A course can be asked about any day; before the first dose there is no level."""
    course = walked(Diary().dosed([3], "0.5").dosed([9], "1"), 12)

    assert [level and level.mg for level in map(course.on, (d(2), d(3), d(8), d(9)))] == [
        None,
        Decimal("0.5"),
        Decimal("0.5"),
        Decimal(1),
    ]


def test_a_start_a_step_up_and_a_resumption_are_rises_and_a_step_down_is_none() -> None:
    """The last rise is found past later falls, and the last taking up past later steps."""
    diary = Diary().dosed([0], "0.5").dosed([8], "1").said(10, phase="paused").dosed([20], "0.5").dosed([30], "1")
    course = walked(diary.dosed([33], "0.5"), 40)

    assert [level.rise for level in course.levels] == [True, True, False, True, True, False]
    assert (course.last_rise.since, course.taken_up.since) == (d(30), d(20))
    assert [level.since for level in course.falls_since(d(10))] == [d(10), d(33)]


def test_no_days_is_no_course() -> None:
    """A course is seen from a day, so without one it is refused."""
    with pytest.raises(ValueError, match="at least one day"):
        dose_course((), (), None, 7, load_protocol().settings.facts)


def test_doses_of_a_lower_step_are_that_step_at_once() -> None:
    """Two doses of 0.25 mg are no missed half of two doses of 0.5 mg, although the total is the same."""
    diary = Diary().dosed(range(10), "0.5", "0.5").dosed([10], "0.25", "0.25")

    assert levels(walked(diary, 10, HALVES)) == [(0, "1"), (10, "0.5")]


@pytest.mark.parametrize("zero_logged", [True, False])
def test_alternate_days_are_one_dose(zero_logged: bool) -> None:
    """A dose every other day is one level, whether the days between are logged as 0 or not at all."""
    diary = Diary().dosed(range(0, 20, 2), "0.5")
    if zero_logged:
        diary.dosed(range(1, 20, 2), 0)

    assert levels(walked(diary, 20, ALTERNATE)) == [(0, "0.25")]


def test_a_cycle_of_two_weeks_is_looked_at_whole() -> None:
    """One dose every second day and one a week make a cycle of 14 days; ten days between the weekly ones is none."""
    weekly = Intake(Decimal(1), "morning", every_days=7)
    uneven = Step((Intake(Decimal("0.5"), "bedtime", every_days=2), weekly))
    pattern = Patterns(plan_of(uneven, once("1"))).of(uneven.daily_mg)
    days = load_protocol().settings.facts.dose_cycle_days

    assert pattern is not None
    assert pattern.fits(d(7), d(0), {d(0): Decimal(1), d(7): Decimal(1)}, days)
    assert not pattern.fits(d(10), d(0), {d(0): Decimal(1), d(10): Decimal(1)}, days)


def test_a_day_that_equals_the_average_of_uneven_days_is_still_weighed() -> None:
    """A dose of 0.5 mg a day on average, as 0.25 and 0.75 in turn: days of one dose of 0.5 are those of a step back."""
    uneven = Step((Intake(Decimal("0.25"), "morning"), Intake(Decimal("0.5"), "bedtime", every_days=2)))
    diary = Diary().dosed(range(0, 14, 2), "0.5").dosed(range(14, 24), "0.25").dosed(range(14, 24, 2), "0.5")
    diary.dosed(range(24, 32), "0.5")

    result = levels(walked(diary, 33, plan_of(alternate("0.5"), uneven)))

    assert result == [(0, "0.25"), (14, "0.5"), (24, "0.25")]


def test_a_dose_after_such_a_silence_is_a_resumption() -> None:
    """Coming back at the same dose after too many missed days is a rise, so it is watched like one."""
    course = walked(Diary().dosed([0], "0.5").dosed([1], 0).dosed([12], "0.5"), 12)

    assert (levels(course), course.last_rise.since) == ([(0, "0.5"), (1, "0"), (12, "0.5")], d(12))


def test_of_a_day_on_which_it_is_taken_up_again_only_later_doses_count() -> None:
    """What was taken before the word of pausing is not part of the dose that begins after it."""
    diary = Diary().dosed([0], "1").dosed([9], "1", at="08:00").said(9, phase="paused", at="12:00")

    assert walked(diary.dosed([9], "0.5", at="22:00"), 9).now.mg == Decimal("0.5")


def test_doses_from_before_the_diary_come_first() -> None:
    """A dose history gives levels and a first day, and does not make the diary begin years ago."""
    diary = Diary().history("1.5", -300).history("3", -200).rated([0]).dosed([0], "4.5")
    seen = diary.planned(DAILY).snapshot(0)

    assert levels(seen.course) == [(-300, "1.5"), (-200, "3"), (0, "4.5")]
    assert (seen.course.started, seen.days[0].day) == (d(-300), d(0))


def test_days_since_a_day_nobody_knows_are_unknown() -> None:
    """Whole days are counted; without a first day there is no count."""
    assert (days_since(d(0), d(9)), days_since(None, d(9))) == (9, None)


LADDERS = [(once("0.5"), once("1"), once("1.5")), (twice("0.25"), twice("0.5")), (alternate("0.5"), once("0.75"))]


@settings(max_examples=60)
@given(
    st.sampled_from(LADDERS), st.lists(st.sampled_from((0, 1, None, "half", "word")), max_size=40), st.integers(0, 99)
)
def test_a_course_is_a_chain_of_changes(ladder: tuple[Step, ...], nights: list[object], seed: int) -> None:
    """Levels come in order, each differs from the one before, and a rise is exactly what is more than it."""
    random, diary = Random(seed), Diary()
    for day, night in enumerate(nights):
        step = random.choice(ladder)
        if night == "word":
            diary.said(day, phase=random.choice(("paused", "stopped", "titrating")))
        elif night is not None:
            doses = [0] if night == 0 else [intake.mg for intake in step.intakes][: 1 if night == "half" else None]
            diary.dosed([day], *doses)
    course = walked(diary, 40, plan_of(*ladder))
    before, last = Decimal(0), date.min

    for level in course.levels:
        assert level.since >= last
        assert level.mg != before
        assert level.rise == (level.mg > before)
        before, last = level.mg, level.since
    assert course.levels == walked(diary, 40, plan_of(*ladder)).levels
