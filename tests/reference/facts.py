"""The facts of a day, each worked out by itself from the page of the day and the course of treatment."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import pairwise

from zonewise.plan.prescribed_plan import Plan

from .cause import green_after_yellow, interval_was_kept_before, step_probable_cause
from .links import flares, link_facts
from .page import ONE_DAY, TAKING, YES, Level, Page, Written, came_before, is_about, stands_out
from .ratings import of_ratings
from .rulebook import Value
from .safety import safety
from .treatment import Bad, Course

NEVER = 36500
NOTHING = Level(date.min, Decimal(0), rise=False)
RELIEF = {
    "cannot-tell": "none", "possibly-helping": "possible", "likely-helping": "likely", "possibly-worse": "none",
    "likely-worse": "worse",
}  # fmt: skip


def facts_of(page: Page, course: Course) -> dict[str, Value]:
    """Return every fact that bears on an action."""
    return {**safety(page), **of_course(page, course), **of_ratings(page), **link_facts(page, course.levels),
            **of_doses(page, course), **of_answers(page), "step_probable_cause": step_probable_cause(page, course),
            "green_after_yellow": green_after_yellow(page)}  # fmt: skip


def of_course(page: Page, course: Course) -> dict[str, Value]:
    """Return what treatment so far says of today."""
    open_calls = [call for call in course.open_calls if call.day < page.day or call.cause == "clinician"]
    signs = [call for call in open_calls if call.cause in page.book.danger_signs]
    unresolved = signs[-1].cause if signs else "stop-and-call" if open_calls else "none"
    rests = course.rests_since()
    wish = "not-stopped"
    if course.stopped:
        told = page.last("wants_to_start", since=rests)
        again = [one for one in page.answers("phase") if one.entry.value == "stopped"]
        again += [one for one in page.answers("clinician_said") if one.entry.value == "stay-off"]
        undone = told is not None and any(order(one) > order(told) for one in again)
        wish = "yes" if page.yes("wants_to_start", since=rests) and not undone else "no"
    return {
        "unresolved_danger": unresolved,
        "days_since_pause": NEVER if rests is None else (page.day - rests).days,
        "days_since_call": NEVER if not course.calls else (page.day - course.calls[-1].day).days,
        "low_dose_went_badly": low_dose_went_badly(page, course),
        "next_step_went_badly": next_step_went_badly(page, course),
        "wants_to_start": wish,
    }


def order(one: Written) -> tuple[date, time, str]:
    """Return the place of an answer among others."""
    return one.day, one.entry.at or time.max, one.entry.entered_at


def bad_days_by_plan(page: Page, course: Course) -> list[Bad]:
    """Return what went badly since the prescription that is followed."""
    if not page.prescriptions:
        return course.bad
    came = page.prescriptions[-1]
    return [bad for bad in course.bad if bad.day >= came.day or any(came_before(came, sign) for sign in bad.signs)]


def low_dose_went_badly(page: Page, course: Course) -> bool:
    """Return whether the dose to begin again with went badly, and nobody has said since that it may be tried."""
    plan = page.plan
    if plan is None or course.rests_since() is None:
        return False
    low = course.begins_with(plan, again=not course.stopped)
    for bad in bad_days_by_plan(page, course):
        tried_again = any(level.rise and level.since > bad.day and level.mg >= bad.mg for level in course.levels)
        if bad.mg <= low and not tried_again and not course.is_settled(bad):
            return True
    return False


def next_step_went_badly(page: Page, course: Course) -> bool:
    """Return whether the next step went badly so often that the prescriber decides."""
    plan, now = page.plan, course.mg
    above = step_above(plan, now) if plan is not None and now else None
    if above is None:
        return False
    times = [bad for bad in bad_days_by_plan(page, course) if now < bad.mg <= above]
    return len(times) >= page.book.days("bad-times-that-close") and not all(map(course.is_settled, times))


def step_above(plan: Plan, mg: Decimal) -> Decimal | None:
    """Return the next step within the ceiling, milligrams."""
    higher = [step.daily_mg for step in plan.steps if step.daily_mg > mg and step.daily_mg <= plan.ceiling_mg]
    return min(higher, default=None)


def at_ceiling(plan: Plan, mg: Decimal) -> bool:
    """Return whether nothing higher is left on the plan."""
    return mg >= plan.ceiling_mg or step_above(plan, mg) is None


def of_doses(page: Page, course: Course) -> dict[str, Value]:
    """Return what the doses and the plan tell."""
    plan, now = page.plan, course.mg
    rise, taken_since = page.rises[-1:], course.taken_since(page)
    interval = plan.interval_days if plan is not None else None
    days = None if not now else (page.day - taken_since).days
    over = True
    if course.levels and plan is not None and interval is not None and not at_ceiling(plan, now):
        over = (page.day - taken_since).days >= interval or interval_was_kept_before(course)
    ceiling: Value = None
    if plan is not None and course.levels:
        ceiling = at_ceiling(plan, now) if now else False
    return {
        "plan_signed": plan is not None,
        "phase": phase_of(page, course),
        "days_at_dose": days,
        "plan_interval_over": over,
        "took_less_lately": took_less(page, course),
        "plan_begun": plan is None or plan.start <= page.day,
        "days_since_increase": (page.day - rise[0].since).days if rise else None,
        "at_ceiling": ceiling,
    }


def took_less(page: Page, course: Course) -> Value:
    """Return whether the last dose before today was not the whole one, or today's is so once nothing of it is open."""
    plan = page.plan
    if plan is None or not course.mg:
        return False
    intakes = next((step.intakes for step in plan.steps if step.daily_mg == course.mg), ())
    if any(intake.every_days > 1 for intake in intakes):
        return False
    days = [day for day in sorted(page.dose_days) if course.levels[-1].since <= day < page.day][-1:]
    if len(intakes) < 2 and sum(page.doses(page.day)) > 0:  # of several doses a day one may still be open
        days.append(page.day)
    return any(sum(page.doses(day)) < course.mg for day in days)


