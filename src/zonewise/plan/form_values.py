"""What stands in the fields of the form when a plan is opened again, such as for a renewal?"""

from collections.abc import Mapping

from zonewise.model.amounts import format_mg, plain

from .description import intake_words, time_words
from .prescribed_plan import Bottle, Intake, Override, Plan, SignOff


def fields_of(plan: Plan) -> dict[str, str]:
    """Return the fields that give this plan again when they are read; what it does not say is left out."""
    at = _common_time(plan)
    found: dict[str, str | None] = {
        "prescriber": plan.prescriber,
        "written-on": plan.written_on.isoformat(),
        "start": plan.start.isoformat(),
        "at": at,
        "steps": "\n".join(" + ".join(_line(each, at) for each in step.intakes) for step in plan.steps),
        "interval": _length(plan.interval_days, "days"),
        "ceiling": format_mg(plan.ceiling_mg),
        "reduce-to": "; ".join(map(format_mg, plan.reduce_mg)),
        "resume-at": format_mg(plan.resume_mg) if plan.resume_mg is not None else None,
        "taper": "; ".join(map(format_mg, plan.taper_mg)),
        "missed-days": _length(plan.missed_days_allowed, "days"),
        "hours-between": _length(plan.hours_between, "hours"),
        "link-window": _length(plan.link_window_days, "days"),
        "surgery-stop": _length(plan.surgery_hours, "hours"),
        "opioid-free": _length(plan.opioid_free_days, "days"),
        "sensitive": {True: "yes", False: "no", None: None}[plan.sensitive],
    }
    found |= _product(plan)
    for number, bottle in enumerate(plan.bottles, 1):
        found |= {f"bottle.{number}.{key}": text for key, text in _bottle(bottle).items()}
    for number, override in enumerate(plan.overrides, 1):
        found |= {f"override.{number}.{key}": text for key, text in _written("of", override.of, override).items()}
    for number, signed in enumerate(plan.sign_offs, 1):
        found |= {f"sign-off.{number}.{key}": text for key, text in _written("reason", signed.reason, signed).items()}
    return {name: text for name, text in found.items() if text}


def _common_time(plan: Plan) -> str:
    """Return the time at which every dose is taken, or ""; each line then names its own."""
    times = {intake.at for step in plan.steps for intake in step.intakes}
    return times.pop() if len(times) == 1 else ""


def _line(intake: Intake, at: str) -> str:
    return intake_words(intake).replace(f" {time_words(at)}", "", 1) if at else intake_words(intake)


def _length(count: int | None, unit: str) -> str | None:
    return None if count is None else f"{count} {unit}"


def _product(plan: Plan) -> Mapping[str, str | None]:
    product = plan.product
    return {
        "product.form": product.form,
        "product.strengths": "; ".join(map(format_mg, product.strengths_mg)),
        "product.strength": f"{format_mg(product.mg_per_ml)}/mL" if product.mg_per_ml is not None else None,
        "product.syringe-lines": f"{plain(product.graduation_ml)} mL" if product.graduation_ml is not None else None,
        "product.per-drop": format_mg(product.mg_per_drop) if product.mg_per_drop is not None else None,
        "product.stated-by": product.stated_by,
        "product.fillers": _names(product.fillers),
        "product.shell": product.shell,
        "product.dyes": _names(product.dyes),
    }


def _names(names: tuple[str, ...] | None) -> str | None:
    return None if names is None else "; ".join(names) + (";" if any("," in name for name in names) else "") or "none"


def _bottle(bottle: Bottle) -> Mapping[str, str | None]:
    return {
        "strength": f"{format_mg(bottle.strength)}{'/mL' if bottle.form == 'liquid' else ''}",
        "form": bottle.form,
        "lot": bottle.lot,
        "discard-after": bottle.discard_after.isoformat() if bottle.discard_after is not None else None,
    }


def _written(first: str, word: str, said: Override | SignOff) -> Mapping[str, str | None]:
    return {first: word, "text": said.text, "by": said.by, "on": said.on.isoformat()}
