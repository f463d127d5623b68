"""Doses in the product's own units, and how much of the product a course of steps needs.

All of it is arithmetic on whole nanograms and whole counts, so what is taken adds up to the dose exactly or not at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction

from zonewise.model.amounts import EXACT, format_mg, from_nanograms, in_mg, joined, listed, nanograms, plain

from .limits import PlanLimits
from .prescribed_plan import Plan, Product, Step
from .schedule import intakes_on


@dataclass(frozen=True, slots=True)
class ProductDose:
    """A dose in the product's own units."""

    mg: Decimal  # The dose, milligrams.
    words: str  # As it is shown, the strength always with it: "0.5 mL of 1 mg/mL"; "" where nobody said what it is.
    counts: tuple[tuple[Decimal, int], ...] = ()  # Capsules or tablets: (strength in mg, how many), strongest first.
    ml: Decimal | None = None  # For a liquid: millilitres on the syringe.
    drops: int | None = None  # For drops: how many.


@dataclass(frozen=True, slots=True)
class NotMeasurable:
    """A dose that the product cannot give exactly."""

    mg: Decimal  # The dose, milligrams.
    below: Decimal | None  # The nearest lower amount that can be measured, or None.
    above: Decimal | None  # The nearest higher one, or None.
    words: str  # As it is shown, with both.


def in_product_units(mg: Decimal, product: Product, limits: PlanLimits) -> ProductDose | NotMeasurable:
    """Return how one dose is measured, with the fewest capsules, or the nearest amounts that can be.

    Args:
        mg: One dose taken at one time, milligrams, above 0.
        limits: How many capsules, millilitres and drops are borne at once.
    """
    if product.form == "other":
        return ProductDose(mg, "")
    if product.form in ("capsule", "tablet"):
        return _in_capsules(mg, product, limits.capsules_at_once)
    if product.form == "liquid" and product.mg_per_ml is not None and product.graduation_ml is not None:
        most = int(Fraction(limits.ml_at_once) / Fraction(product.graduation_ml))
        line_mg = Fraction(product.mg_per_ml) * Fraction(product.graduation_ml)
        strength, apart = f"{in_mg(product.mg_per_ml)}/mL", f"{plain(product.graduation_ml)} mL apart"
        lines = _whole_units(mg, line_mg, most)
        if lines is None:
            limit = f"a liquid of {strength}, syringe lines {apart} and {plain(limits.ml_at_once)} mL at most"
            return _nearest_counts(mg, limit, line_mg, most)
        ml = plain(EXACT.multiply(Decimal(lines), product.graduation_ml))
        return ProductDose(mg, f"{ml} mL of {strength}", ml=Decimal(ml))
    if product.form == "drops" and product.mg_per_drop is not None:
        drops = _whole_units(mg, Fraction(product.mg_per_drop), limits.drops_at_once)
        if drops is None:
            limit = f"whole drops of {_per_drop(product)}, {limits.drops_at_once} at most"
            return _nearest_counts(mg, limit, Fraction(product.mg_per_drop), limits.drops_at_once)
        return ProductDose(mg, f"{drops} drop{'' if drops == 1 else 's'} of {_per_drop(product)}", drops=drops)
    raise ValueError(f"a product of the form {product.form} lacks its strength")


def product_words(product: Product) -> str:
    """Return the product with its strength: "capsules of 0.5 mg and 1.5 mg", "a liquid of 1 mg/mL"."""
    if product.form == "other":
        return "not said: doses are in milligrams alone"
    if product.form == "liquid" and product.mg_per_ml is not None and product.graduation_ml is not None:
        strength = format_mg(product.mg_per_ml, per="/mL")
        return f"a liquid of {strength} and syringe lines {plain(product.graduation_ml)} mL apart"
    if product.form == "drops" and product.mg_per_drop is not None:
        return f"drops of {format_mg(product.mg_per_drop)}, as stated by the {product.stated_by}"
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
    (strongest, count), *rest = taken
    noun = product.form if count == 1 else f"{product.form}s"
    words = [
        f"{count} {noun} of {in_mg(strongest)}",
        *(f"{more} of {in_mg(weaker)}" for weaker, more in rest),
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
        new: dict[int, tuple[int, ...]] = {}
        for counts, total in following.items():
            if total not in best and (total not in new or _simpler(counts) < _simpler(new[total])):
                new[total] = counts
        best |= new
        layer = following
    return best


def _simpler(counts: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    return sum(count > 0 for count in counts), tuple(-count for count in counts)


def _whole_units(mg: Decimal, unit_mg: Fraction, most: int) -> int | None:
    """Return how many lines of the syringe, or drops, are a dose exactly; None when no number up to `most` is."""
    units = Fraction(mg) / unit_mg
    return int(units) if units.denominator == 1 and 1 <= units <= most else None


def _per_drop(product: Product) -> str:
    return f"{in_mg(product.mg_per_drop or Decimal(0))}, as stated by the {product.stated_by}"


def _nearest_counts(mg: Decimal, limit: str, unit_mg: Fraction, most: int) -> NotMeasurable:
    count = int(Fraction(mg) / unit_mg)
    lower = min(count, most)
    below = _whole_ng(unit_mg * lower) if lower >= 1 else None
    above = _whole_ng(unit_mg * (count + 1)) if count < most else None
    return _not_measurable(mg, limit, below, above)


def _whole_ng(mg: Fraction) -> int | None:
    scaled = mg * 1_000_000
    return int(scaled) if scaled.denominator == 1 else None


def _not_measurable(mg: Decimal, limit: str, below: int | None, above: int | None) -> NotMeasurable:
    lower, higher = (None if total is None else from_nanograms(total) for total in (below, above))
    near = " or ".join(format_mg(amount) for amount in (lower, higher) if amount is not None)
    nearest = f"nearest: {near}" if near else "nothing near it can be"
    return NotMeasurable(mg, lower, higher, f"{format_mg(mg)} cannot be measured with {limit}; {nearest}")


@dataclass(frozen=True, slots=True)
class Supply:
    """What some days need."""

    # Capsules or tablets by strength in mg, each strength of the product; empty for other forms.
    counts: Mapping[Decimal, int]
    ml: Decimal  # Millilitres of a liquid.
    drops: int
    doses: int  # How many doses are taken.
    cannot: tuple[str, ...]  # Doses that the product cannot give, in words, each once; they are not counted.

    @property
    def whole_ml(self) -> int:
        """Millilitres, rounded up to a whole one."""
        return int(self.ml.to_integral_value(ROUND_CEILING))


def supply(plan: Plan, steps: Sequence[tuple[date, Step]], first: date, days: int, limits: PlanLimits) -> Supply:
    """Return what is needed for some days.

    Args:
        steps: The first day on each step, in order; before the first of them nothing is taken.
        first: The first day counted.
        days: How many days are counted.
        limits: How much of the product is borne at once.
    """
    counts = dict.fromkeys(sorted(plan.product.strengths_mg), 0)
    ml, drops, doses = Decimal(0), 0, 0
    cannot: dict[str, None] = {}
    for day in (first + timedelta(days=number) for number in range(days)):
        begun = [(since, step) for since, step in steps if since <= day]
        for intake in intakes_on(begun[-1][1], day, begun[-1][0]) if begun else ():
            dose = in_product_units(intake.mg, plan.product, limits)
            if isinstance(dose, NotMeasurable):
                cannot[dose.words] = None
                continue
            doses += 1
            ml += dose.ml or Decimal(0)
            drops += dose.drops or 0
            for strength, count in dose.counts:
                counts[strength] += count
    return Supply(counts, ml, drops, doses, tuple(cannot))
