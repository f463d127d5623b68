"""One month of a diary as a calendar: the zone of each day with its dose and what happened."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zonewise.course.flares import zone_on
from zonewise.guidance.snapshot import DiarySnapshot
from zonewise.model.amounts import format_mg, plain
from zonewise.model.day_words import day_words
from zonewise.model.entry import Entry
from zonewise.model.timeline import ONE_DAY
from zonewise.report.entry_words import entry_words
from zonewise.report.month_calendar import Month, month_of
from zonewise.report.words import counted
from zonewise.rules.rule_set import RuleSet
from zonewise.zones.zone import ZONE_WORDS, Zone

MARKED = ("event", "sign", "medicine", "note", "zone", "tracker")
"""Kinds of entries that put a mark on their day."""


@dataclass(frozen=True, slots=True)
class MonthDay:
    """One day of the calendar."""

    day: date
    zone: Zone | None  # None where it is not known.
    dose: str  # Milligrams without the unit, such as "1.5"; "0" was left out; "" was not logged.
    marks: tuple[str, ...]  # What happened, in words, in the order it was written.
    words: str  # All of it in one line, for who does not see the calendar.


@dataclass(frozen=True, slots=True)
class HistoryMonth:
    """A month with what stands on its days."""

    calendar: Month
    days: dict[
        date, MonthDay
    ]  # The days up to the one it is seen from; days to come and before the diary are left out.
    before: date | None  # First day of the month before, where the diary reaches back so far.
    after: date | None  # First day of the month after, where it is not still to come.
    summary: str  # How many days each zone had.


def history_month(snapshot: DiarySnapshot, month: date, rule_set: RuleSet) -> HistoryMonth:
    """Return one month of a diary.

    Args:
        snapshot: The diary from the day it is seen from.
        month: Any day of the month.
    """
    first = month.replace(day=1)
    after = _next_month(first)
    diary_begins = snapshot.days[0].day
    shown = [
        _month_day(snapshot, first + ONE_DAY * number, rule_set)
        for number in range((after - first).days)
        if diary_begins <= first + ONE_DAY * number <= snapshot.as_of
    ]
    return HistoryMonth(
        calendar=month_of(first.year, first.month),
        days={of_day.day: of_day for of_day in shown},
        before=_previous_month(first) if diary_begins < first else None,
        after=after if after <= snapshot.as_of else None,
        summary=_summary(shown),
    )


def _month_day(snapshot: DiarySnapshot, day: date, rule_set: RuleSet) -> MonthDay:
    of_day = snapshot.days[(day - snapshot.days[0].day).days]
    zone = zone_on(snapshot.zones, day)
    marks = tuple(_mark(entry, rule_set) for entry in of_day.entries if _is_marked(entry))
    dose = of_day.dose_mg
    return MonthDay(
        day=day,
        zone=zone,
        dose="" if dose is None else plain(dose),
        marks=marks,
        words=", ".join([f"{day_words(day)}: {_zone_words(zone)}", *_dose_words(dose), *marks]),
    )


def _is_marked(entry: Entry) -> bool:
    """Return whether an entry puts a mark on its day; of what a person follows, factors do and numbers do not."""
    return entry.kind in MARKED and (entry.kind != "tracker" or not entry.value[:1].isdigit())


def _zone_words(zone: Zone | None) -> str:
    return "zone not known" if zone is None else ZONE_WORDS[zone]


def _dose_words(dose: Decimal | None) -> Sequence[str]:
    if dose is None:
        return ()
    return (f"{format_mg(dose)} taken",) if dose > 0 else ("dose left out",)


def _mark(entry: Entry, rule_set: RuleSet) -> str:
    return "A note" if entry.kind == "note" else entry_words(entry, rule_set)


def _summary(shown: Sequence[MonthDay]) -> str:
    if not shown:
        return "Nothing was written down in this month."
    count = Counter(of_day.zone for of_day in shown)
    zones = [f"{counted(count[zone], 'day')} {ZONE_WORDS[zone]}" for zone in ("green", "yellow", "red") if count[zone]]
    unknown = [f"{counted(count[None], 'day')} not known"] if count[None] else []
    taken = sum(of_day.dose not in ("", "0") for of_day in shown)
    logged = f"A dose is logged on {counted(taken, 'day')}." if taken else "No dose is logged."
    return f"{', '.join(zones + unknown)}. {logged}"


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _previous_month(first: date) -> date:
    return (first - ONE_DAY).replace(day=1)
