import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.rules.compiled_table import cuts_of, join
from zonewise.rules.rule_set import Test


def fires(clause, facts):
    """Say whether each test of a clause holds, looked at one by one."""
    return all(test.holds(facts.get(test.fact)) for test in clause.tests)


def could_fire(clause, facts, domains):
    """Say whether some values of the unknown facts make a clause fire once they are known."""
    return all(
        any(test.holds(value) for value in domains[test.fact])
        if facts.get(test.fact) is None
        else test.holds(facts[test.fact])
        for test in clause.tests
    )


def mask_of(table, chosen):
    """Return the mask of the clauses that a function chooses."""
    return sum(1 << bit for bit, clause in enumerate(table.clauses) if chosen(clause))


@given(data=st.data())
def test_the_masks_say_what_each_test_says(cases, data):
    """The AND of the masks is the set of clauses whose every test holds, unknown facts included."""
    facts = data.draw(cases.anywhere())

    for table in [*cases.engine.questions.values(), *cases.engine.applicability.values(), cases.engine.actions]:
        assert table.fired(facts) == mask_of(table, lambda clause: fires(clause, facts))


@given(data=st.data())
def test_a_clause_is_possible_when_its_tests_could_still_hold(cases, data):
    """The possible clauses are those that fire for some values of the unknown facts, all of them known then."""
    facts = data.draw(cases.anywhere())

    for table in [*cases.engine.questions.values(), *cases.engine.applicability.values(), cases.engine.actions]:
        assert table.possible(facts) == mask_of(table, lambda clause: could_fire(clause, facts, cases.domains))


@given(data=st.data())
def test_a_left_out_fact_and_none_are_the_same(cases, data):
    """A fact that is not there is as unknown as one that is None."""
    facts = data.draw(cases.anywhere())
    known = {name: value for name, value in facts.items() if value is not None}

    for table in cases.engine.questions.values():
        assert (table.fired(known), table.possible(known)) == (table.fired(facts), table.possible(facts))


def test_every_integer_has_the_mask_of_its_class(engine):
    """Each value from 0 to well above the last bound has the same mask as its class, the greatest one included."""
    for table in [*engine.questions.values(), engine.actions]:
        for column in (column for column in table.columns if column.fact.type == "integer"):
            for value in [*range(200), column.fact.maximum]:
                if value <= column.fact.maximum:
                    assert column.by_value[value] == column.masks[column.code(value)]
                    assert column.codes[column.code(value) - 1] <= value


def test_clauses_stand_in_the_order_of_caution(engine):
    """The lowest bit that is set is the most cautious clause, and each rank knows its clauses."""
    for table in [*engine.questions.values(), engine.actions]:
        ranks = [clause.rank for clause in table.clauses]
        assert ranks == sorted(ranks)
        for rank, mask in enumerate(table.by_rank):
            assert mask == mask_of(table, lambda clause, rank=rank: clause.rank == rank)


def test_integers_are_cut_where_a_rule_changes_its_mind(engine):
    """Each bound of a rule is a cut: the least value of at_least, and the one above at_most."""
    cuts = cuts_of(engine.rule_set)

    assert cuts["days_green"] == (4, 7)
    assert cuts["days_at_dose"] == (7, 14, 84)
    assert cuts["weeks_taking"] == (6, 12)
    assert cuts["side_effect_grade"] == (2, 3)


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (Test("n", low=3), Test("n", high=9), Test("n", low=3, high=9)),
        (Test("n", low=3, high=9), Test("n", low=5), Test("n", low=5, high=9)),
        (Test("n", low=7), Test("n", high=6), None),
        (Test("n", low=7), Test("n", high=7), Test("n", low=7, high=7)),
        (Test("z", accepts=frozenset("ab")), Test("z", accepts=frozenset("bc")), Test("z", accepts=frozenset("b"))),
        (Test("z", accepts=frozenset("a")), Test("z", accepts=frozenset("b")), None),
        (Test("z", unknown=True), Test("z", unknown=True), Test("z", unknown=True)),
        (Test("z", unknown=True), Test("z", accepts=frozenset("a")), None),
    ],
)
def test_two_tests_of_one_fact_become_one(one, other, both):
    """Joining tests keeps what both accept, and is None when they accept nothing together."""
    assert join((one,), (other,)) == (None if both is None else (both,))


def test_tests_of_different_facts_stand_beside_each_other():
    """Joining conditions on different facts keeps them all, in order."""
    a, b = Test("a", low=1), Test("b", high=2)

    assert join((a,), (b,), ()) == (a, b)
