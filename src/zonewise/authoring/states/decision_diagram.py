"""Sets of states as decision diagrams over facts, in which equal sets are one number.

A set is a node: a fact and, for each of its values, the set of what may follow. A fact that makes no difference has no
node, and the same node is never made twice, so two sets are equal exactly when they are the same number.

Source:
    Bryant, Graph-based algorithms for Boolean function manipulation, IEEE Transactions on Computers 35, 1986; with
    facts of more than two values as in Srinivasan et al., Algorithms for discrete function manipulation, 1990.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import prod

Node = int  # A set of states, by its number in one diagram.

NO_STATE: Node = 0
EVERY_STATE: Node = 1


class Diagram:
    """Sets of states over facts with so many values each.

    Attributes:
        sizes: How many values each fact has, in the order of the diagram's levels.
        combinations: How many states there are.
    """

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = tuple(sizes)
        self.combinations = prod(self.sizes)
        bottom = len(self.sizes)
        self._levels = [bottom, bottom]
        self._children: list[tuple[Node, ...]] = [(), ()]
        self._known: dict[tuple[int, tuple[Node, ...]], Node] = {}
        self._joined: dict[tuple[str, Node, Node], Node] = {}
        self._restricted: dict[tuple[Node, int, int], Node] = {}
        self._completable: dict[Node, Node] = {NO_STATE: NO_STATE, EVERY_STATE: EVERY_STATE}
        self._counts: dict[Node, int] = {NO_STATE: 0, EVERY_STATE: 1}

    def level(self, node: Node) -> int:
        """Return the level of a node's own fact, or the number of facts for no state and every state."""
        return self._levels[node]

    def children(self, node: Node) -> tuple[Node, ...]:
        """Return for each value of a node's own fact what may follow."""
        return self._children[node]

    def box(self, allowed: Mapping[int, int]) -> Node:
        """Return the states in which each fact has one of its allowed values.

        Args:
            allowed: Level to mask of values, bit k for value k; a fact left out may have any.
        """
        node = EVERY_STATE
        for level in sorted(allowed, reverse=True):
            mask = allowed[level]
            node = self._make(level, tuple(node if mask >> k & 1 else NO_STATE for k in range(self.sizes[level])))
        return node

    def both(self, one: Node, other: Node) -> Node:
        """Return the states in both sets."""
        return self._join("both", min(one, other), max(one, other))

    def either(self, one: Node, other: Node) -> Node:
        """Return the states in one set or the other."""
        return self._join("either", min(one, other), max(one, other))

    def without(self, one: Node, other: Node) -> Node:
        """Return the states in the first set that are not in the second."""
        return self._join("without", one, other)

    def any_of(self, nodes: Iterable[Node]) -> Node:
        """Return the states in any of the sets."""
        union = NO_STATE
        for node in nodes:
            union = self.either(union, node)
        return union

    def restrict(self, node: Node, level: int, value: int) -> Node:
        """Return the set as it is once one fact has a value; that fact then makes no difference."""
        own_level = self._levels[node]
        if own_level > level:
            return node
        if own_level == level:
            return self._children[node][value]
        key = (node, level, value)
        restricted = self._restricted.get(key)
        if restricted is None:
            restricted = self._make(
                own_level, tuple(self.restrict(child, level, value) for child in self._children[node])
            )
            self._restricted[key] = restricted
        return restricted

    def completable(self, node: Node) -> Node:
        """Return the states that some completion brings into a set: value 0 of a fact may turn out any other one."""
        known = self._completable.get(node)
        if known is None:
            children = [self.completable(child) for child in self._children[node][1:]]
            known = self._make(self._levels[node], (self.any_of(children), *children))
            self._completable[node] = known
        return known

    def smallest(self, node: Node) -> dict[int, int] | None:
        """Return by level the values of a state in which the fewest have another than 0, those with 0 left out.

        Returns:
            The state, or None where the set has none.
        """
        states: dict[Node, dict[int, int] | None] = {NO_STATE: None, EVERY_STATE: {}}

        def of(node: Node) -> dict[int, int] | None:
            if node not in states:
                values = enumerate(self._children[node])
                below = [(value, state) for value, child in values if (state := of(child)) is not None]
                value, state = min(below, key=lambda pair: len(pair[1]) + (pair[0] > 0))
                states[node] = {self._levels[node]: value, **state} if value else state
            return states[node]

        return of(node)

    def count(self, node: Node) -> int:
        """Return how many states a set has, exactly."""
        return self._below(node) * prod(self.sizes[: self._levels[node]])

    def matters(self, node: Node) -> tuple[int, ...]:
        """Return the levels of the facts that make a difference to a set, ascending."""
        reached, waiting = {NO_STATE, EVERY_STATE, node}, [node]
        while waiting:
            new = {*self._children[waiting.pop()]} - reached
            reached |= new
            waiting += new
        return tuple(sorted({self._levels[child] for child in reached} - {len(self.sizes)}))

    def _make(self, level: int, children: tuple[Node, ...]) -> Node:
        first = children[0]
        if all(child == first for child in children):
            return first
        key = (level, children)
        node = self._known.get(key)
        if node is None:
            node = self._known[key] = len(self._levels)
            self._levels.append(level)
            self._children.append(children)
        return node

    def _join(self, how: str, one: Node, other: Node) -> Node:
        settled = _settled(how, one, other)
        if settled is not None:
            return settled
        key = (how, one, other)
        joined = self._joined.get(key)
        if joined is None:
            level = min(self._levels[one], self._levels[other])
            pairs = zip(self._at(one, level), self._at(other, level), strict=True)
            joined = self._joined[key] = self._make(level, tuple(self._join(how, a, b) for a, b in pairs))
        return joined

    def _at(self, node: Node, level: int) -> tuple[Node, ...]:
        return self._children[node] if self._levels[node] == level else (node,) * self.sizes[level]

    def _below(self, node: Node) -> int:
        """Return how many combinations of the facts from the node's own on are in the set."""
        count = self._counts.get(node)
        if count is None:
            after = self._levels[node] + 1
            count = 0
            for child in self._children[node]:
                count += self._below(child) * prod(self.sizes[after : self._levels[child]])
            self._counts[node] = count
        return count


def _settled(how: str, one: Node, other: Node) -> Node | None:
    """Return what needs no look at the facts, or None."""
    if one == other:
        return NO_STATE if how == "without" else one
    if how == "both":
        return NO_STATE if one == NO_STATE else other if one == EVERY_STATE else None
    if how == "either":
        return other if one == NO_STATE else EVERY_STATE if one == EVERY_STATE else None
    if one == NO_STATE or other == EVERY_STATE:
        return NO_STATE
    return one if other == NO_STATE else None
