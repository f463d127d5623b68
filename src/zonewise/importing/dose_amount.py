"""The milligrams of a dose whose number and unit a file gives apart, and the words for what is wrong with them."""

from decimal import Decimal

from zonewise.model.amounts import UNIT_WORDS, is_dose_unit, measure_of, parse_mg, plain, stated_mg_per_ml
from zonewise.problem import NotUnderstood, did_you_mean, shown

from .numbers import number


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
    if not is_dose_unit(unit):
        raise _unknown_unit(unit)
    written = f"{value.strip()} {unit}"
    stated = stated_mg_per_ml(written)
    if (measure_of(unit) == "mL" and not mg_per_ml) or stated == 0:
        raise NotUnderstood(
            f"The dose is {plain(amount)} mL of a liquid whose strength is not known.",
            "Give the strength on the bottle in mg per mL, or write the unit as 'mL of 1 mg/mL'.",
            "dose-concentration",
        )
    return parse_mg(written, mg_per_ml)


def _unknown_unit(unit: str) -> NotUnderstood:
    if not unit.strip():
        return NotUnderstood(
            "The dose has no unit.",
            "Write mg, mcg or mL as its unit, or map the tracker as 'LDN=dose:mg'.",
            "dose-unit",
        )
    return NotUnderstood(
        f"The dose has the unit {shown(unit)}.",
        f"{did_you_mean(unit, UNIT_WORDS)}A dose is in mg, mcg or mL; for drops, capsules or grams work out the mg.",
        "dose-unit",
    )
