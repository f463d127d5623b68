"""In which states does a version's clause fire, and in which could it still fire or be asked about?"""

from dataclasses import dataclass

from zonewise.rules.compiled_table import CompiledTable, FactColumn
from zonewise.rules.missing_facts import FactBox, deciding_states
from zonewise.rules.rule_set import Condition, FactValue

from .decision_diagram import NO_STATE, Node
from .state_space import Axis, Space


@dataclass(frozen=True)
class Terms:
    """The clauses of one version as sets of states.

    Attributes:
        space: The states.
        side: Which version's clauses.
    """

    space: Space
    side: int

    def fires(self, condition: Condition) -> Node:
        """Return the states in which every test holds."""
        allowed: dict[int, int] = {}
        for test in condition:
            level = self.space.levels[test.fact]
            mask = self.space.axes[level].accepted(test, self.side)
            allowed[level] = allowed.get(level, mask) & mask
        return self.space.diagram.box(allowed)

    def could_fire(self, table: CompiledTable, bit: int) -> Node:
        """Return the states in which a clause fires for some values of what is missing."""
        if not table.knowable >> bit & 1:
            return NO_STATE
        allowed: dict[int, int] = {}
        for test in table.clauses[bit].tests:
            level = self.space.levels[test.fact]
            axis = self.space.axes[level]
            allowed[level] = axis.accepted(test, self.side) | axis.untold(self.side)
        return self.space.diagram.box(allowed)

    def asks(self, table: CompiledTable) -> Node:
        """Return the states in which some missing fact could change the table's answer, as `missing_facts` has it."""
        boxes = deciding_states(table).boxes
        return self.space.diagram.any_of(self._agrees(table, box) for box in boxes)

    def _agrees(self, table: CompiledTable, box: FactBox) -> Node:
        """Return the states that agree with a box in which one missing fact decides."""
        allowed: dict[int, int] = {}
        for number, column in enumerate(table.columns):
            level = self.space.levels[column.fact.name]
            axis = self.space.axes[level]
            within = 0 if number == box.column else box.domains[number]
            allowed[level] = axis.untold(self.side) | _codes_within(axis, column, within, self.side)
        return self.space.diagram.box(allowed)


def _codes_within(axis: Axis, column: FactColumn, within: int, side: int) -> int:
    """Return the mask of an axis's codes whose value lies in a column's mask of codes."""
    told: tuple[FactValue, ...] = axis.told[side]
    return sum(1 << k for k, value in enumerate(told) if value is not None and within >> column.code(value) & 1)
