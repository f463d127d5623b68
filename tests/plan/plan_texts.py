"""Texts of plans, faults to put into them, and the problems of a changed one."""

from pathlib import Path

import pytest
import yaml

from zonewise.plan.plan_file import read_plan
from zonewise.problem import InputRefused

FOLDER = Path(__file__).parent
GOOD, FULL, TENFOLD = ((FOLDER / f"{name}.yaml").read_text(encoding="utf-8") for name in ("good", "full", "tenfold"))
FAULTS = yaml.safe_load((FOLDER / "faults.yaml").read_text(encoding="utf-8"))


def refusals(text: str) -> list[tuple[int, str]]:
    """The line and code of each problem of a text that must be refused."""
    with pytest.raises(InputRefused) as refused:
        read_plan(text, "plan.yaml")
    return [(problem.line, problem.code) for problem in refused.value.problems]


def with_line(key: str, line: str) -> str:
    """Return the good plan with one line put in the place of a key."""
    return "".join(line + "\n" if old.startswith(f"{key}:") else old for old in GOOD.splitlines(keepends=True))
