"""Which dose goes with the action tonight, in milligrams and in the product's own units?

Every amount comes from the plan or is the dose that is taken already. Nothing here decides that a dose may change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from zonewise.course.reduction import reduction_target
from zonewise.model.amounts import format_mg
from zonewise.model.substances import is_naltrexone_dose
from zonewise.plan.prescribed_plan import Intake, Plan, Step
from zonewise.plan.product import in_product_units
from zonewise.plan.refusal_codes import ABOVE_CEILING
from zonewise.plan.schedule import allowed_ceiling_mg, as_step, hours_between, intakes_on, step_above

from .snapshot import DiarySnapshot

NO_DOSE_ACTIONS = ("pause", "wait")
SAY_THAT_PAUSED = "Say that you have paused (phase: paused), so that it counts from today."
"""A dose left out counts as missed; only a pause that was told is a pause."""


@dataclass(frozen=True, slots=True)
class DoseAmount:
    """One dose of the day.

    Attributes:
        mg: Milligrams.
        at: Time of day as the plan says it.
        words: The amount with the product's own units, such as "1.5 mg (1 capsule of 1.5 mg)".
    """

    mg: Decimal
    at: str
    words: str


@dataclass(frozen=True, slots=True)
class DoseRecommendation:
    """What is taken today, or why no amount is shown.

    Attributes:
        action: The action it belongs to; a reduction with nothing lower left becomes `pause`.
        daily_mg: Average milligrams a day from today; None when no amount is shown, 0 for no dose.
        doses: Each dose of today.
        says: One sentence.
        notes: Further sentences, such as what was logged already.
    """

    action: str
    daily_mg: Decimal | None
    doses: tuple[DoseAmount, ...]
    says: str
    notes: tuple[str, ...] = ()


def recommend_dose(seen: DiarySnapshot, action: str) -> DoseRecommendation:
    """Return the dose that goes with an action.

    Args:
        seen: The diary from the day.
        action: The action of the guidance.
    """
    if action == "ask":
        return DoseRecommendation(action, None, (), "Answer first; until then no dose is shown.")
    if action in ("emergency", "stop-and-call"):
        return DoseRecommendation(action, None, (), "Take no more naltrexone until a clinician has told you.")
    if action in NO_DOSE_ACTIONS:
        says = f"No dose tonight. {SAY_THAT_PAUSED}" if action == "pause" else "Not yet: no dose tonight."
        return DoseRecommendation(action, Decimal(0), (), says)
    plan = seen.plan
    if plan is None:
        return DoseRecommendation(action, None, (), _without_plan(action))
    if action == "stop":
        return _stop(seen, plan)
    if action == "reduce":
        target = reduction_target(seen.course, seen.zones, seen.flare, plan, seen.settings.asking)
        if target <= 0:
            says = f"There is no lower dose to go back to, so no dose tonight. {SAY_THAT_PAUSED}"
            return DoseRecommendation("pause", Decimal(0), (), says)
        now = seen.course.now
        begins = "Stay one step back: " if now is not None and now.mg == target else "One step back: "
        return _dose(seen, plan, action, as_step(plan, target), begins)
    return _up_or_level(seen, plan, action)


def _up_or_level(seen: DiarySnapshot, plan: Plan, action: str) -> DoseRecommendation:
    now = seen.course.now
    now_mg = now.mg if now is not None else Decimal(0)
    if action in ("start", "resume-low") and plan.start > seen.as_of:
        return DoseRecommendation(
            "wait", Decimal(0), (), f"Your plan begins on {_day(plan.start)}; no dose before that."
        )
    if action == "start":
        return _dose(seen, plan, action, plan.steps[0], "First dose: ")
    if action == "resume-low":
        step = as_step(plan, plan.resume_mg) if plan.resume_mg is not None else plan.steps[0]
        return _dose(seen, plan, action, step, "Start again low: ")
    if action == "step-up":
        above = step_above(plan, now_mg)
        if above is not None:
            return _dose(seen, plan, action, above, "Next step: ")
    if now_mg <= 0:
        return DoseRecommendation(action, None, (), "Stay as you are; no dose is known that could be shown.")
    return _dose(seen, plan, action, as_step(plan, now_mg), "Same as before: ")


def _without_plan(action: str) -> str:
    if action == "stop":
        return "You may stop. Without a plan no amounts are shown."
    return "Stay at the dose you take now. Without your prescriber's plan no amount is shown here."


def _stop(seen: DiarySnapshot, plan: Plan) -> DoseRecommendation:
    now = seen.course.now
    now_mg = now.mg if now is not None else Decimal(0)
    lower = [amount for amount in plan.taper_mg if amount < now_mg]
    if not lower:
        return DoseRecommendation("stop", Decimal(0), (), "You may stop tonight. No dose is needed.")
    steps = ", ".join(format_mg(amount) for amount in lower)
    return DoseRecommendation(
        "stop", Decimal(0), (), f"You may stop tonight, or go down as your plan says: {steps}, then none."
    )


def _dose(seen: DiarySnapshot, plan: Plan, action: str, step: Step, begins: str) -> DoseRecommendation:
    limits = seen.settings.plan
    most = limits.usual_ceiling_mg if plan.override_of(ABOVE_CEILING) is None else limits.highest_mg
    ceiling = min(allowed_ceiling_mg(plan), most)
    if step.highest_day_mg > ceiling:
        says = (
            f"{format_mg(step.highest_day_mg)} is above the ceiling of your plan, {format_mg(ceiling)}, so no amount is"
            " shown. Talk to your prescriber before the next dose."
        )
        return DoseRecommendation(action, None, (), says)
    due = intakes_on(step, seen.as_of, anchor_of(seen, step))
    if not due:
        return DoseRecommendation(action, step.daily_mg, (), f"No dose is due today; your plan is {_pattern(step)}.")
    doses = tuple(_taken(intake, plan, seen) for intake in due)
    logged, total = seen.days[-1].dose_mg, sum(intake.mg for intake in due)
    if logged is not None and logged == total:
        words = "; ".join(dose.words for dose in doses)
        return DoseRecommendation(
            action,
            step.daily_mg,
            doses,
            f"Today's dose is logged: {words}. Take no more today.",
            _unplanned(plan, step),
        )
    if logged is not None and logged > 0 and (len(due) == 1 or logged > total):
        return _for_tomorrow(action, step, logged, begins)
    listed = "; ".join(f"{dose.words}, {dose.at}" for dose in doses)
    notes = (*_logged(seen), *_not_before(seen, plan, step, due), *_unplanned(plan, step))
    return DoseRecommendation(action, step.daily_mg, doses, f"{begins}{listed}.", notes)


def _for_tomorrow(action: str, step: Step, logged: Decimal, begins: str) -> DoseRecommendation:
    """Return that another dose of today is behind the person already; the one named is then for tomorrow."""
    says = (
        f"A dose is logged for today: {format_mg(logged)}. Take no more today."
        f" {begins}{format_mg(step.daily_mg)}, from tomorrow, if tomorrow's answer still says so."
    )
    return DoseRecommendation(action, step.daily_mg, (), says)


def anchor_of(seen: DiarySnapshot, step: Step) -> date:
    """Return the first day on the step: that of the level now, or today for a dose that begins today.

    With one dose every some days it is the last one taken, so that a late dose is not followed by the next on time.
    """
    now, last, first = seen.course.now, seen.course.last_taken, step.intakes[0]
    if now is None or now.mg != step.daily_mg:
        return seen.as_of
    if len(step.intakes) == 1 and first.every_days > 1 and last is not None and last >= now.since:
        return last - timedelta(days=first.on_day - 1)
    return now.since


def _taken(intake: Intake, plan: Plan, seen: DiarySnapshot) -> DoseAmount:
    found = in_product_units(intake.mg, plan.product, seen.settings.plan)
    return DoseAmount(intake.mg, intake.at, f"{format_mg(intake.mg)} ({found.words})")


def _logged(seen: DiarySnapshot) -> tuple[str, ...]:
    logged = seen.days[-1].dose_mg
    if logged is None or logged <= 0:
        return ()
    return (f"Already logged for today: {format_mg(logged)}. Never take a dose twice to make up for a missed one.",)


def _not_before(seen: DiarySnapshot, plan: Plan, step: Step, due: Sequence[Intake]) -> tuple[str, ...]:
    """Return from when the next dose may be taken, if one was taken since midnight and not all of today's are."""
    clocks = [
        entry.at
        for entry in seen.of_kind("dose")
        if entry.day == seen.as_of
        and entry.at is not None
        and is_naltrexone_dose(entry.name)
        and Decimal(entry.value) > 0
    ]
    if not clocks or (seen.days[-1].dose_mg or Decimal(0)) >= sum(intake.mg for intake in due):
        return ()
    hours = hours_between(plan, step, seen.settings.plan)
    earliest = datetime.combine(seen.as_of, max(clocks)) + timedelta(hours=hours)
    return (f"At least {hours} hours between two doses: the next one not before {earliest:%H:%M}.",)


def _unplanned(plan: Plan, step: Step) -> tuple[str, ...]:
    """Return a note when the dose that goes on is none of the plan's: a slip of the pen would look like this."""
    known = (*(each.daily_mg for each in plan.steps), *plan.reduce_mg, *plan.taper_mg, plan.resume_mg)
    if step.daily_mg in known:
        return ()
    return (
        f"{format_mg(step.daily_mg)} a day is not a dose of your plan. If it was written down wrongly, correct the"
        " entry; if it is what you take, ask your prescriber about it.",
    )


def _pattern(step: Step) -> str:
    return "; ".join(
        f"{format_mg(intake.mg)} {intake.at}" + (f" every {intake.every_days} days" if intake.every_days > 1 else "")
        for intake in step.intakes
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
