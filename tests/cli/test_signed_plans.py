"""What a prescriber signed, on the command line."""

from pathlib import Path
from typing import Any

import pytest
from tests.services.signing import Prescriber


@pytest.fixture
def doctor(zonewise: Any) -> Prescriber:
    """A prescriber who has the diary's code."""
    zonewise("profile", "timezone=UTC")
    return Prescriber(zonewise("plan", "code").stdout.strip())


def test_a_plan_is_shown_then_taken_in(zonewise: Any, doctor: Prescriber, tmp_path: Path) -> None:
    """Shown with the words of its key and status 3; kept when both are confirmed; then its key is known."""
    file = tmp_path / "plan.txt"
    file.write_text(f"{doctor.plan(minutes=-1)}\n", encoding="utf-8")
    shown = zonewise("plan", "receive", file, code=3).stdout

    assert "Step 2: 1 mg" in shown
    assert "--confirm --compared" in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert zonewise("plan", "show").stdout.startswith("No plan")
    zonewise("plan", "receive", file, "--confirm", code=3)

    assert zonewise("plan", "receive", file, "--confirm", "--compared").stdout.endswith("Taken in.\n")
    assert "Signed by Dr A. Example, with their own key" in zonewise("plan", "show").stdout
    assert zonewise.json("plan", "show")["origin"] == "key-signed"
    assert "in your diary already" in zonewise("plan", "receive", file).stdout
    assert zonewise("plan", "receive", doctor.plan(), "--confirm").stdout.endswith("Taken in.\n")
    (key,) = zonewise.json("plan", "keys")
    assert (key["name"], len(key["words"])) == ("Dr A. Example", 8)
    assert " ".join(key["words"]) in zonewise("plan", "keys").stdout


def test_a_code_is_made_once(zonewise: Any, doctor: Prescriber) -> None:
    """Asked for again it is the same."""
    assert zonewise("plan", "code").stdout.strip() == doctor.person


def test_another_key_is_refused_until_it_is_expected(zonewise: Any, doctor: Prescriber) -> None:
    """Nothing is stored, and the way on is named; a forgotten key is as foreign as any."""
    zonewise("plan", "receive", doctor.plan(minutes=-2), "--confirm", "--compared")
    other = Prescriber(doctor.person, "Dr B. Other").plan()

    assert "[other-key]" in zonewise.refused("plan", "receive", other, "--confirm", "--compared")
    zonewise("plan", "receive", other, "--confirm", "--compared", "--new-key")
    assert "Forgotten: the key of Dr A. Example" in zonewise("plan", "keys", "--forget", "1").stdout
    assert "[no-such-key]" in zonewise.refused("plan", "keys", "--forget", "7")


@pytest.mark.parametrize(
    ("text", "code"),
    [("no-such-file.txt", "no-file"), ("x" * 3000, "no-file"), ("-", "too-large"), (".", "no-file")],
)
def test_what_is_no_text_is_refused(zonewise: Any, doctor: Prescriber, text: str, code: str) -> None:
    """A file that is not there, a folder, or anything else that nobody signed."""
    assert f"[{code}]" in zonewise.refused("plan", "receive", text, stdin="a" * 3_000_000)


def test_a_plan_comes_by_standard_input(zonewise: Any, doctor: Prescriber) -> None:
    """Piped in it is read as from a file, with whatever blanks and line breaks it got."""
    text = doctor.plan()

    assert (
        "Taken in."
        in zonewise("plan", "receive", "-", "--confirm", "--compared", stdin=text[:99] + "\n" + text[99:]).stdout
    )
