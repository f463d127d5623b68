"""How often do side effects come at each dose?"""

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from .model_inputs import carried_on
from .relief_estimate import DoseEffects, Interval
from .settings import ReliefSettings

EXACT_MG = 6
"""Doses that agree to so many decimals are one dose."""


def side_effects_by_dose(
    grade: NDArray[np.float64], dose_mg: NDArray[np.float64], settings: ReliefSettings
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
