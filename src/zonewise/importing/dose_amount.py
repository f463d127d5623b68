"""How many milligrams is an amount of naltrexone in the unit that was written?"""

import re
from decimal import Decimal

from zonewise.problem import did_you_mean

from .import_notes import NotUnderstood, shown
from .numbers import number, short_text

_MILLIGRAM = ("mg", "mgs", "milligram", "milligrams")
_MICROGRAM = ("mcg", "mcgs", "ug", "\u00b5g", "\u03bcg", "microgram", "micrograms")
_MILLILITRE = ("ml", "mls", "millilitre", "millilitres", "milliliter", "milliliters")
_LIQUID = re.compile(
    r"(?:ml|milli(?:litre|liter)s?)(?: of| at|,)? \(?([0-9]+(?:[.,][0-9]+)?) ?mg ?(?:/|per) ?(?:1 ?)?ml\)?"
)
_UNITS = (*_MILLIGRAM, *_MICROGRAM, *_MILLILITRE)


def milligrams(amount: Decimal, unit: str, mg_per_ml: Decimal | None) -> Decimal:
    """Return an amount in milligrams.

    Args:
        amount: 0 or more, in `unit`.
        unit: mg, mcg or a spelling of it, mL, or "mL of 1 mg/mL"; case does not matter.
        mg_per_ml: Strength of the liquid, for a plain mL; None when nobody said.

    Raises:
        NotUnderstood: Below 0, no unit, a unit we do not know, or mL of an unknown strength.
    """
    if amount < 0:
        raise NotUnderstood(
            f"The dose is {short_text(amount)}.", "A dose is 0 (deliberately not taken) or more.", "negative-dose"
        )
    plain = " ".join(unit.split()).casefold()
    if plain in _MILLIGRAM:
        return amount
    if plain in _MICROGRAM:
        return amount / 1000
    liquid = _LIQUID.fullmatch(plain)
    strength = number(liquid[1], "The strength") if liquid else mg_per_ml if plain in _MILLILITRE else None
    if strength is not None and strength > 0:
        return amount * strength
    raise _unknown_strength(amount) if liquid or plain in _MILLILITRE else _unknown_unit(unit)


def is_dose_unit(unit: str) -> bool:
    """Say whether a unit is one that a dose can be in, a liquid of unknown strength included."""
    plain = " ".join(unit.split()).casefold()
    return plain in _UNITS or _LIQUID.fullmatch(plain) is not None


def _unknown_strength(amount: Decimal) -> NotUnderstood:
    return NotUnderstood(
        f"The dose is {short_text(amount)} mL of a liquid whose strength is not known.",
        "Give the strength on the bottle in mg per mL, or write the unit as 'mL of 1 mg/mL'.",
        "dose-concentration",
    )


def _unknown_unit(unit: str) -> NotUnderstood:
    if not unit.strip():
        return NotUnderstood(
            "The dose has no unit.",
            "Write mg, mcg or mL as its unit, or map the tracker as 'LDN=dose:mg'.",
            "dose-unit",
        )
    return NotUnderstood(
        f"The dose has the unit {shown(unit)}.",
        f"{did_you_mean(unit, _UNITS)}A dose is in mg, mcg or mL; for drops, capsules or grams work out the mg.",
        "dose-unit",
    )
