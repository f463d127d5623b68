"""docs/closed-loop.md says what `make_closed_loop.py` would say of the same half years.

To live them again takes many minutes, so the page is held against its own layout and against what must be true of it.
"""

import re
from dataclasses import replace
from pathlib import Path

import pytest

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
    return page.render({group.title: cohort_outcome([story]) for group in page.GROUPS}, page.PEOPLE)


def test_page_is_of_this_release(page, fresh):
    """The words of the committed page are those that would be written now; only the numbers are its own."""
    committed = (DOCS / "closed-loop.md").read_text(encoding="utf-8")

    def words(text):
        return [line for line in text.splitlines() if not line.startswith("|")]

    assert words(committed) == words(fresh)
    assert committed.splitlines()[9] == fresh.splitlines()[9]
    assert fresh.splitlines()[9].startswith("| | does nothing, tolerated |")


def test_every_row_has_a_number_for_each_group(page, fresh):
    """Each measure stands in the committed page with one value for each group."""
    committed = (DOCS / "closed-loop.md").read_text(encoding="utf-8")
    there = {name: cells.split("|") for name, cells in ROW.findall(committed)}

    for name, cells in ROW.findall(fresh[: fresh.index("## What the words mean")]):
        assert len(there[name]) == len(cells.split("|")) == len(page.GROUPS) + 1
        assert all(re.search(r"\d|-", cell) for cell in there[name][:-1]), name
