import numpy as np
import pytest

from zonewise.relief.settings import ReliefSettings
from zonewise.relief.whitening import Processes, processes, whitened_products, whitened_series


def covariance(grid: Processes, node: int, days: int) -> np.ndarray:
    """V of the model, written out day by day."""
    day = np.arange(days)
    apart, first = np.abs(day[:, None] - day), np.minimum(day[:, None], day)
    phi, step, start = grid.phi[node], grid.step[node], grid.start[node]
    gained = first * step if phi == 1 else step * (1 - phi ** (2 * first)) / (1 - phi**2)
    slow = phi**apart * (phi ** (2 * first) * start + gained)
    return grid.carried[node] * grid.rho[node] ** apart + slow + (1 - grid.carried[node]) * np.eye(days)


def test_one_pass_gives_what_the_inverse_gives(settings: ReliefSettings) -> None:
    """Products and determinant agree with the covariance written out and inverted, on every node, days missing."""
    rng = np.random.default_rng(1)
    grid = processes(settings)
    columns, present = rng.normal(size=(2, 40, 3)), rng.random((2, 40)) > 0.3
    products, log_det = whitened_products(columns, present, grid)
    for pattern in range(2):
        seen = np.flatnonzero(present[pattern])
        for node in range(grid.rho.size):
            block = covariance(grid, node, 40)[np.ix_(seen, seen)]
            wanted = columns[pattern, seen].T @ np.linalg.solve(block, columns[pattern, seen])
            np.testing.assert_allclose(products[pattern, node], wanted, rtol=1e-8, atol=1e-9)
            assert log_det[pattern, node] == pytest.approx(np.linalg.slogdet(block)[1])


def test_series_on_the_same_days_share_a_pass(settings: ReliefSettings) -> None:
    """Each series gets the products it would get alone, whichever others are rated on the same days."""
    rng = np.random.default_rng(2)
    grid = processes(settings)
    data, regressors, few = rng.normal(size=(4, 30)), rng.normal(size=(30, 3)), rng.normal(size=(3, 2))
    present = np.ones((4, 30), dtype=bool)
    present[1, 4:9] = False
    present[3, 20] = False
    first, others = whitened_series(data, present, regressors, few, grid)
    for number in range(4):
        beside = regressors @ few if number else regressors
        alone, alone_det = whitened_products(np.column_stack([data[number], beside])[None], present[[number]], grid)
        products, log_det = (other[number - 1] for other in others) if number else first
        np.testing.assert_allclose(products, alone[0], rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(log_det, alone_det[0])


def test_the_prior_of_the_grid_adds_up(settings: ReliefSettings) -> None:
    """The nodes' prior probabilities add up to one."""
    assert np.exp(processes(settings).log_weight).sum() == pytest.approx(1.0)
