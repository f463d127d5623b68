import numpy as np
import pytest

from zonewise.relief.model_inputs import carried_on, composite_series, fill_with_worst, prepare_inputs
from zonewise.relief.settings import ReliefSettings

NAN = float("nan")


def test_a_partial_check_in_does_not_shift_the_composite() -> None:
    """Leaving out a domain that is usually high does not make the day look better."""
    level = np.array([8.0, 4.0, 3.0])
    ratings = np.array([[8.0, 4.0, 3.0], [NAN, 4.0, 3.0], [NAN, NAN, 1.5], [NAN, NAN, NAN], [4.0, 2.0, 1.5]])
    series, base = composite_series(ratings, level, np.array([True, True, True]))
    np.testing.assert_allclose(series, [5.0, 5.0, 2.5, NAN, 2.5])
    assert base == 5.0


def test_a_weighted_composite_is_the_mean_where_the_weights_say_so() -> None:
    """Weighted by its baseline a high domain counts more, and a common relief is the same share of the baseline."""
    level = np.array([8.0, 4.0, 3.0])
    members = np.array([True, True, True])
    series, base = composite_series(np.array([level, level / 2, [4.0, 4.0, 3.0]]), level, members, level)
    assert base == pytest.approx((64 + 16 + 9) / 15)
    np.testing.assert_allclose(series / base, [1.0, 0.5, 1 - 32 / 89])


def test_an_unlogged_dose_is_the_last_one_known() -> None:
    """Before the first word there was none, after it the last known dose goes on."""
    np.testing.assert_array_equal(
        carried_on(np.array([NAN, 0, NAN, 3, NAN, NAN, 0, NAN]), None), [0, 0, 0, 3, 3, 3, 0, 0]
    )


def test_a_start_before_the_first_word_takes_the_first_known_dose() -> None:
    """Who says that it began on day 1 took something from day 1 on."""
    np.testing.assert_array_equal(carried_on(np.array([NAN, NAN, NAN, 3.0]), 1), [0, 3, 3, 3])


def test_the_baseline_ends_at_the_first_dose_or_the_start(settings: ReliefSettings) -> None:
    """The earlier of the two ends it, so that no treated day counts as baseline."""
    ratings, dose_mg = np.full((80, 1), 5.0), np.r_[np.zeros(30), np.full(50, 3.0)]
    ends = [prepare_inputs(ratings, dose_mg, ("pain",), start, settings).baseline for start in (None, 25, 35, -3)]
    assert ends == [30, 25, 30, 0]


def test_a_baseline_of_years_is_cut(settings: ReliefSettings) -> None:
    """Only the last half year before the start counts."""
    days = prepare_inputs(np.full((800, 1), 5.0), np.r_[np.zeros(700), np.full(100, 3.0)], ("pain",), None, settings)
    assert (days.baseline, len(days.ratings)) == (settings.baseline_days_most, settings.baseline_days_most + 100)


@pytest.mark.parametrize(("rated", "usable"), [(13, False), (14, True)])
def test_fourteen_rated_baseline_days_are_needed(settings: ReliefSettings, rated: int, usable: bool) -> None:
    """Thirteen are too few."""
    ratings = np.full((100, 1), 5.0)
    ratings[: 30 - rated] = np.nan
    days = prepare_inputs(ratings, np.r_[np.zeros(30), np.full(70, 3.0)], ("pain",), None, settings)
    assert bool(days.usable[0]) is usable


def test_only_days_between_ratings_are_filled() -> None:
    """Days before the first and after the last rating are no missing days."""
    filled = fill_with_worst(np.array([[NAN], [3.0], [NAN], [7.0], [NAN]]))
    np.testing.assert_array_equal(filled[:, 0], [NAN, 3.0, 7.0, 7.0, NAN])
