from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zonewise.guidance.daily_guidance import DailyGuidance, guide_day
from zonewise.model.entry import DOMAINS
from zonewise.report.json_shapes import today_json
from zonewise.report.terminal import today_screen
from zonewise.services.base.protocols import load_protocol

from .builders import (
    CALM_FACTS,
    DAILY,
    NOT_LINKED,
    WAVE,
    Diary,
    alternate,
    d,
    note_codes,
    once,
    plan_of,
    settled,
    twice,
)
from .made_up import LAST, diaries

RISING = ("start", "step-up", "resume-low")
NO_AMOUNT = ("ask", "emergency", "stop-and-call")


def shown(today: DailyGuidance) -> dict[str, Any]:
    """Return all that is shown of a day, as it is stored."""
    return today_json(today, load_protocol().rule_set)


def before_start() -> Diary:
    """Return two even months, a plan, and every answer given on day 60."""
    return Diary().planned(plan_of()).rated(range(61)).said(0, phase="not-started").said(60, CALM_FACTS)


def titrating() -> Diary:
    """Return 0.5 mg for three weeks in Green, and every answer given on day 60."""
    return settled(started=39).said(60, CALM_FACTS)


def paused() -> Diary:
    """Return a pause of three weeks after 0.5 mg, and every answer given on day 60."""
    return settled(started=25, until=39).rated(range(40, 61)).said(39, phase="paused").said(60, CALM_FACTS)


def yellow() -> Diary:
    """Return a step to 1 mg on day 56 and Yellow since day 58, laid to the step; every answer given on day 60."""
    diary = Diary().planned(plan_of()).rated(range(58)).rated([58, 59, 60], lift=1.5)
    diary.dosed(range(30, 56), "0.5").dosed(range(56, 60), "1")
    return diary.said(60, CALM_FACTS, began_with_step="yes")


def red() -> Diary:
    """Return the same with far worse days."""
    diary = Diary().planned(plan_of()).rated(range(58)).rated([58, 59, 60], lift=6)
    diary.dosed(range(30, 56), "0.5").dosed(range(56, 60), "1")
    return diary.said(60, {**CALM_FACTS, "new_symptoms_after_step": "yes"})


DAYS: dict[str, tuple[Callable[[], Diary], str]] = {
    "start": (before_start, "0.5"),
    "step-up": (titrating, "1"),
    "resume-low": (paused, "0.5"),
    "reduce": (yellow, "0.5"),
    "pause": (red, "0"),
}


@pytest.mark.parametrize("action", DAYS)
def test_acting_and_asking_again_names_the_same_dose(action: str) -> None:
    """Each telling day gives its action and dose, and after acting on it the same logical day names the same dose."""
    make, mg = DAYS[action]
    today = make().today(60)
    again = make().acted(60, today).today(60)

    assert (today.guidance.action, today.dose.daily_mg) == (action, Decimal(mg))
    assert (again.dose.daily_mg, again.dose.doses) == (today.dose.daily_mg, today.dose.doses)
    assert again.guidance.action not in NO_AMOUNT


@pytest.mark.parametrize("action", DAYS)
def test_a_dose_taken_after_midnight_is_acting_too(action: str) -> None:
    """Taken at 00:40, the dose belongs to the day that was asked about, and the day after begins from it."""
    make, mg = DAYS[action]
    today = make().today(60)
    late = make().dosed([61], *(dose.mg for dose in today.dose.doses), at="00:40")

    assert late.today(60).dose.daily_mg == today.dose.daily_mg
    if today.dose.doses:
        assert late.snapshot(61).course.now.mg == Decimal(mg)


