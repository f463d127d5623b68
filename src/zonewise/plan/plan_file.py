"""Reader of plan files.

The file is what a person copies from the prescription; docs/plan.md shows how it is written. Reading settles the form
only. Whether the plan is a safe one is the question of `check`.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeVar

from zonewise.located_yaml import List, Map, Reading, Text, YamlLimits, read_yaml
from zonewise.model.amounts import format_mg, parse_mg, parse_mg_per_ml, parse_ml, stated_mg_per_ml
from zonewise.problem import InputRefused, NotUnderstood, Problem, unknown_word

from .plan_fields import Fields
from .prescribed_plan import (
    FORMS,
    MOST_CHARACTERS,
    SIGN_OFF_REASONS,
    STATED_BY,
    Bottle,
    Form,
    Origin,
    Override,
    Plan,
    Product,
    SignOff,
)
from .refusal_codes import OVERRIDABLE
from .steps import read_steps

T = TypeVar("T")

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
WITHIN_PRODUCT: Mapping[Form, tuple[str, ...]] = {
    "capsule": ("strengths",),
    "tablet": ("strengths",),
    "liquid": ("strength", "syringe-lines"),
    "drops": ("per-drop", "stated-by"),
}
EVERY_PRODUCT = ("form", "fillers", "shell", "dyes")
BOTTLE_KEYS = ("strength", "form", "lot", "discard-after")
OVERRIDE_KEYS = ("of", "text", "by", "on")
SIGN_OFF_KEYS = ("reason", "text", "by", "on")
MOST_STRENGTHS = 8
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
    product = _product(fields)
    plan, step_lines = _plan(fields, product, origin)
    fields.reading.refuse()
    lines = {key: fields.line_of(key) for key in PLAN_KEYS if fields.has(key)}
    lines |= {f"steps.{number}": line for number, line in enumerate(step_lines, 1)}
    for key in ("bottles", "overrides", "reduce-to", "taper"):
        node = fields.value(key) if fields.has(key) else None
        if isinstance(node, List):
            lines |= {f"{key}.{number}": item.line for number, item in enumerate(node.items, 1)}
    return _known(plan), MappingProxyType(lines)


def read_bottle(text: str, where: str) -> Bottle:
    """Return the one bottle that a text of the form 'bottles: [{strength: ..., form: ...}]' states.

    Raises:
        InputRefused: With every problem found and its line.
    """
    fields = _top(text, Reading(where), "the bottle", ("bottles",))
    bottles = _each(fields.parts("bottles", BOTTLE_KEYS, "bottle"), _bottle)
    fields.reading.refuse()
    return bottles[0]


def _top(text: str, reading: Reading, inside: str, known: tuple[str, ...]) -> Fields:
    """Return the keys of a whole file; nothing of it is read when what it says is not certain."""
    root = read_yaml(text, reading, LIMITS)
    reading.refuse()
    if not isinstance(root, Map):
        found = "there are no keys." if isinstance(root, Text) else "there is a list."
        expected = "A plan starts with a key, such as 'prescriber:'."
        raise InputRefused([Problem(reading.where, 1, found, expected, "no-keys")])
    return Fields(root, reading, inside, known)


def _plan(fields: Fields, product: Product | None, origin: Origin) -> tuple[Plan | None, tuple[int, ...]]:
    parse = _amount_of(product)
    steps, step_lines = read_steps(fields, parse)
    interval = fields.length("interval", "days", example="14 days" if len(steps) > 1 else "")
    ceiling = fields.amount("ceiling", parse, example="4.5 mg")
    start = fields.day("start", example="2026-03-09")
    prescriber = fields.text("prescriber", example="Dr A. Example, Example Clinic")
    written_on = fields.day("written-on", example="2026-03-02")
    rest: dict[str, Any] = {
        "reduce_mg": fields.amounts("reduce-to", parse),
        "resume_mg": fields.amount("resume-at", parse),
        "taper_mg": fields.amounts("taper", parse),
        "missed_days_allowed": fields.length("missed-days", "days"),
        "hours_between": fields.length("hours-between", "hours"),
        "link_window_days": fields.length("link-window", "days"),
        "surgery_hours": fields.length("surgery-stop", "hours"),
        "opioid_free_days": fields.length("opioid-free", "days"),
        "sensitive": fields.flag("sensitive"),
        "bottles": _each(fields.parts("bottles", BOTTLE_KEYS, "bottle"), _bottle),
        "overrides": _each(fields.parts("overrides", OVERRIDE_KEYS, "override"), _override),
        "sign_offs": _each(fields.parts("sign-offs", SIGN_OFF_KEYS, "sign-off"), _sign_off),
    }
    if fields.reading.problems or None in (ceiling, start, prescriber, written_on, product):
        return None, ()
    plan = Plan(
        steps=steps,
        start=_known(start),
        interval_days=interval,
        ceiling_mg=_known(ceiling),
        product=_known(product),
        prescriber=_known(prescriber),
        written_on=_known(written_on),
        origin=origin,
        **rest,
    )
    return plan, step_lines


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
    of_form = next((keys for form, keys in WITHIN_PRODUCT.items() if form == word), ())
    anything = of_form or tuple(dict.fromkeys(key for keys in WITHIN_PRODUCT.values() for key in keys))
    inside = f"a product in the form '{word}'" if of_form else "the product"
    before = len(fields.reading.problems)
    part = Fields(node, fields.reading, inside, (*EVERY_PRODUCT, *anything))
    form = part.choice("form", FORMS, example="capsule")
    fillers, shell, dyes = _names(part, "fillers"), part.text("shell"), _names(part, "dyes")
    if form is None:
        return None
    whole, liquid, drops = form in ("capsule", "tablet"), form == "liquid", form == "drops"
    strengths = _strengths(part, form) if whole else ()
    mg_per_ml = part.amount("strength", parse_mg_per_ml, example="1 mg/mL") if liquid else None
    graduation = part.amount("syringe-lines", parse_ml, example="0.05 mL") if liquid else None
    mg_per_drop = part.amount("per-drop", parse_mg, example="0.1 mg") if drops else None
    stated_by = part.choice("stated-by", STATED_BY, example="pharmacy") if drops else None
    if len(part.reading.problems) > before:
        return None
    return Product(form, strengths, mg_per_ml, graduation, mg_per_drop, stated_by, fillers, shell, dyes)


def _strengths(part: Fields, form: Form) -> tuple[Decimal, ...]:
    before = len(part.reading.problems)
    strengths = part.amounts("strengths", parse_mg, example="[0.5 mg, 1.5 mg]")
    line = part.line_of("strengths")
    if len(part.reading.problems) > before:
        return ()
    if len(set(strengths)) < len(strengths):
        part.reading.fault(line, "'strengths' names a strength twice.", "Keep each once.", "repeated-strength")
    if not 1 <= len(strengths) <= MOST_STRENGTHS:
        found = f"'strengths' lists {len(strengths)} strengths of one {form}."
        part.reading.fault(line, found, f"List from 1 to {MOST_STRENGTHS}.", "number-of-strengths")
    return strengths


def _names(part: Fields, key: str) -> tuple[str, ...] | None:
    """Return what is in the product; None when the key is missing, () when it says none."""
    if not part.has(key):
        return None
    names = [part.free_text(key, scalar) for scalar in part.scalars(key, part.value(key))]
    return tuple(name for name in names if name and name.casefold() != "none")


def _each(parts: tuple[Fields, ...], read: Callable[[Fields], T | None]) -> tuple[T, ...]:
    values = [read(part) for part in parts]
    return tuple(value for value in values if value is not None)


def _bottle(part: Fields) -> Bottle | None:
    form = part.choice("form", FORMS, example="capsule")
    parse, example = (parse_mg_per_ml, "1 mg/mL") if form == "liquid" else (parse_mg, "1.5 mg")
    strength = part.amount("strength", parse, example=example)
    lot, discard_after = part.text("lot"), part.day("discard-after")
    return None if form is None or strength is None else Bottle(strength, form, lot or "", discard_after)


def _override(part: Fields) -> Override | None:
    of = part.scalar("of", example="above-ceiling")
    text, by, on = _written(part)
    if of is not None and of.words not in OVERRIDABLE:
        expected = unknown_word(of.words, OVERRIDABLE)
        part.reading.fault(of, f"'{of.words}' cannot be overridden.", expected, "unknown-override")
    if of is None or text is None or by is None or on is None:
        return None
    return Override(of.words, text, by, on)


def _sign_off(part: Fields) -> SignOff | None:
    reason = part.choice("reason", SIGN_OFF_REASONS, example="liver")
    text, by, on = _written(part)
    if reason is None or text is None or by is None or on is None:
        return None
    return SignOff(reason, text, by, on)


def _written(part: Fields) -> tuple[str | None, str | None, date | None]:
    text = part.text("text", example="the decision in the prescriber's words")
    return text, part.text("by", example="Dr A. Example"), part.day("on", example="2026-03-02")


def _amount_of(product: Product | None) -> Callable[[str], Decimal]:
    """Return a reader of amounts that holds a strength written with a dose against the product's own."""

    def parse(text: str) -> Decimal:
        mg, stated = parse_mg(text), stated_mg_per_ml(text)
        if stated is None or product is None or stated == product.mg_per_ml:
            return mg
        has = f"{format_mg(product.mg_per_ml)}/mL" if product.mg_per_ml else f"a {product.form} without millilitres"
        expected = "Ask the pharmacy which strength was made, then write that one in both places."
        raise NotUnderstood(f"'{text}' does not fit the product, which is {has}.", expected, "strength-differs")

    return parse


def _known(value: T | None) -> T:
    if value is None:
        raise RuntimeError("a value that was checked to be there is not")
    return value
