"""The JSON that stands for the differences between two versions of a protocol."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from zonewise.report.explanations import sentence
from zonewise.report.json_shapes import protocol_json
from zonewise.rules.rule_set import Rule, RuleSet

from .comparison import AnswerChange, BoxWithExceptions, QuestionComparison, Responsible, StateBox, Values
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
        "declared": {
            "facts": _pairs(diff, diff.declared.facts),
            "questions": _pairs(diff, diff.declared.questions),
            "answers": _pairs(diff, diff.declared.answers),
            "orders": [{"name": p.name, "old": p.old, "new": p.new} for p in diff.declared.orders],
            "rules": _pairs(diff, diff.declared.rules),
            "sources": _pairs(diff, diff.declared.sources),
        },
        "numbers": _pairs(diff, diff.numbers),
        "files": list(diff.files),
        "days": None if days is None else _days(days),
    }


def _compared(diff: ProtocolDiff, compared: QuestionComparison) -> Json:
    return {
        "states": compared.states,
        "changes": [_change(diff, compared, change) for change in compared.changes],
        "other_reasons": [
            {"rule": reason.rule, "no_longer": reason.no_longer, "newly": reason.newly} for reason in compared.reasons
        ],
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
        "old_rules": _rules(box.old),
        "new_rules": _rules(box.new),
        "example": dict(box.example),
    }


def _rules(rules: Responsible) -> Json:
    return {"everywhere": list(rules.everywhere), "partly": list(rules.partly)}


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
    return {
        "action": answer.action,
        "dose": sentence(answer.dose, day),
        "considerations": list(answer.considerations),
        "ask": list(answer.ask),
        "review": answer.review,
        "zone": answer.zone,
        "reasons": [_reason(rule) for rule in answer.reasons],
    }


def _reason(rule: Rule) -> Json:
    return {"rule": rule.id, "because": rule.because, "sources": list(rule.sources), "where": rule.where}
