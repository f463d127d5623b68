"""The probability that a step caused a flare: what speaks for it raises it, what speaks against it lowers it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.course.link_probability import LinkEvidence, acts_from, step_probability
from zonewise.services.base.protocols import load_protocol

SETTINGS = load_protocol().settings.facts
PLAIN = LinkEvidence(
    plan_steps=9,
    delay_days=3,
    calm_days=60,
    calm_flares=1,
    was_borne=False,
    went_badly=False,
    mild_side_effect=False,
    is_denied=False,
    has_other_cause=False,
    worsening=0.0,
    standing_days=2,
)
evidences = st.builds(
    LinkEvidence,
    plan_steps=st.integers(1, 20),
    delay_days=st.integers(0, 14),
    calm_days=st.integers(0, 700),
    calm_flares=st.integers(0, 40),
    was_borne=st.booleans(),
    went_badly=st.booleans(),
    mild_side_effect=st.none() | st.booleans(),
    is_denied=st.booleans(),
    has_other_cause=st.booleans(),
    worsening=st.none() | st.floats(-6, 6),
    standing_days=st.integers(0, 60),
)


def probability(evidence):
    """Return the probability with the shipped numbers."""
    return step_probability(evidence, SETTINGS)


@given(evidences)
def test_it_is_a_probability(evidence):
    """Whatever a diary shows, it lies between 0 and 1."""
    assert 0 <= probability(evidence) <= 1


@given(evidences)
def test_what_speaks_for_the_step_never_makes_it_less_likely(evidence):
    """Sooner after the step, badly borne before, a new complaint, growing: each alone; and the other way round."""
    sooner = replace(evidence, delay_days=max(0, evidence.delay_days - 1))
    worse = replace(evidence, worsening=(evidence.worsening or 0) + 0.5, standing_days=max(1, evidence.standing_days))
    level = replace(worse, worsening=evidence.worsening or 0)

    assert probability(replace(evidence, delay_days=evidence.delay_days + 1)) <= probability(evidence)
    assert probability(sooner) >= probability(evidence)
    assert probability(replace(evidence, went_badly=True)) >= probability(replace(evidence, went_badly=False))
    assert probability(replace(evidence, was_borne=True)) <= probability(replace(evidence, was_borne=False))
    assert probability(replace(evidence, mild_side_effect=True)) >= probability(
        replace(evidence, mild_side_effect=False)
    )
    assert probability(replace(evidence, is_denied=True)) <= probability(replace(evidence, is_denied=False))
    assert probability(replace(evidence, has_other_cause=True)) <= probability(replace(evidence, has_other_cause=False))
    assert probability(worse) >= probability(level)
    assert probability(replace(evidence, calm_flares=evidence.calm_flares + 1)) <= probability(evidence)


def test_the_odds_are_those_of_bayes_worked_out_by_hand():
    """The rate of reactions over that of flares, times one ratio for each thing that is known."""
    s = SETTINGS
    daily = 2.718281828459045 ** (-1 / s.reaction_delay_days)
    reaction = s.not_tolerated_share / 9 * (1 - daily) * daily**3
    odds = reaction / ((s.prior_flares + 1) / (s.prior_flare_days + 60))
    odds *= (1 - s.mild_effect_in_reactions) / (1 - s.mild_effect_in_flares)
    odds *= (1 - s.other_cause_in_reactions) / (1 - s.other_cause_in_flares)
    unknown = replace(PLAIN, worsening=None)

    assert probability(unknown) == pytest.approx(odds / (1 + odds))


def test_a_course_that_grows_speaks_for_the_step_and_one_that_eases_against_it():
    """Between what a reaction and what another flare does the ratio is one."""
    s = SETTINGS
    eased = -s.flare_eases_daily * 2
    middle = (s.reaction_worsens + eased) / 2
    unknown = probability(replace(PLAIN, worsening=None))

    assert probability(replace(PLAIN, worsening=middle)) == pytest.approx(unknown)
    assert probability(replace(PLAIN, worsening=0.5)) > unknown > probability(replace(PLAIN, worsening=-0.5))


def test_people_with_many_flares_are_told_apart_from_people_with_none():
    """The same flare is less likely a reaction where flares come all the time."""
    seldom, often = (probability(replace(PLAIN, calm_days=200, calm_flares=number)) for number in (0, 20))

    assert seldom > 4 * often


def test_the_losses_decide_from_which_probability_a_dose_goes_back():
    """A reaction that weighs as much as nine needless steps back is acted upon from one in ten."""
    nine = replace(SETTINGS, loss_by_needless_fall=1.0, loss_by_standing_reaction=9.0)

    assert acts_from(nine) == pytest.approx(0.1)


@pytest.mark.parametrize("fault", [{"plan_steps": 0}, {"delay_days": -1}, {"standing_days": -1}, {"calm_days": -1}])
def test_what_cannot_be_is_refused(fault):
    """A plan without a step and negative days are faults of the caller."""
    with pytest.raises(ValueError, match="no flare looks like that"):
        probability(replace(PLAIN, **fault))
