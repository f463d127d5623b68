import pytest
from tests.rules.conftest import TINY_EXAMPLES

from zonewise.problem import InputRefused
from zonewise.rules.decision import decide
from zonewise.rules.worked_examples import read_examples


def test_all_faults_of_a_file_come_at_once(tiny_engine):
    """Several faults in one file of examples are all reported."""
    text = TINY_EXAMPLES.replace("{days: 7}", "{dais: 7}").replace("ask: [zone]", "ask: [sone]")

    with pytest.raises(InputRefused) as caught:
        read_examples(text, "rise.examples.yaml", tiny_engine.rule_set)

    assert [(problem.line, problem.code) for problem in caught.value.problems] == [
        (10, "unknown-fact"),
        (27, "unknown-ask"),
    ]


def test_values_in_examples_keep_their_meaning(tiny_engine):
    """`unknown` is None, digits are an integer, true and false are truth values, and other words stay words."""
    text = """\
question: rise
examples:
  - name: one of each
    given: {phase: on, zone: unknown, opioid: false, days: 07}
    expect: {answer: open, reasons: [not-green, may-rise], ask: [zone]}
"""
    example = read_examples(text, "x.yaml", tiny_engine.rule_set)[0]

    assert dict(example.given) == {"phase": "on", "zone": None, "opioid": False, "days": 7}
    assert example.where == "x.yaml:3"
    assert decide(tiny_engine, "rise", example.given).ask == ("zone",)
