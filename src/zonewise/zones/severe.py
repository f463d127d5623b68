"""Voice 3: is today severe in itself, whatever the usual was?"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from zonewise.diary.entry import DOMAINS
from zonewise.diary.timeline import Day

from .checkin import CheckIns
from .settings import ZoneSettings
from .words import LABELS, days_ago, points
from .zone import VoiceName, Zone

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

FUNCTION = "function"
_NOT_ENTERED = -1.0


class SevereVoice(NamedTuple):
    """What the day says in itself. It needs no history.

    Attributes:
        zone: What it says; None when it says nothing.
        heard: Today\'s own entries let it speak.
        highest: The highest domain entered today as (name, rating); None when no domain was entered.
        function: How much of the usual day was not possible, 0 as usual to 10; None when not entered.
        open: A domain was severe and function was not entered: the voice can say neither Red nor quiet.
        waiting: Days since a severe day that nothing has ended yet; None when there is none.
        settings: The thresholds used.
    """

    zone: Zone | None
    heard: bool
    highest: tuple[str, float] | None
    function: float | None
    open: bool
    waiting: int | None
    settings: ZoneSettings

    @property
    def name(self) -> VoiceName:
        """Which of the five: severe."""
        return "severe"

    @property
    def sentence(self) -> str:
        """The highest domain and function beside their bounds."""
        return _today(self) + _since(self)


def severe_voices(
    days: Sequence[Day], given: "NDArray[float64]", entered: CheckIns, settings: ZoneSettings
) -> list[SevereVoice]:
    """Return voice 3 for each day.

    A value taken over by "same as usual" can call Red here and can never end it. Red is ended by real ratings alone:
    each domain that was severe rated under the bound, or function rated under its own. Until then it stands for the
    hold, then the voice says nothing, which is never Green.

    Args:
        days: The timeline.
        given: (days, 9) The ratings that were given, points.
        entered: What kind of day each is.
        settings: The bounds and the hold.
    """
    voices: list[SevereVoice] = []
    severe_then: frozenset[str] = frozenset()
    last = kept = 0
    for today, (day, highest) in enumerate(zip(days, _highest(days, given), strict=True)):
        function = day.ratings.get(FUNCTION, day.as_usual.get(FUNCTION))
        severe = highest is not None and highest[1] >= settings.severe_at
        red = severe and function is not None and function >= settings.function_loss_at
        if red:
            severe_then = frozenset(name for name in DOMAINS if _value(day, name) >= settings.severe_at)
            last = kept = today
        elif severe_then and (_ended(day, severe_then, settings) or today - last > settings.window_from_days):
            severe_then = frozenset()
        elif severe_then and entered.as_usual[today] and today - kept <= settings.hold_days:
            kept = today
        holds = bool(severe_then) and today - kept <= settings.hold_days
        open_today = severe and function is None
        rated = entered.rated[today]
        zone = _zone(holds, bool(severe_then) or open_today, rated)
        waiting = today - last if severe_then and not red else None
        voices.append(SevereVoice(zone, rated and not open_today, highest, function, open_today, waiting, settings))
    return voices


def _zone(holds: bool, unsettled: bool, rated: bool) -> Zone | None:
    if holds:
        return "red"
    return "green" if rated and not unsettled else None


def _value(day: Day, name: str) -> float:
    return day.ratings.get(name, day.as_usual.get(name, _NOT_ENTERED))


def _ended(day: Day, severe_then: frozenset[str], settings: ZoneSettings) -> bool:
    function = day.ratings.get(FUNCTION)
    if function is not None and function < settings.function_loss_at:
        return True
    return all(name in day.ratings and day.ratings[name] < settings.severe_at for name in severe_then)


def _highest(days: Sequence[Day], given: "NDArray[float64]") -> list[tuple[str, float] | None]:
    """Return for each day the highest domain, values taken over by "same as usual" included."""
    import numpy as np

    entered = np.nan_to_num(given[:, : len(DOMAINS)], nan=_NOT_ENTERED)
    for number, day in enumerate(days):
        if day.as_usual:
            entered[number] = [_value(day, name) for name in DOMAINS]
    columns = entered.argmax(axis=1).tolist()
    values = entered.max(axis=1).tolist()
    return [
        (DOMAINS[column], value) if value > _NOT_ENTERED else None
        for column, value in zip(columns, values, strict=True)
    ]


def _today(voice: SevereVoice) -> str:
    settings = voice.settings
    if voice.highest is None:
        return "No domain was rated today."
    name, value = voice.highest
    high = f"{LABELS[name]} was highest today at {points(value)}"
    bound, loss = points(settings.severe_at), points(settings.function_loss_at)
    if value < settings.severe_at:
        return f"{high}; severe in itself starts at {bound}."
    if voice.function is None:
        asks = "How much of your day was not possible was not rated, so this stays open."
        return f"{high}, and {bound} or more is severe. {asks}"
    side = "or more is Red" if voice.function >= settings.function_loss_at else "would be Red"
    lost = f"{points(voice.function)} of 10 of your day was not possible ({loss} {side})"
    return f"{high} ({bound} or more is severe), and {lost}."


def _since(voice: SevereVoice) -> str:
    if voice.waiting is None:
        return ""
    stands = "Red stands" if voice.zone == "red" else "Red is not ended"
    return f" The severe day was {days_ago(voice.waiting)}; {stands} until the domain or function is rated better."
