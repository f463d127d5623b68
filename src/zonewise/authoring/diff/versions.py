"""What differs between two versions of a protocol, all in all?"""

from collections.abc import Mapping
from dataclasses import dataclass

from zonewise.rules.decision import Engine
from zonewise.rules.rule_set import RuleSet
from zonewise.rules.settings import Setting, read_settings

from .comparison import Comparison, compare
from .declarations import DeclarationPair, Declarations, declarations, pairs

SETTINGS = ".settings.yaml"
READ_AS_RULES = ("protocol.yaml", "facts.yaml", "product.yaml", "evidence.yaml", "statements.yaml")


@dataclass(frozen=True, slots=True)
class Version:
    """One version, read and compiled.

    Attributes:
        where: The folder, or "shipped".
        engine: The protocol with its tables.
        files: Text of each file by name.
    """

    where: str
    engine: Engine
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ProtocolDiff:
    """Everything that differs.

    Attributes:
        old: The old protocol.
        new: The new protocol.
        where: Where each was read from.
        comparison: The states that change their answer.
        declared: Facts, answers, orders, rules and sources that differ.
        numbers: Settings that differ, named "file: setting".
        files: Other files whose text differs.
    """

    old: RuleSet
    new: RuleSet
    where: tuple[str, str]
    comparison: Comparison
    declared: Declarations
    numbers: tuple[DeclarationPair[Setting], ...]
    files: tuple[str, ...]


def diff(old: Version, new: Version) -> ProtocolDiff:
    """Compare two versions over every state, and in all that they declare.

    Raises:
        InputRefused: A settings file cannot be read; with every problem and its line.
    """
    before, after = old.engine.rule_set, new.engine.rule_set
    as_rules = {*READ_AS_RULES, *(f"{name}.yaml" for name in (*before.questions, *after.questions))}
    others = [name for name in {*old.files, *new.files} - as_rules if not name.endswith(SETTINGS)]
    return ProtocolDiff(
        old=before,
        new=after,
        where=(old.where, new.where),
        comparison=compare(old.engine, new.engine),
        declared=declarations(before, after),
        numbers=pairs(_numbers(old.files), _numbers(new.files), leave_out=("name",)),
        files=tuple(sorted(name for name in others if old.files.get(name) != new.files.get(name))),
    )


def _numbers(files: Mapping[str, str]) -> dict[str, Setting]:
    return {
        f"{name}: {setting}": value
        for name, text in sorted(files.items())
        if name.endswith(SETTINGS)
        for setting, value in read_settings(text, name).items()
    }
