"""The days around an operation: from when no LDN is taken, and when it could begin again."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from zonewise.guidance.medicine_facts import window_begins
from zonewise.model.day_words import day_words
from zonewise.model.entry import Entry, in_force
from zonewise.problem import InputRefused, Problem
from zonewise.services.base.diary import Diary, add_entries, entries_so_far
from zonewise.services.base.new_entry import COMMAND_LINE, InputSource, Moment, make_entry, not_sent_before
from zonewise.services.base.profile import profile_of

from .doses import plan_of

LATEST_AHEAD_DAYS = 2 * 365  # An operation further ahead than this is a slip of the pen.


@dataclass(frozen=True, slots=True)
class SurgeryPlan:
    """The days around an operation."""

    day: date  # The operation.
    at: time | None
    hours: int  # Hours without LDN before it.
    by_prescriber: bool  # The plan states those hours; else they are the protocol's.
    none_from: date  # First day without LDN.
    last_dose: date  # Last logical day with a dose.
    begun: bool  # The days without LDN have begun already.
    free_days: int  # Days without short-acting opioids before LDN may begin again.
    free_days_long: int  # The same after methadone or buprenorphine.
    not_before: date  # Where the last opioid is given on the day itself: the first day on which LDN could begin again.


def surgery_plan(diary: Diary, day: date, at: time | None = None, *, as_of: date | None = None) -> SurgeryPlan:
    """Return the days around an operation; nothing is stored.

    The surgical team's word comes before all of it.

    Args:
        at: Its time, where it is known; else the whole day counts.
        as_of: The day it is seen from; None is today.

    Raises:
        InputRefused: The day is past, or years ahead.
    """
    entries = entries_so_far(diary)
    profile = profile_of(entries)
    today = as_of or profile.today()
    _refuse_day(day, today)
    plan, settings = plan_of(entries), profile.protocol.settings.facts
    stated = plan.surgery_hours if plan is not None else None
    free = plan.opioid_free_days if plan is not None else None
    hours = stated if stated is not None else settings.surgery_hours
    free_days = free if free is not None else settings.opioid_free_days
    none_from = window_begins(Entry("", day, at, "event", "surgery"), hours)
    return SurgeryPlan(
        day=day,
        at=at,
        hours=hours,
        by_prescriber=stated is not None,
        none_from=none_from,
        last_dose=none_from - timedelta(days=1),
        begun=none_from <= today,
        free_days=free_days,
        free_days_long=settings.opioid_free_days_long,
        not_before=day + timedelta(days=free_days),
    )


def write_surgery(diary: Diary, day: date, at: time | None = None, *, hand: InputSource = COMMAND_LINE) -> SurgeryPlan:
    """Write a planned operation down, so that guidance pauses before it; the same one twice counts once.

    Raises:
        InputRefused: As for `surgery_plan`.
    """
    around = surgery_plan(diary, day, at)
    entries = entries_so_far(diary)
    known = {(entry.day, entry.at) for entry in _coming(entries, day)}
    if (day, at) not in known:
        made = make_entry("event", "surgery", "", Moment(day, at, hand), profile_of(entries))
        add_entries(diary, not_sent_before([made], entries))
    return around


def coming_operations(diary: Diary, as_of: date | None = None) -> tuple[tuple[Entry, SurgeryPlan], ...]:
    """Return each operation that is written down and still ahead, the nearest first."""
    entries = entries_so_far(diary)
    profile = profile_of(entries)
    today = as_of or profile.today()
    ahead = sorted(_coming(entries, today), key=lambda entry: entry.day)
    return tuple(
        (entry, surgery_plan(diary, entry.day, entry.at, as_of=today))
        for entry in ahead
        if entry.day <= today + timedelta(days=LATEST_AHEAD_DAYS)
    )


def _coming(entries: tuple[Entry, ...], since: date) -> list[Entry]:
    return [
        entry for entry in in_force(entries) if (entry.kind, entry.name) == ("event", "surgery") and entry.day >= since
    ]


def _refuse_day(day: date, today: date) -> None:
    if day < today:
        fault, expected = f"{day_words(day)} is past.", "Write the day of the operation that is planned."
    elif day > today + timedelta(days=LATEST_AHEAD_DAYS):
        fault, expected = f"{day_words(day)} is more than two years ahead.", "Was a digit mistyped?"
    else:
        return
    raise InputRefused([Problem("surgery", 0, fault, expected, "day-of-surgery", field="surgery_day")])
