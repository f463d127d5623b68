"""How is a dose measured with what the pharmacy made: how many capsules, how much of the syringe, how many drops?

All of it is arithmetic on whole nanograms and whole counts, so what is taken adds up to the dose exactly or not at all.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from zonewise.model.amounts import EXACT, format_mg, from_nanograms, joined, listed, mg_from_ml, nanograms, plain

from .limits import PlanLimits
from .prescribed_plan import Product


@dataclass(frozen=True, slots=True)
class ProductDose:
    """A dose in the product's own units.

    Attributes:
        mg: The dose, milligrams.
        counts: For capsules and tablets: (strength in mg, how many), strongest first.
        ml: For a liquid: millilitres on the syringe.
        drops: For drops: how many.
        words: As it is shown, the strength always with it: "0.5 mL of 1 mg/mL".
    """

    mg: Decimal
    words: str
    counts: tuple[tuple[Decimal, int], ...] = ()
    ml: Decimal | None = None
    drops: int | None = None


@dataclass(frozen=True, slots=True)
class NotMeasurable:
    """A dose that the product cannot give exactly.

    Attributes:
        mg: The dose, milligrams.
        below: The nearest lower amount that can be measured, or None.
        above: The nearest higher one, or None.
        words: As it is shown, with both.
    """

    mg: Decimal
    below: Decimal | None
    above: Decimal | None
    words: str


def in_product_units(mg: Decimal, product: Product, limits: PlanLimits) -> ProductDose | NotMeasurable:
    """Return how one dose is measured, with the fewest capsules, or the nearest amounts that can be.

    Args:
        mg: One dose taken at one time, milligrams, above 0.
        product: What the pharmacy made.
        limits: How many capsules, millilitres and drops are borne at once.
    """
    if product.form in ("capsule", "tablet"):
        return _in_capsules(mg, product, limits.capsules_at_once)
    if product.form == "liquid" and product.mg_per_ml is not None and product.graduation_ml is not None:
        return _in_liquid(mg, product.mg_per_ml, product.graduation_ml, limits.ml_at_once)
    if product.form == "drops" and product.mg_per_drop is not None:
        return _in_drops(mg, product, product.mg_per_drop, limits.drops_at_once)
    raise ValueError(f"a product of the form {product.form} lacks its strength")


def product_words(product: Product) -> str:
    """Return the product with its strength: "capsules of 0.5 mg and 1.5 mg", "a liquid of 1 mg/mL"."""
    if product.form == "liquid" and product.mg_per_ml is not None and product.graduation_ml is not None:
        return (
            f"a liquid of {format_mg(product.mg_per_ml)}/mL and syringe lines {plain(product.graduation_ml)} mL apart"
        )
    if product.form == "drops" and product.mg_per_drop is not None:
        return f"drops of {_per_drop(product)}"
    return f"{product.form}s of {listed(sorted(product.strengths_mg))}"


def _in_capsules(mg: Decimal, product: Product, at_once: int) -> ProductDose | NotMeasurable:
    strengths = tuple(sorted((nanograms(strength) for strength in product.strengths_mg), reverse=True))
    fewest = _fewest(strengths, at_once)
    wanted = nanograms(mg)
    counts = fewest.get(wanted)
    if counts is None:
        below = max((total for total in fewest if 0 < total < wanted), default=None)
        above = min((total for total in fewest if total > wanted), default=None)
        limit = f"{product_words(product)}, {at_once} at most"
        return _not_measurable(mg, limit, below, above)
    taken = tuple((from_nanograms(strength), count) for strength, count in zip(strengths, counts, strict=True) if count)
    (strongest, count), *others = taken
    noun = product.form if count == 1 else f"{product.form}s"
    words = [
        f"{count} {noun} of {format_mg(strongest)}",
        *(f"{more} of {format_mg(weaker)}" for weaker, more in others),
    ]
    return ProductDose(mg, joined(words), counts=taken)


def _fewest(strengths: tuple[int, ...], at_once: int) -> dict[int, tuple[int, ...]]:
    """Return for each total that up to `at_once` capsules reach the counts to take, strength by strength.

    Fewest capsules first; among those the fewest different strengths, then the strongest.
    """
    best: dict[int, tuple[int, ...]] = {0: (0,) * len(strengths)}
    layer = {best[0]: 0}
    for _ in range(at_once):
        following: dict[tuple[int, ...], int] = {}
        for counts, total in layer.items():
            for place, strength in enumerate(strengths):
                more = (*counts[:place], counts[place] + 1, *counts[place + 1 :])
                following[more] = total + strength
        found: dict[int, tuple[int, ...]] = {}
        for counts, total in following.items():
            if total not in best and (total not in found or _simpler(counts) < _simpler(found[total])):
                found[total] = counts
        best |= found
        layer = following
    return best


def _simpler(counts: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    return sum(count > 0 for count in counts), tuple(-count for count in counts)


def _in_liquid(
    mg: Decimal, mg_per_ml: Decimal, graduation_ml: Decimal, at_once: Decimal
) -> ProductDose | NotMeasurable:
    line_ng = Fraction(mg_per_ml) * Fraction(graduation_ml)
    most = int(Fraction(at_once) / Fraction(graduation_ml))
    lines = Fraction(mg) / line_ng
    strength = f"{format_mg(mg_per_ml)}/mL"
    if lines.denominator == 1 and 1 <= lines <= most:
        ml = EXACT.multiply(Decimal(int(lines)), graduation_ml)
        return ProductDose(mg, f"{plain(ml)} mL of {strength}", ml=Decimal(plain(ml)))
    limit = f"a liquid of {strength}, syringe lines {plain(graduation_ml)} mL apart and {plain(at_once)} mL at most"
    return _nearest_counts(mg, limit, line_ng, int(lines), most)


def _in_drops(mg: Decimal, product: Product, mg_per_drop: Decimal, at_once: int) -> ProductDose | NotMeasurable:
    drops = Fraction(mg) / Fraction(mg_per_drop)
    if drops.denominator == 1 and 1 <= drops <= at_once:
        count = int(drops)
        return ProductDose(mg, f"{count} drop{'' if count == 1 else 's'} ({_per_drop(product)})", drops=count)
    limit = f"whole drops, {_per_drop(product)}, {at_once} at most"
    return _nearest_counts(mg, limit, Fraction(mg_per_drop), int(drops), at_once)


def _per_drop(product: Product) -> str:
    return f"{format_mg(product.mg_per_drop or Decimal(0))} a drop, as stated by the {product.stated_by}"


def _nearest_counts(mg: Decimal, limit: str, each: Fraction, count: int, most: int) -> NotMeasurable:
    lower = min(count, most)
    below = _whole_ng(each * lower) if lower >= 1 else None
    above = _whole_ng(each * (count + 1)) if count < most else None
    return _not_measurable(mg, limit, below, above)


def _whole_ng(mg: Fraction) -> int | None:
    scaled = mg * 1_000_000
    return int(scaled) if scaled.denominator == 1 else None


def _not_measurable(mg: Decimal, limit: str, below: int | None, above: int | None) -> NotMeasurable:
    lower, higher = (None if total is None else from_nanograms(total) for total in (below, above))
    near = " or ".join(format_mg(amount) for amount in (lower, higher) if amount is not None)
    nearest = f"nearest: {near}" if near else "nothing near it can be"
    return NotMeasurable(mg, lower, higher, f"{format_mg(mg)} cannot be measured with {limit}; {nearest}")


__all__ = ["NotMeasurable", "ProductDose", "in_product_units", "mg_from_ml", "product_words"]
