"""The days and times of rows in the spellings that apps and people use."""

import re
from calendar import monthrange
from datetime import date, time
from functools import lru_cache
from typing import Literal

from zonewise.problem import NotUnderstood, shown

DateOrder = Literal["", "year-first", "day-first", "month-first"]
DATE_ORDERS: tuple[DateOrder, ...] = ("year-first", "day-first", "month-first")
EARLIEST = date(1900, 1, 1)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_DAY_WORD = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?\.?[ -]([a-z]+)\.?,?[ -]([0-9]{4})", re.IGNORECASE)
_MONTH_WORD = re.compile(r"([a-z]+)\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}")
_CLOCK = re.compile(r"([0-9]{1,2})(?::([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6}))?)?)? ?([ap]m)?", re.IGNORECASE)
_STAMP = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9:.]+(?: ?[ap]m)?) ?(Z|[+-][0-9]{2}:?[0-9]{2})?", re.IGNORECASE
)


def iso_day(text: str, latest: date) -> date:
    """Return the day of a date written year-month-day.

    Raises:
        NotUnderstood: Written otherwise, a day that the calendar does not have, before 1900 or after `latest`.
    """
    return _cached_day(text.strip(), "iso", latest)


def any_day(text: str, order: DateOrder, latest: date) -> date:
    """Return the day of a date in one of the usual spellings.

    Args:
        text: Such as 2025-04-03, 3 Apr 2025, 22nd Sep 2020, or 03/04/2025 once `order` is known.
        order: What a date that ends with the year begins with; "" when nobody said.
        latest: A later day is taken for a slip of the pen.

    Raises:
        NotUnderstood: As for `iso_day`, or 03/04/2025 while `order` is "".
    """
    return _cached_day(text.strip(), order, latest)


def day_and_time(text: str, order: DateOrder, latest: date) -> tuple[date, time | None, str]:
    """Return the day, the wall-clock time and the zone of a cell that may hold a whole timestamp.

    The clock is kept as it was written. The zone is "UTC" when the stamp ends in Z, else "".

    Raises:
        NotUnderstood: As for `any_day` and `clock`.
    """
    stamp = _STAMP.fullmatch(text.strip())
    if stamp is None:
        return any_day(text, order, latest), None, ""
    zone = "UTC" if (stamp[3] or "").upper() == "Z" else ""
    return any_day(stamp[1], order, latest), clock(stamp[2]), zone


@lru_cache(maxsize=2048)
def clock(text: str) -> time | None:
    """Return a time of day such as 21:35, 8:30 pm or 21:35:10, or None for an empty text.

    Raises:
        NotUnderstood: Anything else, such as 25:00.
    """
    digits = text.strip()
    if not digits:
        return None
    match = _CLOCK.fullmatch(digits)
    if match is None or (match[2] is None and match[5] is None):
        raise _no_time(digits)
    hour, minute, second = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    if match[5]:
        if not 1 <= hour <= 12:
            raise _no_time(digits)
        hour = hour % 12 + (12 if match[5].lower() == "pm" else 0)
    if hour > 23 or minute > 59 or second > 59:
        raise _no_time(digits)
    return time(hour, minute, second, int((match[4] or "0").ljust(6, "0")))


def order_shown_by(texts: tuple[str, ...]) -> DateOrder:
    """Return the one order in which all these dates can be read, or "" when they leave it open.

    It is "year-first" when none of them ends with the year, in digits.
    """
    firsts, seconds = [0], [0]
    for text in texts:
        match = _YEAR_LAST.fullmatch(text.strip())
        if match:
            firsts.append(int(match[1]))
            seconds.append(int(match[3]))
    if max(firsts) > 12 >= max(seconds):
        return "day-first"
    if max(seconds) > 12 >= max(firsts):
        return "month-first"
    return "year-first" if len(firsts) == 1 else ""


def looks_like_day(text: str) -> bool:
    """Say whether a text has the shape of a date, whatever its order."""
    digits = text.strip()
    shapes = (_YEAR_FIRST, _YEAR_LAST, _DAY_WORD, _MONTH_WORD, _STAMP)
    return any(shape.fullmatch(digits) for shape in shapes)


@lru_cache(maxsize=4096)
def _cached_day(text: str, order: str, latest: date) -> date:
    year, month, day = _parts(text, order)
    if not EARLIEST.year <= year <= latest.year:
        raise NotUnderstood(
            f"{shown(text)} is in the year {year}.",
            f"Write a day from {EARLIEST} to {latest}; was a digit mistyped?",
            "implausible-date",
        )
    if not 1 <= month <= 12:
        raise NotUnderstood(
            f"{shown(text)} has the month {month}.", "A month is 1 to 12; write year-month-day.", "impossible-date"
        )
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise NotUnderstood(
            f"{shown(text)} is not a day: {_FULL_MONTHS[month - 1]} {year} has {days} days.",
            "Write a day that the calendar has.",
            "impossible-date",
        )
    read = date(year, month, day)
    if read > latest:
        raise NotUnderstood(
            f"{shown(text)} is after {latest}.", "A diary holds days that have been; correct the date.", "date-to-come"
        )
    return read


def _parts(text: str, order: str) -> tuple[int, int, int]:
    match = _YEAR_FIRST.fullmatch(text)
    if match:
        return int(match[1]), int(match[3]), int(match[4])
    if order == "iso":
        raise NotUnderstood(f"The date is {shown(text)}.", "Write year-month-day, such as 2025-04-03.", "date-format")
    return _worded_parts(text) or _year_last_parts(text, order)


def _worded_parts(text: str) -> tuple[int, int, int] | None:
    day_first, month_first = _DAY_WORD.fullmatch(text), _MONTH_WORD.fullmatch(text)
    if day_first and (month := _month(day_first[2])):
        return int(day_first[3]), month, int(day_first[1])
    if month_first and (month := _month(month_first[1])):
        return int(month_first[3]), month, int(month_first[2])
    return None


def _month(word: str) -> int:
    key = word.casefold()
    full = [name.casefold() for name in _FULL_MONTHS]
    if key in full:
        return full.index(key) + 1
    return _MONTHS.index(key[:3]) + 1 if key[:3] in _MONTHS and key in (*_MONTHS, "sept") else 0


def _year_last_parts(text: str, order: str) -> tuple[int, int, int]:
    match = _YEAR_LAST.fullmatch(text)
    if match is None:
        short = " The year needs four digits." if _SHORT_YEAR.fullmatch(text) else ""
        raise NotUnderstood(
            f"{shown(text)} is not a date that can be read.{short}",
            "Write year-month-day, such as 2025-04-03.",
            "date-format",
        )
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if order == "day-first" or (order != "month-first" and first > 12):
        return year, second, first
    if order == "month-first" or second > 12:
        return year, first, second
    raise NotUnderstood(
        f"{shown(text)} can be read day first or month first.",
        "Say which: 'Date=date:day-first' or 'Date=date:month-first', with the column's own name.",
        "ambiguous-date",
    )


def _no_time(text: str) -> NotUnderstood:
    return NotUnderstood(
        f"The time is {shown(text)}.", "Write hours and minutes, such as 21:35 or 9:35 pm, or leave it empty.", "time"
    )
