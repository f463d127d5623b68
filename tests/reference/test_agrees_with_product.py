from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from types import ModuleType

import pytest

from zonewise.course import treatment
from zonewise.guidance import treatment_facts


@pytest.fixture(scope="module")
def comparison(load_script: Callable[[str], ModuleType]) -> ModuleType:
    """The comparison of benchmarks/second_opinion.py."""
    return load_script("benchmarks/second_opinion.py")


@pytest.mark.parametrize("person", [1, 4, 5])
def test_a_slow_reading_of_the_rules_says_the_same(comparison: ModuleType, person: int) -> None:
    """Action, rules, dose, level and every fact agree on each evening of people who make mistakes."""
    count, differences = comparison.compare(person, 30)

    assert count >= 30
    assert differences == []
