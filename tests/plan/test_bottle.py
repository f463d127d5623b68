from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from zonewise.plan.bottle import bottle_checks, new_bottle_differences
from zonewise.plan.prescribed_plan import Bottle, Product

from .plans import capsules, drops, liquid, plan_of

DISCARD = date(2026, 5, 1)
ON = date(2026, 4, 1)
LAST = Bottle(Decimal(1), "liquid", "A1", DISCARD)
SAME = Bottle(Decimal(1), "liquid", "B2", date(2026, 7, 1))
LIQUID = liquid("1", "0.1")


@pytest.mark.parametrize(("on", "codes"), [(date(2026, 5, 1), []), (date(2026, 5, 2), ["discard-date-passed"])])
def test_a_bottle_is_good_up_to_its_discard_date(on: date, codes: list[str]) -> None:
    """The discard date itself is still good, the day after is not."""
    plan = plan_of(product=LIQUID, bottles=(Bottle(Decimal(1), "liquid", "A1", DISCARD),))

    assert [problem.code for problem in bottle_checks(plan, on)] == codes


def test_a_stronger_liquid_says_how_many_times_the_dose_it_would_be() -> None:
    """5 mg/mL instead of 1 mg/mL is told as five times the dose."""
    plan = plan_of(product=LIQUID, bottles=(Bottle(Decimal(5), "liquid", "A1", DISCARD),))
    (problem,) = bottle_checks(plan, DISCARD)

    assert str(problem) == (
        "bottle 1 (lot A1): the label says 5 mg/mL, and the plan says 1 mg/mL. The same amount from it is 5 times the "
        "dose. Ask the pharmacy before the next dose. [bottle-strength-differs]"
    )


@pytest.mark.parametrize(
    ("product", "bottle", "codes"),
    [
        (LIQUID, Bottle(Decimal(1), "capsule"), ["bottle-form-differs"]),
        (LIQUID, Bottle(Decimal("0.7"), "liquid"), ["bottle-strength-differs"]),
        (capsules("0.5", "1.5"), Bottle(Decimal("1.5"), "capsule"), []),
        (capsules("0.5", "1.5"), Bottle(Decimal(3), "capsule"), ["bottle-strength-differs"]),
        (drops("0.1"), Bottle(Decimal("0.1"), "drops"), []),
    ],
)
def test_a_bottle_of_another_form_or_strength_is_named(product: Product, bottle: Bottle, codes: list[str]) -> None:
    """A bottle without a discard date is checked for form and strength all the same."""
    assert [problem.code for problem in bottle_checks(plan_of(product=product, bottles=(bottle,)), DISCARD)] == codes


@pytest.mark.parametrize(
    ("bottle", "said", "codes"),
    [
        (SAME, {}, []),
        (SAME, {"fillers": ("Glycerol", "water")}, []),
        (SAME, {"fillers": ("water",)}, ["other-fillers"]),
        (SAME, {"fillers": ("glycerol", "water", "sucrose")}, ["other-fillers"]),
        (SAME, {"dyes": ("red",)}, ["other-dyes"]),
        (SAME, {"fillers": None, "dyes": None}, []),
        (Bottle(Decimal(5), "liquid"), {}, ["bottle-strength-differs", "unlike-the-last"]),
        (Bottle(Decimal(1), "capsule"), {}, ["bottle-form-differs", "unlike-the-last"]),
        (Bottle(Decimal(1), "liquid", "C", date(2026, 3, 31)), {}, ["discard-date-passed"]),
        (Bottle(Decimal(1), "liquid", "C", ON), {}, []),
    ],
)
def test_what_is_other_than_before(bottle: Bottle, said: dict[str, Any], codes: list[str]) -> None:
    """Strength, form, fillers and dyes are held against plan and last bottle; another lot is no difference."""
    product = Product(
        "liquid", mg_per_ml=Decimal(1), graduation_ml=Decimal("0.01"), fillers=("glycerol", "water"), dyes=()
    )
    plan = plan_of(product=product, bottles=(LAST,))

    result = new_bottle_differences(plan, bottle, ON, **{"fillers": None, "dyes": None, **said})

    assert [item.code for item in result] == codes


def test_the_same_volume_is_said_to_be_another_dose() -> None:
    """A bottle five times as strong says so in the words that matter: how many times the dose it would be."""
    (told, _) = new_bottle_differences(
        plan_of(bottles=(LAST,)), Bottle(Decimal(5), "liquid"), ON, fillers=None, dyes=None
    )

    assert "The same amount from it is 5 times the dose." in told.expected
