"""Reader of plan files.

The file is what a person copies from the prescription; docs/plan.md shows how it is written. Reading settles the form
only. Whether the plan is a safe one is the question of `check`.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from zonewise.located_yaml import List, Map, Node, Reading, Text, YamlLimits, read_yaml
from zonewise.model.amounts import format_mg, parse_mg, parse_mg_per_ml, parse_ml, stated_mg_per_ml
from zonewise.problem import InputRefused, NotUnderstood, Problem, unknown_word

from .limits import OVERRIDABLE
from .plan_fields import Fields, items_of
from .prescribed_plan import (
    FORMS,
    LENGTHS,
    MOST_CHARACTERS,
    MOST_EVERY_DAYS,
    SIGN_OFF_REASONS,
    STATED_BY,
    TIMES_OF_DAY,
    Bottle,
    Form,
    Intake,
    Origin,
    Override,
    Plan,
    Product,
    SignOff,
    Step,
    is_time_of_day,
)

PLAN_KEYS = (
    "prescriber",
    "written-on",
    "start",
    "at",
    "steps",
    "interval",
    "ceiling",
    "reduce-to",
    "resume-at",
    "taper",
    "missed-days",
    "hours-between",
    "link-window",
    "surgery-stop",
    "opioid-free",
    "sensitive",
    "product",
    "bottles",
    "overrides",
    "sign-offs",
)
KEYS_OF_FORM: Mapping[str, tuple[str, ...]] = {
    "capsule": ("strengths",),
    "tablet": ("strengths",),
    "liquid": ("strength", "syringe-lines"),
    "drops": ("per-drop", "stated-by"),
    "other": (),
}
EVERY_PRODUCT = ("form", "fillers", "shell", "dyes")
BOTTLE_KEYS = ("strength", "form", "lot", "discard-after")
OVERRIDE_KEYS = ("of", "text", "by", "on")
SIGN_OFF_KEYS = ("reason", "text", "by", "on")
EVEN_KEYS = ("first", "by", "up-to")
INTAKE_KEYS = ("amount", "at", "every-days", "on-day")
MOST_STRENGTHS = 8
MOST_STEPS = 60
MOST_INTAKES = 6
TIMES_WORDS = f"Write {', '.join(TIMES_OF_DAY)} or a clock time such as 21:30."
LIMITS = YamlLimits(MOST_CHARACTERS, depth=8, refuse_decimal_commas=True)


def read_plan(text: str, where: str, *, origin: Origin = "copied") -> Plan:
    """Return the plan that a YAML text states.

    Args:
        text: The whole file.
        where: Name of the file, for messages.
        origin: "signed" only when the prescriber hands the plan over; a file cannot claim it.

    Raises:
        InputRefused: With every problem found and its line.
    """
    return read_plan_with_lines(text, where, origin=origin)[0]


def read_plan_with_lines(text: str, where: str, *, origin: Origin = "copied") -> tuple[Plan, Mapping[str, int]]:
    """Return the plan and the line of each part ("ceiling", "steps.2", "bottles.1"), which `check` can show.

    Raises:
        InputRefused: With every problem found and its line.
    """
    fields = _top(text, Reading(where), "the plan", PLAN_KEYS)
    plan, step_lines = _plan(fields, origin)
    lines = {key: fields.line_of(key) for key in PLAN_KEYS if fields.has(key)}
    lines |= {f"steps.{number}": line for number, line in enumerate(step_lines, 1)}
    for key in ("bottles", "overrides", "reduce-to", "taper"):
        node = fields.value(key) if fields.has(key) else None
        if isinstance(node, List):
            lines |= {f"{key}.{number}": item.line for number, item in enumerate(node.items, 1)}
    return plan, MappingProxyType(lines)


def read_bottle(text: str, where: str) -> Bottle:
    """Return the one bottle that a text of the form 'bottles: [{strength: ..., form: ...}]' states.

    Raises:
        InputRefused: With every problem found and its line.
    """
    fields = _top(text, Reading(where), "the bottle", ("bottles",))
    bottles = [_bottle(part) for part in fields.parts("bottles", BOTTLE_KEYS, "bottle")]
    fields.reading.refuse()
    return Bottle(**bottles[0])


def _top(text: str, reading: Reading, inside: str, known: tuple[str, ...]) -> Fields:
    """Return the keys of a whole file; nothing of it is read when what it says is not certain."""
    root = read_yaml(text, reading, LIMITS)
    reading.refuse()
    if not isinstance(root, Map):
        fault = "there are no keys." if isinstance(root, Text) else "there is a list."
        expected = "A plan starts with a key, such as 'prescriber:'."
        raise InputRefused([Problem(reading.where, 1, fault, expected, "no-keys")])
    return Fields(root, reading, inside, known)


def _plan(fields: Fields, origin: Origin) -> tuple[Plan, list[int]]:
    """Return the plan and the line of each step; its parts are made only once nothing in the file is wrong."""
    product = _product(fields)
    parse = _amount_of(product)
    steps = _steps(fields, parse)
    values: dict[str, Any] = {
        attribute: fields.length(key, unit, example="14 days" if key == "interval" and len(steps) > 1 else "")
        for key, attribute, unit, _ in LENGTHS
    }
    values |= {
        "ceiling_mg": fields.amount("ceiling", parse, example="4.5 mg"),
        "start": fields.day("start", example="2026-03-09"),
        "prescriber": fields.text("prescriber", example="Dr A. Example, Example Clinic"),
        "written_on": fields.day("written-on", example="2026-03-02"),
        "reduce_mg": fields.amounts("reduce-to", parse),
        "resume_mg": fields.amount("resume-at", parse),
        "taper_mg": fields.amounts("taper", parse),
        "sensitive": fields.flag("sensitive"),
    }
    bottles = [_bottle(part) for part in fields.parts("bottles", BOTTLE_KEYS, "bottle")]
    overrides = [_override(part) for part in fields.parts("overrides", OVERRIDE_KEYS, "override")]
    sign_offs = [_sign_off(part) for part in fields.parts("sign-offs", SIGN_OFF_KEYS, "sign-off")]
    fields.reading.refuse()
    values |= {
        "product": product,
        "bottles": tuple(Bottle(**bottle) for bottle in bottles),
        "overrides": tuple(Override(**override) for override in overrides),
        "sign_offs": tuple(SignOff(**sign_off) for sign_off in sign_offs),
    }
    return Plan(steps=tuple(step for step, _ in steps), origin=origin, **values), [line for _, line in steps]


def _product(fields: Fields) -> Product | None:
    node = fields.value("product", example="{form: capsule, strengths: [0.5 mg, 1.5 mg]}")
    if node is None:
        return None
    if not isinstance(node, Map):
        expected = "Write its keys, such as {form: capsule, strengths: [1.5 mg]}."
        fields.reading.fault(node, "'product' is not a set of keys.", expected, "wrong-type")
        return None
    form_node = node.items.get("form")
    word = form_node.words.casefold() if isinstance(form_node, Text) else ""
    of_form = next((keys for form, keys in KEYS_OF_FORM.items() if form == word), ())
    anything = of_form or tuple(dict.fromkeys(key for keys in KEYS_OF_FORM.values() for key in keys))
    inside = f"a product in the form '{word}'" if of_form else "the product"
    before = len(fields.reading.problems)
    part = Fields(node, fields.reading, inside, (*EVERY_PRODUCT, *anything))
    form = part.choice("form", FORMS, example="capsule")
    values: dict[str, Any] = {
        "fillers": _names(part, "fillers"),
        "shell": part.text("shell"),
        "dyes": _names(part, "dyes"),
    }
    if form in ("capsule", "tablet"):
        values["strengths_mg"] = _strengths(part, form)
    elif form == "liquid":
        values["mg_per_ml"] = part.amount("strength", parse_mg_per_ml, example="1 mg/mL")
        values["graduation_ml"] = part.amount("syringe-lines", parse_ml, example="0.05 mL")
    elif form == "drops":
        values["mg_per_drop"] = part.amount("per-drop", parse_mg, example="0.1 mg")
        values["stated_by"] = part.choice("stated-by", STATED_BY, example="pharmacy")
    if form is None or len(part.reading.problems) > before:
        return None
    return Product(form, **values)


def _strengths(part: Fields, form: Form) -> tuple[Decimal, ...]:
    before = len(part.reading.problems)
    strengths = part.amounts("strengths", parse_mg, example="[0.5 mg, 1.5 mg]")
    line = part.line_of("strengths")
    if len(part.reading.problems) > before:
        return ()
    if len(set(strengths)) < len(strengths):
        part.reading.fault(line, "'strengths' names a strength twice.", "Keep each once.", "repeated-strength")
    if not 1 <= len(strengths) <= MOST_STRENGTHS:
        fault = f"'strengths' lists {len(strengths)} strengths of one {form}."
        part.reading.fault(line, fault, f"List from 1 to {MOST_STRENGTHS}.", "number-of-strengths")
    return strengths


def _names(part: Fields, key: str) -> tuple[str, ...] | None:
    """Return what is in the product; None when the key is missing, () when it says none."""
    if not part.has(key):
        return None
    names = [part.free_text(key, scalar) for scalar in part.scalars(key, part.value(key))]
    return tuple(name for name in names if name and name.casefold() != "none")


def _bottle(part: Fields) -> dict[str, Any]:
    form = part.choice("form", FORMS, example="capsule")
    parse, example = (parse_mg_per_ml, "1 mg/mL") if form == "liquid" else (parse_mg, "1.5 mg")
    return {
        "form": form,
        "strength": part.amount("strength", parse, example=example),
        "lot": part.text("lot") or "",
        "discard_after": part.day("discard-after"),
    }


def _override(part: Fields) -> dict[str, Any]:
    of = part.scalar("of", example="above-ceiling")
    if of is not None and of.words not in OVERRIDABLE:
        expected = unknown_word(of.words, OVERRIDABLE)
        part.reading.fault(of, f"'{of.words}' cannot be overridden.", expected, "unknown-override")
    return {"of": of and of.words, **_written(part)}


def _sign_off(part: Fields) -> dict[str, Any]:
    return {"reason": part.choice("reason", SIGN_OFF_REASONS, example="liver"), **_written(part)}


def _written(part: Fields) -> dict[str, Any]:
    return {
        "text": part.text("text", example="the decision in the prescriber's words"),
        "by": part.text("by", example="Dr A. Example"),
        "on": part.day("on", example="2026-03-02"),
    }


def _amount_of(product: Product | None) -> Callable[[str], Decimal]:
    """Return a reader of amounts that holds a strength written with a dose against the product's own."""

    def parse(text: str) -> Decimal:
        mg, stated = parse_mg(text), stated_mg_per_ml(text)
        if stated is None or product is None or stated == product.mg_per_ml:
            return mg
        has = format_mg(product.mg_per_ml, per="/mL") if product.mg_per_ml else f"a {product.form} without millilitres"
        expected = "Ask the pharmacy which strength was made, then write that one in both places."
        raise NotUnderstood(f"'{text}' does not fit the product, which is {has}.", expected, "strength-differs")

    return parse


