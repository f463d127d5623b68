"""A plan in words, so that it can be compared with the prescription line by line."""

from zonewise.model.amounts import format_mg, joined, listed
from zonewise.model.day_words import day_words

from .limits import PlanLimits
from .prescribed_plan import LENGTHS, TIMES_OF_DAY, Bottle, Intake, Plan, Product, Step
from .product import NotMeasurable, in_product_units, product_words

_AT = {"morning": "in the morning", "afternoon": "in the afternoon", "evening": "in the evening"}


def describe(plan: Plan, limits: PlanLimits) -> tuple[tuple[str, str], ...]:
    """Return the plan as pairs of a label and its words; what the plan does not say is left out.

    Args:
        limits: How much of the product is borne at once, for doses in its own units.
    """
    rows: list[tuple[str, str]] = [("Plan", origin_words(plan)), ("Product", product_words(plan.product))]
    rows += _made_of(plan.product)
    rows += [(f"Step {number}", step_row(step, plan, limits)) for number, step in enumerate(plan.steps, 1)]
    rows += [("Start", day_words(plan.start)), ("Ceiling", f"{format_mg(plan.ceiling_mg)} a day")]
    rows += _if_stated(plan)
    if plan.sensitive is not None:
        rows.append(("Very sensitive", "yes" if plan.sensitive else "no"))
    rows += [(f"Bottle {number}", bottle_words(bottle)) for number, bottle in enumerate(plan.bottles, 1)]
    for override in plan.overrides:
        rows.append((f"Override of {override.of}", f"{override.text} ({override.by}, {day_words(override.on)})"))
    for sign_off in plan.sign_offs:
        rows.append((f"Signed off: {sign_off.reason}", f"{sign_off.text} ({sign_off.by}, {day_words(sign_off.on)})"))
    return tuple(rows)


def origin_words(plan: Plan) -> str:
    """Return who wrote the plan down; a copy never reads like a signature."""
    prescription = f"{plan.prescriber}, {day_words(plan.written_on)}"
    if plan.origin == "key-signed":
        return f"Signed by {plan.prescriber}, with their own key, {day_words(plan.written_on)}."
    if plan.origin == "signed":
        return f"Signed with a name on this device: {prescription}. No key was checked."
    return f"Copied from the prescription of {prescription}. Not signed by the prescriber."


def step_words(step: Step) -> str:
    """Return what is taken on a step: "1.5 mg in the morning and 1.5 mg at bedtime"."""
    return joined([intake_words(intake) for intake in step.intakes])


def intake_words(intake: Intake, amount: str = "") -> str:
    """Return one dose with its time: "0.5 mg at bedtime on day 1 of every 2"; another way to say the amount counts."""
    words = f"{amount or format_mg(intake.mg)} {time_words(intake.at)}"
    return words if intake.every_days == 1 else f"{words} on day {intake.on_day} of every {intake.every_days}"


def time_words(at: str) -> str:
    """Return a time of day in a sentence: "at bedtime", "in the morning", "at 21:30"."""
    return _AT.get(at, f"at {at}") if at in TIMES_OF_DAY else f"at {at}"


def bottle_words(bottle: Bottle) -> str:
    """Return a bottle as its label reads: "liquid, 1 mg/mL, lot A1043, discard after Friday 1 May 2026"."""
    per = {"liquid": "/mL", "drops": " a drop"}.get(bottle.form, "")
    words = [bottle.form, format_mg(bottle.strength, per=per)]
    words += [f"lot {bottle.lot}"] if bottle.lot else []
    words += [f"discard after {day_words(bottle.discard_after)}"] if bottle.discard_after is not None else []
    return ", ".join(words)


def _made_of(product: Product) -> list[tuple[str, str]]:
    """Return what is in the product beside naltrexone, as far as somebody said."""
    parts = (("Fillers", product.fillers), ("Dyes", product.dyes))
    rows = [(label, ", ".join(names) or "none") for label, names in parts if names is not None]
    return [*rows[:1], ("Shell", product.shell), *rows[1:]] if product.shell else rows


def step_row(step: Step, plan: Plan, limits: PlanLimits) -> str:
    """Return what is taken on a step, with the product's own units: "0.5 mg (1 capsule of 0.5 mg) at bedtime"."""
    words = []
    for intake in step.intakes:
        dose = in_product_units(intake.mg, plan.product, limits)
        measured = "cannot be measured" if isinstance(dose, NotMeasurable) else dose.words
        words.append(intake_words(intake, format_mg(intake.mg, measured)))
    return joined(words)


def _if_stated(plan: Plan) -> list[tuple[str, str]]:
    rows = [
        (label, str(count)) for _, attribute, _, label in LENGTHS if (count := getattr(plan, attribute)) is not None
    ]
    amounts = (
        ("Reduce to", plan.reduce_mg),
        ("Resume at", () if plan.resume_mg is None else (plan.resume_mg,)),
        ("Taper", plan.taper_mg),
    )
    rows += [(label, f"{listed(many)} a day") for label, many in amounts if many]
    return rows
