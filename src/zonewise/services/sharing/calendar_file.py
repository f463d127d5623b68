"""The reminders that a person's own calendar takes over.

The file names no medicine and no amount: a phone shows titles on its locked screen, and what to take is settled each
day anew. Each reminder sends to zonewise, and the earliest day of a step says to ask first.
"""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from math import lcm
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from zonewise.guidance.dose_recommendation import anchor_of
from zonewise.plan.prescribed_plan import USUAL_CLOCKS, Intake, Step
from zonewise.plan.schedule import as_step, intakes_on
from zonewise.problem import InputRefused, Problem
from zonewise.report.explanations import sentence
from zonewise.report.words import word_table
from zonewise.services.base.clock import utc_now
from zonewise.services.base.diary import Diary, entries_so_far
from zonewise.services.base.new_entry import is_known
from zonewise.services.base.text_files import check_replaceable, new_file, unwritable
from zonewise.services.reading.plan_ahead import PlanAhead, PlannedDate, plan_ahead

if TYPE_CHECKING:
    from icalendar import Event

DAYS_AHEAD = 182  # Dose reminders end after half a year; a file made anew goes on.

MORNING = timedelta(hours=9)  # All-day reminders ring at nine.

FAMILY = uuid.UUID("3a0f7c0e-9a64-4a3e-8f55-0b1f6c6f7a52")
"""Ids of reminders are made from it, so that a file made anew changes a reminder instead of adding one."""
COUNTED_FROM = datetime(2024, 1, 1, tzinfo=UTC)

