"""The distance of a day from what is usual for this person: rolling median, spread, baseline, remembered usual."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from zonewise.model.entry import BESIDE_DOMAINS, DOMAINS
from zonewise.model.timeline import RatingColumns

from .settings import ZoneSettings
from .usual_prior import NOTHING_REMEMBERED, ProvisionalUsual, RememberedUsual, provisional_usual

if TYPE_CHECKING:
    from numpy import bool_, float64, intp
    from numpy.typing import NDArray

RATED = (*DOMAINS, *BESIDE_DOMAINS)
"""The ratings that have a usual, in the order of every column here; the first six are the domains."""

EXACT_TO = 9
"""Decimals to which a score is kept, so that 1.8 points over 0.9 is 2 and not a hair under it."""

SCALE_TOP = 10.0
ROUNDED_BY = 0.05
"""Points by which a rating may lie beside its notch: an app that keeps one decimal writes 3.3 for a third."""


@dataclass(frozen=True, slots=True)
class UsualComparison:
    """Each given rating beside its own usual.

    The columns of (days, 9) are `RATED`; the composite columns are over the six domains. NaN stands where nothing was
    given or the usual is not known.
    """

    given: "NDArray[float64]"  # (days, 9) Ratings that were given, points.
    usual: "NDArray[float64]"  # (days, 9) The person's usual for each given rating, points.
    spread: "NDArray[float64]"  # (days, 9) Spread of each given rating, points.
    score: "NDArray[float64]"  # (days, 9) Rating above its usual, in spreads.
    # (days, 10) The usual of all that was entered, taken over or not, `function` last, points.
    entered_usual: "NDArray[float64]"
    entered_spread: "NDArray[float64]"  # (days, 10) Its spread, points.
    # (days,) True from the start of the treatment on when a baseline is known for any rating.
    baseline_used: "NDArray[bool_]"
    compared_domains: "NDArray[intp]"  # (days,) How many of the six were compared.
    composite: "NDArray[float64]"  # (days,) Mean rating above usual over the compared domains, points.
    composite_spread: "NDArray[float64]"  # (days,) Spread of that mean over the window, for these same domains, points.
    composite_score: "NDArray[float64]"  # (days,) The one over the other, spreads.
    provisional: "NDArray[bool_]"  # (days,) Whether a remembered usual counts on the day, with wider bounds.


def compare_with_usual(
    ratings: RatingColumns,
    settings: ZoneSettings,
    treatment_started: date | None,
    remembered: RememberedUsual = NOTHING_REMEMBERED,
) -> UsualComparison:
    """Set each given rating beside the usual of its own day; no day sees a later one.

    On days on which a remembered usual counts it is that one, shifted by what was rated, with its own wider spread.

    Usual = the lower of the rolling median of the window and, from the start of the treatment on, the median of the
    baseline. A rolling median alone slowly accepts a lasting relapse. Spread = `spread_per_mad` times the median
    absolute deviation in the window, at least `spread_least` and at least `spread_per_notch` notches of the scale that
    the ratings show: on 0 to 3 one notch is a third of all there is, and comes on any day.

    The composite is divided by its own spread, not rating by rating: six ratings averaged vary less than one does. It
    is taken over the same domains as the day's check-in, so a check-in of one domain is measured by what one domain
    varies; notches average out as independent ones do. `benchmarks/zones.py` compares this with dividing each domain by
    its own spread.
    """
    import numpy as np

    rated = slice(0, len(RATED))
    given, known = ratings.given[:, rated], ~np.isnan(ratings.given[:, rated])
    since = len(ratings) if treatment_started is None else (treatment_started - ratings.first).days
    begun = np.arange(len(ratings)) >= since
    baseline = baseline_medians(ratings.given, settings, since)
    middle, entered_spread, least = _rolling(ratings, settings)
    provisional = provisional_usual(ratings, remembered, settings) if remembered else None
    floor = np.where(begun[:, None], baseline, np.nan)
    entered_usual = np.where(floor < middle, floor, middle)  # NaN, where there is no baseline, is lower than nothing
    usual, spread = (np.where(known, of[:, rated], np.nan) for of in (entered_usual, entered_spread))
    middle = np.where(known, middle[:, rated], np.nan)
    count, composite, composite_spread = _together(given, middle, given - usual, least, settings)
    compared = UsualComparison(
        given=given,
        usual=usual,
        spread=spread,
        score=np.round((given - usual) / spread, EXACT_TO),
        entered_usual=entered_usual,
        entered_spread=entered_spread,
        baseline_used=begun & bool(np.isfinite(baseline[rated]).any()),
        compared_domains=count,
        composite=composite,
        composite_spread=composite_spread,
        composite_score=np.round(composite / composite_spread, EXACT_TO),
        provisional=np.zeros(len(ratings), dtype=np.bool_),
    )
    return compared if provisional is None else _with_provisional(compared, ratings, provisional, floor)


def _with_provisional(
    compared: UsualComparison, ratings: RatingColumns, provisional: ProvisionalUsual, floor: "NDArray[float64]"
) -> UsualComparison:
    """Return the comparison with the days on which a remembered usual counts set beside that one.

    Args:
        compared: The comparison with the measured usual.
        provisional: The remembered usual of these days.
        floor: (days, 10) The baseline of each rating, points, NaN where there is none.
    """
    import numpy as np

    rated, domains, stands = slice(0, len(RATED)), slice(0, len(DOMAINS)), provisional.stands
    known = ~np.isnan(ratings.entered)
    remembered = np.where(floor < provisional.usual, floor, provisional.usual)
    usual = np.where(stands[:, None], np.where(known, remembered, np.nan), compared.entered_usual)
    spread = np.where(stands[:, None], np.where(known, provisional.spread, np.nan), compared.entered_spread)
    given = ~np.isnan(compared.given)
    usual_given, spread_given = (np.where(given, of[:, rated], np.nan) for of in (usual, spread))
    deviation = np.where(given, compared.given - usual_given, np.nan)[:, domains]
    count = np.where(stands, np.count_nonzero(deviation == deviation, axis=1), compared.compared_domains)
    total = np.nansum(deviation, axis=1)
    mean = np.divide(total, count, out=np.full(len(total), np.nan), where=count > 0)
    composite = np.where(stands, mean, compared.composite)
    together = provisional.together[np.arange(len(count)), count]
    composite_spread = np.where(stands, together, compared.composite_spread)
    return replace(
        compared,
        usual=usual_given,
        spread=spread_given,
        score=np.round((compared.given - usual_given) / spread_given, EXACT_TO),
        entered_usual=usual,
        entered_spread=spread,
        compared_domains=count,
        composite=composite,
        composite_spread=composite_spread,
        composite_score=np.round(composite / composite_spread, EXACT_TO),
        provisional=stands,
    )


def baseline_medians(given: "NDArray[float64]", settings: ZoneSettings, since: int) -> "NDArray[float64]":
    """Return (10,) the median of each rating in the days before the treatment; NaN where too few were given.

    Args:
        given: (days, 10) The ratings that were given, points.
        settings: For how many days and ratings.
        since: Number of the first day of the treatment; at or after the last day there is none yet.
    """
    import numpy as np

    before = given[max(since - settings.baseline_days, 0) : max(since, 0)].T
    if since >= len(given) or before.shape[1] == 0:
        return np.full(given.shape[1], np.nan)
    count = np.count_nonzero(before == before, axis=1)
    middle = middle_of(np.where(before == before, before, np.inf), count)
    return np.where(count >= settings.baseline_ratings_least, middle, np.nan)


def _rolling(
    ratings: RatingColumns, settings: ZoneSettings
) -> "tuple[NDArray[float64], NDArray[float64], NDArray[float64]]":
    """Return (days, 10) median, spread and least spread of the window of each rating that was entered, points."""
    import numpy as np

    given, columns = ratings.given, ratings.entered.T
    earlier = windows(np.nan_to_num(given.T, nan=np.inf), settings, np.inf)
    count = np.count_nonzero(np.isfinite(earlier), axis=-1)
    compared = (columns == columns) & (count >= max(1, settings.window_ratings_least))
    lanes, size = earlier[compared], count[compared]
    middle, spread, least = (np.full(columns.shape, np.nan) for _ in range(3))
    middle[compared] = centre = middle_of(lanes, size)
    varies = lanes[:, 0] != lanes[np.arange(len(lanes)), size - 1]
    least[compared] = np.where(varies, settings.spread_per_notch * notches(given, settings).T[compared], 0.0)
    spread[compared] = np.maximum(least[compared], spread_of(lanes, centre, size, settings))
    return middle.T, spread.T, least.T


def notches(given: "NDArray[float64]", settings: ZoneSettings) -> "NDArray[float64]":
    """Return (days, columns) the step of the coarsest scale that holds a rating's window and the rating itself, points.

    A scale has equal steps from 0 to 10. Where only a scale holds them that is too fine to bear on a spread it is 0.
    From none to worst are `scale_notches_least` steps at least, so that this can always call Yellow alone. Today's
    rating can show that a scale is finer, never that it is coarser.
    """
    import numpy as np

    number = np.arange(len(given))
    begin = np.maximum(0, number - settings.window_from_days)
    end = np.maximum(0, number - settings.window_to_days + 1)
    step = np.zeros(given.shape)
    finest = int(SCALE_TOP * settings.spread_per_notch / settings.spread_least)
    for count in range(finest, settings.scale_notches_least - 1, -1):
        size = SCALE_TOP / count
        beside = np.abs(given - np.rint(given / size) * size) > ROUNDED_BY
        so_far = np.concatenate((np.zeros((1, given.shape[1]), np.intp), np.cumsum(beside, axis=0)))
        step[(so_far[begin] == so_far[end]) & ~beside] = size
    return step


def _together(
    given: "NDArray[float64]",
    middle: "NDArray[float64]",
    deviation: "NDArray[float64]",
    least: "NDArray[float64]",
    settings: ZoneSettings,
) -> "tuple[NDArray[intp], NDArray[float64], NDArray[float64]]":
    """Return (days,) how many domains were compared, their mean deviation and the spread of that mean, points.

    Args:
        given: (days, 9) The ratings that were given, points.
        middle: (days, 9) The median of the window of each that is compared, NaN elsewhere.
        deviation: (days, 9) Rating above usual, points.
        least: (days, 10) The least spread that its scale leaves to each, points.
    """
    import numpy as np

    domains = slice(0, len(DOMAINS))
    count = np.count_nonzero(middle[:, domains] == middle[:, domains], axis=1)
    which = np.flatnonzero(count)
    composite, spread = np.full(len(given), np.nan), np.full(len(given), np.nan)
    if which.size:
        composite[which] = np.nanmean(np.ascontiguousarray(deviation[which, domains]), axis=1)
        mean, days_known = _mean_residual(given[:, domains].T, middle[:, domains].T, settings)
        lanes, size = mean[which], days_known[which]
        notched = np.where(middle[:, domains] == middle[:, domains], least[:, domains], 0.0)[which]
        coarse = np.sqrt((notched**2).sum(axis=1)) / count[which]
        spread[which] = np.maximum(coarse, spread_of(lanes, middle_of(lanes, size), size, settings))
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
    """
    import numpy as np

    compared = middle == middle
    residual = windows(given, settings, np.nan) - middle[:, :, None]
    counted = residual == residual
    residual = np.where(counted, residual, 0.0)
    size = np.count_nonzero(counted, axis=0)
    # The first domain is added last. Another order would change the last digit of what was shown before.
    first = compared.argmax(axis=0)[None, :, None]
    leading = np.take_along_axis(residual, first, axis=0)[0]
    np.put_along_axis(residual, first, 0.0, axis=0)
    total = residual.sum(axis=0) + leading
    mean = np.divide(total, size, out=np.full(total.shape, np.inf), where=size > 0)
    return mean, np.count_nonzero(size, axis=1)


