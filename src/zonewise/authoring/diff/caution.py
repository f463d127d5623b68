"""Is a changed answer more cautious than the old one?"""

from zonewise.rules.rule_set import RuleSet

from .comparison import ACTION, AnswerChange
from .versions import ProtocolDiff

MORE, LESS = "more cautious", "less cautious"


def caution(diff: ProtocolDiff, name: str, change: AnswerChange) -> str:
    """Return "more cautious" or "less cautious"; "" where the versions have no common order for the two answers.

    Args:
        diff: Both versions.
        name: The question, or "action".
        change: The answers before and after.
    """
    found = {_direction(_order(rule_set, name), change) for rule_set in (diff.old, diff.new)}
    return found.pop() if len(found) == 1 else ""


def _direction(order: tuple[str, ...], change: AnswerChange) -> str:
    if change.old not in order or change.new not in order:
        return ""
    return MORE if order.index(change.new) < order.index(change.old) else LESS


def _order(rule_set: RuleSet, name: str) -> tuple[str, ...]:
    if name == ACTION:
        return rule_set.actions
    question = rule_set.questions.get(name)
    return tuple(answer.name for answer in question.answers) if question is not None else ()
