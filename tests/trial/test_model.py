import dataclasses
from decimal import Decimal
from itertools import product
from time import process_time

import numpy as np
import pytest
from scipy.special import log_ndtr
from tests.relief.test_whitening import covariance
from tests.trial.conftest import a_series

from zonewise.relief.onset_curves import approached
from zonewise.relief.settings import ReliefSettings
from zonewise.relief.whitening import processes
from zonewise.trial.model import TrialSeries, weigh_orders
from zonewise.trial.orders import all_orders
from zonewise.trial.settings import TrialSettings
from zonewise.trial.verdict import chance_of, verdict_of


def small(relief: ReliefSettings, settings: TrialSettings) -> tuple[ReliefSettings, TrialSettings]:
    """A grid small enough to be walked slowly, with every cell of it looked at."""
    return dataclasses.replace(
        relief, rho_nodes=2, sigma_least=0.8, sigma_most=1.3, sigma_nodes=3, slow_spread=(Decimal("0.06"),),
        slow_days=(Decimal("0"),), slow_weight=(Decimal("1"),),
    ), dataclasses.replace(
        settings, onset_days=(Decimal(6), Decimal(15)), onset_weight=(Decimal("0.4"), Decimal("0.6")),
        offset_days=(Decimal(8),), evidence_kept=1.0, cells_most=1000,
    )  # fmt: skip


def slow_evidence(
    series: TrialSeries, orders: np.ndarray, relief: ReliefSettings, settings: TrialSettings
) -> np.ndarray:
    """The log evidence of each order by writing out each covariance, cell by cell and order by order."""
    days, grid = series.score.size, processes(relief)
    rated = np.flatnonzero(~np.isnan(series.score))
    centre = series.score[rated].mean()
    weekday = (np.arange(days)[:, None] % 7 == np.arange(7)) - 1 / 7
    begun = settings.beginning_spread * 0.5 ** (np.arange(days) / settings.beginning_half_time)
    beside = relief.weekday_spread**2 * weekday @ weekday.T + begun[:, None] * begun + relief.level_spread**2
    spread = settings.relief_spread * centre
    data = series.score[rated] - relief.level_mean
    cells, effects = [], []
    for node, sigma in product(
        range(grid.rho.size), np.geomspace(relief.sigma_least, relief.sigma_most, relief.sigma_nodes)
    ):
        whole = (sigma**2 * covariance(grid, node, days) + beside)[np.ix_(rated, rated)]
        inverse = np.linalg.inv(whole)
        cells.append(grid.log_weight[node] - 0.5 * np.linalg.slogdet(whole)[1] - 0.5 * data @ inverse @ data)
        of_orders = []
        for order in orders:
            given = np.where(series.bottle >= 0, order[series.bottle], 0.0)[None].astype(float)
            logs = []
            for onset, weight in zip(settings.onset_days, settings.onset_weight, strict=True):
                x = approached(given, np.array([float(onset)]), np.array([float(settings.offset_days[0])]))[0, rated]
                precision = x @ inverse @ x + spread**-2
                pull = x @ inverse @ data
                log = np.log(2) - 0.5 * np.log(precision * spread**2) + 0.5 * pull**2 / precision
                logs.append(np.log(float(weight)) + log + log_ndtr(-pull / np.sqrt(precision)))
            of_orders.append(np.logaddexp.reduce(logs))
        effects.append(of_orders)
    log_cells = np.array(cells) - np.logaddexp.reduce(cells)
    return np.logaddexp.reduce(log_cells[:, None] + np.array(effects), axis=0)


def test_the_evidence_agrees_with_the_covariance_written_out(relief: ReliefSettings, settings: TrialSettings) -> None:
    """The fast way and the slow obvious one weigh every order alike."""
    orders = all_orders(6, 2)
    few, plain = small(relief, settings)
    series = a_series(tuple(orders[3].tolist()), 7, relief_percent=25, seed=4)
    series = dataclasses.replace(series, bottle=np.where(np.arange(42) % 11 == 5, -1, series.bottle))

    fast = weigh_orders(series, orders, 3, few, plain).log_evidence

    assert fast == pytest.approx(slow_evidence(series, orders, few, plain), abs=0.03)


def test_which_order_was_drawn_moves_no_evidence(relief: ReliefSettings, settings: TrialSettings) -> None:
    """The evidence of each order hangs on the ratings alone: so its rank is that of a draw by lot without an effect."""
    orders = all_orders(10, 2)
    series = a_series(tuple(orders[0].tolist()), 7, relief_percent=30, seed=1)

    first, second = (weigh_orders(series, orders, actual, relief, settings) for actual in (0, 50))

    assert first.log_evidence.tolist() == second.log_evidence.tolist()
    assert first.relief.mean != second.relief.mean


def test_a_plain_effect_is_seen_and_its_size_too(relief: ReliefSettings, settings: TrialSettings) -> None:
    """Where little varies by itself the drawn order stands out, and the interval holds what is true."""
    orders = all_orders(12, 2)
    series = a_series(tuple(orders[77].tolist()), 21, relief_percent=30, seed=2)

    verdict = verdict_of(weigh_orders(series, orders, 77, relief, settings), 77, settings)

    assert verdict.word == "likely-helping"
    assert verdict.chance == 1 / 208
    assert verdict.relief.low < 30 < verdict.relief.high
    assert abs(verdict.relief.mean - 30) < 5


def test_no_effect_is_called_unlikely_to_help_by_so_much(relief: ReliefSettings, settings: TrialSettings) -> None:
    """Where little varies by itself, no effect is said to be none that matters."""
    orders = all_orders(12, 2)
    series = a_series(tuple(orders[77].tolist()), 21, relief_percent=0, seed=2)

    verdict = verdict_of(weigh_orders(series, orders, 77, relief, settings), 77, settings)

    assert verdict.word == "likely-not-helping"
    assert verdict.not_by is not None
    assert verdict.not_by <= 15


def test_worse_on_ldn_is_never_called_helping(relief: ReliefSettings, settings: TrialSettings) -> None:
    """An effect in the wrong direction makes the drawn order fit worst, not best."""
    orders = all_orders(10, 2)
    series = a_series(tuple(orders[9].tolist()), 14, relief_percent=-30, seed=3)

    evidence = weigh_orders(series, orders, 9, relief, settings)

    as_good, count = chance_of(evidence, 9)
    assert as_good > 0.9 * count
    assert verdict_of(evidence, 9, settings).word == "likely-not-helping"


def test_the_exact_test_of_twelve_blocks_takes_under_five_seconds(
    relief: ReliefSettings, settings: TrialSettings
) -> None:
    """All 208 orders of 336 days, each with its own onset, in processor time."""
    orders = all_orders(12, 2)
    series = a_series(tuple(orders[0].tolist()), 28, relief_percent=20, seed=5)
    begun = process_time()

    weigh_orders(series, orders, 0, relief, settings)

    assert process_time() - begun < 5
