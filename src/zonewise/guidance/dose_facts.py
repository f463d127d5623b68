"""Facts that the doses give: plan, phase, and days at the dose."""

from datetime import date, timedelta
from itertools import pairwise, takewhile

from zonewise.course.dose_course import days_since
from zonewise.course.dose_level import Level
from zonewise.plan.schedule import as_step, at_ceiling, missed_days_allowed

from .answers import Answer
from .days_off import days_off_by_wish
from .doses_today import doses_today
from .explanation import explain
from .fact import Fact
from .snapshot import DiarySnapshot
from .treatment_facts import is_stopped

TAKING = ("titrating", "stable")
DAYS_A_WEEK = 7
ASK_DOSES = explain("ask-which-dose")


def dose_facts(snapshot: DiarySnapshot) -> dict[str, Fact]:
    """Return plan, phase, days and weeks, and whether the ceiling is reached, each with where it comes from."""
    course = snapshot.course
    rise = course.last_rise
    since_rise = days_since(rise.since if rise else None, snapshot.as_of)
    started = days_since(course.started, snapshot.as_of)
    nothing = explain("nothing-taken")
    return {
        "plan_signed": _plan(snapshot),
        "phase": _phase(snapshot),
        "days_at_dose": _days_at_dose(snapshot),
        "plan_interval_over": _plan_interval_over(snapshot),
        "took_less_lately": _took_less_lately(snapshot),
        "plan_begun": _plan_begun(snapshot),
        "days_since_increase": Fact(since_rise, explain("rose-on", day=rise.since) if rise else nothing),
        "weeks_taking": Fact(
            None if started is None else started // DAYS_A_WEEK,
            explain("first-dose-on", day=course.started) if course.started else nothing,
        ),
        "at_ceiling": _at_ceiling(snapshot),
    }


def _plan(snapshot: DiarySnapshot) -> Fact:
    plan = snapshot.plan
    if plan is None:
        return Fact(False, explain("no-plan"))
    if plan.origin == "key-signed":
        return Fact(True, explain("plan-signed", prescriber=plan.prescriber, written_on=plan.written_on))
    if plan.origin == "signed":
        return Fact(True, explain("plan-signed-by-name", prescriber=plan.prescriber, written_on=plan.written_on))
    return Fact(True, explain("plan-copied", prescriber=plan.prescriber, written_on=plan.written_on))


def _phase(snapshot: DiarySnapshot) -> Fact:
    course, answers = snapshot.recommended, snapshot.answers
    answer = answers.latest("phase", since=course.last_taken)
    if course.now is not None and course.now.mg == 0:
        return _resting(snapshot, answer)
    if answer is not None and answer.value == "not-started" and course.now is None:
        answer = answers.valid("phase")
    if course.now is None and (answer is None or answer.value not in TAKING):
        if answer is not None and answer.value in snapshot.settings.rule_set.facts["phase"].values:
            return Fact(answer.value, explain("answered-on", day=answer.day))
        return Fact(None, explain("taking-not-answered"))
    return _taking(snapshot, answer if answer is not None and answer.value in TAKING else None)


def _resting(snapshot: DiarySnapshot, answer: Answer | None) -> Fact:
    """Return the phase after a pause: as it was said, unless that is a word of taking and no dose was logged."""
    now = snapshot.recommended.now
    since = now.since if now is not None else snapshot.as_of
    if answer is not None and answer.value in TAKING and answer.day >= since:
        because = explain("taking-without-dose", since=since, day=answer.day)
        return Fact(None, because, explain("ask-which-dose-or-rest"))
    return Fact("stopped" if is_stopped(snapshot) else "paused", explain("no-dose-since", since=since))


def _taking(snapshot: DiarySnapshot, answer: Answer | None) -> Fact:
    course, plan = snapshot.recommended, snapshot.plan
    allowed = missed_days_allowed(plan, snapshot.settings.plan) if plan else snapshot.settings.plan.missed_days_allowed
    last = max([day for day in (course.last_taken, answer.day if answer else None) if day], default=snapshot.as_of)
    if (snapshot.as_of - last).days - 1 > allowed:
        return Fact(None, explain("unlogged-since", since=last), explain("ask-taken-lately"))
    if course.unlogged_before is not None:
        return Fact(None, explain("unlogged-before", day=course.unlogged_before), explain("ask-taken-lately"))
    left_out = _left_out_in_a_row(snapshot)
    enough = len(left_out) >= max(1, snapshot.settings.facts.left_out_days_asked)
    if enough and (answer is None or answer.day < left_out[-1]):
        because = explain("left-out-since", count=len(left_out), since=left_out[-1])
        return Fact(None, because, explain("ask-left-out"))
    now = course.now
    if now is None:
        return Fact(answer.value if answer else None, explain("answered-without-dose", day=last))
    since = (snapshot.as_of - now.since).days
    if since >= snapshot.settings.facts.stable_days and (plan is None or at_ceiling(plan, now.mg)):
        return Fact("stable", explain("at-last-step-for", mg=now.mg, days=since))
    return Fact("titrating", explain("on-dose-for", mg=now.mg, days=since))


