"""Where the table of a file begins, what separates its columns, and what they are called."""

import csv
from collections.abc import Callable, Iterator, Sequence
from io import StringIO
from itertools import islice
from typing import NamedTuple

from .dates import looks_like_day
from .known_names import folded

_ROWS_LOOKED_AT = 40
_ROWS_BELOW = 3


class Header(NamedTuple):
    """The row that names the columns."""

    line: int  # On which it begins, from 1.
    delimiter: str  # What separates the columns.
    names: tuple[str, ...]  # As written, stripped; empty names at the end are left out.
    skipped: bool = False  # Whether rows that hold something stand above it.


class _HeadRow(NamedTuple):
    line: int
    cells: tuple[str, ...]


def find_header(text: str, delimiters: Sequence[str], is_known: Callable[[Sequence[str]], bool]) -> Header | None:
    """Return the header of a table, which may stand below a title; None where there is no row at all.

    It is a row of an app that we know; else the first one that has a day below it and as many names as the rows below
    have cells; else the first row, with the separator that makes the most columns.

    Args:
        text: The beginning of the file.
        delimiters: What may separate columns.
        is_known: Says whether names of columns are those of an app that we know.
    """
    tables = {delimiter: list(_rows(text, delimiter)) for delimiter in delimiters}
    for delimiter, rows in tables.items():
        for row in rows:
            if is_known(row.cells):
                return Header(row.line, delimiter, row.cells, row is not rows[0])
    dated = [
        header
        for delimiter, rows in tables.items()
        if (header := _above_a_day(rows, delimiter)) and len(header.names) > 1
    ]
    if dated:
        return max(dated, key=lambda header: len(header.names))
    first = [Header(rows[0].line, delimiter, rows[0].cells) for delimiter, rows in tables.items() if rows]
    return max(first, key=lambda header: len(header.names), default=None)


def named_apart(names: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return names of which each is there once and none is empty, and what was changed, in sentences."""
    apart: list[str] = []
    taken: set[str] = set()
    changes: list[str] = []
    for place, name in enumerate(names, 1):
        new = name or f"Column {place}"
        number = 1
        while folded(new) in taken:
            number += 1
            new = f"{name or f'Column {place}'} ({number})"
        if not name:
            changes.append(f"Column {place} has no name and is called '{new}' here.")
        elif new != name:
            changes.append(
                f"The column '{name}' is there more than once; the one further right is called '{new}' here."
            )
        taken.add(folded(new))
        apart.append(new)
    return tuple(apart), tuple(changes)


def _rows(text: str, delimiter: str) -> Iterator[_HeadRow]:
    """Yield the rows that hold something, from the first; the hint that some spreadsheets put first is left out."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    line = 1
    try:
        for cells in islice(reader, _ROWS_LOOKED_AT * 4):
            stripped = [" ".join(cell.split()) for cell in cells]
            while stripped and not stripped[-1]:
                stripped.pop()
            if stripped and not (line == 1 and stripped[0].casefold().startswith("sep=")):
                yield _HeadRow(line, tuple(stripped))
            line = reader.line_num + 1
    except csv.Error:
        return


def _above_a_day(rows: Sequence[_HeadRow], delimiter: str) -> Header | None:
    for place, row in enumerate(rows[:_ROWS_LOOKED_AT]):
        below = rows[place + 1 : place + 1 + _ROWS_BELOW]
        if not below or any(map(looks_like_day, row.cells)):
            continue
        columns = [column for column, cell in enumerate(below[0].cells) if looks_like_day(cell)]
        columns = [column for column in columns if all(_is_day_or_empty(later.cells, column) for later in below)]
        if not columns or max(len(later.cells) for later in below) > len(row.cells):
            continue
        if any(column < len(row.cells) and row.cells[column] for column in columns) or place == 0:
            return Header(row.line, delimiter, row.cells, place > 0)
        above = rows[place - 1].cells
        if any(column < len(above) and above[column] for column in columns):  # names over two lines
            width = max(len(above), len(row.cells))
            both = zip(_padded(above, width), _padded(row.cells, width), strict=True)
            return Header(row.line, delimiter, tuple(" ".join(filter(None, pair)) for pair in both), place > 1)
    return None


def _is_day_or_empty(cells: Sequence[str], column: int) -> bool:
    return column >= len(cells) or not cells[column] or looks_like_day(cells[column])


def _padded(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return (*cells, *[""] * (width - len(cells)))
