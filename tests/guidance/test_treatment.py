"""The course of treatment over days: sequences in which each evening's answer was right and the weeks were not."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from zonewise.plan.prescribed_plan import Plan

from .builders import CALM_FACTS, Diary, d, once, plan_of

SMALL = plan_of(once("0.5"), once("1"), once("1.5"), start=d(42))
LARGE = plan_of(once("1.5"), once("3"), once("4.5"), start=d(42))


def living(
    until: int, plan: Plan = SMALL, *, silent: Iterable[int] = (), lift: dict[int, float] | None = None, **more: Any
) -> Diary:
    """Return evenings up to a day: rated, every question answered with its safe answer, but for some days.

    Args:
        until: The last day.
        plan: The plan, entered on the first day.
        silent: Days without an answer about opioids.
        lift: Points above the even life, by day.
        more: Answers by "dayN", in place of the safe ones.
    """
    diary = Diary().planned(plan).said(0, phase="not-started")
    for day in range(until + 1):
        safe = {**CALM_FACTS, **more.get(f"day{day}", {})}
        if day in silent:
            del safe["opioid"]
        diary.rated([day], lift=(lift or {}).get(day, 0)).said(day, safe)
    return diary


def named(diary: Diary, day: int) -> tuple[str, Decimal | None]:
    """Return action and daily milligrams of a day."""
    today = diary.today(day)
    return today.guidance.action, today.dose.daily_mg


def actions(diary: Diary, days: Iterable[int]) -> list[str]:
    """Return the action of each day."""
    return [named(diary, day)[0] for day in days]


def follow(diary: Diary, days: Iterable[int]) -> Diary:
    """Take on each of the days what is named for it."""
    for day in days:
        today = diary.today(day).dose
        if today.doses:
            diary.dosed([day], *(dose.mg for dose in today.doses))
    return diary


RISES = {"start", "step-up", "resume-low"}


def test_after_weeks_of_an_opioid_its_last_day_is_asked_and_counts_from_today_when_nobody_knows() -> None:
    """Three weeks of tramadol between "current" and "none": the wait runs from the last possible day."""
    diary = living(120, silent=range(76, 96), day75={"opioid": "current"}).dosed(range(42, 75), "0.5")
    for day in range(75, 96):
        assert named(diary, day)[1] in (None, 0), day

    assert "last_opioid" in [question.fact for question in diary.today(96).guidance.ask]
    assert not RISES & set(actions(diary, range(96, 106)))
    assert diary.today(106).facts["last_opioid"].value == "long-ago"
    told = diary.copy().said(96, last_opioid="2026-03-28", clinician_said="restart-low")  # day 86
    assert (told.today(96).facts["last_opioid"].value, named(told, 102)) == ("long-ago", ("resume-low", Decimal("0.5")))
    unknown = diary.copy().said(96, last_opioid="unknown", clinician_said="restart-low")
    assert not RISES & set(actions(unknown, range(96, 106)))
    assert named(unknown, 106) == ("resume-low", Decimal("0.5"))


def test_an_answer_that_the_last_opioid_is_not_known_begins_no_wait_anew() -> None:
    """Told days after it was said to be over, that day still counts."""
    diary = living(120, silent=range(76, 96), day75={"opioid": "current"}).dosed(range(42, 75), "0.5")
    diary.said(96, clinician_said="restart-low").said(105, last_opioid="unknown")
    assert [diary.today(day).facts["last_opioid"].value for day in (105, 106)] == ["within-wait", "long-ago"]
    assert not [question for question in diary.today(105).guidance.ask if question.fact == "last_opioid"]


def test_days_off_are_no_days_at_the_dose() -> None:
    """Codeine once, a plan whose wait is a week: the first advice afterwards is never a step up."""
    diary = living(80, day56={"opioid": "recent"}).dosed(range(42, 56), "0.5")

    assert not RISES & set(actions(diary, range(56, 80)))
    diary.said(63, clinician_said="continue", last_opioid="2026-02-26")
    assert "step-up" not in actions(diary, range(63, 80))
    assert named(diary, 66) == ("resume-low", Decimal("0.5"))


def test_after_liver_signs_nothing_is_named_until_the_clinician_has_spoken() -> None:
    """Acute, and a week later nothing: the good answer alone opens no dose."""
    diary = living(90, day56={"liver": "acute"}).dosed(range(42, 56), "0.5")

    assert all(named(diary, day)[1] in (None, 0) for day in range(56, 90))


def test_an_unbearable_first_dose_is_not_tried_again_without_the_prescriber() -> None:
    """It was the lowest dose; the screen says whose decision another try is, and their word opens it."""
    diary = living(80, day50={"phase": "paused"}).dosed(range(42, 50), "0.5").add("sign", "agitation", 3, 50, "20:30")

    assert set(actions(diary, range(51, 80))) == {"wait"}
    today = diary.today(60)
    assert "resume-went-badly" in [reason.id for reason in today.guidance.reasons]
    assert today.guidance.ask[0].fact == "low_dose_went_badly"
    assert named(diary.said(61, clinician_said="restart-low"), 61) == ("resume-low", Decimal("0.5"))


def test_a_pause_lasts_its_own_week() -> None:
    """The prescriber said pause: Green days before it do not end it, and the screen says from when on it can end."""
    diary = living(70, day55={"phase": "paused"}).dosed(range(42, 55), "0.5")

    assert actions(diary, range(55, 62)) == ["wait"] * 7
    assert "resume-pause-too-short" in [reason.id for reason in diary.today(61).guidance.reasons]
    assert named(diary, 62) == ("resume-low", Decimal("0.5"))


def test_stopped_stays_stopped_until_the_wish_to_begin() -> None:
    """No calm week begins anything; the wish makes it a new start with its gates."""
    diary = living(90, day55={"phase": "stopped"}).dosed(range(42, 55), "0.5")

    assert set(actions(diary, range(55, 90))) == {"wait"}
    assert {named(diary.copy().said(60, phase="paused"), day)[0] for day in range(60, 90)} == {"wait"}
    assert named(diary.said(80, wants_to_start="yes"), 80) == ("start", Decimal("0.5"))


@pytest.mark.parametrize("earlier", [None, "paused"])
def test_a_dose_after_the_word_of_stopping_brings_nobody_back(earlier: str | None) -> None:
    """Stopped at half past eight and a dose taken at ten, from habit: it stays stopped until LDN is wanted again."""
    diary = living(90, day55={"phase": "stopped"}).dosed(range(42, 50 if earlier else 55), "0.5").dosed([55], "0.5")
    if earlier:
        diary.said(50, phase=earlier)

    assert set(actions(diary, range(56, 90))) == {"wait"}
    assert diary.today(80).facts["phase"].value == "stopped"
    assert named(diary.said(80, wants_to_start="yes"), 80)[0] == "start"


def test_who_stopped_before_the_diary_stays_stopped_though_a_pause_is_told_later() -> None:
    """Without any dose in the diary the first word stands as well, until the person wants LDN again."""
    diary = Diary().planned(plan_of()).rated(range(81)).said(40, phase="stopped").said(50, phase="paused")
    for day in range(50, 81):
        diary.said(day, CALM_FACTS)

    assert {diary.today(day).guidance.action for day in (51, 60, 80)} == {"wait"}
    assert diary.today(80).facts["phase"].value == "stopped"
    assert diary.said(80, wants_to_start="yes").today(80).guidance.action == "start"


def test_one_suspicion_moves_the_dose_once() -> None:
    """Settled for years, suspected in the first week of the diary, flat symptoms: one step back, and there it stays."""
    diary = living(30, plan_of(once("1.5"), once("3"), once("4.5")), day2={"ldn_suspected": "yes"})
    diary.said(0, phase="stable", at="20:40")
    for day in range(3, 31):
        diary.said(day, at="20:50", ldn_suspected="yes") if day < 4 else None
    diary.dosed([0, 1], "4.5")
    for day in range(2, 25):
        follow(diary, [day])

    assert [named(diary, day)[1] for day in (2, 9, 10, 18, 24)] == [Decimal(3)] * 5


def test_low_again_never_reaches_what_went_badly() -> None:
    """The plan resumes at 1.5 mg, and the flare came with 0.5 mg: nothing at or above it by itself."""
    plan = plan_of(once("0.5"), once("1"), once("1.5"), start=d(42), resume_mg=Decimal("1.5"))
    lift = dict.fromkeys(range(45, 50), 5.0)
    diary = living(90, plan, lift=lift, day45={"phase": "paused"}).dosed(range(42, 45), "0.5")

    assert not RISES & set(actions(diary, range(45, 90)))


def test_a_pause_on_advice_holds_though_nobody_said_so() -> None:
    """Unbearable at 1 mg, no word and no dose from then on: it is a pause from that day, and it ends low."""
    diary = living(90).dosed(range(42, 56), "0.5").dosed(range(56, 62), "1").add("sign", "agitation", 3, 62, "20:30")

    assert actions(diary, range(62, 69)) == ["pause"] + ["wait"] * 6
    assert named(diary, 69) == ("resume-low", Decimal("0.5"))


def test_a_lower_dose_on_advice_holds_though_nothing_was_logged() -> None:
    """A spike lowers the dose; the next calm evening does not name the former one."""
    diary = living(80, day70={"insomnia_or_anxiety_spike": "yes"})
    diary.dosed(range(42, 56), "0.5").dosed(range(56, 70), "1")

    assert named(diary, 70) == ("reduce", Decimal("0.5"))
    assert {named(diary, day) for day in range(73, 78)} == {("keep", Decimal("0.5"))}


def test_a_step_that_went_badly_twice_closes() -> None:
    """After the second flare the step is the prescriber's to decide; their word opens it, and so does a new plan."""
    diary = living(112, plan_of(once("0.5"), once("1"), start=d(42)))
    for day in range(42, 110):
        if named(diary, day)[0] == "step-up":
            diary.rated([day + 1, day + 2], lift=8, at="21:00")
        follow(diary, [day])

    today = diary.today(110)
    assert [reaction.mg for reaction in today.snapshot.recommended.reactions] == [Decimal(1)] * 2
    assert (today.guidance.action, today.dose.daily_mg) == ("keep", Decimal("0.5"))
    assert [reason.id for reason in today.guidance.reasons] == ["step-went-badly"]
    assert [consideration.id for consideration in today.guidance.considerations] == ["lower-target"]
    assert named(diary.copy().said(110, clinician_said="continue", relief="possible"), 110) == ("step-up", Decimal(1))
    diary.said(110, relief="possible")
    assert named(diary.planned(plan_of(once("0.5"), once("0.75"), start=d(42)), 110), 110) == (
        "step-up",
        Decimal("0.75"),
    )


