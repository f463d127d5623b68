"""The shipped protocol is safe on all facts, and this suite notices when its text is broken.

The laws are those of the protocol: what must never be said whatever the facts. Here they are tried on drawn cases.
"""

import random
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from zonewise.authoring.examples import mismatch
from zonewise.guidance.guide import action_of, guide
from zonewise.problem import InputRefused
from zonewise.rules.compiled_table import join
from zonewise.rules.decision import Engine, NoRuleApplies, decide
from zonewise.rules.rule_set_reader import read_rule_set
from zonewise.rules.worked_examples import GUIDANCE

from .conftest import changed_texts

URGENT = ("emergency", "stop-and-call")
RISES = ("start", "step-up", "resume-low")
LINKS = ("flare_after_increase", "step_probable_cause", "new_symptoms_after_step", "ldn_suspected")


def one_action_with_reasons(engine, facts, _cases):
    """There is one action of the list, with a reason, and each reason has a sentence and a source that exists."""
    guidance = guide(engine, facts)
    return (
        guidance.action in engine.rule_set.actions
        and len(guidance.reasons) >= 1
        and all(rule.because and rule.sources for rule in guidance.reasons)
        and all(source in engine.rule_set.sources for rule in guidance.reasons for source in rule.sources)
    )


def danger_is_answered_alone(engine, facts, _cases):
    """A danger sign gives an emergency or a call, and nothing about the dose beside it."""
    if facts["danger_sign"] in (None, "none"):
        return True
    guidance = guide(engine, facts)
    return guidance.action in URGENT and guidance.considerations == () and guidance.review is None


def nothing_rises_against_a_blocker(engine, facts, _cases):
    """Nothing rises unless opioids are known absent, the zone is known Green, and a plan is known signed."""
    action = action_of(engine, facts)
    if action not in RISES:
        return True
    calm = facts["opioid"] == "none" and facts["zone"] == "green" and facts["plan_signed"] is True
    return calm and not (action == "step-up" and facts["at_ceiling"] is not False)


def nothing_rises_while_something_is_asked(engine, facts, _cases):
    """While a fact that could change the action is missing nothing rises; what is known is never asked."""
    guidance = guide(engine, facts)
    asked = [question.fact for question in guidance.ask]
    if not any(value is None for value in facts.values()) and asked:
        return False
    return all(facts[name] is None for name in asked) and not (asked and guidance.action in RISES)


def worse_is_never_less_cautious(engine, facts, cases):
    """Making one known fact worse never makes the action less cautious."""
    order = engine.rule_set.actions.index
    now = order(action_of(engine, facts))
    return all(
        order(action_of(engine, {**facts, name: worse})) <= now
        for name, value in facts.items()
        if value is not None
        for worse in _worse_values(engine.rule_set.facts[name], value, cases.domains[name])
    )


def _worse_values(fact, value, domain):
    if fact.worse == "any-but-first":
        return domain[1:] if value == domain[0] else ()
    if fact.worse == "later":
        return domain[domain.index(value) + 1 :]
    if fact.worse == "fewer":
        return [other for other in domain if other < value]
    if fact.worse == "more":
        return [other for other in domain if other > value]
    return [other for other in domain if fact.worse and other != value and str(other).lower() == fact.worse]


def less_only_with_a_cause(engine, facts, _cases):
    """Less of the dose needs a cause: a link (or an unclear one in somebody sensitive), a spike, or a side effect."""
    if action_of(engine, facts) not in ("reduce", "pause"):
        return True
    linked = any(facts[name] is True for name in LINKS)
    sensitive = facts["extreme_sensitivity"] is True or facts["tolerated_past_flares"] == "no"
    unclear = sensitive and any(facts[name] is None for name in LINKS)
    return linked or unclear or facts["insomnia_or_anxiety_spike"] is True or facts["side_effect_grade"] == 3


def acting_and_asking_again_names_the_same_dose(engine, facts, _cases):
    """Whoever acts on the advice and asks again the same day is not told to go up, down or on once more."""
    action = action_of(engine, facts)
    if action in RISES:
        after = {**facts, "phase": "titrating", "days_at_dose": 0, "days_since_increase": 0}
        return action_of(engine, after) == "keep"
    if action in ("pause", "stop-and-call"):
        return action_of(engine, {**facts, "phase": "paused"}) in ("wait", "ask", *URGENT, "stop")
    return True


LAWS = (
    one_action_with_reasons, danger_is_answered_alone, nothing_rises_against_a_blocker,
    nothing_rises_while_something_is_asked, worse_is_never_less_cautious, less_only_with_a_cause,
    acting_and_asking_again_names_the_same_dose,
)  # fmt: skip


@settings(max_examples=60)
@pytest.mark.parametrize("law", LAWS, ids=[law.__name__ for law in LAWS])
@given(data=st.data())
def test_the_law_holds_on_drawn_facts(law, cases, data):
    """On any facts, near calm or far from it, some unknown, the law holds."""
    facts = data.draw(cases.anywhere())

    assert law(cases.engine, facts, cases), law.__doc__


