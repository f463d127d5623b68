from typing import Any

import pytest

from zonewise.zones.latch import latched


@pytest.mark.parametrize(("gap", "stands"), [(49, True), (50, False)])
def test_a_zone_is_forgotten_after_the_window(gap: int, stands: bool) -> None:
    """After 49 days without a logged day a zone still needs two low days; after 50 nothing is left of it."""
    found = latched(
        [0, gap], [3.0, 0.0], [True, True], enter=1.2, leave_under=0.6, leave_days=2, forget_after=49
    )  # fmt: skip

    assert found == [True, stands]


def test_a_low_day_that_does_not_count_leaves_the_tally_alone() -> None:
    """Low, not counted, low: two counted days in a row. Low, high, low: the tally starts again."""
    bounds: dict[str, Any] = {"enter": 1.2, "leave_under": 0.6, "leave_days": 2, "forget_after": 49}

    assert latched([0, 1, 2, 3], [2, 0, 0, 0], [True, True, False, True], **bounds) == [True, True, True, False]
    assert latched([0, 1, 2, 3], [2, 0, 0.6, 0], [True] * 4, **bounds) == [True] * 4
