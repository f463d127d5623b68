"""How far days at one time differ from days at another, whatever the cause."""

from itertools import pairwise
from statistics import NormalDist

import numpy as np

from .arrays import Floats
from .model_inputs import ModelInputs
from .onset_curves import without_short_gaps
from .relief_estimate import Interval, StepChange
from .settings import ReliefSettings

LAGS = 7  # Days over which a carry-over is looked for; Newey-West weights fall to nothing there.


def step_changes(series: Floats, days: ModelInputs, settings: ReliefSettings) -> tuple[StepChange, ...]:
    """Return for each dose how its last days differ from the last days before it; a plain difference, of any cause.

    Doses that too few rated days were written at, or before which there are too few, are left out.

    Args:
        series: (days,) Points, NaN missing.
    """
    doses = without_short_gaps(days.dose_mg, settings)
    begins = [0, *np.flatnonzero(np.diff(doses)) + 1, doses.size]
    stretches = [np.arange(begin, end)[-settings.recent_days :] for begin, end in pairwise(begins)]
    changes = []
    for before, since, begin in zip(stretches, stretches[1:], begins[1:], strict=False):
        now, then = series[since], series[before]
        if min((~np.isnan(now)).sum(), (~np.isnan(then)).sum()) >= settings.trend_ratings_least:
            mean, variance = float(np.nanmean(now) - np.nanmean(then)), _variance(now) + _variance(then)
            wide = NormalDist().inv_cdf((1 + settings.interval) / 2) * variance**0.5
            points = Interval(mean, mean - wide, mean + wide)
            changes.append(
                StepChange(days.first + int(begin), float(doses[since[0]]), float(doses[before[-1]]), points)
            )
    return tuple(changes)


def change_since(series: Floats, baseline: int, recent_days: int, sure: float) -> tuple[Interval, Interval] | None:
    """Return the change in percent of baseline (positive is better) and in points (negative is better).

    A difference of two means with Newey-West errors of the days around each mean. It says how far the two stretches
    differ, not why: drift, flares, expectation and a bad week before the start are all in it.

    Args:
        series: (days,) Points, NaN missing.
        baseline: Days of baseline, from 0.
        recent_days: How many last days count as recent.

    Returns:
        None where either stretch has under two ratings or the baseline is 0.
    """
    before, recent = series[:baseline], series[baseline:][-recent_days:]
    if (~np.isnan(before)).sum() < 2 or (~np.isnan(recent)).sum() < 2:
        return None
    usual, now = float(np.nanmean(before)), float(np.nanmean(recent))
    if usual <= 0:
        return None
    wide = NormalDist().inv_cdf((1 + sure) / 2) * (_variance(before) + _variance(recent)) ** 0.5
    points = Interval(now - usual, now - usual - wide, now - usual + wide)
    percent = Interval(*(-100 * point / usual for point in (points.mean, points.high, points.low)))
    return percent, points


def _variance(stretch: Floats) -> float:
    """Return the variance of the stretch's mean, points squared.

    A rating is a whole number and stands for half a point either way, so no day has a variance under 1/12: a week of
    the same rating is not an exact mean. Nor do lags that happen to be negative make it smaller than without them.

    Source:
        Newey and West, Econometrica 55 (1987), 703-708: autocovariances weighted by 1 - lag / (lags + 1).
    """
    rated = ~np.isnan(stretch)
    off = np.where(rated, stretch - np.nanmean(stretch), 0.0)
    count = int(rated.sum())
    total = float(off @ off)
    for lag in range(1, min(LAGS, len(off) - 1) + 1):
        total += 2 * (1 - lag / (LAGS + 1)) * float(off[lag:] @ off[:-lag])
    return max(total, float(off @ off), count / 12) / (count * max(1, count - 1))
