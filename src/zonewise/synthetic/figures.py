"""Every figure that synthetic patients are built from, with its range and its source; the table is `figures.tsv`.

Each figure carries how it was come by, so that a reader can see how much weight it bears:

- `looked-up`: read in the source itself and checked;
- `second-hand`: taken from a summary of the source;
- `re-analysed`: worked out anew from public diary data;
- `fitted`: chosen so that simulated trials show the spread that real ones did;
- `assumed`: nobody has measured it.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

Origin = Literal["looked-up", "second-hand", "re-analysed", "fitted", "assumed"]
Across = Literal["sources", "people"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its range and its source."""

    value: float
    unit: str  # What it counts; "" for a share or a correlation.
    origin: Origin  # How it was come by.
    source: str  # Where it is from.
    low: float | None = None  # Lower end of its range, or None when none is known.
    high: float | None = None
    # What the range spans: where sources put the figure, or the tenth to the ninetieth person in a hundred, of whom the
    # figure itself is then the middle one.
    across: Across = "sources"

    @property
    def lowest(self) -> float:
        """The lower end of the range, or the figure itself when no range is known."""
        return self.value if self.low is None else self.low


def read_table(name: str) -> list[dict[str, str]]:
    """Return the rows of a table with tabs that stands beside this module, by the names of its columns."""
    return list(csv.DictReader((files("zonewise.synthetic") / name).read_text("utf-8").splitlines(), delimiter="\t"))


def _figure(row: Mapping[str, str]) -> Figure:
    low, high = (float(row[end]) if row[end] else None for end in ("low", "high"))
    across: Across = "people" if row["range"] == "people" else "sources"
    origin: Origin = row["origin"]  # type: ignore[assignment]  # a test holds every row to the five words
    return Figure(float(row["value"]), row["unit"], origin, row["source"], low, high, across)


FIGURES: Mapping[str, Figure] = MappingProxyType({row["figure"]: _figure(row) for row in read_table("figures.tsv")})
"""By name; figures of one kind share what stands before the colon, and of two arms, 1 is LDN and 2 placebo."""


def figures_of(kind: str, arm: int | None = None) -> dict[str, float]:
    """Return the values of one kind by what stands behind the colon, of one arm where a kind has two."""
    start, end = f"{kind}: ", "" if arm is None else f", {arm}"
    return {
        name.removeprefix(start).removesuffix(end): figure.value
        for name, figure in FIGURES.items()
        if name.startswith(start) and name.endswith(end)
    }


GRADE_SHARES = tuple(FIGURES[f"grades, {grade}"].value for grade in (1, 2, 3))
"""Share of side effects of grade 1, 2 and 3."""
