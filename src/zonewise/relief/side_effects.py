"""How often do side effects come at each dose?"""

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from .model_inputs import carried_on
from .relief_estimate import Interval
from .settings import ReliefSettings

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

EXACT_MG = 6
"""Doses that agree to so many decimals are one dose."""


@dataclass(frozen=True, slots=True)
class DoseEffects:
    """Side effects at one dose.

    Attributes:
        dose_mg: The dose, mg; 0 before the first one and in pauses.
        days: Days with a check-in at it.
        days_with: Of these, days with a side effect.
        worst_grade: Highest grade seen, 0 to 3.
        percent: Share of such days, percent.
    """

    dose_mg: float
    days: int
    days_with: int
    worst_grade: int
    percent: Interval

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "dose_mg": self.dose_mg,
            "days": self.days,
            "days_with": self.days_with,
            "worst_grade": self.worst_grade,
            "percent": self.percent.to_dict(),
        }


def side_effects_by_dose(
    grade: "NDArray[float64]", dose_mg: "NDArray[float64]", settings: ReliefSettings
) -> tuple[DoseEffects, ...]:
    """Return side effects at each dose, the lowest dose first.

    Days follow each other: a side effect that lasts a week is one piece of news and not seven. So the interval counts
    only as many days as would be independent, and all intervals together hold with the probability that is asked for
    one.

    Args:
        grade: (days,) Highest grade of the day, 0 none to 3; NaN without a check-in.
        dose_mg: (days,) Dose of each day, mg; 0 none, NaN not logged.
        settings: Bounds.

    Source:
        Wilson score interval; days are divided by the length of a spell.
    """
    import numpy as np

    grades = np.asarray(grade, dtype=np.float64)
    doses = np.round(carried_on(np.asarray(dose_mg, dtype=np.float64), None), EXACT_MG)
    asked = ~np.isnan(grades)
    levels = np.unique(doses[asked])
    wide = NormalDist().inv_cdf(1 - (1 - settings.interval) / 2 / max(1, levels.size))
    found = []
    for level in levels.tolist():
        there = grades[asked & (doses == level)]
        having = there > 0
        spells = int(having[0]) + int((having[1:] & ~having[:-1]).sum())
        length = max(1.0, float(having.sum()) / max(1, spells))
        found.append(
            DoseEffects(
                level,
                there.size,
                int(having.sum()),
                int(there.max()),
                _wilson(float(having.mean()), there.size / length, wide),
            )
        )
    return tuple(found)


def _wilson(share: float, count: float, wide: float) -> Interval:
    middle = (share + wide**2 / (2 * count)) / (1 + wide**2 / count)
    half = wide / (1 + wide**2 / count) * (share * (1 - share) / count + wide**2 / (4 * count**2)) ** 0.5
    return Interval(100 * share, 100 * max(0.0, middle - half), 100 * min(1.0, middle + half))
