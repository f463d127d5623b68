"""A chart read from JSON: bundles and resources of R4, and as far as they go those of older and newer releases."""

import json
from collections.abc import Iterable
from datetime import date

from .chart import Chart
from .chart_answers import answers_in
from .chart_medicines import medicines_in
from .dates import earliest_day, first_day_of
from .own_days import is_own_day, own_answers_in, own_days_in
from .resources import ResourceSet, TooDeep, resources_in, text_in

READ = (
    "MedicationRequest", "MedicationOrder", "MedicationPrescription", "MedicationStatement", "MedicationDispense",
    "MedicationAdministration", "Medication", "Substance", "AllergyIntolerance", "Condition", "Patient",
    "Observation", "QuestionnaireResponse",
)  # fmt: skip
"""Kinds of resources that are read; others are passed over."""

_DATES = (
    "authoredOn", "dateWritten", "dateAsserted", "whenHandedOver", "effectiveDateTime", "effectivePeriod.start",
    "effectiveTimeDateTime",
    "recordedDate", "date", "issued", "period.start", "meta.lastUpdated",
)  # fmt: skip


def read_chart(texts: Iterable[str | bytes]) -> Chart:
    """Return what JSON documents say of a person.

    Args:
        texts: The documents of one chart.

    Raises:
        TooDeep: It is nested far deeper than a chart is.
        ValueError: It is no JSON.
    """
    try:
        documents = [_document(text.decode("utf-8-sig") if isinstance(text, bytes) else text) for text in texts]
    except RecursionError:
        raise TooDeep("It is nested far too deep.") from None
    return chart_of(documents[0] if len(documents) == 1 else documents)


def _document(text: str) -> object:
    """Return a JSON document, or the list of those that stand a line each."""
    try:
        return json.loads(text, object_hook=_what_is_read)
    except json.JSONDecodeError as error:
        if error.msg != "Extra data":
            raise
        whole = error
    try:
        return [json.loads(line, object_hook=_what_is_read) for line in text.splitlines() if line.strip()]
    except json.JSONDecodeError:
        raise whole from None  # it is no list of lines either, so what stands behind the document is the fault


def _what_is_read(item: dict[str, object]) -> dict[str, object]:
    """Return an object as it is; of a resource that is not read no more than its latest date, which saves memory.

    Observations are most of a chart, and those of others are not read.
    """
    kind = item.get("resourceType")
    is_read = kind in READ and (kind != "Observation" or is_own_day(item))
    if not isinstance(kind, str) or is_read or kind in ("Bundle", "Parameters", "Composition"):
        return item
    kept = {name: item[name] for name in ("contained", "meta", "period", "effectivePeriod", *_DATES) if name in item}
    return {"resourceType": kind, **kept}


def chart_of(document: object, day: date | None = None) -> Chart:
    """Return what a document that was read from JSON says of a person.

    Args:
        day: The day on which it was handed out, None where only the document can say so.
    """
    resources = resources_in(document)
    day = day or _day_of(document, resources)
    medicines = medicines_in(resources, day)
    born = next(filter(None, (earliest_day(one.get("birthDate")) for one in resources.of("Patient"))), None)
    people = {text_in(resource, "id") or str(place) for place, resource in enumerate(resources.of("Patient"))}
    return Chart(
        day=day,
        medicines=medicines.kept,
        answers=answers_in(resources, day),
        ended_long_ago=medicines.ended_long_ago,
        end_unknown=medicines.end_unknown,
        refuted=medicines.refuted,
        birth_year=born.year if born is not None else None,
        days=own_days_in(resources),
        told=own_answers_in(resources),
        people=len(people),
    )


def _day_of(document: object, resources: ResourceSet) -> date | None:
    """Return the day on which a chart was handed out, else the latest that a resource of it names."""
    stamped = [earliest_day(text_in(document, "timestamp")) if isinstance(document, dict) else None]
    stamped += [first_day_of(resource, "date") for resource in resources.of("Composition")]
    days = [day for day in stamped if day is not None]
    if days:
        return max(days)
    dated = (first_day_of(resource, name) for resource in resources.listed for name in _DATES)
    return max((day for day in dated if day is not None), default=None)
