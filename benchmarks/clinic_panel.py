"""How long the prescriber's panel takes with 200 people of a page each, from the encrypted file to its sorted rows.

Run: python benchmarks/clinic_panel.py
Bound: 0.3 s, the middle of 9 looks; beside it what opening the file alone takes.
"""

import statistics
import sys
import tempfile
import time
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

from zonewise.fhir.summary import ClinicSummary
from zonewise.plan.signature.pairing_code import pairing_code
from zonewise.services.clinic.clinic_file import Clinic, begin_clinic, read_clinic
from zonewise.services.clinic.panel import PanelRow, panel
from zonewise.services.clinic.people import keep_page
from zonewise.services.custody.passphrase import Secret

PEOPLE, LOOKS, SECONDS = 200, 9, 0.3
PAGE_BYTES = 150_000  # About what a page with its PDF takes.
TODAY = date(2026, 11, 30)
KINDS = (
    {"action": "keep", "zone": "green"}, {"action": "pause", "zone": "red", "phase": "paused"},
    {"action": "keep", "zone": "yellow", "flare_since": "2026-11-25"}, {"action": "emergency", "danger": "liver"},
    {"action": "keep", "zone": "green", "review_due": "2026-11-28"}, {"action": "keep", "zone": "green"},
)  # fmt: skip


def summary_of(number: int) -> ClinicSummary:
    """Return how the person of a number is."""
    texts = dict.fromkeys(ClinicSummary.__dataclass_fields__, "") | {
        "person": pairing_code((2 * number).to_bytes(7)),
        "name": f"Person {number}",
        "as_of": (TODAY - timedelta(days=number % 40)).isoformat(),
        "dose_mg": "1.5",
    }
    return ClinicSummary(**(texts | KINDS[number % len(KINDS)] | {"waits_for_word": False}))  # type: ignore[arg-type]


def panel_of(folder: Path, people: int) -> tuple[tuple[PanelRow, ...], Clinic]:
    """Return the rows of a panel of so many people, and the file that they lie in."""
    clinic = begin_clinic(Clinic(str(folder / "clinic.sqlite")), Secret("some words for a benchmark"))
    for number in range(people):
        summary = summary_of(number)
        content = repr(asdict(summary)).encode().ljust(PAGE_BYTES if people == PEOPLE else 500)
        keep_page(clinic, content, summary, summary.name)
    return panel(clinic, TODAY), clinic


def main() -> int:
    """Print the figure; return 1 when the bound is missed."""
    with tempfile.TemporaryDirectory() as folder:
        rows, clinic = panel_of(Path(folder), PEOPLE)
        seconds, opening = [], []
        for _ in range(LOOKS):
            began = time.perf_counter()
            panel(clinic, TODAY)
            seconds.append(time.perf_counter() - began)
            began = time.perf_counter()
            with read_clinic(clinic):
                pass
            opening.append(time.perf_counter() - began)
        megabytes = sum(file.stat().st_size for file in Path(folder).iterdir()) / 1024**2
    middle = statistics.median(seconds)
    print(
        f"panel of {len(rows)} people, {megabytes:.0f} MB: {1000 * middle:.0f} ms (bound {1000 * SECONDS:.0f} ms);"
        f" opening the file alone {1000 * statistics.median(opening):.0f} ms"
    )
    return int(middle > SECONDS or len(rows) != PEOPLE)


if __name__ == "__main__":
    sys.exit(main())
