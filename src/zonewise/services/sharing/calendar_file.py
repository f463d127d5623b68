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
from zonewise.plan.prescribed_plan import TIMES_OF_DAY, Intake, Step
from zonewise.plan.schedule import as_step, intakes_on
from zonewise.problem import InputRefused, Problem
from zonewise.report.explanations import sentence
from zonewise.services.base.clock import utc_now
from zonewise.services.base.diary import Diary
from zonewise.services.base.new_entry import is_known
from zonewise.services.base.text_files import unwritable
from zonewise.services.reading.plan_ahead import DateKind, PlanAhead, PlannedDate, plan_ahead

if TYPE_CHECKING:
    from icalendar import Event

CLOCKS: Mapping[str, time] = dict(zip(TIMES_OF_DAY, (time(8), time(12, 30), time(16), time(20), time(22)), strict=True))
"""When a reminder rings for a time of day that the plan gives as a word, unless the person says otherwise."""

DAYS_AHEAD = 182
"""Dose reminders end after half a year; a file made anew goes on."""

MORNING = timedelta(hours=9)
"""All-day reminders ring at nine."""

FAMILY = uuid.UUID("3a0f7c0e-9a64-4a3e-8f55-0b1f6c6f7a52")
"""Ids of reminders are made from it, so that a file made anew changes a reminder instead of adding one."""
COUNTED_FROM = datetime(2024, 1, 1, tzinfo=UTC)