def _steps(plan: Fields, parse: Callable[[str], Decimal]) -> list[tuple[Step, int]]:
    """Return the steps, each with its line, without those that had problems.

    Prescribers write them in four ways: even (first, by, up to), a list of amounts, doses with their own time of day,
    and several doses a day or doses on alternate days.
    """
    at = _time_of_day(plan)
    node = plan.value("steps", example="[0.5 mg, 1 mg, 1.5 mg]")
    if node is None:
        return []
    if isinstance(node, Map) and any(key in EVEN_KEYS for key in node.items):
        return _even(plan, node, at, parse)
    items = items_of(node)
    if not 1 <= len(items) <= MOST_STEPS:
        fault = f"'steps' lists {len(items)} doses."
        plan.reading.fault(node, fault, f"List from 1 to {MOST_STEPS}.", "number-of-steps")
        return []
    steps = [(_step(plan, item, f"step {number}", at, parse), item.line) for number, item in enumerate(items, 1)]
    return [(step, line) for step, line in steps if step is not None]


def _even(plan: Fields, node: Map, at: str | None, parse: Callable[[str], Decimal]) -> list[tuple[Step, int]]:
    even = Fields(node, plan.reading, "even steps", EVEN_KEYS)
    first = even.amount("first", parse, example="0.5 mg")
    by = even.amount("by", parse, example="0.5 mg")
    last = even.amount("up-to", parse, example="4.5 mg")
    if first is None or by is None or last is None:
        return []
    count = (last - first) // by + 1
    if not 1 <= count <= MOST_STEPS:
        path = f"from {format_mg(first)} by {format_mg(by)} up to {format_mg(last)}"
        fault = f"{path} there are {max(int(count), 0)} steps."
        plan.reading.fault(node, fault, f"Write from 1 to {MOST_STEPS} steps.", "number-of-steps")
        return []
    amounts = tuple(first + by * number for number in range(int(count)))
    if amounts[-1] != last:
        path = f"steps of {format_mg(by)} from {format_mg(first)}"
        fault = f"{path} reach {format_mg(amounts[-1])}, not {format_mg(last)}."
        expected = f"Write 'up-to: {format_mg(amounts[-1])}', or list the doses one by one."
        plan.reading.fault(even.line_of("up-to"), fault, expected, "uneven-steps")
        return []
    time = _needed(plan, at, "even steps", node.line)
    return [(Step((Intake(mg, time),)), node.line) for mg in amounts] if time is not None else []


