"""By how much do the recent days differ from the baseline, whatever the cause?"""

from typing import TYPE_CHECKING

from .relief_estimate import Interval

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

LAGS = 7
"""Days over which a carry-over is looked for; Newey-West weights fall to nothing there."""


def change_since(
    series: "NDArray[float64]", baseline: int, recent_days: int, sure: float
) -> tuple[Interval, Interval] | None:
    """Return the change in percent of baseline (positive is better) and in points (negative is better).

    A difference of two means with Newey-West errors of the days around each mean. It says how far the two stretches
    differ, not why: drift, flares, expectation and a bad week before the start are all in it.

    Args:
        series: (days,) Points, NaN missing.
        baseline: Days of baseline, from 0.
        recent_days: How many last days count as recent.
        sure: Probability inside the interval.

    Returns:
        None where either stretch has under two ratings or the baseline is 0.
    """
    from statistics import NormalDist

    import numpy as np

    before, recent = series[:baseline], series[baseline:][-recent_days:]
    if (~np.isnan(before)).sum() < 2 or (~np.isnan(recent)).sum() < 2:
        return None
    usual, now = float(np.nanmean(before)), float(np.nanmean(recent))
    if usual <= 0:
        return None
    wide = NormalDist().inv_cdf((1 + sure) / 2) * (_variance(before) + _variance(recent)) ** 0.5
    points = Interval(now - usual, now - usual - wide, now - usual + wide)
    percent = Interval(*(-100 * each / usual for each in (points.mean, points.high, points.low)))
    return percent, points


def _variance(stretch: "NDArray[float64]") -> float:
    """Return the variance of the stretch's mean; a whole number stands for half a point either way."""
    import numpy as np

    rated = ~np.isnan(stretch)
    off = np.where(rated, stretch - np.nanmean(stretch), 0.0)
    count = int(rated.sum())
    total = float(off @ off)
    for lag in range(1, min(LAGS, len(off) - 1) + 1):
        total += 2 * (1 - lag / (LAGS + 1)) * float(off[lag:] @ off[:-lag])
    return max(total, float(off @ off), count / 12) / (count * max(1, count - 1))
