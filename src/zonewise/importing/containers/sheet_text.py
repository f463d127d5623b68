"""The rows of a sheet written as CSV, a line for each row, so that a message names the row as the sheet counts it."""

import csv
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import BinaryIO

from zonewise.model.amounts import plain
from zonewise.problem import NotUnderstood

MOST_CELLS = 20_000_000
MOST_COLUMNS = 2_000
_DIGITS = 15
"""Significant digits that a spreadsheet shows: 0.1 + 0.2 is 0.3 to the person who typed it."""


class SheetText:
    """Writes the rows of one sheet."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._writer = csv.writer(self, lineterminator="\n")
        self._blank = 0  # Blank rows that come before the next one with something in it.
        self._cells = 0
        self._width = 0  # Of the widest row so far; a sheet leaves out empty cells at the end, a table does not.
        self._joint = " "  # What stands for a line break in a cell: in headings a blank, below them a semicolon.

    def write(self, text: str) -> int:
        """Take a line from the writer."""
        return self._out.write(text.encode("utf-8", "replace"))

    def add(self, texts: Sequence[str]) -> None:
        """Write a row.

        Raises:
            NotUnderstood: The sheet holds more than any diary.
        """
        filled = len(texts) - next((number for number, text in enumerate(reversed(texts)) if text), len(texts))
        if not filled:
            self._blank += 1
            return
        self._width = max(self._width, filled)
        texts = [*texts[:filled], *[""] * (self._width - filled)]
        self._cells += len(texts) + self._blank
        if self._cells > MOST_CELLS or len(texts) > MOST_COLUMNS:
            fault = f"The sheet has more than {MOST_COLUMNS} columns or {MOST_CELLS} cells."
            raise NotUnderstood(fault, "Keep the diary in a sheet of its own and import that.", "too-large")
        self._out.write(b"\n" * self._blank)
        self._blank = 0
        self._writer.writerow([self._joint.join(text.split("\n")) if "\n" in text else text for text in texts])
        if sum(map(bool, texts)) > 1:
            self._joint = "; "


def text_of(value: object) -> str:
    """Return the value of a cell as the person sees it: days as dates, numbers without a computer's last digits."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}" if value.second == 0 else f"{value:%H:%M:%S}"
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    if isinstance(value, int | float):
        return number_text(float(value))
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def number_text(value: float) -> str:
    """Return a number with the digits that a spreadsheet shows."""
    return plain(Decimal(f"{value:.{_DIGITS}g}"))
