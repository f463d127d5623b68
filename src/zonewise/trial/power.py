"""How often a trial of a design would show an effect in a person whose ratings vary as these do."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from zonewise.relief.arrays import Bools, Floats
from zonewise.relief.onset_curves import approached
from zonewise.relief.posterior import normalised
from zonewise.relief.settings import ReliefSettings
from zonewise.relief.whitening import Processes, processes, whitened_products

from .design import TrialDesign
from .model import TrialSeries, weigh_orders
from .orders import all_orders
from .settings import TrialSettings
from .verdict import is_likely_helping

LOWEST, HIGHEST = 0.0, 10.0
SOME_RATINGS = 14  # Rated days below which a diary says too little about how ratings vary.
WEEK = 7


@dataclass(frozen=True, slots=True)
class Variation:
    """How a person's ratings vary by themselves: kinds of variation, each with its probability."""

    level: float  # Usual level, points.
    sigma: Floats  # (kinds,) Daily standard deviation, points.
    rho: Floats  # (kinds,) What carries over from one day to the next.
    carried: Floats  # (kinds,) Share of the daily variance that carries over.
    phi: Floats  # (kinds,) The same of the slow part; 1 for a random walk.
    step: Floats  # (kinds,) Standard deviation that the slow part gains each day, points.
    start: Floats  # (kinds,) Standard deviation of the slow part on the first day, points.
    weight: Floats  # (kinds,) Probability of each.
    rated: float  # Share of days that are rated.
    own: bool  # Worked out from this person's diary, and not that of people in general.


@dataclass(frozen=True, slots=True)
class Power:
    """How many of the simulated trials said that LDN is likely helping."""

    trials: int
    shown: int

    @property
    def share(self) -> float:
        """Share of trials that showed it."""
        return self.shown / self.trials


def usual_variation(relief: ReliefSettings, settings: TrialSettings) -> Variation:
    """Return how ratings of people in general vary."""
    grid = processes(relief)
    sigma = np.full(grid.rho.size, settings.usual_sigma)
    return _variation(grid, sigma, np.exp(grid.log_weight), relief.level_mean, settings.usual_rated, own=False)


def own_variation(score: Floats, relief: ReliefSettings, settings: TrialSettings) -> Variation:
    """Return how the ratings of a diary vary; that of people in general where too few days are rated.

    What the diary's own doses did counts as variation: it makes the power too low rather than too high.

    Args:
        score: (days,) The rating that is judged, points; NaN missing.
    """
    rated = ~np.isnan(score)
    if int(rated.sum()) < SOME_RATINGS:
        return usual_variation(relief, settings)
    grid = processes(relief)
    level = float(score[rated].mean())
    sigma = np.geomspace(relief.sigma_least, relief.sigma_most, relief.sigma_nodes)
    columns = np.column_stack([np.where(rated, score - level, 0.0), np.ones(score.size)])
    products, log_det = whitened_products(columns[None], rated[None], grid)
    left = products[0, :, 0, 0] - products[0, :, 0, 1] ** 2 / products[0, :, 1, 1]
    count = int(rated.sum()) - 1  # one day's worth went into the level
    likely = (grid.log_weight - 0.5 * log_det[0] - 0.5 * np.log(products[0, :, 1, 1]))[:, None]
    likely = likely - count * np.log(sigma) - 0.5 * left[:, None] / sigma**2
    weight = normalised(likely)
    node, place = np.nonzero(weight > weight.max() / 100)
    first, last = np.flatnonzero(rated)[[0, -1]]
    share = float(rated[first : last + 1].mean())
    kinds = Processes(*(getattr(grid, name)[node] for name in Processes.__slots__))
    return _variation(kinds, sigma[place], weight[node, place], level, share, own=True)


