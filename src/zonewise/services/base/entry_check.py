"""Checks of entries on every path into the diary: answers, fields of the profile, plans."""

from dataclasses import replace
from datetime import date

from zonewise.course.dose_course import HISTORY
from zonewise.guidance.protocol import Protocol
from zonewise.model.amounts import parse_mg
from zonewise.model.entry import Entry
from zonewise.plan.limits import PlanLimits
from zonewise.plan.plan_check import check
from zonewise.plan.plan_json import plan_from_json
from zonewise.plan.prescribed_plan import Plan
from zonewise.plan.signature.compact_jws import key_bytes
from zonewise.plan.signature.message import read_message, same_prescription
from zonewise.plan.signature.pairing_code import read_pairing_code
from zonewise.problem import InputRefused, NotUnderstood, Problem, did_you_mean, unknown_word
from zonewise.rules.rule_set import A_DATE, RuleSet

from .profile import FIELDS, checked_field

KEY_FIELD, CODE_FIELD = PAIRING_FIELDS = ("signing-key", "pairing-code")
"""Names of the entries of the profile that hold a prescriber's key, with their name as a note, and the diary's code."""

FROM_THE_DIARY = "Check in, write doses down or enter the plan; 'zonewise today' says which is missing."


YES_WORDS, NO_WORDS = ("yes", "y", "true"), ("no", "n", "false", "none")
"""What people type for yes and no, to whatever is asked."""


def answer_problem(name: str, value: str, where: str, rule_set: RuleSet, *, from_file: bool = False) -> Problem | None:
    """Return why an answer is refused, or None.

    Args:
        where: What to name in the problem.
        rule_set: The rules with what is asked.
        from_file: Whether an export brings it back, which may hold what zonewise wrote itself.
    """
    prompt = rule_set.prompts.get(name)
    if prompt is None or not (prompt.from_people or from_file):
        if name in rule_set.facts or prompt is not None:
            return Problem(where, 0, f"'{name}' is worked out from the diary.", FROM_THE_DIARY, "not-answered")
        known = [prompt.name for prompt in rule_set.prompts.values() if prompt.from_people]
        expected = unknown_word(name, known)
        return Problem(where, 0, f"'{name}' is not a question.", expected, "unknown-question")
    if value not in prompt.answers and not (A_DATE in prompt.answers and is_date(value)):
        expected = unknown_word(value, prompt.answers)
        return Problem(where, 0, f"'{value}' is no answer to {name}.", expected, "unknown-answer")
    return None


def answer_in_words_of(name: str, value: str, rule_set: RuleSet) -> str:
    """Return an answer in its question's own words: yes and no are said in the same ways to every question.

    What its question does not know is returned as it is, for `answer_problem` to name.
    """
    prompt = rule_set.prompts.get(name)
    word = value.strip().casefold()
    if prompt is None or value in prompt.answers:
        return value
    for meant, own in ((NO_WORDS, ("no", "none")), (YES_WORDS, ("yes",))):
        if word in meant:
            return next((answer for answer in own if answer in prompt.answers), value)
    return word if word in prompt.answers else value


def is_date(value: str) -> bool:
    """Say whether a text is a calendar day as ISO 8601 writes it."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


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
        plan = plan_from_json(entry.value, where)
        problems = check(plan, limits, sensitive=None, where=where)
        if plan.origin == "key-signed":
            problems = problems or _signature_problems(entry, plan, where)
    except InputRefused as refused:
        problems = refused.problems
    except ValueError as error:
        problems = (Problem(where, 0, f"{error}.", "Sign the plan from its file instead.", "not-a-plan"),)
    return problems[0] if problems else None


def _signature_problems(entry: Entry, plan: Plan, where: str) -> tuple[Problem, ...]:
    """Return why a plan that says that a key signed it is not what was signed."""
    signed = read_message(entry.note).message.plan
    if signed is not None and same_prescription(signed, plan):
        return ()
    fault = "the plan says that its prescriber signed it, and it is not what was signed."
    return (Problem(where, 0, fault, "Take in the signed text itself: zonewise plan receive.", "changed-text"),)


def _profile_problem(entry: Entry, where: str) -> Problem | None:
    if entry.name not in (*FIELDS, *PAIRING_FIELDS, HISTORY) and not did_you_mean(entry.name, (*FIELDS, HISTORY)):
        return None  # a field that nothing here reads, kept under its own name; a slip of the pen is named
    try:
        if entry.name == HISTORY:
            parse_mg(entry.value)
        elif entry.name == KEY_FIELD:
            key_bytes(entry.value)
        elif entry.name == CODE_FIELD:
            read_pairing_code(entry.value, where)
        else:
            checked_field(entry.name, entry.value)
    except InputRefused as refused:
        return replace(refused.problems[0], where=where)
    except NotUnderstood as error:
        return Problem(where, 0, error.fault, error.expected, error.code)
    return None
