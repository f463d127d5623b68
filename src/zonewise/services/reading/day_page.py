"""What is written down for one day already, and what a check-in of that day starts from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

from zonewise.guidance.daily_guidance import DailyGuidance
from zonewise.model.amounts import format_mg, plain
from zonewise.model.day_words import day_words
from zonewise.model.entry import SAME_AS_USUAL, Entry, in_asked_order
from zonewise.model.substances import is_naltrexone_dose
from zonewise.model.timeline import logical_day
from zonewise.plan.description import time_words
from zonewise.problem import InputRefused, Problem
from zonewise.services.base.cache import entries_in_force, memoize
from zonewise.services.base.daily_guidance import guidance_of_day
from zonewise.services.base.diary import Diary, entries_so_far
from zonewise.services.base.new_entry import InputSource, checked_key, moment_in
from zonewise.services.base.profile import Profile, profile_of
from zonewise.services.recording.check_in import CheckIn, check_in_at, usual_ratings
from zonewise.services.recording.own_items import OwnItem, own_items

KINDS_SHOWN = ("rating", "dose", "sign", "event", "answer", "zone", "usual", "note", "medicine", "tracker")
"""Kinds that are listed on a day; a plan and the profile have pages of their own."""

FIRST_YEAR = 1900


@dataclass(frozen=True, slots=True)
class DayPage:
    """One logical day as the check-in page shows it."""

    day: date  # The logical day.
    today: date  # The logical day that goes on now.
    profile: Profile  # Of the diary.
    usual: Mapping[str, str]  # The person's usual of each rating, where it is known.
    ratings: Mapping[str, str]  # What was given for the day.
    as_usual: frozenset[str]  # Names of ratings that were taken over.
    danger: tuple[str, ...]  # Danger signs given for the day; ("none",) when there were none; empty when not answered.
    own: tuple[OwnItem, ...]  # Symptoms and factors that the person follows.
    own_values: Mapping[str, str]  # What was given of them for the day, hours slept included.
    rated_lately: bool  # Whether a zone can stand on ratings of the day or of those that still hold one.
    zone: str  # The zone that the person declared for the day, or "".
    dose_logged: str  # Milligrams logged in words, or "".
    # The doses most likely taken, each as it is written down -> in words: the one still open, of several each one and
    # all of them, or, while a question is open, the last one that was logged.
    dose_choices: Mapping[str, str]
    entries: tuple[Entry, ...]  # All that stands for the day, in the order of `in_asked_order`.


def day_page(diary: Diary, day: date | None, *, as_of: date | None = None) -> DayPage:
    """Return what the check-in page of a logical day shows; an empty diary has an empty page.

    Args:
        day: The logical day; None is the one that goes on.
        as_of: The day taken as today, for the example; None is the one that goes on.

    Raises:
        InputRefused: The day is still to come, or before any diary.
    """
    existing = entries_so_far(diary)
    profile = profile_of(existing)
    today = as_of or profile.today()
    asked = day or today
    if asked > today or asked.year < FIRST_YEAR:
        fault = f"{day_words(asked)} is {'still to come' if asked > today else 'too long ago'}."
        raise InputRefused([Problem("check-in", 0, fault, "Choose a day up to today.", "coming-day", field="day")])
    return memoize(existing, ("day page", asked, today), lambda: _page(existing, asked, today, profile))


def _page(existing: Sequence[Entry], asked: date, today: date, profile: Profile) -> DayPage:
    entries = tuple(
        entry
        for entry in entries_in_force(existing)
        if entry.kind in KINDS_SHOWN and logical_day(entry.day, entry.at, profile.day_ends_at) == asked
    )
    answers = {(entry.name, entry.value) for entry in entries if entry.kind == "answer"}
    signs = {entry.name for entry in entries if entry.kind == "sign"}
    dangers = tuple(
        sign
        for sign in (*profile.protocol.rule_set.danger_signs, "none")
        if ("danger_sign", sign) in answers or (sign in signs and sign != "none")
    )
    return DayPage(
        day=asked,
        today=today,
        profile=profile,
        usual=usual_ratings(existing, asked, profile),
        ratings={entry.name: entry.value for entry in _ratings(entries) if entry.unit != SAME_AS_USUAL},
        as_usual=frozenset(entry.name for entry in _ratings(entries) if entry.unit == SAME_AS_USUAL),
        danger=dangers,
        own=own_items(existing),
        own_values={entry.name: entry.value for entry in entries if entry.kind == "tracker"},
        rated_lately=_rated_lately(existing, asked, profile),
        zone=next((entry.value for entry in reversed(entries) if entry.kind == "zone"), ""),
        dose_logged=_logged(entries),
        dose_choices=dose_choices(guidance_of_day(existing, asked, profile)) if existing else {},
        entries=in_asked_order(entries),
    )


def check_in_on(diary: Diary, content: CheckIn, *, day: date | None, at: time | None, key: str) -> int:
    """Write one check-in of a logical day down, and return how many entries it made; sent twice it counts once.

    Args:
        day: The logical day; None is the one that goes on.
        at: The time on the clock when it was said, where it came later than that.
        key: A UUID made where it was said.

    Raises:
        InputRefused: With every problem; then nothing was stored.
    """
    existing = entries_so_far(diary)
    hand = InputSource("web", checked_key(key))
    return check_in_at(diary, content, moment_in(profile_of(existing), day, at, hand), existing, only_new=True)


def _ratings(entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.kind == "rating"]


def _rated_lately(existing: Sequence[Entry], day: date, profile: Profile) -> bool:
    """Return whether a number was given, not taken over, on a day or within the time for which its zone holds."""
    first = day - timedelta(days=profile.protocol.settings.zones.hold_days)
    return any(
        first <= entry.day <= day + timedelta(days=1)
        for entry in _ratings(entries_in_force(existing))
        if entry.unit != SAME_AS_USUAL
    )


def _logged(entries: Sequence[Entry]) -> str:
    doses = [Decimal(entry.value) for entry in entries if entry.kind == "dose" and is_naltrexone_dose(entry.name)]
    if not doses:
        return ""
    return format_mg(sum(doses, Decimal(0))) if any(doses) else "left out"


STAYS_WITHOUT_A_PLAN = ("dose-as-told", "dose-without-plan")
"""Instructions to stay at what is taken, where no plan names an amount."""


def dose_choices(today: DailyGuidance) -> dict[str, str]:
    """Return the doses of the day that are still open.

    Where none is named, because the guidance asks first or no plan is here, it is the last one that was logged, or else
    the one that was told as taken each day; none once a dose of the day is logged.
    """
    if today.dose.instruction.code == "dose-logged":
        return {}
    doses = today.dose.doses
    if len(doses) == 1:
        return {plain(doses[0].mg): doses[0].words}
    if doses:
        lines = [f"{plain(dose.mg)} mg {time_words(dose.at)}" for dose in doses]
        single = {line: f"{dose.words} {time_words(dose.at)}" for line, dose in zip(lines, doses, strict=True)}
        return {
            **single,
            " and ".join(lines): f"All of them: {format_mg(sum((dose.mg for dose in doses), Decimal(0)))}",
        }
    if today.guidance.action != "ask" and today.dose.instruction.code not in STAYS_WITHOUT_A_PLAN:
        return {}
    days = {day.day: day.dose_mg for day in today.snapshot.days}
    if days.get(today.as_of) is not None:
        return {}
    last = next((mg for day, mg in reversed(days.items()) if day < today.as_of and mg), None)
    if last:
        return {plain(last): f"{format_mg(last)}, as last time"}
    now = today.snapshot.course.now
    return {plain(now.mg): f"{format_mg(now.mg)}, as before"} if now is not None and now.mg > 0 else {}
