"""What is asked can be answered with the words that are shown."""

import pytest

from zonewise.report.entry_words import choices, how_to_answer
from zonewise.rules.rule_set import FactDefinition
from zonewise.services.base.entry_check import answer_problem
from zonewise.services.base.protocols import load_protocol

RULE_SET = load_protocol().rule_set
FACTS = list(RULE_SET.facts.values())


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
def test_shown_words_are_accepted(fact: FactDefinition) -> None:
    """Every answer that is shown for a fact is one that `answer` takes; the others are told by another command."""
    shown = how_to_answer(fact, RULE_SET)
    name, equals, words = shown.partition(", or: ")[0].partition("=")
    if shown.startswith("zonewise "):
        assert answer_problem(fact.name, "yes", "answer", RULE_SET).code == "not-answered"
        return

    assert equals
    assert all(
        answer_problem(name, word, "answer", RULE_SET) is None for word in words.replace(" or ", ", ").split(", ")
    )
    shown_answers = {"date" if word[0].isdigit() else word for word in words.replace(" or ", ", ").split(", ")}
    assert {answer for answer, _ in choices(RULE_SET.prompts[name])} == shown_answers


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
def test_the_shipped_facts_carry_their_words(fact: FactDefinition) -> None:
    """Each has a label, the words of each change, somebody who tells it, and words of what a rise needs of it."""
    rising = {test.fact for question in RULE_SET.questions.values() for rule in question.rules
              if rule.then in RULE_SET.rising for condition in rule.any_of for test in condition}  # fmt: skip

    assert fact.label != fact.name.replace("_", " ")
    assert fact.change
    assert fact.known_from
    assert fact.prompt or fact.place
    assert fact.rise or fact.name not in rising - {RULE_SET.always_needed}


def test_the_harmless_answer_comes_first() -> None:
    """A no stands before a yes, and the words of the form are on the buttons."""
    assert choices(RULE_SET.prompts["ldn_suspected"]) == (("no", "No"), ("yes", "Yes"))
    assert choices(RULE_SET.prompts["opioid"])[0] == ("none", "None")
