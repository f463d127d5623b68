"""Voice 5: has Yellow lasted and risen instead of easing?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .composite import CompositeVoice
from .declared import DeclaredVoice
from .settings import ZoneSettings
from .severe import SevereVoice
from .single import Course, SingleVoice
from .usual import EXACT_TO
from .words import LABELS, beside, plural, points
from .zone import VoiceName, Zone, worst

Scored = tuple[str, Mapping[int, float], Collection[int]]
"""What is scored, day number -> its score, and the days on which that score or the person called Yellow."""


@dataclass(frozen=True, slots=True)
class Rise:
    """A score that has risen through a Yellow.

    Attributes:
        what: "composite", or the name of the one rating.
        then: Score at the start of the time looked at, swings.
        now: Score today, swings.
    """

    what: str
    then: float
    now: float


class StuckVoice(NamedTuple):
    """What the course of a Yellow says.

    Attributes:
        zone: What it says; None when it says nothing.
        heard: Today\'s own entries let it speak.
        days: Days for which it has been Yellow or worse; None when it is not.
        rise: The score that rose, when one did on this day.
        settings: The thresholds used.
    """

    zone: Zone | None
    heard: bool
    days: int | None
    rise: Rise | None
    settings: ZoneSettings

    @property
    def name(self) -> VoiceName:
        """Which of the five: stuck."""
        return "stuck"

    @property
    def sentence(self) -> str:
        """How long it has been Yellow and how the score went."""
        return _sentence(self)


def stuck_voices(
    composite: Sequence[CompositeVoice],
    single: Sequence[SingleVoice],
    severe: Sequence[SevereVoice],
    declared: Sequence[DeclaredVoice],
    ran: Sequence[Course],
    settings: ZoneSettings,
) -> list[StuckVoice]:
    """Return voice 5 for each day, from the other four.

    A Yellow does not ease when its score was at the bound that calls it on every logged day of the last `stuck_hours`
    (or the person called Yellow); it rises when that score is higher now than it was then. Both together are Red. That
    Red ends with the Yellow, or after `leave_days` logged days with the composite under its fraction of Red's own bound
    and no single rating high.
    """
    scored = [_composite_scores(composite, declared, settings)]
    scored += [
        (course.name, course.scores, {day for day, score in course.scores.items() if score >= settings.single_at})
        for course in ran
    ]
    silent, quiet = StuckVoice(None, False, None, None, settings), StuckVoice("green", True, None, None, settings)
    voices: list[StuckVoice] = []
    start: int | None = None
    inside, calm = False, 0
    for today, (first, second, third, own) in enumerate(zip(composite, single, severe, declared, strict=True)):
        base = worst((first.zone, second.zone, third.zone, own.zone))
        if base is None or base == "green":
            if first.zone == second.zone == "green":
                start, inside = None, False
            voices.append(quiet if base else silent)
            continue
        start = today if start is None else start
        rise = _first_rise(today, start, scored, settings)
        if rise is not None:
            inside, calm = True, 0
        elif inside and first.together and first.together.counts:
            calm = calm + 1 if _calm(first.together.score, second, settings) else 0
            inside = calm < settings.leave_days
        voices.append(
            StuckVoice("red" if inside else "green", first.heard or second.heard, today - start, rise, settings)
        )
    return voices


def _composite_scores(
    composite: Sequence[CompositeVoice], declared: Sequence[DeclaredVoice], settings: ZoneSettings
) -> Scored:
    scores = {day: voice.together.score for day, voice in enumerate(composite) if voice.together}
    called = {day for day, score in scores.items() if score >= settings.yellow_at or declared[day].zone is not None}
    return ("composite", scores, called)


def _first_rise(today: int, start: int, scored: Sequence[Scored], settings: ZoneSettings) -> Rise | None:
    for what, scores, yellow in scored:
        found = _rise(today, start, scores, yellow, settings)
        if found is not None:
            return Rise(what, *found)
    return None


def _rise(
    today: int, start: int, scores: Mapping[int, float], yellow: Collection[int], settings: ZoneSettings
) -> tuple[float, float] | None:
    """The score `stuck_hours` ago and now, when it was at its bound on every logged day between and is higher now.

    Args:
        today: Day number.
        start: First day of this Yellow.
        scores: Day number -> score.
        yellow: The days on which that score, or the person, called Yellow.
        settings: For the time and the rise.
    """
    if today - start < settings.stuck_days or today not in yellow or today not in scores:
        return None
    oldest = max(start, today - settings.stuck_days - settings.mean_within_days)
    then = next((day for day in range(today - settings.stuck_days, oldest - 1, -1) if day in scores), None)
    if then is None or any(day in scores and day not in yellow for day in range(then, today)):
        return None
    rises = round(scores[today] - scores[then], EXACT_TO) >= settings.rising_by
    return (scores[then], scores[today]) if rises else None


def _calm(score: float, one: SingleVoice, settings: ZoneSettings) -> bool:
    return score < settings.red_left_under and one.zone == "green"


def _sentence(voice: StuckVoice) -> str:
    settings = voice.settings
    if voice.days is None:
        now = "The zone is not known now" if voice.zone is None else "It is not Yellow now"
        return f"{now}. {settings.stuck_hours} hours of a rising Yellow would be Red."
    lasted = f"Yellow or worse for {plural(voice.days, 'day')}" if voice.days else "Yellow or worse since today"
    if voice.rise is not None:
        what = "the mean of all domains" if voice.rise.what == "composite" else LABELS[voice.rise.what].lower()
        then, now = beside(voice.rise.then), beside(voice.rise.now)
        rose = f"{what} rose from {then} to {now} swings in {settings.stuck_hours} hours"
        return f"{lasted} without easing: {rose}. That is Red."
    if voice.zone == "red":
        return f"{lasted}. It rose instead of easing; Red ends after {settings.leave_days} rated days with low scores."
    rises = f"stays high for {settings.stuck_hours} hours and rises by {points(settings.rising_by)} swings or more"
    return f"{lasted}. A Yellow that {rises} becomes Red."
