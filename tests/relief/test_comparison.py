from functools import partial

import numpy as np
import pytest

from zonewise.relief import adherence as daily_use
from zonewise.relief import dose_comparison
from zonewise.relief.dose_comparison import effects_of
from zonewise.relief.settings import ReliefSettings

from .conftest import SETTINGS

adherence, compare_doses, compare_timing, side_effects_by_dose = (
    partial(answer, settings=SETTINGS)
    for answer in (
        daily_use.adherence, dose_comparison.compare_doses, dose_comparison.compare_timing,
        dose_comparison.side_effects_by_dose,
    )
)  # fmt: skip


def noisy(mean: np.ndarray, seed: int, domains: int = 3) -> np.ndarray:
    """Ratings around a mean of each day, with a carry-over."""
    rng = np.random.default_rng(seed)
    carried = np.zeros((len(mean), domains))
    for day in range(1, len(mean)):
        carried[day] = 0.4 * carried[day - 1] + 0.6 * rng.normal(size=domains)
    return np.clip(np.round(mean[:, None] + carried), 0, 10)


def test_a_dose_that_is_clearly_better_is_named() -> None:
    """Two points less at 3 mg than at 1.5 mg, back and forth, is found, also without a baseline."""
    dose_mg = np.repeat([1.5, 3.0, 1.5, 3.0], 45)
    (result,) = compare_doses(noisy(np.where(dose_mg == 3, 4.0, 6.5), 1), dose_mg)
    assert (result.first, result.second, result.better) == ("3 mg", "1.5 mg", "first")
    assert result.difference.high < 0
    assert (result.first_days, result.second_days) == (90, 90)


def test_doses_that_are_alike_stay_untold() -> None:
    """Without a difference the answer is cannot tell, and the interval holds 0."""
    dose_mg = np.repeat([1.5, 3.0, 1.5, 3.0], 45)
    (result,) = compare_doses(noisy(np.full(180, 5.0), 2), dose_mg)
    assert result.better == "cannot-tell"
    assert result.difference.low < 0 < result.difference.high


def test_a_dose_of_a_few_days_is_too_early() -> None:
    """Thirteen rated days at a dose are not enough."""
    dose_mg = np.r_[np.full(60, 1.5), np.full(13, 3.0)]
    (result,) = compare_doses(noisy(np.where(dose_mg == 3, 1.0, 7.0), 3), dose_mg)
    assert result.better == "too-early"


def test_more_comparisons_ask_for_more() -> None:
    """Among four doses there are six comparisons, and each is told how many are looked at."""
    dose_mg = np.repeat([0.5, 1.5, 3.0, 4.5], 30)
    result = compare_doses(noisy(np.full(120, 5.0), 4), dose_mg)
    assert [item.looked_at for item in result] == [6] * 6
    assert {item.better for item in result} == {"cannot-tell"}


def test_false_alarms_among_doses_are_rare() -> None:
    """Without any difference at most one person in ten is told that one of three doses is better."""
    dose_mg = np.repeat([1.5, 3.0, 4.5, 1.5, 3.0, 4.5], 25)
    told = sum(
        any(
            comparison.better in ("first", "second")
            for comparison in compare_doses(noisy(np.full(150, 5.0), seed), dose_mg)
        )
        for seed in range(100, 120)
    )
    print(f"told {told} of 20")
    assert told <= 2


def test_night_and_morning() -> None:
    """A morning dose that is clearly better is named; with one time only there is nothing to compare."""
    night = np.repeat([1.0, 0.0, 1.0, 0.0], 40)
    (result,) = compare_timing(noisy(np.where(night == 1, 7.0, 4.5), 5), night)
    assert (result.first, result.better) == ("night", "second")
    assert compare_timing(noisy(np.full(40, 5.0), 6), np.ones(40)) == ()


def test_nothing_rated_is_nothing_to_compare() -> None:
    """No ratings, or only zeros, give no comparison and no error."""
    dose_mg = np.repeat([1.5, 3.0], 30)
    assert compare_doses(np.full((60, 2), np.nan), dose_mg) == ()
    assert compare_doses(np.zeros((60, 2)), dose_mg) == ()


def test_effects_agree_with_plain_regression_when_days_are_independent(settings: ReliefSettings) -> None:
    """On independent days the effect is that of least squares."""
    rng = np.random.default_rng(7)
    column = (np.arange(200) % 10 < 5).astype(float)
    series = 5 - 1.5 * column + rng.normal(size=200)
    wanted = series[column == 1].mean() - series[column == 0].mean()
    result, below = effects_of(series, column[:, None], settings).contrast(np.array([1.0]), 0.95)
    assert result.mean == pytest.approx(wanted, abs=0.1)
    assert below > 0.999


def test_side_effects_are_counted_by_dose() -> None:
    """Days with a check-in, days with a side effect and the worst grade, each at its own dose."""
    dose_mg = np.repeat([0.0, 1.5, 3.0], 20)
    grade = np.zeros(60)
    grade[25:28], grade[45:55], grade[50], grade[10] = 1, 1, 3, np.nan
    none, low, high = side_effects_by_dose(grade, dose_mg)
    assert [(case.dose_mg, case.days, case.days_with, case.worst_grade) for case in (none, low, high)] == [
        (0.0, 19, 0, 0), (1.5, 20, 3, 1), (3.0, 20, 10, 3),
    ]  # fmt: skip
    assert none.percent.low == 0 < none.percent.high < 50
    assert high.percent.mean == 50


def test_one_long_spell_is_one_piece_of_news() -> None:
    """Ten days in a row leave a wider interval than ten days here and there."""
    dose_mg = np.full(40, 3.0)
    spell, apart = np.zeros(40), np.zeros(40)
    spell[10:20], apart[::4] = 1, 1
    (long,), (scattered,) = (side_effects_by_dose(spell, dose_mg), side_effects_by_dose(apart, dose_mg))
    assert long.percent.mean == scattered.percent.mean
    assert long.percent.high - long.percent.low > 1.5 * (scattered.percent.high - scattered.percent.low)


@pytest.mark.parametrize(
    ("dose_mg", "enough"),
    [
        (np.zeros(50), "not-taken"),
        (np.full(41, 3.0), "too-short"),
        (np.full(42, 3.0), "enough"),
        (np.r_[np.full(50, 3.0), np.zeros(4), np.full(41, 3.0)], "gaps"),
        (np.r_[np.full(50, 3.0), np.zeros(4), np.full(42, 3.0)], "enough"),
        (np.tile([3.0, 3.0, 0.0], 30), "gaps"),
        (np.r_[np.full(30, 3.0), np.full(30, np.nan)], "enough"),
    ],
)
def test_daily_use_for_six_weeks_is_enough(dose_mg: np.ndarray, enough: str) -> None:
    """Six weeks since the last longer gap, on four days of five; a day without a word is not a day left out."""
    result = adherence(dose_mg)
    assert result.enough == enough
    assert result.taken + result.left_out + result.unlogged == result.days
