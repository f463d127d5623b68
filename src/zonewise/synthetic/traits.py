"""How does one made-up person differ from the next?"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from .between_patients import between_people
from .figures import BETWEEN_RATINGS, CARRIED_OVER, DRIFT_PER_WEEK, MOOD_SWING, PAIN_SWING, PAIN_USUAL, REPORT_NOISE
from .options import RATED
from .patient_figures import (
    ALIKE_WITHIN_PERSON,
    CYCLE_DAYS,
    CYCLE_HEIGHT,
    FLARES_A_MONTH,
    OTHER_USUAL,
    OTHER_USUAL_SD,
    PAIN_USUAL_SD,
    PAIN_WITHIN,
    SHARE_WITH_CYCLE,
    SHARED_SEVERITY,
)

LEAST_USUAL, MOST_USUAL = 0.5, 9.0
"""Nobody keeps a diary of symptoms that are always at an end of the scale."""

LEAST_SWING = 0.15
"""A latent part, points, below which nothing would carry over from day to day."""

MOODS = ("anxiety", "mood", "fatigue", "sleep", "cognition")
"""Ratings that swing as much as the measured moods; the others swing as pain does."""

FLARE_SHARE = {
    "anxiety": 0.6,
    "laxity": 0.4,
    "pain": 1.0,
    "immune": 0.9,
    "mood": 0.6,
    "sensory": 0.9,
    "fatigue": 0.9,
    "sleep": 0.6,
    "cognition": 0.6,
}
"""Share of a flare's height that shows in each rating on average: assumed."""

FLARE_SHARE_SD = 0.25
"""Standard deviation of these shares between people: assumed."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What stays the same about each person.

    Attributes:
        usual: (people, ratings) Mean level without treatment, points.
        swing: (people, ratings) Standard deviation of the part that carries over, points.
        carried_over: (people, ratings) Its correlation from day to day.
        noise: (people, ratings) Standard deviation of what is written down around what is felt, points.
        drift_a_week: (people,) Standard deviation of a week's step of the slow random walk, points.
        flares_a_month: (people,) Flares that begin in a month.
        flare_share: (people, ratings) Share of a flare's height that shows in each rating.
        cycle_days: (people,) Length of the menstrual cycle; 0 without one.
        cycle_height: (people,) How much worse the days around the beginning of a period are, points.
    """

    usual: NDArray[np.float64]
    swing: NDArray[np.float64]
    carried_over: NDArray[np.float64]
    noise: NDArray[np.float64]
    drift_a_week: NDArray[np.float64]
    flares_a_month: NDArray[np.float64]
    flare_share: NDArray[np.float64]
    cycle_days: NDArray[np.float64]
    cycle_height: NDArray[np.float64]


def draw_traits(count: int, rng: Generator, *, cycle: bool = True, pain_usual: float = PAIN_USUAL.value) -> Traits:
    """Draw the traits of so many people.

    How much a person swings is split into what carries over and what is noise in the shares that pain has, so that a
    person with an even diary has little of both; the noise stays within its measured range.
    """
    ratings = len(RATED)
    usual_mean = np.array([pain_usual if name == "pain" else OTHER_USUAL[name].value for name in RATED])
    usual_sd = np.array([PAIN_USUAL_SD.value if name == "pain" else OTHER_USUAL_SD.value for name in RATED])
    usual = usual_mean + usual_sd * _alike(rng, count, ratings, SHARED_SEVERITY.value)

    within_scores = _alike(rng, count, ratings, ALIKE_WITHIN_PERSON.value)
    is_mood = np.array([name in MOODS for name in RATED])
    within = np.where(is_mood, between_people(MOOD_SWING, within_scores), between_people(PAIN_WITHIN, within_scores))
    noise_part = REPORT_NOISE.value / float(np.hypot(PAIN_SWING.value, REPORT_NOISE.value))
    noise = np.clip(noise_part * within, REPORT_NOISE.low, REPORT_NOISE.high)
    swing = np.sqrt(np.maximum(within**2 - noise**2, LEAST_SWING**2))

    carried = between_people(CARRIED_OVER, _alike(rng, count, ratings, ALIKE_WITHIN_PERSON.value), "logit")
    has_cycle: NDArray[np.bool_] = rng.random(count) < SHARE_WITH_CYCLE.value
    cycle_days = np.rint(between_people(CYCLE_DAYS, rng.normal(size=count)))
    low, high = DRIFT_PER_WEEK.lowest, DRIFT_PER_WEEK.high or DRIFT_PER_WEEK.value
    shares = np.array([FLARE_SHARE[name] for name in RATED])
    return Traits(
        usual=np.clip(usual, LEAST_USUAL, MOST_USUAL),
        swing=swing,
        carried_over=carried,
        noise=noise,
        # a triangle with its middle where the figure is: most people near it, none beyond the range
        drift_a_week=rng.triangular(low, DRIFT_PER_WEEK.value, high, size=count),
        flares_a_month=between_people(FLARES_A_MONTH, rng.normal(size=count)),
        flare_share=np.maximum(0.0, shares + FLARE_SHARE_SD * rng.normal(size=(count, ratings))),
        cycle_days=np.where(has_cycle & cycle, cycle_days, 0.0),
        cycle_height=between_people(CYCLE_HEIGHT, rng.normal(size=count)),
    )


def common_push() -> float:
    """Return the share of a day's push that two ratings have in common.

    The measured correlation is that of ratings with their noise; what is felt must be more alike than that.
    """
    felt = PAIN_SWING.value**2 / (PAIN_SWING.value**2 + REPORT_NOISE.value**2)
    return BETWEEN_RATINGS.value / felt


def _alike(rng: Generator, count: int, ratings: int, correlation: float) -> NDArray[np.float64]:
    """Return (people, ratings) standard normal scores with this correlation within a person."""
    common, own = rng.normal(size=(count, 1)), rng.normal(size=(count, ratings))
    return correlation**0.5 * common + (1 - correlation) ** 0.5 * own
