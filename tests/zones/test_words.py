from hypothesis import given
from hypothesis import strategies as st

from zonewise.zones.zone import above, beside, points


@given(st.floats(-10, 15).map(lambda value: round(value, 4)), st.lists(st.sampled_from((0.6, 1.0, 1.2, 2.0, 3.0))))
def test_a_printed_score_never_crosses_its_bound(score: float, bounds: list[float]) -> None:
    """Whoever compares the printed number with the bound comes to the answer that was given."""
    assert all((float(beside(score, *bounds)) >= bound) == (score >= bound) for bound in bounds)


def test_numbers_are_short() -> None:
    """Whole numbers have no decimal, zero has no sign, and one decimal is enough away from a bound."""
    assert [points(value) for value in (4.0, 4.5, -0.01)] == ["4", "4.5", "0"]
    assert [beside(score, 1.2) for score in (1.16, 1.2, -0.01, 2.345)] == ["1.16", "1.2", "0.0", "2.3"]
    assert [above(value) for value in (3.0, -1.5, 0.0)] == ["3 above", "1.5 below", "the same"]
