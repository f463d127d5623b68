"""Doses taken, as levels from day to day.

Unlogged is unknown, not untaken: a day without a dose entry leaves the dose as it was. A logged 0 is a dose that was
left out on purpose.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from zonewise.model.entry import Entry
from zonewise.model.substances import is_naltrexone_dose
from zonewise.model.timeline import ONE_DAY, Day, Timeline
from zonewise.plan.prescribed_plan import Plan

from .dose_level import NO_DOSE, Level, Pattern, Patterns
from .settings import FactSettings

HISTORY = "dose-history"
"""Name of the profile entries in which people give doses from before the diary: milligrams a day from that day."""

RESTING, TAKING, TAKEN_AGAIN = "resting", "taking", "taken again"
PHASE_WORDS = {"paused": RESTING, "stopped": RESTING, "titrating": TAKING, "stable": TAKING}
NOTHING = Level(date.min, NO_DOSE, rise=False)


@dataclass(frozen=True, slots=True)
class DoseCourse:
    """All levels of a person's dose, oldest first, and when a dose was last logged."""

    levels: tuple[Level, ...]  # Never two of the same amount side by side.
    last_taken: date | None  # Last day with a logged dose above 0, or with a level from the dose history.
    last_left_out: date | None  # Last day with a logged 0.
    as_of: date  # The last day known.

    @property
    def now(self) -> Level | None:
        """The level that stands."""
        return self.levels[-1] if self.levels else None

    @property
    def last_mg(self) -> Decimal:
        """The last dose, average milligrams a day, whether or not a rest came after it; 0 before any."""
        return next((level.mg for level in reversed(self.levels) if level.mg > 0), NO_DOSE)

    @property
    def last_rise(self) -> Level | None:
        """The last start, step up or resumption."""
        return next((level for level in reversed(self.levels) if level.rise), None)

    @property
    def rises(self) -> tuple[date, ...]:
        """The first day of each start, step up and resumption."""
        return tuple(level.since for level in self.levels if level.rise)

    @property
    def taken_up(self) -> Level | None:
        """The last start or resumption."""
        begun = [after for before, after in pairwise((NOTHING, *self.levels)) if before.mg == 0 < after.mg]
        return begun[-1] if begun else None

    @property
    def started(self) -> date | None:
        """The first day on any dose."""
        return next((level.since for level in self.levels if level.mg > 0), None)

    def on(self, day: date) -> Level | None:
        """Return the level that stood on a day."""
        return next((level for level in reversed(self.levels) if level.since <= day), None)

    def falls_since(self, day: date) -> tuple[Level, ...]:
        """Return the levels that were lower than the one before and began on or after a day."""
        return tuple(after for before, after in pairwise(self.levels) if after.mg < before.mg and after.since >= day)


def dose_course(
    days: Timeline,
    history: Iterable[Entry],
    plan: Plan | None,
    pause_after_days: int,
    settings: FactSettings,
    phase_days: Collection[date] = (),
) -> DoseCourse:
    """Return the course of doses as they were taken, up to the last of the days.

    A pause is a level of 0: from the day on which the person says that LDN is paused or stopped, or from the first dose
    left out when more days than allowed are missed and at least one of them was logged as left out.

    Args:
        days: The timeline; its last day is the last one known.
        history: Profile entries of the name `HISTORY`, in any order.
        plan: The plan, for days that hold only a part of a step's doses.
        pause_after_days: Missed days allowed; more of them are a pause.
        settings: After how many days another dose is believed.
        phase_days: Days on which the person said whether LDN is taken.

    Raises:
        ValueError: There are no days.
    """
    if not days:
        raise ValueError("a course needs at least one day")
    as_of = days[-1].day
    earlier_mg = {entry.day: Decimal(entry.value) for entry in history if entry.day <= as_of}
    doses = days.doses_mg
    builder = _CourseBuilder(Patterns(plan), doses, as_of, pause_after_days, settings)
    for day in sorted({*earlier_mg, *doses, *phase_days}):
        if day in earlier_mg:
            builder.add_history(day, earlier_mg[day])
        if day in phase_days:
            builder.add_day(day, *phase_word(days.on(day)))
        elif day in doses and day not in earlier_mg:
            builder.add_day(day, "", sum(doses[day], NO_DOSE))
    builder.close_gap(as_of)
    return builder.course(as_of)


