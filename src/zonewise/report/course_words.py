"""What the course of treatment says, in words and as JSON."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from zonewise.course.changes import CourseChange
from zonewise.course.treatment_state import AWAITED
from zonewise.model.amounts import format_mg, plain
from zonewise.model.day_words import day_words
from zonewise.rules.rule_set import RuleSet

from .words import wrapped

NO_CHANGE = "Nothing has changed yet: no dose was taken and no call was made."


def change_words(change: CourseChange, rule_set: RuleSet) -> str:
    """Return what changed and why, in one or two sentences."""
    named = " ".join(rule_set.rules[rule].because for rule in change.rules if rule in rule_set.rules)
    if change.kind == "dose":
        what = "No dose." if not change.mg else f"{format_mg(change.mg)} a day."
        return f"{what} {named or WHY_DOSE.get(change.cause, '')}".strip()
    if change.kind == "deviation":
        taken = format_mg(change.mg) if change.mg is not None else ""
        return f"You logged {taken}, more than was recommended. The recommended dose did not change."
    if change.kind == "call" and change.cause == AWAITED:
        return "The doctor or nurse said to wait, so no dose is named until their next word or plan."
    if change.kind == "call":
        signs = rule_set.facts["unresolved_danger"].words if "unresolved_danger" in rule_set.facts else {}
        sign = signs.get(change.cause, "")
        return f"You were asked to get help or to call: {sign}." if sign else "You were asked to take no more and call."
    said = rule_set.prompts["clinician_said"].words.get(change.cause, change.cause)
    return f"The doctor or nurse said: {said}."


WHY_DOSE = {
    "taken": "You took it, and nothing was recommended before.",
    "told": "You told us that this is the dose.",
    "own": "You took less on several days in a row, so it is the dose now.",
    "paused": "You told us that you have paused.",
    "stopped": "You told us that you have stopped.",
    "left-out": "Too many doses in a row were left out.",
    "advised": "You were asked to take no more, and no dose was logged after that.",
    "clinician": "That is what the doctor or nurse said.",
}


def course_screen(changes: Sequence[CourseChange], rule_set: RuleSet, as_of: date) -> str:
    """Return all changes for a terminal, a paragraph each."""
    told = [f"{day_words(change.day, as_of)}: {change_words(change, rule_set)}" for change in changes] or [NO_CHANGE]
    return "".join(f"{line}\n" for text in told for line in wrapped(text, following="  "))


def course_json(changes: Sequence[CourseChange], rule_set: RuleSet, as_of: date) -> dict[str, Any]:
    """Return all changes as plain JSON; days as ISO 8601, amounts as texts in milligrams."""
    return {
        "as_of": as_of.isoformat(),
        "changes": [
            {
                "day": change.day.isoformat(),
                "kind": change.kind,
                "cause": change.cause,
                "mg": None if change.mg is None else plain(change.mg),
                "rules": list(change.rules),
                "because": change_words(change, rule_set),
            }
            for change in changes
        ],
    }
