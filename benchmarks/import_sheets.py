"""How many values of realistic own sheets are stored otherwise than they were lived, and how many go in at all.

Run: python benchmarks/import_sheets.py            (100 sheets)
     python benchmarks/import_sheets.py 1000       (as many as you name)
Bound: no value stored wrong without a word. The sheets are those of tests/importing/sheet_strategy.py.
"""

import sys
import time
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.importing.sheet_strategy import Sheet, misread, share_stored, sheets

SLOW = tuple(HealthCheck)


def main() -> int:
    """Print the figures; return 1 when the bound is missed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    faults: list[str] = []
    shares: list[tuple[int, int]] = []

    @seed(2026)
    @settings(
        max_examples=count, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=[*HealthCheck]
    )
    @given(sheets())
    def look(sheet: Sheet) -> None:
        faults.extend(misread(sheet))
        shares.append(share_stored(sheet))

    start = time.perf_counter()
    look()
    stored, lived = (sum(share[place] for share in shares) for place in (0, 1))
    print(
        f"{len(shares)} sheets, {lived} values: {len(faults)} wrong without a word (bound 0); "
        f"{stored} stored ({100 * stored / lived:.1f} %) once all was answered; {time.perf_counter() - start:.1f} s"
    )
    print("\n".join(faults[:20]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
