"""Bounds that a plan crosses: one small function for each, on doses in milligrams a day."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from zonewise.model.amounts import EXACT, format_mg, plain
from zonewise.problem import Problem

from .limits import ABOVE_CEILING, PlanLimits
from .prescribed_plan import Intake, Plan, Step
from .product import NotMeasurable, in_product_units
from .schedule import as_step, hours_between


def violation(place: str, fault: str, expected: str, code: str) -> Problem:
    """Return one bound that a plan crosses, at a part of the plan: "ceiling", "steps.2", "taper.1"."""
    return Problem("plan", 0, fault, expected, code, place)


def named_steps(plan: Plan) -> tuple[tuple[str, str, Step], ...]:
    """Return each step: its place, its name in a sentence, itself."""
    return tuple((f"steps.{number}", f"step {number}", step) for number, step in enumerate(plan.steps, 1))


def stated_amounts(plan: Plan) -> tuple[tuple[str, str, Decimal], ...]:
    """Return each daily amount beside the steps: its place, its name in a sentence, its milligrams."""
    lists = (("reduce-to", "reduce-to amount", plan.reduce_mg), ("taper", "taper amount", plan.taper_mg))
    amounts = [
        (f"{key}.{number}", f"{name} {number}", mg) for key, name, many in lists for number, mg in enumerate(many, 1)
    ]
    if plan.resume_mg is not None:
        amounts.append(("resume-at", "the resume-at amount", plan.resume_mg))
    return tuple(amounts)


def ceilings(plan: Plan, limits: PlanLimits) -> Iterator[Problem]:
    """A dose above the plan's ceiling, a ceiling above the usual one, anything above the highest dose."""
    usual, highest = limits.usual_ceiling_mg, limits.highest_mg
    if plan.ceiling_mg > highest:
        yield _above_highest("ceiling", "the ceiling", plan.ceiling_mg, highest)
    elif plan.ceiling_mg > usual:
        fault = f"the ceiling is {format_mg(plan.ceiling_mg)} a day, above the usual {format_mg(usual)}."
        yield violation("ceiling", fault, f"Write at most {format_mg(usual)}.", ABOVE_CEILING)
    steps = ((place, name, step.highest_day_mg) for place, name, step in named_steps(plan))
    for place, name, mg in (*steps, *stated_amounts(plan)):
        if mg > highest:
            yield _above_highest(place, name, mg, highest)
        elif mg > plan.ceiling_mg:
            fault = f"{name} is {format_mg(mg)} a day, above the plan's ceiling of {format_mg(plan.ceiling_mg)}."
            yield violation(place, fault, "End at or below it, or write the ceiling as prescribed.", ABOVE_CEILING)


def _above_highest(place: str, name: str, mg: Decimal, highest: Decimal) -> Problem:
    fault = f"{name} is {format_mg(mg)} a day, above {format_mg(highest)}."
    return violation(place, fault, "No override goes above that, so check the prescription.", "above-highest")


def tenfold(plan: Plan, limits: PlanLimits, previous: Plan | None) -> Iterator[Problem]:
    """An amount ten times its neighbour or a tenth of it, and a plan ten times the one before or a tenth of it."""
    ratio = limits.tenfold_ratio
    for number, (lower, upper) in enumerate(pairwise(plan.steps), 2):
        if _far(upper.daily_mg, lower.daily_mg, ratio) or _far(upper.highest_day_mg, lower.highest_day_mg, ratio):
            yield _times(f"steps.{number}", f"step {number}", upper.daily_mg, f"step {number - 1}", lower.daily_mg)
    for place, name, step in named_steps(plan):
        least, most = min(intake.mg for intake in step.intakes), max(intake.mg for intake in step.intakes)
        if _far(most, least, ratio):
            yield _times(place, f"a dose in {name}", most, "another of the same step", least)
    doses = {step.daily_mg for step in plan.steps}
    known = doses | {mg for _, _, mg in stated_amounts(plan)}
    for place, name, mg in stated_amounts(plan):
        if mg not in doses:
            nearest = min(known - {mg}, key=lambda other: max(other / mg, mg / other))
            if _far(mg, nearest, ratio):
                yield _times(place, name, mg, "the nearest other amount", nearest)
    if previous is not None:
        pairs = (
            (f"steps.{len(plan.steps)}", "the highest step", plan.highest_step_mg, previous.highest_step_mg),
            ("ceiling", "the ceiling", plan.ceiling_mg, previous.ceiling_mg),
        )
        for place, name, now, before in pairs:
            if _far(now, before, ratio):
                yield _times(place, name, now, "the one of the plan before", before)


def _far(one: Decimal, other: Decimal, ratio: Decimal) -> bool:
    return max(one, other) >= EXACT.multiply(min(one, other), ratio)


def _times(place: str, name: str, mg: Decimal, beside: str, other: Decimal) -> Problem:
    more = mg >= other
    ratio = plain(round(mg / other if more else other / mg, 1))
    size = f"{ratio} times" if more else f"{ratio} times less than"
    fault = f"{name} is {format_mg(mg)}, {size} {beside} ({format_mg(other)})."
    return violation(place, fault, "Check the decimal point and the unit against the prescription.", "tenfold")


