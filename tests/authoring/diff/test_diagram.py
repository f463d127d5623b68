from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from zonewise.authoring.diff.boxes import Boxes
from zonewise.authoring.diff.decision_diagram import EVERY_STATE, NO_STATE, Diagram, Node

SIZES = (2, 3, 2, 4)
STATES = frozenset(product(*(range(size) for size in SIZES)))
boxes_drawn = st.lists(
    st.dictionaries(st.integers(0, 3), st.integers(0, 15), max_size=4).map(
        lambda allowed: {level: mask & ((1 << SIZES[level]) - 1) for level, mask in allowed.items()}
    ),
    max_size=6,
)


def listed(allowed) -> frozenset:
    """The states of a box, one by one."""
    masks = dict(allowed)
    return frozenset(s for s in STATES if all(masks[level] >> s[level] & 1 for level in masks))


def made(diagram: Diagram, drawn) -> tuple[Node, frozenset]:
    """A set put together from boxes in turn, added or taken away, as a node and as its states."""
    node, states = NO_STATE, frozenset()
    for number, allowed in enumerate(drawn):
        box, of_box = diagram.box(allowed), listed(allowed)
        if number % 3 == 2:
            node, states = diagram.without(node, box), states - of_box
        else:
            node, states = diagram.either(node, box), states | of_box
    return node, states


@given(boxes_drawn, boxes_drawn)
def test_sets_of_a_diagram_are_sets(one, other) -> None:
    """Union, intersection, difference and count do what they do for sets of listed states."""
    diagram = Diagram(SIZES)
    (a, states_a), (b, states_b) = made(diagram, one), made(diagram, other)

    assert diagram.count(a) == len(states_a)
    assert diagram.count(diagram.both(a, b)) == len(states_a & states_b)
    assert diagram.count(diagram.either(a, b)) == len(states_a | states_b)
    assert diagram.count(diagram.without(a, b)) == len(states_a - states_b)
    assert (a == b) == (states_a == states_b)
    assert (a == NO_STATE, a == EVERY_STATE) == (not states_a, states_a == STATES)


@given(boxes_drawn, st.integers(0, 3), st.data())
def test_a_value_given_leaves_the_rest(drawn, level, data) -> None:
    """Once a fact has a value, the set is what the others still allow, and the fact makes no difference."""
    diagram = Diagram(SIZES)
    node, states = made(diagram, drawn)
    value = data.draw(st.integers(0, SIZES[level] - 1))
    rest = diagram.restrict(node, level, value)

    assert diagram.count(rest) == SIZES[level] * sum(state[level] == value for state in states)
    assert level not in diagram.matters(rest)


@given(boxes_drawn)
def test_a_fact_matters_when_two_of_its_values_differ(drawn) -> None:
    """The facts said to matter are those in which changing one value alone can lead out of the set."""
    diagram = Diagram(SIZES)
    node, states = made(diagram, drawn)
    mattering = {
        level
        for level, size in enumerate(SIZES)
        for state in states
        for value in range(size)
        if (*state[:level], value, *state[level + 1 :]) not in states
    }

    assert set(diagram.matters(node)) == mattering


@given(boxes_drawn)
def test_boxes_hold_each_state_of_a_set_once(drawn) -> None:
    """The boxes of a set are disjoint, hold all its states and no other, and each is as large as it says."""
    diagram = Diagram(SIZES)
    boxes = Boxes(diagram)
    node, states = made(diagram, drawn)
    found = boxes.of(node)
    every = [state for box in found for state in listed(box)]

    assert len(every) == len(set(every))
    assert set(every) == states
    assert [boxes.size(box) for box in found] == [len(listed(box)) for box in found]
    assert not any(mask == (1 << SIZES[level]) - 1 for box in found for level, mask in box)


@given(boxes_drawn.filter(bool))
def test_no_two_boxes_could_be_one(drawn) -> None:
    """Boxes that differ in the values of one fact alone have been joined."""
    diagram = Diagram(SIZES)
    node, _ = made(diagram, drawn)
    found = [dict(box) for box in Boxes(diagram).of(node)]
    full = {level: (1 << size) - 1 for level, size in enumerate(SIZES)}
    apart = [
        sum(one.get(level, full[level]) != other.get(level, full[level]) for level in full)
        for place, one in enumerate(found)
        for other in found[place + 1 :]
    ]

    assert all(count > 1 for count in apart)


@given(boxes_drawn)
def test_the_box_around_a_set_is_the_smallest(drawn) -> None:
    """It allows of each fact exactly the values that some state of the set has."""
    diagram = Diagram(SIZES)
    node, states = made(diagram, drawn)
    assume(states)
    around = listed(Boxes(diagram).around(node))

    assert around == frozenset(product(*({state[level] for state in states} for level in range(len(SIZES)))))


def test_a_staircase_needs_as_many_boxes_as_it_has_steps() -> None:
    """All states but the one corner of n yes-or-no facts are n boxes, the fewest there can be; a box too many shows."""
    diagram = Diagram((2,) * 6)
    corner = diagram.box(dict.fromkeys(range(6), 1))

    assert len(Boxes(diagram).of(diagram.without(EVERY_STATE, corner))) == 6


@pytest.mark.parametrize(
    ("sizes", "drawn", "fewest"),
    [
        ((3, 3, 2), [{0: 4, 2: 1}, {1: 4, 0: 5}, {2: 1, 1: 5, 0: 2}], 3),  # four, unless the last two are joined
        ((3, 2, 3, 3), [{3: 3, 2: 6}, {0: 5, 1: 1, 2: 5}], 3),  # four, where the most promising fact is split first
    ],
)
def test_boxes_are_few_where_the_first_way_gives_more(sizes, drawn, fewest: int) -> None:
    """Sets found by searching, for which one way of splitting, or splitting without joining, gives a box too many."""
    diagram = Diagram(sizes)

    assert len(Boxes(diagram).of(diagram.any_of(diagram.box(allowed) for allowed in drawn))) == fewest
