"""Which amount did somebody write, and how do we write it back so that nobody misreads it by ten?

Every amount is an exact Decimal in milligrams and a whole number of nanograms. No float is used anywhere in the plan.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow

from zonewise.problem import did_you_mean

EXACT = Context(prec=60, traps=[Inexact, InvalidOperation, Overflow])
"""Arithmetic that stops instead of rounding."""

NANOGRAMS_IN_MG = 1_000_000
MOST_DECIMALS = 6
"""An amount is at most this fine: six decimals of a milligram are whole nanograms."""

_MOST_WHOLE_DIGITS = 6
_MICROGRAMS_BELOW_MG = Decimal("0.1")

_MILLIGRAM_WORDS = frozenset({"", "mg", "mgs", "milligram", "milligrams"})
_MICROGRAM_WORDS = frozenset({"mcg", "mcgs", "ug", "µg", "μg", "microgram", "micrograms"})
_MILLILITRE_WORDS = frozenset({"ml", "mls", "millilitre", "millilitres", "milliliter", "milliliters", "cc"})
_EXAMPLES = "Write an amount such as 1.5 mg, 1,5 mg or 80 micrograms."

_AMOUNT = re.compile(r"(?P<whole>[0-9]*)(?:(?P<mark>[.,])(?P<part>[0-9]+))?\s*(?P<unit>[^\s0-9.,].*)?")
_VOLUME_OF = re.compile(r"(?P<volume>[0-9.,]+\s*[a-z]+)\s+(?:of|at)\s+(?P<strength>.+)", re.IGNORECASE)
_PER_ML = re.compile(r"(?P<amount>.+?)\s*(?:/|\bper\b)\s*(?:1\s*)?(?P<unit>[a-z]+)", re.IGNORECASE)


class AmountNotUnderstood(ValueError):
    """A text is not an amount we can read without guessing.

    Attributes:
        found: What was found.
        expected: What is meant to stand there.
        code: A short word to search for.
    """

    def __init__(self, found: str, expected: str, code: str) -> None:
        self.found, self.expected, self.code = found, expected, code
        super().__init__(f"{found} {expected} [{code}]")


def parse_mg(text: str) -> Decimal:
    """Return the milligrams that a text states, exactly.

    Accepts "1.5", "1,5 mg", "0.08 mg", "80 mcg", "80 micrograms" and, because the strength is written with it,
    "0.5 mL of 1 mg/mL". A number alone is milligrams. Zero is read as zero.

    Raises:
        AmountNotUnderstood: Anything else: another unit, a volume without its strength, a comma that could
            separate thousands, more than nanograms can hold.
    """
    volume_of = _VOLUME_OF.fullmatch(_tidy(text))
    if volume_of:
        return mg_from_ml(parse_ml(volume_of["volume"]), parse_mg_per_ml(volume_of["strength"]))
    number, unit = _number_and_unit(text)
    if unit in _MILLIGRAM_WORDS:
        return _whole_nanograms(number, text)
    if unit in _MICROGRAM_WORDS:
        return _whole_nanograms(_shifted(number, -3), text)
    if unit in _MILLILITRE_WORDS:
        raise AmountNotUnderstood(
            f"'{text}' is a volume without a strength.",
            "Write milligrams, or the strength with it: 0.5 mL of 1 mg/mL.",
            "volume-without-strength",
        )
    raise _unknown_unit(text, unit, _MILLIGRAM_WORDS | _MICROGRAM_WORDS, _EXAMPLES)


def parse_ml(text: str) -> Decimal:
    """Return the millilitres that a text such as "0.05 mL" states; a number alone is millilitres.

    Raises:
        AmountNotUnderstood: The text is not a number with millilitres.
    """
    number, unit = _number_and_unit(text)
    if unit and unit not in _MILLILITRE_WORDS:
        raise _unknown_unit(text, unit, _MILLILITRE_WORDS, "Write a volume such as 0.05 mL.")
    return _whole_nanograms(number, text)


def parse_mg_per_ml(text: str) -> Decimal:
    """Return the strength of a liquid, milligrams in one millilitre, from "1 mg/mL" or "50 micrograms per mL".

    Raises:
        AmountNotUnderstood: The unit of either side is missing or another one.
    """
    example = "Write the strength as on the bottle, with both units: 1 mg/mL."
    strength = _PER_ML.fullmatch(_tidy(text))
    if not strength or strength["unit"].casefold() not in _MILLILITRE_WORDS:
        raise AmountNotUnderstood(f"'{text}' does not say milligrams in how many millilitres.", example, "strength")
    if not _number_and_unit(strength["amount"])[1]:
        raise AmountNotUnderstood(f"'{text}' does not say milligrams or micrograms.", example, "strength")
    return parse_mg(strength["amount"])


def stated_mg_per_ml(text: str) -> Decimal | None:
    """Return the strength written inside an amount such as "0.5 mL of 1 mg/mL", or None when it states none."""
    volume_of = _VOLUME_OF.fullmatch(_tidy(text))
    return parse_mg_per_ml(volume_of["strength"]) if volume_of else None


def mg_from_ml(ml: Decimal, mg_per_ml: Decimal) -> Decimal:
    """Return the milligrams in `ml` of a liquid of `mg_per_ml`, exactly.

    Raises:
        AmountNotUnderstood: The product is finer than a nanogram.
    """
    mg = EXACT.multiply(ml, mg_per_ml)
    return _whole_nanograms(mg, f"{plain(ml)} mL of {plain(mg_per_ml)} mg/mL")


def format_mg(mg: Decimal) -> str:
    """Return an amount as it is shown everywhere: "1.5 mg", and below 0.1 mg "80 micrograms".

    A leading zero is always written, a trailing zero and an exponent never.

    Raises:
        ValueError: The amount is negative or not a number.
    """
    if not mg.is_finite() or mg < 0:
        raise ValueError(f"an amount is zero or more, got {mg}")
    if mg == 0 or mg >= _MICROGRAMS_BELOW_MG:
        return f"{plain(mg)} mg"
    micrograms = _shifted(mg, 3)
    return f"{plain(micrograms)} microgram{'' if micrograms == 1 else 's'}"


def plain(number: Decimal) -> str:
    """Return a number without exponent and trailing zeros, with a leading zero."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def listed(amounts: Iterable[Decimal]) -> str:
    """Return amounts as a list in words: "0.5 mg, 1.5 mg and 3 mg"."""
    return joined([format_mg(mg) for mg in amounts])


