"""The diary looked back on: a month, symptoms over time, what came before flares, notes, and one day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zonewise.guidance.snapshot import DiarySnapshot, build_snapshot
from zonewise.model.entry import Entry, in_asked_order
from zonewise.model.timeline import ONE_DAY
from zonewise.problem import InputRefused, Problem
from zonewise.report.history.before_flares import FlareComparison, compare_flares
from zonewise.report.history.day_sentence import day_sentences
from zonewise.report.history.month import HistoryMonth, history_month
from zonewise.report.history.note_search import NoteMatch, search_notes
from zonewise.report.history.symptom_lines import SPANS, USUAL_SPAN, SymptomHistory, symptom_history
from zonewise.services.base.cache import memoize
from zonewise.services.base.diary import Diary, diary_exists
from zonewise.services.base.profile import Profile, profile_of
from zonewise.zones.zone import Zone

KINDS_OF_A_DAY = ("rating", "dose", "sign", "event", "answer", "zone", "note", "medicine", "tracker")


@dataclass(frozen=True, slots=True)
class HistoryDay:
    """One day, opened."""

    day: date  # The logical day.
    today: date  # The logical day that goes on.
    zone: Zone | None
    sentences: tuple[str, ...]  # The day, read aloud.
    entries: tuple[Entry, ...]  # What stands for it, in the order of `in_asked_order`.
    before: date | None  # The day before, where the diary reaches back so far.
    after: date | None  # The day after, where it is not still to come.


def month_of_diary(diary: Diary, month: date | None, as_of: date | None = None) -> HistoryMonth | None:
    """Return one month of the diary, or None where nothing was written down yet.

    Args:
        month: Any day of the month; None is the one that goes on.
        as_of: The day it is seen from, for the example; None is today.

    Raises:
        DiaryRefused: The diary cannot be read.
    """
    seen = _snapshot(diary, as_of)
    if seen is None:
        return None
    entries, snapshot, profile = seen
    first = min(max(month or snapshot.as_of, snapshot.days[0].day), snapshot.as_of).replace(day=1)
    rule_set = profile.protocol.rule_set
    return memoize(entries, ("history month", first, snapshot.as_of), lambda: history_month(snapshot, first, rule_set))


def symptoms_of_diary(
    diary: Diary, days: int = USUAL_SPAN, only: str = "", as_of: date | None = None
) -> SymptomHistory | None:
    """Return each symptom over the last days, or None where nothing was written down yet.

    Args:
        days: One of `SPANS`.
        only: A symptom to show alone, or "".
        as_of: The day it is seen from, for the example; None is today.

    Raises:
        InputRefused: The days are none of `SPANS`.
        DiaryRefused: The diary cannot be read.
    """
    if days not in SPANS:
        fault = f"{days} days is not a span that can be shown."
        raise InputRefused([Problem("history", 0, fault, "Choose one of those below.", "unknown-span", field="days")])
    seen = _snapshot(diary, as_of)
    if seen is None:
        return None
    entries, snapshot, _ = seen
    return memoize(
        entries, ("history lines", days, only, snapshot.as_of), lambda: symptom_history(snapshot, days, only)
    )


def flares_of_diary(diary: Diary, as_of: date | None = None) -> FlareComparison | None:
    """Return what came before the last flares, or None where nothing was written down yet.

    Raises:
        DiaryRefused: The diary cannot be read.
    """
    seen = _snapshot(diary, as_of)
    if seen is None:
        return None
    entries, snapshot, profile = seen
    rule_set = profile.protocol.rule_set
    return memoize(entries, ("history flares", snapshot.as_of), lambda: compare_flares(snapshot, rule_set))


def notes_with(diary: Diary, asked: str, as_of: date | None = None) -> tuple[NoteMatch, ...]:
    """Return the notes that hold every word that was asked for, newest first.

    Raises:
        DiaryRefused: The diary cannot be read.
    """
    seen = _snapshot(diary, as_of)
    if seen is None:
        return ()
    _, snapshot, _ = seen
    entries = (entry for kind in snapshot.kinds for entry in snapshot.kinds[kind] if kind in KINDS_OF_A_DAY)
    dated = ((snapshot.day_of(entry), entry) for entry in entries)
    return search_notes(((day, entry) for day, entry in dated if day <= snapshot.as_of), asked)


def day_of_diary(diary: Diary, day: date | None, as_of: date | None = None) -> HistoryDay | None:
    """Return one day of the diary, or None where nothing was written down yet.

    Args:
        day: The logical day; None is the one that goes on. A day outside the diary is the nearest one in it.
        as_of: The day taken as today, for the example; None is the one that goes on.

    Raises:
        DiaryRefused: The diary cannot be read.
    """
    seen = _snapshot(diary, as_of)
    if seen is None:
        return None
    _, snapshot, profile = seen
    first, last = snapshot.days[0].day, snapshot.as_of
    opened = min(max(day or last, first), last)
    number = (opened - first).days
    of_day, zone = snapshot.days[number], snapshot.zones[number].zone
    return HistoryDay(
        day=opened,
        today=last,
        zone=zone,
        sentences=day_sentences(of_day, zone, profile.protocol.rule_set, last),
        entries=in_asked_order(entry for entry in of_day.entries if entry.kind in KINDS_OF_A_DAY),
        before=opened - ONE_DAY if opened > first else None,
        after=opened + ONE_DAY if opened < last else None,
    )


def _snapshot(diary: Diary, as_of: date | None) -> tuple[Sequence[Entry], DiarySnapshot, Profile] | None:
    """Return the entries, the diary from the day and its profile; None where nothing but a profile is there."""
    entries = diary_exists(diary)
    if not entries or all(entry.kind in ("profile", "plan", "withdrawn") for entry in entries):
        return None
    profile = profile_of(entries)
    day = as_of or profile.today()

    def build() -> DiarySnapshot:
        return build_snapshot(entries, day, profile.protocol.settings, profile.day_ends_at)

    return entries, memoize(entries, ("history", day, profile), build), profile
