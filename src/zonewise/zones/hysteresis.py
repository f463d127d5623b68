"""Is a zone that a score called still in force?"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy import bool_, float64, intp
    from numpy.typing import NDArray


def apply_hysteresis(
    scores: "NDArray[float64]",
    may_leave: "NDArray[bool_]",
    *,
    enter: "float | NDArray[float64]",
    leave_under: "float | NDArray[float64]",
    leave_days: int,
    forget_after: int,
) -> "NDArray[bool_]":
    """Return (days, columns) whether the zone was in force on the last logged day: entered at one bound, left under it.

    Without the gap between the bounds a zone flickers from day to day.

    Args:
        scores: (days, columns) Score of each day, NaN where nothing was logged. The columns do not bear on each other.
        may_leave: (days, 1) or one for each column: whether that day counts towards leaving. A low score that does not
            count leaves the tally alone.
        enter: Score from which the zone is entered, for all columns or (columns,).
        leave_under: Score under which a day counts towards leaving, for all columns or (columns,).
        leave_days: Such days in a row that end the zone; a day that is not under the bound starts the tally again.
        forget_after: After more days than this without a logged day nothing is left of the zone.
    """
    import numpy as np

    def latest(these: "NDArray[bool_]") -> "NDArray[intp]":  # the last such day so far, -1 for none
        return np.maximum.accumulate(np.where(these, day, -1), axis=0)

    day = np.arange(len(scores))[:, None]
    logged, high = scores == scores, scores >= enter
    again = high | (scores >= leave_under)
    low = logged & ~again & may_leave
    tally = np.cumsum(low, axis=0)
    tally -= np.maximum.accumulate(np.where(again, tally, 0), axis=0)
    before = np.full(logged.shape, -1)
    before[1:] = latest(logged)[:-1]
    forgotten = logged & (before >= 0) & (day - before > forget_after)
    entered, left = latest(high), latest(low & (tally >= leave_days) | forgotten)
    return (entered >= 0) & (entered >= left)
