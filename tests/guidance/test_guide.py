import random
from importlib.resources import files
from itertools import product

import pytest

from zonewise.guidance.guide import action_of, guide
from zonewise.report.explanations import question_words
from zonewise.rules.worked_examples import read_examples
from zonewise.services.base.protocols import load_protocol

ENGINE = load_protocol().engine
PROTOCOL = ENGINE.rule_set
URGENT = {"emergency", "stop-and-call"}
DOMAINS = {column.fact.name: column.codes for column in ENGINE.actions.columns}


@pytest.fixture(scope="module")
def well():
    """Return facts with everything known and nothing against a step, as the worked examples have them."""
    name = "guidance.examples.yaml"
    text = (files("zonewise.protocols") / "ldn" / name).read_text(encoding="utf-8")
    return dict(read_examples(text, name, PROTOCOL)[0].given)


def some_missing(well, seed, count):
    """Yield cases, most facts as in a calm case, with one to three facts missing."""
    rng = random.Random(seed)
    for _ in range(count):
        facts = {
            name: value if rng.random() < 0.75 or name not in DOMAINS else rng.choice(DOMAINS[name])
            for name, value in well.items()
        }
        facts["phase"] = rng.choice(DOMAINS["phase"])
        for name in rng.sample(sorted(DOMAINS), rng.choice([1, 2, 3])):
            facts[name] = None
        yield facts


def completions(facts):
    """Return the action for each way in which the missing facts could turn out, by the values they take."""
    missing = [name for name in DOMAINS if facts[name] is None]
    return missing, {
        values: action_of(ENGINE, {**facts, **dict(zip(missing, values, strict=True))})
        for values in product(*(DOMAINS[name] for name in missing))
    }


def worst_of_each(missing, actions):
    """Return each missing fact that can change the action, with the most cautious action it can change it to or from.

    For every assignment of the other missing facts, its values are held against each other.
    """
    order, worst = PROTOCOL.actions.index, {}
    for place, name in enumerate(missing):
        groups = {}
        for values, action in actions.items():
            groups.setdefault(values[:place] + values[place + 1 :], set()).add(action)
        for group in (group for group in groups.values() if len(group) > 1):
            worst[name] = min(worst.get(name, 99), *map(order, group))
    return worst


@pytest.mark.parametrize("seed", range(4))
def test_exactly_what_could_change_the_action_is_asked(well, seed):
    """The questions are the facts that walking every completion finds to matter, the worst first.

    The phase alone is asked also when it could not change the action: without it no other question can be put.
    """
    for facts in some_missing(well, seed, 300):
        guidance = guide(ENGINE, facts)
        asked = [question.fact for question in guidance.ask]
        worst = worst_of_each(*completions(facts))

        assert set(asked) - set(worst) <= ({"phase"} if facts["phase"] is None else set())
        assert set(worst) <= set(asked)
        ranks = [worst[name] for name in asked if name in worst]
        assert ranks == sorted(ranks)
        assert len(asked) == len(set(asked))


@pytest.mark.parametrize("seed", range(4, 8))
def test_the_action_on_less_agrees_with_what_it_could_become(well, seed):
    """Nothing asked: every completion gives this action. Something asked: nothing rises. Danger possible: we ask."""
    for facts in some_missing(well, seed, 300):
        guidance = guide(ENGINE, facts)
        possible = set(completions(facts)[1].values())
        if not guidance.ask:
            assert possible == {guidance.action}
        else:
            assert guidance.action not in PROTOCOL.rising
        if guidance.action in URGENT:
            assert possible <= URGENT
        else:
            assert (guidance.action == "ask") == (facts["phase"] is None or bool(possible & URGENT))


def test_the_action_alone_is_that_of_the_guidance(well):
    """The short way to the action gives what the whole guidance gives."""
    for facts in some_missing(well, 99, 200):
        assert action_of(ENGINE, facts) == guide(ENGINE, facts).action


def test_a_question_is_put_in_the_words_of_its_fact(well):
    """What is asked carries the sentence that the protocol has for it."""
    guidance = guide(ENGINE, {**well, "danger_sign": None})

    assert [question_words(item, PROTOCOL) for item in guidance.ask] == [PROTOCOL.facts["danger_sign"].ask]


def test_beside_an_urgent_action_or_a_question_nothing_is_said_about_the_dose(well):
    """An emergency, a call and an ask come without considerations and without a review."""
    loud = {**well, "vivid_dreams": True, "histamine_flare": True, "relief": "worse", "extreme_sensitivity": True}
    assert guide(ENGINE, loud).considerations
    assert guide(ENGINE, loud).review == "review-with-prescriber"

    for change in ({"danger_sign": "liver"}, {"danger_sign": "suicidal"}, {"opioid": "current"}, {"opioid": None}):
        guidance = guide(ENGINE, {**loud, **change})
        assert guidance.action in {*URGENT, "ask"}
        assert (guidance.considerations, guidance.review, guidance.review_reasons) == ((), None, ())


def test_one_consideration_from_two_places_is_shown_once_with_both_reasons(well):
    """Two rules that ask for the same call become one consideration that names both."""
    guidance = guide(ENGINE, {**well, "zone": "yellow", "ldn_suspected": True})

    calls = [consideration for consideration in guidance.considerations if consideration.id == "call-prescriber"]
    assert len(calls) == 1
    assert {rule.id for rule in calls[0].rules} == {"yellow-suspected", "tell-when-suspected"}
    assert all(rule.sources for rule in calls[0].rules)


def test_what_bears_on_considerations_alone_never_moves_the_action(well):
    """Dreams, POTS and trauma change what stands beside the action and nothing else, known or not."""
    free = [name for name, fact in PROTOCOL.facts.items() if fact.considerations_only]
    assert free == ["product_changed_lately", "reviewed_lately", "vivid_dreams", "pots_or_trauma"]

    for facts in some_missing(well, 12, 100):
        base = guide(ENGINE, facts)
        for name in free:
            for value in (False, True, None):
                guidance = guide(ENGINE, {**facts, name: value})
                assert (guidance.action, guidance.reasons, guidance.ask) == (base.action, base.reasons, base.ask)


def test_a_review_stands_beside_the_action_with_its_reasons(well):
    """The review is answered from what is known, and names its rules; whoever takes nothing has none."""
    guidance = guide(ENGINE, {**well, "relief": "worse", "weeks_taking": None})

    assert (guidance.review, [rule.id for rule in guidance.review_reasons]) == (
        "review-with-prescriber",
        ["review-when-worse"],
    )
    assert guide(ENGINE, {**well, "relief": "worse", "phase": "paused"}).review is None


def test_with_nothing_known_we_ask_and_say_why(well):
    """No facts at all give a question for each fact that matters, one reason, and no change to offer but answers."""
    guidance = guide(ENGINE, {})

    assert guidance.action == "ask"
    assert [rule.id for rule in guidance.reasons] == ["ask-first"]
    assert guidance.ask[0].fact == "danger_sign"
    assert "phase" in [item.fact for item in guidance.ask]
    assert guide(ENGINE, dict.fromkeys(well)) == guidance
