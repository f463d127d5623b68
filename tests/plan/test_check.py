from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.plan.limits import OVERRIDABLE, REFUSALS, PlanLimits
from zonewise.plan.plan_check import check, findings, is_sensitive, notices
from zonewise.plan.prescribed_plan import Intake, Override, Plan, Product, Step

MakePlan = Callable[..., Plan]
CAPSULES = Product("capsule", (Decimal("0.5"), Decimal("1.5")))
SYRINGE = Product("liquid", mg_per_ml=Decimal(1), graduation_ml=Decimal("0.1"))


def mg(*texts: str) -> tuple[Decimal, ...]:
    """Amounts from texts."""
    return tuple(Decimal(text) for text in texts)


def written(*codes: str) -> tuple[Override, ...]:
    """An override for each code."""
    return tuple(Override(code, "agreed", "Dr A. Example", date(2026, 3, 2)) for code in codes)


def taken(*doses: tuple[str, str, int]) -> Step:
    """A step of doses given as amount, time and every how many days."""
    return Step(tuple(Intake(Decimal(amount), at, every) for amount, at, every in doses))


def codes_of(plan: Plan, limits: PlanLimits, sensitive: bool | None = None, **options: Any) -> list[str]:
    """The codes of the problems for which a plan is refused."""
    return [problem.code for problem in check(plan, limits, sensitive=sensitive, **options)]


# Each case: doses, other fields, the codes expected. Both sides of a bound stand next to each other.
CASES: list[tuple[tuple[str, ...], dict[str, Any], list[str]]] = [
    # the ceiling
    (("0.5", "1", "1.5"), {"ceiling_mg": Decimal("1.5")}, []),
    (("0.5", "1", "1.5"), {"ceiling_mg": Decimal("1.49")}, ["above-ceiling"]),
    (("1.5", "3", "4.5"), {"ceiling_mg": Decimal("4.5")}, []),
    (("1.5", "3", "4.5"), {"ceiling_mg": Decimal("4.51")}, ["above-ceiling"]),
    (("1.5", "3", "4.5", "6"), {"ceiling_mg": Decimal(6)}, ["above-ceiling"]),
    (("1.5", "3", "4.5", "6"), {"ceiling_mg": Decimal("4.5")}, ["above-ceiling"]),
    (("1.5", "3", "4.5"), {"ceiling_mg": Decimal("6.01")}, ["above-highest"]),
    (("1.5", "3", "4.5", "6.01"), {"ceiling_mg": Decimal(6)}, ["above-ceiling", "above-highest", "step-too-large"]),
    # a misplaced decimal point
    (("0.05", "0.5"), {}, ["tenfold"]),
    (("0.05", "0.49"), {}, []),
    (("0.5", "1", "0.1", "1.5"), {}, ["tenfold", "tenfold", "not-rising", "step-too-large"]),
    (("0.5", "1", "1.5"), {"resume_mg": Decimal("0.05")}, ["tenfold"]),
    (("0.5", "1", "1.5"), {"resume_mg": Decimal("0.06")}, []),
    (("4.5",), {"taper_mg": mg("3", "1.5", "0.5", "0.25")}, []),
    (("4.5",), {"taper_mg": mg("3", "1.5", "0.05")}, ["tenfold"]),
    # steps below 1.5 mg and from there
    (("0.5", "1"), {}, []),
    (("0.5", "1.01"), {}, ["step-too-large"]),
    (("1.49", "1.99"), {}, []),
    (("1.49", "2"), {}, ["step-too-large"]),
    (("1.5", "3"), {}, []),
    (("1.5", "3.01"), {}, ["step-too-large"]),
    (("1", "1"), {}, ["not-rising"]),
    (("1", "0.99"), {}, ["not-rising"]),
    (("1", "1.01"), {}, []),
    # days between steps
    (("0.5", "1"), {"interval_days": 6}, ["interval-short"]),
    (("0.5", "1"), {"interval_days": 7}, []),
    (("0.5", "1"), {"interval_days": 13, "sensitive": True}, ["interval-short"]),
    (("0.5", "1"), {"interval_days": 14, "sensitive": True}, []),
    (("0.5", "1"), {"interval_days": 7, "sensitive": False}, []),
    # what can be measured
    (("0.5", "1"), {"product": CAPSULES}, []),
    (("0.5", "0.75"), {"product": CAPSULES}, ["not-measurable"]),
    (("0.5", "0.6"), {"product": SYRINGE}, []),
    (("0.5", "0.65"), {"product": SYRINGE}, ["not-measurable"]),
    (("0.5", "1"), {"product": CAPSULES, "reduce_mg": mg("0.25")}, ["not-measurable"]),
    (("0.5", "0.7", "0.7"), {"product": CAPSULES}, ["not-rising", "not-measurable"]),
    # the way down
    (("0.5", "1"), {"reduce_mg": mg("0.99")}, []),
    (("0.5", "1"), {"reduce_mg": mg("1")}, ["not-lower"]),
    (("0.5", "1"), {"resume_mg": Decimal(1)}, []),
    (("0.5", "1"), {"resume_mg": Decimal("1.01")}, ["not-lower"]),
    (("0.5", "1"), {"taper_mg": mg("1", "0.5")}, []),
    (("0.5", "1"), {"taper_mg": mg("1.01", "0.5")}, ["not-lower"]),
    (("0.5", "1"), {"taper_mg": mg("0.5", "0.5")}, ["not-lower"]),
    # lengths
    (("0.5", "1"), {"hours_between": 24}, []),
    (("0.5", "1"), {"hours_between": 25}, ["hours-do-not-fit"]),
    (("0.5", "1"), {"surgery_hours": 23}, ["surgery-hours"]),
    (("0.5", "1"), {"surgery_hours": 24}, []),
    (("0.5", "1"), {"surgery_hours": 96}, []),
    (("0.5", "1"), {"surgery_hours": 97}, ["surgery-hours"]),
    (("0.5", "1"), {"opioid_free_days": 6}, ["opioid-free-days"]),
    (("0.5", "1"), {"opioid_free_days": 7}, []),
    (("0.5", "1"), {"prescriber": " "}, ["no-prescriber"]),
]


