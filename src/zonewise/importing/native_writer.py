"""A diary written as zonewise's own CSV.

Reading it again gives exactly the same entries: see `docs/import.md` for the columns and the apostrophe.
"""

import csv
import re
from collections.abc import Iterable, Iterator

from zonewise.model.entry import Entry

from .native import EXPORT_COLUMNS, NATIVE_COLUMNS, hidden_from_spreadsheets

# No diary text holds these: readers refuse NUL, and half a letter cannot be stored.
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")


def write_native(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield the header and then one row for each entry, each with its line ending, to be encoded as UTF-8."""
    line = _Line()
    writer = csv.writer(line, lineterminator="\r\n")
    writer.writerow((*NATIVE_COLUMNS, *EXPORT_COLUMNS))
    yield line.text
    for entry in entries:
        writer.writerow(map(_cell, _fields(entry)))
        yield line.text


class _Line:
    """The row that the writer wrote last."""

    text = ""

    def write(self, text: str) -> None:
        """Keep a row."""
        self.text = text


def _fields(entry: Entry) -> tuple[str, ...]:
    return (
        entry.day.isoformat(),
        ""
        if entry.at is None
        else entry.at.isoformat("auto" if entry.at.second or entry.at.microsecond else "minutes"),
        entry.kind,
        entry.name,
        entry.value,
        entry.unit,
        entry.note,
        entry.id,
        entry.supersedes,
        entry.zone,
        entry.source,
        entry.entered_at,
    )


def _cell(text: str) -> str:
    return hidden_from_spreadsheets(_UNWRITABLE.sub("\ufffd", text))
