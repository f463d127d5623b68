"""How symptoms vary by themselves, and columns with that variation taken out of them."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .arrays import Bools, Floats
from .settings import ReliefSettings


@dataclass(frozen=True, slots=True)
class Processes:
    """A grid of carry-over and slow part; all variances are in units of the daily variance sigma^2."""

    rho: Floats  # (grid,) Correlation of the carried part from one day to the next.
    phi: Floats  # (grid,) The same of the slow part; 1 for a random walk.
    step: Floats  # (grid,) Variance that the slow part gains each day.
    start: Floats  # (grid,) Variance of the slow part on the first day.
    carried: Floats  # (grid,) Share of the daily variance that carries over; the rest is new each day.
    log_weight: Floats  # (grid,) Log prior probability.


def processes(settings: ReliefSettings) -> Processes:
    """Return every combination of carry-over and slow part.

    A random walk begins at nothing: where it stands on the first day is the level. A slow part that returns begins
    anywhere it may be.
    """
    rho = (np.arange(settings.rho_nodes) + 0.5) / settings.rho_nodes  # the middles of even parts of 0 to rho_most
    rho_log = (settings.rho_shape - 1) * np.log(rho * (1 - rho))
    spread = np.array(settings.slow_spread, dtype=np.float64)
    days = np.array(settings.slow_days, dtype=np.float64)
    slow_log = np.log(np.array(settings.slow_weight, dtype=np.float64))
    returns = days > 0
    phi = np.where(returns, np.exp(-1 / np.where(returns, days, 1.0)), 1.0)
    step = np.where(returns, spread**2 * (1 - phi**2), spread**2)  # keeps a part that returns at its variance
    start = np.where(returns, spread**2, 0.0)
    carried = np.array(settings.carried_share, dtype=np.float64)
    first, second, third = np.indices((rho.size, days.size, carried.size)).reshape(3, -1)
    log_weight = rho_log[first] + slow_log[second]
    return Processes(
        rho=settings.rho_most * rho[first],
        phi=phi[second],
        step=step[second],
        start=start[second],
        carried=carried[third],
        log_weight=log_weight - np.logaddexp.reduce(log_weight),
    )


def whitened_series(
    data: Floats, present: Bools, regressors: Floats, few: Floats, grid: Processes
) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Return the products of [data, its regressors] on the grid and log det V, of the first series and of the others.

    Series that are rated on the same days as the first share its pass; the others need fewer columns in theirs.

    Args:
        data: (series, days) Points.
        present: (series, days) Whether the day is rated.
        regressors: (days, regressors) Those of the first series.
        few: (regressors, fewer) How those of the others are made of them.

    Returns:
        (grid, columns, columns) and (grid,); (others, grid, columns, columns) and (others, grid).
    """
    # Innovations are linear in the columns: series that share their days go through one pass, and columns that are made
    # of others need none, since (C A)' V^-1 (C A) = A' (C' V^-1 C) A.
    alike = (present == present[0]).all(axis=1)
    count, own = int(alike.sum()), 1 + few.shape[1]
    filters = _filters(np.concatenate([present[:1], present[~alike]]), grid)
    together = np.column_stack([data[alike].T, regressors])
    products = _products(together[None], filters.some(slice(1)), grid)[0]
    first = np.r_[0, count : together.shape[1]]
    others = np.empty((len(data), grid.rho.size, own, own))
    log_det = np.tile(filters.log_det[0], (len(data), 1))
    to_few = np.zeros((together.shape[1], own))
    to_few[count:, 1:] = few
    for place, number in enumerate(np.flatnonzero(alike)):
        to_few[:count, 0] = np.arange(count) == place
        others[number] = to_few.T @ products @ to_few
    if count < len(data):
        shape = (len(data) - count, data.shape[1], few.shape[1])
        columns = np.concatenate([data[~alike, :, None], np.broadcast_to(regressors @ few, shape)], axis=2)
        others[~alike] = _products(columns, filters.some(slice(1, None)), grid)
        log_det[~alike] = filters.log_det[1:]
    return (products[:, first[:, None], first], log_det[0]), (others[1:], log_det[1:])


