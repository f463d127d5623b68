"""How likely is each size of a domain's own difference from the composite?"""

from typing import TYPE_CHECKING, NamedTuple

from .grid_cells import between, cells_near, last_needed, without_nuisances
from .settings import ReliefSettings

if TYPE_CHECKING:
    from numpy import float64, intp
    from numpy.typing import NDArray


class Differences(NamedTuple):
    """Differences of the domains from the composite, whitened on the grid of processes.

    Attributes:
        products: (domains, grid, columns, columns) C' V^-1 C at sigma = 1. The columns are the data less its centre,
            ones, the course of the effect, and nuisances scaled to the prior N(0, 1).
        log_weight: (domains, grid) Log prior of each node less half log det V.
        rated: (domains,) Rated days.
        centre: (domains,) What was taken off the data, points.
        base: (domains,) Baseline of the domain, points; its relief is a share of that.
    """

    products: "NDArray[float64]"
    log_weight: "NDArray[float64]"
    rated: "NDArray[intp]"
    centre: "NDArray[float64]"
    base: "NDArray[float64]"


def difference_log_likelihoods(
    found: Differences, reliefs: "NDArray[float64]", settings: ReliefSettings
) -> "NDArray[float64]":
    """Return (domains, reliefs) log likelihood; level, nuisances, carry-over, drift and sigma integrated out.

    Args:
        found: The whitened differences.
        reliefs: (reliefs,) Sizes of the full effect, share of the baseline, evenly spaced.
        settings: Priors.
    """
    import numpy as np

    count = 3
    rough = reliefs[:: settings.relief_grid_skip]
    total = np.empty((len(found.base), rough.size))
    for number in range(len(found.base)):
        one = Differences(*(each[number] for each in found))
        choice = np.arange(1, one.products.shape[1])
        node, sigma = cells_near(one.products, [choice], one.log_weight, int(one.rated), settings)
        left, log_scale = without_nuisances(one.products, node, sigma, count)
        log_scale += one.log_weight[node] - one.rated * np.log(sigma)
        total[number] = _summed(left, log_scale, one, rough, settings)
    total = np.maximum(total, total.max(axis=1, keepdims=True) - 700.0)
    return np.asarray(total @ between(settings.relief_grid_skip, rough.size, reliefs.size))


def _summed(
    left: "NDArray[float64]",
    log_scale: "NDArray[float64]",
    one: Differences,
    reliefs: "NDArray[float64]",
    settings: ReliefSettings,
) -> "NDArray[float64]":
    """Return (reliefs,) log likelihood, summed over the cells that hold enough of the whole.

    data + centre = level - base * relief * course is linear in all that is unknown, so each cell is a square of the
    size of relief.

    Args:
        left: (3, 3, cells) Products over sigma^2 of data, ones and course.
        log_scale: (cells,) What each cell weighs beside.
        one: The domain.
        reliefs: (reliefs,) Sizes of the full effect, share of the baseline.
        settings: Priors.
    """
    import numpy as np

    mean, variance = -one.centre, settings.level_spread**2
    precision = left[1, 1] + 1 / variance
    level = left[0, 1] + mean / variance
    alone = log_scale - 0.5 * (np.log(precision * variance) + left[0, 0] + mean**2 / variance - level**2 / precision)
    pull, square = left[0, 2] - level * left[1, 2] / precision, left[2, 2] - left[1, 2] ** 2 / precision
    spread = max(float(one.base), settings.baseline_level_least) * settings.relief_spread
    evidence = alone - 0.5 * (np.log1p(square * spread**2) - pull**2 / (square + spread**-2))
    kept = evidence >= last_needed(evidence)
    size = -one.base * reliefs
    powers = np.stack([np.ones_like(size), size, -0.5 * size**2])
    by_cell = np.column_stack([alone[kept], pull[kept], square[kept]]) @ powers
    return np.asarray(np.logaddexp.reduce(by_cell, axis=0))
