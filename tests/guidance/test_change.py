import random
from importlib.resources import files

import pytest

from zonewise.guidance.guide import action_of
from zonewise.guidance.nearest_change import nearest_changes
from zonewise.rules.worked_examples import read_examples
from zonewise.services.base.protocols import load_protocol

ENGINE = load_protocol().engine
ORDER = ENGINE.rule_set.actions.index
COLUMNS = {column.fact.name: column for column in ENGINE.actions.columns}


@pytest.fixture(scope="module")
def well():
    """Return facts with everything known and nothing against a step, as the worked examples have them."""
    name = "guidance.examples.yaml"
    text = (files("zonewise.protocols") / "ldn" / name).read_text(encoding="utf-8")
    return dict(read_examples(text, name, ENGINE.rule_set)[0].given)


def changes_of(facts):
    """Return what would change the action that some facts give."""
    return nearest_changes(ENGINE, facts, action_of(ENGINE, facts), lambda other: action_of(ENGINE, other))


def some_cases(well, count):
    """Yield cases near calm, a few facts unknown."""
    rng = random.Random(17)
    for _ in range(count):
        facts = dict(well)
        for name in rng.sample(sorted(COLUMNS), rng.choice([0, 1, 2, 4])):
            facts[name] = rng.choice((*COLUMNS[name].codes, None))
        yield facts


def after(facts, change):
    """Return the facts with a change made."""
    return {**facts, **{name: needed for name, (_, needed) in change.facts.items()}}


def test_each_change_leads_where_it_says(well):
    """Making a change gives the action it names, which is another one than now; what it says of now is true."""
    for facts in some_cases(well, 150):
        action = action_of(ENGINE, facts)
        for change in changes_of(facts):
            assert action_of(ENGINE, after(facts, change)) == change.action != action
            assert all(facts[name] == now != needed for name, (now, needed) in change.facts.items())


def test_every_single_change_is_found_once(well):
    """Each class of values of each known fact that gives another action is one change; the phase has none."""
    for facts in some_cases(well, 60):
        action = action_of(ENGINE, facts)
        changes = [change for change in changes_of(facts) if len(change.facts) == 1]
        assert not any("phase" in change.facts for change in changes)
        for name, column in COLUMNS.items():
            if facts[name] is None or name == "phase":
                continue
            meant = {
                column.code(value)
                for value in column.codes
                if column.code(value) != column.code(facts[name])
                and action_of(ENGINE, {**facts, name: value}) != action
            }
            offered = [column.code(change.facts[name][1]) for change in changes if name in change.facts]
            assert sorted(offered) == sorted(meant)


def test_the_least_cautious_comes_first(well):
    """What would open something stands before what would close it; a rise by several changes stands at the very top."""
    for facts in some_cases(well, 100):
        result = changes_of(facts)
        single = [ORDER(change.action) for change in result if len(change.facts) == 1]
        assert single == sorted(single, reverse=True)
        assert [change for change in result if len(change.facts) > 1] == [
            change for change in result[:1] if len(change.facts) > 1
        ]


def test_an_integer_changes_to_the_nearest_value_on_the_other_side(well):
    """Ten days in Green would have to be six; six would have to be seven."""
    ten = next(change for change in changes_of({**well, "days_green": 10}) if "days_green" in change.facts)
    six = next(change for change in changes_of({**well, "days_green": 6}) if "days_green" in change.facts)

    assert (ten.facts["days_green"], ten.action) == ((10, 6), "keep")
    assert (six.facts["days_green"], six.action) == ((6, 7), "step-up")


def test_the_fewest_changes_to_a_rise_are_named(well):
    """In Yellow with six days in Green both would have to change, and nothing less would do."""
    first = changes_of({**well, "zone": "yellow", "days_green": 0})[0]

    assert first.action == "step-up"
    assert dict(first.facts) == {"zone": ("yellow", "green"), "days_green": (0, 7)}


@pytest.mark.parametrize(("sensitive", "days"), [(False, 7), (True, 14)])
def test_of_two_ways_to_a_rise_the_shorter_is_named(well, sensitive, days):
    """Somebody sensitive is told to wait for fourteen days at the dose, not to be less sensitive; others for seven."""
    first = changes_of({**well, "zone": "yellow", "days_at_dose": 3, "extreme_sensitivity": sensitive})[0]

    assert dict(first.facts) == {"zone": ("yellow", "green"), "days_at_dose": (3, days)}


def test_a_rise_may_need_an_answer(well):
    """A fact that is unknown can be part of the way to a rise: from unknown to the value it needs."""
    first = changes_of({**well, "zone": None, "days_green": 3})[0]

    assert dict(first.facts) == {"zone": (None, "green"), "days_green": (3, 7)}


def test_what_already_rises_offers_no_rise(well):
    """When the action is to rise, what is offered are only the changes that would hold it."""
    assert action_of(ENGINE, well) == "step-up"

    assert {change.action for change in changes_of(well)}.isdisjoint({"start", "resume-low", "step-up"})


def test_with_nothing_known_no_single_change_is_offered():
    """There is nothing to change about facts nobody has given, and the phase is not a matter of choice."""
    assert changes_of({}) == ()
