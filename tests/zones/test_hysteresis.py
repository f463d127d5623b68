import math
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.zones.check_ins import apply_hysteresis

NAN = math.nan


def one(scores: list[float], counts: list[bool] | None = None) -> list[bool]:
    """Return the states of one column that is entered at 1.2 and left after two days under 0.6."""
    may_leave = np.array(counts or [True] * len(scores))[:, None]
    result = apply_hysteresis(
        np.array(scores)[:, None], may_leave, enter=1.2, leave_under=0.6, leave_days=2, forget_after=49
    )  # fmt: skip
    return [bool(inside) for (inside,) in result]


@pytest.mark.parametrize(("gap", "stands"), [(49, True), (50, False)])
def test_a_zone_is_forgotten_after_the_window(gap: int, stands: bool) -> None:
    """After 49 days without a logged day a zone still needs two low days; after 50 nothing is left of it."""
    assert one([3.0, *([NAN] * (gap - 1)), 0.0]) == [True] * gap + [stands]


def test_a_low_day_that_does_not_count_leaves_the_tally_alone() -> None:
    """Low, not counted, low: two counted days in a row. Low, high, low: the tally starts again."""
    assert one([2, 0, 0, 0], [True, True, False, True]) == [True, True, True, False]
    assert one([2, 0, 0.6, 0]) == [True] * 4


def slowly(
    scores: list[float], counts: list[bool], enter: float, leave_under: float, leave_days: int, forget_after: int
) -> list[bool]:
    """Return the states by going from day to day."""
    states, inside, calm, last = [], False, 0, None
    for day, (score, counted) in enumerate(zip(scores, counts, strict=True)):
        if not math.isnan(score):
            inside = inside and not (last is not None and day - last > forget_after)
            last = day
            if score >= enter:
                inside, calm = True, 0
            elif inside and score >= leave_under:
                calm = 0
            elif inside and counted:
                calm += 1
                inside = calm < leave_days
        states.append(inside)
    return states


@given(st.integers(0, 2**32), st.integers(1, 3), st.integers(1, 5))
def test_columns_at_once_agree_with_day_by_day(seed: int, leave_days: int, forget_after: int) -> None:
    """Each column is what going from day to day gives for it alone, with gaps, and with bounds of its own."""
    source = Random(seed)
    scores = [[source.choice((NAN, 0.0, 0.5, 0.6, 1.2, 2.0)) for _ in range(3)] for _ in range(40)]
    counts = [source.random() < 0.7 for _ in range(40)]
    enter = [1.2, 2.0, 0.5]

    result = apply_hysteresis(
        np.array(scores), np.array(counts)[:, None], enter=np.array(enter), leave_under=np.array(enter) / 2,
        leave_days=leave_days, forget_after=forget_after,
    )  # fmt: skip

    for column, bound in enumerate(enter):
        alone = [row[column] for row in scores]
        assert result[:, column].tolist() == slowly(alone, counts, bound, bound / 2, leave_days, forget_after)