@pytest.mark.parametrize(("doses", "fields", "codes"), CASES)
def test_each_bound_from_both_sides(
    doses: tuple[str, ...], fields: dict[str, Any], codes: list[str], make_plan: MakePlan, limits: PlanLimits
) -> None:
    """A plan on the bound is taken, a plan just over it is refused with its code and nothing else."""
    assert codes_of(make_plan(*doses, **fields), limits) == codes


@pytest.mark.parametrize(("doses", "fields", "codes"), [case for case in CASES if case[2]])
def test_a_written_override_clears_its_own_code_only(
    doses: tuple[str, ...], fields: dict[str, Any], codes: list[str], make_plan: MakePlan, limits: PlanLimits
) -> None:
    """With every override written only what cannot be overridden is left; with the other overrides nothing changes."""
    plan = make_plan(*doses, **fields)
    first = codes[0]

    def left(*overrides: str) -> list[str]:
        return codes_of(make_plan(*doses, **fields, overrides=written(*overrides)), limits)

    assert left(*OVERRIDABLE) == [code for code in codes if code not in OVERRIDABLE]
    assert left(*(code for code in OVERRIDABLE if code != first)).count(first) == codes.count(first)
    assert [finding.code for finding in findings(plan, limits, sensitive=None)] == codes


def test_every_refusal_is_tried() -> None:
    """The cases above reach each refusal there is."""
    assert {code for _, _, codes in CASES for code in codes} == set(REFUSALS)


def test_nothing_above_six_milligrams_even_with_every_override(make_plan: MakePlan, limits: PlanLimits) -> None:
    """An override lifts the ceiling to 6 mg and not by a nanogram more."""
    every = written(*OVERRIDABLE)
    at_six = make_plan("4.5", "6", ceiling_mg=Decimal(6), overrides=every)
    above = make_plan("4.5", "6", ceiling_mg=Decimal("6.000001"), overrides=every)

    forged = make_plan("4.5", "6", ceiling_mg=Decimal("6.000001"), overrides=(*every, *written("above-highest")))
    assert codes_of(forged, limits, False) == ["above-highest"]
    assert check(at_six, limits, sensitive=False) == ()
    assert codes_of(above, limits, False) == ["above-highest"]


@pytest.mark.parametrize(
    ("person", "plan_says", "known"),
    [
        (True, False, True),
        (False, True, True),
        (None, True, True),
        (False, None, False),
        (None, False, False),
        (None, None, None),
    ],
)
def test_the_more_cautious_word_on_sensitivity_counts(
    person: bool | None, plan_says: bool | None, known: bool | None, make_plan: MakePlan, limits: PlanLimits
) -> None:
    """Either word makes the person sensitive; unknown refuses nothing, and is told."""
    plan = make_plan("0.5", "1", interval_days=13, sensitive=plan_says)

    assert is_sensitive(plan, person) is known
    refused = codes_of(plan, limits, person)
    told = [notice.code for notice in notices(plan, limits, sensitive=person)]
    assert refused == (["interval-short"] if known else [])
    assert ("sensitivity-unknown" in told) == (known is None)


@pytest.mark.parametrize(
    ("doses", "ceiling", "codes"),
    [
        (("0.45",), "0.5", ["tenfold"]),
        (("0.46",), "0.5", []),
        (("0.4", "0.9"), "4.5", []),
        (("0.5",), "0.45", ["above-ceiling", "tenfold"]),
    ],
)
def test_a_plan_tenfold_the_one_before(
    doses: tuple[str, ...], ceiling: str, codes: list[str], make_plan: MakePlan, limits: PlanLimits
) -> None:
    """A highest dose or ceiling ten times, or a tenth of, the plan before is refused, and just under it is not."""
    before = make_plan("1.5", "3", "4.5")
    plan = make_plan(*doses, ceiling_mg=Decimal(ceiling))

    assert codes_of(plan, limits, previous=before) == codes
    back = codes_of(before, limits, previous=plan)
    assert back == ["tenfold"] * codes.count("tenfold")


