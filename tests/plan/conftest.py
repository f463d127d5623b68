from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import zonewise
from zonewise.plan.limits import PlanLimits
from zonewise.plan.prescribed_plan import Intake, Plan, Product, Step
from zonewise.rules.settings import fill, read_settings

SETTINGS = Path(zonewise.__file__).parent / "protocols" / "ldn" / "plan.settings.yaml"


@pytest.fixture(scope="session")
def limits() -> PlanLimits:
    """The bounds that are shipped."""
    return fill(PlanLimits, read_settings(SETTINGS.read_text(encoding="utf-8"), SETTINGS.name))


@pytest.fixture(scope="session")
def make_plan() -> Callable[..., Plan]:
    """A maker of plans: doses as texts, every other field by name."""

    def make(*doses: str, **fields: Any) -> Plan:
        steps = tuple(Step((Intake(Decimal(mg), "bedtime"),)) for mg in doses or ("0.5", "1", "1.5"))
        given = {
            "steps": steps, "start": date(2026, 3, 9), "interval_days": 14, "ceiling_mg": Decimal("4.5"),
            "product": Product("liquid", mg_per_ml=Decimal(1), graduation_ml=Decimal("0.01")),
            "prescriber": "Dr A. Example", "written_on": date(2026, 3, 2),
        }  # fmt: skip
        return Plan(**(given | fields))

    return make
