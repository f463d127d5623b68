"""Which dose does a reduction name? One target per flare, however often it is asked."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from zonewise.plan.value import Plan
from zonewise.zones.zone import MOST_CAUTIOUS_FIRST, DayZone

from .course import Course
from .flares import Flare, zone_on
from .level import NO_DOSE, step_back


def reduction_target(
    course: Course, zones: Sequence[DayZone], flare: Flare | None, plan: Plan, *, second_after_days: int
) -> Decimal:
    """Return the average daily dose that a reduction names, milligrams; 0 when nothing lower is left.

    The target is the last dose borne before the flare. It is worked out from the dose at the flare's beginning, so that
    acting on it and asking again names the same dose. A second reduction needs a worse zone than at the last one, or
    `second_after_days` without easing. Without a flare (a spike, a side effect) the last days count as the occasion.

    Args:
        course: Doses taken.
        zones: One for each day up to the day asked about.
        flare: The flare that goes on, or None.
        plan: The signed plan.
        second_after_days: Days without easing before a second reduction.
    """
    as_of = course.as_of
    began = flare.began if flare is not None else as_of - timedelta(days=second_after_days)
    falls = course.falls_since(began)
    if not falls:
        now = course.now
        return step_back(now.mg, course.levels, plan) if now is not None else NO_DOSE
    last = falls[-1]
    if flare is not None and _needs_second(last.since, zones, as_of, second_after_days):
        return step_back(last.mg, course.levels, plan)
    return last.mg


def _needs_second(since: date, zones: Sequence[DayZone], as_of: date, after_days: int) -> bool:
    then = zone_on(zones, since)
    if then is None:
        return False
    place = MOST_CAUTIOUS_FIRST.index
    later = [place(each.zone) for each in zones if each.day > since and each.zone is not None]
    if any(zone < place(then) for zone in later):
        return True
    eased = any(zone > place(then) for zone in later)
    return not eased and (as_of - since).days >= after_days
