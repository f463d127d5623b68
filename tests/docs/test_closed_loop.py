"""docs/closed-loop.md says what `make_closed_loop.py` would say of the same half years.

To live them again takes many minutes, so the page is held against its own layout and against what must be true of it.
"""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from zonewise.services.base.protocols import load_protocol
from zonewise.synthetic.closed_loop import cohort_outcome
from zonewise.synthetic.patient_life import Evening, PatientHistory

DOCS = Path(__file__).parents[2] / "docs"
ROW = re.compile(r"^\| ([a-z][^|]*) \|(.*)\|$", re.MULTILINE)


@pytest.fixture(scope="module")
def page(load_script):
    """Return the module that writes the page."""
    return load_script("docs/make_closed_loop.py")


@pytest.fixture
def fresh(page):
    """Return the page as it would be written of one evening each."""
    evening = Evening(28, True, "green", "keep", "keep", ("no-flare",), 0.5, 0.5, 0.0, 0.0, 0)
    story = PatientHistory((evening, replace(evening, day=29, level_mg=0.0)), 1.0)
    outcome = cohort_outcome([story])
    return page.render(
        {group.title: outcome for group in page.GROUPS}, {6.0: (outcome, outcome)}, 6.0, relief_looks=False
    )


def test_page_is_of_this_release(page, fresh):
    """The words of the committed page are those that would be written now; only the numbers are its own."""
    committed = (DOCS / "closed-loop.md").read_text(encoding="utf-8")

    def words(text):
        return [line for line in text.splitlines() if not line.startswith("|")]

    assert words(committed) == words(fresh)
    (head,) = (line for line in fresh.splitlines() if line.startswith("| | does nothing, tolerated |"))
    assert head in committed.splitlines()


def test_every_row_has_a_number_for_each_group(page, fresh):
    """Each measure stands in the committed page with one value for each group."""
    committed = (DOCS / "closed-loop.md").read_text(encoding="utf-8")
    there = {name: cells.split("|") for name, cells in ROW.findall(committed)}

    for name, cells in ROW.findall(fresh[: fresh.index("## The frontier")]):
        assert len(there[name]) == len(cells.split("|")) == len(page.GROUPS) + 1
        assert all(re.search(r"\d|-", cell) for cell in there[name][:-1]), name


def test_the_frontier_shows_the_chosen_point(page):
    """One line of the committed page is the weight that the protocol has, beside others on both sides of it."""
    committed = (DOCS / "closed-loop.md").read_text(encoding="utf-8")
    frontier = committed[committed.index("## The frontier") : committed.index("## What the words mean")]
    weights = [float(weight) for weight in re.findall(r"^\| (\d+) \|", frontier, re.MULTILINE)]
    chosen = load_protocol().settings.facts.loss_by_standing_reaction

    assert min(weights) < chosen < max(weights)
    assert chosen in weights
    assert f"The protocol has\n{chosen:g}, and says that" in frontier


def test_the_picture_shows_the_same_points(page):
    """The committed picture was drawn of the numbers of the committed page."""
    committed = (DOCS / "closed-loop.md").read_text(encoding="utf-8")
    spoken = (DOCS / "closed-loop.svg").read_text(encoding="utf-8")
    lines = re.findall(r"^\| (\d+) \|.*?\| (\d+\.\d) %.*\| (\d+) \|$", committed, re.MULTILINE)

    assert len(lines) == len(page.LOSSES) + 1
    for weight, reached, harm in lines:
        assert f"weight {weight}: {float(reached):.0f} % reached, {harm} days in harm" in spoken


def test_a_share_stands_with_its_interval(page):
    """Nobody of 200 is no nobody of all; without anybody there is no share."""
    assert page._share(0.0, 200) == "0.0 % (0 to 2)"
    assert page._share(0.5, 40) == "50.0 % (35 to 65)"
    assert page._share(None, 0) == "-"
