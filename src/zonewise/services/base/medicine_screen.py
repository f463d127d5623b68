"""A file of medicines screened against the lists, a finding for each row."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import TextIO

from zonewise.guidance.protocol import Protocol
from zonewise.problem import InputRefused, Problem
from zonewise.screening.classification import screen_medicine
from zonewise.screening.compiled_lists import CompiledLists
from zonewise.screening.finding import Finding
from zonewise.screening.medicine_table import TableLayout, faults_of, layout_of, name_and_code, rows_of

from .protocols import texts_of
from .text_files import unreadable

REMEMBERED = 20_000  # So many rows are kept with their finding: a record names the same medicines again and again.

MOST_FAULTS = 100  # So many faults of one file are named; the others are counted.


def lists_from(folder: Path, protocol: Protocol) -> CompiledLists:
    """Read and compile medicines lists from a folder, with a protocol's days to wait.

    Raises:
        InputRefused: With every problem and its line.
    """
    if not folder.is_dir():
        fault = "this is not a folder."
        raise InputRefused([Problem(str(folder), 0, fault, "Name the folder of the lists.", "no-folder")])
    return protocol.compile_medicine_lists(texts_of(folder.glob("*.tsv")))


def screen_file(path: Path, lists: CompiledLists) -> Iterator[Finding]:
    """Screen a CSV or TSV file with a column name, or code, or both; one finding a row, in order.

    The whole file is looked through first, so that nothing is answered when something in it is wrong. Memory does not
    grow with the file. "-" reads standard input.

    Raises:
        InputRefused: With every problem of the file and its line.
    """
    with _lasting(path) as file:
        layout = _checked(file, path.name)
        with _opened(file, path.name) as lines:
            next(lines, None)
            remembering = lru_cache(maxsize=REMEMBERED)(partial(screen_medicine, lists=lists))
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
            fault = f"not all of the file is UTF-8: {error.reason}."
            raise InputRefused([*problems, Problem(where, 0, fault, "Save it as UTF-8.", "not-utf-8")]) from None
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
