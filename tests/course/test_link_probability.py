"""The probability that a step caused a flare: what speaks for it raises it, what speaks against it lowers it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import multivariate_normal

from zonewise.course.link_probability import LinkEvidence, acts_from, course_ratio, step_probability
from zonewise.services.base.protocols import load_protocol

SETTINGS = load_protocol().settings.facts
PLAIN = LinkEvidence(
    plan_steps=9,
    calm_days=60,
    calm_flares=1,
    was_borne=False,
    went_badly=False,
    mild_side_effect=False,
    is_denied=False,
    has_other_cause=False,
    scores=tuple((day, 0.1) for day in range(-14, 2)) + tuple((day, 1.8) for day in range(2, 6)),
)
evidences = st.builds(
    LinkEvidence,
    plan_steps=st.integers(1, 20),
    calm_days=st.integers(0, 700),
    calm_flares=st.integers(0, 40),
    was_borne=st.booleans(),
    went_badly=st.booleans(),
    mild_side_effect=st.none() | st.booleans(),
    is_denied=st.booleans(),
    has_other_cause=st.booleans(),
    scores=st.dictionaries(st.integers(-14, 28), st.floats(-9, 9)).map(lambda days: tuple(sorted(days.items()))),
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
    """Badly borne before, not borne for long, a new complaint, no denial, no other cause: each alone."""
    assert probability(replace(evidence, went_badly=True)) >= probability(replace(evidence, went_badly=False))
    assert probability(replace(evidence, was_borne=True)) <= probability(replace(evidence, was_borne=False))
    assert probability(replace(evidence, mild_side_effect=True)) >= probability(
        replace(evidence, mild_side_effect=False)
    )
    assert probability(replace(evidence, is_denied=True)) <= probability(replace(evidence, is_denied=False))
    assert probability(replace(evidence, has_other_cause=True)) <= probability(replace(evidence, has_other_cause=False))


def after_step(*scores, begin=1):
    """Return plain evidence with a calm fortnight before the step and up to a day, and then these scores."""
    calm = tuple((day, 0.0) for day in range(-14, begin))
    return replace(PLAIN, scores=calm + tuple(enumerate(scores, begin)))


def test_a_course_that_stays_speaks_for_the_step_and_one_that_eases_against_it():
    """Of two that begin alike the one that is as high after a week is the likelier reaction."""
    stays, eases = after_step(1.0, 1.7, 1.8, 1.8, 1.8, 1.8, 1.8), after_step(1.0, 1.7, 1.3, 0.9, 0.5, 0.2, 0.1)

    assert probability(stays) > 3 * probability(eases)


def test_each_day_that_does_not_ease_adds_to_it():
    """What stands a day longer as high is likelier the step's doing, up to two weeks."""
    chances = [probability(after_step(1.0, 1.6, *[1.8] * days)) for days in range(2, 12, 3)]

    assert chances == sorted(chances)


def test_soon_after_the_step_it_is_likelier_than_late():
    """The same course that begins on the second day and on the ninth."""
    lift = (1.2, 1.8, 1.8, 1.8)

    assert probability(after_step(*lift, begin=2)) > 2 * probability(after_step(*lift, begin=9))


def test_what_was_there_before_the_step_is_none_of_its_doing():
    """Scores as high in the week before it speak against it."""
    before = tuple((day, 1.5 if day > -6 else 0.0) for day in range(-14, 1))
    new = after_step(1.5, 1.6, 1.8, 1.8)
    old = replace(new, scores=before + new.scores[15:])

    assert probability(old) < probability(new) / 3


def test_days_that_nobody_rated_speak_for_neither():
    """Without any score only what else is known counts, and that is little."""
    unseen = probability(replace(PLAIN, scores=()))
    odds = SETTINGS.not_tolerated_share / 9 / (1 - SETTINGS.not_tolerated_share / 9)
    odds *= (1 - SETTINGS.mild_effect_in_reactions) / (1 - SETTINGS.mild_effect_in_flares)
    odds *= (1 - SETTINGS.other_cause_in_reactions) / (1 - SETTINGS.other_cause_in_flares)

    assert unseen == pytest.approx(odds / (1 + odds))
    assert unseen < acts_from(SETTINGS)


DAYS = st.lists(st.tuples(st.integers(-14, 12), st.floats(-3, 5)), min_size=1, max_size=9, unique_by=lambda one: one[0])


@given(DAYS.map(sorted), st.floats(0.002, 0.05))
@settings(max_examples=30, deadline=None)
def test_the_ratio_is_that_of_whole_normal_densities(scores, flares_a_day):
    """Slow and obvious: each course with its height in the covariance, weighed by how likely it is beforehand."""
    s, days = SETTINGS, np.array([float(day) for day, _ in scores])
    apart = np.abs(days[:, None] - days[None, :])
    calm = (
        s.score_level_sd**2
        + s.score_carried_sd**2 * s.score_carried_over**apart
        + s.score_noise_sd**2 * np.eye(len(days))
    )

    def density(course, height, height_sd):
        wider = calm + height_sd**2 * np.outer(course, course)
        return multivariate_normal(height * course, wider).pdf([value for _, value in scores])

    def flare(day, begin, length):
        since = day - begin
        if not 0 <= since < length:
            return 0.0
        return (
            1.0 if since < s.flare_full_days else 1 - (since - s.flare_full_days + 1) / (length - s.flare_full_days + 1)
        )

    speeds = s.reaction_onset_hours_fast, s.reaction_onset_hours_middle, s.reaction_onset_hours_slow
    lengths = s.flare_days_short, s.flare_days_middle, s.flare_days_long
    begins = np.arange(days[0], days[-1] + 1)
    delayed = s.reaction_delayed ** np.arange(s.reaction_delay_days + 1.0)
    reaction = 0.0
    for speed in speeds:
        for delay, share in enumerate(delayed / delayed.sum() / 3):
            course = np.array([1 - np.exp(-24 * max(0.0, day - delay) / speed) for day in days])
            reaction += share * density(course, s.reaction_height, s.reaction_height_sd)
    other = max(0.01, 1 - flares_a_day * len(begins)) * density(np.zeros(len(days)), 0.0, 0.0)
    for begin in begins:
        for length in lengths:
            course = np.array([flare(day, begin, length) for day in days])
            other += flares_a_day / 3 * density(course, s.flare_height, s.flare_height_sd)

    assert course_ratio(tuple(scores), flares_a_day, s) == pytest.approx(reaction / other, rel=1e-6)


def test_people_with_many_flares_are_told_apart_from_people_with_none():
    """The same flare is less likely a reaction where flares come all the time."""
    seldom, often = (probability(replace(PLAIN, calm_days=200, calm_flares=number)) for number in (0, 20))

    assert seldom > 3 * often


def test_the_losses_decide_from_which_probability_a_dose_goes_back():
    """A reaction that weighs as much as nine needless steps back is acted upon from one in ten."""
    nine = replace(SETTINGS, loss_by_needless_fall=1.0, loss_by_standing_reaction=9.0)

    assert acts_from(nine) == pytest.approx(0.1)


@pytest.mark.parametrize(
    "fault", [{"plan_steps": 0}, {"calm_days": -1}, {"calm_flares": -1}, {"scores": ((2, 0.5), (1, 0.5))}]
)
def test_what_cannot_be_is_refused(fault):
    """A plan without a step and negative days are faults of the caller."""
    with pytest.raises(ValueError, match="no flare looks like that"):
        probability(replace(PLAIN, **fault))
