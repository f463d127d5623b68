from itertools import product

import pytest
from hypothesis import assume, given
from tests.authoring.states.test_decision_diagram import SIZES, boxes_drawn, listed, made

from zonewise.authoring.diff.boxes import Boxes
from zonewise.authoring.states.decision_diagram import EVERY_STATE, Diagram


@given(boxes_drawn)
def test_boxes_hold_each_state_of_a_set_once(drawn) -> None:
    """The boxes of a set are disjoint, hold all its states and no other, and each is as large as it says."""
    diagram = Diagram(SIZES)
    boxes = Boxes(diagram)
    node, states = made(diagram, drawn)
    disjoint = boxes.of(node)
    every = [state for box in disjoint for state in listed(box)]

    assert len(every) == len(set(every))
    assert set(every) == states
    assert [boxes.size(box) for box in disjoint] == [len(listed(box)) for box in disjoint]
    assert not any(mask == (1 << SIZES[level]) - 1 for box in disjoint for level, mask in box)


@given(boxes_drawn.filter(bool))
def test_no_two_boxes_could_be_one(drawn) -> None:
    """Boxes that differ in the values of one fact alone have been joined."""
    diagram = Diagram(SIZES)
    node, _ = made(diagram, drawn)
    disjoint = [dict(box) for box in Boxes(diagram).of(node)]
    full = {level: (1 << size) - 1 for level, size in enumerate(SIZES)}
    apart = [
        sum(one.get(level, full[level]) != other.get(level, full[level]) for level in full)
        for place, one in enumerate(disjoint)
        for other in disjoint[place + 1 :]
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
