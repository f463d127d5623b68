"""Symptoms over time: what was rated in a stretch of days, as lines for a picture and as rows of a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zonewise.guidance.snapshot import DiarySnapshot
from zonewise.model.day_words import day_words
from zonewise.model.entry import RATINGS
from zonewise.model.timeline import ONE_DAY
from zonewise.report.entry_words import RATINGS as RATING_WORDS
from zonewise.report.picture import ALONE, PAPER, SCREEN, Picture, SymptomLine, lines_picture
from zonewise.zones.assess import named
from zonewise.zones.zone import points

SPANS = {14: "2 weeks", 28: "4 weeks", 91: "3 months", 182: "6 months", 365: "1 year", 730: "2 years"}
"""How far back one may look, in days."""
USUAL_SPAN = 91
DAILY_ROWS_UP_TO = 28  # Days; the table of a longer stretch has a row a week.
TRACKER_SCALE = 10.0  # Own symptoms are rated like the others, 0 to 10.


@dataclass(frozen=True, slots=True)
class SymptomHistory:
    """A stretch of days with the lines that were rated in it."""

    first: date
    last: date
    picture: Picture | None  # None where nothing was rated.
    choices: Mapping[str, str]  # Every name that was rated in this time, with its words.
    names: tuple[str, ...]  # The names shown, in words, in the order of the lines.
    rows: tuple[tuple[str, tuple[str, ...]], ...]  # Day or week, and the value of each name; "" where not rated.
    by_week: bool  # The rows are means of weeks.


def symptom_history(snapshot: DiarySnapshot, days: int, only: str = "", *, on_paper: bool = False) -> SymptomHistory:
    """Return the lines of the last days.

    Args:
        snapshot: The diary from the day it is seen from.
        days: How many days back; fewer where the diary is shorter.
        only: A rating or own symptom to show alone and larger, or "" for all.
        on_paper: Draw wide and low, for the prescriber's page.
    """
    first = max(snapshot.as_of - timedelta(days=days - 1), snapshot.days[0].day)
    start = (first - snapshot.days[0].day).days
    series = {**_rated(snapshot, start), **_tracked(snapshot, first)}
    series = {name: values for name, values in series.items() if any(value is not None for value in values)}
    choices = {name: symptom_words(name) for name in series}
    if only in series:
        series = {only: series[only]}
    lines = [SymptomLine(symptom_words(name), values) for name, values in series.items()]
    zones = list(named(snapshot.zones))[start:]
    levels = [(level.since, float(level.mg)) for level in snapshot.course.levels if level.since <= snapshot.as_of]
    layout = PAPER if on_paper else ALONE if only in series else SCREEN
    by_week = len(zones) > DAILY_ROWS_UP_TO
    return SymptomHistory(
        first=first,
        last=snapshot.as_of,
        picture=lines_picture(first, lines, zones, levels, layout=layout) if lines else None,
        choices=choices,
        names=tuple(line.name for line in lines),
        rows=_rows(first, snapshot.as_of, lines, 7 if by_week else 1),
        by_week=by_week,
    )


def symptom_words(name: str) -> str:
    """Return the short words of a rating; an own symptom has its own name."""
    return RATING_WORDS[name][0] if name in RATING_WORDS else name


def _rated(snapshot: DiarySnapshot, start: int) -> Mapping[str, Sequence[float | None]]:
    """Return what was entered from the day with this number on, given or taken over; None where nothing was."""
    columns = snapshot.days.ratings.entered[start:].T.tolist()
    return {
        name: [value if value == value else None for value in column]  # only what is not NaN equals itself
        for name, column in zip(RATINGS, columns, strict=True)
    }


def _tracked(snapshot: DiarySnapshot, first: date) -> Mapping[str, Sequence[float | None]]:
    """Return the own symptoms that were rated 0 to 10 from a day on; the last value of a day stands."""
    count = (snapshot.as_of - first).days + 1
    tracked: dict[str, list[float | None]] = {}
    for entry in snapshot.of_kind("tracker"):
        number, value = (snapshot.day_of(entry) - first).days, _number(entry.value)
        if 0 <= number < count and value is not None and 0 <= value <= TRACKER_SCALE:
            tracked.setdefault(entry.name, [None] * count)[number] = value
    return tracked


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _rows(first: date, last: date, lines: Sequence[SymptomLine], step: int) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return a row for each day or week, newest first; weeks are counted back from the last day."""
    rows = []
    end = last
    while end >= first:
        begin = max(first, end - timedelta(days=step - 1))
        numbers = range((begin - first).days, (end - first).days + 1)
        means = tuple(_mean([line.values[number] for number in numbers]) for line in lines)
        if any(means):
            rows.append((day_words(begin, last), means))
        end = begin - ONE_DAY
    return tuple(rows)


def _mean(values: Sequence[float | None]) -> str:
    rated = [value for value in values if value is not None]
    return points(sum(rated) / len(rated)) if rated else ""