def step_sizes(plan: Plan, limits: PlanLimits) -> Iterator[Problem]:
    """Steps that do not rise, and steps that rise by too much on average or on the day with the most."""
    for number, (lower, upper) in enumerate(pairwise(plan.steps), 2):
        if upper.daily_mg <= lower.daily_mg:
            fault = f"step {number} is {format_mg(upper.daily_mg)} a day after {format_mg(lower.daily_mg)}."
            expected = "List the doses from the lowest to the highest; a way down goes under 'taper'."
            yield violation(f"steps.{number}", fault, expected, "not-rising")
            continue
        pairs = ((lower.daily_mg, upper.daily_mg), (lower.highest_day_mg, upper.highest_day_mg))
        largest = next((pair for pair in pairs if pair[1] - pair[0] > step_limit_mg(pair[0], limits)), None)
        if largest is not None:
            low, high = largest
            rise, limit = format_mg(high - low), format_mg(step_limit_mg(low, limits))
            fault = f"step {number} goes up by {rise}, from {format_mg(low)} to {format_mg(high)} a day."
            yield violation(f"steps.{number}", fault, f"From there a step is at most {limit}.", "step-too-large")


def step_limit_mg(mg: Decimal, limits: PlanLimits) -> Decimal:
    """Return the most by which a dose may rise in one step."""
    return limits.small_step_mg if mg < limits.small_steps_below_mg else limits.large_step_mg


def interval(plan: Plan, limits: PlanLimits, sensitive: bool | None) -> Iterator[Problem]:
    """Fewer days between steps than are allowed, for sensitive people when the person is known to be one."""
    if plan.interval_days is None:
        return
    least = limits.interval_days_least_sensitive if sensitive else limits.interval_days_least
    if plan.interval_days < least:
        who = " for a sensitive person" if sensitive else ""
        fault = f"the interval is {plan.interval_days} day{'' if plan.interval_days == 1 else 's'}."
        yield violation("interval", fault, f"Write at least {least} days{who}.", "interval-short")


def measurable(plan: Plan, limits: PlanLimits) -> Iterator[Problem]:
    """A dose that the product cannot give exactly; each amount is named once."""
    named: set[Decimal] = set()
    stated = ((place, name, as_step(plan, mg)) for place, name, mg in stated_amounts(plan))
    for place, name, step in (*named_steps(plan), *stated):
        for intake in step.intakes:
            dose = in_product_units(intake.mg, plan.product, limits)
            if isinstance(dose, NotMeasurable) and intake.mg not in named:
                named.add(intake.mg)
                expected = "Write a dose that can be measured, or the product as the pharmacy made it."
                yield violation(place, f"{name}: {dose.words}.", expected, "not-measurable")


def way_down(plan: Plan) -> Iterator[Problem]:
    """Amounts to reduce, resume or taper to that are not lower than what they come from."""
    highest = plan.highest_step_mg
    for number, mg in enumerate(plan.reduce_mg, 1):
        if mg >= highest:
            fault = f"reduce-to amount {number} is {format_mg(mg)}, and the highest step is {format_mg(highest)}."
            yield violation(f"reduce-to.{number}", fault, "Write a lower amount.", "not-lower")
    if plan.resume_mg is not None and plan.resume_mg > highest:
        fault = f"the resume-at amount is {format_mg(plan.resume_mg)}, and the highest step is {format_mg(highest)}."
        yield violation("resume-at", fault, "Write an amount that is not above it.", "not-lower")
    for number, mg in enumerate(plan.taper_mg, 1):
        before = plan.taper_mg[number - 2] if number > 1 else None
        if mg > highest or (before is not None and mg >= before):
            top = f"the highest step is {format_mg(highest)}"
            beside = top if before is None else f"the one before {format_mg(before)}"
            fault = f"taper amount {number} is {format_mg(mg)}, and {beside}."
            yield violation(f"taper.{number}", fault, "Write the way down from the highest to the lowest.", "not-lower")


def form_of_plan(plan: Plan, limits: PlanLimits) -> Iterator[Problem]:
    """A missing prescriber, hours that do not fit into a day, and times outside what labels and surgeons ask for."""
    if not plan.prescriber.strip():
        yield violation(
            "prescriber", "no prescriber is named.", "Write the name as on the prescription.", "no-prescriber"
        )
    yield from _hours(plan, limits)
    least, longest = limits.surgery_hours_least, limits.surgery_hours_most
    if plan.surgery_hours is not None and not least <= plan.surgery_hours <= longest:
        fault = f"LDN stops {plan.surgery_hours} hours before an operation."
        yield violation("surgery-stop", fault, f"Write from {least} to {longest} hours.", "surgery-hours")
    if plan.opioid_free_days is not None and plan.opioid_free_days < limits.opioid_free_days_least:
        fault = f"only {plan.opioid_free_days} days without opioids come before a start."
        yield violation(
            "opioid-free", fault, f"Write at least {limits.opioid_free_days_least} days.", "opioid-free-days"
        )


def _hours(plan: Plan, limits: PlanLimits) -> Iterator[Problem]:
    """The first step with doses closer than the hours between; a word such as "evening" means its usual hour."""
    for place, name, step in named_steps(plan):
        cycle, hours = step.cycle(), hours_between(plan, step, limits)
        taken = sorted(day * 24 * 60 + _minute(intake) for day, intakes in enumerate(cycle) for intake in intakes)
        closest = min(later - sooner for sooner, later in pairwise([*taken, taken[0] + len(cycle) * 24 * 60]))
        if closest < hours * 60:
            apart = plain(round(Decimal(closest) / 60, 1))
            fault = f"{name} has doses {apart} hours apart, and at least {hours} hours lie between two doses."
            expected = "Write the clock times of the doses, or the hours between them, as the prescription states them."
            yield violation(place, fault, expected, "hours-do-not-fit")
            return


def _minute(intake: Intake) -> int:
    return intake.clock.hour * 60 + intake.clock.minute
