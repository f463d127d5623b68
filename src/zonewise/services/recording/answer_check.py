"""Which questions may a person answer, and with which answers?"""

from collections.abc import Mapping

from zonewise.guidance.dose_facts import PHASES
from zonewise.problem import Problem, did_you_mean
from zonewise.rules.rule_set import FactDefinition
from zonewise.services.base.shipped_protocol import shipped_engine

OTHER_QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "side_effects": ("none",),
    "other_change": ("none", "yes"),
    "usual_weeks": ("usual", "better", "worse"),
    "began_with_step": ("yes", "no"),
    "reviewed": ("yes",),
    "clinician_spoke": ("yes",),
}
"""Questions that are no fact of the protocol, with their answers."""

WRITTEN_HERE: Mapping[str, tuple[str, ...]] = {
    "relief_estimate": (
        "too-early",
        "cannot-tell",
        "possibly-helping",
        "likely-helping",
        "possibly-worse",
        "likely-worse",
    ),
}
"""What zonewise itself writes into the diary for the guidance; an export brings it back, nobody answers it."""

FROM_THE_DIARY = ("zone", "plan_signed", "at_ceiling", "flare_after_increase")
"""Facts that the diary itself gives; nobody answers them."""

WORKED_OUT = "Check in, write doses down or enter the plan; 'zonewise today' says which is missing."


def answer_problem(name: str, value: str, where: str, *, from_file: bool = False) -> Problem | None:
    """Return why an answer is refused, or None.

    Args:
        name: The question.
        value: The answer.
        where: What to name in the problem.
        from_file: Whether an export brings it back, which may hold what zonewise wrote itself.
    """
    known = WRITTEN_HERE.get(name, ()) if from_file and name in WRITTEN_HERE else answers_of(name)
    if not known:
        names = [*OTHER_QUESTIONS, *(each for each in shipped_engine().rule_set.facts if answers_of(each))]
        if name in shipped_engine().rule_set.facts or name in WRITTEN_HERE:
            return Problem(where, 0, f"'{name}' is worked out from the diary.", WORKED_OUT, "not-answered")
        hint = did_you_mean(name, names)
        found = f"'{name}' is not a question."
        return Problem(where, 0, found, f"{hint}Known: {', '.join(names)}.", "unknown-question")
    if value not in known:
        found = f"'{value}' is no answer to {name}."
        return Problem(where, 0, found, f"{did_you_mean(value, known)}Known: {', '.join(known)}.", "unknown-answer")
    return None


def answers_of(name: str) -> tuple[str, ...]:
    """Return the answers a person may give to a question; none for those that the diary itself gives."""
    if name in OTHER_QUESTIONS:
        return OTHER_QUESTIONS[name]
    fact: FactDefinition | None = shipped_engine().rule_set.facts.get(name)
    if fact is None or name in FROM_THE_DIARY or fact.type == "integer":
        return ()
    if name == "phase":
        return PHASES
    if name == "relief":
        return ("worse", "none", "possible")
    return ("yes", "no") if fact.type == "bool" else fact.values
