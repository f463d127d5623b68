"""Criterion 4: the zone that the person declares."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from zonewise.model.timeline import RatingColumns

from .check_ins import CheckIns
from .settings import ZoneSettings
from .zone import BY_RANK, GREEN, UNKNOWN, ZONE_WORDS, Criterion, CriterionOfDays, Zone, days_ago

if TYPE_CHECKING:
    from numpy import bool_, intp
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class DeclaredCriterion(Criterion):
    """What the person declared. A worse zone always counts; a better one is recorded by `DayZone.better_declared`."""

    name = "declared"

    declared: Zone | None  # The zone declared today, or the one that still stands; None when there is none.
    since: int  # Days since it was declared.

    @property
    def sentence(self) -> str:
        """What was declared and what that does."""
        if self.declared is None:
            return "You did not name a zone yourself."
        named = f"You called it {ZONE_WORDS[self.declared]} {days_ago(self.since)}."
        if self.zone == "green":
            return f"{named} Your usual is still being learnt, and nothing that you rated speaks against it."
        if self.declared == "green":
            return f"{named} It is kept; a better zone of your own does not lift the others."
        if self.zone is None:
            return f"{named} That was more than {self.settings.hold_hours} hours ago and nothing was rated since."
        return f"{named} A worse zone of your own always counts."


@dataclass(frozen=True, slots=True, eq=False)
class Declared(CriterionOfDays):
    """Criterion 4 of every day."""

    # (days,) Rank of the zone declared that day or standing from before, unknown for none.
    declared_rank: "NDArray[intp]"
    since: "NDArray[intp]"  # (days,) Days since that was declared; 0 for none.

    def criterion(self, day: int) -> DeclaredCriterion:
        """Return what it says of the day with this number."""
        zone, declared = BY_RANK[self.rank[day]], BY_RANK[self.declared_rank[day]]
        return DeclaredCriterion(zone, bool(self.evaluated[day]), self.settings, declared, int(self.since[day]))


def declared_criterion(
    ratings: RatingColumns, declared: Mapping[date, Zone], entered: CheckIns, settings: ZoneSettings
) -> Declared:
    """Return criterion 4 of each day.

    A worse zone stands on its day, and through days without real ratings for the hold ("same as usual" renews it). A
    later declaration or a day with real ratings takes its place. It never says Green: a person's Green calls nothing,
    except while nothing is known to hold it against (`accept_green`).
    """
    import numpy as np

    days = len(ratings)
    rank, declared_rank = np.full(days, UNKNOWN), np.full(days, UNKNOWN)
    since, evaluated = np.zeros(days, dtype=np.intp), np.zeros(days, dtype=np.bool_)
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
            evaluated[today], declared_rank[today], since[today] = today == first, zone, today - first
            rank[today] = zone if zone != GREEN and today - kept <= settings.hold_days else UNKNOWN
    return Declared(rank, evaluated, settings, declared_rank, since)


def accept_green(own: Declared, entered: CheckIns, known: "NDArray[bool_]", calm: "NDArray[bool_]") -> Declared:
    """Return criterion 4 with the Green that a person says of a rated day on which no usual is known yet.

    Args:
        own: Criterion 4 as `declared_criterion` gives it.
        entered: What kind of day each is.
        known: (days,) A usual is known, so that the ratings themselves say what zone it is.
        calm: (days,) Nothing that was rated speaks against Green.
    """
    import numpy as np

    accepted = own.evaluated & (own.declared_rank == GREEN) & entered.rated & ~known & calm
    return replace(own, rank=np.where(accepted, GREEN, own.rank))
