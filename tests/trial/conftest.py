"""The numbers of a blinded trial, and days of a person in one."""

import numpy as np
import pytest

from zonewise.relief.onset_curves import approached
from zonewise.relief.settings import ReliefSettings
from zonewise.services.base.protocols import load_protocol
from zonewise.trial.model import TrialSeries
from zonewise.trial.settings import TrialSettings


@pytest.fixture(scope="session")
def relief() -> ReliefSettings:
    """The numbers of the estimate of relief."""
    return load_protocol().relief


@pytest.fixture(scope="session")
def settings() -> TrialSettings:
    """The numbers of a blinded trial."""
    return load_protocol().trial


def a_series(
    order: tuple[bool, ...], block_days: int, *, relief_percent: float, seed: int, missing: float = 0.2
) -> TrialSeries:
    """Return plain days of a person in a trial, with an onset of ten days."""
    rng = np.random.default_rng(seed)
    on = np.repeat(order, block_days).astype(np.float64)[None]
    course = approached(on, np.array([10.0]), np.array([10.0]))[0]
    score = 5 * (1 - relief_percent / 100 * course) + 0.7 * rng.normal(size=course.size)
    score[rng.random(course.size) < missing] = np.nan
    return TrialSeries(np.clip(score, 0, 10), np.repeat(np.arange(len(order)), block_days), np.zeros((course.size, 0)))
