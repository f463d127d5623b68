"""Whether a diary looks as the estimate takes it to be, and if not, why."""

import numpy as np

from .arrays import Floats
from .model_inputs import ModelInputs
from .posterior_fit import DAYS_A_MONTH, PosteriorFit
from .relief_estimate import Reason
from .settings import ReliefSettings

NODES = 9  # Carry-overs that are tried for a trend; the likeliest one counts.


def doubt_of(
    series: Floats, change_points: float | None, fit: PosteriorFit, days: ModelInputs, settings: ReliefSettings
) -> Reason | None:
    """Return why the estimate may not be relied on, or None where the diary looks as it should.

    Args:
        series: (days,) The composite, points, NaN missing.
        change_points: Change of the recent days since the baseline, points, or None.
    """
    if fit.jump_probability >= settings.jump_at:
        return "jump"
    if change_points is not None and _was_under_way(series, change_points, days, settings):
        return "trend-before"
    if fit.wanders >= settings.wanders_at:
        return "wanders"
    return None


def _was_under_way(series: Floats, change_points: float, days: ModelInputs, settings: ReliefSettings) -> bool:
    """Say whether the baseline fell so clearly that, gone on, it would have made much of the change."""
    slope, error = slope_a_month(series[: days.baseline])
    if not slope < -settings.trend_before_at * error:
        return False
    months = (len(series) - settings.recent_days / 2 - days.baseline / 2) / DAYS_A_MONTH
    return slope * months <= settings.trend_before_share * change_points


def slope_a_month(series: Floats) -> tuple[float, float]:
    """Return the slope of a stretch of days and its standard error, points a month; (0, infinity) where none is known.

    Generalised least squares with days that carry over as AR(1); of some carry-overs the likeliest one counts. A drift
    that wanders makes the error larger than this, so the bound on it is wide.

    Args:
        series: (days,) Points, NaN missing.
    """
    rated = np.flatnonzero(~np.isnan(series))
    if rated.size < 6 or np.ptp(series[rated]) == 0:
        return 0.0, float("inf")
    columns = np.column_stack([np.ones(rated.size), (rated - rated.mean()) / DAYS_A_MONTH])
    best = (-np.inf, 0.0, float("inf"))
    for rho in np.linspace(0.0, 0.8, NODES):
        apart = np.abs(rated[:, None] - rated)
        root = np.linalg.cholesky(0.5 * rho**apart + 0.5 * np.eye(rated.size) if rho else np.eye(rated.size))
        left, data = np.linalg.solve(root, columns), np.linalg.solve(root, series[rated])
        inverse = np.linalg.inv(left.T @ left)
        effects = inverse @ left.T @ data
        variance = float(np.sum((data - left @ effects) ** 2)) / (rated.size - 2)
        # restricted likelihood, with the variance at its best
        fit = -0.5 * (rated.size - 2) * np.log(variance) - np.log(root.diagonal()).sum()
        fit += 0.5 * float(np.linalg.slogdet(inverse)[1])
        if fit > best[0]:
            best = (fit, float(effects[1]), float(np.sqrt(variance * inverse[1, 1])))
    return best[1], best[2]
