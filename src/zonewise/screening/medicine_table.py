"""A file of medicines cut into names and codes."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zonewise.problem import Problem, did_you_mean

COLUMNS = ("name", "code")
MOST_CHARACTERS = 4_000
"""A longer cell is no medicine's name; most often a quotation mark is missing and many lines ran together."""


@dataclass(frozen=True, slots=True)
class TableLayout:
    """How the lines of a file are to be cut."""

    between: str  # What stands between the cells, or "" when each line is one name or one code.
    cells: int  # Number of cells of the heading.
    name: int | None  # Place of the name, or None.
    code: int | None  # Place of the code, or None.


def layout_of(heading: str, where: str) -> TableLayout | Problem:
    """Read the heading of a CSV or TSV file; `name` or `code` or both must be among its columns."""
    line = heading.removeprefix("\ufeff").rstrip("\r\n")
    between = next((mark for mark in ("\t", ",", ";") if mark in line), "")
    cells = [cell.strip().strip('"').casefold() for cell in (line.split(between) if between else [line])]
    for column in COLUMNS:
        if cells.count(column) > 1:
            return Problem(where, 1, f"the column {column} stands there twice.", "Keep one.", "repeated-column")
    if not set(COLUMNS) & set(cells):
        hint = next(filter(None, (did_you_mean(cell, COLUMNS) for cell in cells if cell)), "")
        fault = f"the columns are {', '.join(cell or '(empty)' for cell in cells)}."[:300]
        return Problem(where, 1, fault, f"{hint}The first line needs name, or code, or both.", "unknown-column")
    places = [cells.index(column) if column in cells else None for column in COLUMNS]
    return TableLayout(between, len(cells), *places)


def rows_of(lines: Iterable[str], layout: TableLayout) -> Iterator[tuple[int, list[str]]]:
    """Yield (number of the line on which a row ends, cells) after the heading; blank lines are left out.

    In a TSV file a quotation mark is a letter like any other. A file of one column is never cut.

    Raises:
        csv.Error: A quotation mark is never closed, or stands in the middle of a cell.
    """
    if not layout.between:
        for number, line in enumerate(lines, start=2):
            text = line.rstrip("\r\n")
            if text.strip():
                yield number, [_unquoted(text)]
        return
    if layout.between == "\t":
        reader = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True)
    else:
        reader = csv.reader(lines, delimiter=layout.between, strict=True)
    for cells in reader:
        if cells:
            yield reader.line_num + 1, cells


def name_and_code(cells: list[str], layout: TableLayout) -> tuple[str | None, str | None]:
    """Return the name and the code of a row; None where it has none."""
    name, code = (
        cells[place] if place is not None and place < len(cells) else None for place in (layout.name, layout.code)
    )
    return name or None, code or None


def faults_of(lines: Iterable[str], layout: TableLayout, where: str) -> Iterator[Problem]:
    """Yield what is wrong with the rows: a cell too many, a cell too long, a quotation mark that is not closed."""
    line = 1
    try:
        for line, cells in rows_of(lines, layout):
            longest = max(map(len, cells))
            if len(cells) > layout.cells:
                fault = f"the row has {len(cells)} cells and the heading {layout.cells}."
                expected = "A name with a comma in it needs quotation marks around it."
                yield Problem(where, line, fault, expected, "too-many-cells")
            elif longest > MOST_CHARACTERS:
                fault = f"a cell has {longest} characters."
                expected = f"At most {MOST_CHARACTERS} are read; look for a quotation mark that is not closed."
                yield Problem(where, line, fault, expected, "too-long")
    except csv.Error as error:
        yield Problem(where, line + 1, f"from here on it is no CSV: {error}.", "Check the quotation marks.", "not-csv")


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) >= 2 and text[0] == text[-1] == '"':
        return text[1:-1].replace('""', '"')
    return text
