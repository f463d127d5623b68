"""The model of relief on days of a blinded trial: how well each allowed order explains the ratings, and by how much."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zonewise.relief.arrays import Bools, Floats, Places
from zonewise.relief.grid_cells import without_nuisances
from zonewise.relief.onset_curves import approached
from zonewise.relief.posterior import Density, normal_log, normalised
from zonewise.relief.settings import ReliefSettings
from zonewise.relief.whitening import processes, whitened_products

from .settings import TrialSettings

LOWEST, HIGHEST, STEP = -1.6, 1.4, 0.01
"""Sizes of the full effect that are looked at, share of the level without LDN."""

BASIS = 1e-2  # Directions in which the courses differ by less than this, relative to the largest, are left out.
RIDGE = 0.1  # Precision that every effect is given where cells are chosen, so that no column is without an answer.
WEEK = 7


@dataclass(frozen=True, slots=True)
class TrialSeries:
    """What was rated and what was taken on the days of a trial."""

    score: Floats  # (days,) The rating that is judged, points; NaN missing.
    bottle: Places  # (days,) Number of the block whose bottle was taken, from 0; -1 for none.
    covariates: Floats  # (days, covariates) What else may move symptoms, scaled to an effect of about a point.


@dataclass(frozen=True, slots=True)
class OrderEvidence:
    """How well each order explains the ratings, and what each says about relief."""

    log_evidence: Floats  # (orders,) Log evidence that LDN helps in this order, over that of no effect.
    relief: Density  # Relief at full effect under the order that was asked for, percent of the level without LDN.
    onset_days: float  # Expected onset time under that order, days.


@dataclass(frozen=True, slots=True)
class _Columns:
    """Courses of the effect under all orders, made of a few directions."""

    basis: Floats  # (days, basis)
    from_basis: Floats  # (orders * courses, basis)
    log_weight: Floats  # (courses,) Log prior probability of each course.
    onset_days: Floats  # (courses,)


@dataclass(frozen=True, slots=True)
class _Cells:
    """What is left of the data once level and nuisances are integrated out; one for each cell that matters."""

    yy: Floats  # (cells,) All products over sigma squared.
    yo: Floats
    oo: Floats
    yx: Floats  # (cells, basis)
    ox: Floats
    xx: Floats  # (cells, basis, basis)
    log_scale: Floats  # (cells,)

    def some(self, places: Places) -> "_Cells":
        """Return those at some places."""
        return _Cells(*(getattr(self, name)[places] for name in _Cells.__slots__))


def weigh_orders(
    series: TrialSeries, orders: NDArray[np.bool_], actual: int, relief: ReliefSettings, settings: TrialSettings
) -> OrderEvidence:
    """Return how well each order explains the ratings, and the relief under the actual one.

    Nothing that is chosen on the way (cells, directions) depends on the actual order, so the place of its
    evidence among all is that of a draw by lot when LDN does nothing. Flares are not looked for as relief does: in a
    trial they were taken for blocks, which made relief too small by three points and found nothing more.

    Args:
        orders: (orders, blocks) Every order that could have been drawn.
        actual: Place of the order that was.
    """
    rated = ~np.isnan(series.score)
    centre = float(series.score[rated].mean())
    columns = _courses(series.bottle, orders, settings)
    middle = int(np.abs(columns.onset_days - settings.onset_median).argmin())
    courses = columns.log_weight.size
    cells = _cells(series, rated, centre, columns, slice(middle, None, courses), relief, settings)
    spread = settings.relief_spread * max(centre, relief.baseline_level_least)
    evidence = _order_evidence(cells, columns, centre, spread, relief, settings)
    own = columns.from_basis[actual * courses : (actual + 1) * courses]
    sizes = STEP * np.arange(round(LOWEST / STEP), round(HIGHEST / STEP) + 1, dtype=np.float64)
    joint = _at_sizes(cells, own, sizes, centre, relief) + columns.log_weight[:, None]
    weight = normalised(joint + normal_log(sizes, relief.relief_spread))
    onset = float(weight.sum(axis=1) @ columns.onset_days)
    return OrderEvidence(evidence, Density(100 * sizes, weight.sum(axis=0)), onset)


def _courses(bottle: Places, orders: NDArray[np.bool_], settings: TrialSettings) -> _Columns:
    """Return the courses of the effect under every order, an onset and an offset time each."""
    onset, offset = np.array(settings.onset_days, dtype=np.float64), np.array(settings.offset_days, dtype=np.float64)
    log_onset = np.log(np.array(settings.onset_weight, dtype=np.float64))
    first, second = np.indices((onset.size, offset.size)).reshape(2, -1)
    log_weight = log_onset[first] - np.log(offset.size)
    given = np.where(bottle >= 0, orders[:, np.maximum(bottle, 0)], False).astype(np.float64)
    share = np.empty((len(orders), first.size, bottle.size))
    for place in range(first.size):
        rising, falling = (np.full(len(orders), times) for times in (onset[first[place]], offset[second[place]]))
        share[:, place] = approached(given, rising, falling)
    flat = share.reshape(-1, bottle.size)
    values, directions = np.linalg.eigh(flat.T @ flat)
    kept = values > (BASIS**2) * values[-1]
    basis = directions[:, kept]
    return _Columns(basis, flat @ basis, log_weight - np.logaddexp.reduce(log_weight), onset[first])


def _cells(
    series: TrialSeries,
    rated: Bools,
    centre: float,
    columns: _Columns,
    middle: slice,
    relief: ReliefSettings,
    settings: TrialSettings,
) -> _Cells:
    """Return the cells of processes and sigma that hold nearly all of the evidence of all orders."""
    grid = processes(relief)
    count = 2 + columns.basis.shape[1]
    stacked = np.column_stack(
        [
            np.where(rated, series.score - centre, 0.0),
            np.ones(series.score.size),
            columns.basis,
            _nuisances(series, relief, settings),
        ]
    )
    products, log_det = whitened_products(stacked[None], rated[None], grid)
    log_weight = grid.log_weight - 0.5 * log_det[0]
    node, sigma = _likely(products[0], log_weight, int(rated.sum()), relief)
    left, log_scale = without_nuisances(products[0], node, sigma, count)
    log_scale += log_weight[node] - int(rated.sum()) * np.log(sigma)
    by_cell = left.transpose(2, 0, 1)
    yx, ox, xx = by_cell[:, 0, 2:], by_cell[:, 1, 2:], by_cell[:, 2:, 2:]
    every = _Cells(by_cell[:, 0, 0], by_cell[:, 0, 1], by_cell[:, 1, 1], yx, ox, xx, log_scale)
    return _kept(every, columns.from_basis[middle], centre, relief, settings)


def _nuisances(series: TrialSeries, relief: ReliefSettings, settings: TrialSettings) -> Floats:
    """Return columns scaled to effects of N(0, 1): weekdays, the response to having begun, and covariates."""
    days = series.score.size
    contrasts = np.linalg.svd(np.eye(WEEK) - 1 / WEEK)[0][:, : WEEK - 1]
    begun = settings.beginning_spread * 0.5 ** (np.arange(days) / settings.beginning_half_time)
    return np.column_stack([relief.weekday_spread * contrasts[np.arange(days) % WEEK], begun, series.covariates])


def _likely(products: Floats, log_weight: Floats, rated: int, relief: ReliefSettings) -> tuple[Places, Floats]:
    """Return node and sigma of the cells near the sigma that fits, with all columns let go and with none."""
    sigma = np.geomspace(relief.sigma_least, relief.sigma_most, relief.sigma_nodes)
    best = np.full((len(products), sigma.size), -np.inf)
    for columns in (np.array([1]), np.arange(1, products.shape[1])):
        chosen = np.r_[columns, 0]
        normal = products[:, chosen[:, None], chosen] + RIDGE * np.eye(chosen.size)
        root = np.linalg.cholesky(normal).diagonal(axis1=1, axis2=2)
        fit = log_weight - (np.log(root[:, :-1]).sum(axis=1) if columns.size == 1 else 0.0)
        likely = fit[:, None] - rated * np.log(sigma) - 0.5 * (root[:, -1:] / sigma) ** 2
        best = np.maximum(best, likely - likely.max())
    node, place = np.nonzero(best > -FIRST_LOOK)
    return node, sigma[place]


FIRST_LOOK = 8.0  # At the first look a cell that is less likely than the best by more than this, in logs, is left out.


def _without_level(cells: _Cells, centre: float, relief: ReliefSettings) -> tuple[Floats, Floats, Floats]:
    """Return (cells,) log evidence of no effect, (cells, basis) pulls and (cells, basis, basis) precisions."""
    variance = relief.level_spread**2
    precision = cells.oo + 1 / variance
    pull = cells.yo + (relief.level_mean - centre) / variance
    alone = cells.log_scale - 0.5 * (np.log(precision * variance) + cells.yy - pull**2 / precision)
    pulls = cells.yx - cells.ox * (pull / precision)[:, None]
    squares = cells.xx - cells.ox[:, :, None] * (cells.ox / precision[:, None])[:, None, :]
    return alone, pulls, squares


def _kept(cells: _Cells, middle: Floats, centre: float, relief: ReliefSettings, settings: TrialSettings) -> _Cells:
    """Return the likeliest cells, each by the mean of its evidence over all orders, so that none is preferred."""
    alone = _without_level(cells, centre, relief)[0]
    cells = cells.some(np.argsort(-alone)[: CANDIDATES * settings.cells_most])
    alone, pulls, squares = _without_level(cells, centre, relief)
    spread = settings.relief_spread * max(centre, relief.baseline_level_least)
    by_order = _one_sided(pulls @ middle.T, _quadratic(squares, middle), spread)
    evidence = alone + np.logaddexp(0.0, np.logaddexp.reduce(by_order, axis=1) - np.log(len(middle)))
    ranked = np.argsort(-evidence)
    held = np.exp(evidence[ranked] - evidence[ranked[0]]).cumsum()
    enough = int(np.searchsorted(held, settings.evidence_kept * held[-1])) + 1
    return cells.some(ranked[: min(enough, settings.cells_most)])


CANDIDATES = 3  # So many times as many cells as are kept are looked at with an effect.


def _quadratic(squares: Floats, rows: Floats) -> Floats:
    """Return (cells, rows) r' S r."""
    return np.stack([np.einsum("rb,rb->r", rows @ square, rows) for square in squares])


