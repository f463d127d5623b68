"""In which ways may a person's symptoms swing by themselves?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .settings import ReliefSettings

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Processes:
    """A grid of carry-over and slow part; all variances are in units of the daily variance sigma^2.

    Attributes:
        rho: (grid,) Correlation of the carried part from one day to the next.
        phi: (grid,) The same of the slow part; 1 for a random walk.
        step: (grid,) Variance that the slow part gains each day.
        start: (grid,) Variance of the slow part on the first day.
        carried: (grid,) Share of the daily variance that carries over; the rest is new each day.
        log_weight: (grid,) Log prior probability.
    """

    rho: "NDArray[float64]"
    phi: "NDArray[float64]"
    step: "NDArray[float64]"
    start: "NDArray[float64]"
    carried: "NDArray[float64]"
    log_weight: "NDArray[float64]"


def processes(settings: ReliefSettings) -> Processes:
    """Return every combination of carry-over and slow part.

    A random walk begins at nothing: where it stands on the first day is the level. A slow part that returns begins
    anywhere it may be.
    """
    import numpy as np

    rho = (np.arange(settings.rho_nodes) + 0.5) / settings.rho_nodes
    rho_log = (settings.rho_shape - 1) * np.log(rho * (1 - rho))
    spread = np.array([float(each) for each in settings.slow_spread])
    days = np.array([float(each) for each in settings.slow_days])
    slow_log = np.log([float(each) for each in settings.slow_weight])
    returns = days > 0
    phi = np.where(returns, np.exp(-1 / np.where(returns, days, 1.0)), 1.0)
    step = np.where(returns, spread**2 * (1 - phi**2), spread**2)
    start = np.where(returns, spread**2, 0.0)
    carried = np.array([float(each) for each in settings.carried_share])
    sizes = (rho.size, days.size, carried.size)
    first, second, third = (each.ravel() for each in np.meshgrid(*map(np.arange, sizes), indexing="ij"))
    log_weight = rho_log[first] + slow_log[second]
    return Processes(
        rho=settings.rho_most * rho[first],
        phi=phi[second],
        step=step[second],
        start=start[second],
        carried=carried[third],
        log_weight=log_weight - np.logaddexp.reduce(log_weight),
    )