@dataclass(slots=True)
class _CourseBuilder:
    """The course as it stands after the days walked so far."""

    patterns: Patterns
    doses_mg: Mapping[date, Sequence[Decimal]]
    as_of: date
    pause_after_days: int
    settings: FactSettings
    levels: list[Level] = field(default_factory=list)
    last_taken: date | None = None
    last_left_out: date | None = None
    _pattern: Pattern | None = None
    _whole_day: Decimal | None = None
    _logged: dict[date, Decimal] = field(default_factory=dict)
    _taking: date | None = None
    _left_out_since: date | None = None
    _rested: bool = False
    _open: tuple[Decimal, date, int] | None = None

    def course(self, as_of: date) -> DoseCourse:
        """Return the course so far, seen from a day."""
        return DoseCourse(tuple(self.levels), self.last_taken, self.last_left_out, as_of)

    def add_history(self, day: date, mg: Decimal) -> None:
        """Take in a dose from before the diary."""
        self._move(day, mg)
        if mg > 0:
            self.last_taken = self._taking = day
            self._left_out_since = None

    def add_day(self, day: date, phase: str, mg: Decimal | None) -> None:
        """Take in one day of the diary: its total, and the person's last word on it of whether LDN is taken.

        After a word of resting the total is that of the doses which followed it, if any did.
        """
        if mg is not None and mg > NO_DOSE:
            self.close_gap(day)
            if phase == TAKEN_AGAIN:
                self._rest(day)
            self._logged[day] = mg
            self._take(day, mg)
            self.last_taken = self._taking = day
            self._left_out_since = None
        elif mg is not None:
            self._logged[day] = mg
            self._left_out_since = self._left_out_since or day
            self.last_left_out = day
            self.close_gap(day + ONE_DAY)
        if phase == RESTING:
            self._rest(day)
        elif phase == TAKING:
            self._taking, self._left_out_since = day, None

    def close_gap(self, day: date) -> None:
        """Pause from the first dose left out when more days than allowed were missed before a day."""
        since, taking = self._left_out_since, self._taking
        if since is not None and taking is not None and (day - taking).days - 1 > self.pause_after_days:
            self._rest(since)

    def _rest(self, day: date) -> None:
        self._move(day, NO_DOSE)
        self._rested = True

    def _take(self, day: date, mg: Decimal) -> None:
        pattern = self._pattern
        if mg == self._whole_day:  # as on most days
            self._open = None
        elif not self.levels or self.levels[-1].mg == 0:
            self._move(day, self.patterns.first(mg, again=self._rested))
        elif pattern is None or not pattern.may_hold(mg):
            self._move(day, self.patterns.other(mg, self.levels))
        else:
            self._weigh(day, mg, pattern)

    def _weigh(self, day: date, mg: Decimal, pattern: Pattern) -> None:
        """Stay on a dose that can hold the day, until its doses or days in a row speak for another one of the plan."""
        fits = len(pattern.whole) == 1 or pattern.fits(
            day, self.levels[-1].since, self._logged, self.settings.dose_cycle_days
        )
        if fits and pattern.is_whole(mg):
            self._open = None
            return
        other = self.patterns.other(mg, self.levels)
        meant = self.patterns.of(other)
        if meant is None or not meant.is_whole(mg):
            self._open = None
            return
        since, count = (self._open[1], self._open[2] + 1) if self._open and self._open[0] == other else (day, 1)
        self._open = (other, since, count)
        doses = tuple(sorted(self.doses_mg[day]))
        clear = meant.is_exactly(doses)
        over = day < self.as_of  # today's doses may not all be taken yet
        if (clear and not pattern.has(doses)) or (over and count >= self._days_needed(other, pattern, clear=clear)):
            self._move(since, other)

    def _days_needed(self, other: Decimal, pattern: Pattern, *, clear: bool) -> int:
        """Return after how many days another dose is believed; a step back, which asks least of the body, after one."""
        if other > pattern.daily_mg:
            return self.settings.higher_dose_days
        return 1 if clear and other == self.patterns.back(self.levels) else self.settings.lower_dose_days

    def _move(self, day: date, mg: Decimal) -> None:
        before = self.levels[-1].mg if self.levels else NO_DOSE
        self._open = None
        if mg != before:
            self.levels.append(Level(day, mg, rise=mg > before))
            self._pattern, self._whole_day = self.patterns.of(mg), self.patterns.whole_day(mg)


def phase_word(row: Day) -> tuple[str, Decimal | None]:
    """Return what stands at the end of a day (resting, taking, or doses after a word of resting) and its total."""
    phase, after = "", NO_DOSE
    for entry in row.entries:
        if entry.kind == "answer" and entry.name == "phase" and entry.value in PHASE_WORDS:
            phase, after = PHASE_WORDS[entry.value], NO_DOSE
        elif entry.kind == "dose" and is_naltrexone_dose(entry.name):
            after += Decimal(entry.value)
    return (TAKEN_AGAIN, after) if phase == RESTING and after > 0 else (phase, row.dose_mg)


def days_since(day: date | None, as_of: date) -> int | None:
    """Return whole days from a day to `as_of`, or None for no day."""
    return None if day is None else (as_of - day) // timedelta(days=1)
