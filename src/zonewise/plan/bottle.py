"""Bottles beside the plan: whether they are what the plan says, and may still be used.

A new bottle of another strength is how a right volume becomes a wrong dose.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from zonewise.model.amounts import format_mg, listed, plain
from zonewise.model.day_words import day_words
from zonewise.problem import Problem

from .description import bottle_words
from .prescribed_plan import Bottle, Plan

THE_NEW = "the new bottle"
_PER = {"capsule": "", "tablet": "", "liquid": "/mL", "drops": " a drop"}


def bottle_checks(plan: Plan, on: date) -> tuple[Problem, ...]:
    """Return what is wrong with each bottle on a day: past its discard date, or other than the plan says.

    Args:
        on: The day asked about; the discard date itself is still good.
    """
    problems: list[Problem | None] = []
    for number, bottle in enumerate(plan.bottles, 1):
        problems += [_past_its_date(bottle, on, _name(number, bottle)), bottle_difference(plan, number)]
    return tuple(filter(None, problems))


def _past_its_date(bottle: Bottle, on: date, where: str) -> Problem | None:
    if bottle.discard_after is None or on <= bottle.discard_after:
        return None
    fault = f"the label says to discard it after {day_words(bottle.discard_after, on)}, and this is {day_words(on)}."
    return Problem(where, 0, fault, "Ask the pharmacy for a fresh one.", "discard-date-passed")


def bottle_difference(plan: Plan, number: int) -> Problem | None:
    """Return how a bottle differs from the plan in form or strength, or None.

    Args:
        number: Which bottle, from 1.
    """
    bottle, product = plan.bottles[number - 1], plan.product
    expected = "Ask the pharmacy before the next dose."
    if product.form == "other":
        return None
    if bottle.form != product.form:
        fault = f"the label says {bottle.form}, and the plan says {product.form}."
        return Problem(_name(number, bottle), 0, fault, expected, "bottle-form-differs")
    single = product.mg_per_ml or product.mg_per_drop
    planned = product.strengths_mg or ((single,) if single is not None else ())
    if bottle.strength in planned:
        return None
    per = _PER[product.form]
    fault = f"the label says {format_mg(bottle.strength, per=per)}, and the plan says {listed(planned, per)}."
    if single is not None:
        expected = f"{_other_dose(bottle, single)}{expected}"
    return Problem(_name(number, bottle), 0, fault, expected, "bottle-strength-differs")


def new_bottle_differences(
    plan: Plan, bottle: Bottle, on: date, *, fillers: tuple[str, ...] | None, dyes: tuple[str, ...] | None
) -> tuple[Problem, ...]:
    """Return what is other than before in a bottle that came from the pharmacy, each to be confirmed.

    Args:
        plan: The plan with the bottles so far, the last one last.
        on: The day it came.
        fillers: What its label says of fillers; None when it says nothing.
        dyes: What its label says of dyes; None when it says nothing.
    """
    problems: list[Problem] = []
    with_it = replace(plan, bottles=(*plan.bottles, bottle))
    different = bottle_difference(with_it, len(with_it.bottles))
    if different is not None:
        problems.append(replace(different, where=THE_NEW))
    last = plan.bottles[-1] if plan.bottles else None
    if last is not None and (last.form, last.strength) != (bottle.form, bottle.strength):
        was, now = (bottle_words(replace(label, lot="", discard_after=None)) for label in (last, bottle))
        fault = f"the last bottle was {was}, and this one is {now}."
        problems.append(Problem(THE_NEW, 0, fault, "Ask the pharmacy whether that was meant.", "unlike-the-last"))
    problems += _other_parts("fillers", plan.product.fillers, fillers)
    problems += _other_parts("dyes", plan.product.dyes, dyes)
    past = _past_its_date(bottle, on, THE_NEW)
    return tuple(problems) if past is None else (*problems, past)


def _other_parts(words: str, before: tuple[str, ...] | None, now: tuple[str, ...] | None) -> list[Problem]:
    """Return that fillers or dyes came in or went, where both bottles say what is in them."""
    if before is None or now is None:
        return []
    known, current = ({name.casefold() for name in names} for names in (before, now))
    new = [name for name in now if name.casefold() not in known]
    gone = [name for name in before if name.casefold() not in current]
    if not new and not gone:
        return []
    parts = [f"new are {', '.join(new)}"] if new else []
    parts += [f"no longer in it are {', '.join(gone)}"] if gone else []
    expected = "Fillers and dyes matter to sensitive people. Ask the pharmacy whether that was meant."
    return [Problem(THE_NEW, 0, f"other {words} than before: {'; '.join(parts)}.", expected, f"other-{words}")]


def _name(number: int, bottle: Bottle) -> str:
    return f"bottle {number}{f' (lot {bottle.lot})' if bottle.lot else ''}"


def _other_dose(bottle: Bottle, planned: Decimal) -> str:
    """Say what the same millilitres or drops would then be, when that is a plain number."""
    ratio = Fraction(bottle.strength) / Fraction(planned)
    hundredths = ratio * 100
    if hundredths.denominator != 1:
        return ""
    return f"The same amount from it is {plain(Decimal(int(hundredths)).scaleb(-2))} times the dose. "