def joined(words: Sequence[str]) -> str:
    """Return words as a list in a sentence: "one, two and three"."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def nanograms(mg: Decimal) -> int:
    """Return an amount as whole nanograms, so that sums and multiples are exact."""
    return int(EXACT.multiply(mg, Decimal(NANOGRAMS_IN_MG)).to_integral_exact(context=EXACT))


def from_nanograms(count: int) -> Decimal:
    """Return whole nanograms as milligrams."""
    return _shifted(Decimal(count), -MOST_DECIMALS)


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _number_and_unit(text: str) -> tuple[Decimal, str]:
    """Return the number and the unit word in lower case ("" when there is none)."""
    match = _AMOUNT.fullmatch(_tidy(text))
    if not match or not (match["whole"] or match["part"]):
        raise AmountNotUnderstood(f"'{text}' is not an amount.", _EXAMPLES, "not-an-amount")
    whole, mark, part = match["whole"], match["mark"], match["part"] or ""
    unit = (match["unit"] or "").casefold()
    if len(whole) > _MOST_WHOLE_DIGITS:
        raise AmountNotUnderstood(f"'{text}' has {len(whole)} digits before the decimal point.", _EXAMPLES, "too-large")
    thousands = mark == "," or (unit in _MICROGRAM_WORDS and part.endswith("0"))  # 1.500 mcg: no decimal ends in 0
    if thousands and len(part) == 3 and whole.strip("0"):
        raise AmountNotUnderstood(
            f"'{text}' can be read as {whole}.{part} or as {whole}{part}.",
            f"Write {plain(Decimal(f'{whole}.{part}'))} or {whole}{part}, whichever the prescription means.",
            "ambiguous-mark",
        )
    return Decimal(f"{whole or '0'}.{part or '0'}"), unit


def _whole_nanograms(number: Decimal, text: str) -> Decimal:
    shortest = Decimal(plain(number))
    if len(plain(number).partition(".")[2]) > MOST_DECIMALS:
        raise AmountNotUnderstood(f"'{text}' has more than {MOST_DECIMALS} decimals.", _EXAMPLES, "too-fine")
    return shortest


def _unknown_unit(text: str, unit: str, known: Iterable[str], expected: str) -> AmountNotUnderstood:
    hint = did_you_mean(unit, sorted(word for word in known if word))
    return AmountNotUnderstood(f"'{text}' has the unit '{unit}'.", f"{hint}{expected}", "unknown-unit")


def _shifted(number: Decimal, places: int) -> Decimal:
    """Return number x 10^places without rounding, whatever the number of digits."""
    sign, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        raise ValueError(f"an amount is a number, got {number}")
    return Decimal((sign, digits, exponent + places))
