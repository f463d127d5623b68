import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.case_tables import by_outcome

from zonewise.problem import InputRefused
from zonewise.rules.case_facts import check_facts, facts_from_json
from zonewise.rules.rule_set_reader import read_rule_set


@pytest.fixture
def rule_set(tiny):
    """Return the tiny protocol."""
    return read_rule_set(tiny)


def test_facts_are_read_as_they_stand(rule_set):
    """Null and what is left out are both unknown; the rest keeps its type."""
    text = '{"phase": "on", "opioid": false, "days": 7, "zone": null}'

    assert facts_from_json(text, rule_set, "me.json") == {"phase": "on", "opioid": False, "days": 7, "zone": None}


@pytest.mark.parametrize(
    ("text", "line", "code", "word"),
    by_outcome({
        ("unknown-fact", "'opioid'"): [('{\n"opiod": true}', 2)],
        ("wrong-value", "true or false"): [('{"opioid": "maybe"}', 1), ('{"opioid": 1}', 1)],
        ("wrong-value", "'green'"): [('{"zone": "gren"}', 1)],
        ("wrong-value", "one of green"): [('{"zone": ["green"]}', 1)],
        ("wrong-value", "0 to 30"): [('{"days": -1}', 1), ('{"days": 31}', 1), ('{"days": 7.0}', 1),
            ('{"days": true}', 1), ('{"days": NaN}', 1)],
        ("repeated-key", "twice"): [('{"opioid": false,\n"opioid": true}', 2)],
        ("not-an-object", "list"): [("[]", 1)],
        ("not-json", "JSON"): [('{"opioid": true', 1), ("", 1)],
        ("not-json", "deep"): [("[" * 50_000, 0)],
        ("too-large", "too many"): [("[" * 200_000, 0)],
    }),
)  # fmt: skip
def test_each_fault_is_refused(rule_set, text, line, code, word):
    """A fault is named with its line, its code and what is meant to stand there."""
    with pytest.raises(InputRefused) as caught:
        facts_from_json(text, rule_set, "me.json")

    problem = caught.value.problems[0]
    assert (problem.where, problem.line, problem.code) == ("me.json", line, code)
    assert word in f"{problem.fault} {problem.expected}"


def test_all_problems_come_at_once(rule_set):
    """Two faults in one object are both named."""
    with pytest.raises(InputRefused) as caught:
        facts_from_json('{"opioid": 3,\n "dayz": 1}', rule_set, "me.json")

    assert [(problem.line, problem.code) for problem in caught.value.problems] == [
        (1, "wrong-value"),
        (2, "unknown-fact"),
    ]


def test_facts_from_elsewhere_are_held_to_the_same(rule_set):
    """Facts that come as values are refused for the same reasons as facts that come as text."""
    check_facts({"opioid": None, "days": 30}, rule_set)
    with pytest.raises(InputRefused, match="unknown-fact"):
        check_facts({"weight": 60}, rule_set)


@given(data=st.data())
def test_what_is_written_is_read_back(cases, data):
    """Any facts of the shipped protocol survive the way through JSON."""
    facts = data.draw(cases.anywhere())

    assert facts_from_json(json.dumps(facts), cases.engine.rule_set, "me.json") == facts
