"""What was entered on each day, and how much history is there?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zonewise.diary.entry import DOMAINS
from zonewise.diary.timeline import Day

if TYPE_CHECKING:
    from numpy import bool_, float64, intp
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


def check_ins(days: Sequence[Day], given: "NDArray[float64]") -> CheckIns:
    """Sort the days by what was entered on them.

    Args:
        days: The timeline.
        given: (days, 9) The ratings that were given, points.
    """
    import numpy as np

    number = np.arange(len(days))
    domains = given[:, : len(DOMAINS)]
    rated = (domains == domains).any(axis=1)
    taken_over = np.array([bool(day.as_usual) for day in days], dtype=np.bool_)
    as_usual = taken_over & ~rated
    for today in np.flatnonzero(as_usual).tolist():
        as_usual[today] = not days[today].as_usual.keys().isdisjoint(DOMAINS)
    first = int(rated.argmax()) if rated.any() else len(days)
    return CheckIns(rated, as_usual, taken_over, np.maximum(number - first, 0))


def last_kept(heard: "NDArray[bool_]", renewed: "NDArray[bool_]", hold_days: int) -> "NDArray[intp]":
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
