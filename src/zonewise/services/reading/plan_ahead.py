"""What lies ahead of the plan: steps, bottles, a review, an operation, the way out; and what holds the next step."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from zonewise.guidance.coming_steps import ComingStep, coming_steps
from zonewise.guidance.daily_guidance import DailyGuidance
from zonewise.guidance.guide import OpenQuestion
from zonewise.guidance.medicine_facts import window_begins, window_hours
from zonewise.model.amounts import format_mg
from zonewise.model.entry import Entry
from zonewise.plan.description import step_row
from zonewise.plan.prescribed_plan import Plan
from zonewise.report.day_words import heading, needs_words
from zonewise.report.explanations import question_words
from zonewise.rules.rule_set import RuleSet
from zonewise.services.base.daily_guidance import guidance_of_day
from zonewise.services.base.diary import Diary, entries_so_far
from zonewise.services.base.profile import Profile, profile_of

REFILL_DAYS_BEFORE = 7
"""So many days before its last day a bottle is ordered anew: a compounding pharmacy takes about a week."""
NO_MORE = ("emergency", "stop-and-call")
MOST_REASONS = 2

DateKind = Literal["step", "review", "refill", "discard", "no-ldn", "operation"]


@dataclass(frozen=True, slots=True)
class PlannedDate:
    """One day on which something is due."""

    day: date
    kind: DateKind  # What sort of thing it is.
    words: str  # What it is, in a few words.
    key: str  # A short text that stays the same while it moves from day to day.


@dataclass(frozen=True, slots=True)
class PlanAhead:
    """What lies ahead."""

    today: DailyGuidance  # Everything for the day it was seen from.
    profile: Profile  # Of the diary.
    heading: str  # Today's action in words.
    steps: tuple[ComingStep, ...]  # Coming steps on their earliest days; none while no dose may be taken.
    next_amount: str  # What is taken on the next step, in words; "" where none lies ahead.
    due: tuple[PlannedDate, ...]  # Every day on which something is due, the nearest first.
    # Whether the days of the steps can be named: while no zone is known, a check-in of today may begin LDN today.
    day_known: bool
    holds: tuple[str, ...]  # What the next step waits for today, in sentences; none when nothing holds it.
    rises: bool  # Today's answer itself is to go up or to begin.
    # The day of the next operation that is written down, or None; from the pause before it on no step is shown.
    operation: date | None


def plan_ahead(diary: Diary, as_of: date | None = None) -> PlanAhead:
    """Return what lies ahead as seen from today, or from a past day.

    Raises:
        DiaryRefused: The diary cannot be read.
    """
    entries = entries_so_far(diary)
    profile = profile_of(entries)
    return ahead_of(guidance_of_day(entries, as_of or profile.today(), profile), profile)


def ahead_of(today: DailyGuidance, profile: Profile) -> PlanAhead:
    """Return what lies ahead of a day that has been worked out."""
    rule_set = profile.protocol.rule_set
    action = today.guidance.action
    operations = tuple(_operations(today))
    pause = min((begins for _, begins in _operations_ahead(today)), default=date.max)
    steps = () if action in NO_MORE else coming_steps(today, rule_set.rising)
    steps = tuple(step for step in steps if step.earliest < pause)
    day_known = today.zone.zone is not None or not any(step.begins for step in steps)
    planned = tuple(_steps(today, steps))
    due = (*(planned if day_known else ()), *_dates(today), *operations)
    return PlanAhead(
        today=today,
        profile=profile,
        heading=heading(today),
        steps=steps,
        due=tuple(sorted(due, key=lambda planned: (planned.day, planned.kind))),
        next_amount=planned[0].words.partition(": ")[2] if planned else "",
        day_known=day_known,
        holds=() if action in rule_set.rising else _holds(today, rule_set),
        rises=action in rule_set.rising,
        operation=min((planned.day for planned in operations if planned.kind == "operation"), default=None),
    )


def _holds(today: DailyGuidance, rule_set: RuleSet) -> tuple[str, ...]:
    if today.guidance.action == "ask":
        asked = today.guidance.ask[:MOST_REASONS]
        return tuple(f"Not answered yet: {_subject(question, rule_set, today.as_of)}" for question in asked)
    rise = next((change for change in today.guidance.would_change if change.action in rule_set.rising), None)
    reasons = tuple(rule.because for rule in today.guidance.reasons[:MOST_REASONS])
    return reasons if rise is None else (needs_words(rise, today, rule_set), *reasons)


def _subject(question: OpenQuestion, rule_set: RuleSet, as_of: date) -> str:
    """Return what a question is about: it is put in full where it can be answered."""
    label = rule_set.facts[question.fact].label
    return f"{label}." if question.question is None and label else question_words(question, rule_set, as_of)


def _steps(today: DailyGuidance, steps: tuple[ComingStep, ...]) -> Iterator[PlannedDate]:
    plan, limits = today.snapshot.plan, today.snapshot.settings.plan
    if plan is None:
        return
    for ahead in steps:
        begins = "First dose" if today.snapshot.course.started is None else "Begin again"
        words = f"{begins if ahead.begins else 'Next step'}: {step_row(ahead.step, plan, limits)}"
        yield PlannedDate(ahead.earliest, "step", words, f"step-{ahead.step.daily_mg}")


def _dates(today: DailyGuidance) -> Iterator[PlannedDate]:
    if today.next_review is not None:
        yield PlannedDate(today.next_review, "review", "Review with your prescriber", "review")
    if today.snapshot.plan is not None:
        yield from _bottles(today.snapshot.plan, today.as_of)


def _bottles(plan: Plan, as_of: date) -> Iterator[PlannedDate]:
    for number, bottle in enumerate(plan.bottles, 1):
        last = bottle.discard_after
        if last is None or last < as_of:
            continue
        lot = f" (lot {bottle.lot})" if bottle.lot else ""
        order = max(as_of, last - timedelta(days=REFILL_DAYS_BEFORE))
        yield PlannedDate(
            order, "refill", f"Order the next bottle; bottle {number}{lot} ends soon", f"refill-{number}-{last}"
        )
        yield PlannedDate(last, "discard", f"Last day of bottle {number}{lot}", f"discard-{number}-{last}")


def _operations(today: DailyGuidance) -> Iterator[PlannedDate]:
    for entry, begins in _operations_ahead(today):
        if begins >= today.as_of:
            yield PlannedDate(begins, "no-ldn", "From here no LDN until after the operation", f"no-ldn-{entry.id}")
        yield PlannedDate(entry.day, "operation", "Operation", f"operation-{entry.id}")


def _operations_ahead(today: DailyGuidance) -> list[tuple[Entry, date]]:
    """Return each operation that is not past, with the first day without LDN before it."""
    hours = window_hours(today.snapshot)
    events = (
        entry for entry in today.snapshot.of_kind("event") if entry.name == "surgery" and entry.day >= today.as_of
    )
    return [(entry, window_begins(entry, hours)) for entry in events]


@dataclass(frozen=True, slots=True)
class Stopping:
    """The way out."""

    taking: bool  # LDN is taken now.
    wants: bool  # The person said that they want to stop.
    taper: tuple[str, ...]  # Daily amounts of the plan on the way out that are lower than the dose now, highest first.
    no_more: bool  # Take no more at all is today's answer; then no amount is shown.


def stopping(ahead: PlanAhead) -> Stopping:
    """Return the way out as it stands on a day."""
    snapshot = ahead.today.snapshot
    now, plan = snapshot.course.now, snapshot.plan
    taking = now is not None and now.mg > 0
    no_more = ahead.today.guidance.action in NO_MORE
    lower = [mg for mg in plan.taper_mg if now is not None and mg < now.mg] if plan is not None and not no_more else []
    wish = ahead.today.facts.get("wants_to_stop")
    wants = wish is not None and wish.value is True
    return Stopping(taking, wants, tuple(map(format_mg, lower)), no_more)
