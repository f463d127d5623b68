from random import Random
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.zones import ZoneSettings
from zonewise.zones.usual import middle_of, spread_of, windows

MISSING = float("inf")


@given(st.lists(st.lists(st.floats(0, 10) | st.just(MISSING), min_size=5, max_size=5), min_size=1, max_size=8))
def test_medians_leave_out_what_is_missing(settings: ZoneSettings, rows: list[list[float]]) -> None:
    """The median of a row is that of the values it has, and its spread is 1.4826 median deviations, at least 0.9."""
    values = [[value for value in row if value != MISSING] for row in rows]
    lanes = np.array([row for row, known in zip(rows, values, strict=True) if known]).reshape(-1, 5)
    seen = np.array([len(known) for known in values if known], dtype=np.intp)

    middle = middle_of(lanes, seen)
    spread = spread_of(lanes, middle, seen, settings)

    assert middle.tolist() == [pytest.approx(median(known)) for known in values if known]
    deviation = [median(abs(value - median(known)) for value in known) for known in values if known]
    assert spread.tolist() == [pytest.approx(max(0.9, 1.4826 * item)) for item in deviation]


@given(st.integers(1, 120), st.integers(0, 2**32))
def test_a_window_is_of_days_49_to_8_ago(settings: ZoneSettings, length: int, seed: int) -> None:
    """Each day sees the values of its window in order, and missing ones before the first day."""
    source = Random(seed)
    columns = np.array([[source.choice((1.0, 2.0, MISSING)) for _ in range(length)] for _ in range(3)])
    columns = columns.reshape(3, length)

    result = windows(columns, settings, MISSING)

    assert result.shape == (3, length, 42)
    for today in range(length):
        expected = columns[:, max(0, today - 49) : max(0, today - 7)]
        assert result[:, today, 42 - expected.shape[1] :].tolist() == expected.tolist()
        assert (result[:, today, : 42 - expected.shape[1]] == MISSING).all()
