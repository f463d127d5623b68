"""Which chances shape the demo person's days?

All are drawn before the first day, so that what zonewise says on the way cannot shift the chances of later days.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from zonewise.synthetic.figures import ENTERED_AT_FIRST, ENTERED_ON_AVERAGE, REPORT_NOISE
from zonewise.synthetic.symptoms import symptoms

from .scenario import DAYS, FIRST_DAY, HABITS

PARTIAL_SHARE = 0.08
RATED_WHEN_PARTIAL = 0.6
DOSE_ONLY_SHARE = 0.6
"""Assumed: short check-ins, how much of one is filled in, and evenings with a dose logged and no check-in."""

CHECK_IN_FROM, CHECK_IN_MINUTES = time(19, 40), 110
BEDTIME_FROM, BEDTIME_MINUTES = time(22, 5), 75


@dataclass(frozen=True, slots=True)
class Chances:
    """What chance decides, one row for each day.

    Attributes:
        felt: (days, ratings) Symptoms without treatment and flares, points.
        noise: (days, ratings) What is written down less what was felt, points.
        checks_in: (days,) Whether there is a check-in when nothing else decides it.
        rates: (days, ratings) Whether that rating is given.
        logs_dose: (days,) Whether a dose is logged on a day without a check-in.
        check_in_minute: (days,) Minutes after the earliest check-in.
        bedtime_minute: (days,) Minutes after the earliest bedtime.
    """

    felt: NDArray[np.float64]
    noise: NDArray[np.float64]
    checks_in: NDArray[np.bool_]
    rates: NDArray[np.bool_]
    logs_dose: NDArray[np.bool_]
    check_in_minute: NDArray[np.intp]
    bedtime_minute: NDArray[np.intp]

    def check_in_at(self, day: int) -> time:
        """Return the time of a day's check-in."""
        return _later(CHECK_IN_FROM, int(self.check_in_minute[day]))

    def bedtime(self, day: int) -> time:
        """Return the time of a day's dose."""
        return _later(BEDTIME_FROM, int(self.bedtime_minute[day]))


def drawn(rng: Generator) -> Chances:
    """Draw all chances of the demo person's days."""
    shape = (DAYS, len(HABITS))
    fewer = 2 * (ENTERED_AT_FIRST.value - ENTERED_ON_AVERAGE.value)
    share = ENTERED_AT_FIRST.value - fewer * np.arange(DAYS) / DAYS
    partial = rng.random(DAYS) < PARTIAL_SHARE
    return Chances(
        felt=symptoms(HABITS, DAYS, rng),
        noise=rng.normal(scale=REPORT_NOISE.value, size=shape),
        checks_in=rng.random(DAYS) < share,
        rates=~partial[:, None] | (rng.random(shape) < RATED_WHEN_PARTIAL),
        logs_dose=rng.random(DAYS) < DOSE_ONLY_SHARE,
        check_in_minute=rng.integers(CHECK_IN_MINUTES, size=DAYS),
        bedtime_minute=rng.integers(BEDTIME_MINUTES, size=DAYS),
    )


def _later(start: time, minutes: int) -> time:
    return (datetime.combine(FIRST_DAY, start) + timedelta(minutes=minutes)).time()
