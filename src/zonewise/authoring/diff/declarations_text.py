"""What two versions declare otherwise in words: facts, answers, orders, rules, numbers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from zonewise.report.protocol_words import condition_words, test_words
from zonewise.rules.rule_set import Condition, FactDefinition, RuleSet, Test

from .declarations import DeclarationPair
from .versions import ProtocolDiff

PARTS = {"any_of": "when", "then": "answer", "asked_when": "asked when", "every": "every rule counts", "beside": "with"}
"""Words for parts of a declaration that a file calls otherwise."""


def declared_lines(diff: ProtocolDiff) -> Iterable[str]:
    """Yield a line for each fact, question, answer and order that differs in more than words."""
    for pair in diff.declared["facts"]:
        if pair.old is None and pair.new is not None:
            yield f"fact {pair.name} is new: {_kind(pair.new)}. The old version is not told it: not known to it."
        elif pair.new is None and pair.old is not None:
            yield f"fact {pair.name} is gone: {_kind(pair.old)}. The new version is not told it: not known to it."
        elif not pair.says_only:
            yield f"fact {pair.name}: {_parts(diff, pair)}. A value that a version lacks is not known to it."
    for what in ("question", "answer"):
        yield from (one_line(diff, what, pair) for pair in diff.declared[f"{what}s"] if not pair.says_only)
    for order in diff.declared["orders"]:
        yield f"{order.name}: {_list(order.old)} -> {_list(order.new)}"


def rule_lines(diff: ProtocolDiff) -> Iterable[str]:
    """Yield a line for each rule that is new, gone or differs in more than words."""
    for pair in diff.declared["rules"]:
        if pair.says_only:
            continue
        line = one_line(diff, "", pair)
        if pair.old is None or pair.new is None:
            rule, rule_set = (pair.new, diff.new) if pair.new is not None else (pair.old, diff.old)
            if rule is not None:
                line += f": {rule.then} when {part_words('any_of', rule.any_of, rule_set)} ({rule.where})"
        else:
            line += f" ({pair.new.where})"
        yield line


def number_lines(diff: ProtocolDiff) -> Iterable[str]:
    """Yield a line for each setting that differs."""
    return (one_line(diff, "", pair) for pair in diff.numbers)


def source_lines(diff: ProtocolDiff) -> Iterable[str]:
    """Yield a line for each rule, fact, question and source that differs in words alone."""
    for kind in ("rule", "fact", "question", "source"):
        for pair in diff.declared[f"{kind}s"]:
            if pair.says_only:
                yield f"{kind} {pair.name}: {', '.join(PARTS.get(part, part) for part in pair.parts)}"
            elif kind == "source":
                yield one_line(diff, kind, pair)


def one_line(diff: ProtocolDiff, what: str, pair: DeclarationPair[Any]) -> str:
    """Return what differs in one thing."""
    name = f"{what} {pair.name}".strip()
    if pair.old is None:
        return f"{name} is new"
    return f"{name} is gone" if pair.new is None else f"{name}: {_parts(diff, pair)}"


def part_words(part: str, value: Any, rule_set: RuleSet) -> str:
    """Return one part of a declaration in words."""
    if part == "any_of":
        return "; or ".join(condition_words(condition, rule_set.facts) for condition in value)
    if part == "asked_when":
        return condition_words(value, rule_set.facts)
    if part == "actions":
        gives = [
            f"{action} while {condition_words(when, rule_set.facts)}" if when else action for when, action in value
        ]
        return "; ".join(gives) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {words}" for key, words in value.items()) or "none"
    return _list(value) if isinstance(value, tuple) else str(value) or "none"


def _parts(diff: ProtocolDiff, pair: DeclarationPair[Any]) -> str:
    parts: list[str] = []
    for part in pair.parts:
        old, new = getattr(pair.old, part), getattr(pair.new, part)
        if part == "any_of":
            parts += _other_conditions(diff, old, new)
        else:
            words = f"{part_words(part, old, diff.old)} -> {part_words(part, new, diff.new)}"
            parts.append(f"{PARTS.get(part, part)}: {words}")
    return "; ".join(parts)


def _other_conditions(diff: ProtocolDiff, old: Sequence[Condition], new: Sequence[Condition]) -> list[str]:
    """Return what differs in a rule's conditions; where one condition stands for another, their tests alone."""
    gone = [condition for condition in old if condition not in new]
    come = [condition for condition in new if condition not in old]
    if len(gone) == len(come):
        tests = [line for one, other in zip(gone, come, strict=True) for line in _other_tests(diff, one, other)]
        return list(dict.fromkeys(tests)) or ["the order of its conditions"]
    return [
        *(f"no longer when {condition_words(condition, diff.old.facts)}" for condition in gone),
        *(f"also when {condition_words(condition, diff.new.facts)}" for condition in come),
    ]


def _other_tests(diff: ProtocolDiff, old: Condition, new: Condition) -> Iterable[str]:
    before: dict[str, Test] = {test.fact: test for test in old}
    after: dict[str, Test] = {test.fact: test for test in new}
    for name in dict.fromkeys((*before, *after)):
        was, becomes = before.get(name), after.get(name)
        if was == becomes:
            continue
        if was is None and becomes is not None:
            yield f"only when {test_words(becomes, diff.new.facts)}"
        elif becomes is None and was is not None:
            yield f"no longer only when {test_words(was, diff.old.facts)}"
        elif was is not None and becomes is not None:
            yield f"{test_words(was, diff.old.facts)} -> {test_words(becomes, diff.new.facts)}"


def _kind(fact: FactDefinition) -> str:
    if fact.type == "integer":
        return f"a whole number from 0 to {fact.maximum}"
    return "yes or no" if fact.type == "bool" else f"one of {_list(fact.values)}"


def _list(words: Sequence[str] | None) -> str:
    return ", ".join(words or ()) or "none"
