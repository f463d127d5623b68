"""Doses and times of day held against each other, by what is felt and by their side effects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import NormalDist

import numpy as np

from .arrays import Floats
from .model_inputs import carried_on, composite_series
from .onset_curves import approached
from .posterior import normalised
from .relief_estimate import Better, DoseComparison, DoseEffects, Interval
from .settings import ReliefSettings
from .whitening import processes, whitened_products

EXACT_MG = 6  # Doses that agree to so many decimals are one dose.

FAINT = 1e-4  # Cells of the grid that weigh less than this beside the heaviest are left out.


@dataclass(frozen=True, slots=True)
class Effects:
    """A mixture of normal posteriors, one for each cell of the grid."""

    weight: Floats  # (cells,) They add up to 1.
    mean: Floats  # (cells, columns) Points for one unit of each column.
    covariance: Floats  # (cells, columns, columns) Points squared.

    def contrast(self, wanted: Floats, sure: float) -> tuple[Interval, float]:
        """Return a sum of effects with its interval, and the probability that it is below 0.

        Args:
            wanted: (columns,) How often each effect is counted.
        """
        middle = self.mean @ wanted
        wide = np.sqrt(np.maximum(np.einsum("cij,i,j->c", self.covariance, wanted, wanted), 1e-12))
        points = np.linspace((middle - 5 * wide).min(), (middle + 5 * wide).max(), 801)
        below = self.weight @ _below((points - middle[:, None]) / wide[:, None])
        low, high = np.interp([(1 - sure) / 2, (1 + sure) / 2], below, points)
        under = float(self.weight @ _below((0.0 - middle) / wide))
        return Interval(float(self.weight @ middle), float(low), float(high)), under


def effects_of(series: Floats, columns: Floats, settings: ReliefSettings) -> Effects:
    """Return the posterior of the effects of the columns, beside a level; weekdays stay in the daily variation.

    Each effect has the prior N(0, (relief_spread * level_mean)^2).

    Args:
        series: (days,) Points, NaN missing; at least one rated.
        columns: (days, columns) What may move it, scaled to one unit.
    """
    rated = ~np.isnan(series)
    centre = float(series[rated].mean())
    grid = processes(settings)
    stacked = np.column_stack([np.where(rated, series - centre, 0.0), np.ones(series.size), columns])
    products, log_det = whitened_products(stacked[None], rated[None], grid)
    variance = np.geomspace(settings.sigma_least, settings.sigma_most, settings.sigma_nodes) ** 2
    prior = np.r_[
        settings.level_spread**-2, np.full(columns.shape[1], (settings.relief_spread * settings.level_mean) ** -2)
    ]
    pulled = np.r_[(settings.level_mean - centre) * prior[0], np.zeros(columns.shape[1])]
    scaled = products[0][:, None] / variance[:, None, None]
    precision = scaled[..., 1:, 1:] + np.diag(prior)
    pull = scaled[..., 1:, 0] + pulled
    mean = np.linalg.solve(precision, pull[..., None])[..., 0]
    # log evidence of each cell: the effects and the level of a normal model integrated out in closed form
    log_weight = grid.log_weight[:, None] - 0.5 * log_det[0][:, None] - 0.5 * int(rated.sum()) * np.log(variance)
    log_weight = log_weight - 0.5 * np.linalg.slogdet(precision)[1]
    log_weight = log_weight - 0.5 * (scaled[..., 0, 0] - (pull * mean).sum(axis=-1))
    weight = normalised(log_weight)
    kept = weight > FAINT * weight.max()
    covariance = np.linalg.inv(precision[kept])
    return Effects(weight[kept] / weight[kept].sum(), mean[kept][:, 1:], covariance[:, 1:, 1:])


def _below(score: Floats) -> Floats:
    """Return the standard normal probability below each score, off by under 1e-6.

    Source:
        Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26. scipy.special has it exactly and takes longer
        to load than the whole comparison takes.
    """
    size = np.abs(score) / np.sqrt(2.0)
    part = 1 / (1 + 0.3275911 * size)
    terms = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)
    tail: Floats = 0.5 * np.exp(-(size**2)) * np.polyval([*terms[::-1], 0.0], part)
    return np.where(score >= 0, 1 - tail, tail)


def compare_doses(ratings: Floats, dose_mg: Floats, settings: ReliefSettings) -> tuple[DoseComparison, ...]:
    """Return every pair of doses that were taken, the higher one first; also for people without a baseline.

    A dose counts as it would be felt: each settles with the middle onset time. Doses in a titration come one after the
    other, so drift and expectation that last as long as a step cannot be told from the dose; the interval holds the
    drift and not the expectation.

    Args:
        ratings: (days, domains) Points, NaN missing: the domains that are averaged.
        dose_mg: (days,) Dose of each day, mg; 0 none, NaN not logged.
    """
    doses = np.round(carried_on(np.asarray(dose_mg, dtype=np.float64), None), EXACT_MG)
    levels = np.unique(doses[doses > 0])
    share = {f"{level:g} mg": (doses == level).astype(np.float64) for level in levels[::-1]}
    return _comparison(np.asarray(ratings, dtype=np.float64), share, settings)


def compare_timing(ratings: Floats, night: Floats, settings: ReliefSettings) -> tuple[DoseComparison, ...]:
    """Return night against morning, or nothing where only one was tried.

    Args:
        ratings: (days, domains) Points, NaN missing: the domains that are averaged.
        night: (days,) 1 where the dose was taken at night, 0 in the morning, NaN not taken or unknown.
    """
    when = np.asarray(night, dtype=np.float64)
    share = {"night": (when == 1).astype(np.float64), "morning": (when == 0).astype(np.float64)}
    tried = {name: days for name, days in share.items() if days.any()}
    return _comparison(np.asarray(ratings, dtype=np.float64), tried, settings)


def _comparison(ratings: Floats, share: Mapping[str, Floats], settings: ReliefSettings) -> tuple[DoseComparison, ...]:
    rated = ~np.isnan(ratings)
    level = np.where(rated, ratings, 0.0).sum(axis=0) / np.maximum(rated.sum(axis=0), 1)
    pairs = list(combinations(share, 2))
    if not pairs or not (level > 0).any():
        return ()
    series = composite_series(ratings, level, level > 0)[0]
    names: Sequence[str] = list(share)
    onset = np.full(len(names), settings.comparison_onset_days)
    columns = approached(np.array([share[name] for name in names]), onset, onset).T
    effects = effects_of(series, columns, settings)
    days = {name: int((share[name].astype(bool) & rated.any(axis=1)).sum()) for name in names}
    sure = 1 - (1 - settings.comparison_at) / len(pairs)  # Bonferroni: the more pairs, the surer each must be
    comparisons = []
    for first, second in pairs:
        wanted = np.array([float(name == first) - float(name == second) for name in names])
        difference, chance = effects.contrast(wanted, settings.interval)
        better: Better = "first" if chance >= sure else "second" if chance <= 1 - sure else "cannot-tell"
        if min(days[first], days[second]) < settings.ratings_taking_least:
            better = "too-early"
        counts = days[first], days[second]
        comparisons.append(DoseComparison(first, second, *counts, difference, chance, better, len(pairs)))
    return tuple(comparisons)


def side_effects_by_dose(grade: Floats, dose_mg: Floats, settings: ReliefSettings) -> tuple[DoseEffects, ...]:
    """Return side effects at each dose, the lowest dose first.

    Days follow each other: a side effect that lasts a week is one piece of news and not seven. So the interval counts
    only as many days as would be independent, and all intervals together hold with the probability that is asked for
    one.

    Args:
        grade: (days,) Highest grade of the day, 0 none to 3; NaN without a check-in.
        dose_mg: (days,) Dose of each day, mg; 0 none, NaN not logged.

    Source:
        Wilson score interval; days are divided by the length of a spell.
    """
    grades = np.asarray(grade, dtype=np.float64)
    doses = np.round(carried_on(np.asarray(dose_mg, dtype=np.float64), None), EXACT_MG)
    asked = ~np.isnan(grades)
    levels = np.unique(doses[asked])
    wide = NormalDist().inv_cdf(1 - (1 - settings.interval) / 2 / max(1, levels.size))
    effects = []
    for level in levels.tolist():
        at_level = grades[asked & (doses == level)]
        having = at_level > 0
        spells = int(having[0]) + int((having[1:] & ~having[:-1]).sum())
        length = max(1.0, float(having.sum()) / max(1, spells))
        percent = _wilson(float(having.mean()), at_level.size / length, wide)
        effects.append(DoseEffects(level, at_level.size, int(having.sum()), int(at_level.max()), percent))
    return tuple(effects)


def _wilson(share: float, count: float, wide: float) -> Interval:
    """Return the Wilson score interval, percent; the count need not be whole, so no library's test takes it."""
    middle = (share + wide**2 / (2 * count)) / (1 + wide**2 / count)
    half = wide / (1 + wide**2 / count) * (share * (1 - share) / count + wide**2 / (4 * count**2)) ** 0.5
    return Interval(100 * share, 100 * max(0.0, middle - half), 100 * min(1.0, middle + half))