def phase_of(page: Page, course: Course) -> Value:
    """Return where the person is with LDN."""
    word = page.last("phase", since=course.last_taken)
    said = word.entry.value if word is not None else None
    if course.levels and course.mg == 0:
        if said in TAKING and word.day >= course.levels[-1].since:
            return None
        return "stopped" if course.stopped else "paused"
    if not course.levels and said not in TAKING:
        return page.good("phase", since=course.last_taken) if said == "not-started" else said
    word = word if said in TAKING else None
    last = max([day for day in (course.last_taken, word.day if word else None) if day], default=page.day)
    if (page.day - last).days - 1 > page.missed_days or course.gap_before is not None:
        return None
    left_out = []
    off = {day for day in page.days_back((page.day - page.first).days + 1) if day < page.day and page.wished_off(day)}
    for day in sorted({*page.dose_days, *off}, reverse=True):
        if sum(page.doses(day)) > 0:
            break
        left_out.append(day)
    enough = max(1, page.book.days("left-out-days-asked"))
    if len(left_out) >= enough and (word is None or word.day < left_out[-1]):
        return None
    if not course.levels:
        return said
    plan, since = page.plan, (page.day - course.levels[-1].since).days
    if since >= page.book.days("stable-days") and (plan is None or at_ceiling(plan, course.mg)):
        return "stable"
    return "titrating"


def of_answers(page: Page) -> dict[str, Value]:
    """Return what answers give, with side effects, other changes and flares that were told."""
    sensitive = page.plan.sensitive if page.plan is not None else None
    answered = YES.get(page.good("extreme_sensitivity") or "")
    if sensitive is not True and (sensitive is None or answered is not None):
        sensitive = answered
    begun = [level.since for before, level in pairwise([NOTHING, *page.taken]) if before.mg == 0 < level.mg]
    return {
        "side_effect_grade": side_effect(page),
        "days_since_other_change": other_change(page),
        "extreme_sensitivity": sensitive,
        "wants_to_stop": page.yes("wants_to_stop", since=begun[-1] if begun else None) is True,
        "relief": relief(page),
        "histamine_flare": reported_flare(page, "histamine_flare"),
        "neurological_flare": reported_flare(page, "neurological_flare"),
        "told_flare_lately": flare_just_over(page),
    }


