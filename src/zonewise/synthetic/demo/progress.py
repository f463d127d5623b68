"""What shapes the demo patient's days: chance, drawn before the first day, and how far the plan has come.

All chances are drawn first, so that what zonewise says on the way cannot shift those of later days.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from zonewise.synthetic.figures import FIGURES
from zonewise.synthetic.symptoms import Habit, flare_share, pain_change, symptoms

from . import scenario

PARTIAL_SHARE = 0.08
RATED_WHEN_PARTIAL = 0.6
DOSE_ONLY_SHARE = 0.6
"""Assumed: short check-ins, how much of one is filled in, and evenings with a dose logged and no check-in."""

CHECK_IN_FROM, CHECK_IN_MINUTES = time(19, 40), 110
BEDTIME_FROM, BEDTIME_MINUTES = time(22, 5), 75


@dataclass(frozen=True, slots=True)
class Chances:
    """What chance decides, one row for each day."""

    felt: NDArray[np.float64]  # (days, ratings) Symptoms without treatment and flares, points.
    noise: NDArray[np.float64]  # (days, ratings) What is written down less what was felt, points.
    checks_in: NDArray[np.bool_]  # (days,) Whether there is a check-in when nothing else decides it.
    rates: NDArray[np.bool_]  # (days, ratings) Whether that rating is given.
    logs_dose: NDArray[np.bool_]  # (days,) Whether a dose is logged on a day without a check-in.
    check_in_minute: NDArray[np.intp]  # (days,) Minutes after the earliest check-in.
    bedtime_minute: NDArray[np.intp]  # (days,) Minutes after the earliest bedtime.

    def check_in_at(self, day: int) -> time:
        """Return the time of a day's check-in."""
        return _later(CHECK_IN_FROM, int(self.check_in_minute[day]))

    def bedtime(self, day: int) -> time:
        """Return the time of a day's dose."""
        return _later(BEDTIME_FROM, int(self.bedtime_minute[day]))


def draw_chances(rng: Generator) -> Chances:
    """Draw all chances of the demo patient's days."""
    shape = (scenario.DAYS, len(scenario.HABITS))
    fewer = 2 * (FIGURES["entered at first"].value - FIGURES["entered on average"].value)
    share = FIGURES["entered at first"].value - fewer * np.arange(scenario.DAYS) / scenario.DAYS
    partial = rng.random(scenario.DAYS) < PARTIAL_SHARE
    return Chances(
        felt=symptoms(scenario.HABITS, scenario.DAYS, rng),
        noise=rng.normal(scale=FIGURES["report noise"].value, size=shape),
        checks_in=rng.random(scenario.DAYS) < share,
        rates=~partial[:, None] | (rng.random(shape) < RATED_WHEN_PARTIAL),
        logs_dose=rng.random(scenario.DAYS) < DOSE_ONLY_SHARE,
        check_in_minute=rng.integers(CHECK_IN_MINUTES, size=scenario.DAYS),
        bedtime_minute=rng.integers(BEDTIME_MINUTES, size=scenario.DAYS),
    )


def _later(start: time, minutes: int) -> time:
    return (datetime.combine(scenario.FIRST_DAY, start) + timedelta(minutes=minutes)).time()


WATCHED_AFTER = 2  # Days after a flare on which the person still checks in without fail.


@dataclass(frozen=True, slots=True)
class Progress:
    """The doses taken so far."""

    interval_days: int  # Days that the plan asks for at each dose.
    mg: Decimal = Decimal(0)  # Dose that is taken now; 0 before the first.
    changes: tuple[tuple[date, Decimal], ...] = ()  # Each change of it, as (first day, dose), oldest first.

    def taking(self, day: date, mg: Decimal) -> "Progress":
        """Return the progress after a dose was taken."""
        return self if mg == self.mg else replace(self, mg=mg, changes=(*self.changes, (day, mg)))

    def symptom_change(self, habit: Habit, day: date) -> float:
        """Return what treatment and flares add to a rating on a day, points."""
        started = self.changes[0][0] if self.changes else None
        treated = pain_change((day - started).days) if started is not None and habit.name == "pain" else 0.0
        shares = (float(flare_share(since, days)) for since, days in self._flares(day).values())
        return treated + FIGURES["flare height"].value * habit.in_flare * sum(shares)

    def dreams(self, day: date) -> bool:
        """Return whether the nights bring vivid dreams."""
        if not self.changes:
            return False
        return 0 <= (day - self.changes[0][0]).days - scenario.DREAMS_FROM < FIGURES["dream days"].value

    def has_cold(self, day: date) -> bool:
        """Return whether the cold begins on this day."""
        return self._after(scenario.INFECTION_MG, scenario.INFECTION_AFTER) == day

    def gap_day(self, day: date) -> int | None:
        """Return which day of the gap without entries this is, from 0, or None outside it."""
        back_up = [since for since, mg in self.changes if mg == scenario.STEP_FLARE_MG][1:]
        if not back_up:
            return None
        number = (day - back_up[0]).days - self.interval_days + scenario.GAP_BEFORE_STEP
        return number if 0 <= number < scenario.GAP_DAYS else None

    def is_watched(self, day: date) -> bool:
        """Return whether the person would not leave this day out: a flare, a cold, the days after."""
        return self.has_cold(day) or any(
            0 <= since < days + WATCHED_AFTER for since, days in self._flares(day).values()
        )

    def is_in_flare(self, cause: str, day: date) -> bool:
        """Return whether the flare that the step or the cold brought is there."""
        since, days = self._flares(day).get(cause, (0, 0))
        return 0 <= since < days

    def _flares(self, day: date) -> dict[str, tuple[int, int]]:
        """Return for each flare that is known to come the days since it began, and its length."""
        begun = {
            "step": (self._after(scenario.STEP_FLARE_MG, scenario.STEP_FLARE_AFTER), scenario.STEP_FLARE_DAYS),
            "cold": (self._after(scenario.INFECTION_MG, scenario.INFECTION_FLARE_AFTER), scenario.INFECTION_FLARE_DAYS),
        }
        return {cause: ((day - first).days, days) for cause, (first, days) in begun.items() if first is not None}

    def _after(self, mg: Decimal, days: int) -> date | None:
        """Return the day that is so many days after the first dose of this size, once there was one."""
        first = next((since for since, taken in self.changes if taken == mg), None)
        return None if first is None else first + timedelta(days=days)
