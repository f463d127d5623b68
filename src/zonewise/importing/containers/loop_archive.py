"""The archive of Loop Habit Tracker: its table of all habits, with the units that `Habits.csv` has for them."""

import csv
import io
import shutil
from typing import IO, BinaryIO
from zipfile import ZipFile, ZipInfo

_MOST_BYTES = 1_000_000


def write(archive: ZipFile, checkmarks: ZipInfo, habits: ZipInfo, out: BinaryIO) -> tuple[str, ...]:
    """Write the table; an amount counted in mg is called so in its heading, such as `LDN (mg)`."""
    with archive.open(habits) as part:
        units = _units(part)
    with archive.open(checkmarks) as part:
        heading = part.readline(_MOST_BYTES).decode("utf-8-sig", "replace")
        names = next(csv.reader([heading]), [])
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(
            [f"{name} ({units[name]})" if units.get(name) else name for name in names]
        )
        out.write(line.getvalue().encode())
        shutil.copyfileobj(part, out, 262_144)
    return ()


def _units(stream: IO[bytes]) -> dict[str, str]:
    """Return the unit of each habit that counts an amount, by its name."""
    text = stream.read(_MOST_BYTES).decode("utf-8-sig", "replace")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return {
        row["Name"]: (row.get("Unit") or "").strip()
        for row in rows
        if row.get("Name") and (row.get("Type") or "").upper() == "NUMERICAL"
    }
