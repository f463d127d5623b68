from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.synthetic.figures import FIGURES, Origin
from zonewise.synthetic.symptoms import FULL_HEIGHT_DAYS, Habit, as_rated, flare_share, pain_change, symptoms

TWO = (Habit("pain", 5.0, 0.85, 1.0), Habit("mood", 4.0, 0.85, 0.5))


@pytest.mark.parametrize("name", FIGURES)
def test_figure_lies_in_its_own_range(name):
    """Each figure stands between the ends of its range, and says where it is from."""
    figure = FIGURES[name]

    assert (figure.low is None) == (figure.high is None)
    assert figure.lowest <= figure.value <= (figure.value if figure.high is None else figure.high)
    assert figure.source
    assert figure.origin in get_args(Origin)


def test_same_chance_gives_same_symptoms():
    """Two generators of one seed give the same numbers, and another seed gives others."""
    first, again, other = (symptoms(TWO, 30, np.random.default_rng(seed)) for seed in (1, 1, 2))

    assert first.shape == (30, 2)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_symptoms_have_the_spread_and_carry_over_that_they_are_built_from():
    """Over 6000 people, mean, spread, carry-over, common part and drift of two days are the figures' own."""
    rng = np.random.default_rng(7)
    people = np.array([symptoms(TWO, 2, rng) for _ in range(6000)])  # (people, days, ratings)
    step = FIGURES["drift per week"].value / np.sqrt(7)
    first, second = people[:, 0, 0], people[:, 1, 0]
    covariance = np.cov(np.stack([first, second, people[:, 0, 1]]))

    assert first.mean() == pytest.approx(5.0, abs=0.04)
    assert covariance[0, 0] == pytest.approx(0.85**2 + step**2, rel=0.06)
    assert covariance[1, 1] == pytest.approx(0.85**2 + 2 * step**2, rel=0.06)
    assert covariance[0, 1] == pytest.approx(FIGURES["carried over"].value * 0.85**2 + step**2, rel=0.08)
    assert covariance[0, 2] == pytest.approx(FIGURES["between ratings"].value * 0.85**2, rel=0.2)


def test_symptoms_drift_as_far_as_the_figure_says():
    """Without day-to-day variation a rating wanders by the drift of a week in a week."""
    rng = np.random.default_rng(8)
    still = [Habit(str(number), 5.0, 0.0, 0.0) for number in range(8000)]

    week = np.diff(symptoms(still, 8, rng)[[0, 7]], axis=0)

    assert week.std() == pytest.approx(FIGURES["drift per week"].value, rel=0.04)


@given(st.integers(FULL_HEIGHT_DAYS + 1, 60))
def test_flare_stands_then_eases_to_nothing(days):
    """A flare is at its height at first, eases by the same amount each day after, and is gone after its days."""
    shares = [flare_share(day, days) for day in range(days)]
    easing = np.diff([*shares[FULL_HEIGHT_DAYS - 1 :], 0.0])

    assert shares[:FULL_HEIGHT_DAYS] == [1.0] * FULL_HEIGHT_DAYS
    assert easing == pytest.approx(np.full(len(easing), easing[0]))
    assert easing[0] < 0
    assert flare_share(-1, days) == flare_share(days, days) == 0.0


@given(st.integers(0, 400))
def test_pain_eases_towards_placebo_and_drug_together(day):
    """Pain changes by nothing on the first day, by more each day, and never by more than both changes together."""
    assert pain_change(0) == 0
    assert (
        FIGURES["placebo change"].value + FIGURES["ldn change"].value <= pain_change(day + 1) <= pain_change(day) <= 0
    )


def test_half_of_the_placebo_change_has_come_after_its_half_time():
    """After 13 days, two half-times, three quarters of the placebo change are there beside the drug's part."""
    drug = FIGURES["ldn change"].value * (1 - np.exp(-13 / 14))

    assert pain_change(13) - drug == pytest.approx(0.75 * FIGURES["placebo change"].value)


@given(st.floats(-30, 30), st.floats(-30, 30))
def test_rating_is_a_whole_number_from_0_to_10(felt, noise):
    """Whatever is felt, a whole number from 0 to 10 is written down, and the nearest one within."""
    rating = as_rated(felt, noise)

    assert isinstance(rating, int)
    assert 0 <= rating <= 10
    assert abs(rating - min(10, max(0, felt + noise))) <= 0.5
