"""Flares that the diary shows and nobody recorded, each with the odds that it is one."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .arrays import Bools, Floats, Places
from .settings import ReliefSettings

PER_MAD = 1.4826  # With this factor the median absolute deviation equals a standard deviation.


@dataclass(frozen=True, slots=True)
class SymptomFlare:
    """A stretch of days that stands above the rest."""

    begin: int  # First day, from 0.
    end: int  # The day after the last.
    log_odds: float  # Log prior odds that there is a flare here or at days that fit nearly as well.


class _Stretches(NamedTuple):
    """Every stretch that may be a flare: first day, day after the last, log prior rate; (stretches,) each."""

    begin: Places
    end: Places
    log_rate: Floats

    def rise(self, steps: Floats) -> Floats:
        """Return (stretches,) what each gains between its ends; steps (days + 1,)."""
        return steps[self.end] - steps[self.begin]


class _Residuals(NamedTuple):
    """What is left of a whitened diary once some columns are taken out, as in a Gram-Schmidt step."""

    steps: Floats  # (rated days, days + 1) A step down before each day, whitened; two of them make a stretch.
    data: Floats  # (rated days,) What is left of the ratings.
    sizes: Floats  # (stretches,) Squared length of what is left of each stretch.
    taken: Floats  # (rated days, columns) The columns that were taken out, each without the earlier ones.

    def without(self, column: Floats, precision: float, allowed: _Stretches) -> "_Residuals":
        """Return what is left once a column with an effect of N(0, 1 / precision) is taken out as well."""
        # a prior N(0, 1 / precision) is one more observation of 0, so it adds its precision to the squared length
        own = column - self.taken @ (column @ self.taken)
        length = np.sqrt(column @ own + precision)
        own /= length
        return _Residuals(
            self.steps,
            self.data - own * ((column @ self.data) / length),
            self.sizes - allowed.rise(own @ self.steps) ** 2,
            np.column_stack([self.taken, own]),
        )


def find_flares(series: Floats, effect: Floats, settings: ReliefSettings) -> tuple[tuple[SymptomFlare, ...], ...]:
    """Return lists of stretches that look like flares, the clearest first; the likelihood then weighs each.

    Each stretch of days is held against the series at once, at one plain carry-over and drift, beside a level. After
    each find the search begins again with it taken out. One list comes from a search that lets the drug explain what it
    can, the other from one that does not: a flare through most of the baseline looks just like relief.

    Args:
        series: (days,) Points, NaN missing.
        effect: (courses, days) Share of the effect on each day, for a few onset times.
        settings: How often flares come, how long and how high they are.
    """
    if series.size < settings.flare_days_least or not settings.flares_most:
        return (), ()
    rated = ~np.isnan(series)
    whiten = _whitening(rated, settings)
    steps = np.concatenate([np.zeros((len(whiten), 1)), np.cumsum(whiten, axis=1)], axis=1)
    data = whiten @ np.where(rated, series - series[rated].mean(), 0.0)
    allowed = _stretches(series.size, settings)
    products = steps.T @ steps
    own = products.diagonal()
    sizes = own[allowed.begin] + own[allowed.end] - 2 * products[allowed.begin, allowed.end]
    whole = _Residuals(steps, data, sizes, np.zeros((len(steps), 0)))
    whole = whole.without(whiten.sum(axis=1), settings.level_spread**-2, allowed)
    explained = whole
    for share in effect:
        explained = explained.without(whiten @ share, settings.level_spread**-2, allowed)
    return tuple(_one_by_one(residuals, allowed, settings) for residuals in (explained, whole))


def _one_by_one(rest: _Residuals, allowed: _Stretches, settings: ReliefSettings) -> tuple[SymptomFlare, ...]:
    flares: list[SymptomFlare] = []
    while len(flares) < settings.flares_most:
        score, prior, (begin, end) = _best(rest, allowed, settings)
        if score < settings.flare_look_at:
            break
        flares.append(SymptomFlare(begin, end, prior))
        rest = rest.without(rest.steps[:, end] - rest.steps[:, begin], settings.flare_height_spread**-2, allowed)
    return tuple(flares)


def _whitening(rated: Bools, settings: ReliefSettings) -> Floats:
    """Return (rated days, days) a matrix that turns the carry-over of a plain diary into independent days."""
    day = np.arange(rated.size)
    covariance = settings.flare_carried_share * settings.flare_rho ** np.abs(day[:, None] - day)
    covariance += settings.flare_drift**2 * np.minimum(day[:, None], day)
    covariance[day, day] += 1 - settings.flare_carried_share
    days = np.flatnonzero(rated)
    matrix = np.zeros((days.size, rated.size))
    matrix[:, days] = np.linalg.inv(np.linalg.cholesky(covariance[np.ix_(days, days)]))  # L^-1 of V = L L'
    return matrix


def _stretches(days: int, settings: ReliefSettings) -> _Stretches:
    """Return every stretch of days that may be a flare; lengths are lognormal, beginnings alike on every day."""
    length = np.arange(1, settings.flare_days_most + 1)
    away = np.log(length / settings.flare_days_median) / settings.flare_days_log_spread
    log_length = -np.log(length) - 0.5 * away**2
    log_length -= np.log(np.exp(log_length).sum())
    edge = np.arange(days + 1)
    gap = edge[None, :] - edge[:, None]
    begin, end = np.nonzero((gap >= settings.flare_days_least) & (gap <= settings.flare_days_most))
    return _Stretches(begin, end, np.log(settings.flares_in_30_days / 30) + log_length[end - begin - 1])


def _best(rest: _Residuals, allowed: _Stretches, settings: ReliefSettings) -> tuple[float, float, tuple[int, int]]:
    """Return log odds that there is one more flare, their part from the prior, and the stretch that fits best."""
    data = rest.data
    # The median deviation is not lifted by the flares that are still in there; the mean square is, but holds where most
    # days are alike. The smaller of the two overlooks fewer flares.
    variance = min(
        PER_MAD**2 * float(np.median(np.abs(data))) ** 2,
        float(data @ data) / max(1, data.size - rest.taken.shape[1]),
    )
    variance = max(variance, settings.sigma_least**2)
    # Log Bayes factor of a column with an effect of N(mean, 1 / exact) against none, in closed form for each stretch.
    mean, exact = settings.flare_height_mean, settings.flare_height_spread**-2
    size = np.maximum(rest.sizes, 0.0) / variance
    pull = allowed.rise(data @ rest.steps / variance) + mean * exact
    factor = 0.5 * (pull**2 / (size + exact) - mean**2 * exact - np.log1p(size / exact))
    score = np.where(pull > 0, factor + allowed.log_rate, -np.inf)
    best = int(score.argmax())
    if score[best] == -np.inf:
        return -np.inf, 0.0, (0, 0)
    total = float(np.logaddexp.reduce(score))
    return total, total - float(factor[best]), (int(allowed.begin[best]), int(allowed.end[best]))