@pytest.mark.parametrize("action", RISING)
@pytest.mark.parametrize("gone", [*CALM_FACTS, "a rating"])
def test_nothing_rises_while_an_answer_is_missing(action: str, gone: str) -> None:
    """Take any one answer away: nothing rises, or the answer was never needed for this rise."""
    diary = DAYS[action][0]()
    diary.entries = [entry for entry in diary.entries if not (entry.kind == "answer" and entry.name == gone)]
    if gone == "a rating":
        diary.entries = [entry for entry in diary.entries if entry.kind != "rating" or entry.day < d(58)]
    today = diary.today(60)

    needless = {"extreme_sensitivity", "tolerated_past_flares", "insomnia_or_anxiety_spike"}
    if action != "start":
        needless.add("usual_weeks")
    else:
        needless |= set(NOT_LINKED)
    assert (today.guidance.action in RISING) is (gone in needless)
    assert bool(today.guidance.ask) is (gone not in (*needless, "a rating"))


@pytest.mark.parametrize("action", RISING)
def test_before_a_rise_opioids_are_asked_on_the_day(action: str) -> None:
    """An answer of yesterday is good for everything but a rise; until it is given again nothing rises."""
    diary = DAYS[action][0]()
    diary.entries = [entry for entry in diary.entries if entry.name != "opioid"]
    today = diary.said(59, opioid="none").today(60)

    assert today.guidance.action == ("keep" if action == "step-up" else "wait")
    assert [question.fact for question in today.guidance.ask] == ["opioid_asked_today"]
    assert diary.said(60, opioid="none").today(60).guidance.action == action


def test_without_a_rise_an_older_opioid_answer_is_enough() -> None:
    """In the week after a step nothing rises, so opioids are not asked each day."""
    diary = titrating().dosed([60], "1").rated([61]).said(61, DAILY, **NOT_LINKED)

    assert diary.today(61).guidance.action == "keep"


@pytest.mark.parametrize(
    ("answers", "action"),
    [
        ({"danger_sign": "suicidal"}, "emergency"),
        ({"danger_sign": "liver"}, "stop-and-call"),
        ({"opioid": "current"}, "stop-and-call"),
        ({"opioid": "planned"}, "stop-and-call"),
        ({"hypersensitivity": "yes"}, "stop-and-call"),
        ({"liver": "acute"}, "stop-and-call"),
        ({"liver": "raised"}, "keep"),
        ({"minor": "yes"}, "keep"),
        ({"wants_to_stop": "yes"}, "stop"),
        ({"new_symptoms_after_step": "yes"}, "keep"),
        ({"relief": "worse"}, "keep"),
        ({"insomnia_or_anxiety_spike": "yes"}, "pause"),
    ],
)
def test_one_grave_answer_outweighs_a_calm_day(answers: dict[str, str], action: str) -> None:
    """The day that would have been a step up gives the cautious action, and no higher dose."""
    today = titrating().said(60, answers, at="21:00").today(60)

    assert today.guidance.action == action
    assert (today.dose.daily_mg or Decimal(0)) <= Decimal("0.5")
    assert today.guidance.reasons


def test_a_severe_day_asks_how_much_of_it_was_possible() -> None:
    """Pain at 8 is usual for this person: nothing rises while function is open; its rating opens the step."""
    diary = Diary().planned(plan_of()).dosed(range(39, 60), "0.5").rated(range(60), pain=8).said(60, CALM_FACTS)
    diary.rated([60], pain=8)
    function = next(entry for entry in reversed(diary.entries) if entry.name == "function")
    today = diary.add("withdrawn", "", "", 60, supersedes=function.id).today(60)
    screen = today_screen(today, load_protocol().rule_set, load_protocol().notices, "none")

    assert today.guidance.action == "keep"
    assert [item.rating_to_give for item in today.guidance.ask] == ["function"]
    assert "How much of your usual day was not possible" in " ".join(screen.split())
    assert "zonewise check-in function=0 to 10" in screen
    assert "NAME=ANSWER" not in screen
    assert "still needs: how much of your usual day was possible" in " ".join(screen.split())
    assert diary.add("rating", "function", 2, 60, "21:00").today(60).guidance.action == "step-up"


