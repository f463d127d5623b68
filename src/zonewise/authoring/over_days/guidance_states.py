"""What guidance can say in a state, for every value of all that the state leaves open, unknown included."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from zonewise.authoring.proof.protocol_states import ProtocolStates
from zonewise.authoring.states.decision_diagram import EVERY_STATE, NO_STATE, Diagram, Node
from zonewise.guidance.guide import action_with_reasons
from zonewise.rules.decision import Engine
from zonewise.rules.rule_set import DANGER_SIGN, FactValue, Rule

from .equal_futures import OPEN_CALL

Known = tuple[tuple[str, tuple[FactValue, ...]], ...]
"""Facts that a state gives, in the order of the alphabet, each with the values that it can have there."""


@dataclass(frozen=True)
class GuidanceStates:
    """The actions of a protocol as sets of all facts' values; whatever is a set is a node of its diagram."""

    states: ProtocolStates  # All states of the protocol's facts.
    tells_signs_apart: bool = (
        True  # False where nothing looks at which sign a call was about, but how LDN begins again.
    )
    _outcomes: dict[tuple[Known, Node], tuple[tuple[str, Node], ...]] = field(default_factory=dict)
    _known: dict[Known, Node] = field(default_factory=dict)

    @property
    def engine(self) -> Engine:
        """The protocol, compiled."""
        return self.states.engine

    @property
    def diagram(self) -> Diagram:
        """The diagram that holds the sets."""
        return self.states.diagram

    def code_value(self, name: str, value: FactValue) -> FactValue:
        """Return the value that stands for a fact's value: of numbers that no rule tells apart, the least."""
        if value is None or isinstance(value, (bool, str)):
            return value
        return max(int(cut) for cut in self.states.axes[name].values if cut is not None and int(cut) <= value)

    def among(self, known: Known) -> Node:
        """Return the states in which each of some facts has one of its values."""
        node = self._known.get(known)
        if node is None:
            node = self._known[known] = self.states.among(dict(known))
        return node

    def outcomes(self, known: Known, within: Node = EVERY_STATE) -> tuple[tuple[str, Node], ...]:
        """Return each action that is possible, with the values of all facts that bring it.

        Args:
            known: What the state gives.
            within: What the day has told already; the facts that the state gives are left open in it.
        """
        key = (known, within)
        if key not in self._outcomes:
            here, outcomes = self._open_values(known, self.among(known)), []
            for action, of_action in here:
                both = self.diagram.both(of_action, within)
                if both != NO_STATE:
                    outcomes.append((action, both))
            self._outcomes[key] = tuple(outcomes)
        return self._outcomes[key]

    def _open_values(self, known: Known, here: Node) -> Iterator[tuple[str, Node]]:
        """Yield for each action the values of the facts that the state leaves open; those it gives are left out."""
        if (known, -1) not in self._outcomes:
            possible = []
            for action, of_action in self.states.action.states.items():
                node = self.diagram.both(of_action, here)
                for name, values in known:
                    node = self.diagram.any_of(self.states.once(node, {name: value}) for value in values)
                if node != NO_STATE:
                    possible.append((action, node))
            self._outcomes[(known, -1)] = tuple(possible)
        yield from self._outcomes[(known, -1)]

    @cached_property
    def signs(self) -> Mapping[str, tuple[FactValue, ...]]:
        """One danger sign for all that no rule tells apart, with all of them; "" for none and for unknown."""
        rule_set = self.engine.rule_set
        alike: dict[tuple[object, ...], list[FactValue]] = {}
        for sign in rule_set.danger_signs:
            nodes = (
                ()
                if not self.tells_signs_apart
                else tuple(
                    self.states.once(states, {name: sign})
                    for states in self.states.action.states.values()
                    for name in (DANGER_SIGN, OPEN_CALL)
                    if name in self.states.axes
                )
            )
            alike.setdefault((nodes, sign in rule_set.start_low_after), []).append(sign)
        classes = {str(signs[0]): tuple(signs) for signs in alike.values()}
        if not self.tells_signs_apart:
            low = rule_set.start_low_after
            return {name: signs for name, signs in classes.items() if name in low} | {
                "": (None, "none", *(sign for name, signs in classes.items() if name not in low for sign in signs))
            }
        return classes | {"": (None, "none")}

    def with_sign(self, node: Node) -> Iterator[tuple[str, Node]]:
        """Yield the parts of a set by danger sign."""
        if DANGER_SIGN not in self.states.axes:
            yield "", node
            return
        for sign, values in self.signs.items():
            both = self.diagram.both(node, self.among(((DANGER_SIGN, values),)))
            if both != NO_STATE:
                yield sign, both

    def example(self, known: Known, node: Node) -> dict[str, FactValue]:
        """Return the facts of one day of a set, the one with the fewest facts that are not unknown."""
        both = self.diagram.both(node, self.among(known))
        codes = self.diagram.smallest(both) or {}
        axes = self.states.space.axes
        return {axis.name: axis.values[codes.get(level, 0)] for level, axis in enumerate(axes)}

    def reasons(self, facts: Mapping[str, FactValue]) -> tuple[Rule, ...]:
        """Return the rules that give the action of a day."""
        return action_with_reasons(self.engine, facts)[1]
