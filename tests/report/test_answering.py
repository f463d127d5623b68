"""What is asked can be answered with the words that are shown."""

import pytest

from zonewise.report.answer_help import FROM_THE_DIARY, how_to_answer, name_to_answer
from zonewise.rules.rule_set import FactDefinition
from zonewise.services.base.shipped_protocol import shipped_engine
from zonewise.services.recording.answer_check import FROM_THE_DIARY as WORKED_OUT
from zonewise.services.recording.answer_check import OTHER_QUESTIONS, answers_of

FACTS = list(shipped_engine().rule_set.facts.values())


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
def test_shown_words_are_accepted(fact: FactDefinition) -> None:
    """Every answer that is shown for a fact is one that `answer` takes; the others are told by another command."""
    told = how_to_answer(fact)
    name, equals, words = told.partition(",")[0].partition("=") if "zonewise " in told else told.partition("=")

    if told.startswith("zonewise "):
        assert answers_of(fact.name) == ()
        assert name_to_answer(fact.name) == ""
        return
    assert name == name_to_answer(fact.name)
    assert equals
    shown = words.replace(" or ", ", ").split(", ")
    assert set(shown) <= set(answers_of(name))


def test_every_worked_out_fact_says_how_to_tell_it() -> None:
    """A fact that nobody answers directly names the command or the question that it is worked out from."""
    integers = {fact.name for fact in FACTS if fact.type == "integer"}

    assert integers | set(WORKED_OUT) == set(FROM_THE_DIARY)
    assert {name_to_answer(name) for name in FROM_THE_DIARY} - {""} <= set(OTHER_QUESTIONS)
