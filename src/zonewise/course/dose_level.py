"""Levels of a dose, and the dose of the plan that a day's total belongs to.

A day can hold a part of a step's doses (one of two forgotten, or the other not taken yet), and with alternate days one
night does not tell 0.5 mg daily from 0.5 mg every other day. What a day leaves open, the days after it settle.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from zonewise.model.personal_cache import personal_cache
from zonewise.plan.prescribed_plan import Intake, Plan, Step
from zonewise.plan.schedule import step_below, step_index

NO_DOSE = Decimal(0)
CAUSES = ("named", "taken", "told", "own", "paused", "stopped", "left-out", "advised", "clinician")
"""Guidance named it; the first dose of all; told as a dose taken; the person's own lasting step down; the person's word
of pausing or stopping; doses left out; no dose since a call to take no more; what the doctor or nurse said."""


@dataclass(frozen=True, slots=True)
class Level:
    """A dose and the first day on it."""

    since: date  # First logical day.
    mg: Decimal  # Average milligrams a day; 0 while paused or stopped.
    rise: bool  # True when it is more than the level before; a start and a resumption are rises.
    cause: str = ""  # What brought it, of a recommended level: one of `CAUSES`, else "".
    rules: tuple[str, ...] = ()  # Ids of the rules that named it, where guidance did.


@dataclass(frozen=True, slots=True)
class Pattern:
    """One daily amount that a plan names, and how its days can look."""

    daily_mg: Decimal  # Average milligrams a day.
    # The doses of each day of its cycle, milligrams, lowest first; none on a day without a dose.
    doses: tuple[tuple[Decimal, ...], ...]
    whole: tuple[Decimal, ...]  # What each of these days holds when all is taken, milligrams.
    # For each of these days every total that it can hold when something is left out, 0 included.
    parts: tuple[frozenset[Decimal], ...]

    def is_whole(self, mg: Decimal) -> bool:
        """Say whether some day of the cycle holds exactly this."""
        return mg in self.whole

    def may_hold(self, mg: Decimal) -> bool:
        """Say whether some day of the cycle can hold this, with something left out."""
        return any(mg in part for part in self.parts)

    def is_exactly(self, doses: tuple[Decimal, ...]) -> bool:
        """Say whether some day of the cycle has these doses, lowest first, one by one."""
        return doses in self.doses

    def has(self, doses: tuple[Decimal, ...]) -> bool:
        """Say whether some day of the cycle has each of these doses, one by one."""
        return any(not Counter(doses) - Counter(day) for day in self.doses)

    def fits(self, day: date, since: date, logged: Mapping[date, Decimal], most_days: int) -> bool:
        """Say whether the days up to this one can all be days of the cycle; a day without an entry can be any.

        Args:
            day: The last day looked at.
            since: Days before it belong to another dose.
            logged: Totals by day, milligrams.
            most_days: So many days are looked at.
        """
        length = len(self.parts)
        back = range(min(length, most_days, (day - since).days + 1))
        taken = [(n, mg) for n in back if (mg := logged.get(day - timedelta(days=n))) is not None]
        return any(all(mg in self.parts[(shift - n) % length] for n, mg in taken) for shift in range(length))


class Patterns:
    """Every daily amount that a plan names; without a plan none."""

    def __init__(self, plan: Plan | None) -> None:
        self._by_mg: dict[Decimal, Pattern] = {}
        self._steps: tuple[Decimal, ...] = ()
        self._again: Decimal | None = None
        self._plan = plan
        if plan is None:
            return
        for step in plan.steps:
            self._by_mg.setdefault(step.daily_mg, _pattern(step))
        self._steps = tuple(self._by_mg)
        self._again = plan.resume_mg if plan.resume_mg is not None else self._steps[0]
        for mg in (*plan.reduce_mg, *plan.taper_mg, self._again):
            if step_index(plan, mg) is None:
                self._by_mg.setdefault(mg, _pattern(Step((Intake(mg, plan.steps[0].intakes[0].at),))))

    def of(self, daily_mg: Decimal) -> Pattern | None:
        """Return the pattern of a daily amount that the plan names."""
        return self._by_mg.get(daily_mg)

    def whole_day(self, daily_mg: Decimal) -> Decimal | None:
        """Return what each day of a daily amount holds when all is taken; None where its days differ."""
        pattern = self.of(daily_mg)
        if pattern is None:
            return daily_mg if self._plan is None else None
        return pattern.whole[0] if len(pattern.whole) == 1 else None

    def fullest_day(self, daily_mg: Decimal) -> Decimal:
        """Return the most that a day of a daily amount holds, milligrams."""
        pattern = self.of(daily_mg)
        return daily_mg if pattern is None else max(pattern.whole)

    def reaches(self, mg: Decimal, daily_mg: Decimal) -> bool:
        """Say whether a day's total is as much as a day of a daily amount holds, or a part of one of its days."""
        pattern = self.of(daily_mg)
        return mg >= self.fullest_day(daily_mg) or (pattern is not None and pattern.may_hold(mg))

    def first(self, mg: Decimal, *, again: bool) -> Decimal:
        """Return the daily amount that a day's total begins, after no dose at all or again after a pause."""
        expected = self.of(self._again) if again and self._again is not None else None
        if expected is not None and expected.may_hold(mg):
            return expected.daily_mg
        return _nearest(mg, NO_DOSE, [self._by_mg[step_mg] for step_mg in self._steps]) or self.other(mg, ())

    def other(self, mg: Decimal, levels: Sequence[Level]) -> Decimal:
        """Return the daily amount that a day's total belongs to when it is not the one now.

        That is the one a step back would name if it fits, else the nearest one that does.
        """
        now = levels[-1].mg if levels else NO_DOSE
        if self._plan is None:
            return mg
        back = self.of(self.back(levels))
        if back is not None and back.may_hold(mg):
            return back.daily_mg
        others = [pattern for pattern in self._by_mg.values() if pattern.daily_mg != now]
        return _nearest(mg, now, others) or mg

    def back(self, levels: Sequence[Level]) -> Decimal:
        """Return what a step back from the dose now would name."""
        return step_back(levels[-1].mg, levels, self._plan) if self._plan is not None and levels else NO_DOSE


