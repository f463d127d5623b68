"""One protocol with all states of its facts and the action in each: what its claims are about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod

from zonewise.authoring.states.answer_states import AnswerStates, VersionStates
from zonewise.authoring.states.decision_diagram import Diagram, Node
from zonewise.authoring.states.state_space import OLD, Axis, Space, space_of
from zonewise.rules.decision import Engine
from zonewise.rules.rule_set import FactValue


@dataclass(frozen=True)
class ProtocolStates:
    """A protocol and its states; whatever is a set is a node of its diagram."""

    engine: Engine

    @cached_property
    def space(self) -> Space:
        """All states, over every fact of the protocol."""
        return space_of(self.engine, self.engine)

    @property
    def diagram(self) -> Diagram:
        """The diagram that holds the sets."""
        return self.space.diagram

    @cached_property
    def version(self) -> VersionStates:
        """The clauses and the answers of the questions."""
        return VersionStates(self.space, OLD)

    @cached_property
    def action(self) -> AnswerStates:
        """The action in each state, with the rules that give it."""
        return self.version.action()

    @cached_property
    def axes(self) -> Mapping[str, Axis]:
        """All facts but those of considerations alone, as declared; one that no clause looks at is among them.

        A claim may be about such a fact, and a forgotten test must show.
        """
        facts = self.engine.rule_set.facts.values()
        return {
            fact.name: self.space.axes[self.space.levels[fact.name]] for fact in facts if not fact.considerations_only
        }

    @cached_property
    def choices(self) -> Mapping[str, int]:
        """How many values each of these facts has, unknown included."""
        return {name: len(axis.values) for name, axis in self.axes.items()}

    def count(self, choices: Mapping[str, int] | None = None) -> int:
        """Return how many combinations there are; with other numbers of choices for some facts."""
        return prod({**self.choices, **(choices or {})}.values())

    @cached_property
    def known(self) -> Node:
        """The states in which every fact is known."""
        return self.among({name: axis.values[1:] for name, axis in self.axes.items()})

    def among(self, values: Mapping[str, Iterable[FactValue]]) -> Node:
        """Return the states in which each fact has one of some values, None for unknown; facts left out have any."""
        allowed: dict[int, int] = {}
        for name, accepted in values.items():
            level = self.space.levels[name]
            allowed[level] = sum(1 << self.space.axes[level].values.index(value) for value in accepted)
        return self.diagram.box(allowed)

    def having(self, values: Iterable[tuple[str, FactValue]]) -> Node:
        """Return the states in which one or more facts of the protocol have the value named beside them."""
        return self.diagram.any_of(self.among({name: [value]}) for name, value in values if name in self.axes)

    def once(self, node: Node, values: Mapping[str, FactValue]) -> Node:
        """Return the states that are in a set once some facts have these values."""
        for name, value in values.items():
            if name in self.axes:
                level = self.space.levels[name]
                node = self.diagram.restrict(node, level, self.space.axes[level].values.index(value))
        return node

    def bolder(self, action: str) -> Node:
        """Return the states whose action is less cautious than this one."""
        actions = self.engine.rule_set.actions
        return self.action.of(actions[actions.index(action) + 1 :])

    def differing(self, name: str, one: FactValue, other: FactValue) -> Node:
        """Return the states in which one value of a fact gives another action than the other value."""
        diagram = self.diagram
        return diagram.any_of(
            diagram.without(self.once(states, {name: one}), self.once(states, {name: other}))
            for states in self.action.states.values()
        )

    def counterexample(self, sets: Iterable[tuple[str, Node]]) -> str:
        """Return what is said of a set and a state of it in words, "" where all sets are empty.

        Args:
            sets: What is said before the state, and the states; the state with the fewest known facts is shown.
        """
        states = [(state, text) for text, node in sets if (state := self.diagram.smallest(node)) is not None]
        state, text = min(states, key=lambda pair: len(pair[0]), default=({}, ""))
        codes = {name: state.get(self.space.levels[name], 0) for name in self.axes}
        known = [f"{name} = {word(self.axes[name].values[code])}" for name, code in codes.items() if code]
        return f"{text} {', '.join(known) or 'nothing known'}." if text else ""

    def by_action(self, states: Node) -> list[tuple[str, Node]]:
        """Return for each action "ACTION at" and those of some states that give it."""
        given = self.action.states.items()
        return [(f"{action} at", self.diagram.both(states, of_action)) for action, of_action in given]


def word(value: FactValue) -> str:
    """Return a value as it stands in a file of facts."""
    if value is None:
        return "unknown"
    return str(value).lower() if isinstance(value, bool) else str(value)
