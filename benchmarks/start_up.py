"""How long a command takes from a cold start; beside it the interpreter alone, and click alone.

Run: python benchmarks/start_up.py
Bounds: `zonewise --help` under 0.3 s, `zonewise today` on a two-year diary under 1 s.
"""

import sys
import tempfile
from pathlib import Path

from _diary_files import LAST_DAY, write_diary
from _whole_process import middle, paired, ratio, run

HELP_SECONDS, TODAY_SECONDS = 0.3, 1.0
ZONEWISE = (sys.executable, "-m", "zonewise")


def main() -> int:
    """Print the figures; return 1 when a bound is missed."""
    missed = False
    with tempfile.TemporaryDirectory() as folder:
        diary = str(Path(folder) / "diary.sqlite")
        file = Path(folder) / "diary.csv"
        write_diary(file, 730)
        if run((*ZONEWISE, "import", str(file)), {"ZONEWISE_DIARY": diary}).status != 0:
            return 1
        commands = (
            ("zonewise --help", (*ZONEWISE, "--help"), (sys.executable, "-c", "import click"), HELP_SECONDS),
            (
                "zonewise today",
                (*ZONEWISE, "today", "--as-of", LAST_DAY.isoformat()),
                (sys.executable, "-c", "import click, numpy, sqlalchemy, yaml"),
                TODAY_SECONDS,
            ),
        )
        for name, ours, peer, bound in commands:
            runs, peers = paired(ours, peer, times=9, environment={"ZONEWISE_DIARY": diary})
            seconds = middle(runs).seconds
            missed |= seconds > bound or middle(runs).status not in (0, 3)
            print(
                f"{name}: {ratio(runs, peers):.2f} times '{peer[-1]}'; {seconds:.3f} s (bound {bound} s), "
                f"{middle(runs).megabytes:.0f} MB; beside it {middle(peers).seconds:.3f} s"
            )
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
