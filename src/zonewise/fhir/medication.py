"""LDN as it was prescribed and as it is taken, and the other medicines."""

from datetime import date
from decimal import Decimal

from zonewise.model.amounts import format_mg
from zonewise.model.day_words import day_words
from zonewise.plan.description import step_words
from zonewise.plan.prescribed_plan import USUAL_CLOCKS, Intake, Plan
from zonewise.plan.product import product_words

from .codes import BY_MOUTH, NALTREXONE, TERMINOLOGY, Json, concept, medicine_coding, milligrams
from .content import Medicine, TakenDose
from .narrative import plain

LOW_DOSE = "naltrexone, low dose (LDN)"
WHEN = {"bedtime": "HS", "morning": "MORN", "midday": "NOON", "afternoon": "AFT", "evening": "EVE"}
"""The times of day of a plan as the value set event-timing has them."""
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"  # Says of a part why it is not there.


def prescribed(plan: Plan, subject: Json) -> Json:
    """Return the plan as a MedicationRequest; each step is one dosage instruction, in the order of climbing.

    A plan that was typed on the person's device, under whatever name, is a plan that they report; only one that the
    prescriber's key signed is an order.
    """
    instructions = []
    for number, step in enumerate(plan.steps, start=1):
        for intake in step.intakes:
            instruction = _instruction(intake, number, f"Step {number} of {len(plan.steps)}: {step_words(step)}.")
            instruction["maxDosePerPeriod"] = _most_a_day(plan.ceiling_mg)
            instructions.append(instruction)
    requester = plain(plan.named_prescriber)
    interval = f"At least {plan.interval_days} days on each step. " if plan.interval_days else ""
    request: Json = {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order" if plan.is_from_prescriber else "plan",
        "reportedBoolean": not plan.is_from_prescriber,
        "medicationCodeableConcept": concept(LOW_DOSE, *NALTREXONE),
        "subject": subject,
        "authoredOn": plan.written_on.isoformat(),
        "note": [{"text": plain(f"{interval}The form: {product_words(plan.product)}")}],
        "dosageInstruction": instructions,
    }
    return request | ({"requester": {"display": requester}} if requester else {})


def current_dose(dose: TakenDose, as_of: date, subject: Json) -> Json:
    """Return what is taken of LDN as a MedicationStatement."""
    goes_on = dose.daily_mg > 0
    words = f"{format_mg(dose.daily_mg)} a day." if goes_on else "None at present."
    last = f" The last dose is written for {day_words(dose.last_taken)}." if dose.last_taken else ""
    statement = _statement(concept(LOW_DOSE, *NALTREXONE), "active" if goes_on else "on-hold", as_of, subject)
    if goes_on:
        statement["dosage"] = [
            {
                "text": words,
                "route": concept("", BY_MOUTH),
                "doseAndRate": [{"doseQuantity": milligrams(float(dose.daily_mg))}],
            }
        ]
    return statement | {
        "effectivePeriod": _period(dose.since, None),
        "note": [{"text": f"{words}{last}".strip()}],
    }


def other_medicine(medicine: Medicine, as_of: date, subject: Json) -> Json:
    """Return another medicine as a MedicationStatement."""
    code = medicine_coding(medicine.code)
    name = plain(medicine.name) or "a medicine without a name"
    codes = ((code[0], code[1], name),) if code is not None else ()
    is_over = medicine.until is not None and medicine.until <= as_of
    is_ahead = medicine.since is not None and medicine.since > as_of
    status = "intended" if is_ahead else "completed" if is_over else "active"
    statement = _statement(concept(name, *codes), status, as_of, subject)
    note = plain(medicine.note)
    return (
        statement
        | {"effectivePeriod": _period(medicine.since, medicine.until)}
        | ({"note": [{"text": note}]} if note else {})
    )


def _period(since: date | None, until: date | None) -> Json:
    """Return from when to when something is taken; where neither day is written it says that they are not known."""
    days = {"start": since, "end": until}
    written: Json = {name: day.isoformat() for name, day in days.items() if day is not None}
    return written or {"extension": [{"url": ABSENT, "valueCode": "unknown"}]}


def _statement(medicine: Json, status: str, as_of: date, subject: Json) -> Json:
    return {
        "resourceType": "MedicationStatement",
        "status": status,
        "category": concept(
            "", (f"{TERMINOLOGY}medication-statement-category", "patientspecified", "Patient Specified")
        ),
        "medicationCodeableConcept": medicine,
        "subject": subject,
        "dateAsserted": as_of.isoformat(),
        "informationSource": subject,
    }


def _instruction(intake: Intake, number: int, words: str) -> Json:
    repeat: Json = {"frequency": 1, "period": intake.every_days, "periodUnit": "d"}
    if intake.at in USUAL_CLOCKS:
        repeat["when"] = [WHEN[intake.at]]
    else:
        repeat["timeOfDay"] = [f"{intake.at}:00"]
    return {
        "sequence": number,
        "text": plain(words),
        "timing": {"repeat": repeat},
        "route": concept("", BY_MOUTH),
        "doseAndRate": [{"doseQuantity": milligrams(float(intake.mg))}],
    }


def _most_a_day(ceiling_mg: Decimal) -> Json:
    day = {"value": 1, "unit": "day", "system": "http://unitsofmeasure.org", "code": "d"}
    return {"numerator": milligrams(float(ceiling_mg)), "denominator": day}
