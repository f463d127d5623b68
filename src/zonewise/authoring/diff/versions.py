"""Everything that differs between two versions of a protocol, and which answer is the more cautious one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zonewise.rules.decision import Engine
from zonewise.rules.rule_set import RuleSet
from zonewise.rules.settings import Setting, read_settings

from .comparison import ACTION, AnswerChange, Comparison, compare
from .declarations import DeclarationPair, declarations, pairs

SETTINGS = ".settings.yaml"
MORE, LESS = "more cautious", "less cautious"
READ_AS_RULES = ("protocol.yaml", "facts.yaml", "product.yaml", "evidence.yaml", "statements.yaml")


@dataclass(frozen=True, slots=True)
class Version:
    """One version, read and compiled."""

    where: str  # The folder, or "shipped".
    engine: Engine  # The protocol with its tables.
    files: Mapping[str, str]  # Text of each file by name.


@dataclass(frozen=True, slots=True)
class ProtocolDiff:
    """Everything that differs."""

    old: RuleSet
    new: RuleSet
    where: tuple[str, str]  # Where each was read from.
    comparison: Comparison  # The states that change their answer.
    # Facts, questions, answers, orders, rules and sources that differ, by these words.
    declared: Mapping[str, tuple[DeclarationPair[Any], ...]]
    numbers: tuple[DeclarationPair[Setting], ...]  # Settings that differ, named "file: setting".
    files: tuple[str, ...]  # Other files whose text differs, and those of actions and prompts with other words alone.


def diff(old: Version, new: Version) -> ProtocolDiff:
    """Compare two versions over every state, and in all that they declare.

    Raises:
        InputRefused: A settings file cannot be read; with every problem and its line.
    """
    before, after = old.engine.rule_set, new.engine.rule_set
    as_rules = {*READ_AS_RULES, *(f"{name}.yaml" for name in (*before.questions, *after.questions))}
    names = [name for name in {*old.files, *new.files} - as_rules if not name.endswith(SETTINGS)]
    changed = [name for name in names if old.files.get(name) != new.files.get(name)]
    return ProtocolDiff(
        old=before,
        new=after,
        where=(old.where, new.where),
        comparison=compare(old.engine, new.engine),
        declared=declarations(before, after),
        numbers=pairs(_numbers(old.files), _numbers(new.files), leave_out=("name",)),
        files=tuple(sorted((*changed, *_files_of_words(before, after)))),
    )


def _files_of_words(old: RuleSet, new: RuleSet) -> Iterator[str]:
    """Yield the files that say something else which belongs to no rule, answer or fact that differs."""
    if old.words != new.words:
        yield "protocol.yaml"
    same = [name for name in (*old.prompts, *new.prompts) if old.facts.get(name) == new.facts.get(name)]
    if old.places != new.places or any(old.prompts.get(name) != new.prompts.get(name) for name in same):
        yield "facts.yaml"


def _numbers(files: Mapping[str, str]) -> dict[str, Setting]:
    return {
        f"{name}: {setting}": value
        for name, text in sorted(files.items())
        if name.endswith(SETTINGS)
        for setting, value in read_settings(text, name).items()
    }


def caution(diff: ProtocolDiff, name: str, change: AnswerChange) -> str:
    """Return "more cautious" or "less cautious"; "" where the versions have no common order for the two answers.

    Args:
        name: The question, or "action".
    """
    directions = {_direction(_order(rule_set, name), change) for rule_set in (diff.old, diff.new)}
    return directions.pop() if len(directions) == 1 else ""


def _direction(order: tuple[str, ...], change: AnswerChange) -> str:
    if change.old not in order or change.new not in order:
        return ""
    return MORE if order.index(change.new) < order.index(change.old) else LESS


def _order(rule_set: RuleSet, name: str) -> tuple[str, ...]:
    if name == ACTION:
        return rule_set.actions
    question = rule_set.questions.get(name)
    return tuple(answer.name for answer in question.answers) if question is not None else ()
