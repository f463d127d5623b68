"""Amounts of a medicine: the one reader and the one writer of milligrams, exact decimals of whole nanograms.

The diary, the plan, the screen of medicines, imports, the pages and the command line all read amounts here, so that one
text never means two doses. What can be read in two ways, a thousandfold apart, is refused with both readings.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from typing import Literal

from zonewise.problem import NotUnderstood, did_you_mean, shown

EXACT = Context(prec=60, traps=[Inexact, InvalidOperation, Overflow])  # Arithmetic that stops instead of rounding.

NANOGRAMS_IN_MG = 1_000_000
MOST_DECIMALS = 6  # An amount is at most this fine: six decimals of a milligram are whole nanograms.

Measure = Literal["mg", "mcg", "mL"]

_MOST_WHOLE_DIGITS = 6
_MICROGRAMS_BELOW_MG = Decimal("0.1")

_UNIT_WORDS: dict[Measure, tuple[str, ...]] = {
    "mg": ("mg", "mgs", "milligram", "milligrams"),
    "mcg": ("mcg", "mcgs", "ug", "μg", "microgram", "micrograms"),  # a micro sign folds to this Greek letter
    "mL": ("ml", "mls", "millilitre", "millilitres", "milliliter", "milliliters", "cc"),
}
UNIT_WORDS = tuple(word for words in _UNIT_WORDS.values() for word in words)
"""Every spelling of a unit that a dose can be in."""

_MEASURES: dict[str, Measure] = {word: measure for measure, words in _UNIT_WORDS.items() for word in words}
_EXAMPLES = "Write an amount such as 1.5 mg, 1,5 mg or 80 micrograms."

_GROUPED = r"[0-9]{1,3}(?P<mark>[ .,'\u2019])[0-9]{3}(?:(?P=mark)[0-9]{3})*"
_GROUPED_NUMBER = re.compile(rf"(?P<groups>{_GROUPED})(?P<part>[.,][0-9]+)?")
_DECIMAL = re.compile(r"(?P<whole>[0-9]*)(?:(?P<mark>[.,])(?P<part>[0-9]+))?")
_AMOUNT = re.compile(r"(?P<number>[0-9.,](?:[0-9.,'\u2019 ]*[0-9])?)\s*(?P<unit>[^\s0-9.,].*)?")
_ML_WORDS = "|".join(sorted(_UNIT_WORDS["mL"], key=len, reverse=True))
_VOLUME_OF = re.compile(
    rf"(?P<volume>[0-9.,]+\s*(?:[a-z]+(?=\s+(?:of|at)\s)|(?:{_ML_WORDS})(?=[\s,(])))"
    r"(?:\s+(?:of|at)\s+|\s*,\s*|\s*(?=[0-9(]))\(?(?P<strength>[^()]+)\)?",
    re.IGNORECASE,
)
_SAID_TWICE = re.compile(r"(?P<one>[^()]+[^()\s])\s*\((?P<other>[0-9][^()]*)\)")
_PER_ML = re.compile(r"(?P<amount>.+?)\s*(?:/|\bper\b)\s*(?:1\s*)?(?P<unit>[a-z]+)", re.IGNORECASE)
_SINGLE_UNITS = "|".join(sorted((*_UNIT_WORDS["mg"], *_UNIT_WORDS["mcg"], "µg"), key=len, reverse=True))
_WITHIN_TEXT = re.compile(
    r"(?<![0-9.,])(?P<number>[0-9]{1,3}(?:[ \u00a0\u202f'\u2019][0-9]{3})+(?:[.,][0-9]+)?"
    r"|[0-9]+(?:[.,][0-9]+)*|[.,][0-9]+)"
    rf"\s*(?P<unit>{_SINGLE_UNITS})\b(?P<strength>\s*(?:/|per\b|in\b)\s*[0-9]*\s*ml)?",
    re.IGNORECASE,
)


def parse_mg(text: str, mg_per_ml: Decimal | None = None) -> Decimal:
    """Return the milligrams that a text states, exactly.

    Accepts "1.5", "1,5 mg", ".5 mg", "80 mcg", "80 micrograms", "0.08 mg (80 micrograms)" and, because the strength is
    written with it, "0.5 mL of 1 mg/mL". A number alone is milligrams. Zero is read as zero.

    Args:
        text: As a person or a file writes it.
        mg_per_ml: Strength of the liquid that a volume without a strength of its own refers to; None when not known.

    Raises:
        NotUnderstood: Anything else: another unit, a volume of unknown strength, a mark that could separate thousands,
            more than nanograms can hold.
    """
    volume_of = _VOLUME_OF.fullmatch(_tidy(text))
    if volume_of:
        parse_ml(volume_of["volume"])  # refuses "0.5 mg of 1 mg/mL"
        mg_per_ml, text = parse_mg_per_ml(volume_of["strength"]), volume_of["volume"]
    said_twice = None if volume_of or "(" not in text else _SAID_TWICE.fullmatch(_tidy(text))
    if said_twice:
        first, second = (parse_mg(said_twice[part], mg_per_ml) for part in ("one", "other"))
        if first != second:
            fault = f"{shown(text)} says {in_mg(first)} and {in_mg(second)}."
            raise NotUnderstood(fault, "Write the one that the prescription means.", "two-amounts")
        return first
    number, unit = _number_and_unit(text)
    measure = measure_of(unit) if unit else "mg"
    if measure == "mL" and mg_per_ml:
        return mg_from_ml(_whole_nanograms(number, text), mg_per_ml)
    if measure == "mL":
        raise NotUnderstood(
            f"{shown(text)} is a volume without a strength.",
            "Write milligrams, or the strength with it: 0.5 mL of 1 mg/mL.",
            "volume-without-strength",
        )
    if measure is None:
        raise _unknown_unit(text, unit, (*_UNIT_WORDS["mg"], *_UNIT_WORDS["mcg"]), _EXAMPLES)
    return _whole_nanograms(number if measure == "mg" else _shifted(number, -3), text)


def parse_ml(text: str) -> Decimal:
    """Return the millilitres that a text such as "0.05 mL" states; a number alone is millilitres.

    Raises:
        NotUnderstood: The text is not a number with millilitres.
    """
    number, unit = _number_and_unit(text)
    if unit and measure_of(unit) != "mL":
        raise _unknown_unit(text, unit, _UNIT_WORDS["mL"], "Write a volume such as 0.05 mL.")
    return _whole_nanograms(number, text)


def parse_mg_per_ml(text: str) -> Decimal:
    """Return the strength of a liquid, milligrams in one millilitre, from "1 mg/mL" or "50 micrograms per mL".

    Raises:
        NotUnderstood: The unit of either side is missing or another one.
    """
    example = "Write the strength as on the bottle, with both units: 1 mg/mL."
    strength = _PER_ML.fullmatch(_tidy(text))
    if not strength or measure_of(strength["unit"]) != "mL":
        raise NotUnderstood(f"{shown(text)} does not say milligrams in how many millilitres.", example, "strength")
    if not _number_and_unit(strength["amount"])[1]:
        raise NotUnderstood(f"{shown(text)} does not say milligrams or micrograms.", example, "strength")
    return parse_mg(strength["amount"])


def stated_mg_per_ml(text: str) -> Decimal | None:
    """Return the strength written inside an amount such as "0.5 mL of 1 mg/mL", or None when it states none."""
    volume_of = _VOLUME_OF.fullmatch(_tidy(text))
    return parse_mg_per_ml(volume_of["strength"]) if volume_of else None


def mg_from_ml(ml: Decimal, mg_per_ml: Decimal) -> Decimal:
    """Return the milligrams in `ml` of a liquid of `mg_per_ml`, exactly.

    Raises:
        NotUnderstood: The product is finer than a nanogram.
    """
    mg = EXACT.multiply(ml, mg_per_ml)
    return _whole_nanograms(mg, f"{plain(ml)} mL of {plain(mg_per_ml)} mg/mL")


def measure_of(unit: str) -> Measure | None:
    """Return what a unit word measures in, or None for a word that is no unit of a dose."""
    return _MEASURES.get(_tidy(unit).casefold())


def is_dose_unit(unit: str) -> bool:
    """Say whether a unit is one that a dose can be in; "mL of 1 mg/mL" is one too."""
    try:
        return measure_of(unit) is not None or stated_mg_per_ml(f"1 {unit}") is not None
    except NotUnderstood:
        return False


def unit_in_heading(heading: str) -> str:
    """Return the unit of the values below a heading such as "LDN (mcg)" or "ldn_dose_mg", or "".

    A unit behind a number belongs to that number: "LDN 1.5 mg" and "LDN 1 mg/mL" state no unit of the values.
    """
    words = re.findall(r"[^\W\d_]+|[0-9]+", heading)
    units = [
        word
        for before, word in zip(["", *words], words, strict=False)
        if measure_of(word) is not None and not before.isdecimal()
    ]
    no_strength = len({measure_of(word) for word in units}) == 1
    return units[0] if no_strength else ""


def amounts_within(text: str) -> tuple[tuple[Decimal, ...], ...]:
    """Return the amounts named inside a longer text such as a medicine's name, each with all its readings in mg.

    "Naltrexone 1,500 mcg" holds one amount with two readings; strengths per millilitre are no amounts. The caller takes
    the reading that is the more cautious one for its question.
    """
    amounts = []
    for match in _WITHIN_TEXT.finditer(text):
        measure = measure_of(match["unit"])
        if match["strength"] is None and measure is not None:
            readings = (Decimal(reading) for reading in _readings(_tidy(match["number"]), measure))
            amounts.append(tuple(number if measure == "mg" else _shifted(number, -3) for number in readings))
    return tuple(filter(None, amounts))


def without_amounts(text: str) -> str:
    """Return a text without the amounts and strengths that `amounts_within` reads in it."""
    return _WITHIN_TEXT.sub(" ", text)


def format_mg(mg: Decimal, beside: str = "", per: str = "") -> str:
    """Return an amount as it is shown everywhere: "1.5 mg", and below 0.1 mg "0.08 mg (80 micrograms)".

    Always in milligrams, so that two amounts never stand beside each other in two units, which hides a thousandfold
    slip. A leading zero is always written, a trailing zero and an exponent never.

    Args:
        mg: Milligrams.
        beside: What else to say in brackets, such as the amount in the product's own units.
        per: What follows the unit, such as "/mL".

    Raises:
        ValueError: The amount is negative or not a number.
    """
    if not mg.is_finite() or mg < 0:
        raise ValueError(f"an amount is zero or more, got {mg}")
    micrograms = _shifted(mg, 3) if 0 < mg < _MICROGRAMS_BELOW_MG else None
    small = f"{plain(micrograms)} microgram{'' if micrograms == 1 else 's'}{per}" if micrograms is not None else ""
    words = "; ".join(filter(None, (small, beside)))
    return f"{in_mg(mg)}{per}{f' ({words})' if words else ''}"


def in_mg(mg: Decimal) -> str:
    """Return an amount in milligrams alone, for a form and inside brackets: "0.08 mg"."""
    return f"{plain(mg)} mg"


def plain(number: Decimal) -> str:
    """Return a number without exponent and trailing zeros, with a leading zero."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def listed(amounts: Iterable[Decimal], per: str = "") -> str:
    """Return amounts as a list in words: "0.5 mg, 1.5 mg and 3 mg"."""
    return joined([format_mg(mg, per=per) for mg in amounts])


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
    unit = (match["unit"] or "").casefold() if match else ""
    readings = _readings(match["number"], measure_of(unit)) if match else ()
    if not readings:
        raise NotUnderstood(f"{shown(text)} is not an amount.", _EXAMPLES, "not-an-amount")
    whole_digits = len(readings[0].partition(".")[0])
    if whole_digits > _MOST_WHOLE_DIGITS:
        raise NotUnderstood(
            f"{shown(text)} has {whole_digits} digits before the decimal point.", _EXAMPLES, "too-large"
        )
    if len(readings) > 1:
        smaller, larger = readings
        raise NotUnderstood(
            f"{shown(text)} can be read as {smaller} or as {larger}.",
            f"Write {plain(Decimal(smaller))} or {larger}, whichever the prescription means.",
            "ambiguous-mark",
        )
    return Decimal(readings[0]), unit


