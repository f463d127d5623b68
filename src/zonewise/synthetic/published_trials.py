"""What the trials reported that synthetic patients are compared with.

Where a trial gives no interval it is worked out from what it does give, and the row says so.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from scipy.stats import binomtest, chi2, t

Measure = Literal["change", "change-sd", "change-percent", "change-percent-sd", "responders-30", "responders-composite"]

GIVEN = "given"
FROM_COUNT = "worked out (Wilson) from the share and the number of people"
FROM_SD = "worked out (chi-squared) from the standard deviation and the number of people"
FROM_DIFFERENCE = "worked out from the interval of the difference between the arms"


@dataclass(frozen=True, slots=True)
class Published:
    """One reported value of one arm.

    Attributes:
        trial: Name of the trial.
        arm: "LDN" or "placebo".
        week: Weeks of treatment.
        measure: What was measured; changes in points or %, negative is better; responders in %.
        value: As reported.
        low: Lower end of its 95 % interval.
        high: Upper end.
        interval: Where the interval is from.
    """

    trial: str
    arm: str
    week: int
    measure: Measure
    value: float
    low: float
    high: float
    interval: str


def mean_interval(mean: float, sd: float, people: int) -> tuple[float, float]:
    """Return the 95 % interval of a mean from a standard deviation and a number of people."""
    half = float(t.ppf(0.975, people - 1)) * sd / people**0.5
    return mean - half, mean + half


def sd_interval(sd: float, people: int) -> tuple[float, float]:
    """Return the 95 % interval of a standard deviation, for normal values."""
    free = people - 1
    return sd * (free / float(chi2.ppf(0.975, free))) ** 0.5, sd * (free / float(chi2.ppf(0.025, free))) ** 0.5


def share_interval(percent: float, people: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of people, in %, after Wilson."""
    interval = binomtest(round(percent / 100 * people), people).proportion_ci(method="wilson")
    return 100 * float(interval.low), 100 * float(interval.high)


def sd_from_half_width(half_width: float, people: int) -> float:
    """Return the standard deviation of values whose mean has an interval of this half width."""
    return half_width * math.sqrt(people) / float(t.ppf(0.975, people - 1))


def sd_from_difference(low: float, high: float, one: int, other: int) -> float:
    """Return the common standard deviation behind the interval of a difference of two arms."""
    return (high - low) / 2 / 1.96 / math.sqrt(1 / one + 1 / other)


def published() -> tuple[Published, ...]:
    """Return all values of the trials, in the order in which they are shown."""
    by_week = sorted(_innova(), key=lambda row: (row.week, row.arm, row.measure))
    return (*_final(), *by_week, *_younger())


def _final() -> Iterator[Published]:
    """Return FINAL: Due Bruun 2024, 49 and 50 women, 6 mg, 12 weeks, pain over 7 days."""
    for arm, people, mean, low, high, responders in (
        ("LDN", 49, -1.3, -1.7, -0.8, 41.0),
        ("placebo", 50, -0.9, -1.4, -0.5, 26.0),
    ):
        sd = sd_from_half_width((high - low) / 2, people)
        yield Published("FINAL", arm, 12, "change", mean, low, high, GIVEN)
        yield Published("FINAL", arm, 12, "change-sd", round(sd, 2), *sd_interval(sd, people), FROM_SD)
        yield Published("FINAL", arm, 12, "responders-30", responders, *share_interval(responders, people), FROM_COUNT)


def _innova() -> Iterator[Published]:
    """Return INNOVA: Rodriguez-Freire 2026, 47 and 49 women, 4.5 mg from the first day, a year."""
    people = {"LDN": 47, "placebo": 49}
    for week, difference, changes in (
        (13, (-0.32, 1.31), {"LDN": -0.33, "placebo": -0.64}),
        (26, (-0.72, 0.97), {"LDN": -0.45, "placebo": -0.39}),
        (52, (-0.53, 1.26), {"LDN": -0.28, "placebo": -0.37}),
    ):
        sd = sd_from_difference(*difference, people["LDN"], people["placebo"])
        for arm, change in changes.items():
            interval = mean_interval(change, sd, people[arm])
            yield Published("INNOVA", arm, week, "change", change, *interval, FROM_DIFFERENCE)
            both = sum(people.values()) - 1
            spread = sd_interval(sd, both)
            yield Published("INNOVA", arm, week, "change-sd", round(sd, 2), *spread, FROM_DIFFERENCE)
    for arm, percent in (("LDN", 10.6), ("placebo", 18.4)):
        interval = share_interval(percent, people[arm])
        yield Published("INNOVA", arm, 13, "responders-30", percent, *interval, FROM_COUNT)


def _younger() -> Iterator[Published]:
    """Return Younger 2013: 28 women who crossed over between 4.5 mg for 12 weeks and placebo for 4."""
    people = 28
    for arm, week, percent, half_width, composite in (("LDN", 12, -28.8, 9.3, 32.0), ("placebo", 4, -18.0, 10.8, 11.0)):
        sd = sd_from_half_width(half_width, people)
        low, high = percent - half_width, percent + half_width
        yield Published("Younger 2013", arm, week, "change-percent", percent, low, high, GIVEN)
        yield Published("Younger 2013", arm, week, "change-percent-sd", round(sd, 1), *sd_interval(sd, people), FROM_SD)
        if arm == "LDN":
            interval = share_interval(57.0, people)
            yield Published("Younger 2013", arm, week, "responders-30", 57.0, *interval, FROM_COUNT)
        interval = share_interval(composite, people)
        yield Published("Younger 2013", arm, week, "responders-composite", composite, *interval, FROM_COUNT)
