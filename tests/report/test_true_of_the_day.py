"""What a day's screen says of the next step is true of that day's facts."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import pytest

from zonewise.guidance.daily_guidance import DailyGuidance, guide_day
from zonewise.guidance.guide import action_of
from zonewise.report.day_words import NEEDED_WITH, changes, dates
from zonewise.report.words import short_day
from zonewise.rules.rule_set import FactValue
from zonewise.services.base.protocols import load_protocol
from zonewise.synthetic.cohort import ClosedLoopOptions, draw_cohort
from zonewise.synthetic.patient_life import plan_to_follow, simulate_patient

PROTOCOL = load_protocol()
RULES, ENGINE = PROTOCOL.rule_set, PROTOCOL.engine
MOST_DAYS = 60
COUNTED_UP = ("days_green", "days_at_dose", "days_since_other_change", "days_since_increase")


@pytest.fixture(scope="module")
def days() -> list[DailyGuidance]:
    """Return what zonewise said on the days of a synthetic patient who does not tolerate the dose."""
    said: list[DailyGuidance] = []

    def advise(entries, day):
        said.append(guide_day(entries, day, ENGINE, PROTOCOL.settings))
        return said[-1]

    plan = plan_to_follow(PROTOCOL.settings.plan)
    options = ClosedLoopOptions(intolerant=True, inert=False)
    simulate_patient(draw_cohort(3, np.random.default_rng(3), options), 1, plan, advise)
    return said


def needs(today: DailyGuidance) -> str:
    """Return the sentence on what a rise still needs, or ""."""
    return next((line for line in changes(today, RULES) if "still needs:" in line), "")


def rise_of(today: DailyGuidance) -> Mapping[str, tuple[FactValue, FactValue]]:
    """Return the facts that a rise still needs, each with its value now and then."""
    return next((change.facts for change in today.guidance.would_change if change.action in RULES.rising), {})


def earliest_rise(today: DailyGuidance) -> date | None:
    """Return the first day on which a rise opens, the slow way: days pass one by one, and all else turns out well."""
    values: dict[str, FactValue] = {name: fact.value for name, fact in today.facts.items()}
    for waited in range(MOST_DAYS):
        later = dict(values)
        for name, (known, then) in rise_of(today).items():
            later[name] = then
            if name in COUNTED_UP and isinstance(known, int):
                later[name] = known + waited
            if name == "plan_interval_over" and known is False:
                later[name] = today.next_step is not None and today.as_of + timedelta(days=waited) >= today.next_step
            if name == "plan_begun" and known is False and today.snapshot.plan is not None:
                later[name] = today.as_of + timedelta(days=waited) >= today.snapshot.plan.start
            if name == "rated_days" and isinstance(known, int):
                later[name] = known + waited
        if action_of(ENGINE, later) in RULES.rising:
            return today.as_of + timedelta(days=waited)
    return None


def test_there_is_something_to_look_at(days: list[DailyGuidance]) -> None:
    """The patient meets holds in each zone, in a pause and before the start."""
    held = [today for today in days if needs(today)]

    assert len(held) > 100
    assert {today.zone.zone for today in held} == {"green", "yellow", "red"}
    assert {today.facts["phase"].value for today in held} >= {"not-started", "titrating", "paused"}


def test_the_earliest_day_is_the_one_that_the_facts_give(days: list[DailyGuidance]) -> None:
    """It is named when days have to pass, and is the first one on which the rules open the rise."""
    wrong = []
    for today in days:
        if needs(today):
            stated = re.search(r"The earliest day is (.+?)\.$", needs(today))
            true = earliest_rise(today)
            expected = short_day(true) if true is not None and true > today.as_of else None
            if (stated[1] if stated else None) != expected:
                wrong.append((today.as_of, needs(today), true))

    assert wrong == []


def test_each_condition_is_named_as_it_stands(days: list[DailyGuidance]) -> None:
    """What is unknown is named as an answer or a rating, and what is against the rise as a condition."""
    for today in days:
        stated = needs(today).partition("still needs: ")[2]
        answers = stated.partition("your answer")[2].partition(".")[0]
        for name, (known, _) in rise_of(today).items() if stated else ():
            fact = RULES.facts[name]
            if NEEDED_WITH.get(name) in rise_of(today):
                continue
            prompt = RULES.prompts.get(fact.prompt)
            if known is None and prompt is not None:
                assert prompt.label.lower() in answers.lower(), (today.as_of, name)
                assert not fact.rise or fact.rise not in stated
            elif fact.rise and "{" not in fact.rise and not (known is None and fact.rise_unknown):
                assert fact.rise in stated or name == "plan_interval_over", (today.as_of, name)


def test_days_that_are_still_to_come_are_counted_right(days: list[DailyGuidance]) -> None:
    """So many more days at the dose, in Green or without another change as the bound lies above the day's count."""
    for today in days:
        rise = rise_of(today)
        for name, words in (("days_green", "in Green"), ("days_at_dose", "on this dose")):
            counted = re.search(rf"(\d+) more days? {words}", needs(today))
            if counted:
                known, then = rise[name]
                assert int(counted[1]) == int(then or 0) - int(known or 0)


def test_what_holds_the_dose_is_true_of_the_facts(days: list[DailyGuidance]) -> None:
    """Each reason is a rule whose condition the day's facts meet, and no day has a review due and a later one."""
    for today in days:
        values = {name: fact.value for name, fact in today.facts.items()}
        for rule in today.guidance.reasons:
            assert not rule.any_of or any(
                all(test.holds(values.get(test.fact)) for test in condition) for condition in rule.any_of
            )
        assert len([line for line in dates(today) if "review with" in line.lower()]) <= 1
