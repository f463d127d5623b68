from collections import Counter
from itertools import product

import pytest

from zonewise.authoring.proof.machine import Machine
from zonewise.guidance.guide import action_of

PERMISSIVE = {
    "danger_sign": "none", "opioid": "none", "other_antagonist": False, "hypersensitivity": False, "liver": "none",
    "pregnancy": "no", "minor": False, "needs_specialist": False, "plan_signed": True, "phase": "titrating",
    "zone": "green", "days_green": 7, "days_at_dose": 14, "days_since_other_change": 7,
    "flare_after_increase": False, "new_symptoms_after_step": False, "ldn_suspected": False,
    "extreme_sensitivity": False, "tolerated_past_flares": "no-history", "histamine_flare": False,
    "insomnia_or_anxiety_spike": False, "side_effect_grade": 0, "at_ceiling": False, "wants_to_stop": False,
    "relief": "too-early", "days_since_increase": 14, "weeks_taking": 6, "neurological_flare": False,
}  # fmt: skip


@pytest.mark.parametrize(
    "free",
    [
        ("phase", "zone", "ldn_suspected", "extreme_sensitivity", "flare_after_increase"),
        ("phase", "opioid", "danger_sign", "liver", "pregnancy"),
        ("phase", "days_at_dose", "extreme_sensitivity", "relief", "at_ceiling", "side_effect_grade"),
        ("zone", "new_symptoms_after_step", "tolerated_past_flares", "insomnia_or_anxiety_spike", "wants_to_stop"),
    ],
    ids="-".join,
)
def test_the_walk_counts_what_listing_counts(machine: Machine, free) -> None:
    """On a slice that can be listed, the merged walk finds each action exactly as often as asking state by state."""
    every = machine.every()
    choices = {name: every[name] if name in free else [(PERMISSIVE[name],)] for name in every}

    walked = Counter()
    for outcome in machine.walk(choices):
        walked[outcome.actions[0]] += outcome.count
    listed = Counter(
        action_of(machine.engine, dict(zip(choices, (choice[0] for choice in state), strict=True)))
        for state in product(*choices.values())
    )

    assert walked == listed


def test_the_smallest_state_of_a_class_has_its_actions(machine: Machine) -> None:
    """The state that a class shows really gives the class's action, so a counterexample can be run."""
    for outcome in machine.walk(machine.every()):
        facts = {name: choice[0] for name, choice in outcome.smallest.items()}

        assert action_of(machine.engine, facts) == outcome.actions[0]


def test_the_walk_covers_every_combination(machine: Machine) -> None:
    """The counts of all classes add up to the product of the numbers of values."""
    every = machine.every()
    combinations = 1
    for choices in every.values():
        combinations *= len(choices)

    assert sum(outcome.count for outcome in machine.walk(every)) == combinations


def test_tags_are_remembered_through_merging(machine: Machine) -> None:
    """A tag given for one fact's value stands on exactly the states that have it."""
    outcomes = machine.walk(machine.every(), lambda name, choice: int(name == "zone" and choice[0] == "red"))
    tagged = sum(outcome.count for outcome in outcomes if outcome.tags)
    every = sum(outcome.count for outcome in outcomes)

    assert tagged * 4 == every
