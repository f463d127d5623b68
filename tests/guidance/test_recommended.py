"""Recommended is not taken: what somebody took never becomes the dose by itself."""

from decimal import Decimal

import pytest

from zonewise.guidance.link_facts import is_asked_this_evening
from zonewise.model.entry import Entry
from zonewise.report.day_words import heading
from zonewise.report.explanations import sentence

from .builders import CALM_FACTS, DAILY, NOT_LINKED, Diary, d, once, plan_of

STEPS = plan_of(once("1.5"), once("3"), once("4.5"))


def calm(until: int, first: int = 42) -> Diary:
    """Return calm days, each with every answer, a plan of 1.5, 3 and 4.5 mg and its start on a day."""
    diary = Diary().planned(STEPS).rated(range(until + 1)).said(0, phase="not-started")
    for day in range(first - 1, until + 1):
        diary.said(day, CALM_FACTS)
    return diary


def named(diary: Diary, day: int) -> tuple[str, Decimal | None]:
    """Return action and daily milligrams of a day."""
    today = diary.today(day)
    return today.guidance.action, today.dose.daily_mg


def test_a_dose_taken_twice_does_not_become_the_dose() -> None:
    """1.5 mg twice on one evening is a day with 3 mg; the next evening names 1.5 mg, as if it had not been."""
    diary = calm(64).dosed(range(42, 49), "1.5").dosed([49], "1.5", "1.5")

    evening = diary.today(49).dose
    assert (evening.daily_mg, evening.doses, evening.instruction.code) == (Decimal("1.5"), (), "dose-more-than-named")
    assert named(diary, 50) == ("keep", Decimal("1.5"))
    assert [deviation.day for deviation in diary.today(50).snapshot.recommended.deviations] == [d(49)]
    assert named(diary.dosed(range(50, 56), "1.5"), 56) == ("step-up", Decimal(3))


def test_a_spike_after_a_dose_taken_twice_leads_back_to_the_named_dose_and_says_so() -> None:
    """Nothing fell before, so no sentence speaks of a dose that was gone back to."""
    diary = calm(50).dosed(range(42, 49), "1.5").dosed([49], "1.5", "1.5")
    today = diary.said(50, at="21:00", insomnia_or_anxiety_spike="yes").today(50)

    assert (today.guidance.action, today.dose.daily_mg) == ("reduce", Decimal("1.5"))
    assert heading(today) == "Back to your usual dose"
    assert sentence(today.dose.instruction, today.as_of).startswith("Back to your usual dose: 1.5 mg")
    assert today.dose.reason is not None
    assert today.dose.reason.code == "amount-of-step"
    told = {
        change.action
        for change in calm(50).dosed(range(42, 49), "1.5").dosed([49], "1.5", "1.5").today(50).guidance.would_change
    }
    assert "reduce" not in told
    assert "pause" in told


def test_beside_no_amount_nobody_is_told_to_keep_the_dose() -> None:
    """More than the plan's highest dose, taken for weeks: the heading asks, as the sentence under it does."""
    today = calm(60).history("6", 0).dosed(range(20, 60), "6").today(60)

    assert (today.dose.daily_mg, today.dose.instruction.code) == (None, "dose-above-ceiling")
    assert heading(today) == "Ask before the next dose"


def test_a_dose_taken_before_a_step_back_was_not_more_than_named() -> None:
    """The step back is told on an evening on which the dose is taken already: it counts from tomorrow."""
    diary = calm(60).dosed(range(42, 49), "1.5").dosed(range(49, 58), "3")
    today = diary.said(57, at="22:00", insomnia_or_anxiety_spike="yes").today(57)

    assert (today.guidance.action, today.dose.daily_mg) == ("reduce", Decimal("1.5"))
    assert sentence(today.dose.instruction, today.as_of).startswith(
        "A dose is logged for today: 3 mg. Take no more today."
    )


def test_a_step_taken_alone_does_not_become_the_dose() -> None:
    """Who goes up alone is told each evening which dose is named, until a day names the step."""
    diary = calm(70).dosed(range(42, 46), "1.5").dosed(range(46, 70), "3")

    assert named(diary, 47) == named(diary, 53) == ("keep", Decimal("1.5"))
    assert "deviations" in {note.code for note in diary.today(53).dose.notes}
    assert [level.since for level in diary.today(60).snapshot.recommended.levels] == [d(42), d(56)]
    assert named(diary, 69) == ("keep", Decimal(3))
    assert named(diary, 70) == ("step-up", Decimal("4.5"))


def test_a_named_step_that_is_taken_becomes_the_dose() -> None:
    """Day 56 names 3 mg; taken that night it is the dose, with the days at it counted from there."""
    diary = calm(60).dosed(range(42, 56), "1.5").dosed([56, 57], "3")

    assert named(diary, 57) == ("keep", Decimal(3))
    assert [level.mg for level in diary.today(58).snapshot.recommended.levels] == [Decimal("1.5"), Decimal(3)]
    assert diary.today(58).snapshot.recommended.deviations == ()


def test_the_step_counts_only_on_a_day_that_names_it() -> None:
    """A day early it is a deviation, and the next day names the step as if the evening before had been plain."""
    diary = calm(60).dosed(range(42, 55), "1.5").dosed([55], "3")

    assert named(diary, 56) == ("step-up", Decimal(3))
    assert diary.today(56).snapshot.recommended.deviations[0].day == d(55)


