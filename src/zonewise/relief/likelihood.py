"""How likely is a series under each course of the effect and each size of relief, whatever its swing and level?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from .settings import ReliefSettings

if TYPE_CHECKING:
    from numpy import float64, intp
    from numpy.typing import NDArray

ENOUGH = 0.99
"""The likeliest cells of the grid are kept until they hold this much of the whole."""

FIRST_LOOK = 10.0
"""At the first, rougher look a cell that is less likely than the best by more than this, in logs, is left out."""

FOUR = 4
"""Neighbours that a value between two nodes is interpolated from."""


@dataclass(frozen=True, slots=True)
class Whitened:
    """One series and its regressors, whitened on the grid of processes.

    Attributes:
        products: (grid, columns, columns) C' V^-1 C at sigma = 1. The columns are the data less its centre, ones, the
            basis of the courses, one for each flare looked at, and nuisances scaled to the prior N(0, 1).
        log_weight: (grid,) Log prior of each node less half log det V.
        rated: Rated days.
        centre: What was taken off the data, points.
        base: Baseline, points.
        proportional: Relief is a share of the series' own level. Otherwise it is a share of `base`, and the level is
            something near 0 beside it.
        flares: How many flares have a column.
        beliefs: Lists of flares to believe in, one after the other: column and log prior odds of each.
    """

    products: "NDArray[float64]"
    log_weight: "NDArray[float64]"
    rated: int
    centre: float
    base: float
    proportional: bool
    flares: int
    beliefs: Sequence[Sequence[tuple[int, float]]]


class _Sums(NamedTuple):
    """Products over sigma^2 in each cell: y data, o ones, x course; (cells, 1) or (cells, courses)."""

    yy: "NDArray[float64]"
    yo: "NDArray[float64]"
    oo: "NDArray[float64]"
    yx: "NDArray[float64]"
    ox: "NDArray[float64]"
    xx: "NDArray[float64]"
    log_scale: "NDArray[float64]"


def log_likelihood(
    series: Whitened,
    from_basis: "NDArray[float64]",
    course_log_weight: "NDArray[float64]",
    reliefs: "NDArray[float64]",
    settings: ReliefSettings,
) -> "NDArray[float64]":
    """Return (courses, reliefs) log likelihood; level, weekdays, flares, carry-over, drift and sigma integrated out.

    Args:
        series: The whitened series.
        from_basis: (basis, courses) How the courses are made of the basis.
        course_log_weight: (courses,) Log prior of the courses; used only to leave out what is negligible.
        reliefs: (reliefs,) Sizes of the full effect, share of the baseline, evenly spaced.
        settings: Priors.
    """
    import numpy as np

    node, sigma = _cells(series, from_basis, course_log_weight, settings)
    versions = list(_versions(series, from_basis, node, sigma, settings))
    evidence = [_evidence(each, series, settings) + course_log_weight for each in versions]
    bar = _bar(np.concatenate([each.ravel() for each in evidence]))
    rough = reliefs[:: settings.relief_grid_skip]
    total = np.full((from_basis.shape[1], rough.size), -np.inf)
    for sums, likely in zip(versions, evidence, strict=True):
        cell, course = np.nonzero(likely >= bar)
        if cell.size:
            kept = _Sums(*(each[cell, course if each.shape[1] > 1 else 0][:, None] for each in sums))
            by_cell = _at_reliefs(kept, series, rough, settings)
            most = by_cell.max(axis=0)
            chosen = (course == np.arange(from_basis.shape[1])[:, None]).astype(np.float64)
            with np.errstate(divide="ignore"):
                total = np.logaddexp(total, np.log(chosen @ np.exp(by_cell - most)) + most)
    return _between(np.maximum(total, total.max() - 700.0), settings.relief_grid_skip, reliefs.size)


def _bar(evidence: "NDArray[float64]") -> float:
    """Return the log evidence of the last cell that is needed to hold enough of the whole."""
    import numpy as np

    ordered = np.sort(evidence)[::-1]
    held = np.exp(ordered - ordered[0]).cumsum()
    return float(ordered[int(np.searchsorted(held, ENOUGH * held[-1]))])


def _cells(
    series: Whitened, from_basis: "NDArray[float64]", course_log_weight: "NDArray[float64]", settings: ReliefSettings
) -> tuple["NDArray[intp]", "NDArray[float64]"]:
    """Return node and sigma of the cells that may matter: near the sigma that fits best with the likeliest course.

    With everything but the data taken as known, sigma^2 is close to the sum of squares over the days, and its
    logarithm is known to within sqrt(1 / 2 days).
    """
    import numpy as np

    grid = np.geomspace(settings.sigma_least, settings.sigma_most, settings.sigma_nodes)
    basis, flares = len(from_basis), series.flares
    usual = from_basis[:, int(course_log_weight.argmax())]
    change = np.eye(series.products.shape[1])
    change = np.delete(change, np.arange(2, 2 + basis - 1), axis=1)
    change[2 : 2 + basis, 2] = usual
    products = change.T @ series.products @ change
    best = np.full((len(products), grid.size), -np.inf)
    after = 3 + flares
    for believed in {0, flares}:
        chosen = np.r_[1:3, 3 : 3 + believed, after : products.shape[1]]
        normal = products[:, chosen[:, None], chosen] + 0.1 * np.eye(chosen.size)
        along = products[:, chosen, 0]
        left = products[:, 0, 0] - (along * np.linalg.solve(normal, along[..., None])[..., 0]).sum(axis=1)
        left = np.maximum(left, 1e-9)[:, None]
        likely = -series.rated * np.log(grid) - 0.5 * left / grid**2 + series.log_weight[:, None]
        likely -= 0.5 * np.log(np.linalg.det(normal))[:, None]
        best = np.maximum(best, likely - likely.max())
    node, swing = np.nonzero(best > -FIRST_LOOK)
    return node, grid[swing]


def _versions(
    series: Whitened,
    from_basis: "NDArray[float64]",
    node: "NDArray[intp]",
    sigma: "NDArray[float64]",
    settings: ReliefSettings,
) -> Iterator[_Sums]:
    """Yield the sums without a flare, with the first, with the first two, and so on; each flare integrated out."""
    import numpy as np

    first = 2 + len(from_basis)
    plain, plain_scale = _without_nuisances(series, node, sigma, first + series.flares)
    yield _sums(plain, from_basis, plain_scale)
    mean, precision = settings.flare_height_mean, settings.flare_height_spread**-2
    for belief in series.beliefs:
        products, log_scale = plain.copy(), plain_scale
        for number, log_odds in belief:
            place = first + number
            products[:, 0, :] -= mean * products[:, place, :]
            products[:, :, 0] -= mean * products[:, :, place]
            column = products[:, :, place].copy()
            products -= column[:, :, None] * (column / (column[:, place] + precision)[:, None])[:, None, :]
            log_scale = log_scale - 0.5 * np.log1p(column[:, place] / precision) + log_odds
            yield _sums(products, from_basis, log_scale)


def _without_nuisances(
    series: Whitened, node: "NDArray[intp]", sigma: "NDArray[float64]", count: int
) -> tuple["NDArray[float64]", "NDArray[float64]"]:
    """Return (cells, count, count) products over sigma^2 and (cells,) log scale, the nuisances integrated out.

    The eigenvalues of the nuisances' products serve every sigma of a node.
    """
    import numpy as np

    nodes, place = np.unique(node, return_inverse=True)
    products = series.products[nodes]
    roots, turned = np.linalg.eigh(products[:, count:, count:])
    crossed = turned.swapaxes(1, 2) @ products[:, count:, :count]
    roots, crossed, variance = np.maximum(roots, 0.0)[place], crossed[place], (sigma**2)[:, None]
    taken = crossed.swapaxes(1, 2) @ (crossed / (roots + variance)[:, :, None])
    left = (products[place, :count, :count] - taken) / variance[:, :, None]
    log_scale = series.log_weight[node] - series.rated * np.log(sigma)
    return left, log_scale - 0.5 * np.log1p(roots / variance).sum(axis=1)


def _sums(products: "NDArray[float64]", from_basis: "NDArray[float64]", log_scale: "NDArray[float64]") -> _Sums:
    courses = slice(2, 2 + len(from_basis))
    by_course = products[:, courses, courses] @ from_basis
    return _Sums(
        yy=products[:, 0, 0, None].copy(),
        yo=products[:, 0, 1, None].copy(),
        oo=products[:, 1, 1, None].copy(),
        yx=products[:, 0, courses] @ from_basis,
        ox=products[:, 1, courses] @ from_basis,
        xx=(by_course * from_basis).sum(axis=1),
        log_scale=log_scale[:, None],
    )


def _level_prior(series: Whitened, settings: ReliefSettings) -> tuple[float, float]:
    """Return mean and variance of the level's prior, points."""
    return settings.level_mean if series.proportional else 0.0, settings.level_spread**2


