"""How is every combination of the facts' distinguishable values walked, when there are more than can be listed?

Facts are taken one after the other. After each, states that can no longer be told apart are merged: a clause whose
facts have all been seen has either fired or not, and of those that fired only the most cautious rank matters. So the
walk is over classes of states, exact and complete, and each class remembers how many combinations it stands for and
the smallest of them. Several copies of the same person (before and after, known and completed) go side by side.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from zonewise.rules.compiled_table import Clause, FactColumn, column_of, compile_table, cuts_of
from zonewise.rules.decision import Engine
from zonewise.rules.rule_set import FactValue

Choice = tuple[FactValue, ...]
"""The values of one fact in each copy, None for unknown."""

Choices = Mapping[str, Sequence[Choice]]


Option = tuple[int, int, int, int, Choice]
"""Mask and tag of a choice, how many choices have both, and the known facts and values of the smallest."""

States = dict[tuple[int, int], tuple[int, int, tuple[Choice, ...]]]
"""Class of states (masks, tags) to how many combinations it holds, and the known facts and values of the smallest."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One class of states at the end of the walk.

    Attributes:
        actions: The action of each copy.
        decided: Whether some rule gave the first copy's action; else it is what stands when nothing decides.
        tags: What the claim wanted remembered, one of the small integers it gave out for each fact, combined by OR.
        count: How many combinations of values it stands for.
        smallest: The values of one with the fewest known facts, by fact.
    """

    actions: tuple[str, ...]
    decided: bool
    tags: int
    count: int
    smallest: Mapping[str, Choice]


@dataclass(frozen=True)
class Machine:
    """An engine's action clauses laid out for the walk."""

    engine: Engine

    @cached_property
    def columns(self) -> dict[str, FactColumn]:
        """All facts but those of considerations alone, in an order that lets clauses be decided early.

        A fact that no clause looks at is walked too: a claim may be about it, and a forgotten test must show.
        """
        return {column.fact.name: column for column in self._ordered}

    @cached_property
    def _ordered(self) -> list[FactColumn]:
        table, rule_set = self.engine.actions, self.engine.rule_set
        facts_of = [{test.fact for test in clause.tests} for clause in table.clauses]
        rising = {self.engine.rule_set.actions.index(action) for action in self.engine.rule_set.rising}
        needed = self.engine.rule_set.always_needed
        cuts = cuts_of(rule_set)
        every = [
            column_of(fact, table.clauses, cuts) for fact in rule_set.facts.values() if not fact.considerations_only
        ]
        ordered = [column for column in every if column.fact.name == needed]
        left = [column for column in every if column.fact.name != needed]
        while left:

            def cost(column: FactColumn) -> tuple[int, int]:
                seen = {each.fact.name for each in ordered} | {column.fact.name}
                begun = sum(
                    bool(facts & seen) and not facts <= seen
                    for facts, clause in zip(facts_of, table.clauses, strict=True)
                    if clause.rank not in rising
                )
                return begun, len(column.codes)

            best = min(left, key=cost)
            ordered.append(best)
            left.remove(best)
        return ordered

    def every(self, *, unknown: bool = True, copies: int = 1) -> dict[str, list[Choice]]:
        """Return for each fact all values, the same in each copy; with `unknown` also the unknown."""
        return {
            name: [(value,) * copies for value in ((None, *column.codes) if unknown else column.codes)]
            for name, column in self.columns.items()
        }

    def walk(self, choices: Choices, tag: Callable[[str, Choice], int] = lambda name, choice: 0) -> list[Outcome]:
        """Walk every combination of the choices and return the classes of states at the end.

        Args:
            choices: For each fact the values to walk, one for each copy.
            tag: What to remember of a fact's choice: a small integer; those of all facts are joined by OR.
        """
        needed = self.engine.rule_set.always_needed
        found: list[Outcome] = []
        for choice in choices[needed]:
            found += self._walk_one({**choices, needed: [choice]}, choice, tag)
        return found

    def _walk_one(self, choices: Choices, needed: Choice, tag: Callable[[str, Choice], int]) -> list[Outcome]:
        """Walk with the fact that is always needed fixed, since what holds without a rule hangs on it."""
        layout = _Layout(self.engine, len(needed))
        states: States = {(layout.start, 0): (1, 0, ())}
        names = list(self.columns)
        for place, name in enumerate(names):
            column = self.columns[name]
            options = _options(layout, column, choices[name], tag)
            states = _step(states, options, layout.settled(names[: place + 1]))
        return [
            Outcome(
                layout.actions(state, needed),
                layout.decided(state, needed),
                tags,
                count,
                dict(zip(names, path, strict=True)),
            )
            for (state, tags), (count, _, path) in states.items()
        ]


