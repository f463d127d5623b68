import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.rules.decision import Engine, NoRuleApplies, decide, is_applicable
from zonewise.rules.rule_set_reader import read_rule_set


def holds(condition, facts):
    """Say whether every test of a condition holds."""
    return all(test.holds(facts.get(test.fact)) for test in condition)


def slowly(question, facts):
    """Return answer and reasons by walking the rules of a question, every fact known."""
    if not holds(question.asked_when, facts):
        return None, []
    fired = [rule for rule in question.rules if any(holds(condition, facts) for condition in rule.any_of)]
    best = min(question.rank(rule.then) for rule in fired)
    return question.answers[best].name, [rule.id for rule in fired if question.rank(rule.then) == best]


@given(data=st.data())
def test_with_every_fact_known_the_most_cautious_rule_answers(cases, data):
    """Answer and reasons are those that walking the rules one by one gives, and nothing is asked."""
    facts = data.draw(cases.anywhere(unknown=False))

    for question in (item for item in cases.engine.rule_set.questions.values() if not item.every):
        decision = decide(cases.engine, question.name, facts)
        assert (decision.answer, [rule.id for rule in decision.reasons]) == slowly(question, facts)
        assert decision.ask == ()


@given(data=st.data())
def test_an_answer_given_on_less_is_the_answer_given_on_more(cases, data):
    """However the missing facts turn out, an answer that no unknown was named for stays, and an open one was open."""
    facts = data.draw(cases.anywhere(unknown=False))
    fewer = {name: value for name, value in facts.items() if data.draw(st.integers(0, 9), label=name) < 8}

    for question in (item for item in cases.engine.rule_set.questions.values() if not item.every):
        less, more = decide(cases.engine, question.name, fewer), decide(cases.engine, question.name, facts)
        named = any(test.unknown for rule in less.reasons for condition in rule.any_of for test in condition)
        if less.applicable is False:
            assert more.applicable is False
        elif not named and less.applicable:
            assert less.answer in (None, more.answer)
        if less.answer is None and less.applicable is not False:
            assert less.ask
        assert set(less.ask).isdisjoint(fewer)


@given(data=st.data())
def test_all_that_fires_is_shown_where_every_rule_counts(cases, data):
    """A question whose every rule counts shows each that fires, the most cautious first."""
    facts = data.draw(cases.anywhere())
    question = cases.engine.rule_set.questions["considerations"]

    decision = decide(cases.engine, "considerations", facts)

    fired = [rule for rule in question.rules if any(holds(condition, facts) for condition in rule.any_of)]
    assert {rule.id for rule in decision.reasons} == {rule.id for rule in fired}
    assert list(decision.answers) == sorted({rule.then for rule in fired}, key=question.rank)


def test_one_blocker_is_enough_and_is_the_only_reason(tiny):
    """The reasons are the rules that give the answer, not all that fire."""
    engine = Engine(read_rule_set(tiny))

    decision = decide(engine, "rise", {"phase": "on", "zone": "green", "opioid": True, "days": 9})

    assert (decision.answer, [rule.id for rule in decision.reasons], decision.ask) == ("keep", ["opioid"], ())


def test_a_fact_that_cannot_change_the_answer_is_not_asked_for(tiny):
    """With a blocker known, nobody is asked about the others."""
    engine = Engine(read_rule_set(tiny))

    assert decide(engine, "rise", {"phase": "on", "zone": "red"}).ask == ()


def test_an_open_question_names_the_rules_that_could_still_fire(tiny):
    """While a fact is missing there is no answer, but the rules it could bring and the fact itself."""
    decision = decide(Engine(read_rule_set(tiny)), "rise", {"phase": "on", "zone": "green", "days": 9})

    assert (decision.answer, decision.ask) == (None, ("opioid",))
    assert [rule.id for rule in decision.reasons] == ["opioid", "may-rise"]


def test_a_question_is_put_only_when_its_tests_hold(tiny):
    """A question that is not put has no answer and asks nothing; whether it is put can be unknown."""
    engine = Engine(read_rule_set(tiny))

    assert is_applicable(engine, "rise", {"phase": "on"}) is True
    assert is_applicable(engine, "rise", {"phase": "off"}) is False
    assert is_applicable(engine, "rise", {}) is None
    assert decide(engine, "rise", {"phase": "off"}).ask == ()


def test_a_hole_is_refused_and_never_answered(tiny):
    """When every fact is known and no rule fires, the engine names the question and the facts instead of guessing."""
    tiny["rise.yaml"] = tiny["rise.yaml"].replace("at_most: 6", "at_most: 5")
    engine = Engine(read_rule_set(tiny))

    with pytest.raises(NoRuleApplies, match=r"rise.*'days': 6"):
        decide(engine, "rise", {"phase": "on", "zone": "green", "opioid": False, "days": 6})


def test_a_named_unknown_answers_for_itself(tiny):
    """A rule that names the unknown gives its answer while the fact is missing, and the fact is still asked."""
    tiny["rise.yaml"] = tiny["rise.yaml"].replace("zone: [yellow, red]}", "zone: [yellow, red], opioid: true}")
    tiny["rise.yaml"] += """\
  - id: unclear
    when: {zone: [yellow, red], opioid: unknown}
    then: rise
    because: It is unclear.
    sources: ["product:tiny"]
"""
    engine = Engine(read_rule_set(tiny))

    decision = decide(engine, "rise", {"phase": "on", "zone": "red", "days": 9})

    assert (decision.answer, [rule.id for rule in decision.reasons], decision.ask) == ("rise", ["unclear"], ("opioid",))
