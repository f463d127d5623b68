"""How does the demo diary look as a file in zonewise's own format?"""

import csv
import io
from collections.abc import Iterable

from zonewise.importing.native import NATIVE_COLUMNS
from zonewise.model.entry import Entry

from .scenario import FIRST_DAY, MARK, MARK_NAME

CSV_NAME = "demo-diary.csv"


def csv_text(rows: Iterable[Entry]) -> str:
    """Return the rows as CSV, with the seven columns that a person's own file has."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(NATIVE_COLUMNS)
    for row in rows:
        at = row.at.isoformat("minutes") if row.at is not None else ""
        writer.writerow((row.day.isoformat(), at, row.kind, row.name, row.value, row.unit, row.note))
    return out.getvalue()


def is_demo_csv(text: str) -> bool:
    """Return whether a file was made by the demo: the note that says so stands in its first row."""
    first = next(csv.reader(text.splitlines()[1:2]), [])
    return len(first) == len(NATIVE_COLUMNS) and [first[0], *first[2:4], first[6]] == [
        FIRST_DAY.isoformat(),
        "note",
        MARK_NAME,
        MARK,
    ]
