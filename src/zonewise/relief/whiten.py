"""What do the columns look like once the swing that carries over from day to day is taken out of them?"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .process import Processes

if TYPE_CHECKING:
    from numpy import bool_, float64
    from numpy.typing import NDArray


def whitened_series(
    data: "NDArray[float64]", present: "NDArray[bool_]", regressors: "NDArray[float64]", grid: Processes
) -> Iterator[tuple[int, "NDArray[float64]", "NDArray[float64]"]]:
    """Yield for each series its number, the products of [data, regressors] on the grid, and log det V.

    Series that are rated on the same days share one pass.

    Args:
        data: (series, days) Points.
        present: (series, days) Whether the day is rated.
        regressors: (days, regressors) The same for all series.
        grid: The nodes.
    """
    import numpy as np

    patterns, which = np.unique(present, axis=0, return_inverse=True)
    which = which.reshape(-1)
    width = int(np.bincount(which).max())
    columns = np.zeros((len(patterns), data.shape[1], width + regressors.shape[1]))
    columns[:, :, width:] = regressors
    place = np.zeros(len(data), dtype=np.intp)
    for number, pattern in enumerate(which):
        place[number] = (which[:number] == pattern).sum()
        columns[pattern, :, place[number]] = data[number]
    products, log_det = whitened_products(columns, patterns, grid)
    after = np.arange(width, width + regressors.shape[1])
    for number, pattern in enumerate(which):
        some = np.r_[place[number], after]
        yield number, products[pattern][:, some[:, None], some], log_det[pattern]


def whitened_products(
    columns: "NDArray[float64]", present: "NDArray[bool_]", grid: Processes
) -> tuple["NDArray[float64]", "NDArray[float64]"]:
    """Return C' V^-1 C for each pattern of days and each node of the grid, and log det V.

    V is the covariance of the rated days at sigma = 1: carried part, slow part and what is new each day. One Kalman
    pass gives the innovations of all columns at once; their products need no inverse of V.

    Args:
        columns: (patterns, days, columns) Data and regressors; anything on days that are not present.
        present: (patterns, days) Whether the day is rated.
        grid: The nodes.

    Returns:
        (patterns, grid, columns, columns) and (patterns, grid).

    Source:
        Durbin and Koopman, Time Series Analysis by State Space Methods, 2nd ed., section 6.2 (augmented filtering).
        Checked against the inverse of V in tests/relief/test_whiten.py.
    """
    import numpy as np

    patterns, days, count = columns.shape
    carried_gain, slow_gain, scale, log_det = _gains(present, grid)
    seen = np.where(present[:, :, None], columns, 0.0)
    innovations = np.empty((days, patterns, grid.rho.size, count))
    carried = np.zeros((patterns, grid.rho.size, count))
    slow = np.zeros_like(carried)
    rho, phi = grid.rho[:, None], grid.phi[:, None]
    new, part = np.empty_like(carried), np.empty_like(carried)
    for day in range(days):
        np.subtract(seen[:, day, None, :], carried, out=new)
        new -= slow
        carried *= rho
        carried += np.multiply(carried_gain[day], new, out=part)
        slow *= phi
        slow += np.multiply(slow_gain[day], new, out=part)
        np.multiply(new, scale[day], out=innovations[day])
    by_node = innovations.transpose(1, 2, 0, 3)
    return by_node.swapaxes(2, 3) @ by_node, log_det


def _gains(
    present: "NDArray[bool_]", grid: Processes
) -> tuple["NDArray[float64]", "NDArray[float64]", "NDArray[float64]", "NDArray[float64]"]:
    """Return both gains and the innovation's scale, (days, patterns, grid, 1) each, and log det V.

    They do not depend on the columns, so they are worked out once.
    """
    import numpy as np

    patterns, days = present.shape
    shape = (patterns, grid.rho.size)
    carried_gain, slow_gain = np.empty((days, *shape)), np.empty((days, *shape))
    variances = np.ones((days, *shape))
    carried, both, slow = np.broadcast_to(grid.carried, shape), np.zeros(shape), np.broadcast_to(grid.start, shape)
    fresh, noise, seen = grid.carried * (1 - grid.rho**2), 1 - grid.carried, present.astype(np.float64)
    rho_twice, rho_phi, phi_twice = grid.rho**2, grid.rho * grid.phi, grid.phi**2
    for day in range(days):
        to_carried, to_slow = carried + both, both + slow
        variance = to_carried + to_slow + noise
        variances[day] = variance
        weight = seen[:, day, None] / variance
        by_carried, by_slow = weight * to_carried, weight * to_slow
        carried_gain[day], slow_gain[day] = by_carried, by_slow
        carried = rho_twice * (carried - by_carried * to_carried) + fresh
        both = rho_phi * (both - by_carried * to_slow)
        slow = phi_twice * (slow - by_slow * to_slow) + grid.step
    carried_gain *= grid.rho
    slow_gain *= grid.phi
    rated = present.T[:, :, None]
    scale = np.where(rated, variances**-0.5, 0.0)
    log_det = np.where(rated, np.log(variances), 0.0).sum(axis=0)
    return carried_gain[..., None], slow_gain[..., None], scale[..., None], log_det
