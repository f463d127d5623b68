"""Was it taken daily for long enough to be judged?"""

import numpy as np
from numpy.typing import NDArray

from .relief_estimate import Adherence, Enough
from .settings import ReliefSettings


def adherence(dose_mg: NDArray[np.float64], settings: ReliefSettings) -> Adherence:
    """Return how steadily it was taken; the guide asks for daily use over six to twelve weeks before it is judged.

    Args:
        dose_mg: (days,) Dose of each day, mg; 0 none, NaN not logged.
        settings: Bounds.
    """
    doses = np.asarray(dose_mg, dtype=np.float64)
    taken = np.flatnonzero(doses > 0)
    if not taken.size:
        return Adherence("not-taken", 0, 0, 0, 0, 0, None)
    since = doses[taken[0] :]
    left_out, unlogged = int((since == 0).sum()), int(np.isnan(since).sum())
    steady = since.size - _end_of_last_gap(since, settings.gap_days_least)
    percent = 100 * taken.size / (taken.size + left_out)
    if since.size < settings.judged_after_days:
        enough: Enough = "too-short"
    else:
        is_steady = steady >= settings.judged_after_days and percent >= 100 * settings.adherence_least
        enough = "enough" if is_steady else "gaps"
    return Adherence(enough, int(since.size), int(taken.size), left_out, unlogged, int(steady), percent)


def _end_of_last_gap(since: NDArray[np.float64], longest: int) -> int:
    """Return the day after the last gap of at least so many days without a dose; 0 where there is none."""
    run, end = 0, 0
    for day, dose in enumerate(since.tolist()):
        run = run + 1 if dose == 0 else 0
        if run >= longest:
            end = day + 1
    return end
