"""The course of treatment as it can be read: each change, its day, its cause and the rules behind it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from zonewise.model.timeline import ONE_DAY

from .treatment_state import Treatment


@dataclass(frozen=True, slots=True)
class CourseChange:
    """One change of the course of treatment."""

    day: date
    # "dose" for another recommended dose, "deviation" for more taken than that, "call", or "word" of a clinician.
    kind: str
    cause: str  # What brought it: a cause of a dose, a danger sign of a call, or what the clinician said.
    mg: Decimal | None = None  # Average milligrams a day that are recommended from then on, or that were taken.
    rules: tuple[str, ...] = ()  # Ids of the rules that named it.


def _goes_on(before: CourseChange | None, call: CourseChange) -> bool:
    """Return whether a call is that of the day before once more."""
    return before is not None and before.cause == call.cause and call.day - before.day <= ONE_DAY


def course_changes(treatment: Treatment) -> tuple[CourseChange, ...]:
    """Return each change of a course of treatment, oldest first."""
    changes = [CourseChange(level.since, "dose", level.cause, level.mg, level.rules) for level in treatment.levels]
    changes += [CourseChange(more.day, "deviation", "", more.taken_mg) for more in treatment.deviations]
    calls = (CourseChange(call.day, "call", call.cause, rules=call.rules) for call in treatment.calls)
    changes += [call for before, call in pairwise((None, *calls)) if call and not _goes_on(before, call)]
    changes += [CourseChange(word.day, "word", word.said) for word in treatment.words]
    return tuple(sorted(changes, key=lambda change: change.day))
