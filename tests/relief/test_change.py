import numpy as np
import pytest

from zonewise.relief.estimate import change_since


def test_half_as_much_is_fifty_percent_better() -> None:
    """From 6 to 3 is -3 points and 50 % better, with an interval that holds both."""
    rng = np.random.default_rng(1)
    series = np.r_[np.full(28, 6.0), np.full(90, 3.0)] + 0.3 * rng.normal(size=118)
    result = change_since(series, 28, 28, 0.95)
    percent, points = result
    assert percent.mean == pytest.approx(50, abs=3)
    assert points.mean == pytest.approx(-3, abs=0.2)
    assert percent.low < 50 < percent.high
    assert points.low < points.mean < points.high


def test_carry_over_widens_the_interval() -> None:
    """The same swing in long waves leaves less certain what the mean is."""
    day = np.arange(118)
    quick, slow = 5 + np.where(day % 2, 1.0, -1.0), 5 + np.where(day % 14 < 7, 1.0, -1.0)
    widths = []
    for series in (quick, slow):
        result = change_since(series, 28, 28, 0.95)
        widths.append(result[1].high - result[1].low)
    assert widths[1] > 1.5 * widths[0]


def test_a_flat_line_is_known_no_better_than_whole_numbers_allow() -> None:
    """Ratings are whole numbers, so an interval never shrinks to nothing."""
    result = change_since(np.full(100, 4.0), 30, 28, 0.95)
    assert result[1].mean == 0
    assert result[1].high > 0.05


def test_without_a_baseline_there_is_no_change() -> None:
    """One rating on either side is not enough."""
    assert change_since(np.full(50, 4.0), 1, 28, 0.95) is None
    assert change_since(np.r_[np.full(30, 4.0), np.nan], 30, 28, 0.95) is None