def _options(
    layout: "_Layout", column: FactColumn, choices: Sequence[Choice], tag: Callable[[str, Choice], int]
) -> list[Option]:
    """Return the choices of one fact, those with the same effect merged into one with its number."""
    merged: dict[tuple[int, int], tuple[int, int, Choice]] = {}
    for choice in choices:
        key = (layout.mask(column, choice), tag(column.fact.name, choice))
        known = sum(value is not None for value in choice)
        count, least, smallest = merged.get(key, (0, known, choice))
        merged[key] = (count + 1, known, choice) if known < least else (count + 1, least, smallest)
    return [(mask, tags, *rest) for (mask, tags), rest in merged.items()]


def _step(states: States, options: Iterable[Option], settled: "Settled") -> States:
    merged: States = {}
    for (state, tags), (count, known, path) in states.items():
        for mask, tag, times, more, choice in options:
            key = (settled.canonical(state & mask), tags | tag)
            before = merged.get(key)
            if before is None:
                merged[key] = (count * times, known + more, (*path, choice))
            elif known + more < before[1]:
                merged[key] = (before[0] + count * times, known + more, (*path, choice))
            else:
                merged[key] = (before[0] + count * times, before[1], before[2])
    return merged


class Settled:
    """Which bits are decided after some facts, and how decided bits of one rank are merged into one."""

    def __init__(self, segments: Sequence[tuple[int, Sequence[int]]], decided: int) -> None:
        self.decided = decided
        self.segments = [(shift, [rank & decided >> shift for rank in ranks]) for shift, ranks in segments]

    def canonical(self, state: int) -> int:
        """Return the state with decided bits of each segment replaced by the first bit of their best rank."""
        if not state & self.decided:
            return state
        kept = state & ~self.decided
        for shift, ranks in self.segments:
            part = state >> shift
            for rank in ranks:
                if part & rank:
                    kept |= (rank & -rank) << shift
                    break
        return kept


class _Layout:
    """Bits of all copies in one integer: for each copy the clauses that fire, then the urgent ones that could."""

    def __init__(self, engine: Engine, copies: int) -> None:
        self.engine, self.copies = engine, copies
        self.fired = engine.actions
        urgent = [clause for bit, clause in enumerate(self.fired.clauses) if engine.urgent >> bit & 1]
        rule_set = engine.rule_set
        self.urgent = compile_table(urgent, rule_set.facts, cuts_of(rule_set), len(rule_set.actions))
        self.urgent_columns = {column.fact.name: column for column in self.urgent.columns}
        self.width = len(self.fired.clauses) + len(self.urgent.clauses)
        one = self.fired.every | self.urgent.knowable << len(self.fired.clauses)
        self.start = self._each([one] * copies)

    def _each(self, parts: Sequence[int]) -> int:
        return sum(part << (self.width * copy) for copy, part in enumerate(parts))

    def mask(self, column: FactColumn, choice: Choice) -> int:
        """Return the mask of one fact's values, one for each copy."""
        return self._each([self._one(column, value) for value in choice])

    def _one(self, column: FactColumn, value: FactValue) -> int:
        mask = column.by_value.get(value, column.beyond)
        urgent = self.urgent_columns.get(column.fact.name)
        if urgent is None:
            could = self.urgent.every
        else:
            could = urgent.possible if value is None else urgent.by_value.get(value, urgent.beyond)
        return mask | could << len(self.fired.clauses)

    def settled(self, seen: Sequence[str]) -> Settled:
        """Return what is decided once these facts have been taken."""
        known = set(seen)
        seen_all = settled_bits(self.fired.clauses, known)
        seen_all |= settled_bits(self.urgent.clauses, known) << len(self.fired.clauses)
        segments: list[tuple[int, Sequence[int]]] = []
        for copy in range(self.copies):
            shift = self.width * copy
            segments.append((shift, self.fired.by_rank))
            segments.append((shift + len(self.fired.clauses), (self.urgent.every,)))
        return Settled(segments, self._each([seen_all] * self.copies))

    def actions(self, state: int, needed: Choice) -> tuple[str, ...]:
        """Return each copy's action, by the same composition as `guide`."""
        found: list[str] = []
        for copy in range(self.copies):
            part = state >> (self.width * copy) & ((1 << self.width) - 1)
            could_be_urgent = bool(part >> len(self.fired.clauses))
            found.append(self.engine.compose(part & self.fired.every, could_be_urgent, needed[copy])[0])
        return tuple(found)

    def decided(self, state: int, needed: Choice) -> bool:
        """Say whether a rule gave the first copy's action."""
        part = state & ((1 << self.width) - 1)
        could_be_urgent = bool(part >> len(self.fired.clauses))
        return self.engine.compose(part & self.fired.every, could_be_urgent, needed[0])[1] is None


def settled_bits(clauses: Sequence[Clause], seen: set[str]) -> int:
    """Return the mask of the clauses whose facts have all been seen."""
    mask = 0
    for bit, clause in enumerate(clauses):
        if {test.fact for test in clause.tests} <= seen:
            mask |= 1 << bit
    return mask
