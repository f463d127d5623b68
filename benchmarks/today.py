"""How long `today` takes inside a process on a two-year diary; beside it, loading the entries alone.

Run: python benchmarks/today.py
Bound: under 20 ms, entries already loaded. Each round adds one entry first, so that nothing can be remembered.
"""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

from _diary_files import LAST_DAY, write_diary
from zonewise.model.entry import Entry
from zonewise.services.base.daily_guidance import guidance_of_day
from zonewise.services.base.diary import Diary, new_id, read_connection
from zonewise.services.base.profile import profile_of
from zonewise.services.importing.import_file import import_file
from zonewise.services.importing.proposal import ImportOptions
from zonewise.store.entries import load_entries

MILLISECONDS, ROUNDS = 20.0, 25


def loaded_from(diary: Diary) -> tuple[Entry, ...]:
    """Read every entry of a diary from its file, whatever this process remembers of it."""
    with read_connection(diary) as connection:
        return load_entries(connection)


def main() -> int:
    """Print the figures; return 1 when the bound is missed."""
    with tempfile.TemporaryDirectory() as folder:
        file, diary = Path(folder) / "diary.csv", Diary(str(Path(folder) / "diary.sqlite"))
        write_diary(file, 730)
        import_file(diary, file, ImportOptions())
        taken, loaded = [], []
        entries = loaded_from(diary)
        for _ in range(ROUNDS):
            begun = perf_counter()
            loaded_from(diary)
            loaded.append((perf_counter() - begun) * 1e3)
            entries = (*entries, replace(entries[-1], id=new_id()))
            profile = profile_of(entries)
            begun = perf_counter()
            answered = guidance_of_day(entries, LAST_DAY, profile)
            taken.append((perf_counter() - begun) * 1e3)
        ours, loading = median(taken), median(loaded)
        print(
            f"today, {len(entries)} entries: {ours / loading:.2f} times loading them; {ours:.1f} ms "
            f"(bound {MILLISECONDS:g} ms), loading {loading:.1f} ms; action {answered.guidance.action}"
        )
    return int(ours > MILLISECONDS)


if __name__ == "__main__":
    sys.exit(main())
