from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from zonewise.plan.plan_check import check, notices, read_and_check
from zonewise.plan.prescribed_plan import Bottle
from zonewise.problem import InputRefused

from .plan_texts import TENFOLD
from .plans import LIMITS, mg, plan_of, written


@pytest.mark.parametrize(
    ("doses", "fields", "codes"),
    [
        (("0.25", "0.5"), {}, []),
        (("0.24", "0.48"), {}, ["low-start"]),
        (("1", "1.5"), {}, []),
        (("1.01", "1.5"), {}, ["high-start"]),
        (("0.3", "0.6"), {}, []),
        (("0.3", "0.61"), {}, ["more-than-doubles"]),
        (("0.5", "1"), {"link_window_days": 5}, []),
        (("0.5", "1"), {"link_window_days": 4}, ["link-window"]),
        (("0.5", "1"), {"link_window_days": 14}, []),
        (("0.5", "1"), {"link_window_days": 15}, ["link-window"]),
        (("0.5", "1"), {"start": date(2026, 3, 2)}, []),
        (("0.5", "1"), {"start": date(2026, 3, 1)}, ["start-before-written"]),
        (("0.5", "1"), {"overrides": written("tenfold")}, ["unused-override"]),
        (("4.5",), {"resume_mg": Decimal("0.5")}, ["high-start", "way-back"]),
        (("4.5",), {"resume_mg": Decimal(3)}, ["high-start"]),
        (("4.5",), {"taper_mg": mg("3", "1.5", "0.5")}, ["high-start"]),
        (("0.5", "1"), {"resume_mg": Decimal("0.25")}, []),
        (("0.5", "1"), {"bottles": (Bottle(Decimal(5), "liquid"),)}, ["bottle-strength-differs"]),
        (("0.5", "1"), {"bottles": (Bottle(Decimal(1), "liquid"),)}, []),
    ],
)
def test_what_is_shown_and_refuses_nothing(doses: tuple[str, ...], fields: dict[str, Any], codes: list[str]) -> None:
    """Each notice from both sides of its bound; none of these plans is refused."""
    plan = plan_of(*doses, **fields)

    assert [notice.code for notice in notices(plan, LIMITS, sensitive=None)] == codes
    assert check(plan, LIMITS, sensitive=None) == ()


def test_a_refusal_reads_like_help() -> None:
    """A tenfold slip is told with its line, both amounts and what to do; nothing of the plan is returned."""
    with pytest.raises(InputRefused) as refused:
        read_and_check(TENFOLD, "plan.yaml", LIMITS, sensitive=None)
    told = str(refused.value).splitlines()

    assert [line.rpartition(" ")[2] for line in told] == [
        "[above-ceiling]", "[tenfold]", "[step-too-large]", "[not-measurable]",
    ]  # fmt: skip
    assert told[1] == (
        "plan.yaml:7: step 2 is 5 mg, 10 times step 1 (0.5 mg). Check the decimal point and the unit against the "
        "prescription. If the prescriber means it, copy the written decision under 'overrides' with 'of: tenfold'. "
        "[tenfold]"
    )
    assert told[3].startswith(
        "plan.yaml:7: step 2: 5 mg cannot be measured with capsules of 0.5 mg, 6 at most; nearest: 3 mg. "
    )


def test_a_good_file_gives_the_plan_and_its_notices() -> None:
    """A plan that may be used comes with what is worth a second look, and with its line."""
    text = TENFOLD.replace("5 mg\n  - 5 mg", "5 mg\n  - 1 mg").replace("14 days", "7 days")
    plan, told = read_and_check(text, "plan.yaml", LIMITS, sensitive=None)

    assert [step.daily_mg for step in plan.steps] == [Decimal("0.5"), Decimal(1)]
    assert [(notice.line, notice.code) for notice in told] == [(8, "sensitivity-unknown")]
