"""A day's zone, the five criteria that it comes from, and how their numbers are printed."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal

from .settings import ZoneSettings

if TYPE_CHECKING:
    from numpy import bool_, intp
    from numpy.typing import NDArray

Zone = Literal["green", "yellow", "red"]
Standing = Literal["assessed", "learning", "held", "unknown"]
CriterionName = Literal["composite", "single", "severe", "declared", "stuck"]

MOST_CAUTIOUS_FIRST: tuple[Zone, ...] = ("red", "yellow", "green")

UNKNOWN, GREEN, YELLOW, RED = -1, 0, 1, 2
"""Ranks of the zones, for columns of days: the worst of some zones is the one of the highest rank."""

BY_RANK: tuple[Zone | None, ...] = ("green", "yellow", "red", None)
"""The zone of each rank; unknown is the last."""

LABELS = {
    "anxiety": "Anxiety",
    "laxity": "Joint trouble",
    "pain": "Pain",
    "immune": "Immune trouble",
    "mood": "Low mood",
    "sensory": "Sensory trouble",
    "fatigue": "Fatigue",
    "sleep": "Poor sleep",
    "cognition": "Brain fog",
}

ZONE_WORDS: dict[Zone | None, str] = {"green": "Green", "yellow": "Yellow", "red": "Red", None: "unknown"}


def worst(zones: Iterable[Zone | None]) -> Zone | None:
    """Return the most cautious of the zones that are known; None when none is."""
    known = tuple(zones)
    for zone in MOST_CAUTIOUS_FIRST:
        if zone in known:
            return zone
    return None


@dataclass(frozen=True, slots=True)
class Criterion(ABC):
    """One of the five reasons for a zone on one day, with the numbers it rests on; equal numbers, equal criteria."""

    name: ClassVar[CriterionName]  # Which of the five.

    zone: Zone | None  # What it says; None when it says nothing, which is never the same as Green.
    evaluated: bool  # Today's own entries let it speak; False while it only holds, or cannot be known.
    settings: ZoneSettings  # The thresholds used.

    @property
    @abstractmethod
    def sentence(self) -> str:
        """What it says, with its arithmetic, for a tired reader; made when it is read."""


@dataclass(frozen=True, slots=True, eq=False)
class CriterionOfDays(ABC):
    """One of the five reasons for a zone over all days: columns now, the rest when a day is read."""

    rank: "NDArray[intp]"  # (days,) Rank of the zone that it says.
    evaluated: "NDArray[bool_]"  # (days,) Today's own entries let it speak.
    settings: ZoneSettings  # The thresholds used.

    @abstractmethod
    def criterion(self, day: int) -> Criterion:
        """Return what it says of the day with this number."""


@dataclass(frozen=True, slots=True)
class DayZone:
    """The zone of one logical day and everything it rests on."""

    day: date  # The logical day.
    zone: Zone | None  # The worst of what the criteria say; None is unknown, never Green.
    # "assessed" from today's own entries, "held" from the last days, "learning" while the measured usual does not
    # stand alone yet, else "unknown". A zone may stand while learning: from a remembered usual, from what the person
    # says, or from the criteria that need no usual.
    standing: Standing
    criteria: tuple[Criterion, ...]  # The five, always in the order composite, single, severe, declared, stuck.
    # Composite score S, spreads above usual over the last logged days; None when there is none today.
    score: float | None
    usual: Mapping[str, float]  # The usual of each rating that was given today, points, where it is known.
    history_days: int  # Days since the first rating of a domain; 0 on that day or when there is none.
    real_ratings: bool  # A domain was really rated today, not taken over by "same as usual".
    baseline_used: bool  # The usual is held against a pre-treatment baseline; False: the rolling usual alone.
    better_declared: bool  # The person declared a better zone than stands; it is recorded and lets nothing rise.
    severe_but_function_unknown: bool  # A domain was severe and function was not rated, so criterion 3 is open.
    # How far each rating that was given today usually lies from its usual, points, where it is known.
    spread: Mapping[str, float] = field(default_factory=dict)
    provisional: bool = False  # A remembered usual counts on the day, with wider bounds.


def points(value: float) -> str:
    """Return a rating or a difference with one decimal at most: 4, 4.5."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def beside(score: float, *bounds: float) -> str:
    """Return a score with one decimal, or as many as keep it on its own side of each bound.

    A score of 1.16 beside a bound of 1.2 prints as 1.16: "1.2" would look like Yellow.
    """
    for decimals in range(1, 9):
        text = f"{score:.{decimals}f}"
        if all((float(text) >= bound) == (score >= bound) for bound in bounds):
            return "0.0" if float(text) == 0 else text
    return repr(score)


def above(difference: float) -> str:
    """Return "3 above", "1.5 below" or "the same"."""
    if abs(difference) < 0.05:
        return "the same"
    return f"{points(abs(difference))} {'above' if difference > 0 else 'below'}"


def beside_usual(difference: float) -> str:
    """Return "3 above usual", "1.5 below usual" or "about as usual"."""
    return "about as usual" if abs(difference) < 0.05 else f"{above(difference)} usual"


def days_ago(count: int) -> str:
    """Return "today", "yesterday" or "3 days ago"."""
    return {0: "today", 1: "yesterday"}.get(count, f"{count} days ago")


def plural(count: int, noun: str) -> str:
    """Return "1 day", "3 days"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
