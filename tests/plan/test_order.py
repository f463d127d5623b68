from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from zonewise.plan.prescribed_plan import Plan
from zonewise.plan.product import supply

from .plans import LIMITS, capsules, daily, drops, liquid, plan_of

FIRST = date(2026, 3, 9)


def test_capsules_are_counted_by_strength() -> None:
    """Two weeks of 1 mg and two of 2 mg: each strength that the fewest capsules need, on each of the days."""
    plan = plan_of(product=capsules("0.5", "1.5"))
    steps = [(FIRST, daily("1")), (FIRST + timedelta(days=14), daily("2"))]

    result = supply(plan, steps, FIRST, 28, LIMITS)

    assert result.counts == {Decimal("0.5"): 14 * 2 + 14, Decimal("1.5"): 14}
    assert (result.doses, result.cannot) == (28, ())


def test_alternate_days_count_from_the_first_day_of_the_step() -> None:
    """A dose every other day needs half, also when the count begins on a day without one."""
    plan = plan_of(product=capsules("0.5"))
    steps = [(FIRST, daily("0.5", every=2))]

    assert supply(plan, steps, FIRST, 7, LIMITS).doses == 4
    assert supply(plan, steps, FIRST + timedelta(days=1), 7, LIMITS).doses == 3


def test_a_liquid_is_rounded_up_and_drops_are_whole() -> None:
    """Ten days of 0.15 mL are 1.5 mL, ordered as 2; drops add up."""
    in_ml, in_drops = (
        supply(plan_of(product=product), [(FIRST, daily("0.15"))], FIRST, 10, LIMITS)
        for product in (liquid("1", "0.05"), drops("0.05"))
    )

    assert (in_ml.ml, in_ml.whole_ml, in_drops.drops) == (Decimal("1.5"), 2, 30)


def test_what_cannot_be_measured_is_told_and_not_counted() -> None:
    """A dose that the product cannot give is named once, and nothing stands in for it."""
    plan = plan_of(product=capsules("1.5"))
    result = supply(plan, [(FIRST, daily("2"))], FIRST, 10, LIMITS)

    assert result.counts == {Decimal("1.5"): 0}
    assert [words.partition(" cannot")[0] for words in result.cannot] == ["2 mg"]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), min_size=1, max_size=4), st.integers(1, 60))
def test_the_capsules_add_up_to_the_doses(begun: list[tuple[int, int]], days: int) -> None:
    """What is ordered holds exactly the milligrams of all doses, day by day, whatever the steps."""
    product = capsules("0.5", "1.5")
    plan = Plan((daily("0.5"),), FIRST, 14, Decimal("4.5"), product, "Dr A. Example", FIRST)
    steps = [(FIRST + timedelta(days=day), daily(str(Decimal(half) / 2))) for day, half in sorted(begun)]
    total = Decimal(0)
    for number in range(days):
        on = [step for since, step in steps if since <= FIRST + timedelta(days=number)]
        total += on[-1].daily_mg if on else Decimal(0)

    counts = supply(plan, steps, FIRST, days, LIMITS).counts

    assert sum(strength * count for strength, count in counts.items()) == total
