import numpy as np
import pytest
from numpy.typing import NDArray

from zonewise.relief.settings import ReliefSettings
from zonewise.services.base.protocols import load_protocol

SETTINGS = load_protocol().relief
SIX = ("anxiety", "laxity", "pain", "immune", "mood", "sensory")


@pytest.fixture
def settings() -> ReliefSettings:
    """The numbers that are shipped."""
    return SETTINGS


def a_diary(
    seed: int, *, relief: float = 0.0, before: int = 28, since: int = 90, domains: int = 6, missing: float = 0.15
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return whole-number ratings and doses of a person with carry-over and without drift or flares."""
    rng = np.random.default_rng(seed)
    days = before + since
    carried = np.zeros((days, domains))
    for day in range(days):
        carried[day] = 0.5 * carried[day - 1] + 0.75 * rng.normal(size=domains)
    since_start = np.maximum(0, np.arange(days) - before + 1)
    share = 1 - np.exp(-since_start / 14)
    felt = 6.0 * (1 - relief / 100 * share[:, None]) + carried + 0.6 * rng.normal(size=(days, domains))
    ratings = np.clip(np.round(felt), 0, 10)
    ratings[rng.random(days) < missing] = np.nan
    return ratings, np.where(np.arange(days) < before, 0.0, 4.5)
