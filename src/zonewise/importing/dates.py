"""Days and times as files spell them, and the one order in which the dates of a file can be read."""

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta, timezone
from typing import Literal, NamedTuple

from zonewise.model.personal_cache import personal_cache
from zonewise.problem import NotUnderstood, shown

from .word_lists import comparable, month_numbers

DateOrder = Literal["", "year-first", "day-first", "month-first"]
DATE_ORDERS: tuple[DateOrder, ...] = ("year-first", "day-first", "month-first")
EARLIEST = date(1900, 1, 1)

ToLocal = Callable[[datetime], datetime]
"""From an instant with its offset to the wall clock of the person who keeps the diary."""

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_SHORT_YEAR = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{2})")
_MONTH_IN_WORDS = (
    re.compile(
        r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er|\.)?[ -](?:de )?(?P<month>[^\W\d_]+)\.?,?[ -](?:de )?(?P<year>[0-9]{4})",
        re.IGNORECASE,
    ),
    re.compile(r"(?P<month>[^\W\d_]+)\.? (?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,? (?P<year>[0-9]{4})", re.IGNORECASE),
)
_WEEKDAY = re.compile(r"(?P<word>[^\W\d_]+)\.?,? (?=[0-9]|(?P<month>[^\W\d_]+)\.? [0-9])")
_CLOCK = re.compile(
    r"([0-9]{1,2})(?:[:h]([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?)?(?: ?([ap])\.? ?m\.?)?( ?(?:uhr|h))?",
    re.IGNORECASE,
)
_STAMP = re.compile(
    r"(?P<day>.*?[0-9])(?:T|,? )(?P<clock>[0-9]{1,2}:[0-9]{2}[0-9:.]*(?: ?[ap]\.? ?m\.?)?)"
    r" ?(?P<zone>Z|UTC|(?:GMT|UTC)?[+-\u2212][0-9]{1,2}(?::?[0-9]{2})?|GMT)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:GMT|UTC)?([+-\u2212])([0-9]{1,2}):?([0-9]{2})?", re.IGNORECASE)
_DIRECTION_MARKS = str.maketrans("", "", "\u200b\u200e\u200f\u202a\u202b\u202c\ufeff")


class WrittenMoment(NamedTuple):
    """When something was, and how the file has it."""

    day: date  # On the person's own calendar.
    at: time | None  # On the person's own clock, or None where no time is said.
    zone: str  # "UTC" for an instant in UTC that could not be turned into the person's own time, else "".
    key: tuple[str, str]  # Day and time as the file has them: what names a row, whatever zone it is read in.


def moment_of(
    text: str, order: DateOrder, latest: date, *, no_time: bool = False, to_local: ToLocal | None = None
) -> WrittenMoment:
    """Return day and time of a cell that may hold a whole timestamp.

    Args:
        text: Such as 2025-04-03, 10/13/2026 20:10:33 or 2025-04-03T22:10:00+02:00.
        order: What its dates begin with.
        latest: The last day that may be, on the person's own calendar.
        no_time: The clock in it is no time: each stamp of the file is at midnight.
        to_local: Turns an instant into the person's own time; None keeps the clock as it was written.

    Raises:
        NotUnderstood: As for `any_day` and `clock`.
    """
    stamp = _STAMP.fullmatch(tidy(text))
    if stamp is None:
        day = any_day(text, order, latest)
        return WrittenMoment(day, None, "", (day.isoformat(), ""))
    offset = _offset_of(stamp["zone"] or "")
    written = any_day(stamp["day"], order, latest + timedelta(days=1) if offset is not None else latest)
    at = clock(stamp["clock"])
    key = (written.isoformat(), at.isoformat() if at else "")
    if no_time:
        return WrittenMoment(_checked(written, text, latest), None, "", key)
    if offset is None or at is None:
        return WrittenMoment(written, at, "", key)
    if to_local is None:
        return WrittenMoment(_checked(written, text, latest), at, "" if offset else "UTC", key)
    local = to_local(datetime.combine(written, at, timezone(offset)))
    return WrittenMoment(_checked(local.date(), text, latest), local.time().replace(tzinfo=None), "", key)


def is_stamp(text: str) -> bool:
    """Say whether a text holds a day and a time."""
    return text[:1].isdigit() and _STAMP.fullmatch(tidy(text)) is not None


def is_midnight(text: str) -> bool:
    """Say whether a text is a day with the time of midnight, as spreadsheets write a day without a time."""
    stamp = _STAMP.fullmatch(tidy(text))
    with suppress(NotUnderstood):
        return stamp is not None and clock(stamp["clock"]) == time(0)
    return False


@personal_cache(4096)
def any_day(text: str, order: DateOrder | Literal["iso"], latest: date) -> date:
    """Return the day of a date in one of the usual spellings.

    Args:
        text: Such as 2025-04-03, 3 Apr 2025, 22nd Sep 2020, or 03/04/2025 once `order` is known.
        order: What a date that ends with the year begins with; "" when nobody said, "iso" to take year-month-day alone.
        latest: A later day is taken for a slip of the pen.

    Raises:
        NotUnderstood: Written otherwise, such as 03/04/2025 while `order` is ""; a day that the calendar does not have,
            before 1900 or after `latest`.
    """
    text = text.strip() if order == "iso" else tidy(text)
    year, month, day = _year_month_day(text, order)
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
            f"{shown(text)} is not a day: {_MONTHS[month - 1]} {year} has {days} days.",
            "Write a day that the calendar has.",
            "impossible-date",
        )
    return _checked(date(year, month, day), text, latest)


