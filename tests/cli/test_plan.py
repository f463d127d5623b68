"""Taking in the prescriber's plan, and showing it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import REFUSED

Write = Callable[..., Path]


def test_sign_and_show(zonewise: Any, plan_file: Write) -> None:
    """A plan is read back in plain words, and shown as copied, not as signed by the prescriber."""
    output = zonewise("plan", "sign", plan_file(), "--from", "2024-01-20").stdout
    shown = zonewise("plan", "show").stdout

    assert output == f"{shown}Taken in.\n"
    assert "Not signed by the prescriber." in " ".join(shown.split())
    assert "Step 2: 1 mg (1 mL of 1 mg/mL) at bedtime" in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert zonewise.json("plan", "show")["origin"] == "copied"


def test_the_day_shows_it_as_copied(titrating: Any) -> None:
    """Today's screen says it too."""
    shown = " ".join(titrating("today", "--as-of", "2024-03-10").stdout.split())

    assert (
        "Plan: copied by you from Dr A. Example, Example Clinic, Saturday 20 January; not signed here by the"
        " prescriber." in shown
    )


def test_dry_run(nothing_yet: Any, plan_file: Write) -> None:
    """A dry run checks and shows the plan and begins no diary."""
    output = nothing_yet("plan", "sign", plan_file(), "--dry-run").stdout

    assert output.endswith("Dry run: nothing is stored.\n")
    assert not nothing_yet.diary.exists()


def test_not_started(zonewise: Any, plan_file: Write) -> None:
    """Who has not begun says so with the plan, and is then asked about starting, not about stepping."""
    zonewise("plan", "sign", plan_file(), "--not-started", "--from", "2024-01-20")

    assert zonewise.json("today", "--as-of", "2024-02-06", code=3)["facts"]["phase"]["value"] == "not-started"


def test_no_plan(zonewise: Any) -> None:
    """Without a plan the answer is how to write one."""
    assert "zonewise plan say" in zonewise("plan", "show").stdout
    assert zonewise.json("plan", "show") is None


@pytest.mark.parametrize(("was", "becomes", "line", "message", "code"), REFUSED["plan"])
def test_refused(zonewise: Any, plan_file: Write, was: str, becomes: str, line: int, message: str, code: str) -> None:
    """A plan that cannot be right is refused with its line, the numbers and what is meant to stand there."""
    output = zonewise.refused("plan", "sign", plan_file((was, becomes)), "--from", "2024-01-20")

    telling = [item for item in output.splitlines() if item.endswith(f"[{code}]")]
    assert telling, output
    assert message in telling[0]
    assert int(telling[0].split(":")[1]) in range(line - 1, line + 2)


def test_ten_times_the_plan_before(titrating: Any, plan_file: Write) -> None:
    """A decimal point that slipped from one plan to the next is caught by comparing the two."""
    tenth = plan_file(
        ("steps: [0.5 mg, 1 mg, 1.5 mg]", "steps: [0.05 mg, 0.1 mg, 0.15 mg]"),
        ("ceiling: 1.5 mg", "ceiling: 0.15 mg"),
        ("syringe-lines: 0.1", "syringe-lines: 0.01"),
    )

    assert "10 times less than the one of the plan before (1.5 mg)" in titrating.refused("plan", "sign", tenth)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"), (b"just words", "no-keys"), (b"\xff\xfe\x00binary", "not-utf-8"),
        (b"a" * 1_000_001, "too-large"), (b"prescriber: [[[[", "not-yaml"),
    ],
    ids=["empty", "words", "binary", "huge", "cut off"],
)  # fmt: skip
def test_no_plan_at_all(zonewise: Any, tmp_path: Path, content: bytes, code: str) -> None:
    """A file that is no plan, a folder and a path that leads nowhere are refused as what they are."""
    path = tmp_path / "plan.yaml"
    path.write_bytes(content)

    output = zonewise.refused("plan", "sign", path)

    assert output.startswith("plan.yaml")
    assert f"[{code}]" in output
    assert "[unreadable-file]" in zonewise.refused("plan", "sign", tmp_path)
    assert "none.yaml: the file cannot be read: No such" in zonewise.refused("plan", "sign", tmp_path / "none.yaml")


def test_a_plan_is_said_in_words(nothing_yet: Any) -> None:
    """It is asked for what is missing, shown in full, and kept only once the person says that it is the same."""
    words = ("plan", "say", "1.5 mg for 2 weeks, then 3 mg")

    assert "--answer at=" in nothing_yet(*words, code=3).stdout
    assert nothing_yet(*words, "--answer", "at=bedtime", code=3).stdout.endswith("repeat with --same.\n")
    assert not nothing_yet.diary.exists()

    assert nothing_yet(*words, "--answer", "at=bedtime", "--same").stdout.endswith("Kept.\n")
    assert "Step 2: 3 mg at bedtime" in nothing_yet("plan", "show").stdout


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (("3 mg at night unless ill",), "'unless ill' was not understood."),
        (("45 mg at night", "--same"), "above 6 mg"),
        (("3 mg", "--answer", "at=lunchish", "--same"), "lunchish"),
        (("3 mg at night", "--answer", "ceilng=9 mg", "--same"), "'ceilng' is not asked for."),
    ],
)
def test_words_of_a_plan_that_are_refused(zonewise: Any, words: tuple[str, ...], answer: str) -> None:
    """Nothing is kept of what is not understood or not safe."""
    assert answer in zonewise.refused("plan", "say", *words)
