from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.plan.prescribed_plan import Intake, Override, Step
from zonewise.plan.schedule import (
    allowed_ceiling_mg,
    as_step,
    at_ceiling,
    coming_steps,
    hours_between,
    intakes_on,
    link_window_days,
    missed_days_allowed,
    next_intake_allowed,
    step_above,
    step_below,
    step_index,
)

from .plans import LIMITS, plan_of

TWICE = Step((Intake(Decimal("1.5"), "morning"), Intake(Decimal("1.5"), "bedtime")))
ALTERNATE = Step((Intake(Decimal("0.5"), "bedtime", every_days=2),))


def dose(step: Step | None) -> Decimal | None:
    """The average daily dose of a step, if there is one."""
    return None if step is None else step.daily_mg


def test_the_place_of_a_dose() -> None:
    """A dose of a step has its place; a dose between steps has none, and neighbours all the same."""
    plan = plan_of("0.5", "1", "1.5")

    assert [step_index(plan, Decimal(mg)) for mg in ("0.5", "1.0", "1.5", "0.75")] == [0, 1, 2, None]
    assert dose(step_above(plan, Decimal("0.75"))) == 1
    assert dose(step_below(plan, Decimal("0.75"))) == Decimal("0.5")
    assert dose(step_above(plan, Decimal("1.5"))) is None
    assert dose(step_below(plan, Decimal("0.5"))) is None


def test_the_plans_own_amounts_come_first_on_the_way_down() -> None:
    """The highest lower amount to reduce to is taken; without a lower one it is the step below."""
    plan = plan_of("0.5", "1.5", "3", reduce_mg=(Decimal(1), Decimal("0.25")))

    assert [dose(step_below(plan, Decimal(mg))) for mg in ("3", "1.5", "1", "0.5", "0.25")] == [
        Decimal(1), Decimal(1), Decimal("0.25"), Decimal("0.25"), None,
    ]  # fmt: skip
    assert dose(step_below(plan_of("0.5", "1", reduce_mg=(Decimal(1),)), Decimal(1))) == Decimal("0.5")


def test_an_amount_of_a_step_is_taken_as_that_step() -> None:
    """An amount that is also a step keeps its times of day; another is taken once, at the first step's time."""
    plan = plan_of(steps=(Step((Intake(Decimal("1.5"), "morning"),)), TWICE))

    assert as_step(plan, Decimal(3)) == TWICE
    assert as_step(plan, Decimal(1)) == Step((Intake(Decimal(1), "morning"),))


def test_the_ceiling_closes_the_way_up() -> None:
    """At the ceiling nothing is above, unless the prescriber lifted it in writing; the last step is the end as well."""
    steps = {"ceiling_mg": Decimal(1)}
    lifted = Override("above-ceiling", "go on to 1.5", "Dr A. Example", date(2026, 3, 2))
    plan, free = plan_of(**steps), plan_of(**steps, overrides=(lifted,))

    assert [at_ceiling(plan, Decimal(mg)) for mg in ("0.5", "1")] == [False, True]
    assert step_above(plan, Decimal(1)) is None
    assert [at_ceiling(free, Decimal(mg)) for mg in ("1", "1.5")] == [False, True]
    assert allowed_ceiling_mg(free) == Decimal("1.5")
    assert at_ceiling(plan_of("0.5", "1"), Decimal(1))


def test_what_is_due_on_alternate_days() -> None:
    """Every second day from the first day of the step, and nothing before it."""
    first = date(2026, 3, 9)
    due = [len(intakes_on(ALTERNATE, first + timedelta(days=number), first)) for number in range(-2, 5)]

    assert due == [0, 0, 1, 0, 1, 0, 1]


