"""The medicines of a chart reconciled into one list: what is taken, what ended lately, and what the chart leaves open.

Orders, statements, dispensings and administrations of one medicine are one medicine. Where they disagree the one that
says it is taken stands. What ended long before the chart's day is only named; where no end is written, what was ordered
lately may still be taken until the chart's day, and what was ordered before until its record was changed last. Where
that is not said either, nobody knows when it ended, and it is named as such. `chart_days.yaml` says how long lately is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from .chart import ChartMedicine, MedicineState
from .chart_days import chart_days
from .dates import first_day_of, last_day_of
from .resources import Concept, Resource, ResourceSet, codes_of, concept_of, part_of, parts_of, text_in

KINDS = (
    "MedicationRequest", "MedicationOrder", "MedicationPrescription", "MedicationStatement", "MedicationDispense",
    "MedicationAdministration",
)  # fmt: skip
_REFUTED = {"entered-in-error", "cancelled", "not-taken", "not-done", "declined"}
_NOT_TAKEN = ("wasNotTaken", "wasNotGiven", "notGiven")
_ENDED = {"completed", "stopped", "ended"}
_CURRENT = {"active", "draft", "intended", "on-hold", "in-progress", "preparation"}
_DAYS_IN = {"d": 1, "day": 1, "days": 1, "wk": 7, "week": 7, "weeks": 7, "mo": 31, "month": 31, "a": 366, "h": 0}

_STARTS = (
    "authoredOn", "dateWritten", "effectivePeriod.start", "effectiveDateTime", "whenHandedOver", "whenPrepared",
    "effectiveTimePeriod.start", "effectiveTimeDateTime", "dateAsserted",
)  # fmt: skip
_ENDS = (
    "effectivePeriod.end", "dosageInstruction.timing.repeat.boundsPeriod.end",
    "dosage.timing.repeat.boundsPeriod.end", "dispenseRequest.validityPeriod.end", "effectiveTimePeriod.end",
    "dateEnded",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Mention:
    """What one resource says of a medicine."""

    concept: Concept
    state: MedicineState | None  # None where it is taken back.
    started: date | None
    stopped: date | None
    kind: str
    end_is_known: bool = True  # False where it has ended, and nothing says when.


@dataclass(frozen=True, slots=True)
class ChartedMedicines:
    """The medicines of a chart."""

    kept: tuple[ChartMedicine, ...]
    ended_long_ago: tuple[str, ...]
    end_unknown: tuple[str, ...]
    refuted: tuple[str, ...]


def medicines_in(resources: ResourceSet, chart_day: date | None) -> ChartedMedicines:
    """Return the medicines of a chart, each once, in the order in which they are first spoken of."""
    groups: dict[str, list[_Mention]] = {}
    same: dict[str, str] = {}
    for mention in _mentions(resources, chart_day):
        keys = _keys(mention.concept)
        home = next((same[key] for key in keys if key in same), keys[0])
        same |= dict.fromkeys(keys, home)
        groups.setdefault(home, []).append(mention)
    kept: list[ChartMedicine] = []
    long_ago: list[str] = []
    end_unknown: list[str] = []
    refuted: list[str] = []
    for mentions in groups.values():
        standing = [mention for mention in mentions if mention.state is not None]
        name = _name(mentions)
        if not standing:
            refuted.append(name)
            continue
        medicine = _reconciled(name, standing, chart_day)
        if _is_long_ago(medicine, chart_day):
            is_known = all(mention.end_is_known for mention in standing)
            (long_ago if is_known else end_unknown).append(name)
        else:
            kept.append(medicine)
    return ChartedMedicines(tuple(kept), tuple(long_ago), tuple(end_unknown), tuple(refuted))


def _reconciled(name: str, mentions: list[_Mention], chart_day: date | None) -> ChartMedicine:
    states = {mention.state for mention in mentions}
    state: MedicineState = "current" if "current" in states else "not-said" if "not-said" in states else "ended"
    starts = [mention.started for mention in mentions if mention.started is not None]
    ends = [mention.stopped for mention in mentions if mention.stopped is not None]
    codes = [_code(mention.concept) for mention in mentions]
    return ChartMedicine(
        name=name,
        code=next(filter(None, codes), ""),
        state=state,
        started=min(starts, default=None),
        stopped=max(ends, default=chart_day) if state == "ended" else None,
        sources=tuple(dict.fromkeys(mention.kind for mention in mentions)),
    )


def _is_long_ago(medicine: ChartMedicine, chart_day: date | None) -> bool:
    if medicine.state != "ended" or medicine.stopped is None or chart_day is None:
        return False
    return chart_day - medicine.stopped > chart_days().ended_lately


def _mentions(resources: ResourceSet, chart_day: date | None) -> Iterator[_Mention]:
    for resource in resources.of(*KINDS):
        concept = _medicine_of(resource, resources)
        if concept.words or concept.codes:
            yield _mention(resource, concept, chart_day)


def _mention(resource: Resource, concept: Concept, chart_day: date | None) -> _Mention:
    kind = text_in(resource, "resourceType")
    status = next(iter(codes_of(resource.get("status"))), "")
    started, ended = first_day_of(resource, *_STARTS), _end_of(resource)
    said_not_taken = any(resource.get(name) is True for name in _NOT_TAKEN) or "n" in codes_of(resource.get("taken"))
    if status in _REFUTED or said_not_taken or resource.get("doNotPerform") is True:
        return _Mention(concept, None, started, None, kind)
    handed_out = kind in ("MedicationDispense", "MedicationAdministration")
    if status in _CURRENT and not (handed_out and ended is not None and chart_day is not None and ended < chart_day):
        return _Mention(concept, "current", started, None, kind)
    if handed_out:
        # Handing out ends, taking goes on: until the supply is used up, and nobody knows for how long without it.
        if kind == "MedicationAdministration":
            ended = ended or last_day_of(resource, *_STARTS)
        elif ended is None:
            return _ended_somewhen(resource, concept, started, chart_day, kind)
        elif chart_day is not None and ended >= chart_day:
            return _Mention(concept, "current", started, None, kind)
        return _Mention(concept, "ended" if ended is not None else "not-said", started, ended, kind)
    if status in _ENDED:
        if ended is None:
            return _ended_somewhen(resource, concept, started, chart_day, kind)
        return _Mention(concept, "ended", started, ended, kind)
    return _Mention(concept, "not-said", started, None, kind)


def _ended_somewhen(
    resource: Resource, concept: Concept, started: date | None, chart_day: date | None, kind: str
) -> _Mention:
    """Return a medicine that has ended without a written end, with the last day on which it can have been taken.

    An order of long ago can have been stopped last week: the last change of its record says until when at most.
    """
    if started is None or chart_day is None or chart_day - started <= chart_days().ordered_lately:
        is_over = chart_day is not None or kind != "MedicationDispense"  # a dispensing ends, taking goes on
        return _Mention(concept, "ended" if is_over else "not-said", started, chart_day, kind)
    changed = last_day_of(resource, "meta.lastUpdated")
    if changed is not None and changed > started:
        return _Mention(concept, "ended", started, min(changed, chart_day), kind)
    return _Mention(concept, "ended", started, started, kind, end_is_known=False)


def _end_of(resource: Resource) -> date | None:
    """Return the last day that a resource names for taking, from its periods or from what was handed out."""
    written = [day for path in _ENDS if (day := last_day_of(resource, path)) is not None]
    begun = first_day_of(resource, *_STARTS)
    if begun is not None:
        supplied = _supply(part_of(resource, "daysSupply"))
        ordered = _supply(part_of(resource, "dispenseRequest", "expectedSupplyDuration"))
        repeats = part_of(resource, "dispenseRequest", "numberOfRepeatsAllowed")
        times = 1 + repeats if isinstance(repeats, int) and 0 <= repeats <= 99 else 1
        written += [begun + timedelta(days=days) for days in (supplied, ordered * times) if days]
    return max(written, default=None)


def _supply(quantity: Any) -> int:
    """Return the days of a Quantity or a Duration, 0 where it names none."""
    value = quantity.get("value") if isinstance(quantity, Mapping) else None
    unit = text_in(quantity, "code", "unit").casefold() or "d"
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= 3650:
        return 0
    return round(value * _DAYS_IN.get(unit, 1))


def _medicine_of(resource: Resource, resources: ResourceSet) -> Concept:
    """Return what a resource calls its medicine, with the substances of the product that it refers to."""
    named = concept_of(resource.get("medicationCodeableConcept"))
    medication = resource.get("medication")
    reference = resource.get("medicationReference") or medication
    if isinstance(medication, Mapping):  # R5 has both in one place, under `concept` and `reference`
        named = _joined(named, concept_of(medication.get("concept")))
        reference = resource.get("medicationReference") or medication.get("reference") or medication
    product = resources.referred(reference)
    named = _joined(named, concept_of(product.get("code")))
    for words in _ingredients(product, resources):
        named = _joined(named, Concept(words))
    if not named.words:
        named = _joined(named, Concept(tuple(filter(None, (text_in(reference, "display"),)))))
    return named


def _ingredients(product: Resource, resources: ResourceSet) -> Iterator[tuple[str, ...]]:
    """Yield what each substance of a product is called: in words, or behind a reference, wherever a release has it."""
    for part in (*parts_of(product, "ingredient"), *parts_of(part_of(product, "product"), "ingredient")):
        item = part.get("item")
        yield concept_of(part.get("itemCodeableConcept") or item).words
        inner = item.get("reference") if isinstance(item, Mapping) else None
        reference = part.get("itemReference") or (inner if isinstance(inner, Mapping) else item)
        yield concept_of(part_of(item, "concept")).words
        yield concept_of(resources.referred(reference).get("code")).words
        yield tuple(filter(None, (text_in(reference, "display"),)))


def _joined(one: Concept, other: Concept) -> Concept:
    words = {word.casefold(): word for word in (*reversed(other.words), *reversed(one.words))}
    return Concept(tuple(reversed(words.values())), tuple(dict.fromkeys((*one.codes, *other.codes))))


def _keys(concept: Concept) -> tuple[str, ...]:
    codes = [f"{system} {code}" for system, code in concept.codes]
    return (*codes, *(" ".join(word.split()).casefold() for word in concept.words)) or ("",)


def _name(mentions: list[_Mention]) -> str:
    """Return all that a medicine is called, each spelling once: any of them may name what another one hides."""
    words = {" ".join(word.split()).casefold(): word for mention in mentions for word in mention.concept.words}
    if words:
        return "; ".join(" ".join(word.split()) for word in words.values())
    return next((f"{system} {code}" for mention in mentions for system, code in mention.concept.codes), "")


def _code(concept: Concept) -> str:
    number = concept.code_in("RxNorm")
    return f"RxNorm {number}" if number.isdecimal() and len(number) <= 8 else concept.code_in("ATC")
