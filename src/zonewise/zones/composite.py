"""Criterion 1: the domains together above usual."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from zonewise.model.entry import DOMAINS

from .check_ins import CheckIns, apply_hysteresis, last_rated_day
from .settings import ZoneSettings
from .usual import EXACT_TO, UsualComparison
from .zone import (
    BY_RANK,
    GREEN,
    RED,
    UNKNOWN,
    YELLOW,
    ZONE_WORDS,
    Criterion,
    CriterionOfDays,
    DayZone,
    Zone,
    beside,
    beside_usual,
    days_ago,
    plural,
    points,
)

if TYPE_CHECKING:
    from numpy import bool_, float64, intp
    from numpy.typing import NDArray

NotEvaluated = Literal["", "learning", "no-usual", "as-usual", "no-ratings"]


class CompositeDay(NamedTuple):
    """The arithmetic of one logged day."""

    domains: int  # How many of the six were compared.
    deviation: float  # Their mean rating above usual, points.
    spread: float  # Spread of that mean, points.
    today: float  # Deviation over spread of this day alone.
    score: float  # S, the mean over the last logged days.
    before: tuple[tuple[int, float], ...]  # The logged days averaged with this one, as (days ago, their own score).
    counts: bool  # The check-in is full enough to count towards leaving a zone.
    provisional: bool = False  # The usual is still a remembered one, with wider bounds.


@dataclass(frozen=True, slots=True)
class CompositeCriterion(Criterion):
    """What the domains together say."""

    name = "composite"

    together: CompositeDay | None  # Today's arithmetic; None when there is none.
    not_evaluated: NotEvaluated  # Why there is none; "" when there is.
    since: int | None  # Days since it was last evaluated or renewed; None when that is too long ago.
    history: int  # Days of history.

    @property
    def sentence(self) -> str:
        """The score with its arithmetic and bounds, or why there is none."""
        return _evaluated(self.together, self.zone, self.settings) if self.together else _why_not_evaluated(self)


@dataclass(frozen=True, slots=True, eq=False)
class Composite(CriterionOfDays):
    """Criterion 1 of every day."""

    kept: "NDArray[intp]"  # (days,) The last day that keeps its word alive, -1 for none.
    score: "NDArray[float64]"  # (days,) S of each day with a score, history enough or not; NaN elsewhere.
    full: "NDArray[bool_]"  # (days,) The check-in is full enough to count towards leaving a zone.
    compared: UsualComparison  # What the scores rest on.
    entered: CheckIns  # What kind of day each is.

    def criterion(self, day: int) -> CompositeCriterion:
        """Return what it says of the day with this number."""
        zone, history = BY_RANK[self.rank[day]], int(self.entered.history[day])
        if self.evaluated[day]:
            return CompositeCriterion(zone, True, self.settings, self._together(day), "", 0, history)
        since = day - int(self.kept[day]) if self.kept[day] >= 0 else None
        return CompositeCriterion(zone, False, self.settings, None, self._not_evaluated(day, history), since, history)

    def _together(self, day: int) -> CompositeDay:
        compared, alone = self.compared, self.compared.composite_score
        since = max(0, day - self.settings.mean_within_days)
        logged = [other for other in range(since, day) if self.score[other] == self.score[other]]
        averaged = logged[max(0, len(logged) - self.settings.mean_days + 1) :]
        return CompositeDay(
            domains=int(compared.compared_domains[day]),
            deviation=float(compared.composite[day]),
            spread=float(compared.composite_spread[day]),
            today=float(alone[day]),
            score=float(self.score[day]),
            before=tuple((day - other, float(alone[other])) for other in averaged),
            counts=bool(self.full[day]),
            provisional=bool(compared.provisional[day]),
        )

    def _not_evaluated(self, day: int, history: int) -> NotEvaluated:
        if history < self.settings.history_days and not self.compared.provisional[day]:
            return "learning"
        if self.entered.rated[day]:
            return "no-usual"
        return "as-usual" if self.entered.as_usual[day] else "no-ratings"


def composite_criterion(compared: UsualComparison, entered: CheckIns, settings: ZoneSettings) -> Composite:
    """Return criterion 1 of each day.

    S is the mean of the last logged days' deviation over spread. Red and Yellow are entered at their own bounds and
    each is left after `leave_days` logged days under its fraction of that bound, so Red falls to Yellow, then Green.
    """
    import numpy as np

    score = _scores(compared, settings)
    evaluated = (score == score) & ((entered.history >= settings.history_days) | compared.provisional)
    full = full_enough(compared.compared_domains, settings)
    enter = np.array((settings.yellow_at, settings.red_at))
    yellow, red = apply_hysteresis(
        np.where(evaluated, score, np.nan)[:, None],
        full[:, None],
        enter=enter,
        leave_under=enter * settings.leave_fraction,
        leave_days=settings.leave_days,
        forget_after=settings.window_from_days,
    ).T
    kept = last_rated_day(evaluated, entered.as_usual, settings.hold_days)
    called = np.where(red, RED, np.where(yellow, YELLOW, GREEN))
    rank = np.where(kept >= 0, called, UNKNOWN)
    return Composite(rank, evaluated, settings, kept, score, full, compared, entered)


def own_score(zone: DayZone) -> float | None:
    """Return the composite score of a day alone, spreads; None when there is none."""
    together = next((one.together for one in zone.criteria if isinstance(one, CompositeCriterion)), None)
    return together.today if together is not None else None


def full_enough(domains: "NDArray[intp]", settings: ZoneSettings) -> "NDArray[bool_]":
    """Return for each day whether its check-in is full enough to count towards leaving a zone.

    A zone that six domains called is not ended by a check-in of one: the other five are missing, not calm.

    Args:
        domains: (days,) How many domains were compared.
    """
    import numpy as np

    padded = np.concatenate((np.zeros(settings.fullest_within_days - 1, dtype=np.intp), domains))
    fullest = np.lib.stride_tricks.sliding_window_view(padded, settings.fullest_within_days).max(axis=1)
    return np.asarray(domains >= settings.leave_domains_fraction * fullest)


def _scores(compared: UsualComparison, settings: ZoneSettings) -> "NDArray[float64]":
    """Return (days,) S: the mean of a day's own score and those of the logged days before it; NaN where not logged."""
    import numpy as np

    logged = np.flatnonzero(~np.isnan(compared.composite_score))
    alone = compared.composite_score[logged]
    total, count = alone.copy(), np.ones(len(logged))
    for back in range(1, min(settings.mean_days, len(logged))):
        near = logged[back:] - logged[:-back] <= settings.mean_within_days
        total[back:] += np.where(near, alone[:-back], 0.0)
        count[back:] += near
    score = np.full(len(compared.composite_score), np.nan)
    score[logged] = np.round(total / count, EXACT_TO)
    return score


