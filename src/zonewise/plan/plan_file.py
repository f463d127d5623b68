"""What does a plan file say, and everything that is wrong with how it says it?

The file is what a person copies from the prescription; docs/plan.md shows how it is written. Reading settles the form
only. Whether the plan is a safe one is the question of `check`.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeVar

from zonewise.model.amounts import format_mg, parse_mg, parse_mg_per_ml, parse_ml, stated_mg_per_ml
from zonewise.problem import InputRefused, NotUnderstood, Problem, did_you_mean

from .located_yaml import Block, Leaf, Listing, read_located
from .plan_fields import Fields
from .prescribed_plan import FORMS, SIGN_OFF_REASONS, STATED_BY, Bottle, Form, Origin, Override, Plan, Product, SignOff
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
    problems: list[Problem] = []
    fields = Fields(read_located(text, where), where, "the plan", PLAN_KEYS, problems)
    product = _product(fields)
    plan, step_lines = _plan(fields, product, origin)
    if plan is None or problems:
        raise InputRefused(sorted(problems, key=lambda problem: problem.line))
    lines = {key: fields.line_of(key) for key in PLAN_KEYS if fields.has(key)}
    lines |= {f"steps.{number}": line for number, line in enumerate(step_lines, 1)}
    for key in ("bottles", "overrides", "reduce-to", "taper"):
        tree = fields.tree(key) if fields.has(key) else None
        if isinstance(tree, Listing):
            lines |= {f"{key}.{number}": item.line for number, item in enumerate(tree.items, 1)}
    return plan, MappingProxyType(lines)


def read_bottle(text: str, where: str) -> Bottle:
    """Return the one bottle that a text of the form 'bottles: [{strength: ..., form: ...}]' states.

    Raises:
        InputRefused: With every problem found and its line.
    """
    problems: list[Problem] = []
    fields = Fields(read_located(text, where), where, "the bottle", ("bottles",), problems)
    bottles = _each(fields.blocks("bottles", BOTTLE_KEYS, "bottle"), _bottle)
    if problems:
        raise InputRefused(sorted(problems, key=lambda problem: problem.line))
    return bottles[0]


def _plan(fields: Fields, product: Product | None, origin: Origin) -> tuple[Plan | None, tuple[int, ...]]:
    parse = _amount_of(product)
    steps, step_lines = read_steps(fields, parse)
    interval = fields.length("interval", "days", example="14 days" if len(steps) > 1 else "")
    ceiling = fields.parsed("ceiling", parse, example="4.5 mg")
    start = fields.day("start", example="2026-03-09")
    prescriber = fields.text("prescriber", example="Dr A. Example, Example Clinic")
    written_on = fields.day("written-on", example="2026-03-02")
    rest: dict[str, Any] = {
        "reduce_mg": fields.amounts("reduce-to", parse),
        "resume_mg": fields.parsed("resume-at", parse),
        "taper_mg": fields.amounts("taper", parse),
        "missed_days_allowed": fields.length("missed-days", "days"),
        "hours_between": fields.length("hours-between", "hours"),
        "link_window_days": fields.length("link-window", "days"),
        "surgery_hours": fields.length("surgery-stop", "hours"),
        "opioid_free_days": fields.length("opioid-free", "days"),
        "sensitive": fields.flag("sensitive"),
        "bottles": _each(fields.blocks("bottles", BOTTLE_KEYS, "bottle"), _bottle),
        "overrides": _each(fields.blocks("overrides", OVERRIDE_KEYS, "override"), _override),
        "sign_offs": _each(fields.blocks("sign-offs", SIGN_OFF_KEYS, "sign-off"), _sign_off),
    }
    if fields.problems or None in (ceiling, start, prescriber, written_on, product):
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
    tree = fields.tree("product", example="{form: capsule, strengths: [0.5 mg, 1.5 mg]}")
    if tree is None:
        return None
    if not isinstance(tree, Block):
        expected = "Write its keys, such as {form: capsule, strengths: [1.5 mg]}."
        fields.refuse(tree.line, "'product' is not a set of keys.", expected, "wrong-type")
        return None
    words = [value.text.casefold() for key, _, value in tree.entries if key == "form" and isinstance(value, Leaf)]
    of_form = next((keys for form, keys in WITHIN_PRODUCT.items() if form in words), ())
    anything = of_form or tuple(dict.fromkeys(key for keys in WITHIN_PRODUCT.values() for key in keys))
    inside = f"a product in the form '{words[0]}'" if of_form else "the product"
    before = len(fields.problems)
    part = Fields(tree, fields.where, inside, (*EVERY_PRODUCT, *anything), fields.problems)
    form = part.choice("form", FORMS, example="capsule")
    fillers, shell, dyes = _names(part, "fillers"), part.text("shell"), _names(part, "dyes")
    if form is None:
        return None
    whole, liquid, drops = form in ("capsule", "tablet"), form == "liquid", form == "drops"
    strengths = _strengths(part, form) if whole else ()
    mg_per_ml = part.parsed("strength", parse_mg_per_ml, example="1 mg/mL") if liquid else None
    graduation = part.parsed("syringe-lines", parse_ml, example="0.05 mL") if liquid else None
    mg_per_drop = part.parsed("per-drop", parse_mg, example="0.1 mg") if drops else None
    stated_by = part.choice("stated-by", STATED_BY, example="pharmacy") if drops else None
    if len(fields.problems) > before:
        return None
    return Product(form, strengths, mg_per_ml, graduation, mg_per_drop, stated_by, fillers, shell, dyes)


def _strengths(part: Fields, form: Form) -> tuple[Decimal, ...]:
    before = len(part.problems)
    strengths = part.amounts("strengths", parse_mg, example="[0.5 mg, 1.5 mg]")
    line = part.line_of("strengths")
    if len(part.problems) > before:
        return ()
    if len(set(strengths)) < len(strengths):
        part.refuse(line, "'strengths' names a strength twice.", "Keep each once.", "repeated-strength")
    if not 1 <= len(strengths) <= MOST_STRENGTHS:
        found = f"'strengths' lists {len(strengths)} strengths of one {form}."
        part.refuse(line, found, f"List from 1 to {MOST_STRENGTHS}.", "number-of-strengths")
    return strengths


def _names(part: Fields, key: str) -> tuple[str, ...] | None:
    """Return what is in the product; None when the key is missing, () when it says none."""
    if not part.has(key):
        return None
    names = [part.free_text(key, leaf) for leaf in part.leaves(key, part.tree(key))]
    return tuple(name for name in names if name and name.casefold() != "none")


def _each(parts: tuple[Fields, ...], read: Callable[[Fields], T | None]) -> tuple[T, ...]:
    values = [read(part) for part in parts]
    return tuple(value for value in values if value is not None)


def _bottle(part: Fields) -> Bottle | None:
    form = part.choice("form", FORMS, example="capsule")
    parse, example = (parse_mg_per_ml, "1 mg/mL") if form == "liquid" else (parse_mg, "1.5 mg")
    strength = part.parsed("strength", parse, example=example)
    lot, discard_after = part.text("lot"), part.day("discard-after")
    return None if form is None or strength is None else Bottle(strength, form, lot or "", discard_after)


def _override(part: Fields) -> Override | None:
    of = part.word("of", example="above-ceiling")
    text, by, on = _written(part)
    if of is not None and of.text not in OVERRIDABLE:
        expected = f"{did_you_mean(of.text, OVERRIDABLE)}These can be overridden: {', '.join(OVERRIDABLE)}."
        part.refuse(of.line, f"'{of.text}' cannot be overridden.", expected, "unknown-override")
    if of is None or text is None or by is None or on is None:
        return None
    return Override(of.text, text, by, on)


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
