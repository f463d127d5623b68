"""Sentences of the explanations that guidance gives, and their JSON."""

from datetime import date, time
from decimal import Decimal
from string import Formatter
from typing import Any

from zonewise.guidance.explanation import Explanation, Parameter
from zonewise.model.amounts import format_mg, plain

from .explanation_templates import TEMPLATES


class _SentenceFormatter(Formatter):
    """Fills a template: a day in words, an amount with its unit, and a number with its noun, as in "{count:day}"."""

    def __init__(self, as_of: date) -> None:
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
            case int() if format_spec:
                return f"{value} {format_spec}{'' if value == 1 else 's'}"
            case tuple():
                return (format_spec or "; ").join(self.format_field(part, "") for part in value)
        return str(value)


def sentence(explanation: Explanation, as_of: date) -> str:
    """Return an explanation in words.

    Args:
        explanation: What guidance gave.
        as_of: The day it was given for; days of other years are shown with theirs.

    Raises:
        KeyError: No template has this code, or its parameters are others.
    """
    return _SentenceFormatter(as_of).format(TEMPLATES[explanation.code], **dict(explanation.parameters))


def day_words(day: date, as_of: date) -> str:
    """Return a day such as "Friday 5 December", with its year where that is not the year of `as_of`."""
    return f"{day:%A} {day.day} {day:%B}{'' if day.year == as_of.year else f' {day.year}'}"


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
