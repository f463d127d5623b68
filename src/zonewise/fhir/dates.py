"""Dates as FHIR writes them: a year, a month, a day or an instant."""

import re
from calendar import monthrange
from datetime import date
from typing import Any

from .resources import Resource, part_of

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T.*)?)?)?")


def earliest_day(text: Any) -> date | None:
    """Return the first day that a date can mean; None for what is no date."""
    return _day(text, at_end=False)


def latest_day(text: Any) -> date | None:
    """Return the last day that a date can mean: the end of its year or month where it says no more."""
    return _day(text, at_end=True)


def _day(text: Any, *, at_end: bool) -> date | None:
    match = _DATE.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        month = month or (12 if at_end else 1)
        return date(year, month, day or (monthrange(year, month)[1] if at_end else 1))
    except ValueError:
        return None


def first_day_of(resource: Resource, *paths: str) -> date | None:
    """Return the first day that stands under any of these dotted paths."""
    days = (earliest_day(part_of(resource, *path.split("."))) for path in paths)
    return next((day for day in days if day is not None), None)


def last_day_of(resource: Resource, *paths: str) -> date | None:
    """Return the last day that the first of these dotted paths with a date can mean."""
    days = (latest_day(part_of(resource, *path.split("."))) for path in paths)
    return next((day for day in days if day is not None), None)
