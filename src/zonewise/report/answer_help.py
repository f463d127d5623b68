"""With which words does a person answer what is asked?"""

from collections.abc import Sequence

from zonewise.rules.rule_set import FactDefinition

RELIEF_TOLD = ("worse", "none", "possible")
"""A person may say these; the others are left to the calendar and to the estimate."""

FROM_THE_DIARY = {
    "zone": "zonewise check-in pain=4 mood=2 anxiety=3 ...",
    "days_green": "usual_weeks=usual, better or worse",
    "days_at_dose": "zonewise dose AMOUNT --since DAY",
    "days_since_increase": "zonewise dose AMOUNT --since DAY",
    "weeks_taking": "zonewise dose AMOUNT --since DAY",
    "at_ceiling": "zonewise dose AMOUNT --since DAY",
    "plan_signed": "zonewise plan sign FILE",
    "side_effect_grade": "side_effects=none, or: zonewise check-in --side-effect NAME=1 (to 3)",
    "days_since_other_change": "other_change=none or yes",
    "flare_after_increase": "began_with_step=yes or no",
}
"""Facts that are worked out: how the person tells what they are worked out from."""


def how_to_answer(fact: FactDefinition) -> str:
    """Return the words to type for one question, such as "opioid=none, planned, recent or current"."""
    if fact.name in FROM_THE_DIARY:
        return FROM_THE_DIARY[fact.name]
    if fact.type == "bool":
        return f"{fact.name}=yes or no"
    known = RELIEF_TOLD if fact.name == "relief" else fact.values
    return f"{fact.name}={_either(known)}"


def name_to_answer(fact: str) -> str:
    """Return the name that an answer to this fact goes under, or "" when something else tells it."""
    told = FROM_THE_DIARY.get(fact, f"{fact}=")
    return told.partition("=")[0] if " " not in told.partition("=")[0] else ""


def _either(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"
