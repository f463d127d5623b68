from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import pytest
from tests.guidance.builders import d
from tests.guidance.test_sequences import CASES, lived

from zonewise.course import treatment
from zonewise.guidance import treatment_facts, zone_facts
from zonewise.services.base.protocols import load_protocol, protocol_folder


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


LATE = [case for case in CASES if "late" in case]


@pytest.mark.parametrize("case", LATE, ids=[case["name"] for case in LATE])
def test_what_is_told_late_is_read_alike(comparison: ModuleType, case: Mapping[str, Any]) -> None:
    """On the last evening of a case the slow reading says the same."""
    book, day = comparison.rulebook.Rulebook(protocol_folder()), max(case["expect"])
    diary = lived(case, day)
    second = comparison.interpreter.Interpreter(book, load_protocol().settings)
    assert comparison.differences_of(diary.today(day), second.opinion(diary.entries, d(day))) == []
