from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.course.flares import current_flare
from zonewise.course.reduction import reduction_target
from zonewise.plan.prescribed_plan import Plan
from zonewise.services.base.protocols import load_protocol
from zonewise.zones.single_domain import DomainScore, SingleDomainCriterion

from .builders import course, once, plan_of, zones

PLAN = plan_of()
CLIMB = ((0, "0.5"), (10, "1"), (20, "1.5"), (30, "3"))


SETTINGS = load_protocol().settings.facts


def standing_out(score: float) -> SingleDomainCriterion:
    """Return the criterion of a day on which one rating calls Yellow by itself with this score, spreads."""
    calling = DomainScore("pain", 8, 4, 1, score, calls=True)
    return SingleDomainCriterion("yellow", True, load_protocol().settings.zones, calling, (), 60)


def target(
    letters: str,
    *levels: tuple[int, str],
    plan: Plan = PLAN,
    scores: dict[int, float] | None = None,
    alone: dict[int, float] | None = None,
) -> str:
    """Return the target of a reduction asked for on the last of these days; the scores of some days can be given."""
    seen = tuple(
        replace(
            day,
            score=(scores or {}).get(number, day.score),
            criteria=(standing_out(alone[number]),) if alone and number in alone else day.criteria,
        )
        for number, day in enumerate(zones(letters))
    )
    last = len(letters) - 1
    taken = course(*(level for level in levels if level[0] <= last))
    taken = type(taken)(taken.levels, None, None, seen[-1].day)
    flare = current_flare(seen, same_within_days=SETTINGS.same_flare_days, rises=taken.rises)
    return f"{reduction_target(taken, seen, flare, plan, SETTINGS):f}"


def test_a_reduction_goes_back_to_the_last_dose_borne() -> None:
    """The flare began at 3 mg, and 1.5 mg was the last dose before it."""
    assert target("g" * 33 + "y", *CLIMB) == "1.5"


def test_after_acting_the_same_dose_is_named() -> None:
    """On the day itself and on each day of the next week the target is the dose that was gone back to."""
    for later in range(7):
        assert target("g" * 33 + "y" * (1 + later), *CLIMB, (33, "1.5")) == "1.5"


def test_before_acting_the_same_dose_is_named() -> None:
    """Who has not gone back yet is told the same dose on the next days."""
    assert {target("g" * 33 + "y" * days, *CLIMB) for days in range(1, 12)} == {"1.5"}


def test_after_seven_days_without_easing_a_second_one_is_named() -> None:
    """Six days after the reduction it is the same dose, seven days after it the one below."""
    assert target("g" * 33 + "y" * 7, *CLIMB, (33, "1.5")) == "1.5"
    assert target("g" * 33 + "y" * 8, *CLIMB, (33, "1.5")) == "1"


def test_new_worsening_brings_a_second_one_once_the_lower_dose_had_a_week() -> None:
    """Red in the first six days names the same dose; Red seven days after the reduction, or since, the one below."""
    for later in ("r", "ry", "yyyyyr"):
        assert target("g" * 33 + "y" + later, *CLIMB, (33, "1.5")) == "1.5"
    for later in ("yyyyyyr", "yyyyyyry"):
        eased = {33: 2.0, **dict.fromkeys(range(34, 43), 1.0)}
        assert target("g" * 33 + "y" + later, *CLIMB, (33, "1.5"), scores=eased) == "1"


def test_easing_needs_no_second_one() -> None:
    """From Red to Yellow is easing, so the week without easing never comes full."""
    assert target("g" * 33 + "r" + "y" * 12, *CLIMB, (33, "1.5")) == "1.5"


@pytest.mark.parametrize(("later", "named"), [(1.9, "1.5"), (1.91, "1"), (2.4, "1")])
def test_a_lower_score_is_easing(later: float, named: str) -> None:
    """A tenth of a spread below the score at the reduction is easing, although the zone lags behind."""
    assert target("g" * 33 + "y" * 8, *CLIMB, (33, "1.5"), scores={33: 2.0, 38: later}) == named


@pytest.mark.parametrize(("later", "named"), [(3.9, "1.5"), (3.95, "1"), (4.4, "1")])
def test_a_rating_that_calls_yellow_alone_has_to_ease_too(later: float, named: str) -> None:
    """All six together eased, but the one rating that stands out did not: then the lower dose has not helped."""
    scores = {33: 2.0, **dict.fromkeys(range(34, 41), 1.0)}
    alone = {33: 4.0, **dict.fromkeys(range(34, 41), later)}

    assert target("g" * 33 + "y" * 8, *CLIMB, (33, "1.5"), scores=scores, alone=alone) == named


def test_easing_of_long_ago_is_none() -> None:
    """Lower for once on the day after the reduction and not in the seven days before today is no easing."""
    eased = {33: 2.0, 34: 1.0, **dict.fromkeys(range(35, 42), 2.1)}

    assert target("g" * 33 + "y" * 8, *CLIMB, (33, "1.5"), scores=eased) == "1.5"
    assert target("g" * 33 + "y" * 9, *CLIMB, (33, "1.5"), scores=eased) == "1"


