from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from zonewise.plan.bottle import bottle_checks
from zonewise.plan.prescribed_plan import Bottle, Plan, Product

DISCARD = date(2026, 5, 1)
LIQUID = Product("liquid", mg_per_ml=Decimal(1), graduation_ml=Decimal("0.1"))


@pytest.mark.parametrize(("on", "codes"), [(date(2026, 5, 1), []), (date(2026, 5, 2), ["discard-date-passed"])])
def test_a_bottle_is_good_up_to_its_discard_date(on: date, codes: list[str], make_plan: Callable[..., Plan]) -> None:
    """The discard date itself is still good, the day after is not."""
    plan = make_plan(product=LIQUID, bottles=(Bottle(Decimal(1), "liquid", "A1", DISCARD),))

    assert [problem.code for problem in bottle_checks(plan, on)] == codes


def test_a_stronger_liquid_says_how_many_times_the_dose_it_would_be(make_plan: Callable[..., Plan]) -> None:
    """5 mg/mL instead of 1 mg/mL is told as five times the dose."""
    plan = make_plan(product=LIQUID, bottles=(Bottle(Decimal(5), "liquid", "A1", DISCARD),))
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
        (Product("capsule", (Decimal("0.5"), Decimal("1.5"))), Bottle(Decimal("1.5"), "capsule"), []),
        (
            Product("capsule", (Decimal("0.5"), Decimal("1.5"))),
            Bottle(Decimal(3), "capsule"),
            ["bottle-strength-differs"],
        ),
        (Product("drops", mg_per_drop=Decimal("0.1"), stated_by="pharmacy"), Bottle(Decimal("0.1"), "drops"), []),
    ],
)
def test_a_bottle_of_another_form_or_strength_is_named(
    product: Product, bottle: Bottle, codes: list[str], make_plan: Callable[..., Plan]
) -> None:
    """A bottle without a discard date is checked for form and strength all the same."""
    assert [problem.code for problem in bottle_checks(make_plan(product=product, bottles=(bottle,)), DISCARD)] == codes
