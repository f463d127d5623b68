"""The states of two versions: every combination of the values that either tells apart, unknown included."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from zonewise.rules.case_facts import fits
from zonewise.rules.compiled_table import cuts_of, values_by_code
from zonewise.rules.decision import Engine
from zonewise.rules.rule_set import FactValue, RuleSet, Test

from .decision_diagram import Diagram, Node

OLD, NEW = 0, 1


@dataclass(frozen=True, slots=True)
class Axis:
    """One fact of either version with the values that are told apart."""

    name: str  # The fact.
    values: tuple[FactValue, ...]  # By code; code 0 is None, unknown. A number stands for all from it up to the next.
    ends: tuple[int | None, ...]  # By code, the greatest number it stands for; None where the value is no number.
    # For each version, by code, the value as it knows it: None where it knows no such fact or value.
    known: tuple[tuple[FactValue, ...], tuple[FactValue, ...]]

    def is_one_value(self, code: int) -> bool:
        """Say whether a code stands for one value alone, not for several numbers."""
        return self.ends[code] in (None, self.values[code])

    def accepted(self, test: Test, side: int) -> int:
        """Return the mask of codes that a version's test accepts."""
        return sum(1 << code for code, value in enumerate(self.known[side]) if test.holds(value))

    def unknown(self, side: int) -> int:
        """Return the mask of codes that are unknown to a version."""
        return sum(1 << code for code, value in enumerate(self.known[side]) if value is None)


@dataclass(frozen=True)
class Space:
    """All states, over the facts of both versions."""

    engines: tuple[Engine, Engine]  # The old version and the new one.
    axes: tuple[Axis, ...]  # One for each fact of either version, in the order of the diagram's levels.

    @cached_property
    def diagram(self) -> Diagram:
        """The diagram in which the sets of this space are made."""
        return Diagram([len(axis.values) for axis in self.axes])

    @cached_property
    def levels(self) -> Mapping[str, int]:
        """Each fact's level."""
        return {axis.name: level for level, axis in enumerate(self.axes)}

    def unknown(self, name: str, side: int) -> Node:
        """Return the states in which a fact is unknown to a version."""
        level = self.levels[name]
        return self.diagram.box({level: self.axes[level].unknown(side)})


def space_of(old: Engine, new: Engine) -> Space:
    """Return the states of two versions; what one of them cannot be told is unknown to it."""
    names = dict.fromkeys((*new.rule_set.facts, *old.rule_set.facts))
    axes = {name: _axis(name, old.rule_set, new.rule_set) for name in names}
    return Space((old, new), tuple(axes[name] for name in _order(axes, (old, new))))


def _axis(name: str, old: RuleSet, new: RuleSet) -> Axis:
    facts = [rule_set.facts.get(name) for rule_set in (old, new)]
    numbers = [fact for fact in facts if fact is not None and fact.type == "integer"]
    starts: set[int] = set()
    for fact, rule_set in zip(facts, (old, new), strict=True):
        if fact is not None and fact.type == "integer":
            starts |= {0, *cuts_of(rule_set).get(name, ())}
    greatest = max((fact.maximum for fact in numbers), default=0)
    starts |= {fact.maximum + 1 for fact in numbers if fact.maximum < greatest}
    ordered = sorted(starts)
    values: list[FactValue] = [None, *ordered]
    ends: list[int | None] = [None, *(start - 1 for start in ordered[1:]), *([greatest] if ordered else [])]
    for value in (
        value for fact in reversed(facts) if fact and fact.type != "integer" for value in values_by_code(fact, {})
    ):
        if not any(_same(value, other) for other in values):
            values.append(value)
            ends.append(None)
    known = [
        tuple(value if fact is not None and value is not None and fits(fact, value) else None for value in values)
        for fact in facts
    ]
    return Axis(name, tuple(values), tuple(ends), (known[OLD], known[NEW]))


def _same(one: FactValue, other: FactValue) -> bool:
    """Say whether two values are one; true is not 1."""
    return type(one) is type(other) and one == other


def _order(axes: Mapping[str, Axis], engines: Sequence[Engine]) -> list[str]:
    """Return the facts in an order that keeps diagrams small: what is always needed first, rules finished early."""
    needed = [engine.rule_set.always_needed for engine in engines]
    ordered = list(dict.fromkeys(name for name in reversed(needed) if name in axes))
    rising = [{e.rule_set.actions.index(action) for action in e.rule_set.rising} for e in engines]
    groups = {
        frozenset(test.fact for test in clause.tests)
        for engine, up in zip(engines, rising, strict=True)
        for clause in engine.actions.clauses
        if clause.rank not in up
    }
    left = [name for name in axes if name not in ordered]
    while left:

        def cost(name: str) -> tuple[int, int]:
            now = {*ordered, name}
            return sum(bool(facts & now) and not facts <= now for facts in groups), len(axes[name].values)

        best = min(left, key=cost)
        ordered.append(best)
        left.remove(best)
    return ordered
