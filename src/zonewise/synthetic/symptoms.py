"""How do a person's symptoms go from day to day before anyone writes them down?"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from .figures import (
    BETWEEN_RATINGS,
    CARRIED_OVER,
    DRIFT_PER_WEEK,
    LDN_CHANGE,
    LDN_ONSET,
    PLACEBO_CHANGE,
    PLACEBO_HALF_TIME,
)

DAYS_A_WEEK = 7
LOWEST, HIGHEST = 0, 10
FULL_HEIGHT_DAYS = 2
"""Days for which a flare stands at its height before it begins to ease."""


@dataclass(frozen=True, slots=True)
class Habit:
    """How one rating of a person usually is.

    Attributes:
        name: Which rating.
        usual: Mean level without treatment, points.
        swing: Standard deviation of the part that carries over from day to day, points.
        in_flare: Share of a flare's height that shows in this rating.
    """

    name: str
    usual: float
    swing: float
    in_flare: float


def symptoms(habits: Sequence[Habit], days: int, rng: Generator) -> NDArray[np.float64]:
    """Return (days, habits) symptoms in points, not yet cut to 0-10: usual, slow drift, and a carry-over.

    Model: usual + random walk + AR(1). The AR(1) parts of two ratings correlate because some of each day's push is
    common to all. The drift never reverts, so over years the symptoms wander further than real ones do.

    Args:
        habits: One for each rating.
        days: How many days.
        rng: Source of chance.
    """
    shape = (days, len(habits))
    common = rng.normal(size=(days, 1))
    pushes = np.sqrt(BETWEEN_RATINGS.value) * common + np.sqrt(1 - BETWEEN_RATINGS.value) * rng.normal(size=shape)
    carried = np.empty(shape)
    carried[:1] = pushes[:1]
    fresh = np.sqrt(1 - CARRIED_OVER.value**2)
    for day in range(1, days):
        carried[day] = CARRIED_OVER.value * carried[day - 1] + fresh * pushes[day]
    drift = np.cumsum(rng.normal(size=shape) * DRIFT_PER_WEEK.value / np.sqrt(DAYS_A_WEEK), axis=0)
    usual = np.array([habit.usual for habit in habits])
    swing = np.array([habit.swing for habit in habits])
    return usual + drift + swing * carried


def flare_share(day: int, days: int) -> float:
    """Return the share of a flare's height on one of its days: full at first, then easing evenly to none.

    Args:
        day: Day of the flare, from 0; outside the flare the share is 0.
        days: Length of the flare, at least `FULL_HEIGHT_DAYS` + 1.
    """
    if not 0 <= day < days:
        return 0.0
    easing = max(0, day - FULL_HEIGHT_DAYS + 1)
    return 1.0 - easing / (days - FULL_HEIGHT_DAYS + 1)


def pain_change(days_taking: int) -> float:
    """Return the change of pain after so many days of treatment, points: mostly placebo, a little of it the drug."""
    placebo: float = PLACEBO_CHANGE.value * (1 - 0.5 ** (days_taking / PLACEBO_HALF_TIME.value))
    drug = LDN_CHANGE.value * (1 - exp(-days_taking / LDN_ONSET.value))
    return placebo + drug


def as_rated(felt: float, noise: float) -> int:
    """Return the whole number from 0 to 10 that a person writes down for what was felt."""
    return min(HIGHEST, max(LOWEST, round(felt + noise)))