def _variation(kinds: Processes, sigma: Floats, weight: Floats, level: float, rated: float, *, own: bool) -> Variation:
    return Variation(
        level=level,
        sigma=sigma,
        rho=kinds.rho,
        carried=kinds.carried,
        phi=kinds.phi,
        step=sigma * np.sqrt(kinds.step),
        start=sigma * np.sqrt(kinds.start),
        weight=weight / weight.sum(),
        rated=rated,
        own=own,
    )


def simulate_power(
    design: TrialDesign,
    variation: Variation,
    relief_percent: float,
    trials: int,
    rng: Generator,
    relief: ReliefSettings,
    settings: TrialSettings,
) -> Power:
    """Return how many of so many trials of a design would say that LDN is likely helping.

    Each draws an order, an onset and an offset time, flares and unrated days anew, and is judged as a real one.

    Args:
        relief_percent: Relief at full effect, percent of the level without LDN.
        trials: How many to simulate, at least 1.
    """
    orders = all_orders(design.blocks, design.longest_run)
    counted = _counted(design)
    block = np.repeat(np.arange(design.blocks), design.block_days)
    shown = 0
    for _ in range(trials):
        actual = int(rng.integers(len(orders)))
        score = _diary(design, orders[actual], variation, relief_percent, rng, relief, settings)
        score[~counted | (rng.random(score.size) >= variation.rated)] = np.nan
        series = TrialSeries(score, block, np.zeros((score.size, 0)))
        shown += is_likely_helping(weigh_orders(series, orders, actual, relief, settings), actual, settings)
    return Power(trials, shown)


def _counted(design: TrialDesign) -> Bools:
    return np.asarray(np.arange(design.days) % design.block_days >= design.washout_days)


def _diary(
    design: TrialDesign,
    order: NDArray[np.bool_],
    variation: Variation,
    relief_percent: float,
    rng: Generator,
    relief: ReliefSettings,
    settings: TrialSettings,
) -> Floats:
    """Return (days,) ratings of one trial, points, as the model has them, within the scale."""
    days = design.days
    kind = int(rng.choice(variation.weight.size, p=variation.weight))
    sigma, rho, phi = variation.sigma[kind], variation.rho[kind], variation.phi[kind]
    carried, slow = np.empty(days), np.empty(days)
    fresh = rng.normal(size=(3, days))
    now, drift = fresh[0, 0], variation.start[kind] * fresh[1, 0]
    for day in range(days):
        carried[day], slow[day] = now, drift
        if day + 1 < days:
            now = rho * now + np.sqrt(1 - rho**2) * fresh[0, day + 1]
            drift = phi * drift + variation.step[kind] * fresh[1, day + 1]
    share = variation.carried[kind]
    swing = sigma * (np.sqrt(share) * carried + np.sqrt(1 - share) * fresh[2])
    onset = rng.choice([float(time) for time in settings.onset_days], p=[float(part) for part in settings.onset_weight])
    offset = rng.choice([float(time) for time in settings.offset_days])
    given = np.repeat(order, design.block_days).astype(np.float64)[None]
    course = approached(given, np.array([onset]), np.array([offset]))[0]
    begun = settings.beginning_spread * rng.normal() * 0.5 ** (np.arange(days) / settings.beginning_half_time)
    level = variation.level * (1 - relief_percent / 100 * course)
    flares = _flares(days, rng, relief)
    return np.asarray(np.clip(level + swing + slow + begun + flares, LOWEST, HIGHEST))


FLARE_SHARE = 0.75  # Share of a flare's height that shows in the mean of the six: it is not high in all of them.


def _flares(days: int, rng: Generator, relief: ReliefSettings) -> Floats:
    """Return (days,) how much flares add, points."""
    rises = np.zeros(days)
    for _ in range(rng.poisson(relief.flares_in_30_days * days / 30)):
        length = max(1, round(relief.flare_days_median * np.exp(relief.flare_days_log_spread * rng.normal())))
        height = FLARE_SHARE * max(0.0, relief.flare_height_mean + relief.flare_height_spread * rng.normal())
        begin = int(rng.integers(days))
        rises[begin : begin + length] += height
    return rises
