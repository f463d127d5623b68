"""The likelihood of each size of relief: of the composite under each course, and of each domain's difference."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .arrays import Floats, Places
from .grid_cells import between, cells_near, last_needed, without_nuisances
from .settings import ReliefSettings

FLOOR = 700.0
"""Log likelihoods lie at most so far below the best: exp() of that is 0, and minus infinity cannot be interpolated."""


class Belief(NamedTuple):
    """A flare or a jump that may have been."""

    column: int  # Which of those looked at.
    log_odds: float  # Log prior odds.
    mean: float  # Prior mean of its height, points.
    precision: float  # One over the prior variance of its height.


class Likelihood(NamedTuple):
    """What the composite says."""

    log: Floats  # (courses, reliefs) Log likelihood of each size of the full effect under each course.
    # (versions,) Posterior probability of believing in nothing, then in each list up to each of its ends.
    believed: Floats
    nodes: Floats  # (grid,) Posterior probability of each carry-over and slow part.


@dataclass(frozen=True, slots=True)
class Whitened:
    """The composite and its regressors, whitened on the grid of processes."""

    # (grid, columns, columns) C' V^-1 C at sigma = 1. The columns are the data less its centre, ones, the basis of the
    # courses, one for each flare looked at, and nuisances scaled to the prior N(0, 1).
    products: Floats
    log_weight: Floats  # (grid,) Log prior of each node less half log det V.
    rated: int  # Rated days.
    centre: float  # What was taken off the data, points.
    base: float  # Baseline, points.
    flares: int  # How many flares and jumps have a column.
    beliefs: Sequence[Sequence["Belief"]]  # Lists of what to believe in, one after the other.


class _Sums(NamedTuple):
    """Products over sigma^2 in each cell: y data, o ones, x course; (1, cells) or (courses, cells)."""

    yy: Floats
    yo: Floats
    oo: Floats
    yx: Floats
    ox: Floats
    xx: Floats
    log_scale: Floats


def log_likelihood(
    series: Whitened, from_basis: Floats, course_log_weight: Floats, reliefs: Floats, settings: ReliefSettings
) -> "Likelihood":
    """Return the likelihood of each size of relief, with all that is not known beside it integrated out.

    Args:
        from_basis: (basis, courses) How the courses are made of the basis.
        course_log_weight: (courses,) Log prior of the courses; used only to leave out what is negligible.
        reliefs: (reliefs,) Sizes of the full effect, share of the baseline, evenly spaced.
    """
    node, sigma = _cells(series, from_basis[:, int(course_log_weight.argmax())], settings)
    versions = list(_versions(series, from_basis, node, sigma, settings))
    evidence = [_evidence(sums, series, settings) + course_log_weight[:, None] for sums in versions]
    bar = last_needed(np.concatenate(evidence, axis=None))
    by_cell = [np.logaddexp.reduce(likely, axis=0) for likely in evidence]
    believed = np.array([np.logaddexp.reduce(likely) for likely in by_cell])
    cells = np.exp(np.logaddexp.reduce(by_cell, axis=0) - np.logaddexp.reduce(believed))
    rough = reliefs[:: settings.relief_grid_skip]
    total = np.full((from_basis.shape[1], rough.size), -np.inf)
    for sums, likely in zip(versions, evidence, strict=True):
        course, cell = np.nonzero(likely >= bar)
        if cell.size:
            kept = _Sums(*(product[course if len(product) > 1 else 0, cell] for product in sums))
            sizes = _at_reliefs(kept, series, rough, settings)
            most = sizes.max()
            reached, begins = np.unique(course, return_index=True)
            summed = np.add.reduceat(np.exp(sizes - most), begins)
            with np.errstate(divide="ignore"):
                total[reached] = np.logaddexp(total[reached], np.log(summed) + most)
    floored = np.maximum(total, total.max() - FLOOR)
    return Likelihood(
        np.asarray(floored @ between(settings.relief_grid_skip, rough.size, reliefs.size)),
        np.exp(believed - np.logaddexp.reduce(believed)),
        np.asarray(np.bincount(node, cells, minlength=len(series.products)), dtype=np.float64),
    )


def _cells(series: Whitened, usual: Floats, settings: ReliefSettings) -> tuple[Places, Floats]:
    """Return node and sigma of the cells that may matter with the usual course, with no flare or with all of them."""
    count, after = series.products.shape[1], 2 + usual.size
    change = np.zeros((count, count + 1 - usual.size))
    change[[0, 1], [0, 1]], change[2:after, 2] = 1.0, usual
    change[after:, 3:] = np.eye(count - after)
    products = change.T @ series.products @ change
    nuisances = np.arange(3 + series.flares, products.shape[1])
    choices = [np.r_[1 : 3 + believed, nuisances] for believed in sorted({0, series.flares})]
    return cells_near(products, choices, series.log_weight, series.rated, settings)


def _versions(
    series: Whitened, from_basis: Floats, node: Places, sigma: Floats, settings: ReliefSettings
) -> Iterator[_Sums]:
    """Yield the sums without a flare, with the first, with the first two, and so on; each flare integrated out."""
    count = 2 + len(from_basis)
    plain, plain_scale = without_nuisances(series.products, node, sigma, count + series.flares)
    plain_scale += series.log_weight[node] - series.rated * np.log(sigma)
    yield _sums(plain[:count, :count], from_basis, plain_scale)
    for belief in series.beliefs:
        places = np.array([*range(count), *(count + part.column for part in reversed(belief))])
        left, log_scale = plain[places[:, None], places], plain_scale
        for _, log_odds, mean, precision in belief:  # the last column is the next; it leaves with what it explains
            # data - mean height * flare leaves an effect of N(0, 1 / precision): completing the square takes it out
            left[0] -= mean * left[-1]
            left[:, 0] -= mean * left[:, -1]
            column, own = left[:-1, -1], left[-1, -1]
            log_scale = log_scale - 0.5 * np.log1p(own / precision) + log_odds
            left = left[:-1, :-1]
            left -= column[:, None] * (column / (own + precision))
            yield _sums(left[:count, :count], from_basis, log_scale)


def _sums(products: Floats, from_basis: Floats, log_scale: Floats) -> _Sums:
    basis, courses = from_basis.shape
    twice = (from_basis[:, None] * from_basis).reshape(basis * basis, courses)
    return _Sums(
        yy=products[0, :1].copy(),
        yo=products[0, 1:2].copy(),
        oo=products[1, 1:2].copy(),
        yx=from_basis.T @ products[0, 2:],
        ox=from_basis.T @ products[1, 2:],
        xx=twice.T @ products[2:, 2:].reshape(basis * basis, -1),
        log_scale=log_scale[None],
    )


def _evidence(sums: _Sums, series: Whitened, settings: ReliefSettings) -> Floats:
    """Return (courses, cells) log evidence, near enough to see which are negligible: relief as a share of `base`."""
    mean, variance = settings.level_mean - series.centre, settings.level_spread**2
    spread = max(series.base, settings.baseline_level_least) * settings.relief_spread
    precision, pull = sums.oo + 1 / variance, sums.yo + mean / variance
    effect_precision = sums.xx - sums.ox**2 / precision + spread**-2
    effect_pull = sums.yx - sums.ox * pull / precision
    evidence: Floats = sums.log_scale - 0.5 * (
        np.log(precision * variance)
        + (sums.yy + mean**2 / variance - pull**2 / precision)
        + np.log(effect_precision * spread**2)
        - effect_pull**2 / effect_precision
    )
    return evidence


def _at_reliefs(kept: _Sums, series: Whitened, reliefs: Floats, settings: ReliefSettings) -> Floats:
    """Return (cells, reliefs) log likelihood with the level integrated out; the sums are (cells,) each.

    What is summed is a square of the size of relief, so it is worked out for all sizes by one product of matrices.
    """
    centre, mean, variance = series.centre, settings.level_mean, settings.level_spread**2
    powers = np.stack([np.ones_like(reliefs), reliefs, reliefs**2])
    # data + centre = level * (1 - relief * course)
    rest = kept.yy + 2 * centre * kept.yo + centre**2 * kept.oo + mean**2 / variance
    precision = np.column_stack([kept.oo + 1 / variance, -2 * kept.ox, kept.xx]) @ powers
    level = kept.yo + centre * kept.oo + mean / variance
    total: Floats = np.column_stack([level, -kept.yx - centre * kept.ox]) @ powers[:2]
    total *= total
    total /= precision
    total -= np.log(precision)
    total += (2 * kept.log_scale - np.log(variance) - rest)[:, None]
    total *= 0.5
    return total


class Differences(NamedTuple):
    """Differences of the domains from the composite, whitened on the grid of processes."""

    # (domains, grid, columns, columns) C' V^-1 C at sigma = 1. The columns are the data less its centre, ones, the
    # course of the effect, and nuisances scaled to the prior N(0, 1).
    products: Floats
    log_weight: Floats  # (domains, grid) Log prior of each node less half log det V.
    rated: Places  # (domains,) Rated days.
    centre: Floats  # (domains,) What was taken off the data, points.
    base: Floats  # (domains,) Baseline of the domain, points; its relief is a share of that.


def difference_log_likelihoods(differences: Differences, reliefs: Floats, settings: ReliefSettings) -> Floats:
    """Return (domains, reliefs) log likelihood; level, nuisances, carry-over, drift and sigma integrated out.

    Args:
        reliefs: (reliefs,) Sizes of the full effect, share of the baseline, evenly spaced.
    """
    count = 3
    rough = reliefs[:: settings.relief_grid_skip]
    total = np.empty((len(differences.base), rough.size))
    for number in range(len(differences.base)):
        one = Differences(*(values[number] for values in differences))
        choice = np.arange(1, one.products.shape[1])
        node, sigma = cells_near(one.products, [choice], one.log_weight, int(one.rated), settings)
        left, log_scale = without_nuisances(one.products, node, sigma, count)
        log_scale += one.log_weight[node] - one.rated * np.log(sigma)
        total[number] = _summed(left, log_scale, one, rough, settings)
    total = np.maximum(total, total.max(axis=1, keepdims=True) - FLOOR)
    return np.asarray(total @ between(settings.relief_grid_skip, rough.size, reliefs.size))


def _summed(left: Floats, log_scale: Floats, one: Differences, reliefs: Floats, settings: ReliefSettings) -> Floats:
    """Return (reliefs,) log likelihood, summed over the cells that hold enough of the whole.

    data + centre = level - base * relief * course is linear in all that is unknown, so each cell is a square of the
    size of relief.

    Args:
        left: (3, 3, cells) Products over sigma^2 of data, ones and course.
        log_scale: (cells,) What each cell weighs beside.
        reliefs: (reliefs,) Sizes of the full effect, share of the baseline.
    """
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
