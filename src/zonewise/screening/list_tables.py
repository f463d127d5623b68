"""The files that make up the medicines lists, cut into rows with every fault named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zonewise.problem import Problem, did_you_mean

from .finding import Mark, MedicineKind

KINDS: tuple[MedicineKind, ...] = ("opioid", "antagonist", "interacting", "harmless")
INGREDIENT_COLUMNS = ("name", "also", "rxnorm", "acting", "because", "source", "mark")
BRAND_COLUMNS = ("names", "ingredients", "acting", "source", "mark")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "sources.tsv": ("source", "title"),
    **{f"{kind}.ingredients.tsv": INGREDIENT_COLUMNS for kind in KINDS},
    **{f"{kind}.brands.tsv": BRAND_COLUMNS for kind in KINDS},
    "depot.tsv": ("ingredient", "words", "source", "mark"),
    "noted.tsv": ("ingredient", "source", "mark"),
    "large.tsv": ("ingredient", "above-mg", "counts-as", "because", "source", "mark"),
    "homeopathic.tsv": ("ingredient", "source", "mark"),
    "slips.tsv": ("name", "source", "mark"),
    "shared.tsv": ("name", "source", "mark"),
    "ordinary.tsv": ("word", "counts", "source", "mark"),
    "stems.tsv": ("stem", "ingredient", "source", "mark"),
    "codes.tsv": ("code", "finding", "ingredients", "acting", "source", "mark"),
    "products.tsv": ("rxnorm", "ingredients", "acting", "source", "mark"),
    "words.tsv": ("word", "kind", "source", "mark"),
}
"""Each file with its columns."""

MAY_BE_EMPTY = ("also", "rxnorm", "acting", "because", "ingredients")
MARKS = ("V", "M")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list."""

    where: str  # File name.
    line: int  # Line number from 1.
    cells: Mapping[str, str]  # Column to text, without spaces around it.

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    @property
    def mark(self) -> Mark:
        """How sure the line is."""
        return "V" if self["mark"] == "V" else "M"

    def parts(self, column: str, between: str) -> tuple[str, ...]:
        """Return the parts of a cell that are not empty."""
        return tuple(part.strip() for part in self.cells[column].split(between) if part.strip())

    def problem(self, fault: str, expected: str, code: str) -> Problem:
        """Return a problem at this line."""
        return Problem(self.where, self.line, fault, expected, code)


def split_tables(files: Mapping[str, str], problems: list[Problem]) -> dict[str, list[Row]]:
    """Cut each file into rows; note what is missing, unknown or out of place."""
    for name in files:
        if name not in COLUMNS:
            hint = did_you_mean(name, COLUMNS)
            problems.append(Problem(name, 0, "this file is no list.", f"{hint}Known: {', '.join(COLUMNS)}.", "no-list"))
    tables: dict[str, list[Row]] = {name: [] for name in COLUMNS}
    for name, columns in COLUMNS.items():
        if name in files:
            tables[name] += _rows(name, files[name], columns, problems)
        else:
            problems.append(Problem(name, 0, "the file is missing.", "The lists need it.", "missing-file"))
    return tables


def _rows(where: str, text: str, columns: tuple[str, ...], problems: list[Problem]) -> Iterator[Row]:
    lines = [
        (number, [cell.strip() for cell in line.split("\t")])
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip() and not line.startswith("#")
    ]
    if not lines:
        problems.append(Problem(where, 0, "the file is empty.", f"Columns: {', '.join(columns)}.", "empty-file"))
        return
    heading, names = lines[0]
    if tuple(names) != columns:
        fault = f"the columns are {', '.join(names)}."
        problems.append(Problem(where, heading, fault, f"They are {', '.join(columns)}.", "wrong-columns"))
        return
    for line, cells in lines[1:]:
        if len(cells) != len(columns):
            fault = f"the line has {len(cells)} columns."
            problems.append(Problem(where, line, fault, f"It needs {len(columns)}, parted by tabs.", "wrong-columns"))
            continue
        row = Row(where, line, dict(zip(columns, cells, strict=True)))
        empty = [column for column in columns if column not in MAY_BE_EMPTY and not row[column]]
        for column in empty:
            problems.append(row.problem(f"the column {column} is empty.", "Fill it in.", "empty-cell"))
        if "mark" in columns and row["mark"] not in ("", *MARKS):
            fault = f"the mark is '{row['mark']}'."
            problems.append(row.problem(fault, "V: read in its source; M: from memory.", "unknown-mark"))
        elif not empty:
            yield row
