"""Conditions of rules in words a clinician can check, beside what is known where a rule is explained."""

from collections.abc import Mapping, Sequence
from typing import Any

from zonewise.guidance.rule_explanation import ConditionState, RuleExplanation
from zonewise.rules.rule_set import (
    AnswerDefinition,
    Condition,
    FactDefinition,
    FactValue,
    Question,
    Rule,
    RuleSet,
    Test,
)

from .words import wrapped


def test_words(test: Test, facts: Mapping[str, FactDefinition]) -> str:
    """Return one test, such as "zone is yellow or red" or "days green: 7 or more"."""
    fact = facts[test.fact]
    name = test.fact.replace("_", " ")
    if test.unknown:
        return f"{name} is not known"
    if fact.type == "integer":
        return f"{name}: {_range(test)}"
    if fact.type == "bool":
        return f"{name}: {'yes' if True in test.accepts else 'no'}"
    words = [value for value in fact.values if value in test.accepts]
    return f"{name} is {' or '.join(words)}"


def condition_words(condition: Condition, facts: Mapping[str, FactDefinition]) -> str:
    """Return tests joined by "and"."""
    return " and ".join(test_words(test, facts) for test in condition) or "always"


def rule_when(rule: Rule, facts: Mapping[str, FactDefinition]) -> tuple[str, ...]:
    """Return each alternative of a rule in words."""
    return tuple(condition_words(condition, facts) for condition in rule.any_of)


def answer_words(answer: AnswerDefinition, facts: Mapping[str, FactDefinition]) -> str:
    """Return what an answer asks of the person: "reduce", or "keep while phase is titrating or stable"."""
    if not answer.actions:
        return "no action of its own"
    parts = [
        action if not when else f"{action} while {condition_words(when, facts)}" for when, action in answer.actions
    ]
    beside = f", with {' and '.join(answer.beside)}" if answer.beside else ""
    return "; ".join(parts) + beside


def asked_words(question: Question, facts: Mapping[str, FactDefinition]) -> str:
    """Return when a question is put."""
    return condition_words(question.asked_when, facts) if question.asked_when else "always"


def source_words(sources: Sequence[str], rule_set: RuleSet) -> str:
    """Return sources with their titles; what is our own choice says so."""
    return "; ".join(
        f"our own choice: {rule_set.sources[source].title} ({source})"
        if source.startswith("product:")
        else f"{rule_set.sources[source].title} ({source})"
        for source in sources
    )


def _range(test: Test) -> str:
    if test.low is None:
        return f"{test.high} or fewer"
    return f"{test.low} or more" if test.high is None else f"{test.low} to {test.high}"


def why_lines(why: RuleExplanation, facts: Mapping[str, FactDefinition]) -> list[str]:
    """Return one rule's tests beside what is known, for a terminal."""
    if why.applicable is False:
        return [f"{why.rule.id} is not asked about: its question '{why.rule.question}' is not put for these facts."]
    lines = [f"{why.rule.id} {'fires' if why.fires else 'does not fire'} ({why.rule.where})."]
    lines += wrapped(why.rule.because, "  ")
    for number, needs in enumerate(why.alternatives):
        if number:
            lines.append("  or:")
        for need in needs:
            mark = "yes" if need.holds else "NO "
            lines += wrapped(f"{mark} {test_words(need.test, facts)} (now: {_word(need.now)})", "  ", "      ")
    return lines


def nearly_json(nearly: Sequence[RuleExplanation], facts: Mapping[str, FactDefinition]) -> list[dict[str, Any]]:
    """Return the rules that one fact keeps from firing."""
    return [
        {
            "question": explained.rule.question,
            "rule": explained.rule.id,
            "because": explained.rule.because,
            "lacking": [_need(need, facts) for need in explained.lacking],
        }
        for explained in nearly
    ]


def _need(need: ConditionState, facts: Mapping[str, FactDefinition]) -> dict[str, Any]:
    return {"fact": need.test.fact, "now": need.now, "needs": test_words(need.test, facts)}


def _word(value: FactValue) -> str:
    if value is None:
        return "unknown"
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
