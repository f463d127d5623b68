"""The page of worlds and the figures that stand beside a word are of one run."""

import re
from pathlib import Path

from zonewise.services.base.protocols import load_protocol
from zonewise.synthetic.diary_worlds import WORLDS


def test_the_figure_beside_a_word_is_that_of_the_page(project_root: Path) -> None:
    """How often "possibly helping" is said of who was getting better anyway is the same on the page and beside it."""
    page = (project_root / "docs/relief-worlds.md").read_text(encoding="utf-8")
    shown = re.search(r"of (\d+) in 100 who were not asked about the month before, of (\d+) in 100 who were", page)
    settings = load_protocol().relief
    assert shown is not None
    assert [int(percent) for percent in shown.groups()] == [
        round(100 * settings.wrong_if_improving), round(100 * settings.wrong_if_improving_asked),
    ]  # fmt: skip


def test_the_page_has_every_world(project_root: Path) -> None:
    """Each world has its line, with or without an effect."""
    page = (project_root / "docs/relief-worlds.md").read_text(encoding="utf-8")
    assert [world.name for world in WORLDS if f"| {world.name} |" not in page] == []
