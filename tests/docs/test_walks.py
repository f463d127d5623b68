"""What people do takes as few taps, swipes and screens as the docs say, counted by a real browser."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import Browser

BOUNDS = {
    "The set-up": (14, 3, 10),
    "A usual day": (3, 0, 1),
    "A full check-in": (14, 2, 3),
    "A flare": (2, 1, 3),
    "A number of a past day": (4, 3, 4),
    "A crash day": (2, 0, 2),
    "An opioid": (4, 1, 3),
    "A danger sign": (2, 0, 2),
    "Emergency": (1, 0, 1),
}
"""Most taps, swipes and screens of each."""
MOST_SWIPES_AT_200_PERCENT = {"A usual day": 5, "A full check-in": 9, "A flare": 6}
ROW = re.compile(r"\| ([^|]+) \| (on|off) \| (\d+) \| (\d+) \| (\d+) \| ([\d.]+) \|")


@pytest.fixture(scope="module")
def script(load_script: Callable[[str], ModuleType]) -> ModuleType:
    """Return the script that walks."""
    return load_script("docs/make_walks.py")


@pytest.fixture(scope="module")
def diaries(script: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Return the diaries that are walked on."""
    made: Mapping[str, Path] = script.diaries_in(tmp_path_factory.mktemp("walks"))
    return made


@pytest.fixture(scope="module")
def written(project_root: Path) -> str:
    """Return the page of the docs."""
    return (project_root / "docs" / "walks.md").read_text(encoding="utf-8")


def test_the_page_holds_each_walk_with_scripts_and_without(script: ModuleType, written: str) -> None:
    """Each walk stands in the docs twice, within its bound."""
    rows = ROW.findall(written)

    assert [(name, scripts) for name, scripts, *_ in rows] == [
        (name, way) for name in script.SCENARIOS for way in ("on", "off")
    ]
    for begins, bounds in BOUNDS.items():
        for name, _, *counts in rows:
            if name.startswith(begins):
                assert all(int(count) <= most for count, most in zip(counts, bounds, strict=False)), name


def test_the_page_holds_each_condition(script: ModuleType, written: str) -> None:
    """On other screens, in each look, at 200 % and by keyboard the walks that matter most came to their end."""
    head = f"| what | {' | '.join(condition.name for condition in script.CONDITIONS)} |"
    walked = [name for name, scenario in script.SCENARIOS.items() if scenario.everywhere]

    assert head in written
    table = written.split(head)[1].splitlines()[2:]
    assert [line.split(" | ")[0].removeprefix("| ") for line in table if line] == walked
    assert all(line.count("|") == len(script.CONDITIONS) + 2 for line in table if line)
    column = 1 + [condition.name for condition in script.CONDITIONS].index("200 %")
    swipes = {line.split(" | ")[0]: int(line.split(" | ")[column].split(", ")[1]) for line in table if line}
    for begins, most in MOST_SWIPES_AT_200_PERCENT.items():
        assert [count <= most for name, count in swipes.items() if begins in name] == [True], begins


def test_some_are_walked_as_the_page_says(
    script: ModuleType,
    written: str,
    chromium: Browser,
    diaries: Mapping[str, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Walked again, they take the same taps and swipes, and by keyboard alone they come to their end, too."""
    names = ("A usual day with its dose", "A crash day")
    monkeypatch.setattr(script, "SCENARIOS", {name: replace(script.SCENARIOS[name]) for name in names})
    rows = {(name, way): (taps, swipes) for name, way, taps, swipes, *_ in ROW.findall(written)}
    by_keys = [condition for condition in script.CONDITIONS if condition.name == "keys, no scripts"]

    for walk in script.walk_all(chromium, diaries):
        assert rows[walk.name, walk.condition.name] == (str(walk.taps), str(walk.swipes))
    assert [walk.taps > 3 for walk in script.walk_all(chromium, diaries, tuple(by_keys))] == [True, True]
