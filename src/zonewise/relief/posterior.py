"""The probability of each size of relief, in the composite and in each domain."""

import math
from dataclasses import dataclass

import numpy as np

from .arrays import Floats
from .settings import ReliefSettings

FAR = 5.0  # Standard deviations beyond which a normal distribution is left out.


@dataclass(frozen=True, slots=True)
class Density:
    """Probability of each size of relief."""

    percent: Floats  # (sizes,) Relief, percent of baseline, evenly spaced, ascending.
    weight: Floats  # (sizes,) Their probabilities; they add up to 1.

    @property
    def mean(self) -> float:
        """Expected relief, percent."""
        return float(self.weight @ self.percent)

    @property
    def spread(self) -> float:
        """Standard deviation, percent."""
        away = self.percent - self.mean
        return math.sqrt(float((self.weight * away) @ away))

    def above(self, percent: float) -> float:
        """Return the probability that relief exceeds this many percent."""
        half = (self.percent[1] - self.percent[0]) / 2
        below = np.interp(percent, self.percent + half, self.weight.cumsum(), left=0.0, right=1.0)
        return float(min(1.0, max(0.0, 1.0 - below)))

    def interval(self, probability: float) -> tuple[float, float]:
        """Return the bounds that leave out the same probability on either side, percent."""
        out = (1 - probability) / 2
        half = (self.percent[1] - self.percent[0]) / 2
        low, high = np.interp([out, 1 - out], self.weight.cumsum(), self.percent + half)
        return float(low), float(high)

    def moved(self, by: float, spread: float) -> "Density":
        """Return the density of this and a further, independent normal amount.

        Args:
            by: Its mean, percent.
            spread: Its standard deviation, percent.
        """
        step = float(self.percent[1] - self.percent[0])
        if spread < step / 2:  # too narrow for the grid to show: the sizes move, their probabilities stay
            return Density(self.percent + by, self.weight)
        reach = math.ceil(FAR * spread / step)
        around = np.exp(-0.5 * (step * np.arange(-reach, reach + 1) / spread) ** 2)
        sizes = self.percent[0] + by + step * np.arange(-reach, self.percent.size + reach)
        return Density(sizes, np.convolve(self.weight, around / around.sum()))

    def above_natural(self, settings: ReliefSettings) -> float:
        """Return the probability that relief exceeds the worthwhile by more than what people gain without any drug."""
        bar = settings.worthwhile + settings.without_drug_mean
        scale = settings.without_drug_spread * math.sqrt(2)
        pairs = zip(self.percent.tolist(), self.weight.tolist(), strict=True)
        return math.fsum(weight * 0.5 * (1 + math.erf((percent - bar) / scale)) for percent, weight in pairs)


def normal_log(sizes: Floats, spread: float) -> Floats:
    """Return (sizes,) log density of N(0, spread^2), up to a constant common to all spreads."""
    return -0.5 * (sizes / spread) ** 2 - math.log(spread)


def normalised(log_weight: Floats) -> Floats:
    """Return weights that add up to 1 from their logs."""
    weight = np.exp(log_weight - log_weight.max())
    return np.asarray(weight / weight.sum())


def in_recent_days(joint: Floats, sizes: Floats, recent: Floats) -> Density:
    """Return relief in the recent days from the full effect: each course brings its own share of it.

    Args:
        joint: (courses, sizes) Probability of course and full effect.
        sizes: (sizes,) Full effect, share of baseline, evenly spaced.
        recent: (courses,) Mean share of the full effect in the recent days.
    """
    step = sizes[1] - sizes[0]
    total = np.zeros(sizes.size)
    for weight, part in zip(joint, np.maximum(recent, 1e-6), strict=True):
        if part * (sizes[-1] - sizes[0]) < 4 * step:
            np.add.at(total, np.abs(sizes[:, None] - part * sizes).argmin(axis=0), weight)
            continue
        below = np.interp((sizes + step / 2) / part, sizes + step / 2, weight.cumsum(), left=0.0, right=weight.sum())
        total += np.diff(below, prepend=0.0)
    return Density(100 * sizes, total / total.sum())


def plus(whole: Density, difference: Density) -> Density:
    """Return the sum of two independent sizes on the same grid; 0 is among its sizes."""
    middle = int(np.abs(whole.percent).argmin())
    weight = np.convolve(whole.weight, difference.weight)[middle : middle + whole.percent.size]
    return Density(whole.percent, weight / weight.sum())
