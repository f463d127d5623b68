"""Is one dose, or one time of day, better than another for this person?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

from .linear_effects import effects_of
from .model_inputs import carried_on, composite_series
from .relief_estimate import Interval
from .settings import ReliefSettings

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

Better = Literal["first", "second", "cannot-tell", "too-early"]

EXACT_MG = 6
"""Doses that agree to so many decimals are one dose."""


@dataclass(frozen=True, slots=True)
class DoseComparison:
    """What the diary says of two ways of taking it.

    Attributes:
        first: Such as "3 mg" or "night".
        second: What it is held against.
        first_days: Rated days of the first.
        second_days: Rated days of the second.
        difference: First less second, points; negative says that the first is better.
        probability: Probability that the first is better.
        better: The answer, corrected for how many comparisons are looked at.
        looked_at: How many that is.
    """

    first: str
    second: str
    first_days: int
    second_days: int
    difference: Interval
    probability: float
    better: Better
    looked_at: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "first": self.first,
            "second": self.second,
            "first_days": self.first_days,
            "second_days": self.second_days,
            "difference": self.difference.to_dict(),
            "probability": round(self.probability, 3),
            "better": self.better,
            "looked_at": self.looked_at,
        }


def compare_doses(
    ratings: "NDArray[float64]", dose_mg: "NDArray[float64]", settings: ReliefSettings
) -> tuple[DoseComparison, ...]:
    """Return every pair of doses that were taken, the higher one first; also for people without a baseline.

    A dose counts as it would be felt: each settles with the middle onset time. Doses in a titration come one after the
    other, so drift and expectation that last as long as a step cannot be told from the dose; the interval holds the
    drift and not the expectation.

    Args:
        ratings: (days, domains) Points, NaN missing: the domains that are averaged.
        dose_mg: (days,) Dose of each day, mg; 0 none, NaN not logged.
        settings: Priors and bounds.
    """
    import numpy as np

    doses = np.round(carried_on(np.asarray(dose_mg, dtype=np.float64), None), EXACT_MG)
    levels = np.unique(doses[doses > 0])
    share = {f"{level:g} mg": (doses == level).astype(np.float64) for level in levels[::-1]}
    return _comparison(np.asarray(ratings, dtype=np.float64), share, settings)


def compare_timing(
    ratings: "NDArray[float64]", night: "NDArray[float64]", settings: ReliefSettings
) -> tuple[DoseComparison, ...]:
    """Return night against morning, or nothing where only one was tried.

    Args:
        ratings: (days, domains) Points, NaN missing: the domains that are averaged.
        night: (days,) 1 where the dose was taken at night, 0 in the morning, NaN not taken or unknown.
        settings: Priors and bounds.
    """
    import numpy as np

    when = np.asarray(night, dtype=np.float64)
    share = {"night": (when == 1).astype(np.float64), "morning": (when == 0).astype(np.float64)}
    tried = {name: days for name, days in share.items() if days.any()}
    return _comparison(np.asarray(ratings, dtype=np.float64), tried, settings)


def _comparison(
    ratings: "NDArray[float64]", share: Mapping[str, "NDArray[float64]"], settings: ReliefSettings
) -> tuple[DoseComparison, ...]:
    import numpy as np

    rated = ~np.isnan(ratings)
    level = np.where(rated, ratings, 0.0).sum(axis=0) / np.maximum(rated.sum(axis=0), 1)
    pairs = list(combinations(share, 2))
    if not pairs or not (level > 0).any():
        return ()
    series = composite_series(ratings, level, level > 0)[0]
    names: Sequence[str] = list(share)
    columns = np.column_stack([_settled(share[name], settings.comparison_onset_days) for name in names])
    found = effects_of(series, columns, settings)
    days = {name: int((share[name].astype(bool) & rated.any(axis=1)).sum()) for name in names}
    sure = 1 - (1 - settings.comparison_at) / len(pairs)
    said = []
    for first, second in pairs:
        wanted = np.array([float(name == first) - float(name == second) for name in names])
        difference, chance = found.contrast(wanted, settings.interval)
        better = _better(chance, sure, min(days[first], days[second]) >= settings.ratings_taking_least)
        said.append(DoseComparison(first, second, days[first], days[second], difference, chance, better, len(pairs)))
    return tuple(said)


def _better(chance: float, sure: float, enough: bool) -> Better:
    if not enough:
        return "too-early"
    return "first" if chance >= sure else "second" if chance <= 1 - sure else "cannot-tell"


def _settled(share: "NDArray[float64]", onset_days: float) -> "NDArray[float64]":
    import numpy as np

    part, now = 1 - np.exp(-1 / onset_days), 0.0
    reached = np.empty(share.size)
    for day, wanted in enumerate(share):
        now += part * (wanted - now)
        reached[day] = now
    return reached
