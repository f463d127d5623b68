"""Flares, the increases they follow, and runs of Green days."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from zonewise.model.timeline import ONE_DAY
from zonewise.zones.assess import named
from zonewise.zones.zone import DayZone, Zone

from .dose_course import DoseCourse
from .dose_level import Level


@dataclass(frozen=True, slots=True)
class Flare:
    """A run of days in Yellow or Red; days whose zone is unknown, or a few Green ones where asked so, do not end it."""

    began: date  # First day in Yellow or Red.
    last_seen: date  # Last day known to be in Yellow or Red.
    ended: date | None  # First Green day after it, or None while it goes on as far as anyone knows.


def flares(zones: Sequence[DayZone], *, same_within_days: int = 0, rises: Collection[date] = ()) -> tuple[Flare, ...]:
    """Return all flares, oldest first.

    Args:
        zones: One for each day.
        same_within_days: A flare that begins again at most so many days after its first Green day is the same one...
        rises: ...unless the dose rose in between, on one of these days: what follows a rise stands by itself.
    """
    past: list[Flare] = []
    day = last_seen = zones[0].day if zones else date.min
    began: date | None = None
    for zone in named(zones):
        if zone in ("yellow", "red"):
            if began is None and past and _goes_on(past[-1], day, same_within_days, rises):
                began = past.pop().began
            began, last_seen = began or day, day
        elif zone == "green" and began is not None:
            past.append(Flare(began, last_seen, day))
            began = None
        day += ONE_DAY
    if began is not None:
        past.append(Flare(began, last_seen, None))
    return tuple(past)


def _goes_on(before: Flare, day: date, same_within_days: int, rises: Collection[date]) -> bool:
    """Return whether a flare that seemed to be over goes on with a Yellow or Red on this day."""
    ended = before.ended
    if ended is None or (day - ended).days > same_within_days:
        return False
    return not any(before.last_seen <= rise < day for rise in rises)


def current_flare(zones: Sequence[DayZone], *, same_within_days: int = 0, rises: Collection[date] = ()) -> Flare | None:
    """Return the flare that goes on at the end of the days, or None; arguments as for `flares`."""
    last = flares(zones, same_within_days=same_within_days, rises=rises)
    return last[-1] if last and last[-1].ended is None else None


def increase_before(flare: Flare, course: DoseCourse, window_days: int) -> Level | None:
    """Return the increase that the flare followed within the window, or None."""
    rises = (level for level in reversed(course.levels) if level.rise and level.since <= flare.began)
    return next((rise for rise in rises if (flare.began - rise.since).days <= window_days), None)


def green_run(zones: Sequence[DayZone], *, gap_days: int = 0, after_gap: int = 1) -> int:
    """Return on how many days up to the last, which must be Green itself, the zone is known to be Green.

    Args:
        zones: One for each day.
        gap_days: So many unknown days in a row between two Green ones do not count and do not end the run either...
        after_gap: ...once there are so many Green days after them.
    """
    count = unknown = 0
    for zone in reversed(named(zones)):
        if zone == "green":
            count, unknown = count + 1, 0
            continue
        unknown += 1
        if zone is not None or count < max(1, after_gap) or unknown > gap_days:
            break
    return count


def green_days_since(zones: Sequence[DayZone], day: date, *, until: date | None = None) -> int:
    """Return how many days after a day were Green, of those before another day where one is given."""
    last = None if until is None else max(0, number_of(zones, until))
    return named(zones)[max(0, number_of(zones, day) + 1) : last].count("green")


def zone_on(zones: Sequence[DayZone], day: date) -> Zone | None:
    """Return the zone of a day, or None when it is unknown or not there."""
    if not zones or not zones[0].day <= day <= zones[-1].day:
        return None
    return named(zones)[number_of(zones, day)]


def number_of(zones: Sequence[DayZone], day: date) -> int:
    """Return the number of a day among those of the zones, at least one; it is not among them when it lies outside."""
    return (day - zones[0].day).days
