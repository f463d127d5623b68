from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.importing.dates import any_day, clock, moment_of, order_of_dates
from zonewise.problem import NotUnderstood

LATEST = date(2026, 2, 1)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@given(st.dates(date(1900, 1, 1), LATEST))
def test_every_spelling_of_a_day_is_that_day(day: date) -> None:
    """A day is read from each of its spellings, with the order said where it matters."""
    year, month, number = day.year, day.month, day.day

    assert any_day(f"{day}", "", LATEST) == day
    assert any_day(f"{year}/{month}/{number}", "month-first", LATEST) == day
    assert any_day(f"{number}.{month}.{year}", "day-first", LATEST) == day
    assert any_day(f"{month:02}/{number:02}/{year}", "month-first", LATEST) == day
    assert any_day(f"{number}th {MONTHS[month - 1]} {year}", "", LATEST) == day
    assert any_day(f"{MONTHS[month - 1].upper()} {number}, {year}", "", LATEST) == day


@pytest.mark.parametrize("text", ["3rd Smarch 2025", "2025", "", "03/04/25", "1st Janx 2025", "2025-04/03"])
def test_what_is_no_date(text: str) -> None:
    """A text that is no date is refused, with the form that is."""
    with pytest.raises(NotUnderstood, match="not a date") as fault:
        any_day(text, "", LATEST)

    assert fault.value.code == "date-format"


@pytest.mark.parametrize(("text", "day"), [("13/12/2025", date(2025, 12, 13)), ("12/13/2025", date(2025, 12, 13))])
def test_a_thirteenth_is_a_day(text: str, day: date) -> None:
    """A number above twelve cannot be a month, so such a date needs no word about the order."""
    assert any_day(text, "", LATEST) == day


@pytest.mark.parametrize("text", ["12/11/2025", "11/12/2025", "12.12.2025"])
def test_a_twelfth_may_be_a_month(text: str) -> None:
    """Up to twelve both orders are possible, and we do not choose."""
    with pytest.raises(NotUnderstood) as fault:
        any_day(text, "", LATEST)

    assert fault.value.code == "ambiguous-date"


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (("13/04/2025", "03/04/2025"), "day-first"),
        (("04/13/2025", "03/04/2025"), "month-first"),
        (("12/12/2025",), ""),
        (("13/04/2025", "04/13/2025"), ""),
        (("2025-04-03",), "year-first"),
        (("3 Apr 2025",), "year-first"),
    ],
)
def test_an_order_is_inferred_only_when_one_alone_fits(texts: tuple[str, ...], order: str) -> None:
    """Dates show their order when one of them could not be read the other way."""
    assert order_of_dates(texts) == order


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("", None),
        ("21:35", time(21, 35)),
        ("9:35 pm", time(21, 35)),
        ("12:05 AM", time(0, 5)),
        ("12 pm", time(12)),
        ("22h", time(22)),
        ("7 Uhr", time(7)),
        ("00:00:01", time(0, 0, 1)),
        ("23:59:59.5", time(23, 59, 59, 500_000)),
    ],
)
def test_times(text: str, at: time | None) -> None:
    """A time is read with or without seconds and am or pm."""
    assert clock(text) == at


@pytest.mark.parametrize("text", ["24:00", "9", "13:00 pm", "0 am", "12:60", "noon", "12:00:60"])
def test_what_is_no_time(text: str) -> None:
    """A time that no clock shows is refused."""
    with pytest.raises(NotUnderstood):
        clock(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-04-03T21:30", (date(2025, 4, 3), time(21, 30), "")),
        ("2025-04-03 21:30:00+02:00", (date(2025, 4, 3), time(21, 30), "")),
        ("2025-04-03T21:30:00Z", (date(2025, 4, 3), time(21, 30), "UTC")),
        ("2025-04-03", (date(2025, 4, 3), None, "")),
    ],
)
def test_a_stamp_keeps_the_wall_clock(text: str, expected: tuple[date, time | None, str]) -> None:
    """A timestamp gives the day and time as written; only Z names a zone."""
    assert moment_of(text, "", LATEST)[:3] == expected
