import pytest
from tests.rules.conftest import TINY_EXAMPLES

from zonewise.problem import InputRefused
from zonewise.rules.decision import decide
from zonewise.rules.worked_examples import read_examples


@pytest.mark.parametrize(
    ("old", "new", "line", "code", "word"),
    [
        ("question: rise", "question: rize", 1, "unknown-question", "'rise'"),
        ("base: well", "base: wel", 6, "unknown-base", "'well'"),
        ("{days: 7}", "{dais: 7}", 10, "unknown-fact", "'days'"),
        ("{days: 7}", "{days: seven}", 10, "unknown-value", "0 to 30"),
        ("{days: 7}", "{days: 31}", 10, "unknown-value", "0 to 30"),
        ("{days: 7}", "{days: -1}", 10, "unknown-value", "'-1'"),
        ("{days: 7}", "{days: null}", 10, "unknown-value", "unknown"),
        ("{days: 7}", "{days: [7]}", 10, "unknown-value", "not a word"),
        ("{opioid: true}", "{opioid: yes}", 22, "unknown-value", "true, false"),
        ("{zone: red}", "{zone: rad}", 18, "unknown-value", "'red'"),
        ("answer: rise", "answer: ryse", 7, "unknown-answer", "'rise'"),
        ("reasons: [may-rise]", "reasons: [may-rice]", 7, "unknown-reasons", "'may-rise'"),
        ("ask: [zone]", "ask: [sone]", 27, "unknown-ask", "'zone'"),
        ("put: no", "put: never", 43, "unknown-put", "yes, no, unknown"),
        ("expect: {answer: rise", "expects: {answer: rise", 7, "unknown-key", "'expect'"),
        ("{answer: rise, reasons", "{answer: rise, reason", 7, "unknown-key", "'reasons'"),
        ("    expect: {answer: rise, reasons: [may-rise]}\n", "", 5, "map-needed", "'expect'"),
        ("name: six days are not", "name: all is well", 12, "repeated-name", "5"),
        ("  - name: all is well\n    base", "  - base", 5, "text-needed", "name"),
        ("days: 9}", "dais: 9}", 3, "unknown-fact", "'days'"),
        ("days: 9}", "days: 9, days: 8}", 3, "repeated-key", "'days'"),
        ("base: well", "base: &b well", 6, "no-aliases", "anchor"),
    ],
)
def test_a_fault_in_an_example_is_refused_at_its_line(tiny_engine, old, new, line, code, word):
    """What an example names must be known to the protocol; the nearest known word is offered."""
    assert old in TINY_EXAMPLES

    with pytest.raises(InputRefused) as caught:
        read_examples(TINY_EXAMPLES.replace(old, new, 1), "rise.examples.yaml", tiny_engine.rule_set)

    problems = [problem for problem in caught.value.problems if (problem.line, problem.code) == (line, code)]
    assert problems, str(caught.value)
    assert any(word in f"{problem.fault} {problem.expected}" for problem in problems)


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