def _one_sided(pull: Floats, square: Floats, spread: float) -> Floats:
    """Return the log Bayes factor of an effect downwards, half normal with this spread, against none.

    The data's log likelihood is pull * effect - square * effect^2 / 2; over half of a normal prior that integrates to
    a normal probability in closed form.
    """
    from scipy.special import log_ndtr

    precision = square + spread**-2
    both_sides = 0.5 * pull**2 / precision - 0.5 * np.log(precision * spread**2)
    return np.asarray(np.log(2.0) + both_sides + log_ndtr(-pull / np.sqrt(precision)))


def _order_evidence(
    cells: _Cells, columns: _Columns, centre: float, spread: float, relief: ReliefSettings, settings: TrialSettings
) -> Floats:
    alone, pulls, squares = _without_level(cells, centre, relief)
    alone = alone - np.logaddexp.reduce(alone)
    total = np.full(len(columns.from_basis), -np.inf)
    for log_weight, pull, square in zip(alone, pulls, squares, strict=True):
        precision = np.einsum("rb,rb->r", columns.from_basis @ square, columns.from_basis)
        total = np.logaddexp(total, log_weight + _one_sided(columns.from_basis @ pull, precision, spread))
    by_order = total.reshape(-1, columns.log_weight.size) + columns.log_weight
    return np.asarray(np.logaddexp.reduce(by_order, axis=1))


def _at_sizes(cells: _Cells, own: Floats, sizes: Floats, centre: float, relief: ReliefSettings) -> Floats:
    """Return (courses, sizes) log likelihood of relief as a share of the level, the level integrated out.

    data + centre = level * (1 - relief * course) + what varies by itself.
    """
    mean, variance = relief.level_mean, relief.level_spread**2
    total = np.empty((len(own), sizes.size))
    rest = cells.yy + 2 * centre * cells.yo + centre**2 * cells.oo + mean**2 / variance
    for place, course in enumerate(own):
        yx, ox = cells.yx @ course, cells.ox @ course
        xx = np.einsum("cab,a,b->c", cells.xx, course, course)
        precision = cells.oo[:, None] + 1 / variance - 2 * ox[:, None] * sizes + xx[:, None] * sizes**2
        level = (cells.yo + centre * cells.oo + mean / variance)[:, None] - (yx + centre * ox)[:, None] * sizes
        by_cell = level**2 / precision - np.log(precision * variance) + (2 * cells.log_scale - rest)[:, None]
        total[place] = np.logaddexp.reduce(0.5 * by_cell, axis=0)
    return total
