from dataclasses import replace

import pytest
from tests.case_tables import by_outcome
from tests.rules.conftest import TINY_EXAMPLES, TINY_GUIDANCE

from zonewise.authoring.examples import mismatch, missing_examples
from zonewise.rules.decision import Engine
from zonewise.rules.rule_set_reader import read_rule_set
from zonewise.rules.worked_examples import GUIDANCE, read_examples


def tiny_examples(tiny_engine):
    """Return the examples of the tiny protocol."""
    texts = {"rise": TINY_EXAMPLES, "guidance": TINY_GUIDANCE}
    names = {name: f"{name}.examples.yaml" for name in texts}
    return [one for name, text in texts.items() for one in read_examples(text, names[name], tiny_engine.rule_set)]


def test_every_shipped_example_holds(engine, examples):
    """The whole decision of each example is as the clinician who reads it is told: answer, reasons and questions."""
    wrong = [mismatch(example, engine) for example in examples]

    assert [text for text in wrong if text is not None] == []


def test_nothing_is_without_an_example(engine, examples):
    """Each alternative of each rule, each side of each bound, each missing fact and each action has an example."""
    assert missing_examples(engine, examples) == []


def test_each_question_has_its_file_of_examples(engine, example_texts):
    """Beside each question's file stands one with its examples, and one for the whole guidance."""
    assert set(example_texts) == {f"{name}.examples.yaml" for name in (*engine.rule_set.questions, GUIDANCE)}


@pytest.mark.parametrize(
    ("part", "name"),
    by_outcome({
        "sensitivity not asked in the second week": ["answer", "reasons", "ask", "put"],
        "Red four days after a step goes back one": ["action", "reasons", "considerations", "ask", "review"],
    }),
)  # fmt: skip
def test_an_example_holds_only_when_every_part_does(engine, examples, part, name):
    """A decision, or guidance, that differs in one part alone is a mismatch that names what was found and meant."""
    example = next(example for example in examples if example.name == name)
    assert mismatch(example, engine) is None

    text = mismatch(replace(example, expect={**example.expect, part: ("something",)}), engine)

    assert example.where in text
    assert "[something]" in text
    assert f"{part} is" in text


def test_tiny_examples_cover_a_tiny_protocol(tiny_engine):
    """A small set of examples can be whole, apart from the question that has none."""
    examples = tiny_examples(tiny_engine)

    assert [example.question for example in examples] == ["rise"] * 10 + [GUIDANCE] * 4
    assert [mismatch(example, tiny_engine) for example in examples] == [None] * 14
    assert [gap for gap in missing_examples(tiny_engine, examples) if "review" not in gap] == []
    assert [gap.split(":")[0] for gap in missing_examples(tiny_engine, examples)] == ["review.yaml", *["review"] * 4]


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
    examples = tiny_examples(tiny_engine)
    assert not any(gap in text for text in missing_examples(tiny_engine, examples))

    fewer = [example for example in examples if example.name != name]

    assert len(fewer) == len(examples) - 1
    assert any(gap in text for text in missing_examples(tiny_engine, fewer))


def test_a_new_rule_without_an_example_is_noticed(tiny, tiny_engine):
    """A rule added to a question, or an alternative added to a rule, asks for an example."""
    tiny["rise.yaml"] = tiny["rise.yaml"].replace(
        "when: {opioid: true}", "when:\n      - {opioid: true}\n      - {days: {at_least: 20}}"
    )
    engine = Engine(read_rule_set(tiny))

    gaps = missing_examples(engine, read_examples(TINY_EXAMPLES, "rise.examples.yaml", engine.rule_set))

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

    assert mismatch(examples[0], engine) is None
    gaps = [gap for gap in missing_examples(engine, examples) if "rule 'opioid'" in gap]
    assert [gap.split("alternative ")[1][0] for gap in gaps] == ["1", "2"]