def side_effect(page: Page) -> Value:
    """Return the worst side effect of the last day of a few on which any, or none, was told."""
    for day in reversed(page.days_back(page.book.days("side-effect-days"))):
        grades = [grade for _, grade in page.side_effects(day)]
        if grades:
            return max(grades)
        if any(one.entry.name == "side_effects" and one.entry.value == "none" for one in page.on(day)):
            return 0
    return None


def other_change(page: Page) -> Value:
    """Return the days since something else changed."""
    changed = [
        one for one in page.of("event") if one.entry.name in page.book.prompts["other_change"]["events"]
    ] + page.of("medicine")
    changed += [one for one in page.answers("other_change") if one.entry.value != "none"]
    days, week = [one.day for one in changed], page.book.days("other-change-days")
    if days and (page.day - max(days)).days < week:
        return (page.day - max(days)).days
    if page.good("other_change") != "none":
        return None
    since = (page.day - (max(days) if days else page.begins)).days
    counted = max(since, (page.day - page.last("other_change").day).days)
    return counted if days else max(counted, week)


def relief(page: Page) -> Value:
    """Return what is known of relief: a word of getting worse at once, else after some weeks the more cautious."""
    if page.started is None:
        return "too-early"
    answer = page.good("relief", since=page.started)
    if answer == "worse":
        return "worse"
    if (page.day - page.started).days < page.book.days("relief-days"):
        return "too-early"
    estimate = RELIEF.get(page.good("relief_estimate", since=page.started) or "")
    return next((one for one in ("worse", "none", "possible", "likely") if one in (answer, estimate)), None)


def reported_flare(page: Page, name: str) -> Value:
    """Return whether a flare was told, by an answer or a sign; unknown while a day gives reason to ask."""
    declared, book = page.book.facts[name], page.book
    answer, lasts, counted = page.last(name), book.days("reported-flare-days"), book.days("spike-days")
    signs = [one for one in signs_of(page, declared["signs"], lasts) if answer is None or not is_about(answer, one)]
    yes = [one.day for one in signs]
    if answer is not None and answer.entry.value == "yes":
        yes.append(answer.day)
    if yes and (page.day - max(yes)).days <= (book.holds(name) or 0):
        return True
    if yes and (page.day - max(yes)).days < lasts:
        return None
    flare = flares(page)[-1:]
    is_open = bool(flare) and flare[0].ended is None
    answered_in_flare = is_open and answer is not None and answer.day >= flare[0].began
    first = page.day - timedelta(days=counted - 1)
    first = max(first, answer.day + ONE_DAY) if answer is not None else first
    for day in page.days_back(counted):
        if day < first or answered_in_flare:
            continue
        if any(word in page.ratings(day) and stands_out(page, day, word) for word in declared["suggested_by"]):
            return None
    known: set[str] = set()
    for one in signs_of(page, declared["suggested_by"], book.days("check-ins-after-step-days")):
        if one.entry.name not in known and one.day >= first:
            return None
        known.add(one.entry.name)
    return None if is_open and flare[0].began >= first else False


def flare_just_over(page: Page) -> Value:
    """Return whether a flare that no zone shows was told on one of the last days, by the day's last word or a sign."""
    days, kinds = page.days_back(page.book.days("same-flare-days") + 1), ("histamine_flare", "neurological_flare")
    if any(reported_flare(page, name) is not False for name in kinds):
        return False
    for name in kinds:
        answer = page.last(name)
        for day in days:
            words = [one.entry.value for one in page.answers(name) if one.day == day]
            if words and words[-1] == "yes":
                return True
        signs = signs_of(page, page.book.facts[name]["signs"], len(days))
        if any(answer is None or not is_about(answer, one) for one in signs):
            return True
    return False


def signs_of(page: Page, names: Iterable[str], days: int) -> list[Written]:
    """Return the side effects of some names that were noted on so many last days."""
    since = page.day - timedelta(days=days)
    signs = (one for one in page.of("sign") if one.entry.name in names and since < one.day)
    return [one for one in signs if one.entry.value.isdigit() and int(one.entry.value)]
