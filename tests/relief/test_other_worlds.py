"""Diaries that are not as the model has them, and what the person can tell of them."""

from dataclasses import replace

import numpy as np
import pytest

from zonewise.relief.change import step_changes
from zonewise.relief.estimate import EstimateOptions, estimate
from zonewise.relief.fit_check import slope_a_month
from zonewise.relief.model_inputs import prepare_inputs
from zonewise.relief.onset_curves import last_days_taking
from zonewise.relief.settings import ReliefSettings

from .conftest import SETTINGS, SIX, a_diary


def relief_of(ratings: np.ndarray, dose_mg: np.ndarray, **options: object) -> float:
    """Return the relief of the six together, percent."""
    chosen = EstimateOptions(**options)  # type: ignore[arg-type]
    return estimate(ratings, dose_mg, SETTINGS, domains=SIX, options=chosen).composite.relief.mean


def test_who_was_getting_better_gets_less_relief_for_the_same_diary() -> None:
    """The same days count for less where the month before was getting better, and for as much where it was steady."""
    ratings, dose_mg = a_diary(31, relief=30)
    plain, steady, better = (relief_of(ratings, dose_mg, month_before=word) for word in (None, "steady", "better"))
    assert steady == plain
    assert better < plain - 5


def test_a_recorded_change_takes_what_came_with_it() -> None:
    """A fall on the day of another change is hardly put down to the drug, and without a word of it much more."""
    ratings, dose_mg = a_diary(32)
    ratings[70:] = np.clip(ratings[70:] - 2, 0, 10)
    assert relief_of(ratings, dose_mg, changes=(70,)) < 8 < relief_of(ratings, dose_mg)


def test_a_flare_that_was_told_of_is_not_put_down_to_the_drug() -> None:
    """Three bad weeks before the start count for less where the person tells of them."""
    ratings, dose_mg = a_diary(33)
    ratings[7:32] = np.clip(ratings[7:32] + 1, 0, 10)
    assert relief_of(ratings, dose_mg, month_before="flare") < relief_of(ratings, dose_mg)


def test_a_clear_jump_on_no_day_of_a_dose_is_named() -> None:
    """Where all fell by three points on one day without a change of dose the diary cannot tell, and the day is near."""
    ratings, dose_mg = a_diary(34)
    ratings[75:] = np.clip(ratings[75:] - 3, 0, 10)
    relief = estimate(ratings, dose_mg, SETTINGS, domains=SIX)
    assert (relief.composite.verdict, relief.composite.reason) == ("cannot-tell", "jump")
    assert relief.jump_day is not None
    assert abs(relief.jump_day - 75) <= 2


def test_a_long_fall_before_the_start_is_named() -> None:
    """Four months that fell by two points before the first dose, and go on falling, are a trend and no relief."""
    ratings, dose_mg = a_diary(35, before=120)
    ratings = np.clip(ratings + 2 - 2 * np.arange(210)[:, None] / 100, 0, 10)
    assert estimate(ratings, dose_mg, SETTINGS, domains=SIX).composite.reason == "trend-before"


def test_the_slope_of_a_line_is_found_and_of_nothing_is_not_known() -> None:
    """Ratings on a line have its slope a month; days that are all alike, or too few, have none."""
    rng = np.random.default_rng(3)
    slope, error = slope_a_month(6 - np.arange(90) / 30.44 + 0.2 * rng.normal(size=90))
    assert slope == pytest.approx(-1, abs=3 * error)
    assert 0 < error < 0.1
    assert slope_a_month(np.full(40, 5.0)) == (0.0, float("inf"))
    assert slope_a_month(np.r_[np.full(40, np.nan), 1.0, 2.0]) == (0.0, float("inf"))


def test_relief_after_a_pause_is_about_the_days_on_it(settings: ReliefSettings) -> None:
    """Two weeks off at the end leave relief about as it was before them, and it is said that it is paused."""
    ratings, dose_mg = a_diary(36, relief=40, since=104)
    dose_mg[-14:] = 0.0
    ratings[-14:] = np.clip(a_diary(36, since=104)[0][-14:], 0, 10)
    paused, before = (estimate(ratings[:end], dose_mg[:end], settings, domains=SIX) for end in (132, 118))
    assert paused.is_paused
    assert not before.is_paused
    assert paused.composite.relief.mean == pytest.approx(before.composite.relief.mean, abs=8)
    assert max(abs(paused.composite.relief.low), abs(paused.composite.relief.high)) < 100


def test_the_days_that_relief_is_said_for_are_the_last_on_it(settings: ReliefSettings) -> None:
    """Days off after the last dose and longer gaps are left out, a day or two without a dose are not."""
    dose_mg = np.r_[np.zeros(5), np.full(20, 3.0), np.zeros(10), np.full(10, 3.0), 0.0, np.full(5, 3.0), np.zeros(9)]
    assert last_days_taking(dose_mg, settings).tolist() == [*range(13, 25), *range(35, 51)]


def test_two_entries_a_week_get_an_answer(settings: ReliefSettings) -> None:
    """Eight rated days over four weeks before the start are enough to say something, four are not."""
    ratings, dose_mg = a_diary(37, relief=50, missing=0.0)
    sparse = np.where((np.arange(118) % 7 == 1)[:, None] | (np.arange(118) % 7 == 4)[:, None], ratings, np.nan)
    assert estimate(sparse, dose_mg, settings, domains=SIX).composite.reason in ("better", "unclear")
    fewer = np.where((np.arange(118) % 7 == 1)[:, None], ratings, np.nan)
    assert estimate(fewer, dose_mg, settings, domains=SIX).composite.reason == "short-baseline"


def test_the_change_since_each_step_is_a_plain_difference(settings: ReliefSettings) -> None:
    """Each dose's last days less the last days before it, and a stretch with too few rated days is left out."""
    series = np.r_[np.full(30, 6.0), np.full(20, 5.0), np.full(40, 3.0), np.full(3, 9.0)]
    dose_mg = np.r_[np.zeros(30), np.full(20, 1.5), np.full(40, 3.0), np.full(3, 4.5)]
    days = replace(prepare_inputs(series[:, None], dose_mg, ("pain",), None, settings), first=7)
    steps = step_changes(series, days, settings)
    assert [(step.day, step.before_mg, step.dose_mg, step.points.mean) for step in steps] == [
        (37, 0.0, 1.5, -1.0), (57, 1.5, 3.0, -2.0),
    ]  # fmt: skip


def test_changes_outside_the_diary_change_nothing() -> None:
    """A change before the first day or after the last says nothing of the days between."""
    ratings, dose_mg = a_diary(38)
    assert relief_of(ratings, dose_mg, changes=(-3, 0, 500)) == relief_of(ratings, dose_mg)