def test_a_dose_in_a_pause_does_not_end_it() -> None:
    """In Yellow nothing is taken up again: the evening says that no dose was named, and the pause goes on."""
    diary = Diary().planned(STEPS).rated(range(50)).rated([50, 51], lift=1.5).said(0, phase="not-started")
    diary.rated([52, 53], lift=0.9)
    for day in range(41, 54):
        diary.said(day, {**CALM_FACTS, **DAILY, **NOT_LINKED})
    diary.dosed(range(42, 50), "1.5").said(50, phase="paused").dosed([52], "1.5")

    assert named(diary, 52)[0] == "wait"
    assert "dose-although-none-named" in {note.code for note in diary.today(52).dose.notes}
    assert named(diary, 53)[0] == "wait"


def test_a_dose_that_the_person_tells_is_the_dose() -> None:
    """The prescriber changed it and the person says since when: from that day it is the one that goes on."""
    diary = calm(60).dosed(range(42, 50), "1.5").dosed(range(50, 54), "3").history("3", 50)

    assert named(diary, 54) == ("keep", Decimal(3))


def test_a_flare_after_a_step_taken_alone_goes_back_to_the_recommended_dose_and_no_further() -> None:
    """What was taken counts for the link, what was recommended for the dose."""
    diary = Diary().planned(STEPS).rated(range(50)).rated([50, 51], lift=1.5).said(0, phase="not-started")
    diary.rated([52, 53], lift=0.9)
    for day in range(41, 54):
        diary.said(day, {**CALM_FACTS, **DAILY, **NOT_LINKED})
    diary.dosed(range(42, 47), "1.5").dosed(range(47, 53), "3")

    assert named(diary, 53) == ("keep", Decimal("1.5"))
    assert named(diary.said(53, began_with_step="yes"), 53) == ("reduce", Decimal("1.5"))


def test_coming_back_from_a_dose_taken_twice_is_no_step_back() -> None:
    """A spike in the week after a slip lowers the dose as without it; nor does the slip end the evening's question."""
    diary = Diary().planned(STEPS).rated(range(60)).said(0, phase="not-started")
    for day in range(41, 60):
        diary.said(day, {**CALM_FACTS, **DAILY, **NOT_LINKED})
    slip = diary.copy().dosed([42, 43], "1.5").dosed([44], "3").dosed(range(45, 49), "1.5")
    plain = diary.dosed(range(42, 49), "1.5")
    spike = {"insomnia_or_anxiety_spike": "yes"}

    assert named(plain.copy().said(47, spike), 47) == named(slip.copy().said(47, spike), 47) == ("pause", Decimal(0))
    for lived in (plain, slip):
        assert is_asked_this_evening(lived.today(47).snapshot, "new_symptoms_after_step")


def test_a_dose_taken_twice_before_the_plan_was_signed_does_not_become_the_dose() -> None:
    """Without a plan nothing is named, and one evening with twice the dose is no step: the plan finds 1.5 mg."""
    diary = Diary().rated(range(51)).said(0, phase="not-started").dosed(range(42, 49), "1.5").dosed([49], "1.5", "1.5")
    for day in range(41, 51):
        diary.said(day, CALM_FACTS)

    assert named(diary.planned(STEPS, 50), 50) == ("keep", Decimal("1.5"))


def test_without_a_plan_what_is_taken_is_the_dose() -> None:
    """Nothing is named without a plan, so nothing can be above it."""
    diary = Diary().rated(range(61)).dosed(range(40, 50), "1.5").dosed(range(50, 60), "3")

    assert [level.mg for level in diary.today(60).snapshot.recommended.levels] == [Decimal("1.5"), Decimal(3)]


@pytest.mark.parametrize("name", ["tramadol", "methylnaltrexone"])
def test_another_medicine_is_no_dose_above_the_named_one(name: str) -> None:
    """Only naltrexone counts as milligrams of it."""
    diary = calm(60).dosed(range(42, 50), "1.5")
    diary.entries.append(
        Entry(id="other", day=d(49), at=None, kind="dose", name=name, value="50", unit="mg", entered_at="")
    )

    assert diary.today(50).snapshot.recommended.deviations == ()


@pytest.mark.parametrize("taken", ["0.75", "1.5", None])
def test_less_than_the_lower_dose_that_was_named_lowers_nothing_further(taken: str | None) -> None:
    """In one flare the dose falls once: who takes half of the lower dose, or none, is named the same dose again."""
    diary = calm(59).dosed(range(42, 56), "1.5").dosed(range(56, 60), "3")
    for day in range(60, 63):
        diary.rated([day], lift=2).said(day, DAILY).said(day, ldn_suspected="yes", new_symptoms_after_step="no")
    assert named(diary, 61) == ("reduce", Decimal("1.5"))

    if taken is not None:
        diary.dosed([61], taken)

    assert named(diary, 62) == ("reduce", Decimal("1.5"))


@pytest.mark.parametrize(("is_correction", "is_settled"), [(True, False), (False, True)])
def test_a_corrected_word_stays_one_of_its_day(is_correction: bool, is_settled: bool) -> None:
    """A doctor's word corrected after a danger sign was told late does not answer it; one told after it does."""
    diary = calm(57).dosed(range(42, 50), "0.5").said(52, clinician_said="not-yet")
    before = diary.last_id() if is_correction else ""
    diary.add("sign", "liver", "", 50, "20:00", entered_at=f"{d(54)}T20:00:00.000000Z")
    word: dict[str, str] = {"entered_at": f"{d(56)}T20:00:00.000000Z", "supersedes": before}
    diary.add("answer", "clinician_said", "continue", 52, "20:30", **word)

    assert (diary.today(57).facts["unresolved_danger"].value == "none") == is_settled
