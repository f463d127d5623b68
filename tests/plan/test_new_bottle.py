from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from zonewise.plan.bottle import new_bottle_differences
from zonewise.plan.prescribed_plan import Bottle, Plan, Product

ON = date(2026, 4, 1)
LAST = Bottle(Decimal(1), "liquid", "A1", date(2026, 5, 1))
SAME = Bottle(Decimal(1), "liquid", "B2", date(2026, 7, 1))


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
def test_what_is_other_than_before(
    bottle: Bottle, said: dict[str, Any], codes: list[str], make_plan: Callable[..., Plan]
) -> None:
    """Strength, form, fillers and dyes are held against plan and last bottle; another lot is no difference."""
    product = Product(
        "liquid", mg_per_ml=Decimal(1), graduation_ml=Decimal("0.01"), fillers=("glycerol", "water"), dyes=()
    )
    plan = make_plan(product=product, bottles=(LAST,))

    found = new_bottle_differences(plan, bottle, ON, **{"fillers": None, "dyes": None, **said})

    assert [each.code for each in found] == codes


def test_the_same_volume_is_said_to_be_another_dose(make_plan: Callable[..., Plan]) -> None:
    """A bottle five times as strong says so in the words that matter: how many times the dose it would be."""
    (told, _) = new_bottle_differences(
        make_plan(bottles=(LAST,)), Bottle(Decimal(5), "liquid"), ON, fillers=None, dyes=None
    )

    assert "The same amount from it is 5 times the dose." in told.expected
