"""Sentences of the explanations that guidance gives, and their JSON."""

from collections.abc import Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from string import Formatter
from typing import Any

from zonewise.guidance.explanation import Explanation, Parameter
from zonewise.guidance.fact import Fact
from zonewise.guidance.guide import OpenQuestion
from zonewise.located_yaml import Reading, read_yaml
from zonewise.model.amounts import format_mg, plain
from zonewise.model.day_words import day_words
from zonewise.rules.rule_set import Rule, RuleSet

from .words import word_table


@lru_cache(maxsize=1)
def templates() -> Mapping[str, str]:
    """Return the sentence of each code, with places for its parameters."""
    reading = Reading("explanations.yaml")
    text = (files("zonewise.report") / "explanations.yaml").read_text("utf-8")
    sentences = reading.mapping(read_yaml(text, reading), "the file")
    made = {code: reading.text(node, code) for code, node in sentences.items()}
    reading.refuse()
    return made


class _SentenceFormatter(Formatter):
    """Fills a template: a day in words, an amount with its unit, a number with its noun as in "{count:day}"."""

    def __init__(self, as_of: date | None) -> None:
        self._as_of = as_of

    def format_field(self, value: Any, format_spec: str) -> str:
        match value:
            case Explanation():
                return sentence(value, self._as_of)
            case date():
                return day_words(value, self._as_of)
            case time():
                return f"{value:%H:%M}"
            case Decimal():
                return format_mg(value)
            case str() if format_spec in ("words", "Words"):
                words = value.replace("-", " ").replace("_", " ")
                return words.capitalize() if format_spec == "Words" else words
            case int() if format_spec:
                return f"{value} {format_spec}{'' if value == 1 else 's'}"
            case tuple():
                return (format_spec or "; ").join(self.format_field(part, "") for part in value)
        return str(value)


def sentence(explanation: Explanation, as_of: date | None = None) -> str:
    """Return an explanation in words.

    Args:
        as_of: The day it was given for; days of other years, and without it all, are shown with theirs.

    Raises:
        KeyError: No template has this code, or its parameters are others.
    """
    return _SentenceFormatter(as_of).format(templates()[explanation.code], **dict(explanation.parameters))


def answer_to(explanation: Explanation) -> tuple[str, str, str] | None:
    """Return the name, the value and the button's words of the answer that an explanation waits for, or None."""
    answer = word_table("answers-to-sentences").get(explanation.code)
    if answer is None:
        return None
    name, _, value = answer.partition("=")
    return name, value, word_table("answer-buttons")[answer]


def question_words(question: OpenQuestion, rule_set: RuleSet, as_of: date | None = None) -> str:
    """Return what is asked: what fits the day, else the protocol's own question."""
    if question.question is None:
        return rule_set.facts[question.fact].ask
    return sentence(question.question, as_of)


def because_words(fact: Fact, as_of: date | None = None) -> str:
    """Return where a fact comes from."""
    return sentence(fact.because, as_of)


def rules_words(rules: Iterable[Rule]) -> str:
    """Return why, in the sentences of rules; two rules may share one."""
    return " ".join(dict.fromkeys(rule.because for rule in rules))


def explanation_json(explanation: Explanation) -> dict[str, Any]:
    """Return code and parameters as plain JSON: days as ISO 8601, amounts as texts in milligrams."""
    return {
        "code": explanation.code,
        "parameters": {name: _parameter_json(value) for name, value in explanation.parameters},
    }


def _parameter_json(value: Parameter) -> Any:
    match value:
        case Explanation():
            return explanation_json(value)
        case date() | time():
            return value.isoformat()
        case Decimal():
            return plain(value)
        case tuple():
            return [_parameter_json(part) for part in value]
    return value
