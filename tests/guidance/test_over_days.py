"""Sequences that the proof over days found: each evening's answer was right, and the days after it forgot it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from .builders import CALM_FACTS, Diary, d
from .test_treatment import LARGE, SMALL, follow, living, named


def test_what_an_evening_names_after_a_clinicians_word_holds_the_next_day() -> None:
    """Told to go on, and an unbearable side effect that evening: it says pause, and the next days hold it."""
    diary = living(70, day60={"danger_sign": "liver"}).dosed(range(42, 56), "0.5").dosed(range(56, 60), "1")
    for day, grade in ((61, 3), (62, 0)):
        diary.said(day, at="21:00", liver="none", hypersensitivity="no")
        if grade:
            diary.add("sign", "agitation", grade, day, "21:10")
    diary.said(61, at="21:20", clinician_said="continue")

    assert named(diary, 61)[0] == "pause"
    assert named(diary, 62)[0] == "wait"
    assert named(diary, 66)[0] == "wait"


@pytest.mark.parametrize(
    ("told", "amounts"),
    [({}, {"4.5", "3"}), ({70: "yes"}, {"4.5", "3"}), ({65: "no", 70: "yes"}, {"4.5", "3", "1.5"})],
)
def test_one_suspicion_lowers_the_dose_once_while_nobody_knows_the_zone(told: Mapping[int, str], amounts) -> None:
    """Suspected in Green, and no rating since: the dose goes back once, and further only when it is another one."""
    diary = Diary().planned(LARGE).said(0, phase="stable").rated(range(58))
    silent = {name: value for name, value in CALM_FACTS.items() if name != "ldn_suspected"}
    for day in range(85):
        diary.said(day, CALM_FACTS if day < 57 else silent)
    diary.dosed(range(30, 58), "4.5").said(57, at="21:00", ldn_suspected="yes")
    for day, value in told.items():
        diary.said(day, at="21:00", ldn_suspected=value)
    follow(diary, range(58, 84))

    assert {f"{named(diary, day)[1]:f}" for day in range(58, 84)} == amounts


@pytest.mark.parametrize(("unit", "waits_until"), [("long-acting", 69), ("", 65)])
def test_a_long_acting_opioid_keeps_its_wait_though_later_answers_do_not_repeat_it(unit: str, waits_until: int) -> None:
    """Recent for four days, long-acting said on the first alone, over on day 55: 14 days from there, not 10."""
    diary = living(80, silent=range(51, 55)).said(51, at="21:00", opioid="recent")
    diary.entries[-1] = replace(diary.entries[-1], unit=unit)
    for day in (52, 53, 54):
        diary.said(day, at="21:00", opioid="recent")

    known = [diary.today(day).facts["last_opioid"].value for day in range(55, 80)]
    assert known.index("long-ago") + 55 == waits_until


@pytest.mark.parametrize(
    ("told", "on", "waits_until"),
    [(55, 55, 69), (50, 55, 68), (None, 55, 69), (None, 60, 69)],
)
def test_a_last_opioid_that_was_long_acting_keeps_the_longer_wait(told: int | None, on: int, waits_until: int) -> None:
    """Taken until day 54 by the answers, over on day 55, and only with its day told to be methadone: 14 days.

    From the day that is told, from the last on which one was taken, or from the one on which it was said to be over.
    """
    diary = (
        living(80, silent=range(51, 55)).said(51, at="21:00", opioid="recent").said(54, at="21:00", opioid="current")
    )
    diary.said(on, at="21:10", last_opioid="unknown" if told is None else d(told).isoformat())
    diary.entries[-1] = replace(diary.entries[-1], unit="long-acting")

    known = [diary.today(day).facts["last_opioid"].value for day in range(on, 80)]
    assert known.index("long-ago") + on == waits_until


def test_a_stop_that_is_told_after_the_wish_to_begin_again_outweighs_it() -> None:
    """Stopped, then wanted again, then stopped: nothing begins until it is wanted once more."""
    diary = living(90).dosed(range(42, 50), "0.5").said(50, phase="stopped").said(52, wants_to_start="yes")
    undone = diary.copy().said(54, phase="stopped")

    assert "start" in {named(diary, day)[0] for day in range(58, 64)}
    assert {named(undone, day)[0] for day in range(54, 90, 5)} == {"wait"}
    assert named(undone.said(80, at="21:00", wants_to_start="yes"), 80)[0] == "start"


def test_days_at_a_lower_dose_of_ones_own_begin_after_a_time_nobody_knows_of() -> None:
    """Less on one day, ten days without a log, then less again: the lower dose counts from the day it was taken up."""
    diary = Diary().planned(SMALL).said(0, phase="titrating").history("1", 0)
    for day in range(80):
        diary.rated([day]).said(day, CALM_FACTS)
    diary.dosed([60], "0.5").dosed([71, 72, 73], "0.5").said(71, at="21:00", phase="titrating")

    assert diary.snapshot(74).recommended.levels[-1].since == d(71)
    assert diary.today(74).facts["days_at_dose"].value == 3


def test_a_first_dose_ends_no_stop() -> None:
    """Stopped before the diary knew of any dose, and a dose while answers are missing: LDN stays stopped."""
    diary = living(70, silent=range(44, 60)).said(43, at="21:00", phase="stopped").dosed([50, 51], "0.5")

    assert [level.mg for level in diary.snapshot(55).recommended.levels] == [0]
    assert {diary.today(day).facts["wants_to_start"].value for day in (50, 52, 65)} == {"no"}
    assert {named(diary, day) for day in (62, 68)} == {("wait", Decimal(0))}
    assert named(diary.said(69, at="21:00", phase="paused"), 70)[0] == "wait"


def test_a_part_of_a_dose_left_out_in_a_red_flare_does_not_bring_the_step_back() -> None:
    """Red after a step, and less taken on its first evening: it goes back a step, instead of naming the step again."""
    diary = living(70, lift=dict.fromkeys(range(58, 71), 6)).dosed(range(42, 56), "0.5").dosed([56, 57], "1")
    taken_in_full = diary.copy().dosed([58], "1")

    assert named(taken_in_full, 59)[0] in ("reduce", "pause")
    assert named(diary.dosed([58], "0.5"), 59) == ("reduce", Decimal("0.5"))


def lowered(by: str, link: str, told: Iterable[int], *, denied: Iterable[int] = ()) -> dict[int, Decimal | None]:
    """Return the amounts named after a fall on day 58, with a yes on some days and no zone since the day before.

    Args:
        by: "own" for a lower dose that the person chose, "named" for a fall by a spike.
        link: The question that has the yes.
        told: The days of the yes; no other answer to that question comes from the first of them on, but
        denied: the days of a no.
    """
    days = tuple(told)
    diary = Diary().planned(LARGE).said(0, phase="stable").rated(range(58)).dosed(range(30, 58), "4.5")
    for day in range(76):
        diary.said(day, {name: value for name, value in CALM_FACTS.items() if name != link or day < days[0]})
    for value, said_on in (("yes", days), ("no", denied)):
        for day in said_on:
            diary.said(day, {link: value}, at="21:00")
    if by == "own":
        follow(diary.dosed((58, 59, 60), "3"), range(61, 76))
    else:
        follow(diary.said(58, at="21:00", insomnia_or_anxiety_spike="yes"), range(58, 76))
    return {day: named(diary, day)[1] for day in range(61, 75)}


@pytest.mark.parametrize("by", ["own", "named"])
def test_what_is_told_in_the_first_week_of_a_lower_dose_is_answered_by_it(by: str) -> None:
    """Suspected three days after the fall, and nobody knows the zone: said or repeated, it lowers nothing later.

    Denied in between, it is a suspicion of its own.
    """
    assert set(lowered(by, "ldn_suspected", (61,)).values()) == {Decimal(3)}
    assert set(lowered(by, "ldn_suspected", (61, 66, 69, 72)).values()) == {Decimal(3)}

    again = lowered(by, "ldn_suspected", (61, 69), denied=(66,))
    assert [day for day, mg in again.items() if mg == Decimal("1.5")] == list(range(69, 75))


@pytest.mark.parametrize("by", ["own", "named"])
def test_a_new_spike_after_the_week_of_a_lower_dose_lowers_it_again(by: str) -> None:
    """A spike eight days after the fall is something new, known zone or not."""
    amounts = lowered(by, "insomnia_or_anxiety_spike", (66,))

    assert [amounts[day] for day in (64, 65, 66, 67)] == [Decimal(3), Decimal(3), Decimal("1.5"), Decimal("1.5")]


def test_a_word_to_stay_off_undoes_an_earlier_wish_to_begin_again() -> None:
    """Stopped, wanted again, then told to stay off: no calm week begins anything until it is wanted once more."""
    diary = living(100).dosed(range(42, 50), "0.5").said(50, phase="stopped").said(52, wants_to_start="yes")
    diary.said(54, at="21:00", clinician_said="stay-off")
    undone = diary.said(60, at="21:00", clinician_said="continue")

    assert {named(undone, day)[1] for day in range(54, 95, 4)} <= {None, Decimal(0)}
    assert named(undone.said(90, at="21:00", wants_to_start="yes"), 90)[0] == "start"


@pytest.mark.parametrize("amount", ["1", "1.5", "3"])
def test_a_first_dose_above_the_first_step_begins_at_that_step(amount: str) -> None:
    """Said not to be taken, then to be taken, and a dose too large: the first step is the dose, the rest a slip."""
    diary = living(70).said(50, at="21:00", phase="titrating").dosed([50], amount)

    assert [level.mg for level in diary.snapshot(52).recommended.levels] == [Decimal("0.5")]
    assert {named(diary, day)[1] for day in range(51, 57)} <= {None, Decimal("0.5")}
    assert named(diary, 51) == ("keep", Decimal("0.5"))


def test_a_sign_of_the_evening_stays_open_beside_a_word_about_an_earlier_one() -> None:
    """Thoughts of suicide, then signs of the liver and a word on what was asked: the liver is asked about next.

    Where nothing was open before, a word after the sign is about that sign.
    """
    diary = living(80, day60={"danger_sign": "suicidal"}, day62={"danger_sign": "liver"}).dosed(range(42, 60), "0.5")
    both = diary.said(62, at="21:00", clinician_said="restart-low").said(63, at="21:00", liver="none")
    one = living(80, day62={"danger_sign": "liver"}).dosed(range(42, 62), "0.5")
    one.said(62, at="21:00", clinician_said="restart-low").said(63, at="21:00", liver="none")

    assert both.today(63).facts["unresolved_danger"].value == "liver"
    assert {named(both, day)[1] for day in range(63, 79, 3)} <= {None, Decimal(0)}
    assert one.today(63).facts["unresolved_danger"].value == "none"
    assert named(one, 75) == ("resume-low", Decimal("0.5"))


@pytest.mark.parametrize("told", [range(50, 56), range(50, 51)], ids=["each day told", "the first told"])
def test_a_plan_that_lets_more_days_be_missed_undoes_no_pause_of_the_days_before(told: range) -> None:
    """Six days without a dose were a pause by the plan of then; one that allows two weeks comes after it."""
    diary = living(70, replace(SMALL, missed_days_allowed=3)).dosed(range(42, 50), "0.5").dosed(told, "0")
    assert diary.today(56).facts["phase"].value == "paused"

    diary.planned(replace(SMALL, missed_days_allowed=14), 57, "09:00")

    assert [diary.today(day).facts["phase"].value for day in (57, 58, 60)] == ["paused"] * 3
    assert named(diary, 58) == ("resume-low", Decimal("0.5"))


def test_a_sign_stays_open_however_long_ago_the_evening_was() -> None:
    """Months into an opioid, signs of the liver beside a word about it: seen weeks later the sign is as open as then.

    The word was about the opioid, which had been called about the evening before.
    """
    diary = living(140, silent=range(46, 140), day45={"opioid": "current"}, day100={"danger_sign": "liver"})
    diary.dosed([42, 43, 44], "0.5").said(90, at="21:00", clinician_said="continue")
    diary.said(100, at="21:00", clinician_said="continue")

    assert {diary.today(day).facts["unresolved_danger"].value for day in (101, 103, 110, 139)} == {"liver"}
