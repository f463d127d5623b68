"""How far has the demo person come on the plan, and what follows from it?"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from zonewise.synthetic.figures import DREAM_DAYS, FLARE_HEIGHT
from zonewise.synthetic.symptoms import Habit, flare_share, pain_change

from .scenario import (
    DREAMS_FROM,
    GAP_BEFORE_STEP,
    GAP_DAYS,
    INFECTION_AFTER,
    INFECTION_FLARE_AFTER,
    INFECTION_FLARE_DAYS,
    INFECTION_MG,
    STEP_FLARE_AFTER,
    STEP_FLARE_DAYS,
    STEP_FLARE_MG,
)

WATCHED_AFTER = 2
"""Days after a flare on which the person still checks in without fail."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The doses taken so far.

    Attributes:
        mg: Dose that is taken now; 0 before the first.
        changes: Each change of it, as (first day, dose), oldest first.
        interval_days: Days that the plan asks for at each dose.
    """

    interval_days: int
    mg: Decimal = Decimal(0)
    changes: tuple[tuple[date, Decimal], ...] = ()

    def taking(self, day: date, mg: Decimal) -> "Progress":
        """Return the progress after a dose was taken."""
        return self if mg == self.mg else replace(self, mg=mg, changes=(*self.changes, (day, mg)))

    def symptom_change(self, habit: Habit, day: date) -> float:
        """Return what treatment and flares add to a rating on a day, points."""
        started = self.changes[0][0] if self.changes else None
        treated = pain_change((day - started).days) if started is not None and habit.name == "pain" else 0.0
        shares = (flare_share((day - began).days, days) for began, days in self._flares().values() if began is not None)
        return treated + FLARE_HEIGHT.value * habit.in_flare * sum(shares)

    def dreams(self, day: date) -> bool:
        """Return whether the nights bring vivid dreams."""
        if not self.changes:
            return False
        return 0 <= (day - self.changes[0][0]).days - DREAMS_FROM < DREAM_DAYS.value

    def blames_step(self, day: date) -> bool:
        """Return whether the flare that a step brought is there, so that new symptoms since the step are named."""
        return self._in_flare("step", day)

    def has_cold(self, day: date) -> bool:
        """Return whether the cold begins on this day."""
        return self._after(INFECTION_MG, INFECTION_AFTER) == day

    def blames_cold(self, day: date) -> bool:
        """Return whether the flare that the cold brought is there."""
        return self._in_flare("cold", day)

    def gap_day(self, day: date) -> int | None:
        """Return which day of the gap without entries this is, from 0, or None outside it."""
        back_up = [since for since, mg in self.changes if mg == STEP_FLARE_MG][1:]
        if not back_up:
            return None
        number = (day - back_up[0]).days - self.interval_days + GAP_BEFORE_STEP
        return number if 0 <= number < GAP_DAYS else None

    def is_watched(self, day: date) -> bool:
        """Return whether the person would not leave this day out: a flare, a cold, the days after."""
        return self.has_cold(day) or any(
            began is not None and 0 <= (day - began).days < days + WATCHED_AFTER
            for began, days in self._flares().values()
        )

    def _in_flare(self, name: str, day: date) -> bool:
        began, days = self._flares()[name]
        return began is not None and 0 <= (day - began).days < days

    def _flares(self) -> dict[str, tuple[date | None, int]]:
        return {
            "step": (self._after(STEP_FLARE_MG, STEP_FLARE_AFTER), STEP_FLARE_DAYS),
            "cold": (self._after(INFECTION_MG, INFECTION_FLARE_AFTER), INFECTION_FLARE_DAYS),
        }

    def _after(self, mg: Decimal, days: int) -> date | None:
        """Return the day that is so many days after the first dose of this size, once there was one."""
        first = next((since for since, taken in self.changes if taken == mg), None)
        return None if first is None else first + timedelta(days=days)
