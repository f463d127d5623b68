import pytest

from zonewise.guidance.rule_explanation import explain_rule, nearly_fired_rules
from zonewise.rules.case_facts import with_unstated_facts
from zonewise.services.base.protocols import load_protocol

CALM = {
    "danger_sign": "none", "opioid": "none", "other_antagonist": False, "hypersensitivity": False, "liver": "none",
    "pregnancy": "no", "minor": False, "needs_specialist": False, "plan_signed": True, "phase": "titrating",
    "zone": "green", "days_green": 4, "days_at_dose": 20, "days_since_increase": 20, "days_since_other_change": 30,
    "weeks_taking": 8, "flare_after_increase": False, "new_symptoms_after_step": False, "ldn_suspected": False,
    "extreme_sensitivity": False, "tolerated_past_flares": "no-history", "histamine_flare": False,
    "insomnia_or_anxiety_spike": False, "neurological_flare": False, "side_effect_grade": 0, "at_ceiling": False,
    "wants_to_stop": False, "relief": "too-early", "vivid_dreams": False, "pots_or_trauma": False,
}  # fmt: skip
ENGINE = load_protocol().engine
CALM = with_unstated_facts(CALM, ENGINE.rule_set)


def test_why_not_names_the_one_test_that_fails() -> None:
    """Four Green days keep the step from opening, and that is all that is said to be lacking."""
    asked = explain_rule(ENGINE, CALM, "step-up-one")

    assert not asked.fires
    assert [(need.test.fact, need.now) for need in asked.lacking] == [("days_green", 4)]


def test_a_rule_that_fires_lacks_nothing() -> None:
    """With seven Green days the step opens and no test fails."""
    asked = explain_rule(ENGINE, {**CALM, "days_green": 7}, "step-up-one")

    assert asked.fires
    assert asked.lacking == ()


def test_a_question_that_is_not_put_fires_nothing() -> None:
    """While a dose is taken the start is not asked about, whatever its tests say."""
    asked = explain_rule(ENGINE, {**CALM, "days_green": 7}, "start-now")

    assert (asked.applicable, asked.fires) == (False, False)


def test_an_unknown_fact_lacks_and_says_so() -> None:
    """What is not known does not hold, and is shown as unknown."""
    asked = explain_rule(ENGINE, {**CALM, "days_green": 7, "ldn_suspected": None}, "step-up-one")

    assert [(need.test.fact, need.now) for need in asked.lacking] == [("ldn_suspected", None)]


@pytest.mark.parametrize("days", [0, 4, 7, 30])
def test_nearly_is_what_one_fact_keeps_from_firing(days: int) -> None:
    """Giving the one fact a value that its test accepts makes each such rule fire."""
    facts = {**CALM, "days_green": days}
    result = nearly_fired_rules(ENGINE, facts)

    assert result
    for item in result:
        [need] = item.lacking
        column = next(c for c in ENGINE.questions[item.rule.question].columns if c.fact.name == need.test.fact)
        value = next((value for value in column.codes if need.test.holds(value)), None)

        assert explain_rule(ENGINE, {**facts, need.test.fact: value}, item.rule.id).fires