def test_a_new_bottle_is_no_new_plan() -> None:
    """What went badly, and the wait for another plan, end with another prescription, not with the next bottle of it."""
    diary = living(80, day50={"phase": "paused"}).dosed(range(42, 50), "0.5").add("sign", "agitation", 3, 50, "20:30")
    diary.planned(replace(SMALL, product=replace(SMALL.product, fillers=("lactose",))), 55)
    waiting = diary.copy().said(56, clinician_said="new-plan").planned(SMALL, 57)

    assert set(actions(diary, range(55, 80))) == set(actions(waiting, range(57, 80))) == {"wait"}
    assert named(diary.planned(replace(SMALL, written_on=d(60)), 60), 62) == ("resume-low", Decimal("0.5"))


def test_at_the_first_step_what_would_lower_the_dose_would_pause_it() -> None:
    """There is no lower dose, so no sentence says that it would go back a step; a step later there is one."""
    diary = living(60).dosed(range(42, 56), "0.5").dosed([56, 57], "1")
    at_first, later = ({change.action for change in diary.today(day).guidance.would_change} for day in (45, 58))

    assert ("reduce" in at_first, "pause" in at_first, "reduce" in later) == (False, True, True)


def test_one_smaller_dose_is_a_slip_and_three_are_the_persons_own_step_down() -> None:
    """A slip costs no time at the dose; three in a row are the dose."""
    diary = living(90).dosed(range(42, 56), "0.5").dosed(range(56, 60), "1")
    slip = diary.copy().dosed([60], "0.5").dosed(range(61, 70), "1")
    assert named(slip, 61) == ("keep", Decimal(1))
    assert named(slip, 70) == ("step-up", Decimal("1.5"))

    own = diary.copy().dosed(range(60, 63), "0.5")
    assert (named(own, 62)[1], named(own, 63)[1]) == (Decimal(1), Decimal("0.5"))