def test_who_is_severe_by_habit_begins_in_calm_times_and_steps_up() -> None:
    """At about 8.4 with function 7 since ever the plan's first day opens the start, and a step follows."""
    diary = Diary().planned(plan_of(start=d(42))).said(0, phase="not-started").rated(range(70), lift=5.4, function=7)
    begun = diary.copy().said(42, CALM_FACTS).today(42)

    assert (begun.guidance.action, begun.dose.daily_mg) == ("start", Decimal("0.5"))
    later = diary.dosed(range(42, 56), "0.5").said(56, CALM_FACTS).today(56)
    assert (later.guidance.action, later.dose.daily_mg) == ("step-up", Decimal(1))


@pytest.mark.parametrize(
    ("others", "also", "action", "note"),
    [
        (42, (), "keep", "domains-silent"), (0, (), "keep", "few-domains-rated"),
        (0, ("mood",), "keep", "few-domains-rated"), (0, ("mood", "immune"), "step-up", ""),
    ],
)  # fmt: skip
def test_whoever_rates_little_opens_no_step(others: int, also: tuple[str, ...], action: str, note: str) -> None:
    """Pain alone opens none, after weeks of all domains or since ever; half of the six on one evening do."""
    diary = Diary().planned(plan_of()).said(0, phase="not-started").rated(range(others)).dosed(range(42, 60), "0.5")
    for day in range(60 + 1):
        diary.add("rating", "pain", WAVE[day % len(WAVE)], day, "21:00")
    for name in also:
        diary.add("rating", name, 3, 56, "21:00")
    today = diary.said(60, CALM_FACTS).today(60)

    assert (today.zone.zone, today.guidance.action) == ("green", action)
    assert {"domains-silent", "few-domains-rated"} & {item.code for item in today.notes} == {note} - {""}
    assert ("step-domains-silent" in [rule.id for rule in today.guidance.reasons]) is (action == "keep")


def test_a_diary_of_four_levels_comes_through_its_plan() -> None:
    """On 0 to 3 one step up on some days in one domain holds no next step."""
    diary = Diary().planned(plan_of()).said(0, phase="not-started").dosed(range(42, 56), "0.5")
    for day in range(57):
        diary.rated(
            [day], **{name: (3.33 if (day + 2 * number) % 5 == 0 else 0) for number, name in enumerate(DOMAINS)}
        )

    today = diary.said(56, CALM_FACTS).today(56)

    assert (today.zone.zone, today.guidance.action) == ("green", "step-up")


def test_a_reduction_with_nothing_lower_says_pause_and_why() -> None:
    """Action, dose and reasons agree."""
    today = titrating().said(60, insomnia_or_anxiety_spike="yes", at="21:00").today(60)

    assert (today.guidance.action, today.dose.action, today.dose.daily_mg) == ("pause", "pause", Decimal(0))
    assert [rule.id for rule in today.guidance.reasons] == ["insomnia-or-anxiety-spike", "nothing-lower-left"]


def test_a_reduction_names_the_same_dose_the_next_day() -> None:
    """Acted on or not, the day after it is 0.5 mg again."""
    today = yellow().today(60)
    for diary, action in ((yellow(), "reduce"), (yellow().acted(60, today), "keep")):
        next_day = diary.rated([61], lift=1.5).said(61, DAILY, **NOT_LINKED).today(61)

        assert (next_day.guidance.action, next_day.dose.daily_mg) == (action, Decimal("0.5"))


def test_an_unlinked_flare_keeps_the_dose() -> None:
    """With an infection before it and the person's word, Red keeps the dose that was recommended."""
    diary = red().add("event", "infection", "", 57)
    today = diary.said(60, began_with_step="no", new_symptoms_after_step="no").today(60)

    assert (today.guidance.action, today.dose.daily_mg) == ("keep", Decimal("0.5"))


def test_an_operation_ahead_is_the_one_later_entry_that_counts() -> None:
    """In three days: stop and call; any other later entry leaves the day as it was."""
    diary = titrating()
    as_it_was = shown(diary.today(60))
    diary.rated([61, 62], lift=6).dosed([61], "4.5").said(61, danger_sign="suicidal", opioid="current", phase="stopped")
    diary.planned(plan_of(once("0.1")), 61).add("event", "infection", "", 61).history("3", 61)

    assert shown(diary.today(60)) == as_it_was
    assert diary.add("event", "surgery", "", 63).today(60).guidance.action == "stop-and-call"