def _readings(number: str, measure: Measure | None) -> tuple[str, ...]:
    """Return what digits with marks can mean, with a decimal point: no number, one, or a small and a large one."""
    decimal = _DECIMAL.fullmatch(number)
    if decimal and (decimal["whole"] or decimal["part"]):
        whole, mark, part = decimal["whole"] or "0", decimal["mark"], decimal["part"] or ""
        # A point before three digits is a decimal point but for 1.500 mcg: nobody ends a decimal in 0.
        separates = mark == "," or (measure == "mcg" and part.endswith("0"))
        if separates and len(part) == 3 and whole.strip("0"):
            return f"{whole}.{part}", f"{whole}{part}"
        return (f"{whole}.{part}" if part else whole,)
    grouped = _GROUPED_NUMBER.fullmatch(number)
    if not grouped:
        return ()
    # "1 500" may be one number or a count and an amount, "1,234.5" is in two notations: none of them is taken.
    part = (grouped["part"] or "").replace(",", ".")
    groups = grouped["groups"].split(grouped["mark"])
    return f"{groups[-1]}{part}", f"{''.join(groups)}{part}"


def _whole_nanograms(number: Decimal, text: str) -> Decimal:
    shortest = plain(number)
    if len(shortest.partition(".")[2]) > MOST_DECIMALS:
        raise NotUnderstood(f"{shown(text)} has more than {MOST_DECIMALS} decimals.", _EXAMPLES, "too-fine")
    return Decimal(shortest)


def _unknown_unit(text: str, unit: str, known: Iterable[str], expected: str) -> NotUnderstood:
    hint = did_you_mean(unit, sorted(known))
    return NotUnderstood(f"{shown(text)} has the unit {shown(unit)}.", f"{hint}{expected}", "unknown-unit")


def _shifted(number: Decimal, places: int) -> Decimal:
    """Return number x 10^places without rounding, whatever the number of digits."""
    sign, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        raise ValueError(f"an amount is a number, got {number}")
    return Decimal((sign, digits, exponent + places))
