"""How many capsules, millilitres or drops does a course of steps need?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from .limits import PlanLimits
from .prescribed_plan import Plan, Step
from .product import NotMeasurable, in_product_units
from .schedule import intakes_on


@dataclass(frozen=True, slots=True)
class Supply:
    """What some days need.

    Attributes:
        counts: Capsules or tablets by strength in mg, each strength of the product; empty for other forms.
        ml: Millilitres of a liquid.
        drops: Drops.
        doses: How many doses are taken.
        cannot: Doses that the product cannot give, in words, each once; they are not counted.
    """

    counts: Mapping[Decimal, int]
    ml: Decimal
    drops: int
    doses: int
    cannot: tuple[str, ...]

    @property
    def whole_ml(self) -> int:
        """Millilitres, rounded up to a whole one."""
        return int(self.ml.to_integral_value(ROUND_CEILING))


def supply(plan: Plan, steps: Sequence[tuple[date, Step]], first: date, days: int, limits: PlanLimits) -> Supply:
    """Return what is needed for some days.

    Args:
        plan: The plan, for its product.
        steps: The first day on each step, in order; before the first of them nothing is taken.
        first: The first day counted.
        days: How many days are counted.
        limits: How much of the product is borne at once.
    """
    counts = dict.fromkeys(sorted(plan.product.strengths_mg), 0)
    ml, drops, doses = Decimal(0), 0, 0
    cannot: dict[str, None] = {}
    for day in (first + timedelta(days=number) for number in range(days)):
        begun = [each for each in steps if each[0] <= day]
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
