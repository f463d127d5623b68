"""Writes docs/asvs.md, how the pages stand to OWASP's ASVS 5.0 at level 2, from docs/asvs.yaml, and fails on a gap.

A requirement is met where each test or file that is named for it exists. `tests/docs/test_asvs.py` counts the numbers.
"""

import ast
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
DATA, PAGE = Path(__file__).with_name("asvs.yaml"), Path(__file__).with_name("asvs.md")
STATES = {"met": "met", "not_applicable": "not applicable", "not_met": "not met"}
HEAD = """# How the pages stand to ASVS 5.0, level 2

Written by `make docs` from `docs/asvs.yaml`. Do not edit by hand.

The Application Security Verification Standard of OWASP, 5.0.0, asks 253 things at its levels 1 and 2. Below is each by
its number, in our own short words: read the standard itself for what it says. It is answered for what `zonewise serve`
starts, on one person's computer and for their phone. We looked ourselves; nobody outside has.
"""


def requirements() -> tuple[dict[str, str], dict[str, Mapping[str, Any]]]:
    """Return the chapters by number, and the requirements by number, in the order of the file."""
    data = _data()
    return {str(number): words for number, words in data["chapters"].items()}, data["requirements"]


def gaps(root: Path = ROOT) -> list[str]:
    """Return what is wrong with the file: a state that is none, an empty word, a test or a file that is not there."""
    problems: list[str] = []
    chapters, every = requirements()
    for number, one in every.items():
        states = [state for state in STATES if one.get(state)]
        if len(states) != 1 or not one["about"] or set(one) != {"level", "about", *states}:
            problems.append(f"{number}: it needs its level, what it is about, and exactly one of {', '.join(STATES)}.")
        if number.partition(".")[0] not in chapters:
            problems.append(f"{number}: it belongs to no chapter.")
        problems += [f"{number}: there is no '{name}'." for name in one.get("met", ()) if not _exists(root, name)]
    return problems


def page() -> str:
    """Return the page."""
    return "\n".join([HEAD, *_summary(), "", _data()["inventory"], *_tables()])


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(DATA.read_text("utf-8"))
    return data


def _summary() -> Iterator[str]:
    _, every = requirements()
    count = Counter(_state(one) for one in every.values())
    yield from ("| | requirements |", "|---|---|", *(f"| {STATES[state]} | {count[state]} |" for state in STATES), "")
    yield from ("Not met, and why:", "")
    yield from (f"- **{number}** {one['about']}: {one['not_met']}" for number, one in every.items() if "not_met" in one)


def _tables() -> Iterator[str]:
    chapters, every = requirements()
    for chapter, title in chapters.items():
        yield from (
            f"## {chapter}. {title}",
            "",
            "| | level | about | state | shown by, or why |",
            "|---|---|---|---|---|",
        )
        for number, one in every.items():
            if number.partition(".")[0] == chapter:
                state = _state(one)
                why = "<br>".join(map(_link, one["met"])) if state == "met" else one[state]
                yield f"| {number} | {one['level']} | {one['about']} | {STATES[state]} | {why} |"
        yield ""


def _state(one: Mapping[str, Any]) -> str:
    return next(state for state in STATES if state in one)


def _link(name: str) -> str:
    path, _, test = name.partition("::")
    return f"[{test or path}](../{path})"


def _exists(root: Path, name: str) -> bool:
    path, _, test = name.partition("::")
    return (root / path).exists() and (not test or test in _tests_of(root / path))


@cache
def _tests_of(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text("utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, functions))


def main() -> int:
    """Write the page; return 1 and name the gaps where there are any."""
    PAGE.write_text(page(), "utf-8")
    problems = gaps()
    print("\n".join(problems), file=sys.stderr, end="")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
