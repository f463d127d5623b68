"""Voice 2: does one rating alone stand far above usual?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from zonewise.diary.timeline import Day

from .checkin import CheckIns, last_kept
from .latch import latched
from .settings import ZoneSettings
from .usual import RATED, Compared
from .words import LABELS, above, beside, days_ago, plural, points
from .zone import VoiceName, Zone

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray


class One(NamedTuple):
    """The arithmetic of one rating.

    Attributes:
        name: Which rating.
        rating: What was given, points.
        usual: The person's usual of it, points.
        spread: Its spread, points.
        score: Rating above usual over spread.
        calls: This rating alone calls Yellow, or has called it and is not down yet.
    """

    name: str
    rating: float
    usual: float
    spread: float
    score: float
    calls: bool


class SingleVoice(NamedTuple):
    """What the ratings say one by one, fatigue, sleep and cognition included.

    Attributes:
        zone: What it says; None when it says nothing.
        heard: Today\'s own entries let it speak.
        loudest: Arithmetic of the highest score today, one that calls Yellow first; None when none can be judged.
        waiting: Ratings that called Yellow and were not rated today, as (name, days since they were).
        history: Days of history.
        settings: The thresholds used.
    """

    zone: Zone | None
    heard: bool
    loudest: One | None
    waiting: tuple[tuple[str, int], ...]
    history: int
    settings: ZoneSettings

    @property
    def name(self) -> VoiceName:
        """Which of the five: single."""
        return "single"

    @property
    def sentence(self) -> str:
        """The rating that stands out most, with its arithmetic, and any that must be rated again."""
        parts = [_arithmetic(self.loudest, self.settings)] if self.loudest else []
        parts += [_waits(name, days, self.settings) for name, days in self.waiting]
        if parts:
            return " ".join(parts)
        if self.history < self.settings.history_days:
            return f"No rating is judged alone before {self.settings.history_days} days of history."
        return "No rating with a known usual was given today."


@dataclass(frozen=True, slots=True)
class Course:
    """One rating that called Yellow at least once, over the days on which it was judged.

    Attributes:
        name: Which rating.
        scores: Day number -> rating above usual over spread.
        calls: Day number -> it calls Yellow from here until it is rated again.
    """

    name: str
    scores: Mapping[int, float]
    calls: Mapping[int, bool]


def courses(compared: Compared, entered: CheckIns, settings: ZoneSettings) -> list[Course]:
    """Return the course of each rating that alone reached the bound of Yellow on some day.

    Its Yellow is left after `leave_days` days with that rating under its fraction of the bound.
    """
    import numpy as np

    judged = judged_scores(compared, entered, settings)
    reached = judged >= settings.single_at
    found: list[Course] = []
    for column in np.flatnonzero(reached.any(axis=0)).tolist():
        # Nothing is open before the bound is first reached, so the course begins there.
        rated = np.flatnonzero(~np.isnan(judged[:, column]))
        rated = rated[rated >= reached[:, column].argmax()].tolist()
        scores = judged[rated, column].tolist()
        calls = latched(
            rated, scores, [True] * len(rated), enter=settings.single_at, leave_under=settings.single_left_under,
            leave_days=settings.leave_days, forget_after=settings.window_from_days,
        )  # fmt: skip
        by_day = dict(zip(rated, scores, strict=True)), dict(zip(rated, calls, strict=True))
        found.append(Course(RATED[column], *by_day))
    return found


def judged_scores(compared: Compared, entered: CheckIns, settings: ZoneSettings) -> "NDArray[float64]":
    """Return (days, 9) the score of each rating on the days that have history enough, NaN before."""
    import numpy as np

    enough = np.array(entered.history) >= settings.history_days
    return np.where(enough[:, None], compared.score, np.nan)


def single_voices(
    days: Sequence[Day], compared: Compared, entered: CheckIns, ran: Sequence[Course], settings: ZoneSettings
) -> list[SingleVoice]:
    """Return voice 2 for each day.

    While a rating that called Yellow is not rated its Yellow stands for the hold. Then the voice says nothing, which is
    never Green, until it is rated again or its usual has been forgotten.
    """
    loudest = _loudest(compared, entered, ran, settings)
    renewed = [bool(day.as_usual) for day in days]
    kept = last_kept([one is not None for one in loudest], renewed, settings.hold_days)
    voices: list[SingleVoice] = []
    last_of: dict[str, int] = {}
    kept_of: dict[str, int] = {}
    for today, (day, one) in enumerate(zip(days, loudest, strict=True)):
        waiting: list[tuple[str, int]] = []
        yellow = one is not None and one.calls
        for course in ran:
            name = course.name
            if today in course.scores:
                last_of[name] = kept_of[name] = today
            elif _still_calls(course, last_of.get(name), today, settings):
                waiting.append((name, today - last_of[name]))
                alive = today - kept_of[name] <= settings.hold_days
                if alive and name in day.as_usual:
                    kept_of[name] = today
                yellow = yellow or alive
        green = kept[today] is not None and not waiting
        zone: Zone | None = "yellow" if yellow else "green" if green else None
        voices.append(SingleVoice(zone, one is not None, one, tuple(waiting), entered.history[today], settings))
    return voices


def _still_calls(course: Course, last: int | None, today: int, settings: ZoneSettings) -> bool:
    return last is not None and course.calls[last] and today - last <= settings.window_from_days


def _loudest(compared: Compared, entered: CheckIns, ran: Sequence[Course], settings: ZoneSettings) -> list[One | None]:
    """Return for each day the rating with the highest score, one that calls Yellow before one that does not."""
    import numpy as np

    scores = judged_scores(compared, entered, settings)
    calling = {(day, course.name) for course in ran for day, calls in course.calls.items() if calls}
    order = np.where(np.isnan(scores), -np.inf, scores)
    for day, name in calling:
        order[day, RATED.index(name)] += _FIRST
    highest = order.argmax(axis=1)
    each = np.arange(len(highest))
    tables = (compared.given, compared.usual, compared.spread, scores)
    rows = zip(highest.tolist(), *(table[each, highest].tolist() for table in tables), strict=True)
    return [
        One(RATED[column], rating, usual, spread, score, (day, RATED[column]) in calling) if score == score else None
        for day, (column, rating, usual, spread, score) in enumerate(rows)
    ]


_FIRST = 1000.0  # above any score: 10 points over the smallest spread stay far under it


def _arithmetic(one: One, settings: ZoneSettings) -> str:
    left = settings.single_left_under
    label = LABELS[one.name]
    swings = f"{beside(one.score, settings.single_at, left)} of your usual swings of {one.spread:.2f}"
    parts = [
        f"{label} was {points(one.rating)} today; your usual is {points(one.usual)}.",
        f"That is {above(one.rating - one.usual)}, {swings} ({points(settings.single_at)} or more alone is Yellow).",
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
