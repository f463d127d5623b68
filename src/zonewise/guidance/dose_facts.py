"""Plan, phase and days at the dose: what do the doses say today?"""

from datetime import date
from itertools import takewhile

from zonewise.course.dose_course import days_since
from zonewise.plan.schedule import at_ceiling, missed_days_allowed

from .answers import Answer
from .explanation import explain
from .fact import Fact
from .snapshot import DiarySnapshot
from .unresolved_danger import unresolved_danger

PHASES = ("not-started", "titrating", "stable", "paused", "stopped")
TAKING = ("titrating", "stable")
DAYS_A_WEEK = 7
ASK_DOSES = explain("ask-which-dose")


def dose_facts(seen: DiarySnapshot) -> dict[str, Fact]:
    """Return plan, phase, days and weeks, and whether the ceiling is reached, each with where it comes from."""
    course = seen.course
    rise = course.last_rise
    since_rise = days_since(rise.since if rise else None, seen.as_of)
    started = days_since(course.started, seen.as_of)
    nothing = explain("nothing-taken")
    return {
        "plan_signed": _plan(seen),
        "phase": _phase_after_danger(seen, _phase(seen)),
        "days_at_dose": _days_at_dose(seen),
        "plan_interval_over": _plan_interval_over(seen),
        "plan_begun": _plan_begun(seen),
        "days_since_increase": Fact(since_rise, explain("rose-on", day=rise.since) if rise else nothing),
        "weeks_taking": Fact(
            None if started is None else started // DAYS_A_WEEK,
            explain("first-dose-on", day=course.started) if course.started else nothing,
        ),
        "at_ceiling": _at_ceiling(seen),
    }


def _plan(seen: DiarySnapshot) -> Fact:
    plan = seen.plan
    if plan is None:
        return Fact(False, explain("no-plan"))
    if plan.origin == "signed":
        return Fact(True, explain("plan-signed", prescriber=plan.prescriber, written_on=plan.written_on))
    return Fact(True, explain("plan-copied", prescriber=plan.prescriber, written_on=plan.written_on))


def _phase(seen: DiarySnapshot) -> Fact:
    course, answers = seen.recommended, seen.answers
    said = answers.latest("phase", since=course.last_taken)
    if course.now is not None and course.now.mg == 0:
        return _resting(seen, said)
    if said is not None and said.value == "not-started" and course.now is None:
        said = answers.valid("phase")
    if course.now is None and (said is None or said.value not in TAKING):
        if said is not None and said.value in PHASES:
            return Fact(said.value, explain("answered-on", day=said.day))
        return Fact(None, explain("taking-not-answered"))
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
    return Fact("paused", explain("paused-by-danger", day=danger.day))


def _resting(seen: DiarySnapshot, said: Answer | None) -> Fact:
    """Return the phase after a pause: as it was said, unless that is a word of taking and no dose was logged."""
    if said is not None and said.value == "stopped":
        return Fact("stopped", explain("answered-on", day=said.day))
    since = seen.recommended.now.since if seen.recommended.now is not None else seen.as_of
    if said is not None and said.value in TAKING and said.day >= since:
        return Fact(
            None,
            explain("taking-without-dose", since=since, day=said.day),
            explain("ask-which-dose-or-rest"),
        )
    return Fact("paused", explain("no-dose-since", since=since))


def _taking(seen: DiarySnapshot, said: Answer | None) -> Fact:
    course, plan = seen.recommended, seen.plan
    allowed = missed_days_allowed(plan, seen.settings.plan) if plan else seen.settings.plan.missed_days_allowed
    last = max([day for day in (course.last_taken, said.day if said else None) if day], default=seen.as_of)
    if (seen.as_of - last).days - 1 > allowed:
        return Fact(
            None,
            explain("unlogged-since", since=last),
            explain("ask-taken-lately"),
        )
    left_out = _left_out_in_a_row(seen)
    if (
        left_out
        and len(left_out) >= seen.settings.asking.left_out_days_asked
        and (said is None or said.day < left_out[-1])
    ):
        return Fact(
            None,
            explain("left-out-since", count=len(left_out), since=left_out[-1]),
            explain("ask-left-out"),
        )
    now = course.now
    if now is None:
        return Fact(said.value if said else None, explain("answered-without-dose", day=last))
    since = (seen.as_of - now.since).days
    if since >= seen.settings.asking.stable_days and (plan is None or at_ceiling(plan, now.mg)):
        return Fact("stable", explain("at-last-step-for", mg=now.mg, days=since))
    return Fact("titrating", explain("on-dose-for", mg=now.mg, days=since))


def _left_out_in_a_row(seen: DiarySnapshot) -> list[date]:
    """Return the days on which a dose was left out since the last one taken, the latest first."""
    doses_mg = seen.days.doses_mg
    return list(takewhile(lambda day: sum(doses_mg[day]) == 0, sorted(doses_mg, reverse=True)))


def _days_at_dose(seen: DiarySnapshot) -> Fact:
    now = seen.recommended.now
    if now is None or now.mg == 0:
        return Fact(None, explain("no-dose-logged"), ASK_DOSES)
    return Fact((seen.as_of - now.since).days, explain("dose-since", mg=now.mg, since=now.since))


def _plan_interval_over(seen: DiarySnapshot) -> Fact:
    now, interval = seen.recommended.now, seen.plan.interval_days if seen.plan is not None else None
    if now is None or interval is None:
        return Fact(True, explain("no-interval"))
    days = (seen.as_of - now.since).days
    if days >= interval:
        return Fact(True, explain("interval-over", interval=interval, days=days))
    return Fact(False, explain("interval-runs", interval=interval, days=days, left=interval - days))


def _plan_begun(seen: DiarySnapshot) -> Fact:
    if seen.plan is None or seen.plan.start <= seen.as_of:
        return Fact(True, explain("plan-begun"))
    return Fact(False, explain("plan-begins", day=seen.plan.start))


def _at_ceiling(seen: DiarySnapshot) -> Fact:
    now, plan = seen.recommended.now, seen.plan
    if plan is None:
        return Fact(None, explain("no-plan"))
    if now is None:
        return Fact(None, explain("no-dose-logged"), ASK_DOSES)
    if now.mg == 0:
        return Fact(False, explain("nothing-taken-now"))
    reached = at_ceiling(plan, now.mg)
    return Fact(reached, explain("dose-and-ceiling", mg=now.mg, ceiling=plan.ceiling_mg))
