"""Worlds in which a diary may have been kept."""

import numpy as np
import pytest

from zonewise.synthetic.diary_worlds import ANSWERED_RIGHTLY, LIFE_CHANGE, WORLDS, make_diaries

BY_NAME = {world.name: world for world in WORLDS}


def test_worlds_have_names_of_their_own() -> None:
    """No two worlds share a name."""
    assert len(BY_NAME) == len(WORLDS)


@pytest.mark.parametrize("name", ["improving by 0.6 points a month", "a life change of -20 %", "a wandering level"])
def test_a_world_adds_to_the_same_people(name: str) -> None:
    """With the same seed people, doses and truth are those of the modelled world; what is felt is not."""
    plain, other = (make_diaries(BY_NAME[world], 20, 4) for world in ("as modelled", name))
    np.testing.assert_array_equal(plain.patients.dose_mg, other.patients.dose_mg)
    np.testing.assert_array_equal(plain.truth, other.truth)
    assert not np.array_equal(plain.patients.felt, other.patients.felt)


def test_a_life_change_is_on_its_day_and_recorded_where_it_is_told() -> None:
    """From the recorded day on everybody feels a fifth of the usual less, where the scale leaves room."""
    plain, changed = (
        make_diaries(BY_NAME[name], 20, 5) for name in ("as modelled", "a life change of -20 %, recorded")
    )
    (day,) = changed.changes
    moved = changed.patients.felt - plain.patients.felt
    assert not moved[:, :day].any()
    usual = plain.patients.traits.usual[:, None, :]
    inside = (changed.patients.felt > 0)[:, day:] & (plain.patients.felt < 10)[:, day:]
    np.testing.assert_allclose(
        moved[:, day:][inside], np.broadcast_to(LIFE_CHANGE * usual, moved[:, day:].shape)[inside]
    )


def test_most_people_answer_rightly_and_who_is_not_asked_says_nothing() -> None:
    """About 8 of 10 tell of the month before as it was."""
    asked = make_diaries(BY_NAME["improving by 0.6 points a month, asked"], 300, 6).month_before
    assert asked.count("better") / 300 == pytest.approx(ANSWERED_RIGHTLY, abs=0.08)
    assert set(make_diaries(BY_NAME["as modelled"], 5, 6).month_before) == {None}


def test_two_entries_a_week_are_at_most_two() -> None:
    """No week has more than two rated days."""
    ratings = make_diaries(BY_NAME["two entries a week"], 10, 7).ratings
    rated = ~np.isnan(ratings).all(axis=2)
    assert rated[:, :112].reshape(10, 16, 7).sum(axis=2).max() <= 2
