import random
from itertools import product

import numpy as np
import pytest

from zonewise.guidance.guide import action_of
from zonewise.rules.column_engine import NO_ACTION, ColumnEngine
from zonewise.rules.decision import Engine, lowest_rank
from zonewise.rules.rule_set_reader import read_rule_set


def columns_of(columns, rows):
    """Encode rows of facts, None for unknown."""
    rule_set = columns.engine.rule_set
    encoded = {}
    for name, fact in rule_set.facts.items():
        raw = [row.get(name) for row in rows]
        known = np.array([value is not None for value in raw])
        place = fact.values.index if fact.type == "choice" else int
        values = np.array([0 if value is None else place(value) for value in raw])
        encoded[name] = columns.encode(name, values.astype(bool) if fact.type == "bool" else values, known)
    return encoded


@pytest.fixture(scope="module")
def columns(engine):
    """Return the shipped protocol laid out for columns."""
    return ColumnEngine(engine)


@pytest.mark.parametrize(("calm", "unknown"), [(0.0, 0.1), (0.6, 0.1), (0.9, 0.05), (0.9, 0.4), (0.95, 0.0)])
def test_columns_answer_as_one_case_does(columns, cases, calm, unknown):
    """Row by row, each answer and the action are those of the engine for one case, unknown facts included."""
    engine, rng = columns.engine, random.Random(f"{calm} {unknown}")
    rows = [
        {name: None if rng.random() < unknown else value for name, value in cases.seeded(rng, calm=calm).items()}
        for _ in range(2500)
    ]

    decision = columns.decide(columns_of(columns, rows))

    assert [engine.rule_set.actions[place] for place in decision.action] == [action_of(engine, row) for row in rows]
    for name, table in engine.questions.items():
        assert list(decision.answers[name]) == [lowest_rank(table, table.fired(row)) for row in rows]


def test_a_column_left_out_is_unknown_in_every_row(columns, cases):
    """Leaving facts out gives what saying of each row that they are unknown gives; with one column alone too."""
    rng = random.Random(7)
    rows = [cases.seeded(rng) for _ in range(300)]
    encoded = columns_of(columns, rows)

    for given in (["danger_sign"], ["vivid_dreams"], ["phase", "zone", "opioid"], [*encoded][3:]):
        few = columns.decide({name: encoded[name] for name in given})
        blank = {name: codes if name in given else np.zeros_like(codes) for name, codes in encoded.items()}
        many = columns.decide(blank)
        assert np.array_equal(few.action, many.action)
        assert all(np.array_equal(few.answers[name], many.answers[name]) for name in many.answers)


def test_blocks_and_threads_change_nothing(columns, cases, monkeypatch):
    """Rows around the edges of a block get the same answers whatever the block and however many threads."""
    rng = random.Random(3)
    encoded = columns_of(columns, [cases.seeded(rng) for _ in range(1000)])
    whole = columns.decide(encoded, threads=1)

    monkeypatch.setattr("zonewise.rules.column_engine.BLOCK_ROWS", 333)
    parts = columns.decide(encoded, threads=3)

    assert np.array_equal(whole.action, parts.action)
    assert all(np.array_equal(whole.answers[name], parts.answers[name]) for name in whole.answers)


def test_grouping_changes_nothing(engine, cases, monkeypatch):
    """However many facts are joined for one look-up, the answers are the same."""
    rng = random.Random(4)
    rows = [cases.seeded(rng) for _ in range(500)]
    result = []
    for size in (1, 64, 1 << 16):
        monkeypatch.setattr("zonewise.rules.column_engine.JOINT_CODES", size)
        columns = ColumnEngine(engine)
        result.append(columns.decide(columns_of(columns, rows)).action)

    assert np.array_equal(result[0], result[1])
    assert np.array_equal(result[0], result[2])


def test_integers_fall_into_their_classes(columns):
    """The codes of an integer change at each bound; unknown is 0."""
    codes = columns.encode("days_at_dose", np.array([0, 6, 7, 13, 14, 83, 84, 36500, 5]), np.arange(9) < 8)

    assert list(codes) == [1, 1, 2, 2, 3, 3, 4, 4, 0]