def test_a_flare_that_is_soon_back_has_the_same_target() -> None:
    """Yellow again after two Green days is the flare whose reduction was made; after a week of Green it is not."""
    assert target("g" * 33 + "yyggy", *CLIMB, (33, "1.5")) == "1.5"
    assert target("g" * 33 + "yy" + "g" * 8 + "y", *CLIMB, (33, "1.5")) == "1"


def test_a_spike_and_the_flare_that_follows_it_reduce_once() -> None:
    """Reduced for a spike in Green, Yellow and Red the next day name the same dose; Red a week later the next one."""
    assert target("g" * 34 + "y", *CLIMB, (33, "1.5")) == "1.5"
    assert target("g" * 34 + "r", *CLIMB, (33, "1.5")) == "1.5"
    assert target("g" * 34 + "yyyyyyr", *CLIMB, (33, "1.5")) == "1"


def test_a_rise_after_the_reduction_is_a_new_occasion() -> None:
    """Who went up again of their own accord is told the dose below that one, not that the old reduction stands."""
    assert target("g" * 38 + "y", *CLIMB, (33, "1.5"), (36, "3")) == "1.5"
    assert target("g" * 38 + "y" * 2, *CLIMB, (33, "1.5"), (36, "3"), (38, "1.5")) == "1.5"


def test_after_the_second_one_the_count_begins_again() -> None:
    """Having acted on the second reduction, that dose is named for another week, and then the next one."""
    acted = (*CLIMB, (33, "1.5"), (40, "1"))

    assert target("g" * 33 + "y" * 8, *acted) == "1"
    assert target("g" * 33 + "y" * 14, *acted) == "1"
    assert target("g" * 33 + "y" * 15, *acted) == "0.5"


def test_a_new_flare_has_a_target_of_its_own() -> None:
    """A reduction of the flare before, ended by a Green day, does not count for the next one."""
    assert target("g" * 33 + "yy" + "g" * 10 + "y", *CLIMB, (33, "1.5")) == "1"


def test_below_the_first_step_there_is_no_dose() -> None:
    """At the first step, and after a pause in the same flare, the target is 0."""
    assert target("gggy", (0, "0.5")) == "0"
    assert target("g" * 33 + "yy", *CLIMB, (33, "0")) == "0"
    assert target("gggy") == "0"


def test_an_unknown_zone_is_no_worsening() -> None:
    """Days nobody rated neither worsen nor stay as they were; a zone unknown at the reduction is that of before."""
    assert target("g" * 33 + "y??", *CLIMB, (33, "1.5")) == "1.5"
    assert target("g" * 33 + "y" + "?" * 10 + "y", *CLIMB, (34, "1.5")) == "1.5"
    assert target("g" * 33 + "y" + "?" * 4 + "y" * 3, *CLIMB, (33, "1.5")) == "1.5"
    assert target("g" * 33 + "y" + "?" * 4 + "y" * 4, *CLIMB, (34, "1.5")) == "1"


def test_the_amounts_of_the_plan_come_first() -> None:
    """The highest lower amount of the plan wins over the dose borne before; with none lower it is that dose."""
    assert target("g" * 33 + "y", *CLIMB, plan=plan_of(reduce_mg=(Decimal(1), Decimal("0.5")))) == "1"
    assert target("g" * 33 + "y", *CLIMB, plan=plan_of(reduce_mg=(Decimal(3),))) == "1.5"


def test_a_dose_that_was_jumped_over_was_not_borne() -> None:
    """Who went from 0.5 mg to 3 mg goes back to 0.5 mg; who began at 3 mg goes one step down."""
    assert target("g" * 33 + "y", (0, "0.5"), (30, "3")) == "0.5"
    assert target("g" * 33 + "y", (0, "3")) == "1.5"


def test_a_spike_without_a_flare_looks_back_a_week() -> None:
    """Having gone back within the week the same dose is named; after it a new spike asks for the next one."""
    assert target("g" * 35, *CLIMB) == "1.5"
    assert target("g" * 40, *CLIMB, (33, "1.5")) == "1.5"
    assert target("g" * 42, *CLIMB, (33, "1.5")) == "1"


@pytest.mark.parametrize("plan", [PLAN, plan_of(reduce_mg=(Decimal("0.25"), Decimal(1))), plan_of(once("1"))])
@given(st.text("gyr?", min_size=1, max_size=40), st.lists(st.integers(0, 5), max_size=6))
def test_a_reduction_never_rises_and_acting_on_it_settles_it(plan: Plan, letters: str, moves: list[int]) -> None:
    """The target is below the dose now, or the dose now when that was the reduction; acting on it changes nothing."""
    amounts = ("0", "0.5", "1", "1.5", "3", "4.5")
    levels: list[tuple[int, str]] = []
    for place, move in enumerate(moves):
        if amounts[move] != (levels[-1][1] if levels else "0"):
            levels.append((place * 5, amounts[move]))
    last = len(letters) - 1
    levels = [level for level in levels if level[0] < last]
    now = Decimal(levels[-1][1]) if levels else Decimal(0)
    named = target(letters, *levels, plan=plan)

    assert Decimal(named) <= now
    if Decimal(named) != now:
        assert target(letters, *levels, (last, named), plan=plan) == named
