"""The ratings of consecutive days side by side, one column for each rating."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from .entry import RATINGS

if TYPE_CHECKING:
    from numpy import bool_, float64
    from numpy.typing import NDArray

COLUMN = {name: number for number, name in enumerate(RATINGS)}


@dataclass(frozen=True, slots=True, eq=False)
class RatingColumns:
    """The ratings of consecutive days, one column for each of `RATINGS`.

    Attributes:
        first: The first day.
        given: (days, 10) Ratings that were given, points; NaN where none was.
        as_usual: (days, 10) Ratings taken over by "same as usual", points; NaN where none was.
    """

    first: date
    given: "NDArray[float64]"
    as_usual: "NDArray[float64]"

    def __len__(self) -> int:
        """Return the number of days."""
        return len(self.given)

    @property
    def taken_over(self) -> "NDArray[bool_]":
        """(days, 10) Where a rating was taken over."""
        import numpy as np

        return ~np.isnan(self.as_usual)

    @property
    def entered(self) -> "NDArray[float64]":
        """(days, 10) What was entered, given or taken over, points; NaN where nothing was."""
        import numpy as np

        return np.where(np.isnan(self.given), self.as_usual, self.given)


def average(values: Sequence[float]) -> float:
    """Return what counts when one thing was rated several times on a day."""
    return sum(values) / len(values)


def to_columns(places: Sequence[int], ratings: Sequence[float], days: int) -> "NDArray[float64]":
    """Return (days, 10) ratings, points, several in one place averaged; NaN where there is none.

    Args:
        places: Place of each rating: day by day, in the order of `RATINGS`.
        ratings: The ratings, points.
        days: How many days there are.
    """
    import numpy as np

    size = days * len(RATINGS)
    total = np.bincount(np.array(places, np.intp), ratings, minlength=size)
    with np.errstate(invalid="ignore"):  # nothing over none is NaN, as it should be
        return (total / np.bincount(np.array(places, np.intp), minlength=size)).reshape(days, len(RATINGS))
