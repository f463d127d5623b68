from decimal import Decimal

import pytest

from zonewise.plan.prescribed_plan import Override
from zonewise.rules.rule_set import FactValue

from .builders import CALM_FACTS, Diary, ask_words, d, fact, known, once, plan_of, twice, why


def taking(days: int, mg: str = "0.5") -> Diary:
    """Return a diary with a plan and a dose on each of the first days."""
    return Diary().planned(plan_of()).dosed(range(days), mg)


def waiting() -> Diary:
    """Return a diary with a plan of somebody who has not begun."""
    return Diary().planned(plan_of()).said(0, phase="not-started")


OVERRIDE = Override("above-ceiling", "To 6 mg.", "Dr A. Example", d(0))
HIGH_PLAN = plan_of(once("4.5"), once("6"), overrides=(OVERRIDE,))
FACTS: dict[str, list[tuple[Diary, str, dict[int, FactValue]]]] = {
    "nobody is taken for not started": [(Diary().rated([0]), "phase", {0: None})],
    "the first dose begins the titration, without a plan also for who had not started": [
        (waiting(), "phase", {3: "not-started"}),
        (Diary().said(0, phase="not-started").dosed([3], "0.5"), "phase", {3: "titrating"}),
        (Diary().said(0, phase="not-started").dosed([0], "0.5"), "phase", {0: "titrating"}),
        (waiting().said(2, phase="titrating").dosed([3], "0.5"), "phase", {3: "titrating"}),
        (waiting().dosed([3], "0.5"), "phase", {3: "titrating"}),
    ],
    "who logs nothing for ninety days may have begun": [
        (Diary().said(0, phase="not-started"), "phase", {90: "not-started", 91: None})
    ],
    "after 28 days on it a lower step is still titration": [
        (taking(29, "0.5"), "phase", {27: "titrating", 28: "titrating"}),
        (taking(29, "3"), "phase", {27: "titrating", 28: "titrating"}),
        (taking(29, "4.5"), "phase", {27: "titrating", 28: "stable"}),
    ],
    "at a ceiling of 3 mg the dose settles, although the plan lists 4.5 mg": [
        (Diary().planned(plan_of(ceiling_mg=Decimal(3))).dosed(range(29), "3"), name, {28: value})
        for name, value in (("phase", "stable"), ("at_ceiling", True))
    ],
    "no plan has no step left, and no ceiling that is known": [
        (Diary().dosed(range(29), "1"), "phase", {28: "stable"}),
        (Diary().dosed(range(29), "1"), "at_ceiling", {28: None}),
    ],
    "the word that it is taken counts like a dose taken that day, and wears off like one": [
        (taking(1).said(9, phase="titrating"), "phase", {8: "titrating", 9: "titrating", 17: "titrating", 18: None})
    ],
    "a new plan that begins later lets nothing go up before": [
        (Diary().planned(plan_of(start=d(40))).dosed(range(30), "0.5"), name, values)
        for name, values in (("plan_begun", {39: False, 40: True}), ("days_at_dose", {39: 39, 40: 40}))
    ],
    "a single step needs no interval": [
        (Diary().planned(plan_of(once("1"), interval_days=None)).dosed(range(5), "1"), name, {4: value})
        for name, value in (("days_at_dose", 4), ("plan_interval_over", True))
    ],
    "doses from before the diary count as weeks, and a pause does not end the count": [
        (Diary().history("1.5", -70).rated([0]), "weeks_taking", {0: 10}),
        (taking(5).said(5, phase="paused"), "weeks_taking", {21: 3}),
        (Diary().rated([0]), "weeks_taking", {0: None}),
    ],
    "below the last step within the ceiling there is a step left; at it and above there is none": [
        (taking(1, mg), "at_ceiling", {0: reached}) for mg, reached in (("3", False), ("4.5", True), ("5", True))
    ],
    "with the prescriber's word the step of 6 mg is still to come at 4.5 mg": [
        (Diary().planned(HIGH_PLAN).dosed([0], "4.5"), "at_ceiling", {0: False})
    ],
    "taken at 00:40, the first dose makes the day before the first day": [
        (
            Diary().planned(plan_of(twice("0.25"))).dosed([1], "0.25", "0.25", at="00:40"),
            "days_since_increase",
            {1: 1},
        )
    ],
}


@pytest.mark.parametrize("because", FACTS)
def test_what_the_doses_say(because: str) -> None:
    """Each diary gives these values of a fact on these days; the name of the case says why."""
    for diary, name, values in FACTS[because]:
        assert {day: known(diary, name, day) for day in values} == values


def test_seven_unlogged_days_are_missed_days_and_eight_are_a_question() -> None:
    """Unlogged is not untaken: after more than the plan allows the phase is asked, not guessed."""
    diary = taking(1)
    asked = fact(diary, "phase", 9)

    assert (known(diary, "phase", 8), asked.value) == ("titrating", None)
    assert "paused or stopped" in ask_words(asked)


def test_missed_nights_that_were_logged_are_a_pause() -> None:
    """With at least one of them logged as left out the question is how to resume."""
    diary = taking(1).dosed([4], 0)

    assert [known(diary, "phase", day) for day in (8, 9)] == ["titrating", "paused"]


