from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from tests.services.trial_diaries import a_trial, begin_trial

from zonewise.services.base.diary import Diary
from zonewise.trial.key import TrialKey

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


def test_a_trial_runs_from_the_terminal(zonewise: Command, tmp_path: Path) -> None:
    """Each command of a trial says what was written down, from the key of the pharmacy to the report."""
    _, key = a_trial(zonewise.diary)
    assert zonewise("trial", "status").stdout.startswith("The trial is over.")
    zonewise("trial", "guess", "1", "unsure")
    assert "Closed." in zonewise("trial", "close").stdout
    assert "does not match" in zonewise.refused("trial", "open", TrialKey(key.nonce, key.seed).text())
    assert "matches the commitment" in zonewise("trial", "open", key.text()).stdout

    screen = zonewise("trial", "result", "--pdf", tmp_path / "report.pdf").stdout
    answer = zonewise.json("trial", "result")
    zonewise("trial", "protocol", tmp_path / "protocol.pdf")

    assert screen.startswith("LDN is likely helping")
    assert max(map(len, screen.splitlines())) <= 80
    assert answer["verdict"]["word"] == "likely-helping"
    assert answer["blinding"]["unsure"] == 1
    assert answer["same_rule"] is True
    assert {path.name for path in tmp_path.glob("*.pdf")} == {"report.pdf", "protocol.pdf"}
    assert "there already" in zonewise.refused("trial", "protocol", tmp_path / "protocol.pdf")


def test_the_pharmacy_opens_a_sheet_from_the_terminal(
    zonewise: Command, plan_file: Callable[..., Path], tmp_path: Path
) -> None:
    """A line of the pharmacy seals the sheet, and its key opens it."""
    line = zonewise("trial", "pharmacy-key", "new", tmp_path / "key.txt").stdout.split()[5]
    zonewise("plan", "sign", plan_file(), "--from", "2024-01-20")
    sheet = tmp_path / "sheet.json"

    said = zonewise("trial", "register", "--to", line, "--sheet", sheet, "--blocks", "10").stdout

    assert "Give sheet.json to the pharmacy" in said
    assert "begins on" in zonewise("trial", "status").stdout
    assert zonewise.json("trial", "status")["key_known"] is False
    made = zonewise(
        "trial", "pharmacy-key", "open", sheet, "--key", tmp_path / "key.txt", "--pdf", tmp_path / "make.pdf"
    )
    assert "Wrote make.pdf" in made.stdout
    assert zonewise("trial", "pharmacy-key", "part", sheet, "--key", tmp_path / "key.txt").stdout.startswith(
        "trial-part-"
    )


def test_without_a_trial_nothing_can_be_written_of_one(zonewise: Command) -> None:
    """Each command says that no trial is registered, and how one is planned."""
    zonewise("check-in", "pain=3")
    assert "No trial is registered" in zonewise("trial", "status").stdout
    for words in (("bottle", "1"), ("guess", "1", "ldn"), ("leave",), ("close",), ("open", "trial-key-1")):
        assert "no trial is registered" in zonewise.refused("trial", *words)


def test_today_names_the_bottle_of_a_trial(zonewise: Command, lived_copy: Path) -> None:
    """The screen of the day says which bottle is due, within eighty columns."""
    begin_trial(Diary(str(lived_copy)), "1")

    screen = zonewise("--diary", lived_copy, "today").stdout

    assert "one capsule from bottle 1" in " ".join(screen.split())
    assert max(map(len, screen.splitlines())) <= 80
