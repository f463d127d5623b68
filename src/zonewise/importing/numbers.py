"""Which number did a person write, and what is it on a scale from 0 (none) to 10 (worst)?"""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from zonewise.model.amounts import plain
from zonewise.problem import NotUnderstood, shown

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
    if not _NUMBER.fullmatch(digits):
        found = f"{what} is {shown(digits)}, not a plain number." if digits else f"{what} has no number."
        raise NotUnderstood(found, "Write digits with one decimal point or comma, such as 3.5.", "not-a-number")
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
    rating = (distance * 10 / (high - low)).quantize(_HUNDREDTH, rounding=ROUND_HALF_UP)
    return plain(rating)
