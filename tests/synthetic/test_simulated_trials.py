from pathlib import Path

import pytest

from zonewise.synthetic import published_trials as of
from zonewise.synthetic.simulated_trials import SETUPS, simulate_trials

DOCS = Path(__file__).parents[2] / "docs"
PEOPLE, SEED = 300, 5


@pytest.fixture(scope="module")
def lived():
    """Return all trials, lived by few people."""
    return simulate_trials(PEOPLE, SEED)


@pytest.fixture(scope="module")
def page(load_script):
    """Return the module that writes the page."""
    return load_script("docs/make_trials.py")


def test_most_values_agree(lived):
    """Of the values of three trials at most three lie outside their intervals, with few people in each arm."""
    outside = [
        (comparison.published.trial, comparison.published.arm, comparison.published.measure)
        for comparison in lived.rows
        if not comparison.inside
    ]

    assert len(lived.rows) == 27
    assert len(outside) <= 3, outside


def test_pain_before_treatment_is_the_reported_one(lived):
    """Made-up people enter each trial with the pain that was reported."""
    for setup in SETUPS:
        assert lived.pain_before[setup.name] == pytest.approx(setup.pain_before, abs=0.25)


def test_same_seed_same_values():
    """The same seed gives the same values to the last bit, another seed others."""
    assert simulate_trials(30, SEED) == simulate_trials(30, SEED)
    assert simulate_trials(30, SEED) != simulate_trials(30, SEED + 1)


def test_page_tells_what_stands_in_the_module(page, lived):
    """The page as committed has the reported values, the figures and the words that it would be written with now."""
    committed = (DOCS / "trials.md").read_text(encoding="utf-8")
    fresh = page.render(lived, PEOPLE)

    def without_made_up(text):
        rows = [line.split("|") for line in text.splitlines() if line.startswith(("| LDN", "| placebo |"))]
        return [row[:6] for row in rows]

    def figures(text):
        return text[text.index("## Every figure") :]

    assert f"{page.PEOPLE} made-up people an arm, seed {page.SEED}" in committed
    assert committed.startswith(page.HEAD)
    assert without_made_up(committed) == without_made_up(fresh)
    assert len(without_made_up(fresh)) == 27
    assert figures(committed) == figures(fresh)
    assert len(page.FIGURES) == sum(line.count(" | ") == 5 for line in figures(fresh).splitlines()) - 1


def test_page_has_the_values_that_come_out(page):
    """The made-up values on the committed page are within chance of those of few people."""
    committed = (DOCS / "trials.md").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in committed.splitlines() if line.startswith(("| LDN", "| placebo |"))]
    again = simulate_trials(400, 77).rows
    near = {"change": 0.35, "change-sd": 0.25, "change-percent": 7, "change-percent-sd": 7}

    for row, comparison in zip(rows, again, strict=True):
        within = near.get(comparison.published.measure, 8)
        assert float(row[5]) == pytest.approx(comparison.simulated, abs=within), row


def test_values_outside_are_named_first(page, lived):
    """A value outside its interval is marked in its table and named at the top of the page."""
    text = page.render(lived, PEOPLE)
    outside = [comparison for comparison in lived.rows if not comparison.inside]

    assert text.count("**no**") == len(outside)
    assert text.count("- Younger 2013, LDN, week 12, spread of changes") == sum(
        (comparison.published.trial, comparison.published.arm, comparison.published.measure)
        == ("Younger 2013", "LDN", "change-percent-sd")
        for comparison in outside
    )


def test_intervals_are_textbook_ones():
    """Intervals agree with worked examples: Wilson for 20 of 49, Student and chi-squared for few values."""
    assert of.share_interval(100 * 20 / 49, 49) == pytest.approx((28.2, 54.8), abs=0.1)
    assert of.mean_interval(0.0, 2.0, 16) == pytest.approx((-1.0657, 1.0657), abs=1e-3)
    assert of.sd_interval(2.0, 10) == pytest.approx((1.3757, 3.6513), abs=1e-3)


def test_spreads_are_read_back_from_intervals():
    """A spread that is read from the interval of a mean or a difference is the one that made it."""
    low, high = of.mean_interval(-1.0, 1.6, 49)
    half = 1.96 * 2.0 * (1 / 47 + 1 / 49) ** 0.5

    assert of.sd_from_half_width((high - low) / 2, 49) == pytest.approx(1.6)
    assert of.sd_from_difference(0.5 - half, 0.5 + half, 47, 49) == pytest.approx(2.0)
