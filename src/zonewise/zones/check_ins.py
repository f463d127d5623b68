"""What was entered on each day, and how long what it called stays in force."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zonewise.model.entry import DOMAINS
from zonewise.model.timeline import RatingColumns

from .settings import ZoneSettings

if TYPE_CHECKING:
    from numpy import bool_, float64, intp
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class CheckIns:
    """What kind of day each one is, before any number is looked at."""

    rated: "NDArray[bool_]"  # (days,) At least one domain was really rated.
    as_usual: "NDArray[bool_]"  # (days,) No domain was really rated and at least one was taken over by "same as usual".
    # (days,) Anything was taken over by "same as usual", whether or not a domain was rated.
    taken_over: "NDArray[bool_]"
    history: "NDArray[intp]"  # (days,) Days since the first real rating of a domain; 0 until then.


def check_ins(ratings: RatingColumns) -> CheckIns:
    """Sort the days by what was entered on them."""
    import numpy as np

    number, domains = np.arange(len(ratings)), slice(0, len(DOMAINS))
    rated = np.any(~np.isnan(ratings.given[:, domains]), axis=1)
    as_usual = ~rated & np.any(ratings.taken_over[:, domains], axis=1)
    first = int(rated.argmax()) if rated.any() else len(ratings)
    return CheckIns(rated, as_usual, np.any(ratings.taken_over, axis=1), np.maximum(number - first, 0))


def domains_entered(ratings: RatingColumns, days: int) -> tuple[str, ...]:
    """Return the domains that were rated, or taken over by "same as usual", on any of so many last days."""
    import numpy as np

    lately = ~np.isnan(ratings.entered[-days:, : len(DOMAINS)])
    return tuple(DOMAINS[column] for column in np.flatnonzero(lately.any(axis=0)).tolist())


def silent_domains(ratings: RatingColumns, settings: ZoneSettings, days: int) -> tuple[str, ...]:
    """Return the domains whose usual was once learnt and that were not entered on any of so many last days.

    However long ago that was: what nobody has looked at since may be anything by now.
    """
    import numpy as np

    so_far = np.cumsum(~np.isnan(ratings.given[:, : len(DOMAINS)]), axis=0)
    window = settings.window_from_days - settings.window_to_days + 1
    count = so_far.copy()
    count[window:] -= so_far[:-window]
    learnt = np.flatnonzero((count >= settings.window_ratings_least).any(axis=0)).tolist()
    lately = domains_entered(ratings, days)
    return tuple(DOMAINS[column] for column in learnt if DOMAINS[column] not in lately)


def last_rated_day(evaluated: "NDArray[bool_]", renewed: "NDArray[bool_]", hold_days: int) -> "NDArray[intp]":
    """Return for each day the last day that keeps its word alive, or -1 when that is longer ago than the hold.

    A day that was evaluated keeps it. A day of "same as usual" renews it while it is alive, and never brings it back.
    """
    import numpy as np

    kept = np.where(evaluated, np.arange(len(evaluated)), -1)
    for today in np.flatnonzero(~evaluated).tolist():
        last = int(kept[today - 1]) if today else -1
        if last >= 0 and today - last <= hold_days:
            kept[today] = today if renewed[today] else last
    return kept


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

    def latest(days: "NDArray[bool_]") -> "NDArray[intp]":  # the last such day so far, -1 for none
        return np.maximum.accumulate(np.where(days, day, -1), axis=0)

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
