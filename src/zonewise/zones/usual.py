"""How far does each day stand from what is usual for this person?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from zonewise.model.entry import BESIDE_DOMAINS, DOMAINS
from zonewise.model.rating_columns import RatingColumns

from .rolling_window import counts, middle_of, spread_of, windows
from .settings import ZoneSettings

if TYPE_CHECKING:
    from numpy import bool_, float64, intp
    from numpy.typing import NDArray

RATED = (*DOMAINS, *BESIDE_DOMAINS)
"""The ratings that have a usual, in the order of every column here; the first six are the domains."""

EXACT_TO = 9
"""Decimals to which a score is kept, so that 1.8 points over 0.9 is 2 and not a hair under it."""


@dataclass(frozen=True, slots=True)
class UsualComparison:
    """Each given rating beside its own usual.

    The columns of (days, 9) are `RATED`; the composite columns are over the six domains. NaN stands where nothing was
    given or the usual is not known.

    Attributes:
        given: (days, 9) Ratings that were given, points.
        usual: (days, 9) The person's usual for each given rating, points.
        spread: (days, 9) Spread of each given rating, points.
        score: (days, 9) Rating above its usual, in spreads.
        baseline_used: (days,) True from the start of the treatment on when a baseline is known for any rating.
        compared_domains: (days,) How many of the six were compared.
        composite: (days,) Mean rating above usual over the compared domains, points.
        composite_spread: (days,) Spread of that mean over the window, for these same domains, points.
        composite_score: (days,) The one over the other, spreads.
    """

    given: "NDArray[float64]"
    usual: "NDArray[float64]"
    spread: "NDArray[float64]"
    score: "NDArray[float64]"
    baseline_used: "NDArray[bool_]"
    compared_domains: "NDArray[intp]"
    composite: "NDArray[float64]"
    composite_spread: "NDArray[float64]"
    composite_score: "NDArray[float64]"


class ByDay(Mapping[str, float]):
    """The usual, or the spread, of each rating that was given on one day and has one, points; looked up when read."""

    __slots__ = ("_day", "_values")

    def __init__(self, values: "NDArray[float64]", day: int) -> None:
        """Take (days, 9) the value of every day, NaN where there is none, and the number of the one day."""
        self._values, self._day = values, day

    def _known(self) -> dict[str, float]:
        row = self._values[self._day].tolist()
        return {name: value for name, value in zip(RATED, row, strict=True) if value == value}

    def __getitem__(self, name: str) -> float:
        return self._known()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known())

    def __len__(self) -> int:
        return len(self._known())

    def __repr__(self) -> str:
        return repr(self._known())


def compare_with_usual(
    ratings: RatingColumns, settings: ZoneSettings, treatment_started: date | None
) -> UsualComparison:
    """Set each given rating beside the usual of its own day; no day sees a later one.

    Usual = the lower of the rolling median of the window and, from the start of the treatment on, the median of the
    baseline. A rolling median alone slowly accepts a lasting relapse. Spread = `spread_per_mad` times the median
    absolute deviation in the window, at least `spread_least`.

    The composite is divided by its own spread, not rating by rating: six ratings averaged swing less than one does. It
    is taken over the same domains as the day's check-in, so a check-in of one domain is measured by what one domain
    swings. `benchmarks/zones.py` compares this with dividing each domain by its own spread.
    """
    import numpy as np

    given = ratings.given[:, : len(RATED)]
    since = len(ratings) if treatment_started is None else (treatment_started - ratings.first).days
    begun = np.arange(len(ratings)) >= since
    baseline = baseline_medians(given, settings, since)
    middle, spread = _rolling(given, settings)
    floor = np.where(begun[:, None], baseline, np.nan)
    usual = np.where(floor < middle, floor, middle)  # NaN, where there is no baseline, is lower than nothing
    count, composite, composite_spread = _together(given, middle, given - usual, settings)
    return UsualComparison(
        given=given,
        usual=usual,
        spread=spread,
        score=np.round((given - usual) / spread, EXACT_TO),
        baseline_used=begun & bool(np.isfinite(baseline).any()),
        compared_domains=count,
        composite=composite,
        composite_spread=composite_spread,
        composite_score=np.round(composite / composite_spread, EXACT_TO),
    )


def baseline_medians(given: "NDArray[float64]", settings: ZoneSettings, since: int) -> "NDArray[float64]":
    """Return (9,) the median of each rating in the days before the treatment; NaN where too few were given.

    Args:
        given: (days, 9) The ratings that were given, points.
        settings: For how many days and ratings.
        since: Number of the first day of the treatment; at or after the last day there is none yet.
    """
    import numpy as np

    before = given[max(since - settings.baseline_days, 0) : max(since, 0)].T
    if since >= len(given) or before.shape[1] == 0:
        return np.full(len(RATED), np.nan)
    seen = np.count_nonzero(before == before, axis=1)
    middle = middle_of(np.where(before == before, before, np.inf), seen)
    return np.where(seen >= settings.baseline_ratings_least, middle, np.nan)


def _rolling(given: "NDArray[float64]", settings: ZoneSettings) -> "tuple[NDArray[float64], NDArray[float64]]":
    """Return (days, 9) the median and the spread of the window of each rating that was given, points.

    Column by column, so that what is sorted stays in the processor's cache.
    """
    import numpy as np

    columns = np.ascontiguousarray(given.T)
    known = columns == columns
    earlier = windows(np.where(known, columns, np.inf), settings, np.inf)
    seen = counts(known, settings)
    judged = known & (seen >= max(1, settings.window_ratings_least))
    middle, spread = np.full(columns.shape, np.nan), np.full(columns.shape, np.nan)
    for column in range(len(columns)):
        rows = np.flatnonzero(judged[column])
        lanes, size = earlier[column, rows], seen[column, rows]
        middle[column, rows] = centre = middle_of(lanes, size)
        spread[column, rows] = spread_of(lanes, centre, size, settings)
    return middle.T, spread.T


def _together(
    given: "NDArray[float64]", middle: "NDArray[float64]", deviation: "NDArray[float64]", settings: ZoneSettings
) -> "tuple[NDArray[intp], NDArray[float64], NDArray[float64]]":
    """Return (days,) how many domains were compared, their mean deviation and the spread of that mean, points.

    Args:
        given: (days, 9) The ratings that were given, points.
        middle: (days, 9) The median of the window of each that is compared, NaN elsewhere.
        deviation: (days, 9) Rating above usual, points.
        settings: For window and spread.
    """
    import numpy as np

    domains = slice(0, len(DOMAINS))
    count = np.count_nonzero(middle[:, domains] == middle[:, domains], axis=1)
    which = np.flatnonzero(count)
    composite, spread = np.full(len(given), np.nan), np.full(len(given), np.nan)
    if which.size:
        composite[which] = np.nanmean(np.ascontiguousarray(deviation[which, domains]), axis=1)
        mean, seen = _mean_residual(given[:, domains].T, middle[:, domains].T, settings)
        lanes, size = mean[which], seen[which]
        spread[which] = spread_of(lanes, middle_of(lanes, size), size, settings)
    return count, composite, spread


def _mean_residual(
    given: "NDArray[float64]", middle: "NDArray[float64]", settings: ZoneSettings
) -> "tuple[NDArray[float64], NDArray[intp]]":
    """Return (days, window) how far the domains compared on a day lay from their medians on each earlier day, points.

    That is their mean over those that were rated then, infinite where none was; the second, (days,), tells how many
    earlier days have one.

    Args:
        given: (6, days) The ratings that were given, points.
        middle: (6, days) The median of each domain that is compared on the day, NaN elsewhere.
        settings: For the window.
    """
    import numpy as np

    known, compared = given == given, middle == middle
    # Days last: one median for all of a row is what takes long.
    ratings = windows(np.where(known, given, 0.0), settings, 0.0).transpose(0, 2, 1)
    there = windows(known, settings, False).transpose(0, 2, 1)
    centre, first = np.where(compared, middle, 0.0), compared.argmax(axis=0)
    leading, total, residual = (np.zeros(ratings.shape[1:]) for _ in range(3))
    size = np.zeros(total.shape, dtype=np.int8)
    for domain in (*range(1, len(given)), 0):
        counted = there[domain] & compared[domain]
        np.copyto(residual, ratings[domain])  # to subtract from a window itself takes twice as long
        residual -= centre[domain]
        residual *= counted
        size += counted
        # The first domain is added last. Another order would change the last digit of what was shown before.
        leads = first == domain
        if domain and leads.any():
            np.copyto(leading, residual, where=leads)
            np.copyto(residual, 0.0, where=leads)
        total += residual
    total += leading
    mean = np.divide(total, size, out=np.full(total.shape, np.inf), where=size > 0)
    return np.ascontiguousarray(mean.T), np.count_nonzero(size, axis=0)
