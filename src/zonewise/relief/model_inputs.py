"""The days and series that the estimate can rest on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zonewise.model.entry import DOMAINS

from .arrays import Bools, Floats, Places
from .relief_estimate import MonthBefore
from .settings import ReliefSettings


@dataclass(frozen=True, slots=True)
class ModelInputs:
    """Ratings and doses of the days that count."""

    first: int  # Day of the diary, from 0, with which these days begin.
    ratings: Floats  # (days, domains) Points, NaN missing; to the last day with a rating.
    dose_mg: Floats  # (days,) Doses, mg; an unlogged one is taken to be the last one known.
    baseline: int  # Days before the treatment, from 0.
    names: tuple[str, ...]  # (domains,) Their names.
    level: Floats  # (domains,) Mean of the baseline ratings, points; 0 where there are none.
    baseline_span: Places  # (domains,) Days from the first rating to the treatment.
    baseline_rated: Places  # (domains,) Baseline days with a rating.
    taking_rated: Places  # (domains,) Days with a rating since.
    usable: Bools  # (domains,) Relief can be worked out.
    of_composite: Bools  # (domains,) The domain belongs to the composite.
    taking_days: int  # Days of taking it, to the last rating; a dose left out for a day or two does not end it.
    taking_days_so_far: int  # The same to the last day entered, rated or not.
    days_since_dose: int  # Days from the last dose to the last day that counts.
    unlogged_days: int  # Days since the start without a word about the dose.
    covariates: Floats  # (days, covariates) Other things that may move symptoms, scaled to an effect of about a point.
    month_before: MonthBefore | None = None  # How the person says the month before the first dose was.


def prepare_inputs(
    ratings: Floats,
    dose_mg: Floats,
    names: Sequence[str],
    start: int | None,
    settings: ReliefSettings,
    covariates: Floats | None = None,
    month_before: MonthBefore | None = None,
) -> ModelInputs:
    """Return the days that count. Days after the last rating say nothing and are left out.

    Args:
        ratings: (days, domains) Points, NaN missing.
        dose_mg: (days,) Doses, mg; NaN unlogged.
        start: Day of the first dose, counted from 0; negative when it lies before the first entry. None: the first day
            with a dose.
        covariates: (days, covariates) Other things that may move symptoms, or None.
        month_before: How the person says the month before the first dose was, or None.
    """
    so_far = _taking_days(carried_on(dose_mg, start), settings)
    counted = _days_that_count(ratings, dose_mg, start, settings)
    beside = np.zeros((len(ratings), 0)) if covariates is None else np.nan_to_num(covariates)
    ratings, dose_mg, beside = ratings[counted], dose_mg[counted], beside[counted]
    start = None if start is None else start - counted.start
    unlogged = np.isnan(dose_mg)
    dose_mg = carried_on(dose_mg, start)
    taken = np.flatnonzero(dose_mg > 0)
    begun = min(int(taken[0]) if taken.size else len(dose_mg), len(dose_mg) if start is None else start)
    baseline = max(0, begun)
    present = ~np.isnan(ratings)
    before, since = present[:baseline].sum(axis=0), present[baseline:].sum(axis=0)
    level = np.where(present[:baseline], ratings[:baseline], 0.0).sum(axis=0) / np.maximum(before, 1)
    span = np.where(before > 0, baseline - present[:baseline].argmax(axis=0), 0) if baseline else np.zeros_like(before)
    usable = (
        (span >= settings.baseline_days_least)
        & (before >= settings.baseline_ratings_least)
        & (since >= settings.ratings_taking_least)
    )
    usable &= (level >= settings.baseline_level_least) & bool(taken.size)
    listed = np.array([name in DOMAINS for name in names], dtype=np.bool_)
    return ModelInputs(
        first=counted.start,
        ratings=ratings,
        dose_mg=dose_mg,
        baseline=baseline,
        names=tuple(names),
        level=level,
        baseline_span=span,
        baseline_rated=before,
        taking_rated=since,
        usable=usable,
        of_composite=listed if listed.any() else np.ones(len(names), dtype=np.bool_),
        taking_days=_taking_days(dose_mg, settings),
        taking_days_so_far=so_far,
        days_since_dose=dose_mg.size - 1 - int(taken[-1]) if taken.size else 0,
        unlogged_days=int(unlogged[baseline:].sum()),
        covariates=beside,
        month_before=month_before,
    )


def _days_that_count(ratings: Floats, dose_mg: Floats, start: int | None, settings: ReliefSettings) -> slice:
    rated = np.flatnonzero((~np.isnan(ratings)).any(axis=1))
    until = int(rated[-1]) + 1 if rated.size else 0
    taken = np.flatnonzero(dose_mg > 0)
    begun = int(taken[0]) if taken.size else until
    first = max(0, min(begun if start is None else start, begun, until) - settings.baseline_days_most)
    return slice(first, until)


def _taking_days(dose_mg: Floats, settings: ReliefSettings) -> int:
    """Return the days from the first dose to the last that lie in no longer gap."""
    taken = np.flatnonzero(dose_mg > 0)
    if not taken.size:
        return 0
    between = np.diff(taken) - 1
    return int(taken[-1] - taken[0] + 1 - between[between >= settings.gap_days_least].sum())


def carried_on(dose_mg: Floats, start: int | None) -> Floats:
    """Fill unlogged days with the last known dose; unknown is not untaken. Before the first word there was none.

    Where the treatment began before the first word about it, the first known dose stands for the days between.
    """
    known = np.flatnonzero(~np.isnan(dose_mg))
    if not known.size:
        return np.zeros(dose_mg.size)
    last = np.maximum.accumulate(np.where(np.isnan(dose_mg), -1, np.arange(dose_mg.size)))
    filled = np.where(last >= 0, dose_mg[np.maximum(last, 0)], 0.0)
    if start is not None and start < known[0]:
        filled[max(0, start) : known[0]] = dose_mg[known[0]]
    return filled


def composite_series(
    ratings: Floats, level: Floats, members: Bools, weight: Floats | None = None
) -> tuple[Floats, float]:
    """Return (days,) the composite in points, NaN where nothing is rated, and its baseline.

    A day's composite is the sum of what was rated over the sum of those domains' baselines, times the mean baseline:
    with every domain rated it is their mean, and a partial check-in does not shift it.

    Args:
        ratings: (days, domains) Points, NaN missing.
        level: (domains,) Baselines, points, > 0 for members.
        members: (domains,) Domains that belong to it; at least one.
        weight: (domains,) How much a point in each counts, > 0 for members; None for all alike.
    """
    rated = ~np.isnan(ratings[:, members])
    counts = np.ones(rated.shape[1]) if weight is None else weight[members]
    base = level[members] * counts
    total = np.where(rated, ratings[:, members] * counts, 0.0).sum(axis=1)
    usual = (rated * base).sum(axis=1)
    mean = float(base.sum() / counts.sum())
    return np.where(usual > 0, mean * total / np.where(usual > 0, usual, 1.0), np.nan), mean


def fill_with_worst(ratings: Floats) -> Floats:
    """Return the ratings with every missing day between the first and last rated one set to the domain's worst."""
    filled = ratings.copy()
    for column in filled.T:
        rated = np.flatnonzero(~np.isnan(column))
        if rated.size:
            inside = column[rated[0] : rated[-1] + 1]
            inside[np.isnan(inside)] = column[rated].max()
    return filled
