from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zonewise.report.month_calendar import MOST_MONTHS, months

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(days, st.lists(st.integers(0, 89), max_size=5))
def test_each_day_stands_once_under_its_weekday(today: date, later: list[int]) -> None:
    """From the month of today to that of the last mark every day is there once, in rows from Monday to Sunday."""
    marks = {today + timedelta(days=number): ["mark"] for number in later}
    calendar = months(marks, today)
    shown = [day for month in calendar for week in month.weeks for day in week if day is not None]

    first = today.replace(day=1)
    assert shown == [first + timedelta(days=number) for number in range(len(shown))]
    assert shown[-1] >= max(marks, default=today)
    for month in calendar:
        for week in month.weeks:
            assert [day.weekday() for day in week if day] == [place for place, day in enumerate(week) if day]


def test_far_marks_do_not_make_a_year_of_months() -> None:
    """At most so many months are shown."""
    assert len(months({date(2027, 6, 1): ["far"]}, date(2026, 1, 1))) == MOST_MONTHS
