"""What people do takes as few taps and swipes as the docs say, counted by a real browser."""

import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

BOUNDS = {
    "A usual day": (3, 0),
    "A full check-in": (14, 5),
    "A crash day": (2, 0),
    "A danger sign": (2, 0),
    "Emergency": (1, 0),
}
"""Most taps and most swipes of each."""
ROW = re.compile(r"\| ([^|]+) \| (on|off) \| (\d+) \| (\d+) \| ([\d.]+) \|")


@pytest.fixture(scope="module")
def script(load_script: Callable[[str], ModuleType]) -> ModuleType:
    """Return the script that walks."""
    return load_script("docs/make_walks.py")


def test_the_page_holds_each_walk_with_scripts_and_without(script: ModuleType, project_root: Path) -> None:
    """Each walk stands in the docs twice, within its bound."""
    rows = ROW.findall((project_root / "docs" / "walks.md").read_text(encoding="utf-8"))

    assert [(name, scripts) for name, scripts, *_ in rows] == [
        (name, way) for name in script.WALKS for way in ("on", "off")
    ]
    for begins, (taps, swipes) in BOUNDS.items():
        for name, _, tapped, swiped, _ in rows:
            if name.startswith(begins):
                assert int(tapped) <= taps, name
                assert int(swiped) <= swipes, name


def test_a_usual_day_and_a_crash_day_are_walked_as_the_page_says(
    script: ModuleType, project_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Walked again, they take the same taps and swipes."""
    names = ("A usual day with its dose", "A crash day")
    monkeypatch.setattr(script, "WALKS", {name: script.WALKS[name] for name in names})
    rows = {
        (name, way): (taps, swipes)
        for name, way, taps, swipes, _ in ROW.findall((project_root / "docs" / "walks.md").read_text(encoding="utf-8"))
    }

    for walk in script.walk_all(script.steady_weeks(tmp_path / "diary.sqlite")):
        way = "on" if walk.scripts else "off"
        assert rows[walk.name, way] == (str(walk.taps), str(walk.swipes))
