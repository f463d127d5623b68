"""Doses taken, and the side effects that were written down on each."""

from collections import defaultdict
from itertools import pairwise

from zonewise.guidance.snapshot import DiarySnapshot
from zonewise.model.amounts import format_mg
from zonewise.report.words import counted, short_day

MOST_EFFECTS = 5


def dose_rows(snapshot: DiarySnapshot) -> tuple[tuple[str, str], ...]:
    """Return each dose with its first day, oldest first; "none" for a pause."""
    return tuple(
        (short_day(level.since), f"{format_mg(level.mg)}" if level.mg > 0 else "none (pause)")
        for level in snapshot.course.levels
    )


def taken_words(snapshot: DiarySnapshot, days: int) -> str:
    """Return of how many of the last days a dose is logged, left out on purpose, or not known.

    Unlogged is unknown, not untaken.
    """
    recent = snapshot.days[-days:]
    taken = sum(day.dose_mg is not None and day.dose_mg > 0 for day in recent)
    left_out = sum(day.dose_mg is not None and day.dose_mg == 0 for day in recent)
    silent = len(recent) - taken - left_out
    last = counted(len(recent), "day")
    return f"Last {last}: a dose on {taken}, left out on purpose on {left_out}, not written on {silent}."


def days_by_dose(snapshot: DiarySnapshot) -> tuple[tuple[str, int, int], ...]:
    """Return for each dose in the order it was first taken: its words, index of its first day, and days on it."""
    first = snapshot.days[0].day
    spans = []
    for level, after in pairwise((*snapshot.course.levels, None)):
        if level is None:
            continue
        until = after.since if after is not None else snapshot.as_of
        begin = max((level.since - first).days, 0)
        end = (until - first).days + (0 if after is not None else 1)
        if end > begin:
            spans.append((format_mg(level.mg) if level.mg > 0 else "none", begin, end - begin))
    return tuple(spans)


def effect_rows(snapshot: DiarySnapshot) -> tuple[tuple[str, str, str], ...]:
    """Return for each dose the days on it, and each side effect with its days and worst grade.

    Days before the first dose are a row of their own: what was there before is not the dose's doing.
    """
    spans = days_by_dose(snapshot)
    begun = spans[0][1] if spans else len(snapshot.days)
    rows: list[tuple[str, int, int]] = [("before the first dose", 0, begun)] if begun else []
    rows += spans
    together: dict[str, tuple[int, dict[str, list[int]]]] = {}
    for dose, begin, length in rows:
        days, effects = together.get(dose, (0, defaultdict(list)))
        for day in snapshot.days[begin : begin + length]:
            for entry, grade in snapshot.side_effects(day.of_kind("sign")):
                if grade > 0:
                    effects[entry.name].append(grade)
        together[dose] = (days + length, effects)
    return tuple((dose, str(days), _effects(effects)) for dose, (days, effects) in together.items())


def _effects(effects: dict[str, list[int]]) -> str:
    if not effects:
        return "none written"
    most = sorted(effects.items(), key=lambda effect: (-max(effect[1]), -len(effect[1]), effect[0]))
    words = [
        f"{name.replace('-', ' ')} on {counted(len(grades), 'day')}, grade {max(grades)}"
        for name, grades in most[:MOST_EFFECTS]
    ]
    more = len(most) - MOST_EFFECTS
    return "; ".join([*words, f"{more} more"] if more > 0 else words)