def _step(plan: Fields, node: Node, name: str, at: str | None, parse: Callable[[str], Decimal]) -> Step | None:
    items = items_of(node)
    if not 1 <= len(items) <= MOST_INTAKES:
        fault = f"{name} lists {len(items)} doses a day."
        plan.reading.fault(node, fault, f"List from 1 to {MOST_INTAKES}.", "number-of-doses")
        return None
    intakes = [_intake(plan, item, name, at, parse) for item in items]
    kept = tuple(intake for intake in intakes if intake is not None)
    if len(kept) < len(intakes):
        return None
    try:
        return Step(kept)
    except ValueError as error:
        plan.reading.fault(node, f"{name}: {error}.", "Give each dose its own time, or add them up.", "doses-together")
        return None


def _intake(plan: Fields, node: Node, name: str, at: str | None, parse: Callable[[str], Decimal]) -> Intake | None:
    if isinstance(node, List):
        plan.reading.fault(node, f"{name} holds a list in a list.", "List its doses one by one.", "wrong-type")
        return None
    if isinstance(node, Text):
        mg = plan.parse_amount(name, node, parse) if not node.is_null else None
        if node.is_null:
            plan.reading.fault(node, f"{name} is empty.", "Write an amount such as 1.5 mg.", "empty-value")
        time = _needed(plan, at, name, node.line)
        return None if mg is None or time is None else Intake(mg, time)
    fields = Fields(node, plan.reading, f"a dose of {name}", INTAKE_KEYS)
    mg = fields.amount("amount", parse, example="1.5 mg")
    time = _time_of_day(fields) if fields.has("at") else _needed(plan, at, name, node.line)
    every = fields.length("every-days", "days") if fields.has("every-days") else 1
    on = fields.length("on-day", "days") if fields.has("on-day") else 1
    if mg is None or time is None or every is None or on is None:
        return None
    if every > MOST_EVERY_DAYS or on > every:
        fault = f"{name} falls on day {on} of every {every} days."
        expected = f"Write every-days from 1 to {MOST_EVERY_DAYS}, and on-day from 1 to that number."
        plan.reading.fault(node, fault, expected, "day-pattern")
        return None
    return Intake(mg, time, every, on)


def _time_of_day(fields: Fields) -> str | None:
    scalar = fields.scalar("at")
    if scalar is None:
        return None
    text = scalar.words.casefold()
    text = f"0{text}" if len(text) == 4 and text[1] == ":" else text
    if is_time_of_day(text):
        return text
    fields.reading.fault(scalar, f"'at' is '{scalar.words}'.", TIMES_WORDS, "unknown-time")
    return None


def _needed(plan: Fields, at: str | None, name: str, line: int) -> str | None:
    """Return the plan's time of day; when it has none, say so once for each dose that needs it."""
    if at is None and not plan.has("at"):
        expected = f"Add 'at:' to the plan or to the dose. {TIMES_WORDS}"
        plan.reading.fault(line, f"{name} has no time of day.", expected, "no-time")
    return at
