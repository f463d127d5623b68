"""The few boxes that hold exactly the states of a set, each state once.

A box allows each fact some of its values. A set is split at one fact, values with the same rest going together, and so
on until each part is a box. Of the ways to split, the one that ends in the fewest boxes is taken; where there are too
many ways to try them all, the one that looks best at each fact. Then boxes that differ in one fact alone are joined.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import prod

from zonewise.authoring.states.decision_diagram import EVERY_STATE, NO_STATE, Diagram, Node

Allowed = tuple[tuple[int, int], ...]
"""For each fact that matters its level and the mask of its allowed values, by level."""

MOST_TRIED = 3_000  # So many splits of one set are tried before only the most promising one is taken.


@dataclass(frozen=True, slots=True)
class _Split:
    """A fact at which a set is split: for each rest the mask of the values before it, and the boxes that come of it."""

    level: int
    parts: tuple[tuple[Node, int], ...]
    boxes: int


class Boxes:
    """Boxes for the sets of one diagram; what was worked out once is remembered."""

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self._best: dict[Node, _Split] = {}
        self._in_sight: dict[Node, int] = {NO_STATE: 0, EVERY_STATE: 1}
        self._tries_left = 0

    def of(self, node: Node) -> tuple[Allowed, ...]:
        """Return disjoint boxes that together are a set, the largest first."""
        self._tries_left = MOST_TRIED
        joined = _joined(self._split(node), self.diagram)
        return tuple(sorted(joined, key=lambda box: (-self.size(box), box)))

    def around(self, node: Node) -> Allowed:
        """Return the smallest box that holds a whole set of one state or more."""
        allowed: list[tuple[int, int]] = []
        for level in self.diagram.matters(node):
            size = self.diagram.sizes[level]
            mask = sum(1 << k for k in range(size) if self.diagram.restrict(node, level, k) != NO_STATE)
            if mask != (1 << size) - 1:
                allowed.append((level, mask))
        return tuple(allowed)

    def size(self, box: Allowed) -> int:
        """Return how many states a box has."""
        allowed = dict(box)
        return prod(
            allowed[level].bit_count() if level in allowed else size for level, size in enumerate(self.diagram.sizes)
        )

    def _split(self, node: Node) -> list[Allowed]:
        if node in (NO_STATE, EVERY_STATE):
            return [()] if node == EVERY_STATE else []
        split = self._fewest(node)
        return [tuple(sorted((*box, (split.level, mask)))) for rest, mask in split.parts for box in self._split(rest)]

    def _fewest(self, node: Node) -> _Split:
        best = self._best.get(node)
        if best is None:
            for split in self._ways(node):
                if best is not None and self._tries_left <= 0:
                    break
                self._tries_left -= 1
                boxes = sum(1 if rest == EVERY_STATE else self._fewest(rest).boxes for rest, _ in split.parts)
                if best is None or boxes < best.boxes:
                    best = _Split(split.level, split.parts, boxes)
            assert best is not None  # no state and every state are asked of nobody, and all others depend on a fact
            self._best[node] = best
        return best

    def _ways(self, node: Node) -> list[_Split]:
        """Return the facts to split at, the most promising first; a fact that all boxes share needs no other way."""
        ways: list[_Split] = []
        for level in self.diagram.matters(node):
            parts: dict[Node, int] = {}
            for value in range(self.diagram.sizes[level]):
                rest = self.diagram.restrict(node, level, value)
                if rest != NO_STATE:
                    parts[rest] = parts.get(rest, 0) | 1 << value
            way = _Split(level, tuple(parts.items()), sum(self._paths(rest) for rest in parts))
            if len(parts) == 1:
                return [way]
            ways.append(way)
        return sorted(ways, key=lambda way: way.boxes)

    def _paths(self, node: Node) -> int:
        """Return how many boxes there would be if every fact were split in the diagram's own order."""
        paths = self._in_sight.get(node)
        if paths is None:
            paths = self._in_sight[node] = sum(self._paths(child) for child in {*self.diagram.children(node)})
        return paths


def _joined(boxes: Iterable[Allowed], diagram: Diagram) -> list[Allowed]:
    """Join boxes that differ in the values of one fact alone, as long as there are such."""
    joined, before = dict.fromkeys(boxes), -1
    while len(joined) != before:
        before = len(joined)
        for level, size in enumerate(diagram.sizes):
            every = (1 << size) - 1
            merged: dict[Allowed, int] = {}
            for box in joined:
                rest = tuple(part for part in box if part[0] != level)
                merged[rest] = merged.get(rest, 0) | dict(box).get(level, every)
            joined = dict.fromkeys(
                rest if mask == every else tuple(sorted((*rest, (level, mask)))) for rest, mask in merged.items()
            )
    return list(joined)