def test_the_laws_hold_where_doses_move(cases):
    """Near calm, where each action is met many times, all laws hold too."""
    rng, seen = random.Random(8), dict.fromkeys(cases.engine.rule_set.actions, 0)
    for _ in range(1500):
        facts = cases.seeded(rng, calm=0.93)
        if rng.random() < 0.2:
            facts[rng.choice(sorted(facts))] = None
        seen[action_of(cases.engine, facts)] += 1
        assert [law.__name__ for law in LAWS if not law(cases.engine, facts, cases)] == []

    assert all(count >= 3 for count in seen.values()), seen


def rises_beside_a_blocker(engine):
    """Return each pair of rules of one question that could fire together though one of them lets the dose rise."""
    rising = {engine.rule_set.actions.index(action) for action in engine.rule_set.rising}
    return [
        (rise.rule.id, other.rule.id)
        for rise in (clause for clause in engine.actions.clauses if clause.rank in rising)
        for other in engine.actions.clauses
        if other.rule.question == rise.rule.question and other.rank < rise.rank and join(rise.tests, other.tests)
    ]


def test_a_rule_that_lets_the_dose_rise_names_all_it_needs(engine):
    """No blocker of its question can fire beside it: each is the exact reverse of a condition of the rise.

    So a blocker that is taken out leaves a hole, which is found, and never a rise.
    """
    assert rises_beside_a_blocker(engine) == []


def test_every_rule_is_a_reason_in_some_state(engine, examples, calm):
    """Each rule that bears on the action is among the reasons of the guidance for some example, none is shadowed."""
    met = set()
    for example in examples:
        guidance = guide(engine, {**calm, **example.given})
        met.update(rule.id for rule in (*guidance.reasons, *guidance.review_reasons))
        if example.question != GUIDANCE:
            met.update(rule.id for rule in decide(engine, example.question, example.given).reasons)
    bearing = {clause.rule.id for clause in engine.actions.clauses}
    told = {rule.id for example in examples for rule in guide(engine, {**calm, **example.given}).reasons}

    assert bearing <= told
    assert {rule.id for question in engine.rule_set.questions.values() for rule in question.rules} <= met


def test_no_more_than_the_asked_is_needed(engine, cases):
    """When nothing is asked, every way in which the missing facts could turn out gives the action already given."""
    rng, held = random.Random(21), 0
    for _ in range(1500):
        facts = cases.seeded(rng)
        for name in rng.sample(sorted(facts), 3):
            facts[name] = None
        guidance = guide(engine, facts)
        if not guidance.ask:
            held += 1
            assert {action_of(engine, whole) for whole in cases.completions(facts)} == {guidance.action}
    assert held > 150


SLIPS = yaml.safe_load((Path(__file__).parent / "slips.yaml").read_text(encoding="utf-8"))["slips"]
FOR_READING = [slip for slip in SLIPS if "refused" in slip]
FOR_EXAMPLES = [slip for slip in SLIPS if "law" not in slip and "refused" not in slip]
FOR_LAWS = [slip for slip in SLIPS if "law" in slip]


def with_slip(slip):
    """Return an engine of the shipped text with each edit of a slip made, wherever its old text stands."""
    return Engine(read_rule_set(changed_texts(*((edit["file"], edit["old"], edit["new"]) for edit in slip["edits"]))))


def fails(example, engine):
    """Say whether a worked example does not hold, or cannot be answered at all."""
    try:
        return mismatch(example, engine) is not None
    except (NoRuleApplies, StopIteration):
        return True


@pytest.mark.parametrize("slip", FOR_EXAMPLES, ids=[slip["name"] for slip in FOR_EXAMPLES])
def test_a_slip_in_the_shipped_text_is_noticed(slip, examples):
    """With one place of the text broken, some worked example fails or a rise no longer names all it needs."""
    broken = with_slip(slip)

    assert rises_beside_a_blocker(broken) or any(fails(example, broken) for example in examples)


@pytest.mark.parametrize("slip", FOR_READING, ids=[slip["name"] for slip in FOR_READING])
def test_some_slips_are_refused_when_read(slip):
    """A slip that would leave some phase without an answer is no protocol at all."""
    with pytest.raises(InputRefused) as refused:
        with_slip(slip)

    assert slip["refused"] in {problem.code for problem in refused.value.problems}


@pytest.mark.parametrize("slip", FOR_LAWS, ids=[slip["name"] for slip in FOR_LAWS])
def test_the_laws_notice_too(slip, cases):
    """With the text broken, the law that forbids it finds a counterexample, which the sound text is free of."""
    law = next(law for law in LAWS if law.__name__ == slip["law"])
    broken, rng, result = with_slip(slip), random.Random(5), None
    for _ in range(40_000):
        facts = cases.seeded(rng, calm=0.92)
        if rng.random() < 0.3:
            facts[rng.choice(sorted(facts))] = None
        if not law(broken, facts, cases):
            result = facts
            break

    assert result is not None
    assert law(cases.engine, result, cases)


def test_the_text_without_a_slip_passes(examples):
    """What the broken texts are compared with passes, so it is the slip that is noticed and nothing else."""
    sound = with_slip({"edits": []})

    assert not rises_beside_a_blocker(sound)
    assert not any(fails(example, sound) for example in examples)
