"""The dose that goes with the day's action, in milligrams and in the product's own units, and why it is that one.

Every amount comes from the plan or is the dose that is taken already. Nothing here decides that a dose may change.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from zonewise.course.dose_course import HISTORY
from zonewise.course.dose_level import NO_DOSE, Level
from zonewise.course.reduction import falls_that_count, reduction_target
from zonewise.model.amounts import format_mg
from zonewise.plan.description import step_words, time_words
from zonewise.plan.limits import ABOVE_CEILING
from zonewise.plan.prescribed_plan import Intake, Plan, Step
from zonewise.plan.product import in_product_units
from zonewise.plan.schedule import (
    allowed_ceiling_mg,
    as_step,
    hours_between,
    intakes_on,
    step_above,
    step_index,
    step_to_resume,
)

from .answers import YES_WORDS
from .doses_today import doses_today
from .explanation import Explanation, explain
from .occasions import LINKS, SPIKE
from .snapshot import DiarySnapshot

WITHOUT_AMOUNT = {
    None: explain("dose-not-part-of-it"),
    "answer-first": explain("dose-answer-first"),
    "no-more": explain("dose-no-more"),
}
"""What to say of the doses beside which no amount stands; None is an action that has nothing to do with a dose."""
NOTHING_TAKEN = {"pause": explain("dose-pause"), "wait": explain("dose-wait")}


@dataclass(frozen=True, slots=True)
class DoseAmount:
    """One dose of the day."""

    mg: Decimal  # Milligrams.
    at: str  # Time of day as the plan says it.
    words: str  # The amount with the product's own units, such as "1.5 mg (1 capsule of 1.5 mg)".


@dataclass(frozen=True, slots=True)
class DoseRecommendation:
    """What is taken today, or why no amount is shown."""

    action: str  # The action it belongs to; a reduction with nothing lower left becomes `pause`.
    instruction: Explanation  # What to do.
    daily_mg: Decimal | None = None  # Average milligrams a day from today; None when no amount is shown, 0 for no dose.
    doses: tuple[DoseAmount, ...] = ()  # Each dose of today.
    reason: Explanation | None = None  # Why it is this amount; None when none is shown.
    notes: tuple[Explanation, ...] = ()  # What else to know of it, such as what was logged already.


@dataclass(frozen=True, slots=True)
class _NamedStep:
    """A step to take, how the sentence about it begins, and why it is this one."""

    step: Step
    begins: Explanation
    reason: Explanation


def recommend_dose(snapshot: DiarySnapshot, action: str) -> DoseRecommendation:
    """Return the dose that goes with an action.

    Args:
        snapshot: The diary from the day.
    """
    recommended = _recommend(snapshot, action)
    if snapshot.settings.rule_set.doses.get(action) in WITHOUT_AMOUNT:
        return recommended  # an emergency has no word of doses beside it
    return replace(recommended, notes=(*recommended.notes, *_deviations(snapshot)))


def _recommend(snapshot: DiarySnapshot, action: str) -> DoseRecommendation:
    dose = snapshot.settings.rule_set.doses.get(action)
    if dose in WITHOUT_AMOUNT:
        return DoseRecommendation(action, WITHOUT_AMOUNT[dose])
    if dose in NOTHING_TAKEN:
        return DoseRecommendation(action, NOTHING_TAKEN[dose], NO_DOSE)
    plan = snapshot.plan
    if plan is None:
        action = _action_of(snapshot, "same") if dose == "step-back" else action  # back to what, only a plan says
        return DoseRecommendation(action, _without_plan(snapshot, dose))
    if dose == "stop":
        now = snapshot.recommended.now
        lower = tuple(amount for amount in plan.taper_mg if now is not None and amount < now.mg)
        instruction = explain("dose-stop-or-taper", steps=lower) if lower else explain("dose-stop")
        return DoseRecommendation("stop", instruction, NO_DOSE)
    if dose == "step-back":
        target = _lower_dose(snapshot, plan)
        if target <= 0:
            return DoseRecommendation(_action_of(snapshot, "pause"), explain("dose-nothing-lower"), NO_DOSE)
        return _dose(snapshot, plan, action, _step_back(snapshot, plan, target))
    return _up_or_level(snapshot, plan, action, dose)


def _lower_dose(snapshot: DiarySnapshot, plan: Plan) -> Decimal:
    """Return what a reduction goes to, average milligrams a day; 0 when nothing lower is left.

    Who strayed above the recommended dose goes back to it first. What was lowered already, by name or by the person's
    own lasting choice, is not lowered again because somebody took less than that, and nothing falls further than the
    recommended course alone would.
    """
    recommended, zones, flare, settings = (
        snapshot.recommended, snapshot.zones, snapshot.flare, snapshot.settings.facts,
    )  # fmt: skip
    now = recommended.now
    if now is not None and now.cause in ("named", "own") and not now.rise and not _is_new(snapshot, now.since):
        return now.mg
    if now is None:
        return reduction_target(snapshot.course, zones, flare, plan, settings)
    least, taken = reduction_target(recommended, zones, flare, plan, settings), snapshot.course.now
    if falls_that_count(recommended, flare, settings):
        return min(least, now.mg)
    if taken is None or taken.mg <= now.mg:
        return least  # who came back from a dose too many has fallen from nothing: that answers no spike and no flare
    return max(min(reduction_target(snapshot.course, zones, flare, plan, settings), now.mg), least)


def _is_new(snapshot: DiarySnapshot, fell: date) -> bool:
    """Return whether anything is seen, or was told since a lower dose had its week, that a fall has not answered yet.

    One answer moves the dose once, however long it holds and however often the same yes is told again; the first week
    of a lower dose answers what is told in it.
    """
    if snapshot.flare is not None or snapshot.zones[-1].zone is not None:
        return True
    answers, settings = snapshot.answers, snapshot.settings.facts
    answered_until, grade = fell + timedelta(days=settings.second_reduction_days), settings.new_symptom_grade
    yes = [answer.day for answer in answers.all_of(SPIKE) if YES_WORDS.get(answer.value)]
    yes += [day for name in LINKS for day in answers.turned_to_yes(name)]
    signs = (snapshot.day_of(sign) for sign, at in snapshot.side_effects(snapshot.of_kind("sign")) if at >= grade)
    return any(answered_until < day <= snapshot.as_of for day in (*yes, *signs))


def _without_plan(snapshot: DiarySnapshot, dose: str | None) -> Explanation:
    """Return what to say where no plan is here: at most the daily dose that the person told of, and since when.

    What was only logged is not said again: a slip must not come back as the dose to stay at.
    """
    now, logged = snapshot.recommended.now, sum(snapshot.days.doses_mg.get(snapshot.as_of, ()), NO_DOSE)
    told = (Decimal(entry.value) for entry in snapshot.of_kind("profile") if entry.name == HISTORY)
    if dose == "stop":
        return explain("dose-stop-without-plan")
    if dose in ("same", "step-back") and now is not None and 0 < now.mg < logged:
        return explain("dose-more-than-taken", logged=logged, mg=now.mg)
    if dose == "step-back":
        return explain("dose-lower-without-plan")
    if dose == "same" and now is not None and now.mg > 0 and now.mg in told:
        return explain("dose-as-told", mg=now.mg, since=now.since)
    return explain("dose-without-plan")


def _action_of(snapshot: DiarySnapshot, dose: str) -> str:
    """Return the action that a dose is taken, or left out, with."""
    return next(action for action, taken in snapshot.settings.rule_set.doses.items() if taken == dose)


def _up_or_level(snapshot: DiarySnapshot, plan: Plan, action: str, dose: str | None) -> DoseRecommendation:
    now = snapshot.recommended.now
    if dose in ("first-step", "resume") and plan.start > snapshot.as_of:
        not_begun = explain("dose-plan-not-begun", begins=plan.start)
        return DoseRecommendation(_action_of(snapshot, "wait"), not_begun, NO_DOSE)
    first = explain("amount-of-first-step", amount=_amount(plan.steps[0]))
    if dose == "first-step":
        return _dose(snapshot, plan, action, _NamedStep(plan.steps[0], explain("first-dose"), first))
    if dose == "resume":
        return _dose(snapshot, plan, action, _resumption(plan, snapshot.recommended.last_mg, first))
    if dose == "next-step":
        above = step_above(plan, now.mg if now is not None else NO_DOSE)
        if above is not None:
            return _dose(snapshot, plan, action, _next_step(plan, above, now))
    if now is None or now.mg <= 0:
        return DoseRecommendation(action, explain("dose-unknown"))
    return _dose(snapshot, plan, action, _same_step(plan, now))


def _resumption(plan: Plan, last_mg: Decimal, first: Explanation) -> _NamedStep:
    step, reason = step_to_resume(plan, last_mg), first
    if plan.resume_mg is not None:
        named = as_step(plan, plan.resume_mg)
        reason = explain("amount-to-resume", amount=_amount(step))
        if step.daily_mg != plan.resume_mg:
            reason = explain("amount-to-resume-not-reached", amount=_amount(step), named=_amount(named))
    return _NamedStep(step, explain("start-again-low"), reason)


def _next_step(plan: Plan, above: Step, now: Level | None) -> _NamedStep:
    amount, number = _amount(above), plan.steps.index(above) + 1
    reason = explain("amount-of-first-step", amount=amount)
    if now is not None and now.mg > 0:
        reason = explain("amount-of-next-step", amount=amount, number=number, now=_amount(as_step(plan, now.mg)))
    return _NamedStep(above, explain("next-step"), reason)


def _same_step(plan: Plan, now: Level) -> _NamedStep:
    step, index = as_step(plan, now.mg), step_index(plan, now.mg)
    reason = explain("amount-taken-now", amount=_amount(step), since=now.since)
    if now.cause == "own":
        reason = explain("amount-of-own-step-down", amount=_amount(step), since=now.since)
    elif index is not None:
        reason = explain("amount-of-step", amount=_amount(step), number=index + 1, since=now.since)
    return _NamedStep(step, explain("same-as-before"), reason)


def _step_back(snapshot: DiarySnapshot, plan: Plan, target: Decimal) -> _NamedStep:
    """Return the step of a reduction's target; the reason names the rule of `step_back` that led to it."""
    now, step, index = snapshot.recommended.now, as_step(plan, target), step_index(plan, target)
    amount = _amount(step)
    if now is not None and now.mg == target and now.rise:  # nothing fell: whoever took more goes back to what was named
        return replace(_same_step(plan, now), begins=explain("back-to-named-dose"))
    if now is not None and now.mg == target and now.cause == "own":
        return replace(_same_step(plan, now), begins=explain("stay-step-back"))
    if now is None or now.mg == target:  # the reduction has been acted on; asked again, it names the same dose
        since = now.since if now is not None else snapshot.as_of
        return _NamedStep(step, explain("stay-step-back"), explain("amount-gone-back-to", amount=amount, since=since))
    taken = _amount(as_step(plan, now.mg))
    if target in plan.reduce_mg:
        reason = explain("amount-back-by-plan", amount=amount, now=taken)
    elif index is not None and all(level.mg != target for level in snapshot.recommended.levels):
        reason = explain("amount-back-by-step", amount=amount, number=index + 1, now=taken)
    else:
        reason = explain("amount-back-to-taken", amount=amount, now=taken)
    return _NamedStep(step, explain("step-back"), reason)


