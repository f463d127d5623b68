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
    days = tuple(
        replace(
            day,
            score=(scores or {}).get(number, day.score),
            criteria=(standing_out(alone[number]),) if alone and number in alone else day.criteria,
        )
        for number, day in enumerate(zones(letters))
    )
    last = len(letters) - 1
    taken = course(*(level for level in levels if level[0] <= last))
    taken = type(taken)(taken.levels, None, None, days[-1].day)
    flare = current_flare(days, same_within_days=SETTINGS.same_flare_days, rises=taken.rises)
    return f"{reduction_target(taken, days, flare, plan, SETTINGS):f}"


ACTED = (*CLIMB, (33, "1.5"))
TARGETS = (
    ("the last dose borne before the flare", "g" * 33 + "y", CLIMB, "1.5"),
    ("from Red to Yellow is easing", "g" * 33 + "r" + "y" * 12, ACTED, "1.5"),
    ("Yellow after two Green days is the same flare", "g" * 33 + "yyggy", ACTED, "1.5"),
    ("after a week of Green it is another flare", "g" * 33 + "yy" + "g" * 8 + "y", ACTED, "1"),
    ("a new flare has a target of its own", "g" * 33 + "yy" + "g" * 10 + "y", ACTED, "1"),
    ("reduced for a spike, Yellow the next day names the same dose", "g" * 34 + "y", ACTED, "1.5"),
    ("and so does Red", "g" * 34 + "r", ACTED, "1.5"),
    ("Red a week after a spike names the next one", "g" * 34 + "yyyyyyr", ACTED, "1"),
    ("a rise of one's own is a new occasion", "g" * 38 + "y", (*ACTED, (36, "3")), "1.5"),
    ("which is acted on once", "g" * 38 + "y" * 2, (*ACTED, (36, "3"), (38, "1.5")), "1.5"),
    ("after the second one that dose is named", "g" * 33 + "y" * 8, (*ACTED, (40, "1")), "1"),
    ("for another week", "g" * 33 + "y" * 14, (*ACTED, (40, "1")), "1"),
    ("and then the next one", "g" * 33 + "y" * 15, (*ACTED, (40, "1")), "0.5"),
    ("at the first step nothing is left", "gggy", ((0, "0.5"),), "0"),
    ("after a pause in the same flare neither", "g" * 33 + "yy", (*CLIMB, (33, "0")), "0"),
    ("without a dose neither", "gggy", (), "0"),
    ("days nobody rated do not worsen", "g" * 33 + "y??", ACTED, "1.5"),
    ("nor do they stay as they were", "g" * 33 + "y" + "?" * 10 + "y", (*CLIMB, (34, "1.5")), "1.5"),
    ("a few rated days are too few", "g" * 33 + "y" + "?" * 4 + "y" * 3, ACTED, "1.5"),
    ("unknown at the reduction is as before it", "g" * 33 + "y" + "?" * 4 + "y" * 4, (*CLIMB, (34, "1.5")), "1"),
    ("a dose jumped over was not borne", "g" * 33 + "y", ((0, "0.5"), (30, "3")), "0.5"),
    ("who began at 3 mg goes one step down", "g" * 33 + "y", ((0, "3"),), "1.5"),
    ("a spike goes back as well", "g" * 35, CLIMB, "1.5"),
    ("within the week a spike names the same dose", "g" * 40, ACTED, "1.5"),
    ("after it a new spike asks for the next one", "g" * 42, ACTED, "1"),
)


@pytest.mark.parametrize(
    ("letters", "levels", "named"), [case[1:] for case in TARGETS], ids=[case[0] for case in TARGETS]
)
def test_the_target_of_a_reduction(letters: str, levels: tuple[tuple[int, str], ...], named: str) -> None:
    """The last dose borne before the flare, the same one however often it is asked, and a lower one after a week."""
    assert target(letters, *levels) == named


def test_after_acting_the_same_dose_is_named() -> None:
    """On the day itself and on each day of the next week the target is the dose that was gone back to."""
    for later in range(7):
        assert target("g" * 33 + "y" * (1 + later), *ACTED) == "1.5"


def test_before_acting_the_same_dose_is_named() -> None:
    """Who has not gone back yet is told the same dose on the next days."""
    assert {target("g" * 33 + "y" * days, *CLIMB) for days in range(1, 12)} == {"1.5"}


def test_after_seven_days_without_easing_a_second_one_is_named() -> None:
    """Six days after the reduction it is the same dose, seven days after it the one below."""
    assert target("g" * 33 + "y" * 7, *ACTED) == "1.5"
    assert target("g" * 33 + "y" * 8, *ACTED) == "1"


def test_new_worsening_brings_a_second_one_once_the_lower_dose_had_a_week() -> None:
    """Red in the first six days names the same dose; Red seven days after the reduction, or since, the one below."""
    for later in ("r", "ry", "yyyyyr"):
        assert target("g" * 33 + "y" + later, *ACTED) == "1.5"
    for later in ("yyyyyyr", "yyyyyyry"):
        eased = {33: 2.0, **dict.fromkeys(range(34, 43), 1.0)}
        assert target("g" * 33 + "y" + later, *ACTED, scores=eased) == "1"


@pytest.mark.parametrize(("later", "named"), [(1.9, "1.5"), (1.91, "1"), (2.4, "1")])
def test_a_lower_score_is_easing(later: float, named: str) -> None:
    """A tenth of a spread below the score at the reduction is easing, although the zone lags behind."""
    assert target("g" * 33 + "y" * 8, *ACTED, scores={33: 2.0, 38: later}) == named


@pytest.mark.parametrize(("later", "named"), [(3.9, "1.5"), (3.95, "1"), (4.4, "1")])
def test_a_rating_that_calls_yellow_alone_has_to_ease_too(later: float, named: str) -> None:
    """All six together eased, but the one rating that stands out did not: then the lower dose has not helped."""
    scores = {33: 2.0, **dict.fromkeys(range(34, 41), 1.0)}
    alone = {33: 4.0, **dict.fromkeys(range(34, 41), later)}

    assert target("g" * 33 + "y" * 8, *ACTED, scores=scores, alone=alone) == named


def test_easing_of_long_ago_is_none() -> None:
    """Lower for once on the day after the reduction and not in the seven days before today is no easing."""
    eased = {33: 2.0, 34: 1.0, **dict.fromkeys(range(35, 42), 2.1)}

    assert target("g" * 33 + "y" * 8, *ACTED, scores=eased) == "1.5"
    assert target("g" * 33 + "y" * 9, *ACTED, scores=eased) == "1"


def test_the_amounts_of_the_plan_come_first() -> None:
    """The highest lower amount of the plan wins over the dose borne before; with none lower it is that dose."""
    assert target("g" * 33 + "y", *CLIMB, plan=plan_of(reduce_mg=(Decimal(1), Decimal("0.5")))) == "1"
    assert target("g" * 33 + "y", *CLIMB, plan=plan_of(reduce_mg=(Decimal(3),))) == "1.5"


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