def test_columns_of_different_length_are_refused(columns):
    """Columns that do not fit together, or none at all, are refused with their lengths."""
    with pytest.raises(ValueError, match=r"\[2, 3\]"):
        columns.decide({"zone": np.ones(2, np.uint8), "phase": np.ones(3, np.uint8)})
    with pytest.raises(ValueError, match=r"\[\]"):
        columns.decide({})


def test_no_rows_give_no_answers(columns):
    """Columns without a row are answered with columns without a row."""
    decision = columns.decide({"zone": np.zeros(0, np.uint8)})

    assert len(decision.action) == 0


def test_a_question_of_more_clauses_than_bits_is_refused(tiny):
    """A question that does not fit into a word is refused by name instead of being answered wrongly."""
    tiny["rise.yaml"] += "".join(
        f"  - {{id: r{number}, when: {{opioid: true}}, then: keep, because: Once more., sources: [zone.green]}}\n"
        for number in range(61)
    )
    columns = ColumnEngine(Engine(read_rule_set(tiny)))

    with pytest.raises(ValueError, match="'rise' has 65"):
        columns.decide({"zone": np.ones(2, np.uint8)})


def test_an_urgent_rule_that_names_the_unknown_is_not_asked_for(tiny):
    """A rule that fires while a fact is unknown cannot fire once it is known, in columns as for one case."""
    tiny["protocol.yaml"] = (
        tiny["protocol.yaml"]
        .replace("[ask, keep, rise]", "[stop, ask, keep, rise]")
        .replace("ask_before: []", "ask_before: [stop]")
    )
    tiny["rise.yaml"] = tiny["rise.yaml"].replace("  keep: {action", "  stop: {action: stop}\n  keep: {action")
    tiny["rise.yaml"] += """\
  - {id: unasked, when: {opioid: unknown, days: {at_least: 20}}, then: stop, because: Late., sources: [zone.green]}
  - {id: both, when: {opioid: true, zone: red}, then: stop, because: Both., sources: [zone.green]}
"""
    columns = ColumnEngine(Engine(read_rule_set(tiny)))
    domains = (("on", "off", None), ("green", "yellow", "red", None), (False, True, None), (0, 6, 7, 19, 20, 30, None))
    rows = [dict(zip(("phase", "zone", "opioid", "days"), values, strict=True)) for values in product(*domains)]

    result = [columns.engine.rule_set.actions[place] for place in columns.decide(columns_of(columns, rows)).action]

    assert result == [action_of(columns.engine, row) for row in rows]
    assert set(result) == {"stop", "ask", "keep", "rise"}


def test_no_question_has_a_hole(columns, cases, calm):
    """Over 200,000 random cases with every fact known, each question that is put has an answer, and all an action."""
    rng, rows, rule_set = np.random.default_rng(11), 200_000, columns.engine.rule_set
    drawn = {name: rng.integers(0, len(domain), rows) for name, domain in cases.domains.items()}
    for name in drawn.keys() - {"phase"}:  # half of the rows near calm, where a dose may rise
        near = (rng.random(rows) < 0.93) & (np.arange(rows) % 2 == 0)
        domain = cases.domains[name]
        drawn[name][near] = domain.index(calm[name]) if calm[name] in domain else len(domain) - 1
    encoded = {}
    for name, places in drawn.items():
        fact, domain = rule_set.facts[name], cases.domains[name]
        values = places if fact.type == "choice" else np.array(domain)[places]
        encoded[name] = columns.encode(name, values)

    decision = columns.decide(encoded)

    for name, question in rule_set.questions.items():
        put = np.ones(rows, bool)
        for test in question.asked_when:
            put &= np.array([test.holds(value) for value in cases.domains[test.fact]])[drawn[test.fact]]
        answered = decision.answers[name] < len(question.answers)
        assert not (answered & ~put).any()
        assert question.every or (answered | ~put).all()
    assert (decision.action != NO_ACTION).all()
    assert set(np.unique(decision.action)) == set(range(len(rule_set.actions))) - {rule_set.actions.index("ask")}
