"""The one writer of days in a sentence."""

from datetime import date


def day_words(day: date, as_of: date | None = None) -> str:
    """Return a day such as "Friday 5 December", with its year where that is not the year of `as_of`."""
    return f"{day:%A} {day.day} {day:%B}{f' {day.year}' if as_of is None or day.year != as_of.year else ''}"
