"""Which of a day's doses are still open, and from when the next one may be taken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from zonewise.course.dose_level import NO_DOSE
from zonewise.model.substances import is_naltrexone_dose
from zonewise.model.timeline import ONE_DAY
from zonewise.plan.prescribed_plan import Intake
from zonewise.plan.schedule import next_intake_allowed

from .snapshot import DiarySnapshot


@dataclass(frozen=True, slots=True)
class DosesToday:
    """The doses of one logical day."""

    due: tuple[Intake, ...]  # What is due on it, in the order of the day.
    still_open: tuple[Intake, ...]  # Those neither taken nor left out; empty when more cannot be taken.
    logged_mg: Decimal  # Logged on it.
    # From when the next dose may be taken, where that is later than its time or a dose was taken since midnight.
    earliest: datetime | None
    fits: bool  # The next dose may still be taken before the day ends.
    too_close: bool  # Two doses of the day are logged with fewer hours between them.

    @property
    def due_mg(self) -> Decimal:
        """Milligrams due on the day."""
        return sum((intake.mg for intake in self.due), NO_DOSE)


def doses_today(snapshot: DiarySnapshot, due: Iterable[Intake], hours: int) -> DosesToday:
    """Return the doses of the snapshot's day.

    Args:
        due: What the step holds for the day, in any order.
        hours: The fewest hours between two doses.
    """
    day, ends_at = snapshot.as_of, snapshot.ends_at
    in_order = tuple(sorted(due, key=lambda intake: _moment(day, intake.clock, ends_at)))
    near = [entry for entry in snapshot.of_kind("dose") if abs(entry.day - day) <= ONE_DAY]
    doses = [(snapshot.day_of(entry), entry, Decimal(entry.value)) for entry in near if is_naltrexone_dose(entry.name)]
    logged = sum((mg for on, _, mg in doses if on == day), NO_DOSE)
    left_out = sum(on == day and mg == 0 for on, _, mg in doses)
    still_open = _still_open(in_order, sum((intake.mg for intake in in_order), NO_DOSE) - logged, left_out)
    taken = sorted(
        (on, moment := _moment(on, entry.at, ends_at), _hours_after(moment, hours, entry.zone))
        for on, entry, mg in doses
        if on <= day and mg > 0 and entry.at is not None
    )
    of_today = [(moment, next_at) for on, moment, next_at in taken if on == day]
    earliest = taken[-1][2] if taken else None
    fits = earliest is None or earliest < _moment(day + ONE_DAY, ends_at, ends_at)
    if earliest is not None and taken[-1][1].date() < day:
        usual = _moment(day, still_open[0].clock, ends_at) if still_open else earliest
        earliest = earliest if earliest > usual else None
    too_close = len(in_order) > 1 and any(later < next_at for (_, next_at), (later, _) in pairwise(of_today))
    return DosesToday(in_order, still_open, logged, earliest, fits, too_close)


def _moment(day: date, clock: time, ends_at: time) -> datetime:
    """Return when a clock time of a logical day is; what follows midnight is on the next date."""
    return datetime.combine(day + ONE_DAY if clock < ends_at else day, clock)


def _hours_after(moment: datetime, hours: int, zone: str) -> datetime:
    """Return what the clock shows so many hours later; where the time zone is not known no clock is changed."""
    try:
        place: tzinfo = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        place = UTC
    return next_intake_allowed(moment.replace(tzinfo=place), hours).replace(tzinfo=None)


def _still_open(due: Sequence[Intake], left_mg: Decimal, left_out: int) -> tuple[Intake, ...]:
    """Return the doses that fit into what is left of the day's amount, the later ones where several do.

    Args:
        due: In the order of the day.
        left_mg: The day's amount without what was logged, milligrams.
        left_out: How many doses were left out on purpose; the last one that is open stays.
    """
    subsets = (subset for count in range(len(due) + 1) for subset in combinations(range(len(due)), count))
    sums = ((sum((due[place].mg for place in subset), NO_DOSE), subset) for subset in subsets)
    _, best = max((mg, subset) for mg, subset in sums if mg <= left_mg) if left_mg >= 0 else (NO_DOSE, ())
    return tuple(due[place] for place in best[min(left_out, max(0, len(best) - 1)) :])
