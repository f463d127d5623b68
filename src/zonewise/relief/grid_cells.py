"""The cells of the grid of processes and daily sigma that matter, and what is left in them without the nuisances."""

from collections.abc import Sequence
from functools import cache
from math import log

import numpy as np

from .arrays import Floats, Places
from .settings import ReliefSettings

POSTERIOR_MASS_KEPT = 0.99  # The likeliest cells of the grid are kept until they hold this much of the whole.

FIRST_LOOK = 10.0
"""At the first, rougher look a cell that is less likely than the best by more than this, in logs, is left out."""

NEGLIGIBLE = 40.0
"""Cells that are less likely than the best by more than this, in logs, add nothing however many they are."""

RIDGE = 0.1  # Precision that every effect is given at the first look, so that no column is without an answer.

TINY = 1e-9  # What is added to the square of the data, so that data that is explained wholly has a root.

STENCIL_POINTS = 4  # Neighbours that a value between two nodes is interpolated from.


def cells_near(
    products: Floats, choices: Sequence[Places], log_weight: Floats, rated: int, settings: ReliefSettings
) -> tuple[Places, Floats]:
    """Return node and sigma of the cells that may matter: near the sigma that fits best with some choice of columns.

    With everything but the data taken as known, sigma^2 is close to the sum of squares over the days, and its
    logarithm is known to within sqrt(1 / 2 days).

    Args:
        products: (grid, columns, columns) C' V^-1 C at sigma = 1; the first column is the data.
        log_weight: (grid,) Log prior of each node less half log det V.
        rated: Rated days.
    """
    # A sum over the cells near the best sigma stands for the integral over sigma; its nodes are evenly spaced in the
    # logarithm, which makes the prior flat there.
    sigma = np.geomspace(settings.sigma_least, settings.sigma_most, settings.sigma_nodes)
    best = np.full((len(products), sigma.size), -np.inf)
    for columns in choices:
        chosen = np.r_[columns, 0]
        normal = products[:, chosen[:, None], chosen] + RIDGE * np.eye(chosen.size)
        normal[:, -1, -1] += TINY + TINY * normal[:, -1, -1] - RIDGE
        root = np.linalg.cholesky(normal).diagonal(axis1=1, axis2=2)  # its last is what is left of the data
        fit = log_weight - np.log(root[:, :-1]).sum(axis=1)
        likely = fit[:, None] - rated * np.log(sigma) - 0.5 * (root[:, -1:] / sigma) ** 2
        best = np.maximum(best, likely - likely.max())
    node, place = np.nonzero(best > -FIRST_LOOK)
    return node, sigma[place]


def without_nuisances(products: Floats, node: Places, sigma: Floats, count: int) -> tuple[Floats, Floats]:
    """Return (count, count, cells) products over sigma^2 and (cells,) their log scale, the nuisances integrated out.

    For a nuisance matrix Z with effects N(0, 1) the posterior needs (Z'Z / sigma^2 + 1)^-1 and its determinant. With
    Z'Z = Q diag(roots) Q' both are diagonal in the basis Q, so one decomposition serves every sigma of a node.

    Args:
        products: (grid, columns, columns) C' V^-1 C at sigma = 1; the columns after `count` are nuisances, scaled to
            effects of N(0, 1).
        node: (cells,) Node of each cell.
        sigma: (cells,) Daily standard deviation of each cell, points.
    """
    variance = (sigma**2)[:, None]
    nodes, place = np.unique(node, return_inverse=True)
    at_nodes = products[nodes]
    roots, basis = np.linalg.eigh(at_nodes[:, count:, count:])
    crossed = basis.swapaxes(1, 2) @ at_nodes[:, count:, :count]
    roots, crossed = np.maximum(roots, 0.0)[place], crossed[place]
    taken = crossed.swapaxes(1, 2) @ (crossed / (roots + variance)[:, :, None])
    left = (at_nodes[place, :count, :count] - taken) / variance[:, :, None]
    return np.ascontiguousarray(left.transpose(1, 2, 0)), -0.5 * np.log1p(roots / variance).sum(axis=1)


def last_needed(evidence: Floats) -> float:
    """Return the log evidence of the last cell that is needed to hold enough of the whole."""
    # Sorting takes longest, so cells go first that all together could not hold half of what may be left out.
    most = float(evidence.max())
    near = evidence[evidence > most - NEGLIGIBLE]
    whole = float(np.exp(near - most).sum())
    ordered = np.sort(near[near > most + log(0.5 * (1 - POSTERIOR_MASS_KEPT) * whole / near.size)])[::-1]
    held = np.exp(ordered - most).cumsum()
    return float(ordered[int(np.searchsorted(held, POSTERIOR_MASS_KEPT * whole))])


@cache
def between(skip: int, given: int, count: int) -> Floats:
    """Return (given, count) weights that put `skip` - 1 values between each two, by the cubic through four of them.

    Lagrange's formula with the four nearest nodes: a log likelihood is near a parabola, so that is exact to what is
    shown, and one matrix serves all courses. A spline through all nodes would let a far cliff ripple to the top.
    """
    at = np.arange(count) / skip
    first = np.clip(at.astype(int) - 1, 0, given - STENCIL_POINTS)
    weights = np.zeros((given, count))
    for own in range(STENCIL_POINTS):
        nodes = [other for other in range(STENCIL_POINTS) if other != own]
        weights[first + own, np.arange(count)] = np.prod(
            [(at - first - other) / (own - other) for other in nodes], axis=0
        )
    weights.flags.writeable = False
    return weights
