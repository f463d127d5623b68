from collections import Counter

from hypothesis import given, settings

from zonewise.authoring.diff.comparison import BoxWithExceptions, Comparison, StateBox, compare
from zonewise.authoring.states.state_space import OLD, Axis, space_of
from zonewise.rules.decision import Engine

from .small import Listed, listed, protocols, states

State = tuple[int, ...]


def holds(allowed, axes: tuple[Axis, ...], state: State) -> bool:
    """Say whether a state lies in a box."""
    codes = dict(zip((axis.name for axis in axes), state, strict=True))
    return all(codes[axis.name] in values for axis, values in allowed)


def inside(box: StateBox, comparison: Comparison) -> list[State]:
    """The states of a box, one by one."""
    return [state for state in states(comparison.axes) if holds(box.allowed, comparison.axes, state)]


def by_reasons(slow: Listed, side: int, inner: list[State]) -> tuple[set[str], set[str]]:
    """The rules behind an answer in all of some states, and those in some of them alone."""
    sets = [slow.reasons[state][side] for state in inner]
    everywhere = frozenset.intersection(*sets)
    return set(everywhere), set(frozenset.union(*sets) - everywhere)


@settings(max_examples=25, deadline=None)
@given(protocols(), protocols())
def test_each_state_that_changes_lies_in_one_box_of_its_change(old: Engine, new: Engine) -> None:
    """State by state, `decide` and `guide` of both versions find exactly the changes, counts and boxes listed."""
    comparison = compare(old, new)
    slow = listed((old, new), comparison.axes)

    assert {(question.name, question.word) for question in comparison.compared} == set(slow)
    for question in comparison.compared:
        labels = slow[question.name, question.word].labels
        assert {(c.old, c.new): c.states for c in question.changes} == dict(
            slow[question.name, question.word].changes()
        )
        assert question.states == sum(change.states for change in question.changes)
        for change in question.changes:
            covered = Counter(state for box in change.boxes for state in inside(box, comparison))
            expected = Counter(state for state, pair in labels.items() if pair == (change.old, change.new))
            assert covered == expected
            assert [box.states for box in change.boxes] == [len(inside(box, comparison)) for box in change.boxes]
    changed = {state for listing in slow.values() for state, pair in listing.labels.items() if pair[0] != pair[1]}
    assert (comparison.states, comparison.combinations) == (len(changed), len(list(states(comparison.axes))))


@settings(max_examples=15, deadline=None)
@given(protocols(), protocols())
def test_the_rules_of_a_box_are_those_that_decide_there(old: Engine, new: Engine) -> None:
    """The rules named for a box are those behind the answers of its states, in all of them or in a part."""
    comparison = compare(old, new)
    slow = listed((old, new), comparison.axes)
    for question in comparison.compared:
        for box in (box for change in question.changes for box in change.boxes):
            inner = inside(box, comparison)
            for side, rules in enumerate((box.old, box.new)):
                named = set(rules.everywhere), set(rules.partly)
                assert named == by_reasons(slow[question.name, question.word], side, inner)


@settings(max_examples=15, deadline=None)
@given(protocols(), protocols())
def test_other_reasons_are_counted_where_the_answer_is_the_same(old: Engine, new: Engine) -> None:
    """A rule is told with the number of states of the same answer in which it newly or no longer is a reason."""
    comparison = compare(old, new)
    slow = listed((old, new), comparison.axes)
    for question in comparison.compared:
        one = slow[question.name, question.word]
        newly: Counter[str] = Counter()
        no_longer: Counter[str] = Counter()
        for state, (before, after) in one.reasons.items():
            if one.labels[state][0] == one.labels[state][1]:
                newly.update(after - before)
                no_longer.update(before - after)

        assert {r.rule: (r.no_longer, r.newly) for r in question.reasons} == {
            rule: (no_longer[rule], newly[rule]) for rule in newly | no_longer
        }


@settings(max_examples=15, deadline=None)
@given(protocols(), protocols())
def test_an_example_lies_in_its_box_and_says_no_more_than_it_must(old: Engine, new: Engine) -> None:
    """The example of a box is one of its states; a fact that may be unknown there is left out."""
    comparison = compare(old, new)
    for box in (box for question in comparison.compared for change in question.changes for box in change.boxes):
        codes = []
        for axis in comparison.axes:
            values = [(type(value), value) for value in axis.values]
            value = box.example.get(axis.name)
            codes.append(values.index((type(value), value)))

        assert holds(box.allowed, comparison.axes, tuple(codes))
        assert set(box.example) == {axis.name for axis, values in box.allowed if 0 not in values}


@settings(max_examples=25, deadline=None)
@given(protocols(), protocols())
def test_a_box_with_exceptions_is_the_same_states(old: Engine, new: Engine) -> None:
    """Where boxes are told as one with exceptions, that is shorter and leaves exactly the same states."""
    comparison = compare(old, new)
    for change in (change for question in comparison.compared for change in question.changes):
        if change.around is None:
            continue
        around: BoxWithExceptions = change.around
        every = [state for state in states(comparison.axes) if holds(around.box.allowed, comparison.axes, state)]
        left = [s for s in every if not any(holds(exception, comparison.axes, s) for exception in around.exceptions)]

        assert set(left) == {state for box in change.boxes for state in inside(box, comparison)}
        assert around.box.states == change.states == len(left)
        assert 1 + len(around.exceptions) < len(change.boxes)


@settings(max_examples=40, deadline=None)
@given(protocols(), protocols())
def test_each_value_of_either_version_is_in_one_class(old: Engine, new: Engine) -> None:
    """Every value that a version declares stands for itself or lies in one class of numbers; yes is not 1."""
    axes = {axis.name: axis for axis in space_of(old, new).axes}
    for fact in (fact for engine in (old, new) for fact in engine.rule_set.facts.values()):
        numbers = range(fact.maximum + 1) if fact.type == "integer" else ()
        for value in (*numbers, *fact.values, *((False, True) if fact.type == "bool" else ())):
            classes = zip(axes[fact.name].values, axes[fact.name].ends, strict=True)
            holding = [
                least
                for least, greatest in classes
                if type(least) is type(value) and (least == value if greatest is None else least <= value <= greatest)
            ]
            assert len(holding) == 1


@settings(max_examples=25, deadline=None)
@given(protocols(), protocols())
def test_numbers_that_are_not_told_apart_are_answered_alike(old: Engine, new: Engine) -> None:
    """Asked with the least or the greatest number of each class, every answer and every reason is the same."""
    axes = space_of(old, new).axes

    assert listed((old, new), axes, greatest=True) == listed((old, new), axes)


@settings(max_examples=12, deadline=None)
@given(protocols())
def test_a_version_compared_with_itself_has_no_difference(engine: Engine) -> None:
    """Nothing changes, and no reason does."""
    comparison = compare(engine, Engine(engine.rule_set))

    assert comparison.states == 0
    assert [(question.changes, question.reasons) for question in comparison.compared] == [((), ())] * len(
        comparison.compared
    )


@settings(max_examples=12, deadline=None)
@given(protocols(), protocols())
def test_swapping_the_versions_turns_every_change_around(old: Engine, new: Engine) -> None:
    """Compared the other way, each change goes back, in as many states."""
    there, back = compare(old, new), compare(new, old)
    changes = [
        {(e.name, e.word, c.old, c.new): c.states for e in comparison.compared for c in e.changes}
        for comparison in (there, back)
    ]

    assert changes[OLD] == {(name, word, b, a): count for (name, word, a, b), count in changes[1].items()}