@pytest.mark.parametrize("day", [-1, 0])
def test_an_empty_diary_and_a_day_before_the_first_entry_ask(day: int) -> None:
    """No dose, no zone, and the danger signs asked first."""
    for diary in (Diary(), titrating() if day < 0 else Diary()):
        today = diary.today(day)

        assert (today.guidance.action, today.dose.daily_mg, today.zone.zone) == ("ask", None, None)
        assert today.guidance.ask[0].fact == "danger_sign"
        assert (today.next_step, today.next_review) == (None, None)


def test_profile_and_history_from_long_ago_make_no_long_diary() -> None:
    """A dose since 1990 and a profile of 1900 leave the diary as long as its entries."""
    diary = titrating().history("1", -13000).add("profile", "birth-year", "1980", -46000)

    assert len(diary.today(60).snapshot.days) == 61


def test_an_entry_from_another_age_is_borne() -> None:
    """A rating dated twenty years back makes a long diary and the same day's zone."""
    assert titrating().rated([-7300]).today(60).zone.zone == "green"


@pytest.mark.parametrize("as_of", [date(1900, 1, 2), date(2099, 12, 31)])
def test_any_day_can_be_asked_about(as_of: date) -> None:
    """Long before and long after the diary the answer is to ask, never an error and never an amount."""
    today = guide_day(before_start().entries[:20], as_of, load_protocol().engine, load_protocol().settings)

    assert (today.guidance.action, today.dose.doses) == ("ask", ())


def test_the_next_step_is_named_with_its_earliest_day() -> None:
    """Two weeks after the last one, never before the plan begins or in the past, and none at the last step."""
    assert settled(started=50).today(60).next_step == d(64)
    assert settled(started=30).today(60).next_step == d(60)
    assert settled(plan_of(start=d(70)), started=50).today(60).next_step == d(70)
    assert settled(started=50, mg="4.5").today(60).next_step is None
    assert settled(started=50, mg="2").today(60).next_step is None


def test_a_review_is_due_twelve_weeks_after_the_last_step() -> None:
    """Counted from the target dose, then from the last review; without either, and in a pause, there is none."""
    target = settled(started=40, mg="4.5")

    assert target.today(60).next_review == d(40 + 84)
    assert target.copy().dosed(range(60, 40 + 85), "4.5").today(40 + 84).next_review == d(40 + 84)  # due today
    assert target.said(60, reviewed="yes").today(60).next_review == d(60 + 84)
    assert settled(started=40).today(60).next_review is None
    assert settled(started=40, mg="4.5").said(60, phase="paused").today(60).next_review is None


def test_notes_say_what_a_plan_and_a_baseline_are_worth() -> None:
    """A copied plan is shown as copied, and a usual without days from before LDN is said to be one."""
    notes = note_codes(titrating(), 60)
    history = note_codes(Diary().planned(plan_of(origin="signed")).history("1", -90).rated(range(61)), 60)

    assert "plan-only-copied" in notes
    assert history == ["usual-of-last-weeks"]


@settings(max_examples=80)
@given(diaries(), st.integers(0, 999))
def test_a_day_can_be_replayed(diary: Diary, seed: int) -> None:
    """The same entries give the same day to the letter, in any order and sent twice; later ones change nothing."""
    once_more = diary.copy()
    once_more.entries = diary.entries * 2
    Random(seed).shuffle(once_more.entries)
    once_more.dosed([LAST + 1, LAST + 9], "4.5").rated([LAST + 1], lift=6).said(LAST + 1, opioid="current")

    assert shown(once_more.today(LAST)) == shown(diary.today(LAST))


