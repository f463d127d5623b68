"""What a diary shows of who took LDN before it began: how ratings went on, and what is remembered of before."""

from collections.abc import Mapping, Sequence

import numpy as np

from .arrays import Floats
from .relief_estimate import BeforeTreatment, Trend
from .settings import ReliefSettings


def trends(ratings: Floats, names: Sequence[str], settings: ReliefSettings) -> tuple[Trend, ...]:
    """Return the trend of each rating that was given on enough of the recent days and of as many days before.

    The difference of two means says nothing of its cause, and a flare in one of the two moves it.

    Args:
        ratings: (days, names) Points, NaN missing; the last day is the one asked about.
        names: Their names.
    """
    recent, earlier = _recent(ratings, settings), _recent(ratings[: -settings.recent_days], settings)
    courses: list[Trend] = []
    for column, name in enumerate(names):
        now, then = recent[:, column], earlier[:, column]
        if min(_count(now), _count(then)) >= settings.trend_ratings_least:
            courses.append(Trend(name, _mean(now), _mean(then), _count(now), _count(then)))
    return tuple(courses)


def beside_before(
    ratings: Floats, names: Sequence[str], remembered: Mapping[str, float], settings: ReliefSettings
) -> tuple[BeforeTreatment, ...]:
    """Return each rating that is remembered of before LDN beside its recent days, where enough of these were rated.

    Args:
        ratings: (days, names) Points, NaN missing; the last day is the one asked about.
        names: Their names.
        remembered: What was said of an ordinary day before LDN, points, by name.
    """
    recent = _recent(ratings, settings)
    return tuple(
        BeforeTreatment(name, remembered[name], _mean(recent[:, column]), _count(recent[:, column]))
        for column, name in enumerate(names)
        if name in remembered and _count(recent[:, column]) >= settings.trend_ratings_least
    )


def _recent(ratings: Floats, settings: ReliefSettings) -> Floats:
    return ratings[-settings.recent_days :] if len(ratings) else ratings


def _count(column: Floats) -> int:
    return int(np.count_nonzero(~np.isnan(column)))


def _mean(column: Floats) -> float:
    rated = column[~np.isnan(column)]
    return float(rated.mean()) if rated.size else float("nan")
