"""A day's zone, and the five criteria that it comes from."""

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


def worst(zones: Iterable[Zone | None]) -> Zone | None:
    """Return the most cautious of the zones that are known; None when none is."""
    known = tuple(zones)
    for zone in MOST_CAUTIOUS_FIRST:
        if zone in known:
            return zone
    return None


@dataclass(frozen=True, slots=True)
class Criterion(ABC):
    """One of the five reasons for a zone on one day, with the numbers it rests on; two with equal numbers are equal.

    Attributes:
        name: Which of the five.
        zone: What it says; None when it says nothing, which is never the same as Green.
        evaluated: Today's own entries let it speak; False while it only holds, or cannot be known.
        settings: The thresholds used.
    """

    name: ClassVar[CriterionName]

    zone: Zone | None
    evaluated: bool
    settings: ZoneSettings

    @property
    @abstractmethod
    def sentence(self) -> str:
        """What it says, with its arithmetic, for a tired reader; made when it is read."""


@dataclass(frozen=True, slots=True, eq=False)
class CriterionOfDays(ABC):
    """One of the five reasons for a zone over all days: in columns what every day needs, the rest when a day is read.

    Attributes:
        rank: (days,) Rank of the zone that it says.
        evaluated: (days,) Today's own entries let it speak.
        settings: The thresholds used.
    """

    rank: "NDArray[intp]"
    evaluated: "NDArray[bool_]"
    settings: ZoneSettings

    @abstractmethod
    def criterion(self, day: int) -> Criterion:
        """Return what it says of the day with this number."""


@dataclass(frozen=True, slots=True)
class DayZone:
    """The zone of one logical day and everything it rests on.

    Attributes:
        day: The logical day.
        zone: The worst of what the criteria say; None is unknown, never Green.
        standing: "assessed" from today's own entries, "held" from the last days, "learning" while the usual is not
            known yet, else "unknown". A Red or Yellow may stand while learning: some criteria need no usual.
        criteria: The five, always in the order composite, single, severe, declared, stuck.
        score: Composite score S, spreads above usual over the last logged days; None when there is none today.
        usual: The usual of each rating that was given today, points, where it is known.
        history_days: Days since the first rating of a domain; 0 on that day or when there is none.
        real_ratings: A domain was really rated today, not taken over by "same as usual".
        baseline_used: The usual is held against a pre-treatment baseline; False: the rolling usual alone.
        better_declared: The person declared a better zone than stands; it is recorded and lets nothing rise.
        severe_but_function_unknown: A domain was severe and function was not rated, so criterion 3 is open.
        spread: How far each rating that was given today usually lies from its usual, points, where it is known.
    """

    day: date
    zone: Zone | None
    standing: Standing
    criteria: tuple[Criterion, ...]
    score: float | None
    usual: Mapping[str, float]
    history_days: int
    real_ratings: bool
    baseline_used: bool
    better_declared: bool
    severe_but_function_unknown: bool
    spread: Mapping[str, float] = field(default_factory=dict)
