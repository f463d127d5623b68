"""The days of a diary as its course of treatment takes them in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import takewhile

from zonewise.course.dose_course import HISTORY, phase_word
from zonewise.course.dose_level import NO_DOSE, Patterns
from zonewise.course.flares import number_of
from zonewise.course.treatment import TreatmentDay, TreatmentRules, WalkedDay, treatment_after
from zonewise.course.treatment_state import LOW_AGAIN, NEW_PLAN, NamedDose, Treatment
from zonewise.model.entry import Entry
from zonewise.model.substances import is_naltrexone_dose
from zonewise.model.timeline import ONE_DAY, LazySequence, logical_day
from zonewise.plan.plan_json import plan_from_json
from zonewise.plan.schedule import missed_days_allowed
from zonewise.zones.zone import DayZone

from .answers import Answer
from .days_off import days_off_by_wish
from .occasions import CLINICIAN_SAID, danger_entries, disturbing_entries, occasions
from .snapshot import DiarySnapshot, days_until, flare_and_rise, plan_in_force, prescriptions, taken_course

NamedOn = Callable[[DiarySnapshot], NamedDose]
"""Gives what guidance names on the snapshot's day."""


@dataclass(frozen=True, slots=True)
class PastCourse:
    """What is known of the past days of a diary that only grows by later days; it grows with them."""

    named: dict[tuple[date, Treatment], NamedDose] = field(default_factory=dict)
    """What guidance named, by the day and the state of treatment before it."""
    walked: list[WalkedDay] = field(default_factory=list)
    """The days, with the state of treatment after each."""


def with_treatment(snapshot: DiarySnapshot, named_on: NamedOn, past: PastCourse | None = None) -> DiarySnapshot:
    """Return the snapshot with the course of treatment as it was recommended.

    Args:
        snapshot: The diary from a day.
        named_on: Gives what guidance named on a day; asked for the few days on which it matters.
        past: What is known of past days of a diary that only grows by later days: read, and added to. None works out
            each of them.
    """

    def named(day: date, state: Treatment) -> NamedDose:
        if past is None or day == snapshot.as_of:  # more may still be told of today
            return named_on(_before_the_dose(snapshot, day, state))
        if (day, state) not in past.named:
            past.named[day, state] = named_on(_before_the_dose(snapshot, day, state))
        return past.named[day, state]

    rules = _rules(snapshot, named)
    walked = past.walked if past is not None else None
    return replace(snapshot, recommended=treatment_after(_special_days(snapshot), snapshot.as_of, rules, walked))


def _rules(snapshot: DiarySnapshot, named: Callable[[date, Treatment], NamedDose]) -> TreatmentRules:
    plan, settings, doses_mg = snapshot.plan, snapshot.settings, snapshot.days.doses_mg
    return TreatmentRules(
        patterns=Patterns(plan),
        first_mg=plan.steps[0].daily_mg if plan is not None else None,
        planned_since=min(map(snapshot.day_of, snapshot.of_kind("plan")), default=None),
        doses_mg=doses_mg,
        totals_mg={day: sum(doses, NO_DOSE) for day, doses in doses_mg.items()},
        named=named,
        missed_allowed=_missed_allowed(snapshot),
        start_low_after=settings.rule_set.start_low_after,
        settings=settings.facts,
    )


def _missed_allowed(snapshot: DiarySnapshot) -> tuple[tuple[date, int], ...]:
    """Return how many days may be missed, each from a day on: a later plan undoes no pause that an earlier one knew."""
    limits, allowed = snapshot.settings.plan, {date.min: snapshot.settings.plan.missed_days_allowed}
    for entry in snapshot.of_kind("plan"):
        if snapshot.day_of(entry) <= snapshot.as_of:
            allowed[snapshot.day_of(entry)] = missed_days_allowed(plan_from_json(entry.value), limits)
    return tuple(sorted(allowed.items()))