def step_back(mg: Decimal, levels: Sequence[Level], plan: Plan) -> Decimal:
    """Return what a dose goes back to, average milligrams a day; 0 when nothing lower is left.

    That is the plan's amount to reduce to, else the last lower dose that was taken before, else the step below.
    """
    if not any(amount < mg for amount in plan.reduce_mg):
        reached = next((place for place, level in enumerate(levels) if level.mg == mg), len(levels))
        borne = [level.mg for level in levels[:reached] if 0 < level.mg < mg]
        if borne:
            return borne[-1]
    step = step_below(plan, mg)
    return step.daily_mg if step is not None else NO_DOSE


def _nearest(mg: Decimal, now: Decimal, patterns: Sequence[Pattern]) -> Decimal | None:
    whole = [pattern.daily_mg for pattern in patterns if pattern.is_whole(mg)]
    part = [pattern.daily_mg for pattern in patterns if pattern.may_hold(mg)]
    return min(whole or part, key=lambda daily: abs(daily - now), default=None)


@personal_cache(256)
def _pattern(step: Step) -> Pattern:
    days = tuple(tuple(sorted(intake.mg for intake in due)) for due in step.cycle())
    return Pattern(step.daily_mg, days, tuple(sum(doses, NO_DOSE) for doses in days), tuple(map(_sums, days)))


def _sums(doses: Sequence[Decimal]) -> frozenset[Decimal]:
    sums = {NO_DOSE}
    for mg in doses:
        sums |= {known + mg for known in sums}
    return frozenset(sums)
