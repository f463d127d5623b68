from dataclasses import replace

import pytest

from zonewise.authoring.examples import GUIDANCE, read_examples, run, uncovered
from zonewise.authoring.guidance_example import run_guidance
from zonewise.problem import InputRefused
from zonewise.rules.decision import Engine, decide
from zonewise.rules.rule_set_reader import read_rule_set

TINY_EXAMPLES = """\
question: rise
bases:
  well: {phase: on, zone: green, opioid: false, days: 9}
examples:
  - name: all is well
    base: well
    expect: {answer: rise, reasons: [may-rise]}
  - name: seven days are enough
    base: well
    given: {days: 7}
    expect: {answer: rise, reasons: [may-rise]}
  - name: six days are not
    base: well
    given: {days: 6}
    expect: {answer: keep, reasons: [too-early]}
  - name: Red keeps
    base: well
    given: {zone: red}
    expect: {answer: keep, reasons: [not-green]}
  - name: an opioid keeps
    base: well
    given: {opioid: true}
    expect: {answer: keep, reasons: [opioid]}
  - name: zone missing
    base: well
    given: {zone: unknown}
    expect: {answer: open, reasons: [not-green, may-rise], ask: [zone]}
  - name: opioid missing
    base: well
    given: {opioid: unknown}
    expect: {answer: open, reasons: [opioid, may-rise], ask: [opioid]}
  - name: days missing
    base: well
    given: {days: unknown}
    expect: {answer: open, reasons: [too-early, may-rise], ask: [days]}
  - name: phase missing
    base: well
    given: {phase: unknown}
    expect: {put: unknown, answer: open, reasons: [may-rise], ask: [phase]}
  - name: off
    base: well
    given: {phase: off}
    expect: {put: no}
"""
TINY_GUIDANCE = """\
question: guidance
examples:
  - name: it rises
    given: {phase: on, zone: green, opioid: false, days: 9}
    expect: {action: rise, reasons: [may-rise]}
  - name: off is at rest
    given: {phase: off}
    expect: {action: keep, reasons: [rest]}
  - name: it holds while nothing is known
    given: {phase: on}
    expect: {action: keep, reasons: [hold], ask: [zone, opioid, days]}
  - name: we ask
    expect: {action: ask, reasons: [ask-first], ask: [phase, zone, opioid, days]}
"""


@pytest.fixture
def tiny_engine(tiny):
    """Return the tiny protocol, compiled, with a review question so that guidance can be given."""
    tiny["review.yaml"] = """\
question: review
title: Time for a review?
answers: {yes: {}}
rules:
  - {id: always, when: {days: {at_least: 30}}, then: yes, because: It is time., sources: [zone.green]}
"""
    tiny["protocol.yaml"] = tiny["protocol.yaml"].replace("questions: [rise]", "questions: [rise, review]")
    return Engine(read_rule_set(tiny))


def test_every_shipped_example_holds(engine, examples):
    """The whole decision of each example is as the clinician who reads it is told: answer, reasons and questions."""
    wrong = [(run_guidance if each.question == GUIDANCE else run)(each, engine) for each in examples]

    assert [text for text in wrong if text is not None] == []


def test_nothing_is_without_an_example(engine, examples):
    """Each alternative of each rule, each side of each bound, each missing fact and each action has an example."""
    assert uncovered(engine, examples) == []


def test_each_question_has_its_file_of_examples(engine, example_texts):
    """Beside each question's file stands one with its examples, and one for the whole guidance."""
    assert set(example_texts) == {f"{name}.examples.yaml" for name in (*engine.rule_set.questions, GUIDANCE)}


@pytest.mark.parametrize("part", ["answer", "reasons", "ask", "put"])
def test_an_example_holds_only_when_every_part_does(engine, examples, part):
    """A decision that differs in one part alone is a mismatch that names what was found and what was meant."""
    example = next(each for each in examples if each.name == "sensitivity not asked in the second week")
    assert run(example, engine) is None

    text = run(replace(example, expect={**example.expect, part: ("something",)}), engine)

    assert example.where in text
    assert "[something]" in text
    assert f"{part} is" in text


@pytest.mark.parametrize("part", ["action", "reasons", "considerations", "ask", "review"])
def test_guidance_is_compared_in_every_part(engine, examples, part):
    """Guidance that differs in one part alone is a mismatch."""
    example = next(each for each in examples if each.name == "Red four days after a step pauses")
    assert run_guidance(example, engine) is None

    text = run_guidance(replace(example, expect={**example.expect, part: ("something",)}), engine)

    assert f"{part} is" in text


