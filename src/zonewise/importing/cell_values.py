"""The values that the cells of a file spell: days, times, numbers, doses in milligrams and ratings from 0 to 10."""

import re
from calendar import monthrange
from contextlib import suppress
from datetime import date, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from zonewise.model.amounts import UNIT_WORDS, is_dose_unit, measure_of, parse_mg, plain, stated_mg_per_ml
from zonewise.model.personal_cache import personal_cache
from zonewise.problem import NotUnderstood, did_you_mean, shown

DateOrder = Literal["", "year-first", "day-first", "month-first"]
DATE_ORDERS: tuple[DateOrder, ...] = ("year-first", "day-first", "month-first")
EARLIEST = date(1900, 1, 1)

Direction = Literal["worse", "better"]

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTH_NUMBERS = {"sept": 9} | {
    spelling.casefold(): number for number, name in enumerate(_MONTHS, 1) for spelling in (name, name[:3])
}
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_MONTH_IN_WORDS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?\.?[ -](?P<month>[a-z]+)\.?,?[ -](?P<year>[0-9]{4})",
        r"(?P<month>[a-z]+)\.? (?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,? (?P<year>[0-9]{4})",
    )
)
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}")
_CLOCK = re.compile(r"([0-9]{1,2})(?::([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6}))?)?)? ?([ap]m)?", re.IGNORECASE)
_STAMP = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9:.]+(?: ?[ap]m)?) ?(Z|[+-][0-9]{2}:?[0-9]{2})?", re.IGNORECASE
)

_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,20}(?:[.,][0-9]{0,20})?|[.,][0-9]{1,20})")
_HUNDREDTH = Decimal("0.01")


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
    text = text.strip()
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
    if date(year, month, day) > latest:
        raise NotUnderstood(
            f"{shown(text)} is after {latest}.", "A diary holds days that have been; correct the date.", "date-to-come"
        )
    return date(year, month, day)


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


@personal_cache(2048)
def clock(text: str) -> time | None:
    """Return a time of day such as 21:35, 8:30 pm or 21:35:10, or None for an empty text.

    Raises:
        NotUnderstood: Anything else, such as 25:00.
    """
    digits = text.strip()
    if not digits:
        return None
    match = _CLOCK.fullmatch(digits)
    if match and (match[2] or match[5]):
        hour, half = int(match[1]), (match[5] or "").lower()
        if half:  # 13 pm is no time
            hour = hour % 12 + 12 * (half == "pm") if 1 <= hour <= 12 else 24
        with suppress(ValueError):
            return time(hour, int(match[2] or 0), int(match[3] or 0), int((match[4] or "0").ljust(6, "0")))
    raise NotUnderstood(
        f"The time is {shown(digits)}.", "Write hours and minutes, such as 21:35 or 9:35 pm, or leave it empty.", "time"
    )


def order_of_dates(texts: tuple[str, ...]) -> DateOrder:
    """Return the one order in which all these dates can be read, or "" when they leave it open.

    It is "year-first" when none of them ends with the year, in digits.
    """
    matches = [match for text in texts if (match := _YEAR_LAST.fullmatch(text.strip()))]
    if not matches:
        return "year-first"
    first, second = (max(int(match[group]) for match in matches) for group in (1, 3))
    if first > 12 >= second:
        return "day-first"
    return "month-first" if second > 12 >= first else ""


def looks_like_day(text: str) -> bool:
    """Say whether a text has the shape of a date, whatever its order."""
    return any(shape.fullmatch(text.strip()) for shape in (_YEAR_FIRST, _YEAR_LAST, *_MONTH_IN_WORDS, _STAMP))


def is_number(text: str) -> bool:
    """Say whether a text is a plain decimal number, point or comma."""
    return _NUMBER.fullmatch(text) is not None


def number(text: str, what: str) -> Decimal:
    """Return the number in a text; a decimal comma counts as a point.

    Raises:
        NotUnderstood: Empty, words, NaN, infinity, an exponent or a separator of thousands.
    """
    digits = text.strip()
    if not is_number(digits):
        fault = f"{what} is {shown(digits)}, not a plain number." if digits else f"{what} has no number."
        raise NotUnderstood(fault, "Write digits with one decimal point or comma, such as 3.5.", "not-a-number")
    value = Decimal(digits.replace(",", "."))
    return abs(value) if value == 0 else value


def number_text(value: Decimal) -> str:
    """Return a number as an entry keeps it: a decimal point, the digits that were written, no exponent."""
    return format(value, "f")


def to_rating(value: Decimal, low: Decimal, high: Decimal, higher_is: Direction) -> str:
    """Return a value of a scale as a rating, 0 none to 10 worst, at most two decimals.

    Args:
        value: On the scale, low <= value <= high.
        low: Lower end of the other scale.
        high: Upper end of the other scale, above `low`.
        higher_is: Whether the upper end is the worse or the better one.
    """
    distance = value - low if higher_is == "worse" else high - value
    return plain((distance * 10 / (high - low)).quantize(_HUNDREDTH, rounding=ROUND_HALF_UP))


def dose_mg(value: str, unit: str, mg_per_ml: Decimal | None, what: str = "The dose") -> Decimal:
    """Return the milligrams of a dose as a file states it.

    A file always names the unit: where a person says "1.5" of a plan in milligrams, a column of 1.5 may be anything.

    Args:
        value: 0 or more, in `unit`.
        unit: mg, mcg or a spelling of it, mL, or "mL of 1 mg/mL"; case does not matter.
        mg_per_ml: Strength of the liquid, for a plain mL; None when nobody said.
        what: The dose or the name of its column, for messages.

    Raises:
        NotUnderstood: No number, below 0, no unit, a unit we do not know, mL of an unknown strength, or a number that
            can be read in two ways.
    """
    amount = number(value, what)
    if amount < 0:
        raise NotUnderstood(
            f"The dose is {plain(amount)}.", "A dose is 0 (deliberately not taken) or more.", "negative-dose"
        )
    if not unit.strip():
        raise NotUnderstood(
            "The dose has no unit.",
            "Write mg, mcg or mL as its unit, or map the tracker as 'LDN=dose:mg'.",
            "dose-unit",
        )
    if not is_dose_unit(unit):
        advice = "A dose is in mg, mcg or mL; for drops, capsules or grams work out the mg."
        raise NotUnderstood(
            f"The dose has the unit {shown(unit)}.", f"{did_you_mean(unit, UNIT_WORDS)}{advice}", "dose-unit"
        )
    written = f"{value.strip()} {unit}"
    stated = stated_mg_per_ml(written)
    if (measure_of(unit) == "mL" and not mg_per_ml) or stated == 0:
        raise NotUnderstood(
            f"The dose is {plain(amount)} mL of a liquid whose strength is not known.",
            "Give the strength on the bottle in mg per mL, or write the unit as 'mL of 1 mg/mL'.",
            "dose-concentration",
        )
    return parse_mg(written, mg_per_ml)


def _year_month_day(text: str, order: str) -> tuple[int, int, int]:
    if match := _YEAR_FIRST.fullmatch(text):
        return int(match[1]), int(match[3]), int(match[4])
    if order == "iso":
        raise NotUnderstood(f"The date is {shown(text)}.", "Write year-month-day, such as 2025-04-03.", "date-format")
    for spelling in _MONTH_IN_WORDS:
        if (match := spelling.fullmatch(text)) and (month := _MONTH_NUMBERS.get(match["month"].casefold())):
            return int(match["year"]), month, int(match["day"])
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
