"""A year in which nobody took low-dose naltrexone is asked about, not written down."""

import pytest


@pytest.mark.parametrize("day", ["1926-11-22", "1979-12-31"])
def test_a_slip_in_the_year_is_asked_about(lived, day):
    """A check-in of a hundred years ago is not stored; the page says which day that is and asks for the year."""
    before = lived.entries

    answer = lived.check_in(rating__pain="4", day=day)

    assert answer.status_code == 422
    assert "Is the year right?" in answer.text
    assert lived.entries == before


def test_a_day_long_ago_that_can_be_is_taken(lived):
    """A day of thirty years ago is written down."""
    assert lived.check_in(rating__pain="4", day="1996-11-22").status_code == 303
