from datetime import date
from decimal import Decimal

import pytest

from zonewise.guidance.coming_steps import coming_steps
from zonewise.services.base.protocols import load_protocol

from .builders import CALM_FACTS, Diary, d, plan_of, settled
from .test_treatment import living

RISING = load_protocol().rule_set.rising


def ahead(diary: Diary, day: int) -> list[tuple[date, str]]:
    """Return the earliest day and daily amount of each coming step."""
    return [(step.earliest, str(step.step.daily_mg)) for step in coming_steps(diary.today(day), RISING)]


def test_each_step_comes_an_interval_after_the_one_before() -> None:
    """A step that may come today stands on today, and the others two weeks apart after it."""
    result = ahead(settled(started=39).said(60, CALM_FACTS), 60)

    assert result == [(d(60), "1"), (d(74), "1.5"), (d(88), "3"), (d(102), "4.5")]


def test_the_interval_holds_the_first_step() -> None:
    """Ten days on a dose leave four more of the plan's fourteen."""
    assert ahead(settled(started=50).said(60, CALM_FACTS), 60)[0] == (d(64), "1")


def test_the_interval_is_not_waited_for_twice() -> None:
    """Gone back to a dose that was borne for the plan's time: no full interval runs anew."""
    diary = living(64).dosed(range(42, 56), "0.5").dosed(range(56, 60), "1")
    diary.said(60, at="21:00", insomnia_or_anxiety_spike="yes").dosed(range(60, 63), "0.5")
    today = diary.today(63)

    assert [level.mg for level in today.snapshot.recommended.levels][-2:] == [Decimal(1), Decimal("0.5")]
    assert today.facts["plan_interval_over"].value is True
    assert ahead(diary, 63)[0] == (d(67), "1")


def test_a_yellow_day_moves_every_step() -> None:
    """After a Yellow each step waits for four Green days; none of them stays where it was."""
    calm = settled(started=39).said(60, CALM_FACTS)
    worse = Diary().planned(plan_of()).rated(range(58)).rated([58, 59, 60], lift=1.5).dosed(range(39, 60), "0.5")
    worse.said(60, CALM_FACTS)

    assert worse.today(60).zone.zone == "yellow"
    assert all(late[0] > soon[0] for late, soon in zip(ahead(worse, 60), ahead(calm, 60), strict=True))
    assert ahead(worse, 60)[0][0] >= d(64)


def test_before_the_start_the_first_dose_is_the_first_step() -> None:
    """Nothing taken yet: the plan's start, then the steps above it."""
    diary = Diary().planned(plan_of(start=d(70))).rated(range(61)).said(0, phase="not-started").said(60, CALM_FACTS)

    assert ahead(diary, 60)[:2] == [(d(70), "0.5"), (d(84), "1")]
    assert [step.begins for step in coming_steps(diary.today(60), RISING)][:2] == [True, False]


def test_after_a_pause_it_begins_low_again() -> None:
    """What the plan says for coming back comes first."""
    from decimal import Decimal

    diary = settled(plan_of(resume_mg=Decimal("0.5")), started=25, mg="1", until=39).rated(range(40, 61))
    diary.said(39, phase="paused").said(60, CALM_FACTS)

    assert [mg for _, mg in ahead(diary, 60)][:2] == ["0.5", "1"]


@pytest.mark.parametrize("mg", ["4.5"])
def test_nothing_is_ahead_at_the_highest_dose_or_without_a_plan(mg: str) -> None:
    """At the ceiling no step is left; without a plan there never was one."""
    without = Diary().rated(range(61)).dosed(range(39, 60), "0.5").said(60, CALM_FACTS)

    assert ahead(settled(started=39, mg=mg).said(60, CALM_FACTS), 60) == []
    assert ahead(without, 60) == []
