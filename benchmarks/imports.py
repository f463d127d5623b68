"""How long an import takes, and how much memory; beside it unchecked csv into sqlite3.

Run: python benchmarks/imports.py            (two years, then 500 MB: some minutes)
     python benchmarks/imports.py --small    (two years only)
Bounds: two years under 2 s; 500 MB in under 200 MB of memory.
"""

import sys
import tempfile
from pathlib import Path

from _diary_files import write_diary, write_large
from _whole_process import middle, ratio, run

SECONDS, MEGABYTES, LARGE_BYTES = 2.0, 200.0, 500_000_000
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
        holds = two_years(Path(name))
        if "--small" not in sys.argv:
            holds &= large(Path(name))
    return int(not holds)


if __name__ == "__main__":
    sys.exit(main())