def _dose(snapshot: DiarySnapshot, plan: Plan, action: str, named: _NamedStep) -> DoseRecommendation:
    limits, step = snapshot.settings.plan, named.step
    most = limits.usual_ceiling_mg if plan.override_of(ABOVE_CEILING) is None else limits.highest_mg
    ceiling = min(allowed_ceiling_mg(plan), most)
    if step.highest_day_mg > ceiling:
        return DoseRecommendation(action, explain("dose-above-ceiling", highest=step.highest_day_mg, ceiling=ceiling))
    recommended = partial(DoseRecommendation, action, daily_mg=step.daily_mg, reason=named.reason)
    hours = hours_between(plan, step, snapshot.settings.plan)
    day = doses_today(snapshot, intakes_on(step, snapshot.as_of, anchor_of(snapshot, step)), hours)
    if not day.due:
        return recommended(explain("dose-not-due", pattern=_pattern(step)))
    logged, unplanned = day.logged_mg, _unplanned(plan, step)
    too_close = (explain("doses-too-close", hours=hours),) if day.too_close else ()
    if logged == day.due_mg:
        doses = tuple(_taken(intake, plan, snapshot) for intake in day.due)
        instruction = explain("dose-logged", doses=tuple(dose.words for dose in doses))
        return recommended(instruction, doses=doses, notes=(*too_close, *unplanned))
    now = snapshot.recommended.now
    falls = snapshot.settings.rule_set.doses.get(action) == "step-back"
    if falls and now is not None and step.daily_mg < now.mg and day.due_mg < logged <= now.mg:  # taken before it fell
        return recommended(explain("dose-tomorrow", logged=logged, begins=named.begins, mg=step.daily_mg))
    if logged > day.due_mg:
        return recommended(explain("dose-more-than-named", logged=logged, named=day.due_mg, mg=step.daily_mg))
    if not day.still_open:
        if now is not None and now.mg == step.daily_mg:
            return recommended(explain("dose-less-than-named", logged=logged, named=day.due_mg, mg=step.daily_mg))
        # Another dose of today is behind the person already, so the one named is for tomorrow.
        return recommended(explain("dose-tomorrow", logged=logged, begins=named.begins, mg=step.daily_mg))
    doses = tuple(_taken(intake, plan, snapshot) for intake in day.still_open)
    listed = tuple(f"{dose.words} {time_words(dose.at)}" for dose in doses)
    if not day.fits:
        return recommended(explain("dose-no-longer-fits", logged=logged, hours=hours, doses=listed), notes=too_close)
    instruction = explain("dose-today", begins=named.begins, doses=listed)
    if logged > 0:
        instruction = explain("dose-still-open", logged=logged, doses=listed)
    spacing = (explain("doses-apart", hours=hours),) if len(day.due) > 1 else ()
    if day.earliest is not None:
        spacing = (explain("hours-between-doses", hours=hours, earliest=day.earliest.time()),)
    return recommended(instruction, doses=doses, notes=(*spacing, *too_close, *unplanned))


