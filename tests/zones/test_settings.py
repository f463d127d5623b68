from importlib.resources import files

from zonewise.protocol.settings import read_settings
from zonewise.zones import ZoneSettings


def test_every_number_is_marked_as_our_own_choice() -> None:
    """Each threshold names its reason and a product source, because the guide gives no number for a zone."""
    text = files("zonewise.protocols").joinpath("ldn", "zones.settings.yaml").read_text(encoding="utf-8")

    for setting in read_settings(text, "zones.settings.yaml").values():
        assert setting.sources == ("product:zones",)
        assert setting.unit
        assert len(setting.because.split()) > 5
        assert setting.because.endswith(".")


def test_the_shipped_thresholds(settings: ZoneSettings) -> None:
    """The thresholds are those the zones were simulated with."""
    assert (settings.yellow_at, settings.red_at, settings.single_at) == (1.4, 2.4, 3.5)
    assert (settings.yellow_left_under, settings.red_left_under, settings.leave_days) == (0.7, 1.2, 2)
    assert (settings.spread_least, settings.spread_per_mad, settings.mean_days) == (0.9, 1.4826, 2)
    assert (settings.window_from_days, settings.window_to_days, settings.history_days) == (49, 8, 21)
    assert (settings.severe_at, settings.function_loss_at) == (8, 5)
    assert (settings.stuck_hours, settings.stuck_days, settings.hold_hours, settings.hold_days) == (72, 3, 48, 2)
