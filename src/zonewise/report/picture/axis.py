"""Where does a day stand on a time axis, and which days are named?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .drawing import Drawing

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LEAST_ROOM = 34
"""Units between two names, so that they do not run into each other."""
FEW_DAYS = 45
"""Up to so many days weeks are named, above months."""


@dataclass(frozen=True, slots=True)
class DayAxis:
    """Days from `first` to `last`, both shown whole, between `left` and `right`."""

    first: date
    last: date
    left: float
    right: float

    @property
    def day_width(self) -> float:
        """Units of one day."""
        return (self.right - self.left) / ((self.last - self.first).days + 1)

    def at(self, day: date) -> float:
        """Return where a day begins; a day outside stands at the nearer end."""
        inside = min(max(day, self.first), self.last + timedelta(days=1))
        return self.left + (inside - self.first).days * self.day_width

    def middle(self, day: date) -> float:
        """Return the middle of a day."""
        return self.at(day) + self.day_width / 2

    def names(self) -> Iterator[tuple[float, str]]:
        """Yield where names stand: first days of months, or each seventh day of a short stretch."""
        short = (self.last - self.first).days < FEW_DAYS
        last = float("-inf")
        for number in range((self.last - self.first).days + 1):
            day = self.first + timedelta(days=number)
            if number % 7 if short else day.day != 1:
                continue
            x = self.at(day)
            if x - last >= LEAST_ROOM and x <= self.right - LEAST_ROOM / 2:
                yield x, f"{day.day} {MONTHS[day.month - 1]}" if short else MONTHS[day.month - 1]
                last = x

    def draw(self, drawing: Drawing, y: float) -> None:
        """Draw the axis with its names under `y`."""
        drawing.add("line", "axis", x1=self.left, y1=y, x2=self.right, y2=y)
        for x, name in self.names():
            drawing.add("line", "axis", x1=x, y1=y, x2=x, y2=y + 4)
            drawing.text(x, y + 15, name)