@pytest.mark.parametrize("word", ["paused", "stopped"])
def test_a_pause_or_stop_that_was_told_lasts(word: str) -> None:
    """It needs no zeros, survives them, and a dose that nobody named does not end it."""
    diary = taking(5).said(5, phase=word).dosed([6, 7], 0)

    assert [known(diary, "phase", day) for day in (5, 7, 200)] == [word] * 3
    assert known(diary.dosed([201], "0.5"), "phase", 201) == word


def test_taking_it_again_without_a_logged_dose_is_asked() -> None:
    """After a pause the word alone does not say which dose, so the doses are asked for."""
    asked = fact(taking(5).said(5, phase="paused").said(20, phase="titrating"), "phase", 20)

    assert asked.value is None
    assert "Write the doses down" in ask_words(asked)


def test_the_plan_sets_a_time_for_each_dose() -> None:
    """With two weeks between steps it is not over on day 13 and over on day 14; the days at the dose are the days."""
    diary = taking(20)

    assert [known(diary, "days_at_dose", day) for day in (0, 13, 14)] == [0, 13, 14]
    assert [known(diary, "plan_interval_over", day) for day in (0, 13, 14)] == [False, False, True]
    assert "1 to go" in why(fact(diary, "plan_interval_over", 13))


def test_at_the_highest_dose_no_time_is_left_to_wait_for() -> None:
    """Where no next step is left the day does not say that it needs more time."""
    diary = Diary().planned(plan_of()).dosed([0], "3").dosed([20], "4.5")

    assert [known(diary, "plan_interval_over", day) for day in (3, 21)] == [False, True]


def test_without_a_dose_its_days_are_unknown_and_the_doses_are_asked_for() -> None:
    """A person who says titrating and logged nothing is asked for what only a log can tell."""
    diary = Diary().planned(plan_of()).said(0, phase="titrating")

    assert known(diary, "phase", 0) == "titrating"
    for name in ("days_at_dose", "at_ceiling"):
        assert fact(diary, name, 0).value is None
        assert "Write the doses down" in ask_words(fact(diary, name, 0))


def test_a_resumption_at_the_same_dose_begins_its_days_anew() -> None:
    """After a pause the weeks from before it do not open the next step."""
    diary = taking(40).said(40, phase="paused").history("0.5", 60).dosed([60], "0.5")

    assert (known(diary, "days_at_dose", 60), known(diary, "days_since_increase", 60)) == (0, 0)


def test_days_since_an_increase_do_not_count_a_step_down() -> None:
    """Going back from 1 mg to 0.5 mg leaves the last increase where it was."""
    diary = taking(14).dosed(range(14, 20), "1").dosed(range(20, 25), "0.5")

    assert known(diary, "days_since_increase", 24) == 10


def test_a_plan_is_signed_once_it_is_there() -> None:
    """No plan is a known no; a copied plan counts and says that it is copied."""
    assert known(Diary().rated([0]), "plan_signed", 0) is False
    assert "copied" in why(fact(taking(1), "plan_signed", 0))
    assert why(fact(Diary().planned(plan_of(origin="signed")), "plan_signed", 0)).endswith("name on this device.")


def test_people_who_already_take_it_can_step_up() -> None:
    """With a dose history from before the diary, an even month of check-ins and every answer the step opens."""
    diary = Diary().planned(plan_of()).history("1.5", -60).rated(range(40)).dosed(range(40), "1.5")
    today = diary.said(39, CALM_FACTS, relief="none").today(39)

    assert known(diary, "days_green", 39) > 6
    assert (today.guidance.action, today.dose.daily_mg) == ("step-up", Decimal(3))


def test_the_day_of_the_first_dose_has_the_zone_it_had_before() -> None:
    """The baseline ends with the day of the first dose, so taking it cannot change that day's zone."""
    diary = Diary().planned(plan_of()).rated(range(22), lift=3).rated(range(22, 61))
    before, after = diary.snapshot(60), diary.copy().dosed([60], "0.5").snapshot(60)

    assert before.zones == after.zones
    assert not after.zones[-1].baseline_used


def test_two_doses_left_out_in_a_row_are_asked_about() -> None:
    """One dose left out is a slip; after two it may be a pause, so nothing is said of a dose before the answer."""
    one, two = taking(10).dosed([10], "0"), taking(10).dosed([10, 11], "0")

    assert known(one, "phase", 11) == "titrating"
    assert known(two, "phase", 12) is None
    assert "left out the last doses" in ask_words(fact(two, "phase", 12))


@pytest.mark.parametrize(("word", "phase"), [("titrating", "titrating"), ("paused", "paused")])
def test_the_answer_to_it_stands(word: str, phase: str) -> None:
    """Who says that it goes on is taking, who says paused is paused, and a dose taken settles it too."""
    left_out = taking(10).dosed([10, 11], "0")

    assert known(left_out.copy().said(12, phase=word), "phase", 12) == phase
    assert known(left_out.dosed([12], "0.5"), "phase", 13) == "titrating"
