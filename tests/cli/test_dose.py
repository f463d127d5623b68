"""Writing doses down."""

import shlex
from typing import Any

import pytest

from .conftest import REFUSED


def _doses(zonewise: Any) -> list[tuple[str, str]]:
    return [(entry["day"], entry["value"]) for entry in zonewise.entries() if entry["kind"] == "dose"]


@pytest.mark.parametrize(
    ("amount", "mg", "words"),
    [
        ("1.5", "1.5", "1.5 mg taken"), ("1,5 mg", "1.5", "1.5 mg taken"),
        ("80 micrograms", "0.08", "0.08 mg (80 micrograms) taken"), ("0.5 mL of 1 mg/mL", "0.5", "0.5 mg taken"),
        ("0", "0", "left out on purpose"), ("none", "0", "left out on purpose"),
    ],
)  # fmt: skip
def test_amounts(zonewise: Any, amount: str, mg: str, words: str) -> None:
    """An amount is taken as people write it, kept in milligrams and read back."""
    output = zonewise("dose", amount, "--on", "2024-03-01", "--at", "22:00").stdout

    assert _doses(zonewise) == [("2024-03-01", mg)]
    assert words in output


def test_a_dose_after_midnight_is_read_back_with_its_evening(zonewise: Any) -> None:
    """What is taken at half past one counts for the evening before, and that is the day that is said."""
    for at, evening in (("01:30", "Thursday 29 February 2024"), ("22:00", "Friday 1 March 2024")):
        assert f"1.5 mg taken, {evening}" in zonewise("dose", "1.5", "--on", "2024-03-01", "--at", at).stdout
    assert (
        "1.5 mg taken, Thursday 29 February 2024"
        in zonewise("dose", "1.5", "--on", "2024-03-01", "--at", "01:30").stdout
    )


def test_a_volume_by_the_plan(titrating: Any) -> None:
    """With a plan that says how strong the liquid is, a volume is enough."""
    assert "0.5 mg taken" in titrating("dose", "0,5 mL", "--on", "2024-03-11").stdout


@pytest.mark.parametrize(("words", "message"), REFUSED["dose"])
def test_refused(zonewise: Any, words: str, message: str) -> None:
    """An amount that could be misread, a day to come and a time for every day are refused and nothing is stored."""
    assert message in zonewise.refused("dose", *shlex.split(words))


def test_after_midnight(zonewise: Any) -> None:
    """A bedtime dose at one in the morning belongs to the evening before."""
    zonewise("dose", "0.5", "--on", "2024-03-02", "--at", "01:00")

    assert [entry["value"] for entry in zonewise.entries("--on", "2024-03-01")] == ["0.5"]


def test_history(zonewise: Any) -> None:
    """Who already takes LDN tells earlier amounts with --since, and the course of doses begins there."""
    output = zonewise("dose", "1,5", "--since", "2023-10-01").stdout
    zonewise("dose", "3", "--since", "2023-12-01")

    assert output == "Written down: 1.5 mg a day from Sunday 1 October 2023.\n"
    facts = zonewise.json("today", "--as-of", "2024-01-02", code=3)["facts"]
    assert facts["weeks_taking"]["value"] == 13
    assert "3 mg" in facts["days_at_dose"]["because"]


def test_far_too_much_is_pointed_out(zonewise: Any) -> None:
    """45 mg for 4.5 is written down, since it may be true, with what to do either way."""
    output = zonewise("dose", "45", "--on", "2024-03-01")

    entry = zonewise.entries()[0]
    assert entry["value"] == "45"
    assert "45 mg is above the range of low-dose naltrexone, 6 mg." in output.stderr
    assert f"zonewise correct {entry['id']} AMOUNT" in output.stderr


def test_above_the_plan_is_pointed_out(titrating: Any) -> None:
    """With a plan the bound is the plan's own highest dose."""
    assert "above your plan's highest dose, 1.5 mg" in titrating("dose", "3", "--on", "2024-03-11").stderr
    assert titrating("dose", "1.5", "--on", "2024-03-12").stderr == ""


def test_twice_on_a_day_is_pointed_out(zonewise: Any) -> None:
    """A second dose of the day shows the sum, in case it was written down twice."""
    zonewise("dose", "0.5", "--on", "2024-03-01", "--at", "22:00")

    output = zonewise("dose", "0.5", "--on", "2024-03-01", "--at", "22:05").stderr

    assert "that is 1 mg on Friday 1 March 2024" in output
    assert "--take-back" in output


def test_an_amount_needs_no_quotes(zonewise: Any) -> None:
    """Typed in two words it is the same amount."""
    assert "1.5 mg taken" in zonewise("dose", "1.5", "mg").stdout
    assert "1500" in zonewise.refused("dose", "1", "500", "mcg")
