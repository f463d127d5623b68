"""Flares and lasting changes that the diary shows and nobody recorded, each with the odds that it is one."""

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


@dataclass(frozen=True, slots=True)
class LevelJump:
    """A day from which on all days stand higher or lower, though no dose changed."""

    day: int  # First day at the new level, from 0.
    log_odds: float  # Log prior odds that there is one here or at days that fit nearly as well.
    flares: tuple[SymptomFlare, ...]  # What looks like a flare once the jump is taken out.


@dataclass(frozen=True, slots=True)
class UnrecordedChanges:
    """What a diary shows that nobody recorded."""

    # One list from a search that lets the drug explain what it can, one from a search that does not: a flare through
    # most of the baseline looks just like relief.
    flares: tuple[tuple[SymptomFlare, ...], ...]
    jump: LevelJump | None  # The clearest one that is worth a look, or None.


@dataclass(frozen=True, slots=True)
class KnownToPerson:
    """What the person can tell that bears on the search."""

    start: int | None = None  # Day of the first dose, from 0.
    flare_before_start: float = 0.0  # Probability that a flare was under way on the day before; 0 for as usual.


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
    """Return the flares of `find_changes`."""
    return find_changes(series, effect, np.zeros(0, dtype=np.intp), settings).flares


def find_changes(
    series: Floats, effect: Floats, jump_days: Places, settings: ReliefSettings, known: KnownToPerson | None = None
) -> UnrecordedChanges:
    """Return stretches that look like flares, the clearest first, and a lasting jump; the likelihood then weighs each.

    Each stretch of days is held against the series at once, at one plain carry-over and drift, beside a level. After
    each find the search begins again with it taken out.

    Args:
        series: (days,) Points, NaN missing.
        effect: (courses, days) Share of the effect on each day, for a few onset times.
        jump_days: Days on which a jump is looked for, from 0.
        settings: How often flares and jumps come, how long and how high they are.
        known: What the person can tell, or None.
    """
    if series.size < settings.flare_days_least or not settings.flares_most:
        return UnrecordedChanges(((), ()), None)
    rated = ~np.isnan(series)
    whiten = _whitening(rated, settings)
    steps = np.concatenate([np.zeros((len(whiten), 1)), np.cumsum(whiten, axis=1)], axis=1)
    data = whiten @ np.where(rated, series - series[rated].mean(), 0.0)
    products = steps.T @ steps

    def beside_level(allowed: _Stretches, taken: Floats) -> _Residuals:
        own = products.diagonal()
        sizes = own[allowed.begin] + own[allowed.end] - 2 * products[allowed.begin, allowed.end]
        rest = _Residuals(steps, data, sizes, np.zeros((len(steps), 0)))
        rest = rest.without(whiten.sum(axis=1), settings.level_spread**-2, allowed)
        for share in taken:
            rest = rest.without(whiten @ share, settings.level_spread**-2, allowed)
        return rest

    allowed = _stretches(series.size, settings, known or KnownToPerson())
    whole, explained = beside_level(allowed, effect[:0]), beside_level(allowed, effect)
    flares = tuple(_one_by_one(rest, allowed, settings) for rest in (explained, whole))
    if not jump_days.size:
        return UnrecordedChanges(flares, None)
    jumps = _Stretches(jump_days, np.full(jump_days.size, series.size), np.log(_jump_rates(jump_days, settings)))
    mean, spread = 0.0, settings.change_spread
    score, prior, (day, end) = _best(beside_level(jumps, effect), jumps, mean, spread, settings)
    if score < settings.flare_look_at:
        return UnrecordedChanges(flares, None)
    rest = explained.without(steps[:, end] - steps[:, day], spread**-2, allowed)
    return UnrecordedChanges(flares, LevelJump(day, prior, _one_by_one(rest, allowed, settings)))


def _jump_rates(days: Places, settings: ReliefSettings) -> Floats:
    return np.full(days.size, settings.jumps_in_90_days / 90)


def _one_by_one(rest: _Residuals, allowed: _Stretches, settings: ReliefSettings) -> tuple[SymptomFlare, ...]:
    flares: list[SymptomFlare] = []
    while len(flares) < settings.flares_most:
        score, prior, (begin, end) = _best(
            rest, allowed, settings.flare_height_mean, settings.flare_height_spread, settings
        )
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


def _stretches(days: int, settings: ReliefSettings, known: KnownToPerson) -> _Stretches:
    """Return every stretch of days that may be a flare; lengths are lognormal, beginnings alike on every day.

    Where the person tells of a flare before the start, the stretches that hold the day before it share that
    probability among them, in the same proportions.
    """
    length = np.arange(1, settings.flare_days_most + 1)
    away = np.log(length / settings.flare_days_median) / settings.flare_days_log_spread
    log_length = -np.log(length) - 0.5 * away**2
    log_length -= np.log(np.exp(log_length).sum())
    edge = np.arange(days + 1)
    gap = edge[None, :] - edge[:, None]
    begin, end = np.nonzero((gap >= settings.flare_days_least) & (gap <= settings.flare_days_most))
    log_rate = np.log(settings.flares_in_30_days / 30) + log_length[end - begin - 1]
    if known.start is not None and known.flare_before_start > 0:
        holds = (begin < known.start) & (end >= known.start)
        odds = np.log(known.flare_before_start / (1 - known.flare_before_start))
        if holds.any():
            log_rate[holds] += max(0.0, odds - float(np.logaddexp.reduce(log_rate[holds])))
    return _Stretches(begin, end, log_rate)


def _best(
    rest: _Residuals, allowed: _Stretches, mean: float, spread: float, settings: ReliefSettings
) -> tuple[float, float, tuple[int, int]]:
    """Return log odds that there is one more, their part from the prior, and the stretch that fits best.

    Args:
        mean: Prior mean of its height, points; where it is above 0 a stretch that stands lower is none.
        spread: Prior standard deviation of its height, points.
    """
    data = rest.data
    # The median deviation is not lifted by the flares that are still in there; the mean square is, but holds where most
    # days are alike. The smaller of the two overlooks fewer flares.
    variance = min(
        PER_MAD**2 * float(np.median(np.abs(data))) ** 2,
        float(data @ data) / max(1, data.size - rest.taken.shape[1]),
    )
    variance = max(variance, settings.sigma_least**2)
    # Log Bayes factor of a column with an effect of N(mean, 1 / exact) against none, in closed form for each stretch.
    exact = spread**-2
    size = np.maximum(rest.sizes, 0.0) / variance
    pull = allowed.rise(data @ rest.steps / variance) + mean * exact
    factor = 0.5 * (pull**2 / (size + exact) - mean**2 * exact - np.log1p(size / exact))
    score = np.where((pull > 0) | (mean <= 0), factor + allowed.log_rate, -np.inf)
    best = int(score.argmax())
    if score[best] == -np.inf:
        return -np.inf, 0.0, (0, 0)
    total = float(np.logaddexp.reduce(score))
    return total, total - float(factor[best]), (int(allowed.begin[best]), int(allowed.end[best]))
