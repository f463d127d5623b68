"""What a chart says of a person, as values."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from .own_days import OwnAnswer, OwnDay

MedicineState = Literal["current", "not-said", "ended"]


@dataclass(frozen=True, slots=True)
class ChartMedicine:
    """One medicine of a chart, whatever number of resources speaks of it."""

    name: str  # As the chart writes it; several spellings of one medicine stand beside each other.
    code: str  # "RxNorm 12345" or an ATC code; "" where it has neither.
    state: MedicineState  # Whether it is taken, ended lately, or the chart does not say.
    started: date | None  # First day that the chart names, or None.
    stopped: date | None  # Last day on which it can have been taken, where it has ended.
    sources: tuple[str, ...]  # The kinds of resources that speak of it, in the chart's order.


@dataclass(frozen=True, slots=True)
class ChartAnswer:
    """A question of ours that the chart answers."""

    fact: str  # Name of the fact, such as "hypersensitivity".
    value: str  # The answer, such as "yes".
    day: date | None  # From when on it is so, as far as the chart says.
    because: str  # What the chart calls it.
    source: str  # The kind of resource.


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart says that bears on LDN."""

    day: date | None  # The day of the chart: when it was handed out, else the latest day in it.
    medicines: tuple[ChartMedicine, ...]  # Taken now, not said, or ended lately; the gravest spelling of each name.
    answers: tuple[ChartAnswer, ...]  # At most one for each fact.
    ended_long_ago: tuple[str, ...] = ()  # Names of medicines that are left out, because they ended long before.
    end_unknown: tuple[str, ...] = ()  # Left out as well: ordered long ago and ended, and nothing says when.
    refuted: tuple[str, ...] = ()  # Names of medicines that the chart takes back: a mistake, cancelled, never taken.
    birth_year: int | None = None  # Of the person, where it says so.
    days: tuple[OwnDay, ...] = ()  # Of a diary that zonewise wrote, the oldest first.
    told: tuple[OwnAnswer, ...] = ()  # Answers of such a diary.
    people: int = 0  # How many different people it is about; 0 where it names none.
