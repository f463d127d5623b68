import dataclasses
from decimal import Decimal
from itertools import product

import numpy as np
import pytest

from zonewise.relief.likelihood import Belief, Whitened, log_likelihood
from zonewise.relief.model_inputs import prepare_inputs
from zonewise.relief.onset_curves import onset_curves
from zonewise.relief.posterior import Density, in_recent_days, normal_log, normalised, plus
from zonewise.relief.posterior_fit import fit_posterior
from zonewise.relief.settings import ReliefSettings
from zonewise.relief.whitening import processes, whitened_products

from .conftest import a_diary
from .test_whitening import covariance

SIZES = np.arange(-35, 31) * 0.04


def small(settings: ReliefSettings) -> ReliefSettings:
    """A grid small enough to be walked slowly, without flares."""
    return dataclasses.replace(
        settings, flares_most=0, rho_nodes=3, tau_nodes=3, sigma_least=0.8, sigma_most=1.6, sigma_nodes=6,
        slow_spread=(Decimal("0.06"), Decimal("0.6")), slow_days=(Decimal("0"), Decimal("15")),
        slow_weight=(Decimal("0.6"), Decimal("0.4")),
    )  # fmt: skip


def slow_density(
    ratings: np.ndarray, dose_mg: np.ndarray, settings: ReliefSettings, beside: np.ndarray | float = 0.0
) -> Density:
    """The posterior of one series by writing out each covariance, level and weekdays included, cell by cell.

    Args:
        beside: (days, days) Covariance of what else may move symptoms.
    """
    days, grid, ways = len(ratings), processes(settings), onset_curves(dose_mg, settings)
    seen = np.flatnonzero(~np.isnan(ratings))
    weekday = (np.arange(days)[:, None] % 7 == np.arange(7)) - 1 / 7
    weekdays = settings.weekday_spread**2 * weekday @ weekday.T
    sigmas = np.geomspace(settings.sigma_least, settings.sigma_most, settings.sigma_nodes)
    joint = np.full((len(ways.share), SIZES.size), -np.inf)
    for node, sigma in product(range(grid.rho.size), sigmas):
        swing = (sigma**2 * covariance(grid, node, days) + weekdays + beside)[np.ix_(seen, seen)]
        root = np.linalg.inv(np.linalg.cholesky(swing))
        data, half_det = root @ ratings[seen], -np.log(np.diag(root)).sum()
        for way, share in enumerate(ways.share):
            columns = root @ (1 - share[seen, None] * SIZES)
            precision = (columns**2).sum(axis=0) + settings.level_spread**-2
            pull = columns.T @ data + settings.level_mean / settings.level_spread**2
            left = data @ data + settings.level_mean**2 / settings.level_spread**2 - pull**2 / precision
            log = -half_det - 0.5 * np.log(precision * settings.level_spread**2) - 0.5 * left
            joint[way] = np.logaddexp(joint[way], log + grid.log_weight[node])
    joint += ways.log_weight[:, None] + normal_log(SIZES, settings.relief_spread)
    return in_recent_days(normalised(joint), SIZES, ways.recent)


@pytest.mark.parametrize(("relief", "weekday_spread"), [(0.0, 0.4), (40.0, 0.4), (20.0, 30.0)])
def test_agrees_with_the_covariance_written_out(settings: ReliefSettings, relief: float, weekday_spread: float) -> None:
    """The fast way and the slow obvious one give the same relief, spread and probabilities."""
    few = dataclasses.replace(small(settings), weekday_spread=weekday_spread)
    ratings, dose_mg = a_diary(3, relief=relief, before=40, since=40, domains=1, missing=0.5)
    ours = fit_posterior(prepare_inputs(ratings, dose_mg, ("pain",), None, few), few).composite
    wanted = slow_density(ratings[:, 0], dose_mg, few)
    print(f"relief {ours.mean:.2f} +- {ours.spread:.2f}, slow way {wanted.mean:.2f} +- {wanted.spread:.2f}")
    assert ours.mean == pytest.approx(wanted.mean, abs=0.4)
    assert ours.spread == pytest.approx(wanted.spread, abs=0.4)
    assert ours.above(10) == pytest.approx(wanted.above(10), abs=0.01)


def test_a_sum_adds_means_and_variances() -> None:
    """The sum of two independent sizes has the sum of their means and of their variances."""
    sizes = 2.0 * np.arange(-80, 81)
    first = Density(sizes, normalised(-0.5 * ((sizes - 20) / 8) ** 2))
    second = Density(sizes, normalised(-0.5 * ((sizes + 6) / 6) ** 2))
    both = plus(first, second)
    assert both.mean == pytest.approx(14)
    assert both.spread == pytest.approx(10)


def test_a_further_amount_moves_and_widens() -> None:
    """What is moved has the sum of the means and of the variances."""
    sizes = 2.0 * np.arange(-80, 81)
    moved = Density(sizes, normalised(-0.5 * ((sizes - 20) / 8) ** 2)).moved(-3.5, 6.0)
    assert moved.mean == pytest.approx(16.5)
    assert moved.spread == pytest.approx(10, abs=0.001)
    assert moved.above(16.5) == pytest.approx(0.5, abs=0.01)


