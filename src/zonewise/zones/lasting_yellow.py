"""Criterion 5: a Yellow that has lasted and risen instead of easing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .composite import Composite
from .declared import Declared
from .settings import ZoneSettings
from .severe import Severe
from .single_domain import SingleDomain
from .usual import EXACT_TO, RATED
from .zone import BY_RANK, GREEN, LABELS, RED, Criterion, CriterionOfDays, beside, plural, points

if TYPE_CHECKING:
    from numpy import bool_, float64, intp
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Rise:
    """A score that has risen through a Yellow."""

    what: str  # "composite", or the name of the one rating.
    then: float  # Score at the start of the time looked at, spreads.
    now: float  # Score today, spreads.


@dataclass(frozen=True, slots=True)
class LastingYellowCriterion(Criterion):
    """What the course of a Yellow says."""

    name = "stuck"

    days: int | None  # Days for which it has been Yellow or worse; None when it is not.
    rise: Rise | None  # The score that rose, when one did on this day.

    @property
    def sentence(self) -> str:
        """How long it has been Yellow and how the score went."""
        settings = self.settings
        if self.days is None:
            now = "The zone is not known now" if self.zone is None else "It is not Yellow now"
            return f"{now}. {settings.stuck_hours} hours of a rising Yellow would be Red."
        lasted = f"Yellow or worse for {plural(self.days, 'day')}" if self.days else "Yellow or worse since today"
        if self.rise is not None:
            what = "the mean of all domains" if self.rise.what == "composite" else LABELS[self.rise.what].lower()
            then, now = beside(self.rise.then), beside(self.rise.now)
            rose = f"{what} rose from {then} to {now} times your usual ups and downs in {settings.stuck_hours} hours"
            return f"{lasted} without easing: {rose}. That is Red."
        if self.zone == "red":
            return (
                f"{lasted}. It rose instead of easing; Red ends after {settings.leave_days} rated days with low scores."
            )
        high = f"stays high for {settings.stuck_hours} hours"
        rises = f"rises by {points(settings.rising_by)} of your usual ups and downs or more"
        return f"{lasted}. A Yellow that {high} and {rises} becomes Red."


@dataclass(frozen=True, slots=True, eq=False)
class LastingYellow(CriterionOfDays):
    """Criterion 5 of every day."""

    lasted: Mapping[int, int]  # Day number -> days for which it has been Yellow or worse; only where it is.
    rises: Mapping[int, Rise]  # Day number -> the score that rose; only where one did.

    def criterion(self, day: int) -> LastingYellowCriterion:
        """Return what it says of the day with this number."""
        zone, evaluated = BY_RANK[self.rank[day]], bool(self.evaluated[day])
        return LastingYellowCriterion(zone, evaluated, self.settings, self.lasted.get(day), self.rises.get(day))


def lasting_yellow_criterion(
    composite: Composite, single: SingleDomain, severe: Severe, declared: Declared, settings: ZoneSettings
) -> LastingYellow:
    """Return criterion 5 of each day, from the other four.

    A Yellow does not ease when its score was at the bound that calls it on every logged day of the last `stuck_hours`
    (or the person called Yellow); it rises when that score is higher now than it was then. Both together are Red. That
    Red ends with the Yellow, or after `leave_days` logged days with the composite under its fraction of Red's own bound
    and no single rating high.
    """
    import numpy as np

    base = np.maximum.reduce((composite.rank, single.rank, severe.rank, declared.rank))
    lasted = _lasted(base, (base == GREEN) & (composite.rank == GREEN) & (single.rank == GREEN))
    rises = _rises(lasted, composite, single, declared, settings)
    counts = composite.evaluated & composite.full
    low = (composite.score < settings.red_left_under) & (single.rank == GREEN)
    rank = np.minimum(base, GREEN)
    inside, calm = False, 0
    for today, days in lasted.items() if rises else ():
        inside = inside and days > 0
        if today in rises:
            inside, calm = True, 0
        elif inside and counts[today]:
            calm = calm + 1 if low[today] else 0
            inside = calm < settings.leave_days
        if inside:
            rank[today] = RED
    evaluated = np.where(base > GREEN, composite.evaluated | single.evaluated, base == GREEN)
    return LastingYellow(rank, evaluated, settings, lasted, rises)


def _lasted(base: "NDArray[intp]", ended: "NDArray[bool_]") -> dict[int, int]:
    """Return, for each day number in Yellow or worse, for how many days it has been, since a day that ended it.

    Args:
        base: (days,) Rank of the worst of the other criteria.
        ended: (days,) Days that end a Yellow; unknown ones do not.
    """
    import numpy as np

    yellow = np.flatnonzero(base > GREEN)
    lasted: dict[int, int] = {}
    start, ends = 0, -1
    for today, over in zip(yellow.tolist(), np.cumsum(ended)[yellow].tolist(), strict=True):
        if over != ends:
            start, ends = today, over
        lasted[today] = today - start
    return lasted


def _rises(
    lasted: Mapping[int, int], composite: Composite, single: SingleDomain, declared: Declared, settings: ZoneSettings
) -> dict[int, Rise]:
    """Return, for each day number on which one did, the first score that rose through a Yellow."""
    import numpy as np

    together = np.where(composite.evaluated, composite.score, np.nan)
    called = (together >= settings.yellow_at) | (composite.evaluated & (declared.rank > GREEN))
    scores = np.column_stack((together, single.score))
    high = np.column_stack((called, single.score >= settings.single_at))
    speaks = set(np.flatnonzero(high.any(axis=1)).tolist())
    rises: dict[int, Rise] = {}
    for today, days in lasted.items():
        if days >= settings.stuck_days and today in speaks:
            span = slice(today - min(days, settings.stuck_days + settings.mean_within_days), today + 1)
            rise = _first_rise(scores[span], high[span], settings)
            if rise is not None:
                rises[today] = rise
    return rises


def _first_rise(scores: "NDArray[float64]", high: "NDArray[bool_]", settings: ZoneSettings) -> Rise | None:
    """Return the first score that rose, the composite before single ratings; for the arguments see `_rise`."""
    import numpy as np

    for column in np.flatnonzero(high[-1]).tolist():
        rise = _rise(scores[:, column].tolist(), high[:, column].tolist(), settings)
        if rise is not None:
            return Rise(("composite", *RATED)[column], *rise)
    return None


def _rise(scores: Sequence[float], high: Sequence[bool], settings: ZoneSettings) -> tuple[float, float] | None:
    """The score `stuck_hours` ago and now, when it was at its bound on every logged day between and is higher now.

    Args:
        scores: Score of each day, today last, as far back as it may be compared; NaN where there is none.
        high: Whether that score, or the person, called Yellow on it; today it did.
        settings: For the time and the rise.
    """
    last = len(scores) - 1
    then = next((day for day in range(last - settings.stuck_days, -1, -1) if scores[day] == scores[day]), None)
    if then is None or any(scores[day] == scores[day] and not high[day] for day in range(then, last)):
        return None
    rises = round(scores[last] - scores[then], EXACT_TO) >= settings.rising_by
    return (scores[then], scores[last]) if rises else None
