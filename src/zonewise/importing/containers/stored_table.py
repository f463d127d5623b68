"""A table inside a file, and the choice of the one to read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from zonewise.problem import NotUnderstood, did_you_mean, shown

_MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A sheet of a workbook, or a file in an archive."""

    name: str  # Of the sheet or the file; "" where there is nothing to choose.
    write: Callable[[BinaryIO], tuple[str, ...]]  # Writes it as text into a file; returns what the person should know.
    is_filled: bool = True  # Whether there is any row of a table in it.
    is_main: bool = False  # Whether it is what the app itself keeps its diary in.
    has_days: bool = False  # Whether one of the first rows of a sheet holds a day.


def chosen_table(tables: Sequence[StoredTable], name: str) -> StoredTable:
    """Return the table of this name; without a name the only one, the one that the app keeps its diary in, or the only
    one with days in it: a legend beside a diary has none.

    Raises:
        NotUnderstood: There is none, none of that name, or several and nobody said which.
    """
    names = [table.name for table in tables]
    if name:
        chosen = [table for table in tables if table.name.casefold() == name.casefold()]
        if not chosen:
            fault = f"There is no sheet or file {shown(name)} in it."
            raise NotUnderstood(fault, f"{did_you_mean(name, names)}There are {_listed(names)}.", "unknown-table")
        return chosen[0]
    filled = [table for table in tables if table.is_filled]
    if not filled:
        raise NotUnderstood("There is no table in it.", "Choose the file that the diary is in.", "no-table")
    main = [table for table in filled if table.is_main] or [table for table in filled if table.has_days]
    if len(filled) > 1 and len(main) != 1:
        fault = f"There are {len(filled)} tables in it: {_listed([table.name for table in filled])}."
        raise NotUnderstood(fault, f"Say which one it is, such as --sheet {shown(filled[0].name)}.", "which-table")
    return main[0] if len(filled) > 1 else filled[0]


def left_aside(tables: Sequence[StoredTable], chosen: StoredTable) -> tuple[str, ...]:
    """Return the names of the tables that are there and not read."""
    return tuple(table.name for table in tables if table is not chosen and table.is_filled)


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_SHOWN} more" if len(names) > _MOST_SHOWN else ""
    return ", ".join(map(shown, names[:_MOST_SHOWN])) + more
