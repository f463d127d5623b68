"""When did the flare begin, and did it follow an increase?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zonewise.zones.zone import DayZone, Zone

from .course import Course
from .level import Level


@dataclass(frozen=True, slots=True)
class Flare:
    """A run of days in Yellow or Red; days whose zone is unknown do not end it.

    Attributes:
        began: First day in Yellow or Red.
        last_seen: Last day known to be in Yellow or Red.
        ended: First Green day after it, or None while it goes on as far as anyone knows.
    """

    began: date
    last_seen: date
    ended: date | None


def flares(zones: Sequence[DayZone]) -> tuple[Flare, ...]:
    """Return all flares, oldest first."""
    found: list[Flare] = []
    for each in zones:
        ongoing = found[-1] if found and found[-1].ended is None else None
        if each.zone in ("yellow", "red"):
            if ongoing is None:
                found.append(Flare(each.day, each.day, None))
            else:
                found[-1] = Flare(ongoing.began, each.day, None)
        elif each.zone == "green" and ongoing is not None:
            found[-1] = Flare(ongoing.began, ongoing.last_seen, each.day)
    return tuple(found)


def current_flare(zones: Sequence[DayZone]) -> Flare | None:
    """Return the flare that goes on at the end of the days, or None."""
    last = flares(zones)
    return last[-1] if last and last[-1].ended is None else None


def increase_before(flare: Flare, course: Course, window_days: int) -> Level | None:
    """Return the increase that the flare followed within the window, or None."""
    return next(
        (
            level
            for level in reversed(course.levels)
            if level.rise and level.since <= flare.began and (flare.began - level.since).days <= window_days
        ),
        None,
    )


def green_run(zones: Sequence[DayZone]) -> int:
    """Return for how many days in a row, the last included, the zone is known to be Green."""
    run = 0
    for each in reversed(zones):
        if each.zone != "green":
            break
        run += 1
    return run


def green_days_since(zones: Sequence[DayZone], day: date) -> int:
    """Return how many days after a day were Green."""
    return sum(each.zone == "green" and each.day > day for each in zones)


def zone_on(zones: Sequence[DayZone], day: date) -> Zone | None:
    """Return the zone of a day, or None when it is unknown or not there."""
    if not zones or not zones[0].day <= day <= zones[-1].day:
        return None
    return zones[(day - zones[0].day).days].zone
