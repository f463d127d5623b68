"""What the prescriber wrote: a plan as frozen values, in milligrams and days.

Values refuse impossible states when they are made (a negative dose, drops whose strength nobody stated). Whether a
possible plan is a safe one is the question of `check`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from itertools import combinations
from math import gcd, lcm
from types import MappingProxyType
from typing import Literal, get_args

from zonewise.model.amounts import MOST_DECIMALS, plain
from zonewise.model.personal_cache import personal_cache

Form = Literal["capsule", "tablet", "liquid", "drops", "other"]
UNNAMED_PRESCRIBER = "your prescriber"
"""What stands for the prescriber where a prescription names nobody; it is said to the person alone."""

Origin = Literal["copied", "signed", "key-signed"]
StatedBy = Literal["prescriber", "pharmacy"]
SignOffReason = Literal["pregnancy", "liver", "minor", "specialist", "opioid-depot"]

FORMS: tuple[Form, ...] = get_args(Form)
STATED_BY: tuple[StatedBy, ...] = get_args(StatedBy)
SIGN_OFF_REASONS: tuple[SignOffReason, ...] = get_args(SignOffReason)
USUAL_CLOCKS: Mapping[str, time] = MappingProxyType(
    {"morning": time(8), "midday": time(12, 30), "afternoon": time(16), "evening": time(20), "bedtime": time(22)}
)
"""What a time of day that a plan gives as a word is taken for, in the order of the day."""
TIMES_OF_DAY = tuple(USUAL_CLOCKS)

MOST_EVERY_DAYS = 7
LENGTHS: tuple[tuple[str, str, Literal["days", "hours"], str], ...] = (
    ("interval", "interval_days", "days", "Days on each step, at least"),
    ("missed-days", "missed_days_allowed", "days", "Missed days allowed"),
    ("hours-between", "hours_between", "hours", "Hours between doses, at least"),
    ("link-window", "link_window_days", "days", "Days after an increase that count as linked"),
    ("surgery-stop", "surgery_hours", "hours", "Hours without LDN before an operation"),
    ("opioid-free", "opioid_free_days", "days", "Days without opioids before a start"),
)
"""Lengths of time that a plan may state: key of the file and the form, attribute of `Plan`, unit, label."""

MOST_CHARACTERS = 32_768  # Of a plan as text, in a file and in the diary.

_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_NANOGRAM = Decimal("0.000001")


def is_time_of_day(text: str) -> bool:
    """Return whether a text is one of `TIMES_OF_DAY` or a clock time such as 21:30."""
    return text in TIMES_OF_DAY or _CLOCK.fullmatch(text) is not None


def clock_of(at: str) -> time:
    """Return the clock time of a time of day; of a word the usual one."""
    return USUAL_CLOCKS[at] if at in USUAL_CLOCKS else time.fromisoformat(at)


@dataclass(frozen=True, slots=True)
class Intake:
    """One amount taken at one time of the day."""

    mg: Decimal  # Milligrams of naltrexone, above 0.
    at: str  # One of `TIMES_OF_DAY`, or "HH:MM".
    every_days: int = 1  # 1 for daily, 2 for alternate days, up to 7.
    on_day: int = 1  # Which day of those it falls on, from 1 to `every_days`; day 1 is the first day of the step.

    def __post_init__(self) -> None:
        _positive("a dose in mg", self.mg)
        if not is_time_of_day(self.at):
            raise ValueError(f"a dose is taken at one of {', '.join(TIMES_OF_DAY)} or HH:MM, got {self.at!r}")
        if not 1 <= self.every_days <= MOST_EVERY_DAYS:
            raise ValueError(f"a dose is taken every 1 to {MOST_EVERY_DAYS} days, got {self.every_days}")
        if not 1 <= self.on_day <= self.every_days:
            raise ValueError(f"a dose every {self.every_days} days falls on day 1 to that, got {self.on_day}")

    @property
    def clock(self) -> time:
        """The time on the clock."""
        return clock_of(self.at)


@dataclass(frozen=True, slots=True)
class Step:
    """What is taken while on one step."""

    intakes: tuple[Intake, ...]  # At least one; no two at the same time on the same day.

    def __post_init__(self) -> None:
        if not self.intakes:
            raise ValueError("a step has at least one dose")
        for one, other in combinations(self.intakes, 2):
            if one.at == other.at and (one.on_day - other.on_day) % gcd(one.every_days, other.every_days) == 0:
                raise ValueError(f"two doses fall together at {one.at}: write them as one amount")

    @property
    def daily_mg(self) -> Decimal:
        """Average milligrams a day; exact, or to the nanogram where a third or seventh has no end."""
        return _daily_mg(self.intakes)  # kept, as it is read on each day of a course

    @property
    def highest_day_mg(self) -> Decimal:
        """Milligrams on the day of the cycle with the most; the same as `daily_mg` when all is taken daily."""
        return max(sum((intake.mg for intake in intakes), Decimal(0)) for intakes in self.cycle())

    @property
    def most_intakes_a_day(self) -> int:
        """How many doses fall on the day of the cycle with the most."""
        return max(map(len, self.cycle()))

    def intakes_on(self, number: int) -> tuple[Intake, ...]:
        """Return what is due on a day by its number, 0 for the first day on the step."""
        return tuple(intake for intake in self.intakes if number % intake.every_days == intake.on_day - 1)

    def cycle(self) -> list[tuple[Intake, ...]]:
        """Return what is due on each day until the pattern repeats."""
        return [self.intakes_on(number) for number in range(lcm(*(intake.every_days for intake in self.intakes)))]


@dataclass(frozen=True, slots=True)
class Product:
    """What the pharmacy makes."""

    # Capsules and tablets are taken whole; a liquid is measured with a syringe; drops are counted; "other": not said.
    form: Form
    # Milligrams in one capsule or tablet, each strength at hand; empty for liquid and drops.
    strengths_mg: tuple[Decimal, ...] = ()
    mg_per_ml: Decimal | None = None  # Strength of a liquid.
    graduation_ml: Decimal | None = None  # Distance between two lines of the syringe, millilitres.
    mg_per_drop: Decimal | None = None  # Strength of one drop, as somebody stated it; never guessed.
    stated_by: StatedBy | None = None  # Who stated `mg_per_drop`.
    fillers: tuple[str, ...] | None = None  # Fillers by name; None when nobody said, () when there are none.
    shell: str | None = None  # What the capsule shell is made of; None when nobody said.
    dyes: tuple[str, ...] | None = None  # Dyes by name; None when nobody said, () when there are none.

    def __post_init__(self) -> None:
        whole = self.form in ("capsule", "tablet")
        liquid, drops = self.form == "liquid", self.form == "drops"
        _fits(self.form, "strengths_mg", bool(self.strengths_mg), whole)
        _fits(self.form, "mg_per_ml", self.mg_per_ml is not None, liquid)
        _fits(self.form, "graduation_ml", self.graduation_ml is not None, liquid)
        _fits(self.form, "mg_per_drop", self.mg_per_drop is not None, drops)
        _fits(self.form, "stated_by", self.stated_by is not None, drops)
        for mg in (*self.strengths_mg, self.mg_per_ml, self.graduation_ml, self.mg_per_drop):
            if mg is not None:
                _positive("a strength", mg)
        if len(set(self.strengths_mg)) != len(self.strengths_mg):
            raise ValueError("each strength is named once")


@dataclass(frozen=True, slots=True)
class Bottle:
    """One bottle as its label reads."""

    strength: Decimal  # Milligrams in a capsule, tablet or drop; milligrams in a millilitre of a liquid.
    form: Form  # What is in it.
    lot: str = ""  # Lot number as printed, "" when there is none.
    discard_after: date | None = None  # Last day on which it may be used, or None when the label has none.

    def __post_init__(self) -> None:
        _positive("a strength", self.strength)


@dataclass(frozen=True, slots=True)
class Override:
    """A written decision of the prescriber to allow what would be refused."""

    of: str  # Code of the refusal, such as "above-ceiling".
    text: str  # The decision in the prescriber's words.
    by: str  # Who wrote it.
    on: date  # When it was written.


@dataclass(frozen=True, slots=True)
class SignOff:
    """A prescriber's written word that a named reason for caution is known and accepted."""

    reason: SignOffReason  # What it clears.
    text: str  # The decision in the prescriber's words.
    by: str  # Who wrote it.
    on: date  # When it was written.


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan as it was prescribed. None always means that the plan does not say."""

    steps: tuple[Step, ...]  # The doses in the order they are climbed, lowest first.
    start: date  # The first day on the first step.
    interval_days: int | None  # Days on a step before the next may come; None only with a single step.
    ceiling_mg: Decimal  # The most in a day.
    product: Product
    prescriber: str  # As written on the prescription.
    written_on: date  # Date of the prescription.
    reduce_mg: tuple[Decimal, ...] = ()  # Daily amounts to go down to; empty means the step below.
    resume_mg: Decimal | None = None  # Daily amount to come back with after a pause.
    taper_mg: tuple[Decimal, ...] = ()  # Daily amounts on the way out, highest first.
    missed_days_allowed: int | None = None  # Days without a dose after which resuming is a question of its own.
    hours_between: int | None = None  # Fewest hours between two doses.
    link_window_days: int | None = None  # Days after an increase in which a flare counts as linked to it.
    surgery_hours: int | None = None  # Hours before an operation from which no dose is taken.
    opioid_free_days: int | None = None  # Days without short-acting opioids before a start.
    bottles: tuple[Bottle, ...] = ()  # Bottles at hand, as labelled.
    # "copied" when the person typed it; "signed" when the prescriber's name was typed under it on the person's device,
    # which checks nobody; "key-signed" only when the prescriber's key signed exactly this.
    origin: Origin = "copied"
    overrides: tuple[Override, ...] = ()  # Written decisions that allow what would be refused.
    sign_offs: tuple[SignOff, ...] = ()  # Written decisions that clear a reason for caution.
    sensitive: bool | None = None  # Whether the prescriber calls the person very sensitive.

    def __post_init__(self) -> None:
        if not self.steps:
            raise ValueError("a plan has at least one step")
        if self.interval_days is None and len(self.steps) > 1:
            raise ValueError(f"a plan with {len(self.steps)} steps states the days between them")
        for mg in (self.ceiling_mg, *self.reduce_mg, *self.taper_mg):
            _positive("an amount in mg", mg)
        if self.resume_mg is not None:
            _positive("an amount in mg", self.resume_mg)
        for count in (self.interval_days, self.missed_days_allowed, self.hours_between, self.link_window_days):
            if count is not None and count < 1:
                raise ValueError(f"a length of time is at least 1, got {count}")

    @property
    def is_from_prescriber(self) -> bool:
        """Whether the prescriber's key signed it; a name that was typed on the person's device checks nobody."""
        return self.origin == "key-signed"

    @property
    def named_prescriber(self) -> str:
        """Who wrote it, by name; "" where the prescription named nobody."""
        return "" if self.prescriber == UNNAMED_PRESCRIBER else self.prescriber

    @property
    def highest_step_mg(self) -> Decimal:
        """The highest average daily dose among the steps."""
        return max(step.daily_mg for step in self.steps)

    def override_of(self, code: str) -> Override | None:
        """Return the first written override of a refusal code, or None."""
        return next((override for override in self.overrides if override.of == code), None)


def _positive(what: str, number: Decimal) -> None:
    if not number.is_finite() or number <= 0:
        raise ValueError(f"{what} is above 0, got {number}")
    if len(plain(number).partition(".")[2]) > MOST_DECIMALS:
        raise ValueError(f"{what} has at most {MOST_DECIMALS} decimals, got {number}")


def _fits(form: Form, name: str, given: bool, needed: bool) -> None:
    if given != needed:
        raise ValueError(f"{form}: {name} is {'missing' if needed else 'given but belongs to another form'}")


@personal_cache(256)
def _daily_mg(intakes: tuple[Intake, ...]) -> Decimal:
    if all(intake.every_days == 1 for intake in intakes):
        return Decimal(plain(sum((intake.mg for intake in intakes), Decimal(0))))
    return _exact_or_nanogram(sum((Fraction(intake.mg) / intake.every_days for intake in intakes), Fraction(0)))


def _exact_or_nanogram(number: Fraction) -> Decimal:
    scaled = number * 1_000_000_000_000
    if scaled.denominator == 1:
        return Decimal(plain(Decimal(f"{scaled.numerator}e-12")))
    return (Decimal(number.numerator) / Decimal(number.denominator)).quantize(_NANOGRAM, ROUND_HALF_EVEN)
