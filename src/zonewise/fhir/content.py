"""What of a diary is handed over: plain values, from which resources are written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from zonewise.plan.prescribed_plan import Plan

from .summary import ClinicSummary


@dataclass(frozen=True, slots=True)
class Person:
    """Whose diary it is, as far as they want to say."""

    name: str = ""  # As they want to be called, or "".
    birth_year: int | None = None  # None when it is not to leave.


@dataclass(frozen=True, slots=True)
class TakenDose:
    """What is taken of LDN, as the diary says."""

    daily_mg: Decimal  # Average milligrams a day; 0 while paused or stopped.
    since: date | None  # First day on it, or None when that is not written.
    last_taken: date | None  # Day of the last dose that was written down, or None.


@dataclass(frozen=True, slots=True)
class Medicine:
    """Another medicine."""

    name: str  # As written.
    code: str = ""  # As the diary keeps it, "RxNorm 2670" or "ATC N02AJ06", or "".
    since: date | None = None  # First day, or None when it is not written.
    until: date | None = None  # Last day, or None while it goes on.
    by_dose: bool = False  # Whether only single doses of it were written down.
    note: str = ""  # What it is beside LDN, in words, or "".


@dataclass(frozen=True, slots=True)
class Answer:
    """A question of the diary and what the person answered."""

    name: str  # The question's own name, such as "hypersensitivity".
    question: str  # As it was asked.
    value: str  # The answer's own word, such as "none".
    words: str  # The answer as the person read it.
    day: date  # When it was given.


@dataclass(frozen=True, slots=True)
class RatedDay:
    """One day of the diary."""

    day: date
    ratings: Mapping[str, Decimal]  # Rating to its points, 0 none to 10 worst; only those that were given.
    zone: str = ""  # "green", "yellow", "red", or "" where none could be said.
    dose_mg: Decimal | None = None  # What was written as taken, milligrams; 0 left out on purpose, None not written.


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what is read: a heading, then lines or a table."""

    heading: str
    lines: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class SharedDiary:
    """All that leaves; None or an empty tuple where something does not."""

    id: str  # A UUID of this handing over.
    made_at: datetime  # When it was put together, with its time zone.
    as_of: date  # The logical day that it stands for.
    person: Person
    title: str
    parts: tuple[Part, ...] = ()  # The prescriber's page, in its order.
    pdf: bytes = b""  # The same page as PDF, or b"".
    plan: Plan | None = None
    taken: TakenDose | None = None
    medicines: tuple[Medicine, ...] | None = None  # None when they do not leave.
    health: tuple[Answer, ...] | None = None  # Answers about allergy, liver and pregnancy; None when they do not leave.
    answers: tuple[Answer, ...] | None = None  # All answers that hold; None when they do not leave.
    days: tuple[RatedDay, ...] | None = None  # Oldest first; None when they do not leave.
    summary: ClinicSummary | None = None  # What a prescriber's list needs; None when it does not leave.
