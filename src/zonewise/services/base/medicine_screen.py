"""What are these medicines to a person on LDN?"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import TextIO

from zonewise.problem import InputRefused, Problem
from zonewise.screening.classification import screen_medicine
from zonewise.screening.compiled_lists import CompiledLists, compile_lists
from zonewise.screening.finding import Finding, Intervals
from zonewise.screening.list_reader import read_medicines
from zonewise.screening.medicine_table import TableLayout, faults_of, layout_of, name_and_code, rows_of

from .daily_guidance import shipped_settings
from .text_files import read_text, unreadable

REMEMBERED = 20_000
"""So many rows are kept with their finding: a record names the same medicines again and again."""

MOST_FAULTS = 100
"""So many faults of one file are named; the others are counted."""


@lru_cache(maxsize=1)
def shipped_lists() -> CompiledLists:
    """Return the medicines lists that this release ships, compiled."""
    folder = files("zonewise.protocols") / "ldn" / "medicines"
    texts = {each.name: each.read_text(encoding="utf-8") for each in folder.iterdir() if each.name.endswith(".tsv")}
    return compile_lists(read_medicines(texts), shipped_intervals())


def shipped_intervals() -> Intervals:
    """Return the days to wait from the protocol's settings."""
    settings = shipped_settings()
    return Intervals(
        short_days=settings.asking.opioid_free_days,
        long_days=settings.asking.opioid_free_days_long,
        highest_ldn_mg=settings.plan.highest_mg,
    )


def lists_from(folder: Path) -> CompiledLists:
    """Read and compile medicines lists from a folder.

    Raises:
        InputRefused: With every problem and its line.
    """
    if not folder.is_dir():
        found = "this is not a folder."
        raise InputRefused([Problem(str(folder), 0, found, "Name the folder of the lists.", "no-folder")])
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.tsv")):
        try:
            texts[path.name] = read_text(path)
        except InputRefused as refused:
            problems += refused.problems
    if problems:
        raise InputRefused(problems)
    return compile_lists(read_medicines(texts), shipped_intervals())


def screen_one(name: str | None, code: str | None, lists: CompiledLists | None = None) -> Finding:
    """Screen one medicine by name, code or both."""
    return screen_medicine(name, code, lists=lists or shipped_lists())


def screen_file(path: Path, lists: CompiledLists | None = None) -> Iterator[Finding]:
    """Screen a CSV or TSV file with a column name, or code, or both; one finding a row, in order.

    The whole file is looked through first, so that nothing is answered when something in it is wrong. Memory does not
    grow with the file. "-" reads standard input.

    Raises:
        InputRefused: With every problem of the file and its line.
    """
    compiled = lists or shipped_lists()
    with _lasting(path) as file:
        layout = _checked(file, path.name)
        with _opened(file, path.name) as lines:
            next(lines, None)
            remembering = lru_cache(maxsize=REMEMBERED)(partial(screen_medicine, lists=compiled))
            for _, cells in rows_of(lines, layout):
                yield remembering(*name_and_code(cells, layout))


def _checked(file: Path, where: str) -> TableLayout:
    problems: list[Problem] = []
    with _opened(file, where) as lines:
        try:
            heading = next(lines, "")
            layout = layout_of(heading, where)
            if not heading.strip():
                layout = Problem(where, 0, "the file is empty.", "Its first line names the columns.", "empty-file")
            if isinstance(layout, Problem):
                raise InputRefused([layout])
            faults = faults_of(lines, layout, where)
            problems += islice(faults, MOST_FAULTS)
            further = sum(1 for _ in faults)
        except UnicodeDecodeError as error:
            found = f"not all of the file is UTF-8: {error.reason}."
            raise InputRefused([*problems, Problem(where, 0, found, "Save it as UTF-8.", "not-utf-8")]) from None
    if further:
        problems.append(Problem(where, 0, f"{further} further rows have faults.", "Mend those above first.", "more"))
    if problems:
        raise InputRefused(problems)
    return layout


@contextmanager
def _lasting(path: Path) -> Iterator[Path]:
    """Give a file that can be read twice; standard input is copied to one that goes away afterwards."""
    if str(path) != "-":
        yield path
        return
    with tempfile.NamedTemporaryFile(suffix=".csv") as copy:
        shutil.copyfileobj(sys.stdin.buffer, copy)
        copy.flush()
        yield Path(copy.name)


@contextmanager
def _opened(file: Path, where: str) -> Iterator[TextIO]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            yield lines
    except OSError as error:
        raise InputRefused([unreadable(Path(where), error)]) from None
