"""What the trials reported that synthetic patients are compared with.

Where a trial gives no interval it is worked out from what it does give, and the row says so.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from scipy.stats import binomtest, chi2, t

from .figures import read_table

GIVEN = "given"
FROM_COUNT = "worked out (Wilson) from the share and the number of people"
FROM_SD = "worked out (chi-squared) from the standard deviation and the number of people"
FROM_DIFFERENCE = "worked out from the interval of the difference between the arms"


@dataclass(frozen=True, slots=True)
class Published:
    """One reported value of one arm."""

    trial: str
    arm: str  # "LDN" or "placebo".
    week: int  # Weeks of treatment.
    # "change" in points or "change-percent", negative is better; with "-sd" the spread of either; "responders-30" and
    # "responders-composite" in %.
    measure: str
    value: float  # As reported.
    low: float  # Lower end of its 95 % interval.
    high: float
    interval: str  # Where the interval is from.


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
    """Return all values of the trials, in the order of their table `published_trials.tsv`.

    A change has its own interval there, or that of the difference between the arms of that week.
    """
    table = read_table("published_trials.tsv")
    people = {(row["trial"], row["arm"]): int(row["people"]) for row in table}
    return tuple(value for row in table for value in _arm(row, people))


def _arm(row: Mapping[str, str], people: Mapping[tuple[str, str], int]) -> Iterator[Published]:
    """Yield the values of one arm after so many weeks."""
    trial, count, change = row["trial"], people[row["trial"], row["arm"]], float(row["value"])
    of_arm = partial(Published, trial, row["arm"], int(row["week"]))
    if row["low"]:
        low, high = float(row["low"]), float(row["high"])
        sd, sd_people, basis, sd_basis = sd_from_half_width((high - low) / 2, count), count, GIVEN, FROM_SD
    else:
        arms = people[trial, "LDN"], people[trial, "placebo"]
        sd = sd_from_difference(float(row["difference_low"]), float(row["difference_high"]), *arms)
        low, high = mean_interval(change, sd, count)
        sd_people, basis, sd_basis = sum(arms) - 1, FROM_DIFFERENCE, FROM_DIFFERENCE
    yield of_arm(row["measure"], change, low, high, basis)
    digits = 1 if row["measure"] == "change-percent" else 2
    yield of_arm(f"{row['measure']}-sd", round(sd, digits), *sd_interval(sd, sd_people), sd_basis)
    for share in ("responders-30", "responders-composite"):
        if row[share]:
            yield of_arm(share, float(row[share]), *share_interval(float(row[share]), count), FROM_COUNT)
