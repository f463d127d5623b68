"""Relief across people, from their randomised blocks alone: a random-effects posterior on a grid."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zonewise.relief.arrays import Floats
from zonewise.relief.posterior import Density, normal_log, normalised
from zonewise.relief.relief_estimate import Interval, PlainValues

MEANS = np.arange(-60.0, 91.0, 1.0)  # Mean relief of people that is looked at, percent.
SPREADS = np.array([1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 14.0, 20.0, 28.0, 40.0])  # How far people differ, percent.
MEAN_SPREAD, HALF_SPREAD = 30.0, 15.0
"""Prior of the mean, N(0, 30^2), and of the spread, half normal with 15: wide beside what trials found."""
TINY = 1e-300  # What keeps the logarithm of a probability finite.
NEGLIGIBLE = 1e-7  # Sizes with less probability than this are beyond what a posterior on a grid can tell.
BELOW = 5.0  # So far below the least that can be told they are put, in logs.


@dataclass(frozen=True, slots=True)
class PooledRelief(PlainValues):
    """What several trials say together. It is never fed back into one person's verdict."""

    people: int
    mean: Interval  # Mean relief of people like these, percent, with its 95 % interval.
    spread: Interval  # How far people differ, standard deviation, percent.
    next_person: Interval  # Relief that another person like these may have, percent.
    over: float  # Probability that the mean exceeds 10 %.


def likelihood_of(relief: Density, prior_spread: float) -> Floats:
    """Return (sizes,) the log likelihood of each size: the posterior divided by its prior.

    Where the posterior has nothing left the likelihood is put far below the rest, as it cannot be told any more.

    Args:
        relief: One person's posterior, percent.
        prior_spread: Standard deviation of the normal prior that it was made with, percent.
    """
    likely = np.log(np.maximum(relief.weight, TINY)) - normal_log(relief.percent, prior_spread)
    # the far tails of a posterior are rounding: divided by a tail of the prior they would rise again
    inside = relief.weight > NEGLIGIBLE
    most, least = likely[inside].max(), likely[inside].min()
    return np.asarray(np.where(inside, likely, least - BELOW) - most)


def pool(posteriors: Sequence[Density], prior_spread: float, worthwhile: float, sure: float) -> PooledRelief:
    """Return the random-effects posterior of several people.

    Model: relief of a person ~ N(mean, spread^2), and each person's ratings say of it what their own posterior says
    once its prior is divided out. Mean and spread are summed over a grid; so is each person's relief.

    Args:
        posteriors: One for each person, on the same evenly spaced sizes; at least two.
        prior_spread: Standard deviation of the prior that they were made with, percent.
        worthwhile: Relief that is worth having, percent.
        sure: Probability inside the intervals.

    Raises:
        ValueError: Fewer than two people.
    """
    if len(posteriors) < 2:
        raise ValueError(f"{len(posteriors)} trials; at least 2 are pooled")
    sizes = posteriors[0].percent
    chance = np.exp([likelihood_of(relief, prior_spread) for relief in posteriors])
    log_joint = normal_log(MEANS, MEAN_SPREAD)[:, None] + normal_log(SPREADS, HALF_SPREAD)
    log_joint = log_joint + np.log(HALF_SPREAD / MEAN_SPREAD) + np.log(np.gradient(SPREADS))
    for place, spread in enumerate(SPREADS):
        effect = np.exp(-0.5 * ((sizes - MEANS[:, None]) / spread) ** 2)
        effect /= effect.sum(axis=1, keepdims=True)
        log_joint[:, place] += np.log(np.maximum(effect @ chance.T, TINY)).sum(axis=1)
    joint = normalised(log_joint)
    mean = Density(MEANS, joint.sum(axis=1))
    of_spread = joint.sum(axis=0)
    out = (1 - sure) / 2
    low, high = np.interp([out, 1 - out], of_spread.cumsum() - of_spread / 2, SPREADS)
    another = np.zeros(sizes.size)
    for place, spread in enumerate(SPREADS):
        effect = np.exp(-0.5 * ((sizes - MEANS[:, None]) / spread) ** 2)
        another += joint[:, place] @ (effect / effect.sum(axis=1, keepdims=True))
    following = Density(sizes, another / another.sum())
    return PooledRelief(
        people=len(posteriors),
        mean=Interval(mean.mean, *mean.interval(sure)),
        spread=Interval(float(of_spread @ SPREADS), float(low), float(high)),
        next_person=Interval(following.mean, *following.interval(sure)),
        over=mean.above(worthwhile),
    )