@pytest.mark.parametrize(("day", "amount"), [(44, "1"), (44, "3"), (38, "0.5")])
def test_a_first_dose_is_the_first_step_and_only_once_it_was_named(day: int, amount: str) -> None:
    """Who was about to begin and took more is told the first step; before the plan begins a dose begins nothing."""
    diary = living(60).dosed([day], amount)
    began = day >= 42

    assert named(diary, day + 1) == (("keep", Decimal("0.5")) if began else ("ask", None))
    assert diary.today(day + 1).snapshot.recommended.deviations[0].taken_mg == Decimal(amount)


def test_after_a_long_gap_a_dose_alone_does_not_bring_the_former_one_back() -> None:
    """Three weeks without an entry of a dose, then one: no dose is named until it is told whether it was taken."""
    diary = living(90).dosed(range(42, 56), "0.5").dosed(range(56, 60), "1").dosed([81], "1")

    assert (named(diary, 82), diary.today(82).guidance.ask[0].fact) == (("ask", None), "phase")
    assert named(diary.copy().said(82, phase="titrating"), 82) == ("step-up", Decimal("1.5"))
    assert named(diary.said(82, phase="paused"), 83)[0] == "wait"


@pytest.mark.parametrize("word", ["paused", "stopped"])
def test_who_is_off_begins_only_by_a_day_that_names_it(word: str) -> None:
    """Said to be paused without any dose before it: a dose of one's own makes nothing the dose."""
    diary = living(70, day44={"phase": word, "liver": "raised"}, day45={"liver": "raised"}).dosed([45], "0.5")

    assert named(diary, 46)[1] in (None, 0)


def test_calls_and_causes_are_kept_with_their_rules() -> None:
    """Each change of level carries its cause and the rules behind it."""
    diary = living(70).dosed(range(42, 56), "0.5").dosed(range(56, 60), "1").said(60, phase="paused")

    levels = diary.today(65).snapshot.recommended.levels
    assert [(level.cause, str(level.mg)) for level in levels] == [("named", "0.5"), ("named", "1"), ("paused", "0")]
    assert levels[1].rules == ("step-up-one",)