TITLES: Mapping[DateKind, str] = {
    "step": "Ask zonewise first",
    "review": "Review day",
    "refill": "Order a refill",
    "discard": "Last day of a bottle",
    "no-ldn": "From today: nothing until told",
    "operation": "Appointment",
}
TEXTS: Mapping[DateKind, str] = {
    "step": "The earliest day, if nothing holds it. zonewise may well say to wait.",
    "review": "Look back with your prescriber.",
    "refill": "The bottle at hand ends in about a week.",
    "discard": "The label says to discard it after today.",
    "no-ldn": "Open zonewise. The word of the team that treats you comes first.",
    "operation": "Begin nothing again before zonewise and your prescriber say so.",
}
DOSE_TEXT = "Open zonewise first: it says whether, and what."
NAME = "LDN"
BEGINS = b"BEGIN:VCALENDAR"


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A calendar file.

    Attributes:
        content: The file, iCalendar 2.0 (RFC 5545).
        doses: How many dose reminders a cycle has; 0 when there are none.
        days: How many days are marked.
        without_doses: Why there is no dose reminder, or "".
    """

    content: bytes
    doses: int
    days: int
    without_doses: str


def calendar_file(
    diary: Diary, *, clocks: Mapping[str, time] | None = None, named: bool = False, as_of: date | None = None
) -> CalendarFile:
    """Return the reminders of the plan in force as a calendar file.

    Args:
        diary: The diary.
        clocks: When reminders ring for times of day in words; what is left out is as in `CLOCKS`.
        named: Whether titles name the medicine, and texts say what is due.
        as_of: The day it is seen from; None is today.

    Raises:
        InputRefused: No plan has been entered.
    """
    ahead = plan_ahead(diary, as_of)
    if ahead.today.snapshot.plan is None:
        found = "no plan has been entered, so there is nothing to be reminded of."
        raise InputRefused([Problem("calendar", 0, found, "Enter the prescriber's plan first.", "no-plan")])
    return calendar_of(ahead, utc_now(), clocks={**CLOCKS, **(clocks or {})}, named=named)


def write_calendar(path: Path, made: CalendarFile) -> None:
    """Write a calendar file; it may take the place of an earlier one, and of nothing else.

    Raises:
        InputRefused: The place cannot be written, or holds something else, such as the diary.
    """
    try:
        if path.exists():
            with path.open("rb") as there:
                head = there.read(len(BEGINS))
            if head not in (b"", BEGINS):
                found, expected = "there is a file of this name already, and it is no calendar.", "Name another file."
                raise InputRefused([Problem(path.name, 0, found, expected, "file-exists")])
        path.write_bytes(made.content)
    except OSError as error:
        raise InputRefused([unwritable(path, error)]) from None


def clock_times(said: Mapping[str, str]) -> dict[str, time]:
    """Return when reminders ring, from texts such as "22:30" by the word of a time of day.

    Raises:
        InputRefused: A word is no time of day of a plan, or a text no time on the clock; with every problem.
    """
    found: dict[str, time] = {}
    problems: list[Problem] = []
    for name, text in said.items():
        try:
            found[name] = time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
        except ValueError:
            wrong = f"'{text[:40]}' is not a time."
            problems.append(Problem("calendar", 0, wrong, "Write it as 22:30.", "impossible-time", field=name))
        is_known(name, CLOCKS, "time of day", problems, "calendar")
    if problems:
        raise InputRefused(problems)
    return found


def calendar_of(ahead: PlanAhead, now: datetime, *, clocks: Mapping[str, time], named: bool) -> CalendarFile:
    """Return the file for what lies ahead.

    Args:
        ahead: What lies ahead; it has a plan.
        now: The instant at which the file is made.
        clocks: When reminders ring for each time of day in words.
        named: Whether titles name the medicine, and texts say what is due.
    """
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", "-//zonewise//reminders//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    pen = _CalendarWriter(_owner(ahead), now, _zone(ahead.profile.zone), named)
    doses = [_dose(pen, ahead, *each, clocks) for each in _dose_days(ahead)]
    days = [pen.all_day(due) for due in ahead.due]
    for event in (*doses, *days):
        made.add_component(event)
    year = timedelta(days=365)
    made.add_missing_timezones(ahead.today.as_of - year, ahead.today.as_of + 2 * year)
    says = "" if doses else f"No dose reminder: {sentence(ahead.today.dose.instruction, ahead.today.as_of)}"
    return CalendarFile(made.to_ical(), len(doses), len(days), says)


def _dose_days(ahead: PlanAhead) -> Iterator[tuple[Intake, date, int]]:
    """Yield each dose of today's step with its first day and how often it comes; none while no dose is to be taken."""
    found, step = ahead.today, _step_of(ahead)
    if step is None:
        return
    logged = found.snapshot.days[-1].day == found.as_of and found.snapshot.days[-1].dose_mg is not None
    first = found.as_of + timedelta(days=1) if logged else found.as_of
    end = min([found.as_of + timedelta(days=DAYS_AHEAD), *(due.day for due in ahead.due if due.kind == "no-ldn")])
    for intake in step.intakes:
        day = _first_due(step, intake, first, anchor_of(found.snapshot, step))
        count = -((day - end).days // intake.every_days)
        if count > 0:
            yield intake, day, count


def _step_of(ahead: PlanAhead) -> Step | None:
    """Return the step that today's answer takes; while that waits for an answer, the one that is taken now."""
    found, plan, now = ahead.today, ahead.today.snapshot.plan, ahead.today.snapshot.course.now
    taken = now.mg if now is not None and found.guidance.action == "ask" else found.dose.daily_mg
    return as_step(plan, taken) if plan is not None and taken else None


def _first_due(step: Step, intake: Intake, first: date, anchor: date) -> date:
    cycle = lcm(*(each.every_days for each in step.intakes))
    days = (max(first, anchor) + timedelta(days=number) for number in range(cycle))
    return next(day for day in days if intake in intakes_on(step, day, anchor))


def _dose(
    pen: "_CalendarWriter", ahead: PlanAhead, intake: Intake, day: date, count: int, clocks: Mapping[str, time]
) -> "Event":
    clock = clocks[intake.at] if intake.at in clocks else time.fromisoformat(intake.at)
    if clock < ahead.profile.day_ends_at:
        day += timedelta(days=1)  # after midnight, and still the evening's dose
    title = f"{intake.at.capitalize()} dose" if intake.at in clocks else "Dose"
    key = f"dose-{intake.at}-{intake.every_days}-{intake.on_day}"
    return pen.repeated(key, title, datetime.combine(day, clock), intake.every_days, count)


def _owner(ahead: PlanAhead) -> str:
    """Return a text that stays the same for one diary: ids of reminders hang on it."""
    return ahead.today.snapshot.of_kind("plan")[0].id


def _zone(name: str) -> tzinfo | None:
    """Return the time zone; None where it is that of this machine, and a reminder rings by the clock wherever it is."""
    return ZoneInfo(name) if name else None


class _CalendarWriter:
    """Writes one event after the other."""

    def __init__(self, owner: str, now: datetime, zone: tzinfo | None, named: bool) -> None:
        self._owner, self._now, self._zone, self._named = owner, now, zone, named

    def repeated(self, key: str, title: str, start: datetime, every_days: int, count: int) -> "Event":
        event = self._event(key, title, DOSE_TEXT)
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
