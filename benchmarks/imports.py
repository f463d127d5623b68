"""How long an import takes, and how much memory; beside it unchecked csv into sqlite3.

Run: python benchmarks/imports.py            (all of it: some minutes)
     python benchmarks/imports.py --small    (two years of zonewise's own table and of each app)
     python benchmarks/imports.py --health   (Apple Health, 75 MB and 300 MB of XML)
Bounds: two years under 2 s, of any app under 3 s; 500 MB of CSV, and Apple Health, in under 200 MB of memory, which
does not grow with the file. Seconds of the processor are told beside those of the clock, for a machine that is shared.
"""

import sys
import tempfile
from pathlib import Path

from _app_files import write_health_zip, write_two_years
from _diary_files import write_diary, write_large
from _whole_process import middle, ratio, run

SECONDS, APP_SECONDS, MEGABYTES, LARGE_BYTES = 2.0, 3.0, 200.0, 500_000_000
HEALTH_BYTES = (75_000_000, 300_000_000)
GROWTH = 1.1
ZONEWISE = (sys.executable, "-m", "zonewise")
PEER = """
import csv, sqlite3, sys
db = sqlite3.connect(sys.argv[2]); db.execute("create table if not exists rows (a, b, c, d, e, f, g)")
with open(sys.argv[1], newline="") as file:
    rows = csv.reader(file); next(rows)
    with db: db.executemany("insert into rows values (?, ?, ?, ?, ?, ?, ?)", rows)
"""


def two_years(folder: Path) -> bool:
    """Print the figures of a two-year diary; return whether the bound holds."""
    file = folder / "two-years.csv"
    write_diary(file, 730)
    runs, peers = [], []
    for number in range(5):
        ours = run((*ZONEWISE, "--diary", str(folder / f"ours{number}.sqlite"), "import", str(file)))
        peer = run((sys.executable, "-c", PEER, str(file), str(folder / f"peer{number}.sqlite")))
        runs.append(ours)
        peers.append(peer)
    figures = middle(runs)
    print(
        f"two years: {ratio(runs, peers):.1f} times the peer; {figures.seconds:.2f} s (bound {SECONDS} s), "
        f"{figures.megabytes:.0f} MB; beside it {middle(peers).seconds:.2f} s"
    )
    return figures.seconds < SECONDS and figures.status == 0


def apps(folder: Path) -> bool:
    """Print the figures of two years of each app; return whether the bound holds for all."""
    holds = True
    for name, file in write_two_years(folder):
        command = (*ZONEWISE, "--diary", str(folder / f"{file.name}.sqlite"), "import", str(file), "--accept")
        figures = middle([run(command), *(run((*command, "--dry-run")) for _ in range(2))])
        print(
            f"two years, {name}: {figures.seconds:.2f} s (bound {APP_SECONDS} s), of the processor "
            f"{figures.processor:.2f} s, {figures.megabytes:.0f} MB"
        )
        holds &= figures.seconds < APP_SECONDS and figures.status == 0
    return holds


def health(folder: Path) -> bool:
    """Print the figures of two exports of Apple Health; return whether memory is within its bound and flat."""
    runs = []
    for size in HEALTH_BYTES:
        file = folder / "export.zip"
        write_health_zip(file, size)
        ours = run((*ZONEWISE, "--diary", str(folder / f"{size}.sqlite"), "import", str(file)))
        print(
            f"Apple Health, {size / 1e6:.0f} MB of XML: {ours.seconds:.1f} s, of the processor {ours.processor:.1f} s, "
            f"{ours.megabytes:.0f} MB (bound {MEGABYTES:g} MB)"
        )
        runs.append(ours)
    return (
        all(one.status == 0 and one.megabytes < MEGABYTES for one in runs)
        and runs[-1].megabytes < runs[0].megabytes * GROWTH
    )


def large(folder: Path) -> bool:
    """Print the figures of a 500 MB file; return whether the bound holds."""
    file = folder / "large.csv"
    rows = write_large(file, LARGE_BYTES)
    ours = run((*ZONEWISE, "--diary", str(folder / "large-ours.sqlite"), "import", str(file)))
    peer = run((sys.executable, "-c", PEER, str(file), str(folder / "large-peer.sqlite")))
    print(
        f"500 MB, {rows:,} rows: {ours.seconds / peer.seconds:.1f} times the peer; {ours.seconds:.0f} s, "
        f"{ours.megabytes:.0f} MB (bound {MEGABYTES:g} MB); beside it {peer.seconds:.0f} s, {peer.megabytes:.0f} MB"
    )
    return ours.megabytes < MEGABYTES and ours.status == 0


def main() -> int:
    """Print the figures; return 1 when a bound is missed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        holds = True
        if "--health" not in sys.argv:
            holds &= two_years(folder)
            holds &= apps(folder)
        if "--small" not in sys.argv:
            holds &= health(folder)
        if len(sys.argv) == 1:
            holds &= large(folder)
    return int(not holds)


if __name__ == "__main__":
    sys.exit(main())
