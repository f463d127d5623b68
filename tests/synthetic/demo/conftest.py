"""The person that the tests of the demo share, made once."""

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pytest

from zonewise.guidance.daily_guidance import DailyGuidance, guide_day
from zonewise.model.entry import Entry
from zonewise.plan.prescribed_plan import Plan
from zonewise.services.base.protocols import load_protocol
from zonewise.synthetic.demo.demo_patient import SEED, Advise, DemoPatient, demo_patient
from zonewise.synthetic.demo.scenario import demo_plan


@pytest.fixture(scope="session")
def advise() -> Advise:
    """Return what asks zonewise itself."""
    return _advise


def _advise(entries: Sequence[Entry], day: date) -> DailyGuidance:
    """Return what zonewise says for a day."""
    return guide_day(entries, day, load_protocol().engine, load_protocol().settings)


def _made(seed: int) -> DemoPatient:
    return demo_patient(np.random.default_rng(seed), demo_plan(load_protocol().settings.plan), _advise)


@pytest.fixture(scope="session")
def made() -> Callable[[int], DemoPatient]:
    """Return what makes the person of a seed anew."""
    return _made


@pytest.fixture(scope="session")
def person() -> DemoPatient:
    """Return the person that the demo shows."""
    return _made(SEED)


@pytest.fixture(scope="session")
def plan() -> Plan:
    """Return the plan that the person follows."""
    return demo_plan(load_protocol().settings.plan)
