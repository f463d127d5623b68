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


def test_a_missed_half_leaves_the_dose() -> None:
    """One of two doses forgotten on some evenings is not a lower dose."""
    diary = Diary().dosed(range(10), "0.5", "0.5").dosed([10], "0.5").dosed([11], "0.5", "0.5").dosed([12], "0.5")

    assert levels(walked(diary, 13, HALVES)) == [(0, "1")]


def test_the_first_half_of_a_first_day_is_that_step() -> None:
    """In the morning of the first day only half of the first step is logged yet."""
    assert levels(walked(Diary().dosed([0], "0.25"), 0, HALVES)) == [(0, "0.5")]


def test_doses_of_a_lower_step_are_that_step_at_once() -> None:
    """Two doses of 0.25 mg are no missed half of two doses of 0.5 mg, although the total is the same."""
    diary = Diary().dosed(range(10), "0.5", "0.5").dosed([10], "0.25", "0.25")

    assert levels(walked(diary, 10, HALVES)) == [(0, "1"), (10, "0.5")]


def test_the_same_part_two_days_in_a_row_is_the_lower_dose() -> None:
    """Who writes totals down is believed on the second day, from the first on, once both days are over."""
    diary = Diary().dosed(range(10), "1").dosed([10, 11], "0.5")

    assert levels(walked(diary, 11, HALVES)) == [(0, "1")]
    assert levels(walked(diary, 12, HALVES)) == [(0, "1"), (10, "0.5")]


def test_a_part_that_is_what_a_step_back_names_is_believed_after_one_day() -> None:
    """Half of two doses of 0.25 mg is also the step before; when the day is over the lower one is taken for true."""
    plan = plan_of(once("0.25"), twice("0.25"), once("1"))
    diary = Diary().dosed(range(8), "0.25").dosed(range(8, 15), "0.25", "0.25").dosed([15], "0.25")

    assert levels(walked(diary, 15, plan)) == [(0, "0.25"), (8, "0.5")]
    assert levels(walked(diary, 16, plan)) == [(0, "0.25"), (8, "0.5"), (15, "0.25")]


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


def test_the_same_amount_each_day_is_the_daily_step_after_three_days() -> None:
    """Two doses on days in a row can be a slip; three in a row are the daily step, from the first one too many on."""
    plan = plan_of(alternate("0.5"), once("0.5"), once("1"))
    diary = Diary().dosed([0, 2, 4, 5, 6], "0.5")

    assert levels(walked(diary.copy(), 9, plan)) == [(0, "0.25")]
    assert levels(walked(diary.dosed([7], "0.5"), 9, plan)) == [(0, "0.25"), (5, "0.5")]


def test_a_slip_on_alternate_days_leaves_the_dose() -> None:
    """One dose on a day between does not make the dose a daily one."""
    plan = plan_of(alternate("0.5"), once("0.5"))
    diary = Diary().dosed([0, 2, 4, 5, 7, 9, 11], "0.5")

    assert levels(walked(diary, 12, plan)) == [(0, "0.25")]


def test_a_day_that_equals_the_average_of_uneven_days_is_still_weighed() -> None:
    """A dose of 0.5 mg a day on average, as 0.25 and 0.75 in turn: days of one dose of 0.5 are those of a step back."""
    uneven = Step((Intake(Decimal("0.25"), "morning"), Intake(Decimal("0.5"), "bedtime", every_days=2)))
    diary = Diary().dosed(range(0, 14, 2), "0.5").dosed(range(14, 24), "0.25").dosed(range(14, 24, 2), "0.5")
    diary.dosed(range(24, 32), "0.5")

    found = levels(walked(diary, 33, plan_of(alternate("0.5"), uneven)))

    assert found == [(0, "0.25"), (14, "0.5"), (24, "0.25")]


def test_nights_logged_as_left_out_are_missed_nights() -> None:
    """As many zeros as the plan allows leave the dose; one more is a pause from the first of them on."""
    allowed = Diary().dosed([0], "0.5").dosed(range(1, 8), 0)

    assert levels(walked(allowed.copy(), 8)) == [(0, "0.5")]
    assert levels(walked(allowed.dosed([8], 0), 8)) == [(0, "0.5"), (1, "0")]


def test_one_night_left_out_and_a_long_silence_is_a_pause() -> None:
    """Unlogged days count as missed once a night was logged as left out, and not by themselves."""
    assert levels(walked(Diary().dosed([0], "0.5").dosed([1], 0), 8)) == [(0, "0.5")]
    assert levels(walked(Diary().dosed([0], "0.5").dosed([1], 0), 9)) == [(0, "0.5"), (1, "0")]
    assert levels(walked(Diary().dosed([0], "0.5"), 90)) == [(0, "0.5")]


def test_a_dose_after_such_a_silence_is_a_resumption() -> None:
    """Coming back at the same dose after too many missed days is a rise, so it is watched like one."""
    course = walked(Diary().dosed([0], "0.5").dosed([1], 0).dosed([12], "0.5"), 12)

    assert (levels(course), course.last_rise.since) == ([(0, "0.5"), (1, "0"), (12, "0.5")], d(12))


def test_the_plan_says_how_many_nights_may_be_missed() -> None:
    """With three allowed the fourth is a pause."""
    plan = plan_of(missed_days_allowed=3)
    diary = Diary().dosed([0], "0.5").dosed(range(1, 5), 0)

    assert levels(walked(diary.copy(), 3, plan)) == [(0, "0.5")]
    assert levels(walked(diary, 4, plan)) == [(0, "0.5"), (1, "0")]