TITLES, TEXTS = word_table("reminder-titles"), word_table("reminder-texts")
CHECK_IN = "check-in"  # Its clock stands beside those of the times of day.
CHECK_IN_CLOCK = time(20)
CHECK_IN_TEXT = "Half a minute: how was today?"
DOSE_TEXT = "Open zonewise first: it says whether, and what."
NAME = "LDN"
BEGINS = b"BEGIN:VCALENDAR"
HEAD = {"prodid": "-//zonewise//reminders//EN", "version": "2.0", "calscale": "GREGORIAN", "method": "PUBLISH"}


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A calendar file."""

    content: bytes  # The file, iCalendar 2.0 (RFC 5545).
    doses: int  # How many dose reminders a cycle has; 0 when there are none.
    days: int  # How many days are marked.
    without_doses: str  # Why there is no dose reminder, or "".


def calendar_file(
    diary: Diary, *, clocks: Mapping[str, time] | None = None, named: bool = False, as_of: date | None = None
) -> CalendarFile:
    """Return the reminders as a calendar file: the check-in, and what the plan in force brings.

    Args:
        clocks: When reminders ring for times of day in words; what is left out is as in `USUAL_CLOCKS`.
        named: Whether titles name the medicine, and texts say what is due.
        as_of: The day it is seen from; None is today.

    Raises:
        DiaryRefused: The diary cannot be read.
    """
    written = ((entry.entered_at, entry.id) for entry in entries_so_far(diary))
    return calendar_of(
        plan_ahead(diary, as_of),
        utc_now(),
        owner=min(written, default=("", ""))[1],
        clocks={**USUAL_CLOCKS, CHECK_IN: CHECK_IN_CLOCK, **(clocks or {})},
        named=named,
    )


def write_calendar(path: Path, made: CalendarFile) -> None:
    """Write a calendar file that only its owner can read; it may take an earlier one's place, and nothing else's.

    Raises:
        InputRefused: The place cannot be written, or holds something else, such as the diary.
    """
    check_replaceable(path, BEGINS, "calendar")
    try:
        with new_file(path) as out:
            out.write(made.content)
    except OSError as error:
        raise InputRefused([unwritable(path, error)]) from None


def clock_times(texts: Mapping[str, str]) -> dict[str, time]:
    """Return when reminders ring, from texts such as "22:30" by the word of a time of day.

    Raises:
        InputRefused: A word is no time of day of a plan, or a text no time on the clock; with every problem.
    """
    clocks: dict[str, time] = {}
    problems: list[Problem] = []
    for name, text in texts.items():
        try:
            clocks[name] = time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
        except ValueError:
            fault = f"'{text[:40]}' is not a time."
            problems.append(Problem("calendar", 0, fault, "Write it as 22:30.", "impossible-time", field=name))
        is_known(name, (*USUAL_CLOCKS, CHECK_IN), "time of day", problems, "calendar")
    if problems:
        raise InputRefused(problems)
    return clocks


def calendar_of(
    ahead: PlanAhead, now: datetime, *, owner: str, clocks: Mapping[str, time], named: bool
) -> CalendarFile:
    """Return the file for what lies ahead; without a plan it asks for the check-in alone.

    Args:
        ahead: What lies ahead.
        now: The instant at which the file is made.
        owner: Id of the entry that was written first. The ids of reminders hang on it, as it stays when a plan comes.
        clocks: When reminders ring for each time of day in words.
        named: Whether titles name the medicine, and texts say what is due.
    """
    from icalendar import Calendar

    calendar = Calendar()
    for name, value in HEAD.items():
        calendar.add(name, value)
    zone = ahead.profile.zone  # Without one a reminder rings by the clock wherever this machine is.
    writer = _CalendarWriter(owner, now, ZoneInfo(zone) if zone else None, named)
    doses = [_dose(writer, ahead, intake, first, count, clocks) for intake, first, count in _dose_days(ahead)]
    days = [writer.all_day(due) for due in ahead.due]
    for event in (_check_in(writer, ahead, clocks), *doses, *days):
        calendar.add_component(event)
    year = timedelta(days=365)
    calendar.add_missing_timezones(ahead.today.as_of - year, ahead.today.as_of + 2 * year)
    return CalendarFile(calendar.to_ical(), len(doses), len(days), "" if doses else _without_doses(ahead))


def _without_doses(ahead: PlanAhead) -> str:
    if ahead.today.snapshot.plan is None:
        return "No dose reminder: no plan is here yet."
    return f"No dose reminder: {sentence(ahead.today.dose.instruction, ahead.today.as_of)}"


def _check_in(writer: "_CalendarWriter", ahead: PlanAhead, clocks: Mapping[str, time]) -> "Event":
    """Return the check-in of each day; the clock alone says when, and nothing counts days in a row."""
    clock = clocks.get(CHECK_IN, CHECK_IN_CLOCK)
    day = ahead.today.as_of + timedelta(days=1 if clock < ahead.profile.day_ends_at else 0)
    return writer.repeated(CHECK_IN, "Check-in", datetime.combine(day, clock), 1, DAYS_AHEAD, text=CHECK_IN_TEXT)


def _dose_days(ahead: PlanAhead) -> Iterator[tuple[Intake, date, int]]:
    """Yield each dose of today's step with its first day and how often it comes; none while no dose is to be taken."""
    snapshot, step = ahead.today.snapshot, _step_of(ahead)
    if step is None:
        return
    today, last = ahead.today.as_of, snapshot.days[-1]
    logged = last.day == today and last.dose_mg is not None
    end = min([today + timedelta(days=DAYS_AHEAD), *(due.day for due in ahead.due if due.kind == "no-ldn")])
    anchor = anchor_of(snapshot, step)
    first = max(today + timedelta(days=1) if logged else today, anchor)
    cycle = lcm(*(intake.every_days for intake in step.intakes))
    for intake in step.intakes:
        days = (first + timedelta(days=number) for number in range(cycle))
        day = next(day for day in days if intake in intakes_on(step, day, anchor))
        count = -((day - end).days // intake.every_days)
        if count > 0:
            yield intake, day, count


def _step_of(ahead: PlanAhead) -> Step | None:
    """Return the step that today's answer takes; while that waits for an answer, the one that is taken now."""
    today, plan, now = ahead.today, ahead.today.snapshot.plan, ahead.today.snapshot.recommended.now
    taken = now.mg if now is not None and today.guidance.action == "ask" else today.dose.daily_mg
    return as_step(plan, taken) if plan is not None and taken else None


def _dose(
    writer: "_CalendarWriter", ahead: PlanAhead, intake: Intake, day: date, count: int, clocks: Mapping[str, time]
) -> "Event":
    clock = clocks[intake.at] if intake.at in clocks else time.fromisoformat(intake.at)
    if clock < ahead.profile.day_ends_at:
        day += timedelta(days=1)  # after midnight, and still the evening's dose
    title = f"{intake.at.capitalize()} dose" if intake.at in clocks else "Dose"
    key = f"dose-{intake.at}-{intake.every_days}-{intake.on_day}"
    return writer.repeated(key, title, datetime.combine(day, clock), intake.every_days, count)


class _CalendarWriter:
    """Writes one event after the other."""

    def __init__(self, owner: str, now: datetime, zone: tzinfo | None, named: bool) -> None:
        self._owner, self._now, self._zone, self._named = owner, now, zone, named

    def repeated(
        self, key: str, title: str, start: datetime, every_days: int, count: int, *, text: str = DOSE_TEXT
    ) -> "Event":
        event = self._event(key, title, text)
        event.add("dtstart", start.replace(tzinfo=self._zone))
        event.add("duration", timedelta(minutes=5))
        event.add("rrule", {"freq": "daily", "interval": every_days, "count": count})
        return self._with_alarm(event, timedelta(0))

    def all_day(self, due: PlannedDate) -> "Event":
        text = f"{TEXTS[due.kind]} {due.words}." if self._named else TEXTS[due.kind]
        event = self._event(due.key, TITLES[due.kind], text)
        event.add("dtstart", due.day)
        event.add("dtend", due.day + timedelta(days=1))
        return self._with_alarm(event, MORNING)

    def _event(self, key: str, title: str, text: str) -> "Event":
        from icalendar import Event

        event = Event()
        event.add("uid", f"{uuid.uuid5(FAMILY, f'{self._owner}/{key}')}@zonewise")
        event.add("dtstamp", self._now)
        event.add("sequence", int((self._now - COUNTED_FROM).total_seconds() // 60))
        event.add("summary", f"{NAME}: {title[:1].lower()}{title[1:]}" if self._named else title)
        event.add("description", text)
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        return event

    def _with_alarm(self, event: "Event", after: timedelta) -> "Event":
        from icalendar import Alarm

        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", after)
        alarm.add("description", str(event["summary"]))
        event.add_component(alarm)
        return event
