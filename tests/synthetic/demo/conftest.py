"""The person that the tests of the demo share, made once."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest

from zonewise.guidance.daily_guidance import DailyGuidance, guide_day
from zonewise.model.entry import Entry
from zonewise.plan.prescribed_plan import Plan
from zonewise.services.base.protocols import load_protocol
from zonewise.synthetic.demo.demo_patient import SEED, DemoPatient, demo_patient
from zonewise.synthetic.demo.scenario import demo_plan


def advise(entries: Sequence[Entry], day: date) -> DailyGuidance:
    """Return what zonewise says for a day."""
    return guide_day(entries, day, load_protocol().engine, load_protocol().settings)


@pytest.fixture(scope="session")
def person() -> DemoPatient:
    """Return the person that the demo shows."""
    return demo_patient(np.random.default_rng(SEED), demo_plan(load_protocol().settings.plan), advise)


@pytest.fixture(scope="session")
def plan() -> Plan:
    """Return the plan that the person follows."""
    return demo_plan(load_protocol().settings.plan)