@settings(max_examples=160)
@given(diaries())
def test_no_diary_shows_an_amount_or_a_rise_it_must_not(diary: Diary) -> None:
    """No amount while asking or in danger; a rise only with everything known, and else never more than the dose now."""
    today = diary.today(LAST)
    action, facts = today.guidance.action, {name: item.value for name, item in today.facts.items()}
    now, plan = today.snapshot.recommended.now, today.snapshot.plan

    assert today.guidance.reasons
    if action in NO_AMOUNT:
        assert (today.dose.daily_mg, today.dose.doses, today.dose.notes) == (None, (), ())
        assert today.guidance.considerations == ()
    if action in RISING:
        needed = {"danger_sign": "none", "opioid": "none", "zone": "green", "plan_signed": True, "liver": "none"}
        assert {name: facts[name] for name in needed} == needed
        mild = action == "step-up" and facts["green_after_yellow"] is True and facts["extreme_sensitivity"] is False
        assert facts["days_green"] >= (4 if mild else 7)
        assert facts["days_since_other_change"] >= 7
        assert any(entry.name == "opioid" and entry.day in (d(LAST), d(LAST + 1)) for entry in diary.entries)
    else:
        assert (today.dose.daily_mg or Decimal(0)) <= (now.mg if now is not None else Decimal(0))
    assert sum(dose.mg for dose in today.dose.doses) <= (plan.ceiling_mg if plan is not None else 0)


@settings(max_examples=80)
@given(diaries())
def test_acting_on_any_day_and_asking_again_names_the_same_dose(diary: Diary) -> None:
    """Property 8 of the protocol, from entries to dose."""
    today = diary.today(LAST)
    if today.guidance.action in NO_AMOUNT:
        return
    again = diary.acted(LAST, today).today(LAST)

    assert (again.dose.daily_mg, again.dose.doses) == (today.dose.daily_mg, today.dose.doses)


LADDERS = (
    plan_of(),
    plan_of(twice("0.25"), twice("0.5"), twice("0.75"), interval_days=7, resume_mg=Decimal("0.25")),
    plan_of(once("0.25"), twice("0.25"), once("1"), interval_days=7, reduce_mg=(Decimal("0.25"),)),
    plan_of(alternate("0.5"), once("0.75"), once("1"), interval_days=7, missed_days_allowed=3),
)


@pytest.mark.parametrize("number", range(len(LADDERS)))
def test_who_follows_it_for_weeks_never_takes_more_without_a_rise(number: int) -> None:
    """Each evening the dose named is at most the one named before, unless the action is a start, step or resumption."""
    random, plan = Random(number + 4), LADDERS[number]
    diary = Diary().planned(plan).rated(range(24)).said(0, phase="not-started")
    level, calm_from, seen = Decimal(0), 0, set()
    for day in range(24, 85):
        if day >= calm_from + 5 and random.random() < 0.06:
            calm_from, lift = day + random.randint(2, 9), random.choice((2, 3, 6))
        diary.rated([day], lift=lift if day < calm_from else 0).said(day, CALM_FACTS)
        if random.random() < 0.06:
            diary.said(day, {random.choice(("ldn_suspected", "insomnia_or_anxiety_spike")): "yes"}, at="21:00")
        today = diary.today(day)
        action, named = today.guidance.action, today.dose.daily_mg
        assert named is not None
        assert named <= level or action in RISING, (day, action, named, level)
        diary = diary.acted(day, today)
        level = named
        seen.add(action)

    assert {"start", "step-up", "keep"} <= seen


def test_a_long_diary_gives_one_day() -> None:
    """Four hundred even days on 0.5 mg open the next step, and every day of them has its zone."""
    diary = Diary().planned(plan_of(), 0)
    for day in range(400):
        diary.rated([day]).dosed([day], "0.5")
    long = diary.said(399, CALM_FACTS, relief="none").today(399)

    assert (long.guidance.action, len(long.snapshot.zones)) == ("step-up", 400)
    assert long.snapshot.days[-1].day - long.snapshot.days[0].day == timedelta(days=399)
