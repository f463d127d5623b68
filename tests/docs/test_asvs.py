"""docs/asvs.md answers each requirement of ASVS 5.0 at levels 1 and 2 once, and what it names exists."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

SECTIONS = {
    1: {"1.2": 5, "1.3": 2, "1.5": 1, "2.1": 1, "2.2": 2, "2.3": 1, "3.2": 2, "3.3": 1, "3.4": 2, "3.5": 3, "4.1": 1,
        "4.4": 1, "5.2": 2, "5.3": 2, "6.1": 1, "6.2": 8, "6.3": 2, "6.4": 2, "7.2": 4, "7.4": 2, "8.1": 1, "8.2": 2,
        "8.3": 1, "9.1": 3, "9.2": 1, "10.4": 5, "11.3": 2, "11.4": 1, "12.1": 1, "12.2": 2, "13.4": 1, "14.2": 1,
        "14.3": 1, "15.1": 1, "15.2": 1, "15.3": 1},
    2: {"1.1": 2, "1.2": 4, "1.3": 9, "1.4": 3, "1.5": 1, "2.1": 2, "2.2": 1, "2.3": 3, "2.4": 1, "3.3": 3, "3.4": 4,
        "3.5": 2, "3.7": 2, "4.1": 2, "4.2": 1, "4.3": 2, "4.4": 3, "5.1": 1, "5.2": 1, "5.4": 3, "6.1": 2, "6.2": 4,
        "6.3": 2, "6.4": 2, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.3": 2, "7.4": 3, "7.5": 2, "7.6": 2, "8.1": 1,
        "8.2": 1, "8.4": 1, "9.2": 3, "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 6, "10.5": 5, "10.6": 2, "10.7": 3,
        "11.1": 2, "11.2": 3, "11.3": 1, "11.4": 3, "11.5": 1, "11.6": 1, "12.1": 2, "12.3": 4, "13.1": 1, "13.2": 5,
        "13.3": 2, "13.4": 4, "14.1": 2, "14.2": 3, "14.3": 2, "15.1": 2, "15.2": 2, "15.3": 6, "16.1": 1, "16.2": 5,
        "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4, "17.3": 2},
}  # fmt: skip
"""How many requirements of each level the sections of the standard have, counted from its own table."""


@pytest.fixture(scope="module")
def make_asvs(load_script: Callable[[str], ModuleType]) -> ModuleType:
    """Return docs/make_asvs.py as a module."""
    return load_script("docs/make_asvs.py")


def test_every_number_of_the_standard_is_answered_once(make_asvs: ModuleType) -> None:
    """As many of each section and level as the standard has, none twice; YAML would drop a repeated key unseen."""
    _, every = make_asvs.requirements()
    lines = [
        line for line in make_asvs.DATA.read_text("utf-8").splitlines() if line.startswith("  ") and "level" in line
    ]

    assert len(lines) == len(every) == 253
    for level, sections in SECTIONS.items():
        numbers = [number for number, one in every.items() if one["level"] == level]
        assert Counter(number.rpartition(".")[0] for number in numbers) == sections


def test_each_test_and_file_that_is_named_exists(make_asvs: ModuleType, project_root: Path) -> None:
    """And each requirement has exactly one answer."""
    assert make_asvs.gaps(project_root) == []


def test_a_name_that_is_not_there_is_found(make_asvs: ModuleType, tmp_path: Path) -> None:
    """In an empty folder nothing that is named is there."""
    assert len(make_asvs.gaps(tmp_path)) > 100


def test_the_page_is_current(make_asvs: ModuleType, pages: dict[str, str]) -> None:
    """docs/asvs.md is what `make docs` writes today."""
    assert pages.get("docs/asvs.md") == make_asvs.page(), "Run `make docs`."
