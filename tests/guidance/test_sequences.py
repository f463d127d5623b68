"""Lives of `tests/data/sequences`: on each of the days that a case names, what must stand there stands there."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from zonewise.guidance.daily_guidance import DailyGuidance

from .builders import CALM_FACTS, Diary, d, once, plan_of, twice

FILE = Path(__file__).parents[1] / "data" / "sequences" / "over_days.yaml"
CASES: list[dict[str, Any]] = yaml.safe_load(FILE.read_text("utf-8"))
DAYS = ("doses", "answers", "signs", "events", "rated", "lift", "notes", "only", "late", "prescribed")
PARTS = {"name", "seen", "plan", "no_plan", "told", "phase", "function", "silent", "as_usual", "expect", *DAYS}
SEEN = {
    1: "a doubled dose became the dose, and one slip down cost weeks",
    2: "a word that somebody had spoken to a doctor reopened the full dose after a danger sign",
    3: "the wait after an opioid ran from its first day",
    4: "a pause lasted a day, and what was unbearable came back",
    5: "LDN was taken up again at what had gone badly",
    6: "days off counted as days at the dose",
    7: "a flare that was told stood beside a next step",
    8: "one suspicion walked the dose down to nothing",
    9: "days of same as usual were said to need Green, when ratings were missing",
    10: "a severe habit never began, pain alone got every step, a new filler was not named",
    11: "a very bad night was not asked about",
    12: "a vague yes stayed a yes for months",
    13: "two doses a day stood at one time, and a forgotten one read as taken",
}
"""What once went wrong over days; each has a sequence that says by `seen` that it is about it."""


def days_of(text: object) -> Iterable[int]:
    """Return the days of "42-48" or 49."""
    first, _, last = str(text).partition("-")
    return range(int(first), int(last or first) + 1)


def by_day(part: Mapping[object, Any]) -> dict[int, Any]:
    """Return what stands for each day."""
    return {day: value for days, value in part.items() for day in days_of(days)}


def lived(case: Mapping[str, Any], until: int) -> Diary:
    """Return the diary of a case as it is written on the evening of a day."""
    plan = dict(case.get("plan", {"steps": [0.5, 1, 1.5, 3]}))
    steps = [twice(str(mg)) for mg in plan.pop("twice", ())] or [once(str(mg)) for mg in plan.pop("steps", (0.5, 1))]
    if "resume_mg" in plan:
        plan["resume_mg"] = Decimal(str(plan["resume_mg"]))
    plan["start"] = d(plan.get("start", 42))
    diary = Diary() if case.get("no_plan") else Diary().planned(plan_of(*steps, **plan))
    diary.said(0, at="07:00", phase=case.get("phase", "not-started"))
    for day, mg in case.get("told", {}).items():
        diary.history(mg, day)
    doses, answers, signs, events, rated, lift, notes, only, late, prescribed = (
        by_day(case.get(part, {})) for part in DAYS
    )
    silent = {name: {*days_of(days)} for name, days in case.get("silent", {}).items()}
    as_usual = {*days_of(case["as_usual"])} if "as_usual" in case else set()
    habit = {"function": case["function"]} if "function" in case else {}
    for day in range(until + 1):
        if day in as_usual:
            diary.as_usual([day])
        elif day in only:
            for name in only[day]:
                diary.add("rating", name, 3, day, "20:00")
        else:
            diary.rated([day], lift=lift.get(day, 0), **{**habit, **rated.get(day, {})})
        safe = {name: value for name, value in CALM_FACTS.items() if day not in silent.get(name, ())}
        diary.said(day, {**safe, **answers.get(day, {})})
        for name, grade in signs.get(day, {}).items():
            diary.add("sign", name, grade, day, "20:40")
        if day in notes:
            diary.add("note", "check-in", notes[day], day, "20:45")
        if day in prescribed:
            diary.planned(plan_of(*(once(str(mg)) for mg in prescribed[day]), start=d(day)), day, "21:30")
        for before, told in late.get(day, {}).items():  # a sign of an earlier day, written down only now
            for name, grade in told.items():
                diary.add("sign", name, grade, before, "20:50")
        if day in events:
            diary.add("event", events[day], "", day, "09:00")
        diary.dosed([day], *map(str, doses.get(day, ())))
    return diary


def screen_of(today: DailyGuidance) -> dict[str, Any]:
    """Return what stands on the screen of a day, by what a case can expect of it."""
    guidance, dose, now = today.guidance, today.dose, today.snapshot.recommended.now
    return {
        "action": guidance.action,
        "daily": dose.daily_mg or Decimal(0),
        "instruction": dose.instruction.code,
        "rules": {rule.id for rule in guidance.reasons},
        "asks": {question.fact for question in guidance.ask},
        "considers": {consideration.id for consideration in guidance.considerations},
        "notes": {note.code for note in today.notes},
        "zone": today.zone.zone,
        "level": now.mg if now is not None else Decimal(0),
        "at": [dose.at for dose in dose.doses],
    }


def holds(name: str, value: Any, screen: Mapping[str, Any]) -> bool:
    """Say whether a day is as a case expects it."""
    checks = {
        "action": lambda: screen["action"] == value,
        "never": lambda: screen["action"] != value,
        "daily": lambda: screen["daily"] == Decimal(str(value)),
        "at_most": lambda: screen["daily"] <= Decimal(str(value)),
        "at_least": lambda: screen["daily"] >= Decimal(str(value)),
        "level": lambda: screen["level"] == Decimal(str(value)),
        "no_dose": lambda: screen["daily"] == 0,
        "instruction": lambda: screen["instruction"] == value,
        "other_than": lambda: screen["instruction"] != value,
        "rule": lambda: value in screen["rules"],
        "asks": lambda: value in screen["asks"],
        "asks_not": lambda: value not in screen["asks"],
        "without": lambda: value not in screen["rules"],
        "at": lambda: screen["at"] == value,
        "considers": lambda: value in screen["considers"],
        "note": lambda: value in screen["notes"],
        "not_zone": lambda: screen["zone"] != value,
    }
    return checks[name]()


def test_each_thing_that_went_wrong_has_a_sequence() -> None:
    """Every case of the table is lived by a sequence, and no sequence names one that the table has not."""
    assert {case["seen"] for case in CASES if "seen" in case} == SEEN.keys()


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_life_goes_as_it_should(case: Mapping[str, Any]) -> None:
    """Every day of the case shows what it has to show."""
    assert case.keys() <= PARTS
    whole = lived(case, max(case["expect"]))
    for day, expected in case["expect"].items():
        diary = lived(case, day) if "late" in case else whole
        screen = screen_of(diary.today(day))
        wrong = {name: value for name, value in expected.items() if not holds(name, value, screen)}
        assert not wrong, f"day {day}: {screen}"
