"""Voice 1: do the domains together stand above usual?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from .check_ins import CheckIns, last_rated_day
from .hysteresis import apply_hysteresis
from .settings import ZoneSettings
from .usual import EXACT_TO, UsualComparison
from .words import ZONE_WORDS, beside, beside_usual, days_ago, plural, points
from .zone import BY_RANK, GREEN, RED, UNKNOWN, YELLOW, CriterionName, Zone

if TYPE_CHECKING:
    from numpy import bool_, float64, intp
    from numpy.typing import NDArray

NotEvaluated = Literal["", "learning", "no-usual", "as-usual", "no-ratings"]


class CompositeDay(NamedTuple):
    """The arithmetic of one logged day.

    Attributes:
        domains: How many of the six were compared.
        deviation: Their mean rating above usual, points.
        spread: Spread of that mean, points.
        today: Deviation over spread of this day alone.
        score: S, the mean over the last logged days.
        before: The logged days averaged with this one, as (days ago, their own score).
        counts: The check-in is full enough to count towards leaving a zone.
    """

    domains: int
    deviation: float
    spread: float
    today: float
    score: float
    before: tuple[tuple[int, float], ...]
    counts: bool


class CompositeCriterion(NamedTuple):
    """What the domains together say.

    Attributes:
        zone: What it says; None when it says nothing.
        evaluated: Today\'s own entries let it speak.
        together: Today's arithmetic; None when there is none.
        unheard: Why there is none; "" when there is.
        since: Days since the voice was last heard or renewed; None when that is too long ago.
        history: Days of history.
        settings: The thresholds used.
    """

    zone: Zone | None
    evaluated: bool
    together: CompositeDay | None
    unheard: NotEvaluated
    since: int | None
    history: int
    settings: ZoneSettings

    @property
    def name(self) -> CriterionName:
        """Which of the five: composite."""
        return "composite"

    @property
    def sentence(self) -> str:
        """The score with its arithmetic and bounds, or why there is none."""
        return _evaluated(self.together, self.zone, self.settings) if self.together else _not_evaluated(self)


@dataclass(frozen=True, slots=True)
class Composite:
    """Voice 1 of every day; what it says of one day is put together when it is asked for.

    Attributes:
        rank: (days,) Rank of the zone that it says.
        heard: (days,) Today's own entries let it speak.
        kept: (days,) The last day that keeps its word alive, -1 for none.
        score: (days,) S of each day with a score, history enough or not; NaN elsewhere.
        full: (days,) The check-in is full enough to count towards leaving a zone.
        compared: What the scores rest on.
        entered: What kind of day each is.
        settings: The thresholds used.
    """

    rank: "NDArray[intp]"
    evaluated: "NDArray[bool_]"
    kept: "NDArray[intp]"
    score: "NDArray[float64]"
    full: "NDArray[bool_]"
    compared: UsualComparison
    entered: CheckIns
    settings: ZoneSettings

    def criterion(self, day: int) -> CompositeCriterion:
        """Return what it says of the day with this number."""
        zone, history = BY_RANK[self.rank[day]], int(self.entered.history[day])
        if self.evaluated[day]:
            return CompositeCriterion(zone, True, self._together(day), "", 0, history, self.settings)
        since = day - int(self.kept[day]) if self.kept[day] >= 0 else None
        return CompositeCriterion(zone, False, None, self._unheard(day, history), since, history, self.settings)

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
        )

    def _unheard(self, day: int, history: int) -> NotEvaluated:
        if history < self.settings.history_days:
            return "learning"
        if self.entered.rated[day]:
            return "no-usual"
        return "as-usual" if self.entered.as_usual[day] else "no-ratings"


def composite_criterion(compared: UsualComparison, entered: CheckIns, settings: ZoneSettings) -> Composite:
    """Return voice 1 of each day.

    S is the mean of the last logged days' deviation over spread. Red and Yellow are entered at their own bounds and
    each is left after `leave_days` logged days under its fraction of that bound, so Red falls to Yellow, then Green.
    """
    import numpy as np

    score = _scores(compared, settings)
    heard = (score == score) & (entered.history >= settings.history_days)
    full = full_enough(compared.compared_domains, settings)
    enter = np.array((settings.yellow_at, settings.red_at))
    yellow, red = apply_hysteresis(
        np.where(heard, score, np.nan)[:, None],
        full[:, None],
        enter=enter,
        leave_under=enter * settings.leave_fraction,
        leave_days=settings.leave_days,
        forget_after=settings.window_from_days,
    ).T
    kept = last_rated_day(heard, entered.as_usual, settings.hold_days)
    called = np.where(red, RED, np.where(yellow, YELLOW, GREEN))
    return Composite(np.where(kept >= 0, called, UNKNOWN), heard, kept, score, full, compared, entered, settings)


def full_enough(domains: "NDArray[intp]", settings: ZoneSettings) -> "NDArray[bool_]":
    """Return for each day whether its check-in is full enough to count towards leaving a zone.

    A zone that six domains called is not ended by a check-in of one: the other five are missing, not calm.

    Args:
        domains: (days,) How many domains were compared.
        settings: How much is enough.
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
        f"A usual swing is {sums.spread:.2f}, so that is {beside(sums.today, *bounds)} swings.",
    ]
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


def _not_evaluated(voice: CompositeCriterion) -> str:
    settings = voice.settings
    held = f" {ZONE_WORDS[voice.zone]} stands for {settings.hold_hours} hours after the last ratings."
    stands = held if voice.zone else " So the zone is unknown."
    if voice.unheard == "learning":
        return f"Day {voice.history + 1}: your usual is known after {settings.history_days} days of history."
    if voice.unheard == "no-usual":
        needed = f"{settings.window_ratings_least} ratings from {settings.window_to_days}"
        return f"Your usual is not known: it takes {needed} to {settings.window_from_days} days ago.{stands}"
    if voice.unheard == "as-usual":
        ends = " Only ratings can end it." if voice.zone in ("yellow", "red") else ""
        keeps = f" {ZONE_WORDS[voice.zone]} stands.{ends}" if voice.zone else stands
        return f"Same as usual today: nothing was rated.{keeps}"
    if voice.since is None:
        return f"No ratings for more than {settings.hold_hours} hours.{stands}"
    return f"Nothing was rated today; the last check-in was {days_ago(voice.since)}.{held}"
