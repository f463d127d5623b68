import numpy as np
import pytest

from zonewise.relief.onset_curves import onset_curves
from zonewise.relief.settings import ReliefSettings


def test_one_dose_follows_the_exponential(settings: ReliefSettings) -> None:
    """With one dose the share after t days is 1 - exp(-t / tau), for each onset time and nothing else."""
    ways = onset_curves(np.r_[np.zeros(10), np.full(60, 3.0)], settings)
    assert len(ways.share) == settings.tau_nodes + 1  # and one for an effect that comes at once
    np.testing.assert_allclose(ways.share[:, 10:], 1 - np.exp(-np.arange(1, 61) / ways.tau_days[:, None]))
    assert not ways.share[:, :10].any()
    assert np.exp(ways.log_weight).sum() == pytest.approx(1)


def test_steps_bring_in_the_dose_curve(settings: ReliefSettings) -> None:
    """More than one dose lets the half-effect dose vary: a third of the dose has a third of the effect or more."""
    ways = onset_curves(np.r_[np.zeros(10), np.full(300, 1.5), np.full(300, 4.5)], settings)
    assert len(ways.share) == (settings.tau_nodes + 1) * len(settings.half_effect_mg)
    assert (ways.share[:, 305] > 1 / 3).all()
    np.testing.assert_allclose(ways.share[:, -1], 1.0, atol=0.01)


@pytest.mark.parametrize(("gap", "varied"), [(3, False), (4, True)])
def test_a_pause_brings_in_the_time_of_fading(settings: ReliefSettings, gap: int, varied: bool) -> None:
    """A pause of four days lets the time of fading vary, one of three does not; the share falls in both."""
    dose_mg = np.r_[np.zeros(5), np.full(80, 3.0), np.zeros(gap), np.full(30, 3.0)]
    ways = onset_curves(dose_mg, settings)
    assert (len(ways.share) > settings.tau_nodes + 1) is varied
    assert (ways.share[:, 84 + gap] < ways.share[:, 84]).all()
    assert np.exp(ways.log_weight).sum() == pytest.approx(1)


def test_shares_stay_between_none_and_all(settings: ReliefSettings) -> None:
    """Whatever the doses, the share is never under 0 or over 1."""
    rng = np.random.default_rng(3)
    for _ in range(20):
        dose_mg = np.repeat(rng.choice([0, 0.5, 1.5, 4.5, 6.0], size=12), rng.integers(1, 12))
        share = onset_curves(dose_mg, settings).share
        assert share.min() >= 0
        assert share.max() <= 1 + 1e-12