def whitened_products(columns: Floats, present: Bools, grid: Processes) -> tuple[Floats, Floats]:
    """Return C' V^-1 C for each pattern of days and each node of the grid, and log det V.

    V is the covariance of the rated days at sigma = 1: carried part, slow part and what is new each day. The Kalman
    filter is a triangular factor of V^-1 = L' L that is never written down: its innovations over their standard
    deviations are L C, so their products are C' V^-1 C and log det V is the sum of the logs of their variances. That
    takes days instead of days cubed, and gaps in the diary cost nothing.

    Args:
        columns: (patterns, days, columns) Data and regressors; anything on days that are not present.
        present: (patterns, days) Whether the day is rated.

    Returns:
        (patterns, grid, columns, columns) and (patterns, grid).

    Source:
        Durbin and Koopman, Time Series Analysis by State Space Methods, 2nd ed., section 6.2 (augmented filtering).
        Checked against the inverse of V in tests/relief/test_whitening.py.
    """
    filters = _filters(present, grid)
    return _products(np.where(present[:, :, None], columns, 0.0), filters, grid), filters.log_det


class _Filters(NamedTuple):
    """What one Kalman pass does to a new rating, whatever the column; node is the last axis of each."""

    gain: Floats  # (days, 2, patterns, grid) How much of what is new goes into the carried and into the slow part.
    scale: Floats  # (days, patterns, grid) One over the standard deviation of what is new; 0 on a day without a rating.
    log_det: Floats  # (patterns, grid) Log det V.

    def some(self, patterns: slice) -> "_Filters":
        """Return those of some patterns."""
        return _Filters(self.gain[:, :, patterns], self.scale[:, patterns], self.log_det[patterns])


def _products(columns: Floats, filters: _Filters, grid: Processes) -> Floats:
    """Return (patterns, grid, columns, columns) C' V^-1 C; a day that is not rated has a gain and a scale of 0."""
    patterns, days, count = columns.shape
    rows = columns.swapaxes(0, 1)[:, :, None, :].copy()
    gain, scale = filters.gain[..., None], filters.scale[..., None]
    innovations = np.empty((days, patterns, grid.rho.size, count))
    state = np.zeros((2, patterns, grid.rho.size, count))  # what carries over, and what is slow
    decay = np.stack([grid.rho, grid.phi])[:, None, :, None]
    new, part = np.empty_like(state[0]), np.empty_like(state)
    for day in range(days):
        np.subtract(rows[day], state[0], out=new)
        new -= state[1]
        state *= decay
        state += np.multiply(gain[day], new, out=part)
        np.multiply(new, scale[day], out=innovations[day])
    by_node = innovations.transpose(1, 2, 0, 3)
    return by_node.swapaxes(2, 3) @ by_node


def _filters(present: Bools, grid: Processes) -> _Filters:
    """Return gains and variances of the two-part state (carried, slow), which hang on the rated days alone.

    A rating is carried + slow + what is new; a day without one passes with a weight of 0, so only time goes on. The
    variances are updated as P - P h h' P / v with h = (1, 1), then decay, then gain what is fresh; their three numbers
    are held in the rows of `state`, in place, as this loop is half of the time of an estimate.
    """
    patterns, days = present.shape
    shape = (patterns, grid.rho.size)
    gain, variances = np.empty((days, 2, *shape)), np.empty((days, *shape))
    # variance of what carries over, what it shares with the slow part, variance of the slow part
    state = np.stack([np.broadcast_to(part, shape) for part in (grid.carried, np.zeros(1), grid.start)])
    decay = np.stack([grid.rho**2, grid.rho * grid.phi, grid.phi**2])[:, None]
    fresh = np.stack([grid.carried * (1 - grid.rho**2), np.zeros(grid.rho.size), grid.step])[:, None]
    noise, is_rated = 1 - grid.carried, present.T.astype(np.float64)[:, :, None]
    ahead, weight, taken = np.empty((2, *shape)), np.empty(shape), np.empty((3, *shape))
    for day in range(days):
        np.add(state[:2], state[1:], out=ahead)
        variance = np.add(ahead[0], ahead[1], out=variances[day])
        variance += noise
        np.divide(is_rated[day], variance, out=weight)
        by = np.multiply(weight, ahead, out=gain[day])
        np.multiply(by, ahead, out=taken[::2])
        np.multiply(by[0], ahead[1], out=taken[1])
        state -= taken
        state *= decay
        state += fresh
    gain *= np.stack([grid.rho, grid.phi])[:, None]
    rated = present.T[:, :, None]
    scale = np.where(rated, 1 / np.sqrt(variances), 0.0)
    log_det = np.where(rated, np.log(variances), 0.0).sum(axis=0)
    return _Filters(gain, scale, log_det)
