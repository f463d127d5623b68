"""How long the whole proof takes, how much memory, and over how many combinations.

Run: python benchmarks/proof.py
Bounds: under 30 s and 500 MB, as a whole process from a cold start. Beside it, reading and compiling the protocol alone
in a process of its own, run in turn: the ratio is the median, and a time that of the round that other work on the
machine disturbed least. The combinations are those of the facts' distinguishable values, unknown included.
"""

import json
import subprocess
import sys

from _whole_process import paired, ratio

SECONDS, MEGABYTES, TIMES = 30.0, 500.0, 3
PROVE = (sys.executable, "-m", "zonewise", "protocol", "prove", "--json")
READ = (
    sys.executable,
    "-c",
    "from zonewise.services.base.protocols import load_protocol; load_protocol().engine",
)


def main() -> int:
    """Print the figures; return 1 when a bound is missed or a claim does not hold."""
    print("python benchmarks/proof.py")
    told = json.loads(subprocess.run(PROVE, check=False, capture_output=True, text=True).stdout)
    ours, peer = paired(PROVE, READ, times=TIMES)
    seconds, alone = min(run.seconds for run in ours), min(run.seconds for run in peer)
    megabytes, least = max(run.megabytes for run in ours), max(run.megabytes for run in peer)
    print(
        f"proof of {told['protocol']}: {ratio(ours, peer):.1f} times reading the"
        f" protocol alone; {seconds:.1f} s (bound {SECONDS:g} s), reading {alone:.2f} s\n"
        f"peak {megabytes:.0f} MB (bound {MEGABYTES:g} MB), reading {least:.0f} MB\n"
        f"{told['combinations']} combinations ({told['combinations']:.1e}); each claim with the states it covers:"
    )
    for claim in told["claims"]:
        print(f"  {claim['number']}. {claim['states']} ({claim['states']:.1e}), {claim['against'] or 'holds'}")
    failed = any(claim["against"] for claim in told["claims"]) or any(run.status for run in ours)
    return int(seconds >= SECONDS or megabytes >= MEGABYTES or failed)


if __name__ == "__main__":
    sys.exit(main())
