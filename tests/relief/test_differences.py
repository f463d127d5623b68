import numpy as np
import pytest

from zonewise.relief.likelihood import Differences, difference_log_likelihoods
from zonewise.relief.settings import ReliefSettings
from zonewise.relief.whitening import processes, whitened_products

from .test_posterior import small
from .test_whitening import covariance

RELIEFS = np.arange(-40, 41) * 0.02


def test_agrees_with_the_covariance_written_out(settings: ReliefSettings) -> None:
    """The fast sum gives the likelihood of the slow obvious one at every size of relief, up to a constant."""
    few, days = small(settings), 60
    rng = np.random.default_rng(4)
    grid = processes(few)
    course = 1 - np.exp(-np.maximum(0, np.arange(days) - 20) / 10)
    data = 0.8 + rng.normal(size=days) - 0.2 * 5.0 * course
    seen = np.flatnonzero(rng.random(days) > 0.2)
    present = np.isin(np.arange(days), seen)
    centre = data[seen].mean()
    columns = np.column_stack([data - centre, np.ones(days), course])
    products, log_det = whitened_products(columns[None], present[None], grid)
    one = Differences(
        products, grid.log_weight - 0.5 * log_det, np.array([seen.size]), np.array([centre]), np.array([5.0])
    )
    result = difference_log_likelihoods(one, RELIEFS, few)[0]
    slow = np.full(RELIEFS.size, -np.inf)
    for node in range(grid.rho.size):
        for sigma in np.geomspace(few.sigma_least, few.sigma_most, few.sigma_nodes):
            swing = (sigma**2 * covariance(grid, node, days))[np.ix_(seen, seen)] + few.level_spread**2
            off = data[seen, None] + 5.0 * RELIEFS * course[seen, None]
            fit = -0.5 * (off * np.linalg.solve(swing, off)).sum(axis=0) - 0.5 * np.linalg.slogdet(swing)[1]
            slow = np.logaddexp(slow, fit + grid.log_weight[node])
    likely, wanted = np.exp(result - result.max()), np.exp(slow - slow.max())
    print(f"mean {likely @ RELIEFS / likely.sum():.4f}, slow way {wanted @ RELIEFS / wanted.sum():.4f}")
    assert likely / likely.sum() == pytest.approx(wanted / wanted.sum(), abs=1e-3)


def test_each_domain_is_judged_by_itself(settings: ReliefSettings) -> None:
    """Two domains together get what each gets alone."""
    rng = np.random.default_rng(5)
    grid = processes(settings)
    columns = rng.normal(size=(2, 50, 3))
    products, log_det = whitened_products(columns, np.ones((2, 50), dtype=bool), grid)
    both = Differences(
        products, grid.log_weight - 0.5 * log_det, np.array([50, 50]), np.array([0.5, -0.2]), np.array([6.0, 3.0])
    )
    result = difference_log_likelihoods(both, RELIEFS, settings)
    for number in range(2):
        alone = Differences(*(item[[number]] for item in both))
        np.testing.assert_allclose(difference_log_likelihoods(alone, RELIEFS, settings)[0], result[number])
