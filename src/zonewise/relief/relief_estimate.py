"""What can be said about relief?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Verdict = Literal[
    "too-early", "cannot-tell", "possibly-helping", "likely-helping", "possibly-worse", "likely-worse"
]  # fmt: skip
Reason = Literal[
    "no-ratings", "not-taken", "no-baseline", "short-baseline", "low-baseline", "few-ratings", "few-days",
    "not-taking-now", "unclear", "better", "worse",
]  # fmt: skip
Need = Literal["nothing", "baseline", "taking", "days"]


@dataclass(frozen=True, slots=True)
class Interval:
    """A number and how far it may be off.

    Attributes:
        mean: Expected value.
        low: Lower bound of the interval.
        high: Upper bound.
    """

    mean: float
    low: float
    high: float

    def to_dict(self) -> dict[str, float]:
        """Return it with one decimal, as shown."""
        return {"mean": _shown(self.mean), "low": _shown(self.low), "high": _shown(self.high)}


@dataclass(frozen=True, slots=True)
class MoreData:
    """What more data would change, and when.

    Attributes:
        need: What is missing: days before the first dose, days of taking it, more days; or nothing would help.
        days: How many more rated days; None when days do not help.
        half_width: Half of the interval's width that could be hoped for then, percent.
        could_change: If the days to come are like those so far, the word would be another.
    """

    need: Need
    days: int | None
    half_width: float
    could_change: bool

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "need": self.need,
            "days": self.days,
            "half_width": _shown(self.half_width),
            "could_change": self.could_change,
        }


@dataclass(frozen=True, slots=True)
class DomainRelief:
    """What the diary says about one domain, or about the composite.

    Attributes:
        verdict: The word.
        reason: Why that word.
        relief: Relief in the recent days that follows the dose, percent of baseline; positive is better.
        change: Change of the recent days since the baseline, whatever its cause, percent of baseline; positive is
            better. None where there is nothing to compare.
        change_points: The same in points; negative is better.
        probability: Percent of relief -> probability that it is exceeded.
        helping: Probability that relief exceeds the worthwhile beyond what people gain without any drug.
        onset_days: Onset time, days.
        baseline: Mean of the baseline ratings, points; None without any.
        baseline_days: Rated baseline days used.
        taking_rated: Rated days since the start.
        more_data: What more data would change.
        sentence: The word in a plain sentence.
        right: How often such a verdict is right, 0 to 1; None where it claims nothing.
        if_missing_worst: Relief if every missing day had been the worst one, and the verdict then; None if not asked.
    """

    verdict: Verdict
    reason: Reason
    relief: Interval
    change: Interval | None
    change_points: Interval | None
    probability: Mapping[str, float]
    helping: float
    onset_days: Interval
    baseline: float | None
    baseline_days: int
    taking_rated: int
    more_data: MoreData
    sentence: str
    right: float | None = None
    if_missing_worst: "tuple[Interval, Verdict] | None" = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        worst = self.if_missing_worst
        return {
            "verdict": self.verdict,
            "reason": self.reason,
            "sentence": self.sentence,
            "relief": self.relief.to_dict(),
            "change": self.change.to_dict() if self.change else None,
            "change_points": self.change_points.to_dict() if self.change_points else None,
            "probability": {percent: _shown(value, 3) for percent, value in self.probability.items()},
            "helping": _shown(self.helping, 3),
            "onset_days": self.onset_days.to_dict(),
            "baseline": None if self.baseline is None else _shown(self.baseline),
            "baseline_days": self.baseline_days,
            "taking_rated": self.taking_rated,
            "more_data": self.more_data.to_dict(),
            "right": None if self.right is None else _shown(self.right, 2),
            "if_missing_worst": None if worst is None else {"relief": worst[0].to_dict(), "verdict": worst[1]},
        }


@dataclass(frozen=True, slots=True)
class Relief:
    """What the diary says, by domain and for the composite.

    Attributes:
        domains: Name -> what it says of that domain.
        composite: What it says of the six together, or of all where none of the six is rated.
        without_drug: Gain that people have without any drug, percent of baseline.
        taking_days: Days of taking it, to the last rating; a dose left out for a day or two does not end it.
        unlogged_days: Days since the start without a word about the dose; the last known dose stands for them.
    """

    domains: Mapping[str, DomainRelief]
    composite: DomainRelief
    without_drug: Interval
    taking_days: int
    unlogged_days: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "domains": {name: each.to_dict() for name, each in self.domains.items()},
            "composite": self.composite.to_dict(),
            "without_drug": self.without_drug.to_dict(),
            "taking_days": self.taking_days,
            "unlogged_days": self.unlogged_days,
        }


def _shown(value: float, digits: int = 1) -> float:
    """Round for people; -0.0 reads as 0.0."""
    return round(value, digits) + 0.0