def test_a_course_that_reaches_half_halves_relief() -> None:
    """Relief in the recent days is the full effect times the share that was reached; at none it is 0."""
    sizes = 0.02 * np.arange(-80, 71)
    full = normalised(-0.5 * ((sizes - 0.4) / 0.1) ** 2)[None]
    half, none = (in_recent_days(full, sizes, np.array([share])) for share in (0.5, 0.0))
    assert half.mean == pytest.approx(20, abs=0.5)
    assert half.spread == pytest.approx(5, abs=0.5)
    assert (none.mean, none.above(1)) == (pytest.approx(0), pytest.approx(0))


def test_interval_and_tails_agree() -> None:
    """Outside an interval of 95 % lie 2.5 % on either side."""
    sizes = 2.0 * np.arange(-80, 71)
    density = Density(sizes, normalised(-0.5 * ((sizes - 10) / 9) ** 2))
    low, high = density.interval(0.95)
    assert (low, high) == (pytest.approx(10 - 1.96 * 9, abs=0.3), pytest.approx(10 + 1.96 * 9, abs=0.3))
    assert density.above(high) == pytest.approx(0.025, abs=0.002)
    assert density.above(low) == pytest.approx(0.975, abs=0.002)


def test_help_is_beyond_what_comes_without_a_drug(settings: ReliefSettings) -> None:
    """Relief of exactly the worthwhile plus what people gain anyway is help at even odds."""
    bar = settings.worthwhile + settings.without_drug_mean
    sizes = 2.0 * np.arange(-80, 71)
    density = Density(sizes, normalised(-0.5 * ((sizes - bar) / 5) ** 2))
    assert density.above_natural(settings) == pytest.approx(0.5, abs=0.01)


def test_what_the_person_knows_agrees_with_the_covariance_written_out(settings: ReliefSettings) -> None:
    """A trend that was under way and a recorded change give what the slow way gives with both in its covariance."""
    few = small(settings)
    ratings, dose_mg = a_diary(6, relief=20.0, before=40, since=40, domains=1, missing=0.5)
    change = few.change_spread * (np.arange(80) >= 60)[:, None]
    days = prepare_inputs(ratings, dose_mg, ("pain",), None, few, change, "better")
    months = (np.arange(80) - 39 / 2) / 30.44
    beside = few.trend_spread_a_month**2 * np.outer(months, months) + change @ change.T
    wanted = slow_density(ratings[:, 0] + few.trend_better_a_month * months, dose_mg, few, beside)
    ours = fit_posterior(days, few).composite
    print(f"relief {ours.mean:.2f} +- {ours.spread:.2f}, slow way {wanted.mean:.2f} +- {wanted.spread:.2f}")
    assert ours.mean == pytest.approx(wanted.mean, abs=0.4)
    assert ours.spread == pytest.approx(wanted.spread, abs=0.4)


def test_a_jump_that_may_be_agrees_with_the_covariance_written_out(settings: ReliefSettings) -> None:
    """The likelihood with a jump believed in by some odds is that of the slow way, and so is its probability."""
    few, days, odds, precision = small(settings), 70, -0.5, 0.7
    rng, grid = np.random.default_rng(8), processes(few)
    course = 1 - np.exp(-np.maximum(0, np.arange(days) - 25) / 10)
    jump = (np.arange(days) >= 45).astype(float)
    data = 6 + rng.normal(size=days) - 0.9 * course - 0.8 * jump
    present, centre = np.ones((1, days), dtype=bool), data.mean()
    columns = np.column_stack([data - centre, np.ones(days), course, jump])
    products, log_det = whitened_products(columns[None], present, grid)
    series = Whitened(
        products[0], grid.log_weight - 0.5 * log_det[0], days, centre, 6.0, 1, [[Belief(0, odds, 0.0, precision)]]
    )
    ours = log_likelihood(series, np.ones((1, 1)), np.zeros(1), SIZES, dataclasses.replace(few, relief_grid_skip=1))
    slow = np.full((2, SIZES.size), -np.inf)
    lines = 1 - course[:, None] * SIZES
    for node, sigma in product(range(grid.rho.size), np.geomspace(few.sigma_least, few.sigma_most, few.sigma_nodes)):
        plain = sigma**2 * covariance(grid, node, days)
        for believed, swing in enumerate((plain, plain + np.outer(jump, jump) / precision)):
            for place in range(SIZES.size):
                whole = swing + few.level_spread**2 * np.outer(lines[:, place], lines[:, place])
                off = data - few.level_mean * lines[:, place]
                fit = -0.5 * off @ np.linalg.solve(whole, off) - 0.5 * np.linalg.slogdet(whole)[1]
                slow[believed, place] = np.logaddexp(
                    slow[believed, place], fit + grid.log_weight[node] + odds * believed
                )
    wanted, likely = normalised(np.logaddexp(*slow)), normalised(ours.log[0])
    print(f"mean {likely @ SIZES:.4f}, slow way {wanted @ SIZES:.4f}; believed {ours.believed}")
    assert likely == pytest.approx(wanted, abs=2e-3)
    prior = normal_log(SIZES, few.relief_spread)  # the probability of a jump is worked out with it
    jumps = np.logaddexp.reduce(slow + prior, axis=1)
    assert ours.believed[1] == pytest.approx(1 / (1 + np.exp(jumps[0] - jumps[1])), abs=0.05)


def test_a_size_known_exactly_is_moved_by_as_much(settings: ReliefSettings) -> None:
    """Where relief is known exactly, a further amount brings its own spread and no more."""
    sizes = 2.0 * np.arange(-80, 71)
    moved = Density(sizes, (sizes == 0).astype(float)).moved(3.0, 5.0)
    assert (moved.mean, moved.spread) == (pytest.approx(3.0), pytest.approx(5.0, abs=0.01))
