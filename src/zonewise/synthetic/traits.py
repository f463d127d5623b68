"""What differs between synthetic patients: levels, daily variation, flares, cycle; and how a figure is spread."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from .figures import FIGURES, Figure
from .options import RATED

Scale = Literal["log", "logit"]

TENTH = 1.2815515655446004
"""Standard deviations from the middle of a normal distribution to its tenth and its ninetieth hundredth."""


def between_people(figure: Figure, scores: NDArray[np.float64], scale: Scale = "log") -> NDArray[np.float64]:
    """Return one value for each score: the figure for 0, its ends for the tenth and the ninetieth in a hundred.

    Each half has its own width, so that middle and ends all come out as the figure has them.

    Args:
        figure: A figure whose range spans people.
        scores: Standard normal; correlated scores give correlated values.
        scale: "log" for what is above zero, "logit" for shares.

    Raises:
        ValueError: The figure's range does not span people.
    """
    if figure.across != "people" or figure.low is None or figure.high is None:
        raise ValueError(f"the range of {figure} does not span people")
    low, middle, high = (_onto(value, scale) for value in (figure.low, figure.value, figure.high))
    width = np.where(scores < 0, middle - low, high - middle) / TENTH
    placed: NDArray[np.float64] = middle + width * scores
    return np.exp(placed) if scale == "log" else 1 / (1 + np.exp(-placed))


def _onto(value: float, scale: Scale) -> float:
    return math.log(value) if scale == "log" else math.log(value / (1 - value))


LEAST_USUAL, MOST_USUAL = 0.5, 9.0  # Nobody keeps a diary of symptoms that are always at an end of the scale.

LEAST_DAILY_SD = 0.15  # A latent part, points, below which nothing would carry over from day to day.

MOODS = ("anxiety", "mood", "fatigue", "sleep", "cognition")
"""Ratings that vary from day to day as much as the measured moods; the others vary as pain does."""

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

FLARE_SHARE_SD = 0.25  # Standard deviation of these shares between people: assumed.


@dataclass(frozen=True, slots=True)
class Traits:
    """What stays the same about each person."""

    usual: NDArray[np.float64]  # (people, ratings) Mean level without treatment, points.
    daily_sd: NDArray[np.float64]  # (people, ratings) Standard deviation of the part that carries over, points.
    carried_over: NDArray[np.float64]  # (people, ratings) Its correlation from day to day.
    noise: NDArray[np.float64]  # (people, ratings) Standard deviation of what is written around what is felt, points.
    drift_a_week: NDArray[np.float64]  # (people,) Standard deviation of a week's step of the slow random walk, points.
    flares_a_month: NDArray[np.float64]  # (people,) Flares that begin in a month.
    flare_share: NDArray[np.float64]  # (people, ratings) Share of a flare's height that shows in each rating.
    cycle_days: NDArray[np.float64]  # (people,) Length of the menstrual cycle; 0 without one.
    cycle_height: NDArray[np.float64]  # (people,) How much worse the days around the beginning of a period are, points.


def draw_traits(
    count: int, rng: Generator, *, cycle: bool = True, pain_usual: float = FIGURES["pain usual"].value
) -> Traits:
    """Draw the traits of so many people.

    A person's day-to-day variation is split into what carries over and what is noise in the shares that pain has, so
    that a person with an even diary has little of both; the noise stays within its measured range.
    """
    shape, is_pain, is_mood = (count, len(RATED)), np.array(RATED) == "pain", np.isin(RATED, MOODS)
    usual_sd = np.where(is_pain, FIGURES["pain usual sd"].value, FIGURES["other usual sd"].value)
    usual = usual_levels(pain_usual) + usual_sd * correlated_scores(rng, shape, FIGURES["shared severity"].value)

    scores = correlated_scores(rng, shape, FIGURES["alike within person"].value)
    mood_sds, pain_sds = (between_people(FIGURES[name], scores) for name in ("mood daily sd", "pain within"))
    within = np.where(is_mood, mood_sds, pain_sds)
    report_noise = FIGURES["report noise"]
    noise_part = report_noise.value / float(np.hypot(FIGURES["pain daily sd"].value, report_noise.value))
    noise = np.clip(noise_part * within, report_noise.low, report_noise.high)
    daily_sd = np.sqrt(np.maximum(within**2 - noise**2, LEAST_DAILY_SD**2))

    carried_scores = correlated_scores(rng, shape, FIGURES["alike within person"].value)
    has_cycle: NDArray[np.bool_] = rng.random(count) < FIGURES["share with cycle"].value
    cycle_days = np.rint(between_people(FIGURES["cycle days"], rng.normal(size=count)))
    drift = FIGURES["drift per week"]
    shares = np.array([FLARE_SHARE[name] for name in RATED])
    return Traits(
        usual=np.clip(usual, LEAST_USUAL, MOST_USUAL),
        daily_sd=daily_sd,
        carried_over=between_people(FIGURES["carried over"], carried_scores, "logit"),
        noise=noise,
        # a triangle with its middle where the figure is: most people near it, none beyond the range
        drift_a_week=rng.triangular(drift.lowest, drift.value, drift.high or drift.value, size=count),
        flares_a_month=between_people(FIGURES["flares a month"], rng.normal(size=count)),
        flare_share=np.maximum(0.0, shares + FLARE_SHARE_SD * rng.normal(size=shape)),
        cycle_days=np.where(has_cycle & cycle, cycle_days, 0.0),
        cycle_height=between_people(FIGURES["cycle height"], rng.normal(size=count)),
    )


def common_push() -> float:
    """Return the share of a day's push that two ratings have in common.

    The measured correlation is that of ratings with their noise; what is felt must be more alike than that.
    """
    felt, noise = FIGURES["pain daily sd"].value ** 2, FIGURES["report noise"].value ** 2
    return FIGURES["between ratings"].value / (felt / (felt + noise))


def usual_levels(pain_usual: float) -> NDArray[np.float64]:
    """Return (ratings,) the mean level of each rating before treatment, points."""
    return np.array([pain_usual if name == "pain" else FIGURES[f"other usual: {name}"].value for name in RATED])


def correlated_scores(rng: Generator, shape: tuple[int, ...], correlation: float) -> NDArray[np.float64]:
    """Return standard normal scores of a shape; along its last axis two have this correlation: a part is common."""
    common, own = rng.normal(size=(*shape[:-1], 1)), rng.normal(size=shape)
    return math.sqrt(correlation) * common + math.sqrt(1 - correlation) * own
