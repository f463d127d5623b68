"""Days in a sentence are said as people say them, in every text of the command line."""

import re
import shlex
from typing import Any

import pytest

from .conftest import PLAN

FIGURES = re.compile(r"\b[12][0-9]{3}-[0-9]{2}-[0-9]{2}\b")
COLUMN = re.compile(r"^[12][0-9]{3}-[0-9]{2}-[0-9]{2}(?: [0-9]{2}:[0-9]{2})?  ", re.MULTILINE)
"""A day alone in the first column of a table."""
TYPED = re.compile(r"--(?:on|as-of|from|to) [-0-9]+")
"""What is typed is typed in figures."""

BOTTLE = "bottles:\n  - {strength: 2 mg/mL, form: liquid, lot: A1, discard-after: 2024-03-01}\n"
SIGN_OFF = "sign-offs:\n  - {reason: liver, text: Watched, by: Dr A. Example, on: 2024-01-20}\n"
COMMANDS = [
    "plan sign PLAN",
    "plan show",
    "plan order --as-of 2024-03-11",
    "plan bottle '2 mg/mL' --discard-after 2024-01-01",
    "dose 0.5 --on 2024-03-10",
    "dose 1.5 --since 2023-03-10",
    "medicine start codeine --on 2024-03-01",
    "medicine start Anybrand --on 2024-03-02",
    "today --as-of 2024-03-11",
    "medicine stop codeine --on 2024-03-09",
    "today --as-of 2024-03-11",
    "today --as-of 2024-03-12",
    "today --as-of 2024-02-11",
    "zones --from 2024-03-01 --to 2024-03-11",
    "relief --as-of 2024-03-11",
    "report --as-of 2024-03-11",
    "replay",
    "entries --on 2024-03-10",
    "screen codeine",
    "backup",
    "backup --list",
    "protocol show",
    "demo",
]

REFUSED = [
    "dose 0.5 --on 2099-03-10",
    "check-in pain=4 --on 2099-03-10",
    "plan surgery 2020-03-01",
    "plan surgery 2099-03-01",
]


def test_no_text_says_a_day_in_figures(titrating: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A day in figures stands only where it is all that a column holds, or where it has to be typed."""
    monkeypatch.chdir(tmp_path)
    plan = tmp_path / "PLAN"
    plan.write_text(PLAN + BOTTLE + SIGN_OFF, "utf-8")
    for command in COMMANDS:
        done = titrating(*shlex.split(command), code=None)
        assert not in_figures(done.stdout + done.stderr), command
    for command in REFUSED:
        assert not in_figures(titrating.refused(*shlex.split(command))), command


def in_figures(text: str) -> list[str]:
    """Return the days in figures inside sentences."""
    return FIGURES.findall(TYPED.sub("", COLUMN.sub("", text)))