def anchor_of(snapshot: DiarySnapshot, step: Step) -> date:
    """Return the first day on the step: that of the level now, or today for a dose that begins today.

    With one dose every some days it is the last one taken, so that a late dose is not followed by the next on time.
    """
    now, last, first = snapshot.recommended.now, snapshot.recommended.last_taken, step.intakes[0]
    if now is None or now.mg != step.daily_mg:
        return snapshot.as_of
    if len(step.intakes) == 1 and first.every_days > 1 and last is not None and last >= now.since:
        return last - timedelta(days=first.on_day - 1)
    return now.since


def _taken(intake: Intake, plan: Plan, snapshot: DiarySnapshot) -> DoseAmount:
    measured = in_product_units(intake.mg, plan.product, snapshot.settings.plan)
    return DoseAmount(intake.mg, intake.at, format_mg(intake.mg, measured.words))


def _deviations(snapshot: DiarySnapshot) -> tuple[Explanation, ...]:
    """Return a note on doses that nobody named: one of today, or several of the last days."""
    today, days = snapshot.as_of, snapshot.settings.facts.deviation_days
    lately = [deviation for deviation in snapshot.recommended.deviations if (today - deviation.day).days < days]
    if not lately:
        return ()
    last = lately[-1]
    if len(lately) > 1 and last.recommended_mg > 0:
        days_with_more = len({deviation.day for deviation in lately})
        since, recommended = lately[0].day, last.recommended_mg
        return (explain("deviations", count=days_with_more, since=since, recommended=recommended),)
    if last.day == today and last.recommended_mg == 0:
        return (explain("dose-although-none-named", logged=last.taken_mg),)
    return ()


def _unplanned(plan: Plan, step: Step) -> tuple[Explanation, ...]:
    """Return a note when the dose that goes on is none of the plan's: a slip of the pen would look like this."""
    planned = (*(step.daily_mg for step in plan.steps), *plan.reduce_mg, *plan.taper_mg, plan.resume_mg)
    return () if step.daily_mg in planned else (explain("dose-not-of-plan", daily=step.daily_mg),)


def _amount(step: Step) -> Decimal | str:
    """Return the amount of one dose a day; in words where the days differ or have several."""
    (first, *others) = step.intakes
    return first.mg if not others and first.every_days == 1 else step_words(step)


def _pattern(step: Step) -> str:
    return "; ".join(
        f"{format_mg(intake.mg)} {time_words(intake.at)}"
        + (f" every {intake.every_days} days" if intake.every_days > 1 else "")
        for intake in step.intakes
    )
