"""How do dated things stand in the months of a calendar?"""

from calendar import Calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MOST_MONTHS = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of a month, or a blank before the first and after the last.

    Attributes:
        day: The day, or None.
        marks: Words of what stands on it.
        today: It is the day it was seen from.
    """

    day: date | None
    marks: tuple[str, ...] = ()
    today: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """One month.

    Attributes:
        title: Such as "November 2026".
        weeks: Rows of seven days, Monday first.
    """

    title: str
    weeks: tuple[tuple[Cell, ...], ...]


def months(marks: Iterable[tuple[date, str]], today: date) -> tuple[Month, ...]:
    """Return the months from today to the last mark, at most `MOST_MONTHS`.

    Args:
        marks: Days with words; of one day there may be several.
        today: The day it is seen from.
    """
    words: dict[date, tuple[str, ...]] = {}
    for day, text in marks:
        words[day] = (*words.get(day, ()), text)
    first = today.year * 12 + today.month - 1
    last = max((day.year * 12 + day.month - 1 for day in words), default=first)
    return tuple(_month(number, words, today) for number in range(first, min(last, first + MOST_MONTHS - 1) + 1))


def _month(number: int, words: dict[date, tuple[str, ...]], today: date) -> Month:
    year, month = number // 12, number % 12 + 1
    weeks = Calendar().monthdatescalendar(year, month)
    return Month(f"{date(year, month, 1):%B %Y}", tuple(_week(week, month, words, today) for week in weeks))


def _week(week: Sequence[date], month: int, words: dict[date, tuple[str, ...]], today: date) -> tuple[Cell, ...]:
    return tuple(Cell(day, words.get(day, ()), day == today) if day.month == month else Cell(None) for day in week)
