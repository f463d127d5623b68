"""What do some columns do to a series, whatever its swing, drift and level?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .noise_processes import processes
from .posterior import normalised
from .relief_estimate import Interval
from .settings import ReliefSettings
from .whitening import whitened_products

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

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

    weight: "NDArray[float64]"
    mean: "NDArray[float64]"
    covariance: "NDArray[float64]"

    def contrast(self, wanted: "NDArray[float64]", sure: float) -> tuple[Interval, float]:
        """Return a sum of effects with its interval, and the probability that it is below 0.

        Args:
            wanted: (columns,) How often each effect is counted.
            sure: Probability inside the interval.
        """
        import numpy as np

        middle = self.mean @ wanted
        wide = np.sqrt(np.maximum(np.einsum("cij,i,j->c", self.covariance, wanted, wanted), 1e-12))
        points = np.linspace((middle - 5 * wide).min(), (middle + 5 * wide).max(), 801)
        below = self.weight @ _below((points - middle[:, None]) / wide[:, None])
        low, high = np.interp([(1 - sure) / 2, (1 + sure) / 2], below, points)
        under = float(self.weight @ _below((0.0 - middle) / wide))
        return Interval(float(self.weight @ middle), float(low), float(high)), under


def effects_of(series: "NDArray[float64]", columns: "NDArray[float64]", settings: ReliefSettings) -> Effects:
    """Return the posterior of the effects of the columns, beside a level; weekdays are left to the swing.

    Each effect has the prior N(0, (relief_spread * level_mean)^2).

    Args:
        series: (days,) Points, NaN missing; at least one rated.
        columns: (days, columns) What may move it, scaled to one unit.
        settings: Priors.
    """
    import numpy as np

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


def _below(score: "NDArray[float64]") -> "NDArray[float64]":
    """Return the standard normal probability below each score (Abramowitz and Stegun 7.1.26, off by under 1e-6)."""
    import numpy as np

    size = np.abs(score) / np.sqrt(2.0)
    part = 1 / (1 + 0.3275911 * size)
    terms = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)
    tail = 0.5 * np.exp(-(size**2)) * sum(term * part ** (power + 1) for power, term in enumerate(terms))
    return np.asarray(np.where(score >= 0, 1 - tail, tail))
