"""What a diary says about relief, doses, side effects and daily use, as values to show, store and compare."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal, get_args

Verdict = Literal[
    "too-early", "cannot-tell", "possibly-helping", "likely-helping", "possibly-worse", "likely-worse"
]  # fmt: skip
Reason = Literal[
    "no-ratings", "not-taken", "no-baseline", "short-baseline", "low-baseline", "few-ratings", "few-days",
    "not-taking-now", "jump", "trend-before", "wanders", "unclear", "better", "worse",
]  # fmt: skip
MonthBefore = Literal["steady", "better", "worse", "flare", "unknown"]
"""How the person says the month before the first dose was: steady, getting better, getting worse, in a flare."""
MONTHS_BEFORE: tuple[MonthBefore, ...] = get_args(MonthBefore)
Need = Literal["nothing", "baseline", "taking", "days"]
Better = Literal["first", "second", "cannot-tell", "too-early"]
Enough = Literal["not-taken", "too-short", "gaps", "enough"]

DIGITS = {"probability": 3, "helping": 3, "right": 2, "dose_mg": 6}
"""Decimals that are shown of a value of this name; 1 of any other."""


class PlainValues:
    """A dataclass whose values can be written as JSON, rounded as they are shown."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON, by their names."""
        assert is_dataclass(self)
        return {field.name: _plain(getattr(self, field.name), DIGITS.get(field.name, 1)) for field in fields(self)}


def _plain(value: object, digits: int) -> Any:
    if isinstance(value, PlainValues):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {name: _plain(part, digits) for name, part in value.items()}
    if isinstance(value, tuple):
        return [_plain(part, digits) for part in value]
    return round(value, digits) + 0.0 if isinstance(value, float) else value  # -0.0 is shown as 0.0


@dataclass(frozen=True, slots=True)
class Interval(PlainValues):
    """A number and how far it may be off."""

    mean: float  # Expected value.
    low: float  # Lower bound of the interval.
    high: float  # Upper bound.


@dataclass(frozen=True, slots=True)
class MoreData(PlainValues):
    """What more data would change, and when."""

    need: Need  # What is missing: days before the first dose, days of taking it, more days; or nothing would help.
    days: int | None  # How many more rated days; None when days do not help.
    half_width: float  # Half of the interval's width that could be hoped for then, percent.
    could_change: bool  # If the days to come are like those so far, the word would be another.


@dataclass(frozen=True, slots=True)
class WorstCase(PlainValues):
    """What would be said if every missing day since the start had been the worst one."""

    relief: Interval  # Relief then.
    verdict: Verdict  # The word then.


@dataclass(frozen=True, slots=True)
class DomainRelief(PlainValues):
    """What the diary says about one domain, or about the composite."""

    verdict: Verdict
    reason: Reason
    sentence: str  # The word in a plain sentence.
    relief: Interval  # Relief in the recent days that follows the dose, percent of baseline; positive is better.
    # Change of the recent days since the baseline, whatever its cause, percent of baseline; positive is better. None
    # where there is nothing to compare.
    change: Interval | None
    change_points: Interval | None  # The same in points; negative is better.
    probability: Mapping[str, float]  # Percent of relief -> probability that it is exceeded.
    helping: float  # Probability that relief exceeds the worthwhile beyond what people gain without any drug.
    onset_days: Interval  # Onset time, days.
    baseline: float | None  # Mean of the baseline ratings, points; None without any.
    baseline_days: int  # Rated baseline days used.
    taking_rated: int  # Rated days since the start.
    more_data: MoreData  # What more data would change.
    wrong_if_improving: float | None = None  # How often it is said of who was getting better anyway, 0 to 1; or None.
    right: float | None = None  # How often such a verdict is right, 0 to 1; None where it claims nothing.
    if_missing_worst: WorstCase | None = None  # What would be said had missing days been the worst; None if not asked.


@dataclass(frozen=True, slots=True)
class Relief(PlainValues):
    """What the diary says, by domain and for the composite."""

    domains: Mapping[str, DomainRelief]  # Name -> what it says of that domain.
    composite: DomainRelief  # What it says of the six together, or of all where none of the six is rated.
    without_drug: Interval  # Gain that people have without any drug, percent of baseline.
    taking_days: int  # Days of taking it, to the last rating; a dose left out for a day or two does not end it.
    unlogged_days: int  # Days since the start without a word about the dose; the last known dose stands for them.
    # LDN is paused, so that what is said is how the last days on it differed from the days off it.
    is_paused: bool = False
    jump_day: int | None = None  # Day, from 0, on which all days jumped though no dose changed; None where none did.
    steps: tuple["StepChange", ...] = ()  # The change since each dose step, whatever its cause.


@dataclass(frozen=True, slots=True)
class StepChange(PlainValues):
    """How the days at one dose differ from the days before it, whatever the cause."""

    day: int  # Day of the step, from 0.
    dose_mg: float  # The dose from then on, mg; 0 for a pause.
    before_mg: float  # The dose before it, mg; 0 for none.
    points: Interval  # Change of the six together, points; negative is better.


@dataclass(frozen=True, slots=True)
class DoseComparison(PlainValues):
    """What the diary says of two ways of taking it."""

    first: str  # Such as "3 mg" or "night".
    second: str  # What it is held against.
    first_days: int  # Rated days of the first.
    second_days: int  # Rated days of the second.
    difference: Interval  # First less second, points; negative says that the first is better.
    probability: float  # Probability that the first is better.
    better: Better  # The answer, corrected for how many comparisons are looked at.
    looked_at: int  # How many that is.


@dataclass(frozen=True, slots=True)
class DoseEffects(PlainValues):
    """Side effects at one dose."""

    dose_mg: float  # The dose, mg; 0 before the first one and in pauses.
    days: int  # Days with a check-in at it.
    days_with: int  # Of these, days with a side effect.
    worst_grade: int  # Highest grade seen, 0 to 3.
    percent: Interval  # Share of such days, percent.


@dataclass(frozen=True, slots=True)
class Adherence(PlainValues):
    """How steadily it was taken."""

    enough: Enough  # Whether that is enough to judge by.
    days: int  # Days since the first dose, that day included.
    taken: int  # Days with a dose.
    left_out: int  # Days on which none was taken.
    unlogged: int  # Days without a word, which are not days left out.
    steady_days: int  # Days since the last gap that was longer than a plan allows.
    percent: float | None  # Share of the days with a word on which it was taken, percent; None without any.


@dataclass(frozen=True, slots=True)
class Trend(PlainValues):
    """How one rating went on, whatever the cause: the recent days beside as many days before them."""

    name: str  # Which rating.
    recent: float  # Mean of the recent days, points.
    earlier: float  # Mean of as many days before them, points.
    recent_ratings: int  # Days of each that were rated.
    earlier_ratings: int


@dataclass(frozen=True, slots=True)
class BeforeTreatment(PlainValues):
    """One rating beside what the person remembers of an ordinary day before LDN; a memory, no measurement."""

    name: str  # Which rating.
    remembered: float  # As the person said it, points.
    recent: float  # Mean of the recent days, points.
    recent_ratings: int  # Recent days that were rated.
