"""Plan, phase and days at the dose: what do the doses say today?"""

from datetime import date
from itertools import takewhile

from zonewise.course.dose_course import days_since
from zonewise.model.amounts import format_mg
from zonewise.plan.schedule import at_ceiling, missed_days_allowed

from .answers import Answer
from .fact import Fact
from .snapshot import DiarySnapshot
from .unresolved_danger import unresolved_danger

PHASES = ("not-started", "titrating", "stable", "paused", "stopped")
TAKING = ("titrating", "stable")
DAYS_A_WEEK = 7
ASK_DOSES = "Which dose do you take, and since when? Write the doses down."


def dose_facts(seen: DiarySnapshot) -> dict[str, Fact]:
    """Return plan, phase, days and weeks, and whether the ceiling is reached, each with where it comes from."""
    course = seen.course
    rise = course.last_rise
    since_rise = days_since(rise.since if rise else None, seen.as_of)
    started = days_since(course.started, seen.as_of)
    nothing = "Nothing taken so far."
    return {
        "plan_signed": _plan(seen),
        "phase": _phase_after_danger(seen, _phase(seen)),
        "days_at_dose": _days_at_dose(seen),
        "plan_interval_over": _plan_interval_over(seen),
        "plan_begun": _plan_begun(seen),
        "days_since_increase": Fact(
            since_rise, f"The dose last rose on {rise.since.isoformat()}." if rise else nothing
        ),
        "weeks_taking": Fact(
            None if started is None else started // DAYS_A_WEEK,
            f"First dose on {course.started.isoformat()}." if course.started else nothing,
        ),
        "at_ceiling": _at_ceiling(seen),
    }


def _plan(seen: DiarySnapshot) -> Fact:
    plan = seen.plan
    if plan is None:
        return Fact(False, "No plan has been entered.")
    origin = "as signed by the prescriber" if plan.origin == "signed" else "as you copied it, not signed here"
    return Fact(True, f"Plan of {plan.prescriber}, {plan.written_on.isoformat()}, {origin}.")


def _phase(seen: DiarySnapshot) -> Fact:
    course, answers = seen.course, seen.answers
    said = answers.latest("phase", since=course.last_taken)
    if course.now is not None and course.now.mg == 0:
        return _resting(seen, said)
    if said is not None and said.value == "not-started" and course.now is None:
        said = answers.valid("phase")
    if course.now is None and (said is None or said.value not in TAKING):
        if said is not None and said.value in PHASES:
            return Fact(said.value, f"You answered on {said.day.isoformat()}.")
        return Fact(None, "No dose is logged and nobody has said whether LDN is taken.")
    return _taking(seen, said if said is not None and said.value in TAKING else None)


def _phase_after_danger(seen: DiarySnapshot, phase: Fact) -> Fact:
    """Return the phase as a danger sign leaves it: its card asks to take no more, so without a dose since it pauses."""
    danger = unresolved_danger(seen)
    if (
        danger is None
        or phase.value not in TAKING
        or any(sum(seen.days.doses_mg[day]) > 0 for day in seen.days.doses_mg if day > danger.day)
    ):
        return phase
    because = f"No dose is logged since the danger sign of {danger.day.isoformat()}, whose card asked to take no more."
    return Fact("paused", because)


def _resting(seen: DiarySnapshot, said: Answer | None) -> Fact:
    """Return the phase after a pause: as it was said, unless that is a word of taking and no dose was logged."""
    if said is not None and said.value == "stopped":
        return Fact("stopped", f"You answered on {said.day.isoformat()}.")
    since = seen.course.now.since if seen.course.now is not None else seen.as_of
    if said is not None and said.value in TAKING and said.day >= since:
        return Fact(
            None,
            f"No dose is logged since {since.isoformat()}, and on {said.day.isoformat()} you said that you take it.",
            "Which dose do you take now, and since when? Write the doses down, or say that LDN is paused or stopped.",
        )
    return Fact("paused", f"No dose since {since.isoformat()}.")


def _taking(seen: DiarySnapshot, said: Answer | None) -> Fact:
    course, plan = seen.course, seen.plan
    allowed = missed_days_allowed(plan, seen.settings.plan) if plan else seen.settings.plan.missed_days_allowed
    last = max([day for day in (course.last_taken, said.day if said else None) if day], default=seen.as_of)
    if (seen.as_of - last).days - 1 > allowed:
        return Fact(
            None,
            f"No dose is logged since {last.isoformat()}, and unlogged is not the same as untaken.",
            "Have you taken LDN in the last days, or is it paused or stopped?",
        )
    left_out = _left_out_in_a_row(seen)
    if (
        left_out
        and len(left_out) >= seen.settings.asking.left_out_days_asked
        and (said is None or said.day < left_out[-1])
    ):
        return Fact(
            None,
            f"The last {len(left_out)} doses were left out, since {left_out[-1].isoformat()}.",
            "You left out the last doses. Is LDN paused (paused), or do you go on taking it (titrating or stable)?",
        )
    now = course.now
    if now is None:
        return Fact(said.value if said else None, f"You answered on {last.isoformat()}; no dose is logged.")
    since = (seen.as_of - now.since).days
    if since >= seen.settings.asking.stable_days and (plan is None or at_ceiling(plan, now.mg)):
        return Fact("stable", f"{format_mg(now.mg)} for {since} days and no step of the plan is left.")
    return Fact("titrating", f"{format_mg(now.mg)} for {since} days.")


def _left_out_in_a_row(seen: DiarySnapshot) -> list[date]:
    """Return the days on which a dose was left out since the last one taken, the latest first."""
    doses_mg = seen.days.doses_mg
    return list(takewhile(lambda day: sum(doses_mg[day]) == 0, sorted(doses_mg, reverse=True)))


def _days_at_dose(seen: DiarySnapshot) -> Fact:
    now = seen.course.now
    if now is None or now.mg == 0:
        return Fact(None, "No dose is logged now.", ASK_DOSES)
    return Fact((seen.as_of - now.since).days, f"{format_mg(now.mg)} since {now.since.isoformat()}.")


def _plan_interval_over(seen: DiarySnapshot) -> Fact:
    now, interval = seen.course.now, seen.plan.interval_days if seen.plan is not None else None
    if now is None or interval is None:
        return Fact(True, "No plan sets a time for a dose that is taken now.")
    days = (seen.as_of - now.since).days
    asks = f"Your plan asks for {interval} days at each dose: {days} so far"
    return Fact(days >= interval, f"{asks}." if days >= interval else f"{asks}, {interval - days} to go.")


def _plan_begun(seen: DiarySnapshot) -> Fact:
    if seen.plan is None or seen.plan.start <= seen.as_of:
        return Fact(True, "No plan waits for a later day.")
    return Fact(False, f"Your plan begins on {seen.plan.start.isoformat()}.")


def _at_ceiling(seen: DiarySnapshot) -> Fact:
    now, plan = seen.course.now, seen.plan
    if plan is None:
        return Fact(None, "No plan has been entered.")
    if now is None:
        return Fact(None, "No dose is logged.", ASK_DOSES)
    if now.mg == 0:
        return Fact(False, "Nothing is taken now.")
    reached = at_ceiling(plan, now.mg)
    return Fact(reached, f"{format_mg(now.mg)} now, ceiling of the plan {format_mg(plan.ceiling_mg)}.")