@pytest.mark.parametrize("word", ["paused", "stopped"])
def test_a_pause_that_was_told_is_a_pause_from_that_day(word: str) -> None:
    """Saying so is enough; the same dose after it is a resumption and its days begin anew."""
    course = walked(Diary().dosed(range(5), "0.5").said(5, phase=word).dosed([40], "0.5"), 40)

    assert levels(course) == [(0, "0.5"), (5, "0"), (40, "0.5")]


def test_on_one_day_the_later_of_dose_and_word_counts() -> None:
    """Taken at nine and paused at ten is paused; paused at nine and taken at ten is taken up again."""
    paused = Diary().dosed([0], "0.5").dosed([9], "0.5", at="21:00").said(9, phase="paused", at="22:00")
    taken = Diary().dosed([0], "0.5").said(9, phase="paused", at="21:00").dosed([9], "0.5", at="22:00")

    assert levels(walked(paused, 9)) == [(0, "0.5"), (9, "0")]
    assert levels(walked(taken, 9)) == [(0, "0.5"), (9, "0"), (9, "0.5")]


def test_of_a_day_on_which_it_is_taken_up_again_only_later_doses_count() -> None:
    """What was taken before the word of pausing is not part of the dose that begins after it."""
    diary = Diary().dosed([0], "1").dosed([9], "1", at="08:00").said(9, phase="paused", at="12:00")

    assert walked(diary.dosed([9], "0.5", at="22:00"), 9).now.mg == Decimal("0.5")


def test_saying_that_it_is_taken_ends_the_count_of_missed_nights() -> None:
    """A person who does not log each dose and says so is not paused by a single zero."""
    diary = Diary().dosed([0], "0.5").dosed([1], 0).said(6, phase="titrating")

    assert levels(walked(diary, 12)) == [(0, "0.5")]


def test_after_a_pause_the_dose_to_resume_with_is_expected() -> None:
    """0.25 mg is half of the first step, but after a pause it is the whole of the dose to come back with."""
    plan = plan_of(twice("0.25"), twice("0.5"), resume_mg=Decimal("0.25"))
    first = Diary().dosed([0], "0.25")

    assert levels(walked(first.copy(), 0, plan)) == [(0, "0.5")]
    assert levels(walked(Diary().said(0, phase="paused").dosed([3], "0.25"), 3, plan)) == [(3, "0.25")]


def test_doses_from_before_the_diary_come_first() -> None:
    """A dose history gives levels and a first day, and does not make the diary begin years ago."""
    diary = Diary().history("1.5", -300).history("3", -200).rated([0]).dosed([0], "4.5")
    seen = diary.planned(DAILY).snapshot(0)

    assert levels(seen.course) == [(-300, "1.5"), (-200, "3"), (0, "4.5")]
    assert (seen.course.started, seen.days[0].day) == (d(-300), d(0))


def test_a_history_counts_on_a_day_with_a_word_about_the_phase() -> None:
    """Who tells the dose and that it is taken on the same day has told the dose."""
    assert levels(walked(Diary().history("1", 3).said(3, phase="titrating"), 4)) == [(3, "1")]


def test_of_two_doses_that_fit_the_one_a_step_back_names_is_taken() -> None:
    """From 1 mg back to the last dose borne, every other day; the daily step of the same amount is nearer by number."""
    plan = plan_of(alternate("0.5"), once("0.5"), once("1"))
    diary = Diary().dosed(range(0, 14, 2), "0.5").dosed(range(14, 20), "1").dosed([20], "0.5")

    assert levels(walked(diary, 20, plan)) == [(0, "0.25"), (14, "1"), (20, "0.25")]


def test_a_dose_that_is_told_wins_over_one_logged_on_the_same_day() -> None:
    """Who tells the dose since a day says what is prescribed; what was logged that evening may have been a slip."""
    diary = Diary().history("3", 0).history("0", 4).dosed([0], "1")

    assert levels(walked(diary, 6)) == [(0, "3"), (4, "0")]


def test_a_history_of_tomorrow_is_not_known_today() -> None:
    """Asked about a past day, a dose that began later is not there yet."""
    assert levels(walked(Diary().rated([0]).history("3", 5), 4)) == []


def test_without_a_plan_each_total_is_its_own_dose() -> None:
    """Nothing is known of halves or cycles, so the day's total is the dose."""
    assert levels(walked(Diary().dosed([0], "0.25", "0.25").dosed([1], "0.25"), 1, None)) == [(0, "0.50"), (1, "0.25")]


def test_another_medicine_is_no_dose() -> None:
    """A dose entry of ibuprofen starts nothing."""
    assert levels(walked(Diary().add("dose", "ibuprofen", "400", 0, "22:00", unit="mg"), 0)) == []


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
            doses = [0] if night == 0 else [each.mg for each in step.intakes][: 1 if night == "half" else None]
            diary.dosed([day], *doses)
    course = walked(diary, 40, plan_of(*ladder))
    before, last = Decimal(0), date.min

    for level in course.levels:
        assert level.since >= last
        assert level.mg != before
        assert level.rise == (level.mg > before)
        before, last = level.mg, level.since
    assert course.levels == walked(diary, 40, plan_of(*ladder)).levels
