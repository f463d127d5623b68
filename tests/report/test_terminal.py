"""The screens: 80 columns, no amount where none may stand, every word known."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from zonewise.guidance.guide import guide
from zonewise.guidance.nearest_change import NearestChange
from zonewise.report.day_words import change_words, informative_changes
from zonewise.report.json_shapes import decision_json, guidance_json
from zonewise.report.terminal import card_screen, decision_screen, guidance_screen
from zonewise.report.words import SHAPES, ZONES
from zonewise.rules.decision import decide
from zonewise.rules.rule_set import FactDefinition
from zonewise.services.base.protocols import load_protocol

ENGINE = load_protocol().engine
RULE_SET = ENGINE.rule_set


def _values(fact: FactDefinition) -> st.SearchStrategy[Any]:
    known: st.SearchStrategy[Any]
    if fact.type == "bool":
        known = st.booleans()
    elif fact.type == "choice":
        known = st.sampled_from(fact.values)
    else:
        known = st.integers(0, min(fact.maximum, 120))
    return st.none() | known


FACTS = st.fixed_dictionaries({name: _values(fact) for name, fact in RULE_SET.facts.items()})


@settings(max_examples=60)
@given(FACTS)
def test_guidance_fits(facts: dict[str, Any]) -> None:
    """Whatever the facts, the screen stays within 80 columns, names the action first and at least one reason."""
    guidance = guide(ENGINE, facts)
    lines = guidance_screen(guidance, RULE_SET).splitlines()

    assert lines[0] == f">>> {RULE_SET.words_of(guidance.action).upper()}"
    assert max(map(len, lines)) <= 80
    assert lines[2] == "Why"
    assert all(reason["sources"] for reason in guidance_json(guidance, RULE_SET)["reasons"])


@settings(max_examples=40)
@given(FACTS, st.sampled_from(sorted(RULE_SET.questions)))
def test_decision_fits(facts: dict[str, Any], question: str) -> None:
    """Whatever the facts, one question's screen stays within 80 columns and agrees with its JSON."""
    guidance = decide(ENGINE, question, facts)
    text, content = decision_screen(guidance, RULE_SET), decision_json(guidance, RULE_SET)

    assert max(map(len, text.splitlines())) <= 80
    assert text.startswith(f"{question}: ")
    assert [item["fact"] for item in content["ask"]] == list(guidance.ask)


def test_every_word_is_known() -> None:
    """Each action, zone, consideration and review of the protocol has its plain words."""
    asked_for = {rule.then for rule in RULE_SET.questions["considerations"].rules}
    beside = {word for question in RULE_SET.questions.values() for answer in question.answers for word in answer.beside}

    reviews = {answer.name for answer in RULE_SET.questions["review"].answers}

    assert {*RULE_SET.actions, *asked_for, *beside, *reviews} == set(RULE_SET.words)
    assert set(ZONES) == set(SHAPES) == {*RULE_SET.facts["zone"].values, None}


def test_every_change_can_be_said() -> None:
    """Every value that any fact could need, from any value or none, makes a sentence without a name from the code."""
    for fact in RULE_SET.facts.values():
        values: list[Any] = [True, False] if fact.type == "bool" else list(fact.values) or [0, 1, 3]
        for now in (None, *values):
            for then in values:
                if now != then:
                    output = change_words(NearestChange({fact.name: (now, then)}, "keep"), RULE_SET.facts)
                    assert output.startswith("If ")
                    assert output.endswith(".")
                    assert "_" not in output


def test_side_effects_have_a_direction() -> None:
    """Fewer side effects "stay" at a grade, more of them "reach" it, in the words of the form."""

    def output(now: int | None, then: int, action: str) -> str:
        return change_words(NearestChange({"side_effect_grade": (now, then)}, action), RULE_SET.facts)

    assert 'stayed at "noticeable" or less' in output(None, 1, "step-up")
    assert 'stayed at "noticeable" or less' in output(2, 1, "step-up")
    assert 'reached "unbearable",' in output(0, 3, "pause")


def test_cards_have_numbers_and_no_amount() -> None:
    """Every danger sign has a card for every country, with a number filled in and no dose."""
    notices = load_protocol().notices
    assert set(notices.cards) == set(RULE_SET.facts["danger_sign"].values) - {"none"}

    for country in (*notices.numbers, ""):
        for sign in notices.cards:
            text = card_screen(notices.card(sign, country))
            assert "{" not in text
            assert " mg" not in text
            assert max(map(len, text.splitlines())) <= 80


def test_what_is_worth_a_line() -> None:
    """One change for each fact, the everyday ones first, and none that cannot come or goes without saying."""
    given = (
        NearestChange({"wants_to_stop": (False, True)}, "stop"),
        NearestChange({"pregnancy": ("no", "breastfeeding")}, "keep"),
        NearestChange({"pregnancy": ("no", "pregnant-or-trying")}, "keep"),
        NearestChange({"zone": ("green", "yellow")}, "keep"),
        NearestChange({"days_green": (3, 7), "days_at_dose": (3, 7)}, "step-up"),
        NearestChange({"days_green": (9, 6)}, "keep"),
        NearestChange({"plan_signed": (True, False)}, "keep"),
    )

    assert informative_changes(given, RULE_SET.facts) == [given[3], given[4], given[1]]
