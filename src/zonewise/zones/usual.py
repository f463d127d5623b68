"""How far does each day stand from what is usual for this person?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from zonewise.diary.entry import BESIDE_DOMAINS, DOMAINS
from zonewise.diary.timeline import Day

from .settings import ZoneSettings

if TYPE_CHECKING:
    from numpy import bool_, float64, intp
    from numpy.typing import NDArray

RATED = (*DOMAINS, *BESIDE_DOMAINS)
"""The ratings that have a usual, in the order of every column here; the first six are the domains."""

EXACT_TO = 9
"""Decimals to which a score is kept, so that 1.8 points over 0.9 is 2 and not a hair under it."""


@dataclass(frozen=True, slots=True)
class Compared:
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


def given_ratings(days: Sequence[Day]) -> "NDArray[float64]":
    """Return (days, 9) the ratings that were given; those taken over by "same as usual" stay out.

    Raises:
        ValueError: The days do not follow each other one by one.
    """
    import numpy as np

    for before, after in pairwise(days):
        if (after.day - before.day).days != 1:
            raise ValueError(f"{after.day} follows {before.day}; the timeline must hold every day, one by one")
    nan = float("nan")
    rows = [[ratings.get(name, nan) for name in RATED] for ratings in (day.ratings for day in days)]
    return np.array(rows, dtype=np.float64).reshape(len(days), len(RATED))


def compare(days: Sequence[Day], settings: ZoneSettings, treatment_started: date | None) -> Compared:
    """Set each given rating beside the usual of its own day; no day sees a later one.

    Usual = the lower of the rolling median of the window and, from the start of the treatment on, the median of the
    baseline. A rolling median alone slowly accepts a lasting relapse. Spread = `spread_per_mad` times the median
    absolute deviation in the window, at least `spread_least`.

    The composite is divided by its own spread, not rating by rating: six ratings averaged swing less than one does. It
    is taken over the same domains as the day's check-in, so a check-in of one domain is measured by what one domain
    swings. `benchmarks/zones.py` compares this with dividing each domain by its own spread.
    """
    import numpy as np

    given = given_ratings(days)
    shape = given.shape
    usual, spread = np.full(shape, np.nan), np.full(shape, np.nan)
    baseline = baseline_medians(days, given, settings, treatment_started)
    begun = np.array([treatment_started is not None and day.day >= treatment_started for day in days], dtype=np.bool_)
    floor = np.where(begun.reshape(-1, 1), baseline, np.nan)

    # One cell for each given rating, by day then name; each has its own window as a row.
    row, column = np.nonzero(~np.isnan(given))
    earlier = windows(given, settings)[row, column]
    middle, seen = median_of(earlier)
    middle[seen < settings.window_ratings_least] = np.nan
    residual = earlier - middle[:, None]
    lower = floor[row, column]  # NaN, where there is none, is lower than nothing
    usual[row, column] = np.where(lower < middle, lower, middle)
    spread[row, column] = _spread(residual, seen, settings)  # the residual's own median is 0

    domain = (column < len(DOMAINS)) & ~np.isnan(middle)
    count, composite, composite_spread = _together(row[domain], given - usual, residual[domain], settings)
    return Compared(
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


def _together(
    row: "NDArray[intp]", deviation: "NDArray[float64]", residual: "NDArray[float64]", settings: ZoneSettings
) -> "tuple[NDArray[intp], NDArray[float64], NDArray[float64]]":
    """Return (days,) how many domains were compared, their mean deviation and the spread of that mean, points.

    Args:
        row: (cells,) The day of each compared domain, rising.
        deviation: (days, 9) Rating above usual, points.
        residual: (cells, window) The earlier ratings of each compared domain, from their median, points.
        settings: For the spread.
    """
    import numpy as np

    count = np.zeros(len(deviation), dtype=np.intp)
    composite, spread = np.full(len(deviation), np.nan), np.full(len(deviation), np.nan)
    if row.size:
        which, start, size = np.unique(row, return_index=True, return_counts=True)
        count[which] = size
        composite[which] = np.nanmean(deviation[which, : len(DOMAINS)], axis=1)
        together = _mean_by_group(residual, start)
        centre, seen = median_of(together)
        spread[which] = _spread(together - centre[:, None], seen, settings)
    return count, composite, spread


def usual_by_day(compared: Compared) -> list[Mapping[str, float]]:
    """Return for each day the usual of each rating that was given and has one, points."""
    import numpy as np

    known = np.count_nonzero(~np.isnan(compared.usual), axis=1).tolist()
    return [
        MappingProxyType(
            dict(zip(RATED, row, strict=True))
            if count == len(RATED)
            else {name: usual for name, usual in zip(RATED, row, strict=True) if count and usual == usual}
        )
        for count, row in zip(known, compared.usual.tolist(), strict=True)
    ]


def baseline_medians(
    days: Sequence[Day], given: "NDArray[float64]", settings: ZoneSettings, treatment_started: date | None
) -> "NDArray[float64]":
    """Return (9,) the median of each rating in the days before the treatment; NaN where too few were given."""
    import numpy as np

    if treatment_started is None or not days:
        return np.full(len(RATED), np.nan)
    start = min(max((treatment_started - days[0].day).days, 0), len(days))
    before = given[max(start - settings.baseline_days, 0) : start].T.copy()
    if before.shape[1] == 0:
        return np.full(len(RATED), np.nan)
    middle, seen = median_of(before)
    return np.where(seen >= settings.baseline_ratings_least, middle, np.nan)


def windows(given: "NDArray[float64]", settings: ZoneSettings) -> "NDArray[float64]":
    """Return a (days, 9, window) view: for each day the ratings from `window_from_days` to `window_to_days` ago."""
    import numpy as np

    length = settings.window_from_days - settings.window_to_days + 1
    ahead = np.full((settings.window_from_days, given.shape[1]), np.nan)
    padded = np.concatenate((ahead, given))[: given.shape[0] + length - 1]
    return np.lib.stride_tricks.sliding_window_view(padded, length, axis=0)


def median_of(lanes: "NDArray[float64]") -> "tuple[NDArray[float64], NDArray[intp]]":
    """Return (lanes,) the median of each row without its NaN, NaN for an empty row, and how many values it has."""
    seen = _count(lanes)
    return _middle(lanes.copy(), seen), seen


def _count(lanes: "NDArray[float64]") -> "NDArray[intp]":
    import numpy as np

    seen: NDArray[intp] = np.count_nonzero(lanes == lanes, axis=-1)
    return seen


def _middle(lanes: "NDArray[float64]", seen: "NDArray[intp]") -> "NDArray[float64]":
    """Return (lanes,) the median of each row of `seen` values and NaN. Orders the rows where they are."""
    import numpy as np

    lanes.sort(axis=-1)  # NaN goes to the end
    each = np.arange(lanes.shape[0])
    middle: NDArray[float64] = (lanes[each, (seen - 1) // 2] + lanes[each, seen // 2]) / 2
    return middle


def _spread(residual: "NDArray[float64]", seen: "NDArray[intp]", settings: ZoneSettings) -> "NDArray[float64]":
    """Return (lanes,) the spread of residuals (lanes, window) that are already taken from their median."""
    import numpy as np

    return np.maximum(settings.spread_least, settings.spread_per_mad * _middle(np.abs(residual), seen))


def _mean_by_group(residual: "NDArray[float64]", start: "NDArray[intp]") -> "NDArray[float64]":
    """Return (groups, window) the mean over the rows of each group, over what was given; NaN where nothing was."""
    import numpy as np

    given = residual == residual
    total = np.add.reduceat(np.where(given, residual, 0.0), start, axis=0)
    count = np.add.reduceat(given, start, axis=0, dtype=np.int8)
    with np.errstate(invalid="ignore"):  # nothing over nothing is NaN
        return total / count
