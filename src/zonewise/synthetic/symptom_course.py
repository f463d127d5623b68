"""How do many people's symptoms go from day to day without treatment?"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from .between_patients import between_people
from .figures import BETWEEN_RATINGS, FLARE_DAYS, FLARE_HEIGHT
from .patient_figures import CAUSE_RECORDED, CAUSES_WITHOUT_FLARE, FLARE_CAUSES, FLARE_HEIGHT_SD, PERIOD_RECORDED
from .symptoms import DAYS_A_WEEK, FULL_HEIGHT_DAYS
from .traits import Traits, common_push

DAYS_A_MONTH = 30.44
BEFORE_DAYS = 60
"""Days before the first one in which a flare may have begun that is still under way."""

LEAST_FLARE, LONGEST_FLARE = 0.8, 180
"""Points below which nobody would speak of a flare, and days beyond which it is no flare."""

PERIOD_FROM, PERIOD_TO = -3, 2
"""Days around the beginning of a period that are worse, the last not included."""

RECORDED_CAUSES = ("stress", "exertion", "infection")


@dataclass(frozen=True, slots=True)
class SymptomCourse:
    """Days without treatment.

    Attributes:
        felt: (people, days, ratings) Symptoms in points, not cut to 0-10.
        flare_height: (people, days) Height of the flare under way, points; 0 outside.
        events: Name of an event -> (people, days), whether it was written down on that day.
    """

    felt: NDArray[np.float64]
    flare_height: NDArray[np.float64]
    events: Mapping[str, NDArray[np.bool_]]

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
    causes = _causes(len(traits.usual), days, besides)
    events = {name: causes[name] | flare_events.get(name, np.False_) for name in RECORDED_CAUSES} | {"period": periods}
    felt = traits.usual[:, None, :] + _calm(traits, days, calm)
    felt += height[:, :, None] * traits.flare_share[:, None, :] + cycle[:, :, None]
    return SymptomCourse(felt, height, MappingProxyType(events))


def _calm(traits: Traits, days: int, rng: Generator) -> NDArray[np.float64]:
    """Return (people, days, ratings) drift and carry-over, points."""
    count, ratings = traits.usual.shape
    pushes = _pushes(rng, count, days, ratings, common_push())
    steps = _pushes(rng, count, days, ratings, BETWEEN_RATINGS.value)
    carried = pushes
    fresh = np.sqrt(1 - traits.carried_over**2)
    for day in range(1, days):
        carried[:, day] = traits.carried_over * carried[:, day - 1] + fresh * pushes[:, day]
    drift = np.cumsum(steps, axis=1) * (traits.drift_a_week / np.sqrt(DAYS_A_WEEK))[:, None, None]
    return traits.swing[:, None, :] * carried + drift


def _pushes(rng: Generator, count: int, days: int, ratings: int, common_share: float) -> NDArray[np.float64]:
    """Return (people, days, ratings) standard normal pushes of which two ratings have this share in common."""
    common, own = rng.normal(size=(count, days, 1)), rng.normal(size=(count, days, ratings))
    return np.sqrt(common_share) * common + np.sqrt(1 - common_share) * own


def _flares(traits: Traits, days: int, rng: Generator) -> tuple[NDArray[np.float64], dict[str, NDArray[np.bool_]]]:
    """Return (people, days) height of flares, and on which days their causes were written down.

    Flares begin at even chance on any day; where two overlap the higher one counts.
    """
    count, span = len(traits.usual), days + BEFORE_DAYS
    numbers = rng.poisson(traits.flares_a_month * span / DAYS_A_MONTH)
    height = np.zeros((count, days))
    events = {name: np.zeros((count, days), dtype=np.bool_) for name in RECORDED_CAUSES}
    weights = np.array([each.value for each in FLARE_CAUSES.values()])
    today = np.arange(days, dtype=np.float64)
    for number in range(int(numbers.max(initial=0))):
        begins = rng.integers(-BEFORE_DAYS, days, size=count)
        length = np.clip(
            np.rint(between_people(FLARE_DAYS, rng.normal(size=count))), FULL_HEIGHT_DAYS + 1, LONGEST_FLARE
        )
        points = np.maximum(LEAST_FLARE, rng.normal(FLARE_HEIGHT.value, FLARE_HEIGHT_SD.value, size=count))
        cause = rng.choice(len(weights), p=weights / weights.sum(), size=count)
        is_recorded = rng.random(count) < CAUSE_RECORDED.value
        before = rng.integers(0, 2, size=count)
        there = number < numbers
        height = np.maximum(height, np.where(there, points, 0)[:, None] * _shares(today - begins[:, None], length))
        for index, name in enumerate(FLARE_CAUSES):
            if name in events:
                events[name] |= (there & is_recorded & (cause == index))[:, None] & (
                    today == (begins - before)[:, None]
                )
    return height, events


def _shares(since: NDArray[np.float64], length: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return `symptoms.flare_share` for (people, days) days since the beginning and (people,) lengths."""
    easing = np.maximum(0, since - FULL_HEIGHT_DAYS + 1) / (length - FULL_HEIGHT_DAYS + 1)[:, None]
    return np.where((since >= 0) & (since < length[:, None]), 1 - easing, 0.0)


def _cycle(traits: Traits, days: int, rng: Generator) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return (people, days) what the cycle adds, points, and the periods that were written down."""
    has_cycle = traits.cycle_days > 0
    length = np.where(has_cycle, traits.cycle_days, 1.0)[:, None]
    shift = np.floor(rng.random(len(length)) * length[:, 0])[:, None]
    place = (np.arange(days) + shift) % length
    around = (place < PERIOD_TO) | (place >= length + PERIOD_FROM)
    worse = np.where(has_cycle, traits.cycle_height, 0.0)[:, None] * around
    recorded = has_cycle[:, None] & (place == 0) & (rng.random(place.shape) < PERIOD_RECORDED.value)
    return worse, recorded


def _causes(count: int, days: int, rng: Generator) -> dict[str, NDArray[np.bool_]]:
    """Return on which days something was written down that brought no flare."""
    chance = CAUSES_WITHOUT_FLARE.value / DAYS_A_MONTH / len(RECORDED_CAUSES)
    return {name: rng.random((count, days)) < chance for name in RECORDED_CAUSES}
