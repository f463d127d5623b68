"""The days and the answers of a diary that zonewise wrote into a document, read back to the letter.

A chart of others has neither: our own code systems name them. The zone of a day is not read, as it is worked out anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from .codes import ANSWERED_ON, ANSWERS, CHECK_IN, RATINGS
from .dates import earliest_day
from .resources import Resource, ResourceSet, part_of, parts_of, text_in

NOT_READ = ("clinician_said",)
"""A prescriber's word comes from them: signed, or told anew by the person. A document that says it opens nothing."""


@dataclass(frozen=True, slots=True)
class OwnDay:
    """One day as it was written down."""

    day: date
    ratings: tuple[tuple[str, str], ...]  # Rating and its points.
    dose_mg: str  # What was written as taken, milligrams; "" where nothing was.


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """One answer as it was given."""

    name: str  # The question's own name.
    value: str  # The answer's own word.
    day: date


def is_own_day(resource: Resource) -> bool:
    """Say whether a resource is a day of a diary that zonewise wrote."""
    return _own_code(resource) == CHECK_IN[1]


def own_days_in(resources: ResourceSet) -> tuple[OwnDay, ...]:
    """Return the days, the oldest first; of one that stands there twice the first."""
    days: dict[date, OwnDay] = {}
    for resource in resources.of("Observation"):
        day = earliest_day(resource.get("effectiveDateTime"))
        if day is not None and is_own_day(resource):
            parts = {_own_code(part): _number(part_of(part, "valueQuantity", "value"))
                     for part in parts_of(resource, "component")}  # fmt: skip
            dose = parts.pop("dose", "")
            ratings = tuple((name, points) for name, points in parts.items() if name and points)
            if ratings or dose:
                days.setdefault(day, OwnDay(day, ratings, dose))
    return tuple(days[day] for day in sorted(days))


def own_answers_in(resources: ResourceSet) -> tuple[OwnAnswer, ...]:
    """Return the answers in the document's order, those left out that only somebody else can give."""
    answers: dict[str, OwnAnswer] = {}
    for resource in resources.of("QuestionnaireResponse"):
        if text_in(resource, "questionnaire") == ANSWERS:
            for answer in _answers(resource):
                answers.setdefault(answer.name, answer)
    return tuple(answer for answer in answers.values() if answer.name not in NOT_READ)


def _answers(resource: Resource) -> Iterator[OwnAnswer]:
    for item in parts_of(resource, "item"):
        for answer in parts_of(item, "answer"):
            name, coding = text_in(item, "linkId"), part_of(answer, "valueCoding")
            value = text_in(coding, "code") if text_in(coding, "system") == ANSWERS else ""
            said = (part for part in parts_of(answer, "extension") if text_in(part, "url") == ANSWERED_ON)
            day = next((earliest_day(part.get("valueDate")) for part in said), None)
            if name and value and day is not None:
                yield OwnAnswer(name, value, day)


def _own_code(resource: Resource) -> str:
    codings = parts_of(resource.get("code"), "coding")
    return next((text_in(coding, "code") for coding in codings if text_in(coding, "system") == RATINGS), "")


def _number(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return ""
    return f"{number.normalize():f}" if number.is_finite() and abs(number) < 1000 else ""
