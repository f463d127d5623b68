from importlib.resources import files

import pytest

from zonewise.rules.settings import read_settings
from zonewise.zones import ZoneSettings


def test_every_number_is_marked_as_our_own_choice() -> None:
    """Each threshold names its reason and a product source, because the guide gives no number for a zone."""
    text = files("zonewise.protocols").joinpath("ldn", "zones.settings.yaml").read_text(encoding="utf-8")

    for setting in read_settings(text, "zones.settings.yaml").values():
        assert set(setting.sources) <= {"product:zones", "product:remembered-usual"}
        assert setting.unit
        assert len(setting.because.split()) > 5
        assert setting.because.endswith(".")


def test_the_shipped_thresholds(shipped: ZoneSettings) -> None:
    """The thresholds are those the zones were simulated with."""
    assert (shipped.yellow_at, shipped.red_at, shipped.single_at) == (1.3, 2.4, 3.5)
    assert (shipped.yellow_left_under, shipped.red_left_under, shipped.leave_days) == (pytest.approx(0.845), 1.56, 2)
    assert (shipped.spread_least, shipped.spread_per_mad, shipped.mean_days) == (0.9, 1.4826, 2)
    assert (shipped.window_from_days, shipped.window_to_days, shipped.history_days) == (49, 8, 21)
    assert (shipped.severe_at, shipped.function_loss_at) == (8, 5)
    assert (shipped.stuck_hours, shipped.stuck_days, shipped.hold_hours, shipped.hold_days) == (72, 3, 48, 2)
