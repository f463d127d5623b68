"""How is it said why a rule fires or does not?"""

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

from zonewise.guidance.rule_explanation import ConditionState, RuleExplanation
from zonewise.rules.rule_set import FactDefinition, FactValue

from .protocol_words import test_words

WIDTH = 80


def why_lines(why: RuleExplanation, facts: Mapping[str, FactDefinition]) -> list[str]:
    """Return one rule's tests beside what is known, for a terminal."""
    if why.applicable is False:
        return [f"{why.rule.id} is not asked about: its question '{why.rule.question}' is not put for these facts."]
    lines = [f"{why.rule.id} {'fires' if why.fires else 'does not fire'} ({why.rule.where})."]
    lines += wrap(why.rule.because, WIDTH, initial_indent="  ", subsequent_indent="  ")
    for number, needs in enumerate(why.alternatives):
        if number:
            lines.append("  or:")
        for need in needs:
            mark = "yes" if need.holds else "NO "
            lines += wrap(
                f"{mark} {test_words(need.test, facts)} (now: {_word(need.now)})",
                WIDTH,
                initial_indent="  ",
                subsequent_indent="      ",
            )
    return lines


def nearly_json(nearly: Sequence[RuleExplanation], facts: Mapping[str, FactDefinition]) -> list[dict[str, Any]]:
    """Return the rules that one fact keeps from firing."""
    return [
        {
            "question": each.rule.question,
            "rule": each.rule.id,
            "because": each.rule.because,
            "lacking": [_need(need, facts) for need in each.lacking],
        }
        for each in nearly
    ]


def _need(need: ConditionState, facts: Mapping[str, FactDefinition]) -> dict[str, Any]:
    return {"fact": need.test.fact, "now": need.now, "needs": test_words(need.test, facts)}


def _word(value: FactValue) -> str:
    if value is None:
        return "unknown"
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
