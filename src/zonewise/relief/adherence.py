"""Whether it was taken daily for long enough to judge it by."""

import numpy as np

from .arrays import Floats
from .relief_estimate import Adherence, Enough
from .settings import ReliefSettings


def adherence(dose_mg: Floats, settings: ReliefSettings) -> Adherence:
    """Return how steadily it was taken; the guide asks for daily use over six to twelve weeks before it is judged.

    Args:
        dose_mg: (days,) Dose of each day, mg; 0 none, NaN not logged.
    """
    doses = np.asarray(dose_mg, dtype=np.float64)
    taken = np.flatnonzero(doses > 0)
    if not taken.size:
        return Adherence("not-taken", 0, 0, 0, 0, 0, None)
    since = doses[taken[0] :]
    left_out, unlogged = int((since == 0).sum()), int(np.isnan(since).sum())
    # where the last so many days are all without a dose a gap ends, or goes on
    longest = settings.gap_days_least
    gap_ends = np.flatnonzero(np.convolve(since == 0, np.ones(longest))[: since.size] == longest)
    steady = int(since.size - (gap_ends[-1] + 1 if gap_ends.size else 0))
    percent = 100 * taken.size / (taken.size + left_out)
    if since.size < settings.judged_after_days:
        enough: Enough = "too-short"
    else:
        is_steady = steady >= settings.judged_after_days and percent >= 100 * settings.adherence_least
        enough = "enough" if is_steady else "gaps"
    return Adherence(enough, int(since.size), int(taken.size), left_out, unlogged, steady, percent)