def windows(columns: "NDArray[float64]", settings: ZoneSettings, missing: float) -> "NDArray[float64]":
    """Return a (columns, days, window) view: for each day the values from `window_from_days` to `window_to_days` ago.

    Args:
        columns: (columns, days) One value a day.
        missing: What stands for the days before the first.
    """
    import numpy as np

    length = settings.window_from_days - settings.window_to_days + 1
    ahead = np.full((len(columns), settings.window_from_days), missing)
    padded = np.concatenate((ahead, columns), axis=1)[:, : columns.shape[1] + length - 1]
    return np.lib.stride_tricks.sliding_window_view(padded, length, axis=1)


def middle_of(lanes: "NDArray[float64]", count: "NDArray[intp]") -> "NDArray[float64]":
    """Return (lanes,) the median of each row that holds `count` values, at least one. Sorts the rows where they are.

    A missing value is infinite here: it sorts behind all others, and a difference to it stays infinite.
    """
    import numpy as np

    lanes.sort(axis=-1)
    begin, flat = np.arange(len(lanes)) * lanes.shape[1], lanes.reshape(-1)
    return np.asarray((flat[begin + (count - 1) // 2] + flat[begin + count // 2]) / 2)


def spread_of(
    lanes: "NDArray[float64]", middle: "NDArray[float64]", count: "NDArray[intp]", settings: ZoneSettings
) -> "NDArray[float64]":
    """Return (lanes,) the spread of each row around its median. Changes the rows."""
    import numpy as np

    np.subtract(lanes, middle[:, None], out=lanes)
    np.abs(lanes, out=lanes)
    return np.maximum(settings.spread_least, settings.spread_per_mad * middle_of(lanes, count))
