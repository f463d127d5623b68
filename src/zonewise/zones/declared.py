"""Voice 4: what does the person say themselves?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from zonewise.model.rating_columns import RatingColumns

from .check_ins import CheckIns
from .settings import ZoneSettings
from .words import ZONE_WORDS, days_ago
from .zone import BY_RANK, GREEN, UNKNOWN, CriterionName, Zone

if TYPE_CHECKING:
    from numpy import bool_, intp
    from numpy.typing import NDArray


class DeclaredCriterion(NamedTuple):
    """What the person declared. A worse zone always counts; a better one is recorded by `DayZone.better_declared`.

    Attributes:
        zone: What it says; None when it says nothing.
        evaluated: Today\'s own entries let it speak.
        declared: The zone declared today, or the one that still stands; None when there is none.
        since: Days since it was declared.
        settings: The thresholds used.
    """

    zone: Zone | None
    evaluated: bool
    declared: Zone | None
    since: int
    settings: ZoneSettings

    @property
    def name(self) -> CriterionName:
        """Which of the five: declared."""
        return "declared"

    @property
    def sentence(self) -> str:
        """What was declared and what that does."""
        if self.declared is None:
            return "You did not name a zone yourself."
        named = f"You called it {ZONE_WORDS[self.declared]} {days_ago(self.since)}."
        if self.declared == "green":
            return f"{named} It is kept; a better zone of your own does not lift the others."
        if self.zone is None:
            return f"{named} That was more than {self.settings.hold_hours} hours ago and nothing was rated since."
        return f"{named} A worse zone of your own always counts."


@dataclass(frozen=True, slots=True)
class Declared:
    """Voice 4 of every day; what it says of one day is put together when it is asked for.

    Attributes:
        rank: (days,) Rank of the zone that it says.
        heard: (days,) A zone was declared on the day itself.
        said: (days,) Rank of the zone declared that day or standing from before, unknown for none.
        since: (days,) Days since that was declared; 0 for none.
        settings: The thresholds used.
    """

    rank: "NDArray[intp]"
    evaluated: "NDArray[bool_]"
    said: "NDArray[intp]"
    since: "NDArray[intp]"
    settings: ZoneSettings

    def criterion(self, day: int) -> DeclaredCriterion:
        """Return what it says of the day with this number."""
        zone, said = BY_RANK[self.rank[day]], BY_RANK[self.said[day]]
        return DeclaredCriterion(zone, bool(self.evaluated[day]), said, int(self.since[day]), self.settings)


def declared_criterion(
    ratings: RatingColumns, declared: Mapping[date, Zone], entered: CheckIns, settings: ZoneSettings
) -> Declared:
    """Return voice 4 of each day.

    A worse zone stands on its day, and through days without real ratings for the hold ("same as usual" renews it). A
    later declaration or a day with real ratings takes its place. It never says Green: a person's Green calls nothing.
    """
    import numpy as np

    days = len(ratings)
    rank, said = np.full(days, UNKNOWN), np.full(days, UNKNOWN)
    since, heard = np.zeros(days, dtype=np.intp), np.zeros(days, dtype=np.bool_)
    begun = {(day - ratings.first).days: BY_RANK.index(zone) for day, zone in declared.items()}
    for first, zone in begun.items():
        if not 0 <= first < days:
            continue
        kept = first
        for today in range(first, days):
            if today > first and (today in begun or entered.rated[today] or zone == GREEN):
                break
            if entered.as_usual[today] and today - kept <= settings.hold_days:
                kept = today
            heard[today], said[today], since[today] = today == first, zone, today - first
            rank[today] = zone if zone != GREEN and today - kept <= settings.hold_days else UNKNOWN
    return Declared(rank, heard, said, since, settings)
