"""Whether one dose, or one time of day, is better than another for this person, whatever swing, drift and level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from .model_inputs import carried_on, composite_series
from .posterior import normalised
from .relief_estimate import Better, DoseComparison, Interval
from .settings import ReliefSettings
from .whitening import processes, whitened_products

FAINT = 1e-4
"""Cells of the grid that weigh less than this beside the heaviest are left out."""


@dataclass(frozen=True, slots=True)
class Effects:
    """A mixture of normal posteriors, one for each cell of the grid.

    Attributes:
        weight: (cells,) They add up to 1.
        mean: (cells, columns) Points for one unit of each column.
        covariance: (cells, columns, columns) Points squared.
    """

    weight: NDArray[np.float64]
    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]

    def contrast(self, wanted: NDArray[np.float64], sure: float) -> tuple[Interval, float]:
        """Return a sum of effects with its interval, and the probability that it is below 0.

        Args:
            wanted: (columns,) How often each effect is counted.
            sure: Probability inside the interval.
        """
        middle = self.mean @ wanted
        wide = np.sqrt(np.maximum(np.einsum("cij,i,j->c", self.covariance, wanted, wanted), 1e-12))
        points = np.linspace((middle - 5 * wide).min(), (middle + 5 * wide).max(), 801)
        below = self.weight @ _below((points - middle[:, None]) / wide[:, None])
        low, high = np.interp([(1 - sure) / 2, (1 + sure) / 2], below, points)
        under = float(self.weight @ _below((0.0 - middle) / wide))
        return Interval(float(self.weight @ middle), float(low), float(high)), under


def effects_of(series: NDArray[np.float64], columns: NDArray[np.float64], settings: ReliefSettings) -> Effects:
    """Return the posterior of the effects of the columns, beside a level; weekdays are left to the swing.

    Each effect has the prior N(0, (relief_spread * level_mean)^2).

    Args:
        series: (days,) Points, NaN missing; at least one rated.
        columns: (days, columns) What may move it, scaled to one unit.
        settings: Priors.
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
    log_weight = grid.log_weight[:, None] - 0.5 * log_det[0][:, None] - 0.5 * int(rated.sum()) * np.log(variance)
    log_weight = log_weight - 0.5 * np.linalg.slogdet(precision)[1]
    log_weight = log_weight - 0.5 * (scaled[..., 0, 0] - (pull * mean).sum(axis=-1))
    weight = normalised(log_weight)
    kept = weight > FAINT * weight.max()
    covariance = np.linalg.inv(precision[kept])
    return Effects(weight[kept] / weight[kept].sum(), mean[kept][:, 1:], covariance[:, 1:, 1:])


def _below(score: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the standard normal probability below each score (Abramowitz and Stegun 7.1.26, off by under 1e-6)."""
    size = np.abs(score) / np.sqrt(2.0)
    part = 1 / (1 + 0.3275911 * size)
    terms = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)
    tail: NDArray[np.float64] = 0.5 * np.exp(-(size**2)) * np.polyval([*terms[::-1], 0.0], part)
    return np.where(score >= 0, 1 - tail, tail)


EXACT_MG = 6
"""Doses that agree to so many decimals are one dose."""


def compare_doses(
    ratings: NDArray[np.float64], dose_mg: NDArray[np.float64], settings: ReliefSettings
) -> tuple[DoseComparison, ...]:
    """Return every pair of doses that were taken, the higher one first; also for people without a baseline.

    A dose counts as it would be felt: each settles with the middle onset time. Doses in a titration come one after the
    other, so drift and expectation that last as long as a step cannot be told from the dose; the interval holds the
    drift and not the expectation.

    Args:
        ratings: (days, domains) Points, NaN missing: the domains that are averaged.
        dose_mg: (days,) Dose of each day, mg; 0 none, NaN not logged.
        settings: Priors and bounds.
    """
    doses = np.round(carried_on(np.asarray(dose_mg, dtype=np.float64), None), EXACT_MG)
    levels = np.unique(doses[doses > 0])
    share = {f"{level:g} mg": (doses == level).astype(np.float64) for level in levels[::-1]}
    return _comparison(np.asarray(ratings, dtype=np.float64), share, settings)


def compare_timing(
    ratings: NDArray[np.float64], night: NDArray[np.float64], settings: ReliefSettings
) -> tuple[DoseComparison, ...]:
    """Return night against morning, or nothing where only one was tried.

    Args:
        ratings: (days, domains) Points, NaN missing: the domains that are averaged.
        night: (days,) 1 where the dose was taken at night, 0 in the morning, NaN not taken or unknown.
        settings: Priors and bounds.
    """
    when = np.asarray(night, dtype=np.float64)
    share = {"night": (when == 1).astype(np.float64), "morning": (when == 0).astype(np.float64)}
    tried = {name: days for name, days in share.items() if days.any()}
    return _comparison(np.asarray(ratings, dtype=np.float64), tried, settings)


def _comparison(
    ratings: NDArray[np.float64], share: Mapping[str, NDArray[np.float64]], settings: ReliefSettings
) -> tuple[DoseComparison, ...]:
    rated = ~np.isnan(ratings)
    level = np.where(rated, ratings, 0.0).sum(axis=0) / np.maximum(rated.sum(axis=0), 1)
    pairs = list(combinations(share, 2))
    if not pairs or not (level > 0).any():
        return ()
    series = composite_series(ratings, level, level > 0)[0]
    names: Sequence[str] = list(share)
    columns = np.column_stack([_settled(share[name], settings.comparison_onset_days) for name in names])
    found = effects_of(series, columns, settings)
    days = {name: int((share[name].astype(bool) & rated.any(axis=1)).sum()) for name in names}
    sure = 1 - (1 - settings.comparison_at) / len(pairs)
    said = []
    for first, second in pairs:
        wanted = np.array([float(name == first) - float(name == second) for name in names])
        difference, chance = found.contrast(wanted, settings.interval)
        better = _better(chance, sure, min(days[first], days[second]) >= settings.ratings_taking_least)
        said.append(DoseComparison(first, second, days[first], days[second], difference, chance, better, len(pairs)))
    return tuple(said)


def _better(chance: float, sure: float, enough: bool) -> Better:
    if not enough:
        return "too-early"
    return "first" if chance >= sure else "second" if chance <= 1 - sure else "cannot-tell"


def _settled(share: NDArray[np.float64], onset_days: float) -> NDArray[np.float64]:
    part, now = 1 - np.exp(-1 / onset_days), 0.0
    reached = np.empty(share.size)
    for day, wanted in enumerate(share):
        now += part * (wanted - now)
        reached[day] = now
    return reached
