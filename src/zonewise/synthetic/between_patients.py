"""How is a figure that differs between people drawn for each of them?"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .figures import Figure

Scale = Literal["log", "logit"]

TENTH = 1.2815515655446004
"""Standard deviations from the middle of a normal distribution to its tenth and its ninetieth hundredth."""


def between_people(figure: Figure, scores: NDArray[np.float64], scale: Scale = "log") -> NDArray[np.float64]:
    """Return one value for each score: the figure for 0, its ends for the tenth and the ninetieth in a hundred.

    Each half has its own width, so that middle and ends all come out as the figure has them.

    Args:
        figure: A figure whose range spans people.
        scores: Standard normal; correlated scores give correlated values.
        scale: "log" for what is above zero, "logit" for shares.

    Raises:
        ValueError: The figure's range does not span people.
    """
    if figure.across != "people" or figure.low is None or figure.high is None:
        raise ValueError(f"the range of {figure} does not span people")
    low, middle, high = (_onto(each, scale) for each in (figure.low, figure.value, figure.high))
    width = np.where(scores < 0, middle - low, high - middle) / TENTH
    placed: NDArray[np.float64] = middle + width * scores
    return np.exp(placed) if scale == "log" else 1 / (1 + np.exp(-placed))


def _onto(value: float, scale: Scale) -> float:
    import math

    return math.log(value) if scale == "log" else math.log(value / (1 - value))
