"""The missing facts that could still change an answer.

A missing fact matters when, for some values of the other missing facts, two of its values give different answers. That
is so exactly when some clause that looks at it can be made to decide: the clause's other tests hold, its test of this
fact fails, and no clause as cautious or more cautious fires beside it. All such states are worked out once, as boxes
(for each fact the values it may have). A missing fact then matters when a box of it agrees with everything known, and
that is one AND over the facts, like the answer itself. `proof` shows that the boxes hold all such states and no other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .compiled_table import UNKNOWN_CODE, CompiledTable, Masks
from .rule_set import Facts

Literal = tuple[int, int]  # Column number and mask of accepted codes (bit k for code k).

Domains = tuple[int, ...]  # For each column the mask of codes that are left.


@dataclass(frozen=True, slots=True)
class FactBox:
    """States in which one fact decides, whatever the answer would be otherwise."""

    column: int  # Number of the fact's column.
    rank: int  # What the answer becomes when the fact takes a value the clause accepts.
    accepted: int  # Codes of the fact that bring that rank.
    domains: Domains  # For each column the codes of the state; for the fact itself those that do not bring it.


@dataclass(frozen=True, eq=False)
class Deciding:
    """All boxes of a table, the most cautious first, and their masks by value."""

    boxes: tuple[FactBox, ...]
    facts: tuple[tuple[str, int], ...]
    lookups: tuple[tuple[str, Masks], ...]
    every: int


def missing_facts(table: CompiledTable, facts: Facts) -> dict[str, int]:
    """Return each missing fact that could change the answer, with the most cautious rank it could bring.

    Args:
        facts: What is known; checked.

    Returns:
        Fact name to rank, the worst first, then in the order of the protocol's facts.
    """
    deciding = deciding_states(table)
    mask = deciding.every
    get = facts.get
    for name, masks in deciding.lookups:
        mask &= masks[get(name)]
        if not mask:
            return {}
    ranked = [
        (deciding.boxes[((here := mask & of_fact) & -here).bit_length() - 1].rank, place, name)
        for place, (name, of_fact) in enumerate(deciding.facts)
        if mask & of_fact
    ]
    return {name: rank for rank, _, name in sorted(ranked)}


@lru_cache(maxsize=256)
def deciding_states(table: CompiledTable) -> Deciding:
    """Return the boxes of a table; worked out once for each."""
    boxes = tuple(sorted(_boxes(table), key=lambda box: box.rank))
    lookups = []
    for number, column in enumerate(table.columns):
        masks = [_boxes_that_allow(boxes, number, code) for code in range(len(column.masks))]
        by_value = {value: masks[column.code(value)] for value in column.by_value}
        lookups.append((column.fact.name, Masks(by_value, masks[-1])))
    facts = tuple(
        (column.fact.name, sum(1 << bit for bit, box in enumerate(boxes) if box.column == number))
        for number, column in enumerate(table.columns)
    )
    return Deciding(boxes, facts, tuple(lookups), (1 << len(boxes)) - 1)


def _boxes_that_allow(boxes: Sequence[FactBox], number: int, code: int) -> int:
    """Return the boxes that agree with a column's value; a box of the fact itself needs the fact to be missing."""
    agrees = (code == UNKNOWN_CODE or (box.column != number and box.domains[number] >> code & 1) for box in boxes)
    return sum(1 << bit for bit, box_agrees in enumerate(agrees) if box_agrees)


def _boxes(table: CompiledTable) -> list[FactBox]:
    """Work out, for each test of each clause, the states in which that test alone makes the difference."""
    literals = _literals(table)
    full = tuple(((1 << len(column.codes)) - 1) << 1 for column in table.columns)
    accepted_codes: dict[tuple[int, int, Domains], int] = {}
    for bit, clause in sorted(literals.items(), key=lambda item: table.clauses[item[0]].rank):
        rank = table.clauses[bit].rank
        as_cautious = [tests for bit, tests in literals.items() if table.clauses[bit].rank <= rank]
        for number, accepted in clause:
            left = list(full)
            for other, codes in clause:
                left[other] &= codes if other != number else ~accepted
            if not all(left):
                continue
            for domains in _states_where_none_fires(tuple(left), as_cautious):
                key = (number, rank, domains)
                accepted_codes[key] = accepted_codes.get(key, 0) | accepted
    return [FactBox(number, rank, accepted, domains) for (number, rank, domains), accepted in accepted_codes.items()]


def _literals(table: CompiledTable) -> dict[int, tuple[Literal, ...]]:
    """Return the tests of each clause that can fire when every fact is known, by its bit."""
    numbers = {column.fact.name: number for number, column in enumerate(table.columns)}
    literals: dict[int, tuple[Literal, ...]] = {}
    for bit, clause in enumerate(table.clauses):
        if table.knowable >> bit & 1:
            literals[bit] = tuple(
                (number, sum(1 << column.code(value) for value in column.codes if test.holds(value)))
                for test in clause.tests
                for number, column in [(numbers[test.fact], table.columns[numbers[test.fact]])]
            )
    return literals


def _states_where_none_fires(domains: Domains, clauses: Sequence[tuple[Literal, ...]]) -> Iterator[Domains]:
    """Yield disjoint boxes that together are all states within the domains in which no clause fires."""
    left, still_open = list(domains), list(clauses)
    narrowed = True
    while narrowed:
        narrowed, waiting = False, []
        for clause in still_open:
            if any(not left[number] & codes for number, codes in clause):
                continue
            undecided = [(number, codes) for number, codes in clause if left[number] & ~codes]
            if not undecided:
                return
            if len(undecided) == 1:
                left[undecided[0][0]] &= ~undecided[0][1]
                narrowed = True
            else:
                waiting.append(clause)
        still_open = waiting
    if not still_open:
        yield tuple(left)
        return
    for number, codes in still_open[0]:
        if left[number] & ~codes:
            fails = list(left)
            fails[number] &= ~codes
            yield from _states_where_none_fires(tuple(fails), still_open[1:])
        left[number] &= codes
        if not left[number]:
            return