def _evidence(sums: _Sums, series: Whitened, settings: ReliefSettings) -> "NDArray[float64]":
    """Return (cells, courses) log evidence, near enough to see which are negligible: relief as a share of `base`."""
    import numpy as np

    mean, variance = _level_prior(series, settings)
    mean -= series.centre
    spread = max(series.base, settings.baseline_level_least) * settings.relief_spread
    precision, pull = sums.oo + 1 / variance, sums.yo + mean / variance
    effect_precision = sums.xx - sums.ox**2 / precision + spread**-2
    effect_pull = sums.yx - sums.ox * pull / precision
    found: NDArray[float64] = sums.log_scale - 0.5 * (
        np.log(precision * variance)
        + (sums.yy + mean**2 / variance - pull**2 / precision)
        + np.log(effect_precision * spread**2)
        - effect_pull**2 / effect_precision
    )
    return found


def _at_reliefs(
    kept: _Sums, series: Whitened, reliefs: "NDArray[float64]", settings: ReliefSettings
) -> "NDArray[float64]":
    """Return (cells, reliefs) log likelihood with the level integrated out."""
    import numpy as np

    mean, variance = _level_prior(series, settings)
    centre = series.centre
    if series.proportional:  # data + centre = level * (1 - relief * course)
        size = reliefs
        yy = kept.yy + 2 * centre * kept.yo + centre**2 * kept.oo
        column = kept.oo + size * (size * kept.xx - 2 * kept.ox)
        cross = (kept.yo + centre * kept.oo) - size * (kept.yx + centre * kept.ox)
    else:  # data + centre = level + size * course
        size, mean = -series.base * reliefs, mean - centre
        yy = kept.yy + size * (size * kept.xx - 2 * kept.yx)
        column = kept.oo
        cross = kept.yo - size * kept.ox
    precision, pull = column + 1 / variance, cross + mean / variance
    found: NDArray[float64] = kept.log_scale - 0.5 * (
        np.log(precision * variance) + yy + mean**2 / variance - pull**2 / precision
    )
    return found


def _between(values: "NDArray[float64]", skip: int, count: int) -> "NDArray[float64]":
    """Return (rows, count) the values with `skip` - 1 more between each two, from the cubic through four neighbours."""
    import numpy as np

    at = np.arange(count) / skip
    first = np.clip(at.astype(int) - 1, 0, values.shape[1] - FOUR)
    weights = np.zeros((count, values.shape[1]))
    for own in range(FOUR):
        others = [other for other in range(FOUR) if other != own]
        weight = np.prod([(at - first - other) / (own - other) for other in others], axis=0)
        weights[np.arange(count), first + own] = weight
    return values @ weights.T