@pytest.mark.parametrize(
    ("last", "clock"),
    [
        ("2026-03-27T22:00", "2026-03-28T18:00:00+01:00"),
        ("2026-03-28T22:00", "2026-03-29T19:00:00+02:00"),
        ("2026-10-24T22:00", "2026-10-25T17:00:00+01:00"),
    ],
)
def test_hours_between_doses_are_real_hours(last: str, clock: str) -> None:
    """Twenty hours are twenty hours in the nights when the clocks change as well."""
    last_at = datetime.fromisoformat(last).replace(tzinfo=ZoneInfo("Europe/Berlin"))

    assert next_intake_allowed(last_at, 20).isoformat() == clock


@given(
    st.datetimes(datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2030-01-01")),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]),
    st.integers(1, 72),
)
def test_the_wait_is_exact_in_every_zone(last: datetime, zone: str, hours: int) -> None:
    """Measured in UTC the wait is the plan's hours, whatever the clocks do."""
    aware = last.replace(tzinfo=ZoneInfo(zone))
    wait = next_intake_allowed(aware, hours).astimezone(UTC) - aware.astimezone(UTC)

    assert wait == timedelta(hours=hours)


def test_a_time_without_zone_is_refused() -> None:
    """Hours cannot be counted from a clock whose zone nobody knows."""
    with pytest.raises(ValueError, match="time zone"):
        next_intake_allowed(datetime.fromisoformat("2026-03-09T22:00"), 20)


def test_the_coming_steps_have_dates() -> None:
    """Each further step comes an interval after the one before, within the ceiling."""
    coming = coming_steps(plan_of("0.5", "1", "1.5", ceiling_mg=Decimal("1.5")), 0, date(2026, 3, 9))

    assert [(day, step.daily_mg) for day, step in coming] == [
        (date(2026, 3, 23), Decimal(1)),
        (date(2026, 4, 6), Decimal("1.5")),
    ]
    assert len(coming_steps(plan_of(ceiling_mg=Decimal(1)), 0, date(2026, 3, 9))) == 1
    assert coming_steps(plan_of("4.5", interval_days=None), 0, date(2026, 3, 9)) == ()


@pytest.mark.parametrize(
    ("interval", "window"), [(7, 5), (14, 5), (15, 6), (28, 10), (40, 14), (42, 14), (90, 14), (None, 14)]
)
def test_the_link_window_is_a_share_of_the_interval_within_bounds(interval: int | None, window: int) -> None:
    """0.35 of the interval rounded up, from 5 to 14 days; with a single step the longest."""
    assert link_window_days(plan_of("0.5", interval_days=interval), LIMITS) == window


def test_what_the_plan_says_goes_before_what_we_assume() -> None:
    """The plan's own lengths count; where it says nothing the settings do."""
    silent = plan_of(steps=(Step((Intake(Decimal(1), "bedtime"),)), TWICE))
    said = plan_of(missed_days_allowed=3, hours_between=20, link_window_days=21)

    assert (missed_days_allowed(silent, LIMITS), missed_days_allowed(said, LIMITS)) == (7, 3)
    assert [hours_between(silent, step, LIMITS) for step in silent.steps] == [12, 6]
    assert hours_between(said, said.steps[0], LIMITS) == 20
    assert link_window_days(said, LIMITS) == 21


@given(
    numbers=st.lists(st.integers(1, 45), min_size=1, max_size=8, unique=True).map(sorted),
    asked=st.integers(1, 60),
    ceiling=st.integers(1, 60),
)
def test_up_is_higher_and_down_is_lower(numbers: list[int], asked: int, ceiling: int) -> None:
    """A step above is higher and within the ceiling, a step below is lower, and at the ceiling nothing is above."""
    plan = plan_of(*(str(Decimal(number) / 10) for number in numbers), ceiling_mg=Decimal(ceiling) / 10)
    mg = Decimal(asked) / 10
    above, below = dose(step_above(plan, mg)), dose(step_below(plan, mg))

    assert above is None or mg < above <= plan.ceiling_mg
    assert below is None or below < mg
    assert not at_ceiling(plan, mg) or above is None or mg >= plan.ceiling_mg
    assert at_ceiling(plan, mg) or above is not None
