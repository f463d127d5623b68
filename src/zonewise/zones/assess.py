"""Which zone is each day in, and why?"""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from zonewise.model.rating_columns import RatingColumns
from zonewise.model.timeline import Day, rating_columns

from .check_ins import check_ins
from .composite import composite_criterion
from .day_zones import DayZones
from .declared import declared_criterion
from .lasting_yellow import lasting_yellow_criterion
from .settings import ZoneSettings
from .severe import severe_criterion
from .single_domain import single_domain_criterion
from .usual import UsualComparison, compare_with_usual
from .zone import DayZone, Zone

NOTHING_DECLARED: Mapping[date, Zone] = MappingProxyType({})


def assess(
    days: Sequence[Day],
    settings: ZoneSettings,
    *,
    treatment_started: date | None = None,
    declared: Mapping[date, Zone] = NOTHING_DECLARED,
) -> Sequence[DayZone]:
    """Return the zone of each day with its five voices and their arithmetic.

    The zone of a day rests on that day and those before it, never on a later one, so a past day can be replayed.

    Args:
        days: The timeline: every logical day, one by one. Empty gives no zones.
        settings: Every threshold.
        treatment_started: First day of the treatment; the days before it are its baseline. None: there is none, and
            the rolling usual serves alone, as it does for people who already took it when the diary began.
        declared: Zones that the person named themselves, by logical day.

    Raises:
        ValueError: The days do not follow each other one by one.
    """
    if not days:
        return ()
    ratings = rating_columns(days)
    return assess_columns(ratings, compare_with_usual(ratings, settings, treatment_started), settings, declared)


def assess_columns(
    ratings: RatingColumns,
    compared: UsualComparison,
    settings: ZoneSettings,
    declared: Mapping[date, Zone] = NOTHING_DECLARED,
) -> DayZones:
    """Return the zones of days that are already compared with their usual; for the arguments see `assess`.

    All days are judged at once, in columns. What the voices say of a day is put together when it is read: guidance
    needs every day's zone, and the arithmetic of the last one only.
    """
    entered = check_ins(ratings)
    composite = composite_criterion(compared, entered, settings)
    single = single_domain_criterion(ratings, compared, entered, settings)
    severe = severe_criterion(ratings, entered, settings)
    own = declared_criterion(ratings, declared, entered, settings)
    stuck = lasting_yellow_criterion(composite, single, severe, own, settings)
    return DayZones(ratings.first, (composite, single, severe, own, stuck), compared, settings)
