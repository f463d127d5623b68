from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files
from types import MappingProxyType

import pytest

from zonewise.model.entry import BESIDE_DOMAINS, DOMAINS
from zonewise.model.timeline import Day
from zonewise.rules.settings import fill, read_settings
from zonewise.zones import ZoneSettings

Row = Mapping[str, float]
FIRST = date(2024, 3, 1)


@pytest.fixture(scope="session")
def shipped() -> ZoneSettings:
    """The thresholds as shipped."""
    text = files("zonewise.protocols").joinpath("ldn", "zones.settings.yaml").read_text(encoding="utf-8")
    return fill(ZoneSettings, read_settings(text, "zones.settings.yaml"))


@pytest.fixture(scope="session")
def settings(shipped: ZoneSettings) -> ZoneSettings:
    """The thresholds, four of them at fixed round values, so that tuning the shipped ones moves no arithmetic."""
    return replace(shipped, yellow_at=1.2, red_at=2.0, single_at=3.0, leave_fraction=0.5)


@pytest.fixture(scope="session")
def diary() -> Callable[..., tuple[Day, ...]]:
    """Make a diary of consecutive days from one row of ratings a day, and rows taken over as usual by day number."""

    def make(rows: Sequence[Row], as_usual: Mapping[int, Row] = MappingProxyType({})) -> tuple[Day, ...]:
        return tuple(
            Day(FIRST + timedelta(days=number), dict(row), dict(as_usual.get(number, {})), None, ())
            for number, row in enumerate(rows)
        )

    return make


@pytest.fixture(scope="session")
def rated() -> Callable[..., dict[str, float]]:
    """Make one day's ratings: every name at `level`, then what is named."""

    def make(level: float = 4.0, **named: float) -> dict[str, float]:
        return {**dict.fromkeys((*DOMAINS, *BESIDE_DOMAINS), level), **named}

    return make


@pytest.fixture(scope="session")
def calm(rated: Callable[..., dict[str, float]]) -> list[dict[str, float]]:
    """Sixty even days at 4: usual 4, spread at its least of 0.9 points."""
    return [rated() for _ in range(60)]