def _evaluated(sums: CompositeDay, zone: Zone | None, settings: ZoneSettings) -> str:
    bounds = (settings.yellow_at, settings.red_at, settings.yellow_left_under, settings.red_left_under)
    subject = "The one domain you rated is" if sums.domains == 1 else f"Your {sums.domains} domains are on average"
    parts = [
        f"{subject} {beside_usual(sums.deviation)} today.",
        f"Measured by {'wide' if sums.provisional else 'your usual'} ups and downs of {sums.spread:.2f} that is"
        f" {beside(sums.today, *bounds)}.",
    ]
    if sums.provisional:
        parts.append("Your usual is still being learnt, from what you said of an ordinary day and from your ratings.")
    if sums.domains == 1:
        parts.append(f"That says nothing of the other {len(DOMAINS) - 1}.")
    if sums.before:
        others = ", ".join(f"{beside(score, *bounds)} {days_ago(ago)}" for ago, score in sums.before)
        parts.append(f"With {others} the mean is {beside(sums.score, *bounds)}.")
    parts.append(f"Yellow starts at {points(settings.yellow_at)}, Red at {points(settings.red_at)}.")
    if zone == "red" and sums.score < settings.red_at:
        parts.append(_lasts("Red", settings.red_left_under, settings))
    if zone == "yellow" and sums.score < settings.yellow_at:
        parts.append(_lasts("Yellow", settings.yellow_left_under, settings))
    return " ".join(parts)


def _lasts(zone: str, under: float, settings: ZoneSettings) -> str:
    return f"{zone} ends after {plural(settings.leave_days, 'rated day')} in a row under {points(under)}."


def _why_not_evaluated(criterion: CompositeCriterion) -> str:
    settings = criterion.settings
    held = f" {ZONE_WORDS[criterion.zone]} stands for {settings.hold_hours} hours after the last ratings."
    stands = held if criterion.zone else " So the zone is unknown."
    if criterion.not_evaluated == "learning":
        return f"Day {criterion.history + 1}: your usual is known after {settings.history_days} days of history."
    if criterion.not_evaluated == "no-usual":
        needed = f"{settings.window_ratings_least} ratings from {settings.window_to_days}"
        return f"Your usual is not known: it takes {needed} to {settings.window_from_days} days ago.{stands}"
    if criterion.not_evaluated == "as-usual":
        ends = " Only ratings can end it." if criterion.zone in ("yellow", "red") else ""
        keeps = f" {ZONE_WORDS[criterion.zone]} stands.{ends}" if criterion.zone else stands
        return f"Same as usual today: nothing was rated.{keeps}"
    if criterion.since is None:
        return f"No ratings for more than {settings.hold_hours} hours.{stands}"
    return f"Nothing was rated today; the last check-in was {days_ago(criterion.since)}.{held}"
