"""A prescription as people say it, as the fields of the plan's form: "1.5 mg at night for 2 weeks, then 3, then 4.5".

Nothing is guessed. A word that is not understood refuses the text; what it does not say stays open and is asked for.
The fields go to the same reader and the same checks as every other plan.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from zonewise.model.amounts import from_nanograms, in_mg, nanograms, parse_mg, parse_mg_per_ml
from zonewise.problem import NotUnderstood, Problem

from .prescribed_plan import UNNAMED_PRESCRIBER
from .prescription_reading import DROPS, PrescribedDose, PrescribedStep, PrescriptionReading
from .prescription_words import folded

QUESTIONS: Mapping[str, str] = {
    "at": "When in the day is it taken?",
    "second-at": "When is the second dose of the day?",
    "interval": "How long do you stay on each dose, at least?",
    "product.strengths": "Which strengths of capsules or tablets do you have?",
    "product.strength": "How strong is the liquid? It stands on the bottle, such as 1 mg/mL.",
    "product.syringe-lines": "How far apart are two lines of your syringe, such as 0.1 mL?",
    "product.per-drop": "How much is in one drop? The pharmacy knows.",
    "product.stated-by": "Who said how much is in one drop: pharmacy or prescriber?",
}
"""Fields without which there is no plan, in the order in which they are asked for, and the question of each."""
OF_PRODUCT: Mapping[str, tuple[str, ...]] = {
    "capsule": ("product.strengths",),
    "tablet": ("product.strengths",),
    "liquid": ("product.strength", "product.syringe-lines"),
    "drops": ("product.per-drop", "product.stated-by"),
}


@dataclass(frozen=True, slots=True)
class Prescription:
    """What a text says of a plan."""

    fields: Mapping[str, str]  # Name of each field of the form to its text.
    missing: tuple[str, ...]  # Keys of `QUESTIONS` that have to be asked, in order.
    problems: tuple[Problem, ...]  # What was not understood, or can mean two things; then nothing is taken in.


def read_prescription(text: str, today: date, answers: Mapping[str, str] | None = None) -> Prescription:
    """Return what a prescription in words says.

    Args:
        text: As a person types or pastes it, in English, German, French, Spanish or Dutch.
        today: The day that "today" means, and the first day where none is named.
        answers: Answers to `QUESTIONS`; the words of the text come first.
    """
    reading = PrescriptionReading(today)
    reading.read(folded(text))
    fields = {name: words.strip() for name, words in (answers or {}).items() if words.strip()} | reading.said
    form = fields.setdefault("product.form", "other")
    _measure_a_drop(reading, fields)
    for name, words in _doses(reading, fields):
        fields[name] = words
    wanted = {name for name in ("at", "second-at", "interval") if _needs(reading, name)} | {*OF_PRODUCT.get(form, ())}
    if reading.drops_per_ml:
        wanted = wanted - {"product.per-drop"} | {"product.strength"}
    missing = tuple(name for name in QUESTIONS if name in wanted and name not in fields)
    if form == DROPS:
        fields.pop("product.strength", None)  # what is in a drop says it
    usual = {"prescriber": UNNAMED_PRESCRIBER, "written-on": today.isoformat(), "start": today.isoformat()}
    if not missing and not reading.problems:
        usual["ceiling"] = _highest(reading, fields)
    return Prescription(usual | fields, missing, tuple(reading.problems))


def _needs(reading: PrescriptionReading, name: str) -> bool:
    """Return whether a plan of this kind needs a field that no word of the text fills."""
    if name == "interval":
        return len(reading.steps) > 1 or reading.rise is not None
    if name == "second-at":
        return any(step.is_twice and len(step.doses) == 1 for step in reading.steps)
    return any(not dose.at for step in reading.steps for dose in step.doses)


def _measure_a_drop(reading: PrescriptionReading, fields: dict[str, str]) -> None:
    """Fill in what is in one drop where the strength of the liquid and the drops in 1 mL are both said."""
    if not reading.drops_per_ml or "product.strength" not in fields:
        return
    strength = fields["product.strength"]
    try:
        drop = Fraction(nanograms(parse_mg_per_ml(strength)), reading.drops_per_ml)
    except NotUnderstood as refused:
        reading.refuse(refused.fault, refused.expected, refused.code)
        return
    said = f"{strength} with {reading.drops_per_ml} drops in 1 mL"
    if drop.denominator != 1:
        fault, expected = f"{said} is no even amount in a drop.", "Ask the pharmacy; write: 1 drop = 0.033 mg."
        reading.refuse(fault, expected, "uneven-drop")
        return
    in_drop = in_mg(from_nanograms(int(drop)))
    if fields.get("product.per-drop", in_drop) != in_drop:
        fault = f"{said} is {in_drop} in a drop, and {fields['product.per-drop']} is named."
        reading.refuse(fault, "Ask the pharmacy how much is in one drop.", "drops-per-ml")
    fields["product.per-drop"] = in_drop


def _doses(reading: PrescriptionReading, fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the fields of the doses, each amount as a plan writes it, as far as the product is known."""
    if reading.rise is not None and reading.steps:
        names = ("first", "by", "up-to")
        amounts = (reading.steps[0].doses[0].amount, reading.rise.by, reading.rise.up_to)
        return [(name, _written(amount, fields)) for name, amount in zip(names, amounts, strict=True)]
    lines = (" + ".join(_line(step, dose, fields) for dose in step.doses) for step in reading.steps)
    listed = [("steps", "\n".join(lines))]
    return [*listed, ("ceiling", _written(fields["ceiling"], fields))] if "ceiling" in fields else listed


def _highest(reading: PrescriptionReading, fields: Mapping[str, str]) -> str:
    """Return the most that a day of the plan holds, in milligrams."""
    if reading.rise is not None:
        return _written(reading.rise.up_to, fields)
    days = []
    for step in reading.steps:
        doses = [_mg_of(reading, dose.amount, fields) for dose in step.doses]
        days.append(sum(doses, Decimal(0)) * (2 if step.is_twice and len(doses) == 1 else 1))
    return in_mg(max(days))


def _mg_of(reading: PrescriptionReading, amount: str, fields: Mapping[str, str]) -> Decimal:
    try:
        return parse_mg(_written(amount, fields))
    except NotUnderstood as refused:
        reading.refuse(refused.fault, refused.expected, refused.code)
        return Decimal(0)


def _written(amount: str, fields: Mapping[str, str]) -> str:
    """Return an amount in milligrams, or as a volume with its strength, as far as the product is known."""
    count, _, unit = amount.partition(" ")
    if unit == "mL" and "product.strength" in fields:
        volume = f"{amount} of {fields['product.strength']}"
        return volume if fields["product.form"] != DROPS else in_mg(parse_mg(volume))
    if unit == DROPS and "product.per-drop" in fields:
        try:
            return in_mg(parse_mg(fields["product.per-drop"]) * int(count))
        except NotUnderstood:
            return amount  # the field itself is refused
    return amount


def _line(step: PrescribedStep, dose: PrescribedDose, fields: Mapping[str, str]) -> str:
    parts = [_written(dose.amount, fields)]
    if step.is_twice and len(step.doses) == 1:
        parts.append("twice a day")
    elif step.every_days > 1:
        parts.append("every other day" if step.every_days == 2 else f"every {step.every_days} days")
    return " ".join([*parts, *([f"at {dose.at}"] if dose.at else [])])