def test_tiny_examples_cover_a_tiny_protocol(tiny_engine):
    """A small set of examples can be whole, apart from the question that has none."""
    examples = [
        *read_examples(TINY_EXAMPLES, "rise.examples.yaml", tiny_engine.rule_set),
        *read_examples(TINY_GUIDANCE, "guidance.examples.yaml", tiny_engine.rule_set),
    ]

    assert [run(each, tiny_engine) for each in examples if each.question != GUIDANCE] == [None] * 10
    assert [run_guidance(each, tiny_engine) for each in examples if each.question == GUIDANCE] == [None] * 4
    assert [gap for gap in uncovered(tiny_engine, examples) if "review" not in gap] == []
    assert [gap.split(":")[0] for gap in uncovered(tiny_engine, examples)] == ["review.yaml", *["review"] * 4]


@pytest.mark.parametrize(
    ("name", "gap"),
    [
        ("Red keeps", "rule 'not-green' gives the answer in no example"),
        ("an opioid keeps", "rule 'opioid' gives the answer in no example"),
        ("seven days are enough", "rise: no example has 'days' at 7"),
        ("six days are not", "rise: no example has 'days' at 6"),
        ("zone missing", "rise: in no example is 'zone' missing and asked"),
        ("days missing", "rise: no example says that 'days' is unknown"),
        ("phase missing", "rise: in no example is 'phase' missing and asked"),
        ("it rises", "guidance: no example has the action 'rise'"),
        ("off is at rest", "guidance: no example has the reason 'rest'"),
        ("we ask", "guidance: in no example is 'phase' asked"),
    ],
)
def test_what_an_example_alone_covers_is_missed_without_it(tiny_engine, name, gap):
    """Taking one example away names exactly what nothing covers any more."""
    examples = [
        *read_examples(TINY_EXAMPLES, "rise.examples.yaml", tiny_engine.rule_set),
        *read_examples(TINY_GUIDANCE, "guidance.examples.yaml", tiny_engine.rule_set),
    ]
    assert not any(gap in text for text in uncovered(tiny_engine, examples))

    fewer = [each for each in examples if each.name != name]

    assert len(fewer) == len(examples) - 1
    assert any(gap in text for text in uncovered(tiny_engine, fewer))


def test_a_new_rule_without_an_example_is_noticed(tiny, tiny_engine):
    """A rule added to a question, or an alternative added to a rule, asks for an example."""
    tiny["rise.yaml"] = tiny["rise.yaml"].replace(
        "when: {opioid: true}", "when:\n      - {opioid: true}\n      - {days: {at_least: 20}}"
    )
    engine = Engine(read_rule_set(tiny))

    gaps = uncovered(engine, read_examples(TINY_EXAMPLES, "rise.examples.yaml", engine.rule_set))

    assert "rise.yaml:13: rule 'opioid', alternative 2, gives the answer in no example." in gaps
    assert "rise: no example has 'days' at 19, a side of a bound." in gaps


def test_an_example_in_which_two_alternatives_hold_shows_neither(tiny, tiny_engine):
    """An example shows an alternative of a rule only when that alone makes the rule fire."""
    tiny["rise.yaml"] = tiny["rise.yaml"].replace(
        "when: {opioid: true}", "when:\n      - {opioid: true}\n      - {zone: red, days: {at_most: 6}}"
    )
    engine = Engine(read_rule_set(tiny))
    both = """\
question: rise
examples:
  - name: both at once
    given: {phase: on, zone: red, opioid: true, days: 3}
    expect: {answer: keep, reasons: [not-green, opioid, too-early]}
"""
    examples = read_examples(both, "rise.examples.yaml", engine.rule_set)

    assert run(examples[0], engine) is None
    gaps = [gap for gap in uncovered(engine, examples) if "rule 'opioid'" in gap]
    assert [gap.split("alternative ")[1][0] for gap in gaps] == ["1", "2"]


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

    found = [each for each in caught.value.problems if (each.line, each.code) == (line, code)]
    assert found, str(caught.value)
    assert any(word in f"{each.found} {each.expected}" for each in found)


def test_all_faults_of_a_file_come_at_once(tiny_engine):
    """Several faults in one file of examples are all reported."""
    text = TINY_EXAMPLES.replace("{days: 7}", "{dais: 7}").replace("ask: [zone]", "ask: [sone]")

    with pytest.raises(InputRefused) as caught:
        read_examples(text, "rise.examples.yaml", tiny_engine.rule_set)

    assert [(each.line, each.code) for each in caught.value.problems] == [(10, "unknown-fact"), (27, "unknown-ask")]


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