def _left_out_in_a_row(snapshot: DiarySnapshot) -> list[date]:
    """Return the days on which a dose was left out since the last one taken, the latest first."""
    doses_mg = {**dict.fromkeys(days_off_by_wish(snapshot), ()), **snapshot.days.doses_mg}
    return list(takewhile(lambda day: sum(doses_mg[day]) == 0, sorted(doses_mg, reverse=True)))


def _days_at_dose(snapshot: DiarySnapshot) -> Fact:
    now = snapshot.recommended.now
    if now is None or now.mg == 0:
        return Fact(None, explain("no-dose-logged"), ASK_DOSES)
    since = _taken_since(snapshot, now)
    return Fact((snapshot.as_of - since).days, explain("dose-since", mg=now.mg, since=since))


def _taken_since(snapshot: DiarySnapshot, now: Level) -> date:
    """Return the first day on which a recommended dose was taken; one that was only advised has no days yet."""
    if now.rise or now.mg == 0 or now.cause != "named" or snapshot.plan is None:
        return now.since
    most, doses_mg = as_step(snapshot.plan, now.mg).highest_day_mg, snapshot.days.doses_mg
    taken = (day for day, doses in doses_mg.items() if day >= now.since and 0 < sum(doses) <= most)
    return min(taken, default=snapshot.as_of)


def _plan_interval_over(snapshot: DiarySnapshot) -> Fact:
    now, plan = snapshot.recommended.now, snapshot.plan
    interval = plan.interval_days if plan is not None else None
    if now is None or plan is None or interval is None or at_ceiling(plan, now.mg):
        return Fact(True, explain("no-interval"))  # at the ceiling no next step is left to wait for
    days = (snapshot.as_of - _taken_since(snapshot, now)).days
    borne = _borne_on(snapshot, now)
    if borne is not None:
        return Fact(True, explain("interval-borne-before", mg=now.mg, day=borne))
    if days >= interval:
        return Fact(True, explain("interval-over", interval=interval, days=days))
    runs = explain("interval-runs", interval=interval, days=days, left=interval - days)
    return Fact(False, runs, until=snapshot.as_of + timedelta(days=interval - days))


def _borne_on(snapshot: DiarySnapshot, now: Level) -> date | None:
    """Return the day on which the dose rose from this same one, after which it came back to it; None when never.

    Whoever rose from a dose had borne it for the plan's time. A pause since then, or the dose itself gone badly, ends
    that: time off LDN is no time of bearing it.
    """
    levels, reactions = snapshot.recommended.levels, snapshot.recommended.reactions
    borne: date | None = None
    for before, after in pairwise(levels):
        if after.mg == 0:
            borne = None
        elif before.mg == now.mg and after.rise and after.cause == "named":
            borne = after.since
    if borne is None or now.rise or any(reaction.mg == now.mg for reaction in reactions):
        return None
    return borne


def _took_less_lately(snapshot: DiarySnapshot) -> Fact:
    """Return whether the last dose before today was left out or less than the one named, or today's is by now.

    What is taken today after a lower dose does not end it today: who acts on an answer and asks again gets the same.
    """
    now, plan, doses_mg = snapshot.recommended.now, snapshot.plan, snapshot.days.doses_mg
    if now is None or now.mg == 0 or plan is None:
        return Fact(False, explain("last-dose-whole"))
    step = as_step(plan, now.mg)
    before = max((day for day in doses_mg if now.since <= day < snapshot.as_of), default=None)
    days = [before] if before is not None else []
    if snapshot.as_of in doses_mg and not doses_today(snapshot, step.intakes, hours=0).still_open:
        days.append(snapshot.as_of)
    less = [day for day in days if sum(doses_mg[day]) < step.daily_mg]
    if not less or any(intake.every_days > 1 for intake in step.intakes):
        return Fact(False, explain("last-dose-whole"))
    mg = sum(doses_mg[less[-1]])
    return Fact(
        True, explain("last-dose-less", day=less[-1], mg=mg) if mg else explain("last-dose-left-out", day=less[-1])
    )


def _plan_begun(snapshot: DiarySnapshot) -> Fact:
    if snapshot.plan is None or snapshot.plan.start <= snapshot.as_of:
        return Fact(True, explain("plan-begun"))
    return Fact(False, explain("plan-begins", day=snapshot.plan.start))


def _at_ceiling(snapshot: DiarySnapshot) -> Fact:
    now, plan = snapshot.recommended.now, snapshot.plan
    if plan is None:
        return Fact(None, explain("no-plan"))
    if now is None:
        return Fact(None, explain("no-dose-logged"), ASK_DOSES)
    if now.mg == 0:
        return Fact(False, explain("nothing-taken-now"))
    return Fact(at_ceiling(plan, now.mg), explain("dose-and-ceiling", mg=now.mg, ceiling=plan.ceiling_mg))
