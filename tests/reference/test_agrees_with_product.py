from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from zonewise.course import treatment
from zonewise.guidance import treatment_facts, zone_facts


@pytest.fixture(scope="module")
def comparison(load_script: Callable[[str], ModuleType]) -> ModuleType:
    """The comparison of benchmarks/second_opinion.py."""
    return load_script("benchmarks/second_opinion.py")


@pytest.mark.parametrize("person", [0, 1, 4])
def test_a_slow_reading_of_the_rules_says_the_same(comparison: ModuleType, person: int) -> None:
    """Action, rules, dose, level and every fact agree on each evening of people who make mistakes."""
    count, differences = comparison.compare(person, 30)

    assert count >= 30
    assert differences == []


@pytest.mark.parametrize(
    ("module", "name", "fault"),
    [
        (zone_facts, "green_run", lambda zones, **_: len(zones)),
        (treatment, "PARTS", tuple(part for part in treatment.PARTS if part is not treatment._heeded)),
        (treatment_facts, "resting_since", lambda _: None),
    ],
)
def test_a_fault_of_the_product_is_noticed(
    comparison: ModuleType, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, fault: Any
) -> None:
    """Green days that do not end, a clinician's word that nobody heeds and a pause without a beginning differ."""
    monkeypatch.setattr(module, name, fault)

    assert comparison.compare(1, 25)[1]
