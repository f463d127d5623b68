"""What is a zone, and who says so?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

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


class Criterion(Protocol):
    """One of the five reasons for a zone, with the numbers it rests on.

    Each is a named tuple in its own module. Two voices are equal when their numbers are. The sentence is made when it
    is read.
    """

    @property
    def name(self) -> CriterionName:
        """Which of the five."""

    @property
    def zone(self) -> Zone | None:
        """What it says; None when it says nothing, which is never the same as Green."""

    @property
    def evaluated(self) -> bool:
        """True when today's own entries let it speak; False while it only holds, or cannot be known."""

    @property
    def sentence(self) -> str:
        """What it says, with its arithmetic, for a tired reader."""


@dataclass(frozen=True, slots=True)
class DayZone:
    """The zone of one logical day and everything it rests on.

    Attributes:
        day: The logical day.
        zone: The worst of what the voices say; None is unknown, never Green.
        standing: "assessed" from today's own entries, "held" from the last days, "learning" while the usual is not
            known yet, else "unknown". A Red or Yellow may stand while learning: some voices need no usual.
        criteria: The five, always in the order composite, single, severe, declared, stuck.
        score: Composite score S, spreads above usual over the last logged days; None when there is none today.
        usual: The usual of each rating that was given today, points, where it is known.
        history_days: Days since the first rating of a domain; 0 on that day or when there is none.
        real_ratings: A domain was really rated today, not taken over by "same as usual".
        baseline_used: The usual is held against a pre-treatment baseline; False: the rolling usual alone.
        better_declared: The person declared a better zone than stands; it is recorded and lets nothing rise.
        severe_but_function_unknown: A domain was severe and function was not rated, so voice 3 is open.
        spread: How far each rating that was given today usually lies from its usual, points, where it is known.
    """

    day: date
    zone: Zone | None
    standing: Standing
    criteria: Sequence[Criterion]
    score: float | None
    usual: Mapping[str, float]
    history_days: int
    real_ratings: bool
    baseline_used: bool
    better_declared: bool
    severe_but_function_unknown: bool
    spread: Mapping[str, float] = field(default_factory=dict)
