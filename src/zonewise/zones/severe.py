"""Criterion 3: a day that is severe in itself, unless both the severity and the lost function are a habit of long."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zonewise.model.entry import DOMAINS
from zonewise.model.timeline import COLUMN, RatingColumns

from .check_ins import CheckIns
from .settings import ZoneSettings
from .usual import EXACT_TO, UsualComparison
from .zone import BY_RANK, GREEN, LABELS, RED, UNKNOWN, Criterion, CriterionOfDays, days_ago, points

if TYPE_CHECKING:
    from numpy import bool_, float64, intp
    from numpy.typing import NDArray

FUNCTION = COLUMN["function"]
_NOT_ENTERED = -1.0


@dataclass(frozen=True, slots=True)
class SevereCriterion(Criterion):
    """What the day says in itself. It needs no history."""

    name = "severe"

    # The highest domain entered today as (name, rating); None when no domain was entered.
    highest: tuple[str, float] | None
    function: float | None  # How much of the usual day was not possible, 0 as usual to 10; None when not entered.
    open: bool  # A domain was severe and function was not entered: the criterion can say neither Red nor quiet.
    habitual: bool  # A domain was severe and function was lost, and both are this person's habit.
    waiting: int | None  # Days since a severe day that nothing has ended yet; None when there is none.

    @property
    def sentence(self) -> str:
        """The highest domain and function beside their bounds."""
        return _today(self) + _since(self)


@dataclass(frozen=True, slots=True, eq=False)
class Severe(CriterionOfDays):
    """Criterion 3 of every day."""

    open: "NDArray[bool_]"  # (days,) A domain was severe and function was not entered.
    habitual: "NDArray[bool_]"  # (days,) A domain was severe and function was lost, and both are this person's habit.
    waiting: "NDArray[intp]"  # (days,) Days since a severe day that nothing has ended yet; -1 for none.
    # (days, 6) What was entered for each domain, taken over or not, points; -1 where nothing was.
    entered: "NDArray[float64]"
    # (days,) How much of the usual day was not possible, taken over or not; NaN where nothing was entered.
    function: "NDArray[float64]"

    def criterion(self, day: int) -> SevereCriterion:
        """Return what it says of the day with this number."""
        row, waiting, function = self.entered[day], int(self.waiting[day]), float(self.function[day])
        column = int(row.argmax())
        return SevereCriterion(
            zone=BY_RANK[self.rank[day]],
            evaluated=bool(self.evaluated[day]),
            highest=(DOMAINS[column], float(row[column])) if row[column] > _NOT_ENTERED else None,
            function=function if function == function else None,
            open=bool(self.open[day]),
            habitual=bool(self.habitual[day]),
            waiting=waiting if waiting >= 0 else None,
            settings=self.settings,
        )


def severe_criterion(
    ratings: RatingColumns, compared: UsualComparison, entered: CheckIns, settings: ZoneSettings
) -> Severe:
    """Return criterion 3 of each day.

    A value taken over by "same as usual" can call Red here and can never end it. Red is ended by real ratings alone:
    each domain that was severe rated under the bound, or function rated under its own, or all of them rated as it is
    habit. Until then it stands for the hold, then the criterion says nothing, which is never Green.

    Args:
        ratings: What was rated and taken over.
        compared: The usual of what was entered.
        entered: What kind of day each is.
    """
    import numpy as np

    both = ratings.entered
    values = np.nan_to_num(both[:, : len(DOMAINS)], nan=_NOT_ENTERED)
    function = both[:, FUNCTION]
    severe = values.max(axis=1) >= settings.severe_at
    undecided, lost = severe & (function != function), severe & (function >= settings.function_loss_at)
    habitual = _habitual(both, lost, compared, entered, settings)
    red = lost & ~habitual
    holds, waiting = _course(ratings, values, red, entered, settings)
    calm = entered.rated & ~undecided & ~red & (waiting < 0)
    rank = np.where(holds, RED, np.where(calm, GREEN, UNKNOWN))
    return Severe(rank, entered.rated & ~undecided, settings, undecided, habitual, waiting, values, function)


def _habitual(
    both: "NDArray[float64]",
    lost: "NDArray[bool_]",
    compared: UsualComparison,
    entered: CheckIns,
    settings: ZoneSettings,
) -> "NDArray[bool_]":
    """Return (days,) on which of the days that took function every severe domain and function are a habit.

    A habit is the lowest usual of `habit_days`: a crisis of weeks becomes the rolling usual and is no habit yet. What
    lies above it by the spreads that make Red stands out; function by the least spread there is, as days that take
    function now and then are no habit of lost function. Without a usual, and before history enough, nothing is one
    but what was remembered as an ordinary day.

    Args:
        both: (days, 10) What was entered, points.
        lost: (days,) A domain was severe and function was lost.
        compared: The usual of what was entered.
        entered: For the days of history.
        settings: For the bounds.
    """
    import numpy as np

    habitual = np.zeros(len(lost), dtype=np.bool_)
    which = np.flatnonzero(lost & ((entered.history >= settings.history_days) | compared.provisional))
    if not which.size:
        return habitual
    ahead = np.full((settings.habit_days - 1, both.shape[1]), np.nan)
    past = np.lib.stride_tricks.sliding_window_view(
        np.concatenate((ahead, compared.entered_usual)), settings.habit_days, axis=0
    )[which]
    habit = np.where(np.isnan(past), np.inf, past).min(axis=-1)
    spread = compared.entered_spread[which]
    spread[:, FUNCTION] = settings.spread_least
    above = np.round((both[which] - habit) / spread, EXACT_TO)
    as_ever = (above < settings.red_at) & ~np.isnan(compared.entered_usual[which])
    counts = both[which] >= settings.severe_at
    counts[:, len(DOMAINS) :] = False
    counts[:, FUNCTION] = True
    habitual[which] = (as_ever | ~counts).all(axis=1)
    return habitual


def _course(
    ratings: RatingColumns, values: "NDArray[float64]", red: "NDArray[bool_]", entered: CheckIns, settings: ZoneSettings
) -> "tuple[NDArray[bool_], NDArray[intp]]":
    """Return (days,) whether a Red stands, and for how many days one waits for its end, -1 for none."""
    import numpy as np

    holds, waiting = red.copy(), np.full(len(red), -1)
    given, function = ratings.given[:, : len(DOMAINS)], ratings.given[:, FUNCTION]
    function_is_back, function_is_rated = function < settings.function_loss_at, ~np.isnan(function)
    milder, rated = given < settings.severe_at, ~np.isnan(given)
    for last in np.flatnonzero(red).tolist():
        severe_then = values[last] >= settings.severe_at
        kept = last
        for today in range(last + 1, len(red)):
            ended = function_is_back[today] or milder[today, severe_then].all()
            ended = ended or (function_is_rated[today] and rated[today, severe_then].all())
            if red[today] or today - last > settings.window_from_days or ended:
                break
            if entered.as_usual[today] and today - kept <= settings.hold_days:
                kept = today
            holds[today], waiting[today] = today - kept <= settings.hold_days, today - last
    return holds, waiting


def _today(criterion: SevereCriterion) -> str:
    settings = criterion.settings
    if criterion.highest is None:
        return "No domain was rated today."
    name, value = criterion.highest
    high = f"{LABELS[name]} was highest today at {points(value)}"
    bound, loss = points(settings.severe_at), points(settings.function_loss_at)
    if value < settings.severe_at:
        return f"{high}; severe in itself starts at {bound}."
    if criterion.function is None:
        asks = "How much of your day was not possible was not rated, so this stays open."
        return f"{high}, and {bound} or more is severe. {asks}"
    if criterion.habitual:
        lost = f"{points(criterion.function)} of 10 of your day was not possible"
        return f"{high} and {lost}. You have long been about there, so this alone is not Red."
    side = "or more is Red" if criterion.function >= settings.function_loss_at else "would be Red"
    lost = f"{points(criterion.function)} of 10 of your day was not possible ({loss} {side})"
    return f"{high} ({bound} or more is severe), and {lost}."


def _since(criterion: SevereCriterion) -> str:
    if criterion.waiting is None:
        return ""
    stands = "Red stands" if criterion.zone == "red" else "Red is not ended"
    return f" The severe day was {days_ago(criterion.waiting)}; {stands} until the domain or function is rated better."
