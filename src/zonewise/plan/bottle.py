"""Is each bottle the one that the plan is about, and may it still be used?

A new bottle of another strength is how a right volume becomes a wrong dose.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from zonewise.problem import Problem

from .amount import format_mg, listed, plain
from .value import Bottle, Plan

_PER = {"capsule": "", "tablet": "", "liquid": "/mL", "drops": " a drop"}


def bottle_checks(plan: Plan, on: date) -> tuple[Problem, ...]:
    """Return what is wrong with each bottle on a day: past its discard date, or other than the plan says.

    Args:
        plan: The plan with its bottles.
        on: The day asked about; the discard date itself is still good.
    """
    problems = []
    for number, bottle in enumerate(plan.bottles, 1):
        if bottle.discard_after is not None and on > bottle.discard_after:
            found = f"the label says to discard it after {bottle.discard_after}, and this is {on}."
            expected = "Ask the pharmacy for a fresh one."
            problems.append(Problem(_name(number, bottle), 0, found, expected, "discard-date-passed"))
        different = bottle_difference(plan, number)
        if different is not None:
            problems.append(different)
    return tuple(problems)


def bottle_difference(plan: Plan, number: int) -> Problem | None:
    """Return how a bottle differs from the plan in form or strength, or None.

    Args:
        plan: The plan with its bottles.
        number: Which bottle, from 1.
    """
    bottle, product = plan.bottles[number - 1], plan.product
    expected = "Ask the pharmacy before the next dose."
    if bottle.form != product.form:
        found = f"the label says {bottle.form}, and the plan says {product.form}."
        return Problem(_name(number, bottle), 0, found, expected, "bottle-form-differs")
    single = product.mg_per_ml or product.mg_per_drop
    planned = product.strengths_mg or ((single,) if single is not None else ())
    if bottle.strength in planned:
        return None
    per = _PER[product.form]
    found = f"the label says {format_mg(bottle.strength)}{per}, and the plan says {listed(planned)}{per}."
    if single is not None:
        expected = f"{_other_dose(bottle, single)}{expected}"
    return Problem(_name(number, bottle), 0, found, expected, "bottle-strength-differs")


def _name(number: int, bottle: Bottle) -> str:
    return f"bottle {number}{f' (lot {bottle.lot})' if bottle.lot else ''}"


def _other_dose(bottle: Bottle, planned: Decimal) -> str:
    """Say what the same millilitres or drops would then be, when that is a plain number."""
    ratio = Fraction(bottle.strength) / Fraction(planned)
    hundredths = ratio * 100
    if hundredths.denominator != 1:
        return ""
    return f"The same amount from it is {plain(Decimal(int(hundredths)).scaleb(-2))} times the dose. "
