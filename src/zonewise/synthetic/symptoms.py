"""Symptoms from day to day before anyone writes them down: of one patient by habits, and of many without treatment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from types import MappingProxyType

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

from .figures import FIGURES, figures_of
from .traits import Traits, between_people, common_push, correlated_scores

DAYS_A_WEEK = 7
LOWEST, HIGHEST = 0, 10
FULL_HEIGHT_DAYS = 2  # Days for which a flare stands at its height before it begins to ease.


@dataclass(frozen=True, slots=True)
class Habit:
    """How one rating of a person usually is."""

    name: str  # Which rating.
    usual: float  # Mean level without treatment, points.
    daily_sd: float  # Standard deviation of the part that carries over from day to day, points.
    in_flare: float  # Share of a flare's height that shows in this rating.


def symptoms(habits: Sequence[Habit], days: int, rng: Generator) -> NDArray[np.float64]:
    """Return (days, habits) symptoms in points, not yet cut to 0-10: usual, slow drift, and a carry-over.

    Model: usual + random walk + AR(1). The AR(1) parts of two ratings correlate because some of each day's push is
    common to all. The drift never reverts, so over years the symptoms wander further than real ones do.

    Args:
        days: How many days.
    """
    shape, correlation = (days, len(habits)), np.float64(FIGURES["carried over"].value)
    carried = _carry_over(correlated_scores(rng, shape, FIGURES["between ratings"].value), correlation)
    steps = rng.normal(size=shape) * FIGURES["drift per week"].value / np.sqrt(DAYS_A_WEEK)
    drift: NDArray[np.float64] = np.cumsum(steps, axis=0)
    usual = np.array([habit.usual for habit in habits])
    daily_sd = np.array([habit.daily_sd for habit in habits])
    return usual + drift + daily_sd * carried


def _carry_over(pushes: NDArray[np.float64], correlation: np.float64 | NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (..., days, ratings) the AR(1) that standard normal pushes drive; its variance is 1 from the first day."""
    carried, fresh = pushes.copy(), np.sqrt(1 - correlation**2)
    for day in range(1, pushes.shape[-2]):
        carried[..., day, :] = correlation * carried[..., day - 1, :] + fresh * pushes[..., day, :]
    return carried


def flare_share(since: ArrayLike, days: ArrayLike) -> NDArray[np.float64]:
    """Return the share of a flare's height on days of it: full at first, then easing evenly to none.

    Args:
        since: Days since its first, 0 on that; outside the flare the share is 0.
        days: Length of the flare, at least `FULL_HEIGHT_DAYS` + 1.
    """
    since, days = np.asarray(since, dtype=np.float64), np.asarray(days, dtype=np.float64)
    easing = np.maximum(0, since - FULL_HEIGHT_DAYS + 1) / (days - FULL_HEIGHT_DAYS + 1)
    return np.where((since >= 0) & (since < days), 1 - easing, 0.0)


def pain_change(days_taking: int) -> float:
    """Return the change of pain after so many days of treatment, points: mostly placebo, a little of it the drug."""
    placebo: float = FIGURES["placebo change"].value * (1 - 0.5 ** (days_taking / FIGURES["placebo half time"].value))
    drug = FIGURES["ldn change"].value * (1 - exp(-days_taking / FIGURES["ldn onset"].value))
    return placebo + drug


def as_rated(felt: float, noise: float) -> int:
    """Return the whole number from 0 to 10 that a person writes down for what was felt."""
    return min(HIGHEST, max(LOWEST, round(felt + noise)))


DAYS_A_MONTH = 30.44
BEFORE_DAYS = 60  # Days before the first one in which a flare may have begun that is still under way.

LEAST_FLARE, LONGEST_FLARE = 0.8, 180
"""Points below which nobody would speak of a flare, and days beyond which it is no flare."""

PERIOD_FROM, PERIOD_TO = -3, 2  # Days around the beginning of a period that are worse, the last not included.

RECORDED_CAUSES = ("stress", "exertion", "infection")


@dataclass(frozen=True, slots=True)
class SymptomCourse:
    """Days without treatment."""

    felt: NDArray[np.float64]  # (people, days, ratings) Symptoms in points, not cut to 0-10.
    flare_height: NDArray[np.float64]  # (people, days) Height of the flare under way, points; 0 outside.
    events: Mapping[str, NDArray[np.bool_]]  # Name of an event -> (people, days), whether it was written down then.

    def window(self, first: NDArray[np.float64], days: int) -> "SymptomCourse":
        """Return so many days of each person, from a first day of their own."""
        at = first.astype(np.int64)[:, None] + np.arange(days)
        events = {name: np.take_along_axis(days_of, at, axis=1) for name, days_of in self.events.items()}
        return SymptomCourse(
            np.take_along_axis(self.felt, at[:, :, None], axis=1),
            np.take_along_axis(self.flare_height, at, axis=1),
            MappingProxyType(events),
        )


