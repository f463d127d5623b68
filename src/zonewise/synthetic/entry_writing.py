"""What of all that is felt gets written down?"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from .figures import ENTERED_AT_FIRST
from .options import PatientOptions
from .patient_figures import ENTERED_DECLINE, ENTERED_PEOPLE_SD, LOGS_DOSE_ALONE, MISSED_IN_FLARE, RATED_WHEN_PARTIAL
from .symptoms import HIGHEST, LOWEST
from .traits import Traits

DECLINE_OVER_DAYS = 30


@dataclass(frozen=True, slots=True)
class WrittenEntries:
    """What is in the diaries.

    Attributes:
        ratings: (people, days, ratings) 0 to 10; NaN where none was given.
        checks_in: (people, days) Whether there is a check-in.
        logs_dose: (people, days) Whether the dose, or that there was none, is logged.
    """

    ratings: NDArray[np.float64]
    checks_in: NDArray[np.bool_]
    logs_dose: NDArray[np.bool_]


def write_down(
    felt: NDArray[np.float64],
    in_flare: NDArray[np.bool_],
    traits: Traits,
    rng: Generator,
    options: PatientOptions,
) -> WrittenEntries:
    """Return what people write down of what they feel.

    Args:
        felt: (people, days, ratings) Points, not cut to 0-10.
        in_flare: (people, days) Whether a flare is under way.
        traits: Of the people.
        rng: Source of chance.
        options: What is chosen.
    """
    noise, days, parts, doses = rng.spawn(4)
    count, length, ratings = felt.shape
    checks_in = days.random((count, length)) < check_in_chance(count, length, in_flare, days, options)
    is_partial = parts.random((count, length)) < options.partial_share
    rates = parts.random(felt.shape) < RATED_WHEN_PARTIAL.value
    # someone who opens the check-in rates at least one thing
    rates |= np.arange(ratings) == parts.integers(0, ratings, size=(count, length, 1))
    given = checks_in[:, :, None] & (~is_partial[:, :, None] | rates)
    value = as_ratings(felt + traits.noise[:, None, :] * noise.normal(size=felt.shape), whole=options.whole_numbers)
    return WrittenEntries(
        ratings=np.where(given, value, np.nan),
        checks_in=checks_in,
        logs_dose=checks_in | (doses.random((count, length)) < LOGS_DOSE_ALONE.value),
    )


def as_ratings(points: NDArray[np.float64], *, whole: bool = True) -> NDArray[np.float64]:
    """Return what is written down for points: within the scale, and a whole number unless told otherwise."""
    return np.clip(np.rint(points) if whole else points, LOWEST, HIGHEST)


def check_in_chance(
    count: int, days: int, in_flare: NDArray[np.bool_], rng: Generator, options: PatientOptions
) -> NDArray[np.float64]:
    """Return (people, days) the chance of a check-in: each person's own at first, falling slowly, lower in a flare."""
    if options.missing == "none":
        return np.ones((count, days))
    mean, sd = ENTERED_AT_FIRST.value, ENTERED_PEOPLE_SD.value
    size = mean * (1 - mean) / sd**2 - 1
    at_first = rng.beta(mean * size, (1 - mean) * size, size=count)
    chance = at_first[:, None] * (1 - ENTERED_DECLINE.value) ** (np.arange(days) / DECLINE_OVER_DAYS)
    if options.missing == "at-random":
        return chance
    odds = (1 - chance) / chance * np.where(in_flare, MISSED_IN_FLARE.value, 1.0)
    return 1 / (1 + odds)
