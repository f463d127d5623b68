from collections import Counter
from itertools import product

import pytest
from tests.rules.conftest import CALM

from zonewise.authoring.proof.protocol_states import ProtocolStates
from zonewise.authoring.states.decision_diagram import EVERY_STATE
from zonewise.guidance.guide import action_of

PERMISSIVE = CALM | {
    "days_green": 7,
    "rated_days": 4,
    "days_since_other_change": 7,
    "relief": "too-early",
    "weeks_taking": 6,
}


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
def test_the_sets_count_what_listing_counts(protocol: ProtocolStates, free) -> None:
    """On a slice that can be listed, each action has exactly as many states as asking state by state finds."""
    choices = {name: axis.values if name in free else (PERMISSIVE[name],) for name, axis in protocol.axes.items()}
    box = protocol.among(choices)
    aside = protocol.diagram.count(EVERY_STATE) // protocol.count()  # values of facts of considerations alone

    counted = {
        action: protocol.diagram.count(states) // aside
        for action, given in protocol.action.states.items()
        if (states := protocol.diagram.both(box, given))
    }
    listed = Counter(
        action_of(protocol.engine, dict(zip(choices, state, strict=True))) for state in product(*choices.values())
    )

    assert counted == listed


def test_the_smallest_state_of_an_action_has_it(protocol: ProtocolStates) -> None:
    """The state that is shown for an action really gives it, so a counterexample can be run."""
    for action, states in protocol.action.states.items():
        smallest = protocol.diagram.smallest(states)
        axes = [(protocol.space.axes[level], code) for level, code in smallest.items()]

        assert action_of(protocol.engine, {axis.name: axis.values[code] for axis, code in axes}) == action


def test_the_actions_cover_every_combination(protocol: ProtocolStates) -> None:
    """The states of all actions add up to the product of the numbers of values."""
    combinations = 1
    for axis in protocol.space.axes:
        combinations *= len(axis.values)

    assert sum(map(protocol.diagram.count, protocol.action.states.values())) == combinations
