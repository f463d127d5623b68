from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.plan.limits import OVERRIDABLE, REFUSALS
from zonewise.plan.plan_check import check, findings, is_sensitive, notices
from zonewise.plan.prescribed_plan import Intake, Plan, Step

from .plans import LIMITS, capsules, daily, liquid, mg, plan_of, written

CAPSULES = capsules("0.5", "1.5")
SYRINGE = liquid("1", "0.1")


def taken(*doses: tuple[str, str]) -> Step:
    """A step of daily doses, each an amount and a time."""
    return Step(tuple(intake for dose in doses for intake in daily(*dose).intakes))


def codes_of(plan: Plan, sensitive: bool | None = None, **options: Any) -> list[str]:
    """The codes of the problems for which a plan is refused."""
    return [problem.code for problem in check(plan, LIMITS, sensitive=sensitive, **options)]


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
def test_each_bound_from_both_sides(doses: tuple[str, ...], fields: dict[str, Any], codes: list[str]) -> None:
    """A plan on the bound is taken, a plan just over it is refused with its code and nothing else."""
    assert codes_of(plan_of(*doses, **fields)) == codes


@pytest.mark.parametrize(("doses", "fields", "codes"), [case for case in CASES if case[2]])
def test_a_written_override_clears_its_own_code_only(
    doses: tuple[str, ...], fields: dict[str, Any], codes: list[str]
) -> None:
    """With every override written only what cannot be overridden is left; with the other overrides nothing changes."""
    plan = plan_of(*doses, **fields)
    first = codes[0]

    def left(*overrides: str) -> list[str]:
        return codes_of(plan_of(*doses, **fields, overrides=written(*overrides)))

    assert left(*OVERRIDABLE) == [code for code in codes if code not in OVERRIDABLE]
    assert left(*(code for code in OVERRIDABLE if code != first)).count(first) == codes.count(first)
    assert [finding.code for finding in findings(plan, LIMITS, sensitive=None)] == codes


def test_every_refusal_is_tried() -> None:
    """The cases above reach each refusal there is."""
    assert {code for _, _, codes in CASES for code in codes} == set(REFUSALS)


def test_nothing_above_six_milligrams_even_with_every_override() -> None:
    """An override lifts the ceiling to 6 mg and not by a nanogram more, not even one that was forged."""
    for ceiling, overrides, codes in (
        ("6", written(*OVERRIDABLE), []),
        ("6.000001", written(*OVERRIDABLE), ["above-highest"]),
        ("6.000001", written(*OVERRIDABLE, "above-highest"), ["above-highest"]),
    ):
        assert codes_of(plan_of("4.5", "6", ceiling_mg=Decimal(ceiling), overrides=overrides), False) == codes


@pytest.mark.parametrize(
    ("person", "plan_says", "known"),
    [
        (True, False, True), (False, True, True), (None, True, True), (False, None, False), (None, False, False),
        (None, None, None),
    ],
)  # fmt: skip
def test_the_more_cautious_word_on_sensitivity_counts(
    person: bool | None, plan_says: bool | None, known: bool | None
) -> None:
    """Either word makes the person sensitive; unknown refuses nothing, and is told."""
    plan = plan_of("0.5", "1", interval_days=13, sensitive=plan_says)

    assert is_sensitive(plan, person) is known
    refused = codes_of(plan, person)
    told = [notice.code for notice in notices(plan, LIMITS, sensitive=person)]
    assert refused == (["interval-short"] if known else [])
    assert ("sensitivity-unknown" in told) == (known is None)


@pytest.mark.parametrize(
    ("doses", "ceiling", "codes"),
    [
        (("0.45",), "0.5", ["tenfold"]), (("0.46",), "0.5", []), (("0.4", "0.9"), "4.5", []),
        (("0.5",), "0.45", ["above-ceiling", "tenfold"]),
    ],
)  # fmt: skip
def test_a_plan_tenfold_the_one_before(doses: tuple[str, ...], ceiling: str, codes: list[str]) -> None:
    """A highest dose or ceiling ten times, or a tenth of, the plan before is refused, and just under it is not."""
    before = plan_of("1.5", "3", "4.5")
    plan = plan_of(*doses, ceiling_mg=Decimal(ceiling))

    assert codes_of(plan, previous=before) == codes
    back = codes_of(before, previous=plan)
    assert back == ["tenfold"] * codes.count("tenfold")


