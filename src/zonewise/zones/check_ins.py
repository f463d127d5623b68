"""What was entered on each day, and how much history is there?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zonewise.model.entry import DOMAINS
from zonewise.model.rating_columns import RatingColumns

if TYPE_CHECKING:
    from numpy import bool_, intp
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class CheckIns:
    """What kind of day each one is, before any number is looked at.

    Attributes:
        rated: (days,) At least one domain was really rated.
        as_usual: (days,) No domain was really rated and at least one was taken over by "same as usual".
        taken_over: (days,) Anything was taken over by "same as usual", whether or not a domain was rated.
        history: (days,) Days since the first real rating of a domain; 0 until then.
    """

    rated: "NDArray[bool_]"
    as_usual: "NDArray[bool_]"
    taken_over: "NDArray[bool_]"
    history: "NDArray[intp]"


def check_ins(ratings: RatingColumns) -> CheckIns:
    """Sort the days by what was entered on them."""
    import numpy as np

    number, domains = np.arange(len(ratings)), slice(0, len(DOMAINS))
    rated = np.any(~np.isnan(ratings.given[:, domains]), axis=1)
    as_usual = ~rated & np.any(ratings.taken_over[:, domains], axis=1)
    first = int(rated.argmax()) if rated.any() else len(ratings)
    return CheckIns(rated, as_usual, np.any(ratings.taken_over, axis=1), np.maximum(number - first, 0))


def last_rated_day(heard: "NDArray[bool_]", renewed: "NDArray[bool_]", hold_days: int) -> "NDArray[intp]":
    """Return for each day the last day that keeps its word alive, or -1 when that is longer ago than the hold.

    A day that was heard keeps it. A day of "same as usual" renews it while it is alive, and never brings it back.
    """
    import numpy as np

    kept = np.where(heard, np.arange(len(heard)), -1)
    for today in np.flatnonzero(~heard).tolist():
        last = int(kept[today - 1]) if today else -1
        if last >= 0 and today - last <= hold_days:
            kept[today] = today if renewed[today] else last
    return kept
