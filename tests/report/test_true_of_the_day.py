"""What a day's screen says of the next step is true of that day's facts."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.report import day_truth
from tests.report.day_truth import RULES, needs, untruths

from zonewise.guidance.daily_guidance import DailyGuidance
from zonewise.report import day_words
from zonewise.services.base.protocols import load_protocol
from zonewise.synthetic.advice import advice_for_one_person
from zonewise.synthetic.cohort import ClosedLoopOptions, draw_cohort
from zonewise.synthetic.erring_life import draw_patient
from zonewise.synthetic.patient_life import plan_to_follow, simulate_patient

PROTOCOL = load_protocol()


@pytest.fixture(scope="module")
def days() -> list[DailyGuidance]:
    """Return what zonewise said on the days of a synthetic patient who does not tolerate the dose."""
    said: list[DailyGuidance] = []
    advice = advice_for_one_person(PROTOCOL.engine, PROTOCOL.settings)

    def advise(entries: Any, day: Any) -> DailyGuidance:
        said.append(advice(entries, day))
        return said[-1]

    plan = plan_to_follow(PROTOCOL.settings.plan)
    options = ClosedLoopOptions(intolerant=True, inert=False)
    simulate_patient(draw_cohort(3, np.random.default_rng(3), options), 2, plan, advise)
    return said


def test_there_is_something_to_look_at(days: list[DailyGuidance]) -> None:
    """The patient meets holds in each zone, in a pause and before the start."""
    held = [today for today in days if needs(today)]

    assert len(held) > 100
    assert {today.zone.zone for today in held} >= {"green", "yellow", "red"}
    assert {today.facts["phase"].value for today in held} >= {"not-started", "titrating", "paused"}


def test_every_hold_says_what_it_waits_for_and_it_is_true(days: list[DailyGuidance]) -> None:
    """Which condition, how far, until when at the earliest, what is to be answered: each as the facts give it."""
    assert [(today.as_of, line) for today in days for line in untruths(today)] == []


@pytest.mark.parametrize("person", [1, 2])
def test_it_is_true_of_people_who_make_mistakes(person: int) -> None:
    """Calls, pauses, opioids and very bad nights are waited out for as long as it says."""
    patient = draw_patient(person, RULES, advice_for_one_person(PROTOCOL.engine, PROTOCOL.settings))
    evenings = patient.live(range(patient.plan_day + 40))

    assert [(evening.number, line) for evening in evenings for line in untruths(evening.today)] == []


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("needs_words", lambda rise, today, rule_set: "The next step still needs: patience."),
        ("changes", lambda today, rule_set: ()),
        ("_filled_in", lambda fact, template, now, then: template.format(left=99, unit="days", then=then)),
        ("coming_steps", lambda today, rising: ()),
        ("day_words", lambda day, as_of=None: f"{day.day} {day:%B %Y}"),
    ],
)
def test_what_is_not_true_is_noticed(
    days: list[DailyGuidance], monkeypatch: pytest.MonkeyPatch, name: str, fault: Any
) -> None:
    """A condition left out, a hold without a word, wrong counts, no earliest day, and a day without its weekday."""
    monkeypatch.setattr(day_truth if name == "changes" else day_words, name, fault)

    assert any(True for today in days for _ in untruths(today))


def test_a_reason_without_its_facts_is_noticed(days: list[DailyGuidance]) -> None:
    """A rule among the reasons whose condition the day does not meet is no reason."""
    today = next(today for today in days if today.guidance.action == "keep" and today.zone.zone == "green")
    guidance = replace(today.guidance, reasons=(RULES.rules["step-in-red"],))

    assert next(untruths(replace(today, guidance=guidance))) == "step-in-red is given without its facts"
