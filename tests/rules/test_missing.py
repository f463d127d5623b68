import random
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zonewise.rules.compiled_table import Clause, compile_table
from zonewise.rules.fact_reader import read_facts
from zonewise.rules.missing_facts import missing_facts
from zonewise.rules.rule_set import Rule, Test

RULE = Rule("any", "any", (), "any", "Any.", (), "any.yaml:1")
FACTS = read_facts(
    """
facts:
  a: {type: bool, ask: "a?"}
  b: {type: bool, ask: "b?"}
  c: {type: bool, ask: "c?"}
  d: {type: choice, values: [x, y, z], ask: "d?"}
  n: {type: integer, max: 9, ask: "n?"}
""",
    "facts.yaml",
    [],
).facts
DOMAINS = {"a": (False, True), "b": (False, True), "c": (False, True), "d": ("x", "y", "z"), "n": (0, 2, 3, 6, 7, 9)}
CUTS = {"n": (3, 7)}
TESTS = {
    **{name: [Test(name, accepts=frozenset({value})) for value in (False, True)] for name in "abc"},
    "d": [Test("d", accepts=frozenset(values)) for values in ("x", "y", "z", "xy", "yz")],
    "n": [Test("n", low=3), Test("n", high=2), Test("n", low=7), Test("n", low=3, high=6), Test("n", high=6)],
}


@st.composite
def tables(draw):
    """Draw a small table: up to eight clauses of up to four tests, in three ranks; some name the unknown."""
    clauses = []
    for _ in range(draw(st.integers(1, 8))):
        names = draw(st.lists(st.sampled_from(sorted(FACTS)), min_size=1, max_size=4, unique=True))
        tests = tuple(
            Test(name, unknown=True) if draw(st.integers(0, 9)) == 0 else draw(st.sampled_from(TESTS[name]))
            for name in names
        )
        clauses.append(Clause(RULE, tests, draw(st.integers(0, 2))))
    return compile_table(clauses, FACTS, CUTS, 3)


def rank_of(table, facts):
    """Return the rank of the most cautious clause that fires, looked at one by one."""
    fired = [clause.rank for clause in table.clauses if all(test.holds(facts[test.fact]) for test in clause.tests)]
    return min(fired, default=len(table.by_rank))


def pivotal(rank, facts, domains):
    """Return each missing fact of which two values give different ranks, with the most cautious rank it can bring.

    Every assignment of the missing facts is walked.
    """
    missing = [name for name in domains if facts.get(name) is None]
    ranks = {
        values: rank({**facts, **dict(zip(missing, values, strict=True))})
        for values in product(*(domains[name] for name in missing))
    }
    worst = {}
    for place, name in enumerate(missing):
        groups = {}
        for values, group in ranks.items():
            groups.setdefault(values[:place] + values[place + 1 :], set()).add(group)
        for group in (group for group in groups.values() if len(group) > 1):
            worst[name] = min(worst.get(name, 99), *group)
    return worst


@settings(max_examples=150)
@given(table=tables(), data=st.data())
def test_the_missing_facts_are_exactly_those_that_could_change_the_answer(table, data):
    """On any small table the search finds what walking every assignment finds, with the same worst rank."""
    facts = {name: data.draw(st.sampled_from((*DOMAINS[name], None, None)), label=name) for name in FACTS}
    looked_at = {column.fact.name: DOMAINS[column.fact.name] for column in table.columns}

    assert missing_facts(table, facts) == pivotal(lambda known: rank_of(table, known), facts, looked_at)


@settings(max_examples=50)
@given(table=tables())
def test_the_worst_comes_first(table):
    """Missing facts come in the order of the worst they could bring, then in the order of the facts."""
    result = missing_facts(table, {})

    order = list(FACTS)
    assert list(result) == sorted(result, key=lambda name: (result[name], order.index(name)))


def test_nothing_is_missing_when_everything_is_known(engine, calm):
    """With every fact known the search is over at once."""
    assert missing_facts(engine.actions, calm) == {}


@pytest.mark.parametrize("name", ["clearance", "flare", "step", "review"])
def test_each_shipped_question_asks_exactly_for_what_matters(engine, cases, calm, name):
    """On the shipped tables too the search finds what walking every assignment of four missing facts finds."""
    table, rng = engine.questions[name], random.Random(name)
    columns = [column.fact.name for column in table.columns]
    for _ in range(60):
        facts = cases.seeded(rng)
        for missing in rng.sample(columns, min(4, len(columns) - 1)):
            facts[missing] = None
        domains = {name: cases.domains[name] for name in columns}
        assert missing_facts(table, facts) == pivotal(lambda known: rank_of(table, known), facts, domains)
