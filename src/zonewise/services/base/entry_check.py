"""May this entry, from whatever file, stand in the diary? What reaches a dose is checked on every path."""

from dataclasses import replace

from zonewise.course.dose_course import HISTORY
from zonewise.guidance.protocol import Protocol
from zonewise.model.amounts import parse_mg
from zonewise.model.entry import Entry
from zonewise.plan.limits import PlanLimits
from zonewise.plan.plan_check import check
from zonewise.plan.plan_json import plan_from_json
from zonewise.problem import InputRefused, NotUnderstood, Problem, did_you_mean
from zonewise.services.recording.answer_check import answer_problem

from .profile import FIELDS, checked_field


def entry_problem(entry: Entry, where: str, protocol: Protocol) -> Problem | None:
    """Return why an entry is refused, or None: a plan beyond its bounds, an answer or profile field nobody knows."""
    if entry.kind == "plan":
        return _plan_problem(entry, where, protocol.settings.plan)
    if entry.kind == "answer":
        return answer_problem(entry.name, entry.value, where, protocol.rule_set, from_file=True)
    if entry.kind == "profile":
        return _profile_problem(entry, where)
    return None


def _plan_problem(entry: Entry, where: str, limits: PlanLimits) -> Problem | None:
    try:
        problems = check(plan_from_json(entry.value, where), limits, sensitive=None, where=where)
    except InputRefused as refused:
        problems = refused.problems
    except ValueError as error:
        problems = (Problem(where, 0, f"{error}.", "Sign the plan from its file instead.", "not-a-plan"),)
    return problems[0] if problems else None


def _profile_problem(entry: Entry, where: str) -> Problem | None:
    if entry.name not in (*FIELDS, HISTORY) and not did_you_mean(entry.name, (*FIELDS, HISTORY)):
        return None  # a field that nothing here reads, kept under its own name; a slip of the pen is named
    try:
        if entry.name == HISTORY:
            parse_mg(entry.value)
        else:
            checked_field(entry.name, entry.value)
    except InputRefused as refused:
        return replace(refused.problems[0], where=where)
    except NotUnderstood as error:
        return Problem(where, 0, error.found, error.expected, error.code)
    return None