def untreated(traits: Traits, days: int, rng: Generator, *, flares: bool = True) -> SymptomCourse:
    """Return the symptoms of people without treatment: usual, slow drift, carry-over, flares and cycle.

    The drift never reverts, so over years the symptoms wander further than real ones do.
    """
    calm, flaring, cycling, besides = rng.spawn(4)
    height, flare_events = _flares(traits, days, flaring)
    if not flares:
        height, flare_events = np.zeros_like(height), {}
    cycle, periods = _cycle(traits, days, cycling)
    alone = FIGURES["causes without flare"].value / DAYS_A_MONTH / len(RECORDED_CAUSES)  # a cause that no flare follows
    causes = {name: besides.random(height.shape) < alone for name in RECORDED_CAUSES}
    events = {name: causes[name] | flare_events.get(name, np.False_) for name in RECORDED_CAUSES} | {"period": periods}
    felt = traits.usual[:, None, :] + _calm(traits, days, calm)
    felt += height[:, :, None] * traits.flare_share[:, None, :] + cycle[:, :, None]
    return SymptomCourse(felt, height, MappingProxyType(events))


def _calm(traits: Traits, days: int, rng: Generator) -> NDArray[np.float64]:
    """Return (people, days, ratings) drift and carry-over, points."""
    count, ratings = traits.usual.shape
    pushes = correlated_scores(rng, (count, days, ratings), common_push())
    steps = correlated_scores(rng, (count, days, ratings), FIGURES["between ratings"].value)
    carried = _carry_over(pushes, traits.carried_over)
    drift: NDArray[np.float64] = np.cumsum(steps, axis=1) * (traits.drift_a_week / np.sqrt(DAYS_A_WEEK))[:, None, None]
    return traits.daily_sd[:, None, :] * carried + drift


def _flares(traits: Traits, days: int, rng: Generator) -> tuple[NDArray[np.float64], dict[str, NDArray[np.bool_]]]:
    """Return (people, days) height of flares, and on which days their causes were written down.

    Flares begin at even chance on any day; where two overlap the higher one counts.
    """
    count, span = len(traits.usual), days + BEFORE_DAYS
    numbers = rng.poisson(traits.flares_a_month * span / DAYS_A_MONTH)
    height = np.zeros((count, days))
    events = {name: np.zeros((count, days), dtype=np.bool_) for name in RECORDED_CAUSES}
    causes = figures_of("flare causes")
    weights = np.array(list(causes.values()))
    today = np.arange(days, dtype=np.float64)
    for number in range(int(numbers.max(initial=0))):
        begins = rng.integers(-BEFORE_DAYS, days, size=count)
        length = np.clip(
            np.rint(between_people(FIGURES["flare days"], rng.normal(size=count))), FULL_HEIGHT_DAYS + 1, LONGEST_FLARE
        )
        points = np.maximum(
            LEAST_FLARE, rng.normal(FIGURES["flare height"].value, FIGURES["flare height sd"].value, size=count)
        )
        cause = rng.choice(len(weights), p=weights / weights.sum(), size=count)
        is_recorded = rng.random(count) < FIGURES["cause recorded"].value
        before = rng.integers(0, 2, size=count)
        has_flare = number < numbers
        height = np.maximum(
            height, np.where(has_flare, points, 0)[:, None] * flare_share(today - begins[:, None], length[:, None])
        )
        for index, name in enumerate(causes):
            if name in events:
                events[name] |= (has_flare & is_recorded & (cause == index))[:, None] & (
                    today == (begins - before)[:, None]
                )
    return height, events


def _cycle(traits: Traits, days: int, rng: Generator) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return (people, days) what the cycle adds, points, and the periods that were written down."""
    has_cycle = traits.cycle_days > 0
    length = np.where(has_cycle, traits.cycle_days, 1.0)[:, None]
    shift = np.floor(rng.random(len(length)) * length[:, 0])[:, None]
    place = (np.arange(days) + shift) % length
    around = (place < PERIOD_TO) | (place >= length + PERIOD_FROM)
    worse = np.where(has_cycle, traits.cycle_height, 0.0)[:, None] * around
    recorded = has_cycle[:, None] & (place == 0) & (rng.random(place.shape) < FIGURES["period recorded"].value)
    return worse, recorded
