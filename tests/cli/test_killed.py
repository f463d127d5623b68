"""A process that is killed in the middle of an import leaves all of it or nothing."""

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

DAYS = 300
ENTRIES = DAYS * 10 + DAYS - 35

PAUSES = """
import sys, time
import zonewise.store.entries as entries
real, batches = entries.insert_entries, 0
def slow(connection, some):
    global batches
    done = real(connection, some)
    batches += 1
    print(batches, file=sys.stderr, flush=True)
    time.sleep(0.02)
    return done
entries.insert_entries = slow
"""

AT_THE_END = """
import sys, time
import zonewise.store.records as imports
real = imports.add_import
def last(connection, taken):
    done = real(connection, taken)
    print('last', file=sys.stderr, flush=True)
    time.sleep(60)
    return done
imports.add_import = last
"""


@pytest.fixture
def long_csv(tmp_path: Path, rated_csv: Any) -> Path:
    """Return a file of more than five thousand entries."""
    path = tmp_path / "long.csv"
    path.write_text(rated_csv(DAYS), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def seconds_whole(rated_csv: Any, empty_diary: Path, tmp_path_factory: pytest.TempPathFactory) -> float:
    """Return how long the whole import takes here and now, seconds."""
    folder = tmp_path_factory.mktemp("trial")
    (folder / "long.csv").write_text(rated_csv(DAYS), encoding="utf-8")
    shutil.copy(empty_diary, folder / "trial.sqlite")
    program = "from zonewise.cli.main import main\nmain()"
    began = time.monotonic()
    subprocess.run(
        [sys.executable, "-c", program, "import", folder / "long.csv", "--diary", folder / "trial.sqlite"],
        check=True,
        capture_output=True,
    )
    return time.monotonic() - began


def _killed(zonewise: Any, path: Path, wrapper: str, line: str) -> None:
    process = zonewise.process("import", path, wrapper=wrapper)
    while (output := process.stderr.readline()) and output.strip() != line:
        pass
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("batch", ["1", "4"])
def test_killed_while_writing(zonewise: Any, long_csv: Path, batch: str) -> None:
    """Killed after the first thousand entries or after all of them, nothing is stored."""
    zonewise("check-in", "pain=3", "--on", "2023-12-31")
    before = zonewise.held()

    _killed(zonewise, long_csv, PAUSES, batch)

    assert zonewise.held() == before
    assert zonewise.json("import", long_csv)["added"] == ENTRIES


def test_killed_before_the_last_word(zonewise: Any, long_csv: Path) -> None:
    """Killed when every entry is written and not yet committed, nothing is stored."""
    _killed(zonewise, long_csv, AT_THE_END, "last")

    assert zonewise.held() == []
    assert zonewise.json("import", long_csv)["added"] == ENTRIES


@pytest.mark.parametrize("share", [0.6, 0.8, 0.95])
def test_killed_at_any_instant(zonewise: Any, long_csv: Path, seconds_whole: float, share: float) -> None:
    """Killed at whatever instant, the diary holds all of the file or none of it, and can be used at once."""
    process = zonewise.process("import", long_csv)
    time.sleep(seconds_whole * share)
    process.kill()
    process.communicate(timeout=60)

    assert sum(row[0] == "entries" for row in zonewise.held()) in (0, ENTRIES)
    assert len(zonewise.entries()) in (0, ENTRIES)
