"""The place of a dose on its plan, what comes next or before, and what is due on a day.

No function here decides that a dose may change; that is the protocol's question. Doses are average milligrams a day
unless a name says otherwise.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_CEILING, Decimal

from .limits import ABOVE_CEILING, PlanLimits
from .prescribed_plan import Intake, Plan, Step


def step_index(plan: Plan, dose_mg: Decimal) -> int | None:
    """Return the place of the step with this average daily dose, from 0, or None when no step has it."""
    return next((index for index, step in enumerate(plan.steps) if step.daily_mg == dose_mg), None)


def allowed_ceiling_mg(plan: Plan) -> Decimal:
    """Return the most a day that the plan allows: its ceiling, or its highest step where an override allows that."""
    if plan.override_of(ABOVE_CEILING) is None:
        return plan.ceiling_mg
    return max(plan.ceiling_mg, *(step.highest_day_mg for step in plan.steps))


def at_ceiling(plan: Plan, mg: Decimal) -> bool:
    """Return whether nothing higher is left: the dose is at the ceiling, or no step above is within it."""
    return mg >= allowed_ceiling_mg(plan) or step_above(plan, mg) is None


def step_above(plan: Plan, mg: Decimal) -> Step | None:
    """Return the next higher step, or None when there is none within the ceiling."""
    ceiling = allowed_ceiling_mg(plan)
    return next((step for step in plan.steps if step.daily_mg > mg and step.highest_day_mg <= ceiling), None)


def step_below(plan: Plan, mg: Decimal) -> Step | None:
    """Return what to go down to, or None when nothing lower is left.

    The highest of the plan's own amounts to reduce to comes first; without a lower one it is the next lower step.
    """
    stated = [amount for amount in plan.reduce_mg if amount < mg]
    if stated:
        return as_step(plan, max(stated))
    return next((step for step in reversed(plan.steps) if step.daily_mg < mg), None)


def step_to_resume(plan: Plan, last_mg: Decimal) -> Step:
    """Return what LDN is taken up again with after a pause: the plan's amount for it, unless that was not reached.

    Whoever paused below that amount begins with the first step: nobody comes back with more than they took.

    Args:
        last_mg: The dose before the pause, 0 when there was none.
    """
    first = plan.steps[0]
    if plan.resume_mg is None or plan.resume_mg > max(last_mg, first.daily_mg):
        return first
    return as_step(plan, plan.resume_mg)


def as_step(plan: Plan, mg: Decimal) -> Step:
    """Return how a daily amount is taken: as the step that has it, else once a day at the first step's first time."""
    index = step_index(plan, mg)
    return plan.steps[index] if index is not None else Step((Intake(mg, plan.steps[0].intakes[0].at),))


def intakes_on(step: Step, day: date, anchor: date) -> tuple[Intake, ...]:
    """Return what is due on a logical day.

    Args:
        day: The day asked about.
        anchor: The first day on the step; before it nothing is due.
    """
    if day < anchor:
        return ()
    return step.intakes_on((day - anchor).days)


def next_intake_allowed(last_at: datetime, hours_between: int) -> datetime:
    """Return the earliest time of the next dose, in the time zone of the last.

    Real hours are counted: across a change to summer time the clock shows one more.

    Raises:
        ValueError: `last_at` has no time zone.
    """
    if last_at.tzinfo is None:
        raise ValueError("the time of the last dose needs a time zone")
    return (last_at.astimezone(UTC) + timedelta(hours=hours_between)).astimezone(last_at.tzinfo)


def coming_steps(plan: Plan, index: int, since: date) -> tuple[tuple[date, Step], ...]:
    """Return the earliest date of each step above, if nothing holds any of them.

    Args:
        index: The step taken now, from 0.
        since: The first day on it.
    """
    ceiling = allowed_ceiling_mg(plan)
    above = [step for step in plan.steps[index + 1 :] if step.highest_day_mg <= ceiling]
    days = plan.interval_days or 0
    return tuple((since + timedelta(days=days * number), step) for number, step in enumerate(above, 1))


def missed_days_allowed(plan: Plan, limits: PlanLimits) -> int:
    """Return the missed days after which taking LDN up again is a question of its own."""
    return plan.missed_days_allowed if plan.missed_days_allowed is not None else limits.missed_days_allowed


def hours_between(plan: Plan, step: Step, limits: PlanLimits) -> int:
    """Return the fewest hours between two doses while on a step."""
    if plan.hours_between is not None:
        return plan.hours_between
    return limits.hours_between_once_a_day if step.most_intakes_a_day == 1 else limits.hours_between_more_often


def link_window_days(plan: Plan, limits: PlanLimits) -> int:
    """Return the days after an increase in which a flare counts as linked to it.

    Where the plan says nothing it is a share of the interval, rounded up, within two bounds; with a single step the
    upper bound, since the more days count the more cautious the answer.
    """
    if plan.link_window_days is not None:
        return plan.link_window_days
    if plan.interval_days is None:
        return limits.link_window_days_most
    share = int((limits.link_window_share * plan.interval_days).to_integral_value(ROUND_CEILING))
    return max(limits.link_window_days_least, min(share, limits.link_window_days_most))
