"""Criterion 2: one rating alone far above usual."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from zonewise.model.timeline import RatingColumns

from .check_ins import CheckIns, apply_hysteresis, last_rated_day
from .settings import ZoneSettings
from .usual import RATED, UsualComparison
from .zone import (
    BY_RANK,
    GREEN,
    LABELS,
    UNKNOWN,
    YELLOW,
    Criterion,
    CriterionOfDays,
    above,
    beside,
    days_ago,
    plural,
    points,
)

if TYPE_CHECKING:
    from numpy import bool_, float64, intp
    from numpy.typing import NDArray


class DomainScore(NamedTuple):
    """The arithmetic of one rating."""

    name: str  # Which rating.
    rating: float  # What was given, points.
    usual: float  # The person's usual of it, points.
    spread: float  # Its spread, points.
    score: float  # Rating above usual over spread.
    calls: bool  # This rating alone calls Yellow, or has called it and is not down yet.
    provisional: bool = False  # The usual is still a remembered one, with wider bounds.


@dataclass(frozen=True, slots=True)
class SingleDomainCriterion(Criterion):
    """What the ratings say one by one, fatigue, sleep and cognition included."""

    name = "single"

    # Arithmetic of the highest score today, one that calls Yellow first; None when none can be scored.
    highest_score: DomainScore | None
    # Ratings that called Yellow and were not rated today, as (name, days since they were).
    waiting: tuple[tuple[str, int], ...]
    history: int  # Days of history.

    @property
    def sentence(self) -> str:
        """The rating that stands out most, with its arithmetic, and any that must be rated again."""
        parts = [_arithmetic(self.highest_score, self.settings)] if self.highest_score else []
        parts += [_waits(name, days, self.settings) for name, days in self.waiting]
        if parts:
            return " ".join(parts)
        if self.history < self.settings.history_days:
            return f"No rating is judged alone before {self.settings.history_days} days of history."
        return "No rating with a known usual was given today."


@dataclass(frozen=True, slots=True, eq=False)
class SingleDomain(CriterionOfDays):
    """Criterion 2 of every day."""

    # (days, 9) Rating above usual over spread, on the days that have history enough; NaN elsewhere.
    score: "NDArray[float64]"
    calls: "NDArray[bool_]"  # (days, 9) The rating calls Yellow, or called it when it was last rated.
    waits: "NDArray[bool_]"  # (days, 9) It called Yellow and was not rated on this day.
    last: "NDArray[intp]"  # (days, 9) The last day on which it was scored, -1 for none.
    compared: UsualComparison  # What the scores rest on.
    entered: CheckIns  # What kind of day each is.

    def criterion(self, day: int) -> SingleDomainCriterion:
        """Return what it says of the day with this number."""
        waits, last = self.waits[day].tolist(), self.last[day].tolist()
        return SingleDomainCriterion(
            zone=BY_RANK[self.rank[day]],
            evaluated=bool(self.evaluated[day]),
            highest_score=self._highest_score(day) if self.evaluated[day] else None,
            waiting=tuple((RATED[column], day - last[column]) for column, waiting in enumerate(waits) if waiting),
            history=int(self.entered.history[day]),
            settings=self.settings,
        )

    def _highest_score(self, day: int) -> DomainScore:
        """Return the rating with the highest score, one that calls Yellow before one that does not."""
        score, calls, compared = self.score[day].tolist(), self.calls[day].tolist(), self.compared
        scored = [column for column, value in enumerate(score) if value == value]
        column = max(scored, key=lambda column: (calls[column], score[column]))
        given, usual, spread = (float(of[day, column]) for of in (compared.given, compared.usual, compared.spread))
        provisional = bool(compared.provisional[day])
        return DomainScore(RATED[column], given, usual, spread, score[column], calls[column], provisional)


def single_domain_criterion(
    ratings: RatingColumns, compared: UsualComparison, entered: CheckIns, settings: ZoneSettings
) -> SingleDomain:
    """Return criterion 2 of each day.

    A rating's Yellow is left after `leave_days` days with that rating under its fraction of the bound. While it is not
    rated its Yellow stands for the hold. Then it says nothing, which is never Green, until that is rated again or
    its usual has been forgotten.
    """
    import numpy as np

    enough = (entered.history >= settings.history_days) | compared.provisional
    score = np.where(enough[:, None], compared.score, np.nan)
    scored = score == score
    calls = apply_hysteresis(
        score, scored, enter=settings.single_at, leave_under=settings.single_left_under,
        leave_days=settings.leave_days, forget_after=settings.window_from_days,
    )  # fmt: skip
    number = np.arange(len(ratings))[:, None]
    last = np.maximum.accumulate(np.where(scored, number, -1), axis=0)
    waits = calls & ~scored & (number - last <= settings.window_from_days)
    evaluated = scored.any(axis=1)
    yellow = (calls & scored).any(axis=1)
    yellow[_still_held(ratings, waits, last, settings)] = True
    kept = last_rated_day(evaluated, entered.taken_over, settings.hold_days)
    green = (kept >= 0) & ~waits.any(axis=1)
    rank = np.where(yellow, YELLOW, np.where(green, GREEN, UNKNOWN))
    return SingleDomain(rank, evaluated, settings, score, calls, waits, last, compared, entered)


def _still_held(
    ratings: RatingColumns, waits: "NDArray[bool_]", last: "NDArray[intp]", settings: ZoneSettings
) -> list[int]:
    """Return the days on which the Yellow of a rating that waits still stands: within the hold, or kept as usual."""
    import numpy as np

    held: list[int] = []
    kept: dict[int, int] = {}
    taken_over = ratings.taken_over
    for today, column in np.argwhere(waits).tolist():
        since = max(kept.get(column, -1), int(last[today, column]))
        if today - since <= settings.hold_days:
            held.append(today)
            kept[column] = today if taken_over[today, column] else since
    return held


def _arithmetic(one: DomainScore, settings: ZoneSettings) -> str:
    left = settings.single_left_under
    label = LABELS[one.name]
    whose = "wide" if one.provisional else "your usual"
    score = f"{beside(one.score, settings.single_at, left)} times {whose} ups and downs of {one.spread:.2f}"
    usual = "your usual so far" if one.provisional else "your usual"
    parts = [
        f"{label} was {points(one.rating)} today; {usual} is {points(one.usual)}.",
        f"That is {above(one.rating - one.usual)}, {score} ({points(settings.single_at)} or more alone is Yellow).",
    ]
    if one.calls and one.score < settings.single_at:
        ends = plural(settings.leave_days, "rated day")
        parts.append(f"Its Yellow ends after {ends} in a row under {points(left)}.")
    return " ".join(parts)


def _waits(name: str, days: int, settings: ZoneSettings) -> str:
    called = f"{LABELS[name]} called Yellow and was last rated {days_ago(days)}."
    if days * 24 <= settings.hold_hours:
        return f"{called} That stands for {settings.hold_hours} hours."
    return f"{called} Rate it again to know today's zone."
