"""The earliest day of each coming step, as things stand today; no date is a promise."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from zonewise.plan.prescribed_plan import Plan, Step
from zonewise.plan.schedule import allowed_ceiling_mg, step_to_resume
from zonewise.zones.composite import CompositeCriterion

from .daily_guidance import DailyGuidance

WAITED_OUT = (
    "days_green", "days_at_dose", "rated_days", "learning_days", "days_since_other_change", "days_since_increase",
    "days_since_pause", "days_since_call",
)  # fmt: skip
"""Facts that only days can bring: a rise waits until they are there."""
GREEN_DAYS = "days_green"
"""Name of the fact of how many Green days lie in a row."""
INTERVAL_OVER = "plan_interval_over"
"""Name of the fact of whether the plan's interval is over."""


@dataclass(frozen=True, slots=True)
class ComingStep:
    """One step that lies ahead."""

    earliest: date  # The earliest day on it if nothing holds it or any step before it.
    step: Step  # What is taken on it.
    begins: bool = False  # It is a first dose or one after a pause, and no step up.


def coming_steps(today: DailyGuidance, rising: frozenset[str]) -> tuple[ComingStep, ...]:
    """Return the coming steps in order, each on its earliest day; none without a plan.

    The first waits for the plan's interval and for the days that a rise still needs today, so that a Yellow day moves
    them all. Each further one comes the plan's interval after the one before.

    Args:
        today: Everything for the day.
        rising: Actions that let the dose rise.
    """
    plan, now = today.snapshot.plan, today.snapshot.recommended.now
    if plan is None:
        return ()
    earliest = max(plan.start, _waits_until(today, rising))
    interval = timedelta(days=plan.interval_days or 0)
    if now is not None and now.mg > 0:
        above = _above(plan, now.mg)
        first = max(earliest, _interval_over(today, now.since + interval)) if above else earliest
        return tuple(ComingStep(first + interval * number, step) for number, step in enumerate(above))
    begin = step_to_resume(plan, today.snapshot.recommended.last_mg)
    further = _above(plan, begin.daily_mg)
    return (
        ComingStep(earliest, begin, begins=True),
        *(ComingStep(earliest + interval * number, step) for number, step in enumerate(further, 1)),
    )


def _interval_over(today: DailyGuidance, as_planned: date) -> date:
    """Return the day on which the plan's interval is over; today for a dose that was borne for as long before."""
    fact = today.facts.get(INTERVAL_OVER)
    if fact is None or (fact.value is not True and fact.until is None):
        return as_planned
    return fact.until or today.as_of


def _above(plan: Plan, mg: Decimal) -> tuple[Step, ...]:
    ceiling = allowed_ceiling_mg(plan)
    return tuple(step for step in plan.steps if step.daily_mg > mg and step.highest_day_mg <= ceiling)


def usual_learnt_on(today: DailyGuidance) -> date | None:
    """Return the first day on which ratings alone can give a zone; None where they can, or an ordinary day was told."""
    composite = today.zone.criteria[0]
    if not isinstance(composite, CompositeCriterion) or composite.not_evaluated != "learning":
        return None
    return today.as_of + timedelta(days=composite.settings.history_days - composite.history)


def _waits_until(today: DailyGuidance, rising: frozenset[str]) -> date:
    """Return the first day on which a rise has the days it still needs; today where only something else holds it."""
    rise = next((change for change in today.guidance.would_change if change.action in rising), None)
    waits, learnt = [today.as_of], usual_learnt_on(today)
    for name, (known, needed) in rise.facts.items() if rise is not None else ():
        if name in WAITED_OUT and isinstance(known, int) and isinstance(needed, int):  # an answer can come today
            waits.append(today.as_of + timedelta(days=needed - known))
            if (
                name == GREEN_DAYS and known == 0 and learnt is not None
            ):  # the day on which it is known can be the first
                waits.append(learnt + timedelta(days=needed - 1))
        over = today.facts[name].until
        waits += [over] if over is not None else []
    return max(waits)
