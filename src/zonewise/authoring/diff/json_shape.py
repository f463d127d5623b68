"""The JSON that stands for the differences between two versions of a protocol."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from zonewise.report.explanations import sentence
from zonewise.report.json_shapes import protocol_json
from zonewise.rules.rule_set import RuleSet

from .comparison import AnswerChange, BoxWithExceptions, QuestionComparison, StateBox, Values
from .declarations import DeclarationPair
from .declarations_text import part_words
from .diary_days import ChangedDays, DayAnswer
from .value_words import values_json
from .versions import ProtocolDiff, caution

Json = dict[str, Any]


def diff_json(diff: ProtocolDiff, days: ChangedDays | None) -> Json:
    """Return everything that differs; without a diary `days` is null."""
    action, *questions = diff.comparison.compared
    return {
        "old": {"where": diff.where[0], **protocol_json(diff.old)},
        "new": {"where": diff.where[1], **protocol_json(diff.new)},
        "combinations": diff.comparison.combinations,
        "states": diff.comparison.states,
        "values": {
            axis.name: [value for code in range(len(axis.values)) for value in values_json(axis, [code])]
            for axis in diff.comparison.axes
        },
        "action": _compared(diff, action),
        "questions": [
            {"question": compared.name, "word": compared.word or None, **_compared(diff, compared)}
            for compared in questions
        ],
        "declared": {kind: _pairs(diff, pairs) for kind, pairs in diff.declared.items()}
        | {"orders": [{"name": order.name, "old": order.old, "new": order.new} for order in diff.declared["orders"]]},
        "numbers": _pairs(diff, diff.numbers),
        "files": list(diff.files),
        "days": None if days is None else _days(days),
    }


def _compared(diff: ProtocolDiff, compared: QuestionComparison) -> Json:
    return {
        "states": compared.states,
        "changes": [_change(diff, compared, change) for change in compared.changes],
        "other_reasons": list(map(asdict, compared.reasons)),
    }


def _change(diff: ProtocolDiff, compared: QuestionComparison, change: AnswerChange) -> Json:
    return {
        "old": change.old,
        "new": change.new,
        "caution": caution(diff, compared.name, change),
        "states": change.states,
        "boxes": [_box(box) for box in change.boxes],
        "around": None if change.around is None else _around(change.around),
    }


def _around(around: BoxWithExceptions) -> Json:
    return {**_box(around.box), "except": [_when(exception) for exception in around.exceptions]}


def _when(allowed: Values) -> Json:
    return {axis.name: values_json(axis, codes) for axis, codes in allowed}


def _box(box: StateBox) -> Json:
    return {
        "states": box.states,
        "when": _when(box.allowed),
        "old_rules": asdict(box.old),
        "new_rules": asdict(box.new),
        "example": dict(box.example),
    }


def _pairs(diff: ProtocolDiff, pairs: Sequence[DeclarationPair[Any]]) -> list[Json]:
    return [
        {
            "name": pair.name,
            "change": "added" if pair.old is None else "removed" if pair.new is None else "changed",
            "only_said": pair.says_only,
            "parts": {
                part: {"old": _part(part, pair.old, diff.old), "new": _part(part, pair.new, diff.new)}
                for part in pair.parts
            },
            "old_where": getattr(pair.old, "where", None),
            "new_where": getattr(pair.new, "where", None),
        }
        for pair in pairs
    ]


def _part(part: str, thing: Any, rule_set: RuleSet) -> str:
    return part_words(part, getattr(thing, part), rule_set)


def _days(days: ChangedDays) -> Json:
    return {
        "first": days.first.isoformat() if days.first else None,
        "last": days.last.isoformat() if days.last else None,
        "days": days.days,
        "otherwise": [
            {
                "day": changed.day.isoformat(),
                "parts": list(changed.parts),
                "old": _answer(changed.old, changed.day),
                "new": _answer(changed.new, changed.day),
            }
            for changed in days.otherwise
        ],
    }


def _answer(answer: DayAnswer, day: date) -> Json:
    parts = {part.name: getattr(answer, part.name) for part in fields(answer)}
    reasons = [
        {"rule": rule.id, "because": rule.because, "sources": list(rule.sources), "where": rule.where}
        for rule in answer.reasons
    ]
    daily_mg = None if answer.daily_mg is None else str(answer.daily_mg)
    return {**parts, "dose": sentence(answer.dose, day), "reasons": reasons, "daily_mg": daily_mg}
