"""The months of a calendar with what is marked on their days."""

from calendar import Calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

MOST_MONTHS = 4


@dataclass(frozen=True, slots=True)
class Month:
    """One month."""

    title: str  # Such as "November 2026".
    # Rows of seven days, Monday first; None before its first day and after its last.
    weeks: tuple[tuple[date | None, ...], ...]


def months(marks: Mapping[date, Sequence[str]], today: date) -> tuple[Month, ...]:
    """Return the months from today to the last marked day, at most `MOST_MONTHS`.

    Args:
        marks: What stands on a day.
        today: The day it is seen from.
    """
    first = today.year * 12 + today.month - 1
    last = max((day.year * 12 + day.month - 1 for day in marks), default=first)
    numbers = range(first, min(last, first + MOST_MONTHS - 1) + 1)
    return tuple(month_of(number // 12, number % 12 + 1) for number in numbers)


def month_of(year: int, month: int) -> Month:
    """Return one month in rows of weeks."""
    weeks = Calendar().monthdatescalendar(year, month)
    rows = (tuple(day if day.month == month else None for day in week) for week in weeks)
    return Month(f"{date(year, month, 1):%B %Y}", tuple(rows))
