"""What the pharmacy has to make for the next weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from zonewise.model.amounts import format_mg
from zonewise.plan.description import origin_words, step_row
from zonewise.plan.prescribed_plan import Plan, Step
from zonewise.plan.product import Supply, product_words, supply
from zonewise.plan.schedule import as_step
from zonewise.problem import InputRefused, Problem
from zonewise.report.explanations import sentence
from zonewise.services.base.diary import Diary
from zonewise.services.reading.plan_ahead import NO_MORE, PlanAhead, plan_ahead

USUAL_WEEKS, MOST_WEEKS = 4, 26


@dataclass(frozen=True, slots=True)
class Amount:
    """One line of the order."""

    what: str  # What is made, such as "capsules of 0.5 mg".
    staying: int  # How much is needed if the dose stays where it is.
    rising: int  # How much is needed if each step comes on its earliest day.
    unit: str  # "", or "mL" or "drops".

    @property
    def order(self) -> int:
        """Enough for either."""
        return max(self.staying, self.rising)


@dataclass(frozen=True, slots=True)
class OrderSheet:
    """What the pharmacy has to make."""

    made_on: date  # The day it was made.
    first: date  # First day counted.
    last: date  # Last day counted.
    weeks: int  # Weeks counted.
    plan: Plan
    origin: str  # Who wrote the plan down, and whose prescription it is.
    product: str  # The product with its strengths.
    steps: tuple[tuple[date, str], ...]  # Earliest day and words of each dose that falls into these weeks.
    amounts: tuple[Amount, ...]  # What is needed.
    cannot: tuple[str, ...]  # Doses that the product cannot give, in words.
    leave_out: tuple[str, ...]  # Fillers and dyes that the person asks to leave out.
    says: str  # Why nothing is counted, or "".


def order_sheet(
    diary: Diary, weeks: int = USUAL_WEEKS, *, leave_out: Sequence[str] = (), as_of: date | None = None
) -> OrderSheet | None:
    """Return what some weeks need as the plan and the diary stand, or None without a plan.

    Steps are counted on their earliest days, and beside it the dose as it is: a step that waits uses up more of the
    lower strength, so the order is enough for either.

    Raises:
        InputRefused: The number of weeks is none that can be counted.
    """
    if not 1 <= weeks <= MOST_WEEKS:
        fault = f"{weeks} weeks cannot be counted."
        raise InputRefused([Problem("order", 0, fault, f"From 1 to {MOST_WEEKS}.", "number-of-weeks", field="weeks")])
    ahead = plan_ahead(diary, as_of)
    plan = ahead.today.snapshot.plan
    if plan is None:
        return None
    rising, staying = _courses(ahead, plan)
    first = max(ahead.today.as_of, rising[0][0]) if rising else ahead.today.as_of
    last = first + timedelta(days=7 * weeks - 1)
    limits = ahead.today.snapshot.settings.plan
    needed = [supply(plan, steps, first, 7 * weeks, limits) for steps in (staying, rising)]
    return OrderSheet(
        made_on=ahead.today.as_of,
        first=first,
        last=last,
        weeks=weeks,
        plan=plan,
        origin=origin_words(plan),
        product=product_words(plan.product),
        steps=tuple((max(day, first), step_row(step, plan, limits)) for day, step in rising if day <= last),
        amounts=_amounts(plan, *needed) if rising else (),
        cannot=tuple(dict.fromkeys(words for supplies in needed for words in supplies.cannot)),
        leave_out=tuple(leave_out),
        says="" if rising else f"{sentence(ahead.today.dose.instruction, ahead.today.as_of)} So nothing is counted.",
    )


Steps = tuple[tuple[date, Step], ...]


def _courses(ahead: PlanAhead, plan: Plan) -> tuple[Steps, Steps]:
    """Return the steps with their first days if each comes as early as it can, and if the dose stays."""
    now = ahead.today.snapshot.recommended.now
    taken: Steps = ()
    if ahead.today.guidance.action not in NO_MORE and now is not None and now.mg > 0:
        taken = ((now.since, as_step(plan, now.mg)),)
    coming = tuple((planned.earliest, planned.step) for planned in ahead.steps)
    return (*taken, *coming), taken or coming[:1]


def _amounts(plan: Plan, staying: Supply, rising: Supply) -> tuple[Amount, ...]:
    product = plan.product
    if product.form == "liquid":
        strength = format_mg(product.mg_per_ml or Decimal(0), per="/mL")
        return (Amount(f"liquid of {strength}", staying.whole_ml, rising.whole_ml, "mL"),)
    if product.form == "drops":
        strength = format_mg(product.mg_per_drop or Decimal(0))
        return (Amount(f"drops of {strength} each", staying.drops, rising.drops, "drops"),)
    amounts = (
        Amount(f"{product.form}s of {format_mg(strength)}", staying.counts[strength], rising.counts[strength], "")
        for strength in sorted(product.strengths_mg)
    )
    return tuple(amount for amount in amounts if amount.order)
