from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.plan.prescribed_plan import Bottle, Intake, Product, Step, is_time_of_day
from zonewise.plan.schedule import intakes_on

from .plans import capsules, plan_of


def intake(mg: str, at: str = "bedtime", every_days: int = 1, on_day: int = 1) -> Intake:
    """A dose, its amount as text."""
    return Intake(Decimal(mg), at, every_days, on_day)


def test_a_day_is_the_average_and_the_most() -> None:
    """Twice daily adds up; alternate days halve the average and keep the highest day."""
    assert Step((intake("1.5", "morning"), intake("1.5"))).daily_mg == 3
    alternate = Step((intake("0.5", every_days=2),))
    assert (alternate.daily_mg, alternate.highest_day_mg) == (Decimal("0.25"), Decimal("0.5"))
    in_turn = Step((intake("1.5", every_days=2), intake("3", every_days=2, on_day=2)))
    assert (in_turn.daily_mg, in_turn.highest_day_mg, in_turn.most_intakes_a_day) == (Decimal("2.25"), 3, 1)


def test_an_endless_average_is_rounded_to_the_nanogram() -> None:
    """1 mg every third day is 0.333333 mg a day."""
    assert Step((intake("1", every_days=3),)).daily_mg == Decimal("0.333333")


@given(
    st.lists(
        st.integers(1, 7).flatmap(
            lambda every: st.builds(
                Intake,
                st.integers(1, 6_000).map(lambda count: Decimal(count) / 1000),
                st.sampled_from(["morning", "midday", "evening", "bedtime"]),
                st.just(every),
                st.integers(1, every),
            )
        ),
        min_size=1,
        max_size=4,
        unique_by=lambda one: one.at,
    )
)
def test_averages_agree_with_counting_the_days(intakes: list[Intake]) -> None:
    """The average, the highest day and the most doses are those of 420 days counted one by one."""
    step, anchor = Step(tuple(intakes)), date(2026, 1, 1)
    days = [intakes_on(step, anchor + timedelta(days=number), anchor) for number in range(420)]
    totals = [sum(Fraction(one.mg) for one in day) for day in days]

    assert abs(Fraction(step.daily_mg) - Fraction(sum(totals), 420)) <= Fraction(1, 2_000_000)
    assert Fraction(step.highest_day_mg) == max(totals)
    assert step.most_intakes_a_day == max(map(len, days))


@pytest.mark.parametrize(("at", "known"), [("bedtime", True), ("21:30", True), ("24:00", False), ("9:30", False)])
def test_times_of_day(at: str, known: bool) -> None:
    """A time of day is a known word or a clock time."""
    assert is_time_of_day(at) is known


@pytest.mark.parametrize(
    "make",
    [
        lambda: intake("0"), lambda: intake("-1"), lambda: intake("NaN"), lambda: intake("0.0000001"),
        lambda: intake("1", "night"), lambda: intake("1", every_days=8),
        lambda: intake("1", every_days=2, on_day=3), lambda: Step(()), lambda: Step((intake("1"), intake("2"))),
        lambda: Step((intake("1", every_days=2), intake("2", every_days=3))), lambda: Product("capsule"),
        lambda: capsules("1", "1"), lambda: Product("liquid", mg_per_ml=Decimal(1)),
        lambda: Product("drops", mg_per_drop=Decimal("0.1")),
        lambda: Product("capsule", (Decimal(1),), mg_per_ml=Decimal(1)), lambda: Bottle(Decimal(0), "capsule"),
    ],
)  # fmt: skip
def test_impossible_values_cannot_be_made(make: Callable[[], object]) -> None:
    """A value that no prescription can mean raises when it is made."""
    with pytest.raises(ValueError, match=r"."):
        make()


def test_doses_at_one_time_on_different_days_are_possible() -> None:
    """1.5 mg one night and 3 mg the next are two doses that never fall together."""
    assert len(Step((intake("1.5", every_days=2), intake("3", every_days=2, on_day=2))).intakes) == 2


def test_a_plan_states_its_interval_when_it_has_steps_to_climb() -> None:
    """Without an interval only a plan with a single step can be made."""
    assert plan_of("4.5", interval_days=None).interval_days is None
    with pytest.raises(ValueError, match="days between"):
        plan_of("0.5", "1", interval_days=None)
    with pytest.raises(ValueError, match="at least one step"):
        plan_of(steps=())
    with pytest.raises(ValueError, match="at least 1"):
        plan_of(hours_between=0)