def test_days_with_the_most_count_as_well_as_the_average(make_plan: MakePlan, limits: PlanLimits) -> None:
    """1.5 mg on alternate days after 0.5 mg daily rises little on average and too much in one night."""
    daily, alternate = taken(("0.5", "bedtime", 1)), taken(("1.5", "bedtime", 2))
    plan = make_plan(steps=(daily, alternate))
    polo = make_plan(steps=(taken(("1.5", "morning", 1)), taken(("1.5", "morning", 1), ("1.5", "bedtime", 1))))

    assert codes_of(plan, limits) == ["step-too-large"]
    assert check(polo, limits, sensitive=None) == ()


@pytest.mark.parametrize(("hours", "codes"), [(8, []), (9, ["hours-do-not-fit"]), (13, ["hours-do-not-fit"])])
def test_hours_between_doses_must_fit_the_clock(
    hours: int, codes: list[str], make_plan: MakePlan, limits: PlanLimits
) -> None:
    """Doses at 08:00 and 16:00 leave room for eight hours between them, not for nine."""
    plan = make_plan(steps=(taken(("0.5", "08:00", 1), ("0.5", "16:00", 1)),), hours_between=hours)

    assert codes_of(plan, limits) == codes


@pytest.mark.parametrize(
    ("times", "hours", "codes"),
    [
        (("morning", "bedtime"), None, []),
        (("morning", "evening"), 12, []),
        (("morning", "bedtime"), 12, ["hours-do-not-fit"]),
        (("evening", "bedtime"), None, ["hours-do-not-fit"]),
        (("evening", "bedtime"), 2, []),
        (("evening", "20:00"), None, ["hours-do-not-fit"]),
        (("08:00", "09:00"), None, ["hours-do-not-fit"]),
        (("00:30", "12:30"), 12, []),
    ],
)
def test_two_doses_of_a_day_stand_hours_apart(
    times: tuple[str, str], hours: int | None, codes: list[str], make_plan: MakePlan, limits: PlanLimits
) -> None:
    """Also where the plan names no hours or gives a time as a word, which is taken for its usual hour."""
    plan = make_plan(steps=(taken(*(("0.5", at, 1) for at in times)),), hours_between=hours)

    assert codes_of(plan, limits) == codes


def test_one_clock_time_on_different_days_is_far_enough_apart(make_plan: MakePlan, limits: PlanLimits) -> None:
    """Doses in turn at 21:30 are a day apart and fit any hours between."""
    in_turn = Step((Intake(Decimal("0.5"), "21:30", 2, 1), Intake(Decimal(1), "21:30", 2, 2)))

    assert check(make_plan(steps=(in_turn,), hours_between=20), limits, sensitive=None) == ()


def test_a_dose_within_a_step_ten_times_another(make_plan: MakePlan, limits: PlanLimits) -> None:
    """1.5 mg in the morning and 0.15 mg at bedtime looks like a slip."""
    plan = make_plan(steps=(taken(("1.5", "morning", 1), ("0.15", "bedtime", 1)),))

    assert codes_of(plan, limits) == ["tenfold"]


@given(
    numbers=st.lists(st.integers(1, 70), min_size=1, max_size=6),
    ceiling=st.integers(1, 70),
    interval=st.integers(1, 30),
    sensitive=st.none() | st.booleans(),
)
def test_a_plan_that_passes_keeps_every_bound(
    numbers: list[int], ceiling: int, interval: int, sensitive: bool | None, make_plan: MakePlan, limits: PlanLimits
) -> None:
    """The check agrees with the bounds of the issue written out in tenths of a milligram."""
    doses = [str(Decimal(number) / 10) for number in numbers]
    plan = make_plan(*doses, ceiling_mg=Decimal(ceiling) / 10, interval_days=interval)
    pairs = list(pairwise(numbers))
    fine = (
        ceiling <= 45
        and max(numbers) <= ceiling
        and all(low < high < 10 * low and high - low <= (5 if low < 15 else 15) for low, high in pairs)
        and interval >= (14 if sensitive else 7)
    )

    assert (check(plan, limits, sensitive=sensitive) == ()) == fine


@given(
    numbers=st.lists(st.integers(1, 70), min_size=1, max_size=6),
    code=st.sampled_from(OVERRIDABLE),
    sensitive=st.none() | st.booleans(),
)
def test_an_override_only_ever_removes_its_own_refusals(
    numbers: list[int], code: str, sensitive: bool | None, make_plan: MakePlan, limits: PlanLimits
) -> None:
    """Writing an override leaves all other refusals as they were."""
    doses = [str(Decimal(number) / 10) for number in numbers]
    before = check(make_plan(*doses, product=SYRINGE), limits, sensitive=sensitive)
    after = check(make_plan(*doses, product=SYRINGE, overrides=written(code)), limits, sensitive=sensitive)

    assert after == tuple(problem for problem in before if problem.code != code)
