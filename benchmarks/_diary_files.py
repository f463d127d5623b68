"""Makes native CSV files of any length for the benchmarks; the person in them never lived."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np

RATINGS = ("anxiety", "laxity", "pain", "immune", "mood", "sensory", "fatigue", "sleep", "cognition")
HEADER = "date,time,kind,name,value,unit,note\n"
LAST_DAY = date(2026, 6, 28)


def rows(first: date, days: int, seed: int) -> Iterator[str]:
    """Yield the rows of a diary: nine ratings, a dose and three answers a day."""
    rng = np.random.default_rng(seed)
    for number in range(days):
        day = (first + timedelta(days=number)).isoformat()
        for name in RATINGS:
            yield f"{day},21:00,rating,{name},{min(max(rng.normal(4, 1.2), 0), 10):.1f},,\n"
        yield f"{day},22:30,dose,naltrexone,{1.5 if number > days // 2 else 0.5},mg,\n"
        for question in ("danger_sign", "side_effects", "other_change"):
            yield f"{day},21:05,answer,{question},none,,\n"


def write_diary(path: Path, days: int, seed: int = 1) -> None:
    """Write a diary of so many days that ends on `LAST_DAY`."""
    with path.open("w", encoding="utf-8") as out:
        out.write(HEADER)
        out.writelines(rows(LAST_DAY - timedelta(days=days - 1), days, seed))


def write_large(path: Path, least_bytes: int) -> int:
    """Write a file of at least so many bytes, many trackers a day over forty years, and return its rows."""
    first, written, count = date(1986, 1, 1), 0, 0
    with path.open("w", encoding="utf-8") as out:
        written += out.write(HEADER)
        while written < least_bytes:
            day = (first + timedelta(days=count // 1000)).isoformat()
            hour, minute = divmod(count % 1000, 60)
            at = f"{5 + hour % 18:02}:{minute:02}"
            row = f"{day},{at},tracker,tracker {count % 1000} of a name,{count % 7},,as written\n"
            written += out.write(row)
            count += 1
    return count
