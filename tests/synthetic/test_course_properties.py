from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from zonewise.model.entry import Entry
from zonewise.plan.prescribed_plan import Plan
from zonewise.services.base.protocols import load_protocol
from zonewise.synthetic.advice import advice_for_one_person
from zonewise.synthetic.course_properties import broken_properties
from zonewise.synthetic.erring_life import ErringEvening, draw_patient, draw_plan

PLAN = next(
    plan
    for seed in range(50)
    if len((plan := draw_plan(Random(seed), None)).steps) == 3 and not plan.reduce_mg and plan.resume_mg is None
)
RULES = load_protocol().rule_set.rules
START = (0, "start", "0.5", {})
CLIMB = (START, *((day, "keep", "0.5", {}) for day in range(1, 14)), (14, "step-up", "1", {}))


def lived(person: int, days: int) -> list[ErringEvening]:
    """Return some evenings of one person who makes mistakes."""
    protocol = load_protocol()
    patient = draw_patient(person, protocol.rule_set, advice_for_one_person(protocol.engine, protocol.settings))
    return list(patient.live(range(patient.plan_day + days)))


def broken(
    evenings: Iterable[tuple[int, str, str | None, dict[str, str]]], reasons: tuple[str, ...] = (), plan: Plan = PLAN
) -> list[str]:
    """Return what does not hold of evenings: number, action, milligrams named and taken, and what was answered."""
    made = []
    for number, action, mg, written in evenings:
        named = None if mg is None else Decimal(mg)
        guidance = SimpleNamespace(
            action=action, ask=(), would_change=(None,) * ("shut" not in written), reasons=[RULES[r] for r in reasons]
        )
        today: Any = SimpleNamespace(
            guidance=guidance, dose=SimpleNamespace(daily_mg=named), facts={},
            snapshot=SimpleNamespace(plan=plan), zone=SimpleNamespace(zone="green"),
        )  # fmt: skip
        answers = {"danger_sign": "none", **written}
        noted = [Entry("n", date(2024, 1, 1), None, "note", "check-in", written["noted"])] if "noted" in written else []
        opioid, taken_mg = written.get("opioid_taken", ""), named or Decimal(0)
        made.append(ErringEvening(number, today, answers, opioid, False, taken_mg, tuple(noted)))
    return [line.partition(": ")[2] for line in broken_properties(made)]


@pytest.mark.parametrize("person", [2, 7])
def test_people_who_make_mistakes_break_nothing(person: int) -> None:
    """Whatever is forgotten, doubled, misspelt or answered wrongly, each property holds on each evening."""
    assert list(broken_properties(lived(person, 40))) == []


def test_a_calm_person_arrives(load_script: Callable[[str], ModuleType]) -> None:
    """After weeks of mistakes a calm life comes to the ceiling or to somebody's decision."""
    life = load_script("benchmarks/course_fuzz.py").live(2, 10)

    assert life.broken == ()
    assert life.days_to_arrive is not None


def test_a_course_without_fault_breaks_nothing() -> None:
    """A start, a fortnight and a step hold."""
    assert broken(CLIMB) == []


@pytest.mark.parametrize(
    ("property_number", "evenings"),
    [
        (1, [START, (1, "keep", "1", {})]),
        (1, [START, (14, "step-up", "1.5", {})]),
        (2, [START, (1, "emergency", None, {"danger_sign": "suicidal"}), (2, "keep", "0.5", {})]),
        (2, [*CLIMB, (15, "emergency", None, {"danger_sign": "withdrawal"}),
             (40, "keep", "1", {"clinician_said": "continue"})]),
        (3, [START, (1, "stop-and-call", None, {"opioid": "current"}), (9, "keep", "0.5", {"opioid": "none",
             "clinician_said": "continue"})]),
        (3, [START, (1, "keep", "0.5", {"opioid_taken": "codiene"})]),
        (3, [START, (1, "keep", "0.5", {"noted": "took two tramdol last night"})]),
        (3, [START, (1, "ask", None, {"noted": "took two tramdol last night"}), (2, "keep", "0.5", {})]),
        (4, [START, (1, "pause", "0", {}), (5, "resume-low", "0.5", {})]),
        (5, [START, (1, "wait", "0", {"phase": "stopped"}), (40, "start", "0.5", {})]),
        (6, [START, (3, "step-up", "1", {})]),
        (6, [*CLIMB, (30, "reduce", "0.25", {})]),
        (7, [*CLIMB, (28, "step-up", "1.5", {}), (30, "reduce", "1", {}), (32, "reduce", "0.5", {})]),
        (8, [*CLIMB, (30, "reduce", "0.5", {}), (34, "step-up", "1", {})]),
        (9, [START, (1, "keep", "0.5", {"shut": "yes"})]),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_noticed(property_number: int, evenings: list[Any]) -> None:
    """Each property has a course that breaks it, and that is said."""
    assert f"{property_number}." in {line[:2] for line in broken(evenings)}


def test_who_comes_back_with_more_than_was_taken_is_noticed() -> None:
    """The plan's amount for taking LDN up again is for those who had reached it, also after a call."""
    plan = replace(PLAN, resume_mg=Decimal(1))
    called = (1, "emergency", None, {"danger_sign": "suicidal"})

    for rest in ((1, "pause", "0", {}), called):
        back = (20, "resume-low", "1", {"clinician_said": "restart-low"})
        assert broken([START, rest, back], plan=plan)[0].startswith("1. 1 named after a rest, and 0.5 was")
        assert broken([*CLIMB, (30, *rest[1:]), (50, *back[1:])], plan=plan) == []


@pytest.mark.parametrize("rule", ["step-in-yellow", "step-call-lately", "opioid-current", "start-not-wanted"])
def test_a_reason_that_is_not_true_is_noticed(rule: str) -> None:
    """A reason without its facts, or one that nothing that was written bears out, is no reason."""
    assert [line[:3] for line in broken([(20, "keep", None, {})], (rule,))] == ["10."] * 2
