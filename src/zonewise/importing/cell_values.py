"""The numbers that the cells of a file spell, doses in milligrams and ratings from 0 to 10."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from zonewise.model.amounts import UNIT_WORDS, is_dose_unit, measure_of, parse_mg, plain, stated_mg_per_ml
from zonewise.problem import NotUnderstood, did_you_mean, shown

Direction = Literal["worse", "better"]

_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,20}(?:[.,][0-9]{0,20})?|[.,][0-9]{1,20})")
_HUNDREDTH = Decimal("0.01")


def is_number(text: str) -> bool:
    """Say whether a text is a plain decimal number, point or comma."""
    return _NUMBER.fullmatch(text) is not None


def number(text: str, what: str) -> Decimal:
    """Return the number in a text; a decimal comma counts as a point.

    Raises:
        NotUnderstood: Empty, words, NaN, infinity, an exponent or a separator of thousands.
    """
    digits = text.strip()
    if not is_number(digits):
        fault = f"{what} is {shown(digits)}, not a plain number." if digits else f"{what} has no number."
        raise NotUnderstood(fault, "Write digits with one decimal point or comma, such as 3.5.", "not-a-number")
    value = Decimal(digits.replace(",", "."))
    return abs(value) if value == 0 else value


def number_text(value: Decimal) -> str:
    """Return a number as an entry keeps it: a decimal point, the digits that were written, no exponent."""
    return format(value, "f")


def to_rating(value: Decimal, low: Decimal, high: Decimal, higher_is: Direction) -> str:
    """Return a value of a scale as a rating, 0 none to 10 worst, at most two decimals.

    Args:
        value: On the scale, low <= value <= high.
        low: Lower end of the other scale.
        high: Upper end of the other scale, above `low`.
        higher_is: Whether the upper end is the worse or the better one.
    """
    distance = value - low if higher_is == "worse" else high - value
    return plain((distance * 10 / (high - low)).quantize(_HUNDREDTH, rounding=ROUND_HALF_UP))


def dose_mg(value: str, unit: str, mg_per_ml: Decimal | None, what: str = "The dose") -> Decimal:
    """Return the milligrams of a dose as a file states it.

    A file always names the unit: where a person says "1.5" of a plan in milligrams, a column of 1.5 may be anything.

    Args:
        value: 0 or more, in `unit`.
        unit: mg, mcg or a spelling of it, mL, or "mL of 1 mg/mL"; case does not matter.
        mg_per_ml: Strength of the liquid, for a plain mL; None when nobody said.
        what: The dose or the name of its column, for messages.

    Raises:
        NotUnderstood: No number, below 0, no unit, a unit we do not know, mL of an unknown strength, or a number that
            can be read in two ways.
    """
    amount = number(value, what)
    if amount < 0:
        raise NotUnderstood(
            f"The dose is {plain(amount)}.", "A dose is 0 (deliberately not taken) or more.", "negative-dose"
        )
    if not unit.strip():
        raise NotUnderstood(
            "The dose has no unit.",
            "Write mg, mcg or mL as its unit, or say it with --map 'LDN=dose:mg'.",
            "dose-unit",
        )
    if not is_dose_unit(unit):
        advice = "A dose is in mg, mcg or mL; for drops, capsules or grams work out the mg."
        raise NotUnderstood(
            f"The dose has the unit {shown(unit)}.", f"{did_you_mean(unit, UNIT_WORDS)}{advice}", "dose-unit"
        )
    written = f"{value.strip()} {unit}"
    stated = stated_mg_per_ml(written)
    if (measure_of(unit) == "mL" and not mg_per_ml) or stated == 0:
        raise NotUnderstood(
            f"The dose is {plain(amount)} mL of a liquid whose strength is not known.",
            "Give the strength on the bottle in mg per mL, or write the unit as 'mL of 1 mg/mL'.",
            "dose-concentration",
        )
    return parse_mg(written, mg_per_ml)
