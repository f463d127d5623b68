from datetime import date, timedelta

from .conftest import Command


def test_a_design_says_how_long_and_how_often(zonewise: Command) -> None:
    """The terminal shows length, orders and the power, and the honest sentence, within eighty columns."""
    screen = zonewise("trial", "design", "--simulate", "2", "--first", "2027-01-11").stdout

    assert "12 of 21 days: 6 with LDN, 6 without" in screen
    assert "Monday 11 January 2027" in screen
    assert "208, each as likely" in screen
    assert "2 simulated" in screen
    assert "cannot tell" in screen
    assert max(map(len, screen.splitlines())) <= 80


def test_a_design_as_json(zonewise: Command) -> None:
    """A program gets the same, and the power only where it was asked for."""
    answer = zonewise.json("trial", "design", "--simulate", "0", "--blocks", "10", "--days", "28", "--dose", "3 mg")

    assert answer["design"]["dose_mg"] == "3"
    assert answer["orders"] == 84
    assert answer["power"] is None
    assert date.fromisoformat(answer["last"]) - date.fromisoformat(answer["design"]["first"]) == timedelta(279)


def test_too_few_blocks_are_refused_with_the_reason(zonewise: Command) -> None:
    """Four pairs can never show anything, and the refusal says so."""
    assert "4 pairs come in 16 ways" in zonewise.refused("trial", "design", "--blocks", "8")