def _special_days(snapshot: DiarySnapshot) -> dict[date, TreatmentDay]:
    """Return the days on which anything but a dose happened to treatment, or may have."""
    answers, doses_mg, as_of = snapshot.answers, snapshot.days.doses_mg, snapshot.as_of
    told_mg = {
        entry.day: Decimal(entry.value)
        for entry in snapshot.of_kind("profile")
        if entry.name == HISTORY and entry.day <= as_of
    }
    phases: dict[date, str] = {}
    stops: dict[date, bool] = {}  # a "paused" after it on the same day does not undo a stop
    for answer in reversed(answers.all_of("phase")):
        phases[answer.day] = answer.value
        stops[answer.day] = answer.value == "stopped" or (answer.value == "paused" and stops.get(answer.day, False))
    words = {answer.day: answer for answer in reversed(answers.all_of(CLINICIAN_SAID))}
    told_after = _told_after(snapshot, words)
    said = {day: answer.value for day, answer in words.items()} | _settled_by_plan(snapshot, words)
    may_change = occasions(snapshot)
    off = days_off_by_wish(snapshot)
    special: dict[date, TreatmentDay] = {}
    for day in {*told_mg, *phases, *said, *may_change, *off}:
        phase, total_mg = "", None
        if day in phases:
            phase, total_mg = phase_word(snapshot.days.on(day))
        elif day in doses_mg and day not in told_mg:
            total_mg = sum(doses_mg[day], NO_DOSE)
        elif day in off and day not in told_mg:
            total_mg = NO_DOSE
        special[day] = TreatmentDay(
            day=day,
            total_mg=total_mg,
            phase=phase,
            stopped=stops.get(day, False),
            told_mg=told_mg.get(day),
            said=said.get(day, ""),
            occasion=may_change.get(day, ""),
            is_over=day < as_of,
            is_off=phases[day] in ("not-started", "paused", "stopped") if day in phases else None,
            told_after=told_after.get(day),
        )
    return special


def _told_after(snapshot: DiarySnapshot, words: Mapping[date, Answer]) -> dict[date, date]:
    """Return, for the days of a sign that was written down late, the last word or plan before that.

    What a doctor or nurse said, or prescribed, cannot have meant a sign of which nobody had told yet; what came after
    the first of their words that could mean it changes nothing.
    """
    last: dict[date, date] = {}
    signs = [*((entry, 1) for entry in danger_entries(snapshot)), *disturbing_entries(snapshot)]
    heard = [Answer("", "", snapshot.day_of(e), e.at, e.entered_at) for e in (prescriptions(snapshot) if signs else ())]
    heard = sorted((*heard, *words.values()), key=lambda word: word.day)
    for entry, days in signs:
        day = snapshot.day_of(entry)
        before = _last_before(heard, entry, day)
        if before is None:
            continue
        for number in range(days):
            reached = day + timedelta(days=number)
            last[reached] = max(before, last.get(reached, date.min))
    return last


def _last_before(heard: Sequence[Answer], entry: Entry, day: date) -> date | None:
    """Return the day of the last word since a sign's day, before the first one that came once it was written down."""

    def is_before(word: Answer) -> bool:
        told_later = word.is_correction and entry.entered_at[:10] > (word.day + ONE_DAY).isoformat()  # in any time zone
        return told_later or word.came_before(entry, day)

    since = (word for word in heard if word.day >= day)
    return max((word.day for word in takewhile(is_before, since)), default=None)


def _settled_by_plan(snapshot: DiarySnapshot, words: Mapping[date, Answer]) -> dict[date, str]:
    """Return the day on which the plan came that a doctor or nurse spoke of; by it LDN begins again low."""
    last = max(words, default=None)
    if last is None or words[last].value != NEW_PLAN:
        return {}
    come = [day for day in map(snapshot.day_of, prescriptions(snapshot)) if day >= last]
    return {min(come): LOW_AGAIN} if come else {}


def _before_the_dose(snapshot: DiarySnapshot, day: date, recommended: Treatment) -> DiarySnapshot:
    """Return the snapshot of an earlier day as it was when guidance named its dose: without that dose.

    A day's zone rests on no later day, so the zones are those that are known already.
    """
    ends_at, settings = snapshot.ends_at, snapshot.settings
    doses = [
        entry
        for entry in snapshot.of_kind("dose")
        if logical_day(entry.day, entry.at, ends_at) < day or not is_naltrexone_dose(entry.name)
    ]
    kinds = {**snapshot.kinds, "dose": doses}
    days, answers = days_until(day, kinds, ends_at), snapshot.answers.until(day)
    days.take_ratings_of(snapshot.days)
    signed = plan_in_force(snapshot.of_kind("plan"), day, ends_at)
    plan = snapshot.plan
    if signed is not snapshot.plan_entry:
        plan = plan_from_json(signed.value) if signed is not None else None
    course = taken_course(days, kinds, plan, settings, answers)
    zones = _beginning(snapshot.zones, number_of(snapshot.zones, day) + 1)
    flare, linked_rise, window = flare_and_rise(zones, course, plan, settings)
    return replace(
        snapshot,
        as_of=day,
        kinds=kinds,
        days=days,
        zones=zones,
        plan=plan,
        plan_entry=signed,
        course=course,
        recommended=recommended,
        flare=flare,
        linked_rise=linked_rise,
        link_window_days=window,
        answers=answers,
    )


def _beginning(zones: Sequence[DayZone], count: int) -> Sequence[DayZone]:
    return zones.beginning(count) if isinstance(zones, LazySequence) else zones[:count]
