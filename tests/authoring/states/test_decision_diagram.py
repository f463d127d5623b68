from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from zonewise.authoring.states.decision_diagram import EVERY_STATE, NO_STATE, Diagram, Node

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
def test_a_state_is_completable_when_some_completion_is_in_the_set(drawn) -> None:
    """With value 0 for what is not known, the states found are those that another value of each 0 brings into it."""
    diagram = Diagram(SIZES)
    node, states = made(diagram, drawn)
    turn_out = {
        state
        for state in STATES
        if any(
            completion in states
            for completion in product(
                *(range(1, size) if value == 0 else (value,) for value, size in zip(state, SIZES, strict=True))
            )
        )
    }
    completable = diagram.completable(node)

    assert diagram.count(completable) == len(turn_out)
    assert all(inside(diagram, completable, state) for state in turn_out)


@given(boxes_drawn)
def test_the_smallest_state_has_as_many_zeros_as_any(drawn) -> None:
    """The state shown lies in the set, and none has fewer values other than 0; an empty set shows none."""
    diagram = Diagram(SIZES)
    node, states = made(diagram, drawn)
    smallest = diagram.smallest(node)

    if not states:
        assert smallest is None
        return
    state = tuple(smallest.get(level, 0) for level in range(len(SIZES)))
    assert state in states
    assert sum(map(bool, state)) == min(sum(map(bool, other)) for other in states)


def inside(diagram: Diagram, node: Node, state: tuple[int, ...]) -> bool:
    """Say whether a state lies in a set."""
    for level, value in enumerate(state):
        node = diagram.restrict(node, level, value)
    return node == EVERY_STATE
