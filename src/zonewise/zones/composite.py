"""Voice 1: do the domains together stand above usual?"""

from typing import TYPE_CHECKING, Literal, NamedTuple

from .checkin import CheckIns, last_kept
from .latch import latched
from .settings import ZoneSettings
from .usual import EXACT_TO, Compared
from .words import ZONE_WORDS, beside, beside_usual, days_ago, plural, points
from .zone import VoiceName, Zone

if TYPE_CHECKING:
    from numpy import intp
    from numpy.typing import NDArray

Unheard = Literal["", "learning", "no-usual", "as-usual", "no-ratings"]


class Together(NamedTuple):
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


class CompositeVoice(NamedTuple):
    """What the domains together say.

    Attributes:
        zone: What it says; None when it says nothing.
        heard: Today\'s own entries let it speak.
        together: Today's arithmetic; None when there is none.
        unheard: Why there is none; "" when there is.
        since: Days since the voice was last heard or renewed; None when that is too long ago.
        history: Days of history.
        settings: The thresholds used.
    """

    zone: Zone | None
    heard: bool
    together: Together | None
    unheard: Unheard
    since: int | None
    history: int
    settings: ZoneSettings

    @property
    def name(self) -> VoiceName:
        """Which of the five: composite."""
        return "composite"

    @property
    def sentence(self) -> str:
        """The score with its arithmetic and bounds, or why there is none."""
        return _heard(self.together, self.zone, self.settings) if self.together else _not_heard(self)


def composite_voices(compared: Compared, entered: CheckIns, settings: ZoneSettings) -> list[CompositeVoice]:
    """Return voice 1 for each day.

    S is the mean of the last logged days' deviation over spread. Red and Yellow are entered at their own bounds and
    each is left after `leave_days` logged days under its fraction of that bound, so Red falls to Yellow, then Green.
    """
    logged, score_of = _scores(compared, settings)
    full = full_enough(compared.compared_domains, settings)
    heard_days = [day for day in logged if entered.history[day] >= settings.history_days]
    zone_of = _zones(heard_days, score_of, full, settings)
    heard = [day in zone_of for day in range(len(entered.rated))]
    kept = last_kept(heard, entered.as_usual, settings.hold_days)
    arithmetic = _arithmetic(compared, logged, score_of, full, settings)

    voices: list[CompositeVoice] = []
    zone: Zone | None = None
    for day, (speaks, alive, history) in enumerate(zip(heard, kept, entered.history, strict=True)):
        if speaks:
            zone = zone_of[day]
            voices.append(CompositeVoice(zone, True, arithmetic[day], "", 0, history, settings))
        else:
            held, since = (None, None) if alive is None else (zone, day - alive)
            why = _why_unheard(day, entered, settings)
            voices.append(CompositeVoice(held, False, None, why, since, history, settings))
    return voices


def full_enough(domains: "NDArray[intp]", settings: ZoneSettings) -> list[bool]:
    """Return for each day whether its check-in is full enough to count towards leaving a zone.

    A zone that six domains called is not ended by a check-in of one: the other five are missing, not calm.

    Args:
        domains: (days,) How many domains were compared.
        settings: How much is enough.
    """
    import numpy as np

    padded = np.concatenate((np.zeros(settings.fullest_within_days - 1, dtype=np.intp), domains))
    fullest = np.lib.stride_tricks.sliding_window_view(padded, settings.fullest_within_days).max(axis=1)
    enough: list[bool] = (domains >= settings.leave_domains_fraction * fullest).tolist()
    return enough


def _scores(compared: Compared, settings: ZoneSettings) -> tuple[list[int], dict[int, float]]:
    """Return the logged days, and S of each: the mean of its own score and those of the logged days before it."""
    import numpy as np

    logged = np.flatnonzero(~np.isnan(compared.composite_score))
    alone = compared.composite_score[logged]
    total, count = alone.copy(), np.ones(len(logged))
    for back in range(1, min(settings.mean_days, len(logged))):
        near = logged[back:] - logged[:-back] <= settings.mean_within_days
        total[back:] += np.where(near, alone[:-back], 0.0)
        count[back:] += near
    means = np.round(total / count, EXACT_TO)
    return logged.tolist(), dict(zip(logged.tolist(), means.tolist(), strict=True))


def _zones(days: list[int], score_of: dict[int, float], full: list[bool], settings: ZoneSettings) -> dict[int, Zone]:
    scores, counts = [score_of[day] for day in days], [full[day] for day in days]
    yellow, red = (
        latched(
            days, scores, counts, enter=enter, leave_under=enter * settings.leave_fraction,
            leave_days=settings.leave_days, forget_after=settings.window_from_days,
        )
        for enter in (settings.yellow_at, settings.red_at)
    )  # fmt: skip
    return {
        day: "red" if in_red else "yellow" if in_yellow else "green"
        for day, in_red, in_yellow in zip(days, red, yellow, strict=True)
    }


def _arithmetic(
    compared: Compared, logged: list[int], score_of: dict[int, float], full: list[bool], settings: ZoneSettings
) -> dict[int, Together]:
    domains, alone = compared.compared_domains.tolist(), compared.composite_score.tolist()
    deviation, spread = compared.composite.tolist(), compared.composite_spread.tolist()
    result: dict[int, Together] = {}
    for index, day in enumerate(logged):
        earlier = logged[max(0, index - settings.mean_days + 1) : index]
        before = tuple((day - other, alone[other]) for other in earlier if day - other <= settings.mean_within_days)
        result[day] = Together(domains[day], deviation[day], spread[day], alone[day], score_of[day], before, full[day])
    return result


def _why_unheard(day: int, entered: CheckIns, settings: ZoneSettings) -> Unheard:
    if entered.history[day] < settings.history_days:
        return "learning"
    if entered.rated[day]:
        return "no-usual"
    return "as-usual" if entered.as_usual[day] else "no-ratings"


def _heard(sums: Together, zone: Zone | None, settings: ZoneSettings) -> str:
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


def _not_heard(voice: CompositeVoice) -> str:
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
