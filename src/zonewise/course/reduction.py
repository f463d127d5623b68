"""The dose that a reduction names: one target per flare, however often it is asked."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from zonewise.plan.prescribed_plan import Plan
from zonewise.zones.single_domain import SingleDomainCriterion
from zonewise.zones.zone import MOST_CAUTIOUS_FIRST, DayZone, Zone

from .dose_course import DoseCourse
from .dose_level import NO_DOSE, Level, step_back
from .flares import Flare, number_of
from .settings import FactSettings


def reduction_target(
    course: DoseCourse, zones: Sequence[DayZone], flare: Flare | None, plan: Plan, settings: FactSettings
) -> Decimal:
    """Return the average daily dose that a reduction names, milligrams; 0 when nothing lower is left.

    The target is the last dose borne before the flare. It is worked out from the dose at the flare's beginning, so that
    acting on it and asking again names the same dose. A lower dose gets `second_reduction_days`; a second reduction
    then needs a worse zone than at the last one, or as many days without easing. A spike or a side effect is an
    occasion as well: a reduction of the last days answers what comes next, be it another spike or the flare that the
    spike announced, unless the dose rose since.

    Args:
        zones: One for each day up to the day asked about.
        flare: The flare that goes on, or None.
        settings: Days without easing before a second reduction, and what counts as easing.
    """
    falls = falls_that_count(course, flare, settings)
    if not falls:
        now = course.now
        return step_back(now.mg, course.levels, plan) if now is not None else NO_DOSE
    last = falls[-1]
    if flare is not None and lower_dose_fails(last.since, zones, course.as_of, settings):
        return step_back(last.mg, course.levels, plan)
    return last.mg


def falls_that_count(course: DoseCourse, flare: Flare | None, settings: FactSettings) -> tuple[Level, ...]:
    """Return the falls that answer what goes on: since the flare began, or of the last days, and since the last rise.

    Args:
        flare: The flare that goes on, or None.
    """
    began = course.as_of - timedelta(days=settings.second_reduction_days)
    if flare is not None:
        began = min(began, flare.began)
    rises = [day for day in course.rises if day > began]
    return course.falls_since(max(rises, default=began))


def lower_dose_fails(since: date, zones: Sequence[DayZone], as_of: date, settings: FactSettings) -> bool:
    """Return whether a lower dose has had its time and the days then got worse, or the last ones show no easing.

    Days of which nobody knows show nothing. What made the dose fall in Green, a spike, was as bad as Yellow; so the
    Yellow that follows it is nothing new.

    Args:
        since: First day on the lower dose.
        zones: One for each day up to `as_of`.
        as_of: The day asked about.
        settings: How many days a lower dose gets, and what counts as easing.
    """
    days = settings.second_reduction_days
    if since < zones[0].day or (as_of - since).days < days:
        return False
    until, later = zones[: number_of(zones, since) + 1], zones[number_of(zones, since) + 1 :]
    then = next((day for day in reversed(until) if day.zone is not None), None)
    if then is None:
        return False
    worst_then = min(_place(then.zone), _place("yellow"))
    if any(_place(day.zone) < worst_then for day in later[days - 1 :] if day.zone is not None):
        return True
    lately = [day for day in later[-days:] if day.zone is not None]
    return len(lately) >= settings.real_ratings_least and not any(
        _eased(day, then, settings.easing_by) for day in lately
    )


def _place(zone: Zone | None) -> int:
    return len(MOST_CAUTIOUS_FIRST) if zone is None else MOST_CAUTIOUS_FIRST.index(zone)


def _eased(day: DayZone, then: DayZone, by: float) -> bool:
    """Return whether a day was better than the one of the reduction: by its zone, or by what its zone is made of."""
    if day.zone is None:
        return False
    if _place(day.zone) > _place(then.zone):
        return True
    if day.score is None or then.score is None or day.score > then.score - by:
        return False
    alone, before = _highest_rating(day), _highest_rating(then)
    return alone is None or (before is not None and alone <= before - by)


def _highest_rating(day: DayZone) -> float | None:
    """Return the score of a rating that calls Yellow by itself, spreads; None when there is none."""
    for criterion in day.criteria:
        if (
            isinstance(criterion, SingleDomainCriterion)
            and criterion.highest_score is not None
            and criterion.highest_score.calls
        ):
            return criterion.highest_score.score
    return None
