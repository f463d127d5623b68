"""What a start, a dose and a step do to many synthetic patients."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from .figures import FIGURES, GRADE_SHARES, figures_of
from .options import RATED, PatientOptions
from .traits import between_people, correlated_scores, usual_levels

FADES_FROM, FADES_TO = 84, 182  # Days of treatment between which a part of the placebo response is lost.

NAUSEA = "nausea"  # The name under which all side effects go that trials count but do not name.


@dataclass(frozen=True, slots=True)
class Response:
    """How each person responds to a start and to doses."""

    relief_percent: NDArray[np.float64]  # (people, ratings) What the drug does, settled at the full dose, % of usual.
    placebo: NDArray[np.float64]  # (people, ratings) Change without any drug, once it has come, points; 0 for none.
    onset_days: NDArray[np.float64]  # (people,) Time constant of the onset of relief.
    offset_days: NDArray[np.float64]  # (people,) Time constant of its end.
    not_tolerated_mg: NDArray[np.float64]  # (people,) Lowest dose not tolerated; infinite for who tolerates all.
    intolerance: NDArray[np.float64]  # (people,) How much worse all ratings are at such a dose, points.
    intolerance_days: NDArray[np.float64]  # (people,) Time constant with which that comes and goes.


def draw_response(count: int, rng: Generator, options: PatientOptions) -> Response:
    """Draw how so many people respond."""
    helped = rng.random(count) < options.responder_share
    relief = np.array([options.relief_by_rating.get(name, 0.0) for name in RATED])
    if options.drug == "inert":
        relief = np.zeros_like(relief)
    scores = correlated_scores(rng, (count, len(RATED)), FIGURES["placebo alike"].value)
    pain, onset = FIGURES["pain usual"].value, FIGURES["ldn onset between"]
    placebo = (options.placebo_change + FIGURES["placebo sd"].value * scores) * usual_levels(pain) / pain
    onset_days = between_people(onset, rng.normal(size=count)) * options.onset_days / onset.value
    intolerant = rng.random(count) < options.intolerant_share
    step = rng.integers(min(1, len(options.steps_mg) - 1), len(options.steps_mg), size=count)
    return Response(
        relief_percent=helped[:, None] * relief,
        placebo=placebo if options.placebo else np.zeros_like(placebo),
        onset_days=onset_days,
        offset_days=between_people(FIGURES["ldn offset"], rng.normal(size=count)),
        not_tolerated_mg=np.where(intolerant, np.array(options.steps_mg)[step], np.inf),
        intolerance=between_people(FIGURES["intolerance height"], rng.normal(size=count)),
        intolerance_days=between_people(FIGURES["intolerance onset"], rng.normal(size=count)),
    )


def placebo_share(days_since_start: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of the placebo response that is there so many days after the start; 0 before."""
    since = np.maximum(0, days_since_start)
    fades = 1 - FIGURES["placebo fades"].value * np.clip((since - FADES_FROM) / (FADES_TO - FADES_FROM), 0, 1)
    return (1 - 0.5 ** (since / FIGURES["placebo half time"].value)) * fades


def dose_strength(dose_mg: NDArray[np.float64], full_mg: float) -> NDArray[np.float64]:
    """Return the share of the full dose's effect that a dose has once it has settled; more than 1 above it."""
    return dose_mg / (dose_mg + FIGURES["half dose mg"].value) * (full_mg + FIGURES["half dose mg"].value) / full_mg


def settled(
    wanted: NDArray[np.float64], rising_days: NDArray[np.float64], falling_days: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return (people, days) what follows `wanted` with a time constant: a part of the way on each day.

    Args:
        wanted: (people, days) Where it goes.
        rising_days: (people,) Time constant on the way up.
        falling_days: (people,) Time constant on the way down.
    """
    rising, falling = 1 - np.exp(-1 / rising_days), 1 - np.exp(-1 / falling_days)
    reached = np.zeros_like(wanted)
    now = np.zeros(len(wanted))
    for day in range(wanted.shape[1]):
        gap = wanted[:, day] - now
        now = now + gap * np.where(gap > 0, rising, falling)
        reached[:, day] = now
    return reached


def schedule(count: int, options: PatientOptions) -> NDArray[np.float64]:
    """Return (people, days) the dose that the schedule names, mg; 0 before the start."""
    since = np.arange(options.days) - options.baseline_days
    step = np.clip(since // options.step_days, 0, len(options.steps_mg) - 1)
    named = np.where(since >= 0, np.array(options.steps_mg)[step], 0.0)
    for first, end in options.without_dose:
        named[(since >= first) & (since < end)] = 0.0
    return np.tile(named, (count, 1))


def draw_side_effects(count: int, rng: Generator, options: PatientOptions) -> Mapping[str, NDArray[np.int64]]:
    """Return for each side effect (people, days) its grade, 0 without: days of it after the start or after a step."""
    arm = 1 if options.drug == "ldn" else 2
    shares = figures_of("side effects", arm)
    # the share of the unnamed ones is what makes the share of any come out
    without = math.prod(1 - share for share in shares.values())
    shares[NAUSEA] = max(0.0, 1 - (1 - FIGURES[f"any side effect, {arm}"].value) / without)
    steps = min(len(options.steps_mg), max(1, -(-options.treated_days // options.step_days)))
    grades = np.array(GRADE_SHARES)
    drawn = {}
    for name, share in shares.items():
        has = rng.random(count) < share
        begins = (
            options.baseline_days
            + options.step_days * rng.integers(0, steps, size=count)
            + rng.integers(0, int(FIGURES["side effect within"].value), size=count)
        )
        length = np.maximum(1, np.rint(between_people(FIGURES["dream days"], rng.normal(size=count))))
        grade = 1 + rng.choice(len(grades), p=grades / grades.sum(), size=count)
        since = np.arange(options.days) - begins[:, None]
        lasts = (has & options.side_effects)[:, None] & (since >= 0) & (since < length[:, None])
        drawn[name] = np.where(lasts, grade[:, None], 0)
    return MappingProxyType(drawn)
