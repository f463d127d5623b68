"""Which doses were taken, and how many days say nothing?"""

from itertools import pairwise

from zonewise.guidance.snapshot import DiarySnapshot
from zonewise.model.amounts import format_mg
from zonewise.report.words import short_day


def dose_rows(seen: DiarySnapshot) -> tuple[tuple[str, str], ...]:
    """Return each dose with its first day, oldest first; "none" for a pause."""
    return tuple(
        (short_day(level.since), f"{format_mg(level.mg)}" if level.mg > 0 else "none (pause)")
        for level in seen.course.levels
    )


def taken_words(seen: DiarySnapshot, days: int) -> str:
    """Return of how many of the last days a dose is logged, left out on purpose, or not known.

    Unlogged is unknown, not untaken.
    """
    recent = seen.days[-days:]
    taken = sum(day.dose_mg is not None and day.dose_mg > 0 for day in recent)
    left_out = sum(day.dose_mg is not None and day.dose_mg == 0 for day in recent)
    silent = len(recent) - taken - left_out
    return f"Last {len(recent)} days: a dose on {taken}, left out on purpose on {left_out}, not written on {silent}."


def days_by_dose(seen: DiarySnapshot) -> tuple[tuple[str, int, int], ...]:
    """Return for each dose in the order it was first taken: its words, index of its first day, and days on it."""
    first = seen.days[0].day
    found = []
    for level, after in pairwise((*seen.course.levels, None)):
        if level is None:
            continue
        until = after.since if after is not None else seen.as_of
        begin = max((level.since - first).days, 0)
        end = (until - first).days + (0 if after is not None else 1)
        if end > begin:
            found.append((format_mg(level.mg) if level.mg > 0 else "none", begin, end - begin))
    return tuple(found)