def test_days_with_the_most_count_as_well_as_the_average() -> None:
    """1.5 mg on alternate days after 0.5 mg daily rises little on average and too much in one night."""
    polo = plan_of(steps=(daily("1.5", "morning"), taken(("1.5", "morning"), ("1.5", "bedtime"))))

    assert codes_of(plan_of(steps=(daily("0.5"), daily("1.5", every=2)))) == ["step-too-large"]
    assert codes_of(polo) == []


@pytest.mark.parametrize(("hours", "codes"), [(8, []), (9, ["hours-do-not-fit"]), (13, ["hours-do-not-fit"])])
def test_hours_between_doses_must_fit_the_clock(hours: int, codes: list[str]) -> None:
    """Doses at 08:00 and 16:00 leave room for eight hours, not for nine; in turn at 21:30 they are a day apart."""
    in_turn = Step((Intake(Decimal("0.5"), "21:30", 2, 1), Intake(Decimal(1), "21:30", 2, 2)))

    assert codes_of(plan_of(steps=(taken(("0.5", "08:00"), ("0.5", "16:00")),), hours_between=hours)) == codes
    assert codes_of(plan_of(steps=(in_turn,), hours_between=20)) == []


@pytest.mark.parametrize(
    ("times", "hours", "codes"),
    [
        (("morning", "bedtime"), None, []), (("morning", "evening"), 12, []),
        (("morning", "bedtime"), 12, ["hours-do-not-fit"]), (("evening", "bedtime"), None, ["hours-do-not-fit"]),
        (("evening", "bedtime"), 2, []), (("evening", "20:00"), None, ["hours-do-not-fit"]),
        (("08:00", "09:00"), None, ["hours-do-not-fit"]), (("00:30", "12:30"), 12, []),
    ],
)  # fmt: skip
def test_two_doses_of_a_day_stand_hours_apart(times: tuple[str, str], hours: int | None, codes: list[str]) -> None:
    """Also where the plan names no hours or gives a time as a word, which is taken for its usual hour."""
    assert codes_of(plan_of(steps=(taken(*(("0.5", at) for at in times)),), hours_between=hours)) == codes


def test_a_dose_within_a_step_ten_times_another() -> None:
    """1.5 mg in the morning and 0.15 mg at bedtime looks like a slip."""
    assert codes_of(plan_of(steps=(taken(("1.5", "morning"), ("0.15", "bedtime")),))) == ["tenfold"]


@given(
    numbers=st.lists(st.integers(1, 70), min_size=1, max_size=6),
    ceiling=st.integers(1, 70),
    interval=st.integers(1, 30),
    sensitive=st.none() | st.booleans(),
)
def test_a_plan_that_passes_keeps_every_bound(
    numbers: list[int], ceiling: int, interval: int, sensitive: bool | None
) -> None:
    """The check agrees with the bounds of the issue written out in tenths of a milligram."""
    doses = [str(Decimal(number) / 10) for number in numbers]
    plan = plan_of(*doses, ceiling_mg=Decimal(ceiling) / 10, interval_days=interval)
    pairs = list(pairwise(numbers))
    fine = (
        ceiling <= 45
        and max(numbers) <= ceiling
        and all(low < high < 10 * low and high - low <= (5 if low < 15 else 15) for low, high in pairs)
        and interval >= (14 if sensitive else 7)
    )

    assert (check(plan, LIMITS, sensitive=sensitive) == ()) == fine


@given(
    numbers=st.lists(st.integers(1, 70), min_size=1, max_size=6),
    code=st.sampled_from(OVERRIDABLE),
    sensitive=st.none() | st.booleans(),
)
def test_an_override_only_ever_removes_its_own_refusals(numbers: list[int], code: str, sensitive: bool | None) -> None:
    """Writing an override leaves all other refusals as they were."""
    doses = [str(Decimal(number) / 10) for number in numbers]
    before = check(plan_of(*doses, product=SYRINGE), LIMITS, sensitive=sensitive)
    after = check(plan_of(*doses, product=SYRINGE, overrides=written(code)), LIMITS, sensitive=sensitive)

    assert after == tuple(problem for problem in before if problem.code != code)