def _checked(day: date, text: str, latest: date) -> date:
    if day > latest:
        raise NotUnderstood(
            f"{shown(text)} is after {latest}.", "A diary holds days that have been; correct the date.", "date-to-come"
        )
    return day


@personal_cache(2048)
def clock(text: str) -> time | None:
    """Return a time of day such as 21:35, 8:30 pm or 21:35:10, or None for an empty text.

    Raises:
        NotUnderstood: Anything else, such as 25:00.
    """
    digits = tidy(text)
    if not digits:
        return None
    match = _CLOCK.fullmatch(digits)
    if match and (match[2] or match[5] or match[6]):
        hour, half = int(match[1]), (match[5] or "").lower()
        if half:  # 13 pm is no time
            hour = hour % 12 + 12 * (half == "p") if 1 <= hour <= 12 else 24
        with suppress(ValueError):
            return time(hour, int(match[2] or 0), int(match[3] or 0), int((match[4] or "0").ljust(6, "0")[:6]))
    raise NotUnderstood(
        f"The time is {shown(digits)}.", "Write hours and minutes, such as 21:35 or 9:35 pm, or leave it empty.", "time"
    )


def order_of_dates(texts: Sequence[str]) -> DateOrder:
    """Return the one order in which all these dates can be read, or "" when they leave it open.

    It is "year-first" when none of them ends with the year, in digits.
    """
    days = [day_part(text) for text in texts]
    if matches := [match for day in days if (match := _YEAR_LAST.fullmatch(day))]:
        firsts, seconds = ([int(match[group]) for match in matches] for group in (1, 3))
        return _order(firsts, seconds)
    if not (matches := [match for day in days if (match := _SHORT_YEAR.fullmatch(day))]):
        return "year-first"
    firsts, seconds, lasts = ([int(match[group]) for match in matches] for group in (1, 3, 4))
    possible = [
        order
        for order, months, days in (
            ("year-first", seconds, lasts), ("day-first", seconds, firsts), ("month-first", firsts, seconds),
        )
        if max(months) <= 12 and max(days) <= 31
    ]  # fmt: skip
    if len(possible) == 1:
        return next(order for order in DATE_ORDERS if order == possible[0])
    if len(set(lasts)) < len(set(firsts)) and len(set(lasts)) <= 3:  # the year is what changes least
        return _order(firsts, seconds)
    return "year-first" if len(set(firsts)) < len(set(lasts)) and len(set(firsts)) <= 3 else ""


def _order(firsts: list[int], seconds: list[int]) -> DateOrder:
    if max(firsts) > 12 >= max(seconds):
        return "day-first"
    return "month-first" if max(seconds) > 12 >= max(firsts) else ""


def looks_like_day(text: str) -> bool:
    """Say whether a text has the shape of a date, whatever its order, alone or with a time."""
    if not any(map(str.isdigit, text[:40])):
        return False
    day = day_part(text)
    if any(shape.fullmatch(day) for shape in (_YEAR_FIRST, _YEAR_LAST, _SHORT_YEAR)):
        return True
    matches = (shape.fullmatch(day) for shape in _MONTH_IN_WORDS)
    return any(match is not None and comparable(match["month"]) in month_numbers() for match in matches)


def tidy(text: str) -> str:
    """Return a text with single blanks, without marks of the writing direction and without a weekday."""
    text = " ".join(text.translate(_DIRECTION_MARKS).split())
    weekday = _WEEKDAY.match(text) if text[:1].isalpha() else None
    if weekday is None or comparable(weekday["word"]) in month_numbers():
        return text
    return text[weekday.end() :] if comparable(weekday["month"] or "january") in month_numbers() else text


def day_part(text: str) -> str:
    """Return the date of a text that may hold a whole timestamp."""
    text = tidy(text)
    stamp = _STAMP.fullmatch(text)
    return stamp["day"] if stamp is not None else text


def _offset_of(zone: str) -> timedelta | None:
    """Return the offset of a stamp's zone; None where it names none."""
    if not zone:
        return None
    match = _OFFSET.fullmatch(zone)
    if match is None:
        return timedelta(0)
    ahead = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    if ahead >= timedelta(hours=24):
        raise NotUnderstood(f"The time zone is {shown(zone)}.", "Write one such as +02:00.", "time-zone")
    return ahead if match[1] == "+" else -ahead


def _year_month_day(text: str, order: str) -> tuple[int, int, int]:
    if match := _YEAR_FIRST.fullmatch(text):
        return int(match[1]), int(match[3]), int(match[4])
    if order == "iso":
        raise NotUnderstood(f"The date is {shown(text)}.", "Write year-month-day, such as 2025-04-03.", "date-format")
    for spelling in _MONTH_IN_WORDS:
        if (match := spelling.fullmatch(text)) and (month := month_numbers().get(comparable(match["month"]))):
            return int(match["year"]), month, int(match["day"])
    short = _SHORT_YEAR.fullmatch(text)
    if short and order == "year-first":
        return 2000 + int(short[1]), int(short[3]), int(short[4])
    match = _YEAR_LAST.fullmatch(text) or (short if order else None)
    if match is None:
        more = " The year needs four digits." if short else ""
        raise NotUnderstood(
            f"{shown(text)} is not a date that can be read.{more}",
            "Write year-month-day, such as 2025-04-03.",
            "date-format",
        )
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    year += 2000 if year < 100 else 0
    if order == "day-first" or (order != "month-first" and first > 12):
        return year, second, first
    if order == "month-first" or second > 12:
        return year, first, second
    raise NotUnderstood(
        f"{shown(text)} can be read day first or month first.",
        "Say which with --map 'Date=date:day-first' or --map 'Date=date:month-first', with the column's own name.",
        "ambiguous-date",
    )
