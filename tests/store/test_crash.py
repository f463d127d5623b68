"""A kill or a full disk at any moment leaves a sound diary that holds all of a transaction or nothing of it."""

import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from zonewise.model.entry import Entry
from zonewise.store.connect import open_diary, reading, transaction
from zonewise.store.entries import count_entries, insert_entries, load_entries
from zonewise.store.refusals import DiaryRefused

from .conftest import begin_diary, read_entries, write_entries

Make = Callable[..., Entry]

BATCH = 8_000
STORE = """
import resource, sys
from datetime import date
from itertools import count
from zonewise.model.entry import Entry
from zonewise.store.connect import open_diary, transaction
from zonewise.store.entries import insert_entries
from zonewise.store.refusals import DiaryRefused

engine = open_diary(sys.argv[1])
"""
"""What each program begins with."""
ONE_TRANSACTION = f"""{STORE}
with transaction(engine) as connection:
    connection.exec_driver_sql("PRAGMA cache_size = 20")  # so that pages reach the disk long before the commit
    print("begun", flush=True)
    numbers = (n * 7919 % {BATCH} for n in range({BATCH}))
    insert_entries(connection, (Entry(f"{{n:06}}", date(2026, 1, 1), None, "note", "x") for n in numbers))
print("done", flush=True)
sys.stdin.read()
"""
MANY_TRANSACTIONS = f"""{STORE}
for n in count():
    with transaction(engine) as connection:
        insert_entries(connection, [Entry(f"{{n:06}}", date(2026, 1, 1), None, "note", "x")])
    print(n, flush=True)
"""


def begun(program: str, path: Path) -> "subprocess.Popen[str]":
    """Start a program on a diary and return once it has printed its first line."""
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() in ("begun\n", "0\n")
    return process


def killed(process: "subprocess.Popen[str]") -> list[str]:
    """Kill it without a warning and return what else it had printed."""
    process.kill()
    process.wait()
    process.stdin.close()
    with process.stdout:  # not communicate(), which loses what readline() has taken in beyond its line
        return process.stdout.read().splitlines()


def stored_in(path: Path) -> int:
    """Return how many entries a diary holds that SQLite finds sound."""
    engine = open_diary(path, create=False)
    with reading(engine) as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
        stored = count_entries(connection)
        assert len(load_entries(connection)) == stored
    engine.dispose()
    return stored


def test_a_kill_leaves_all_or_nothing(tmp_path: Path) -> None:
    """Killed before, in the middle of and after its commit, a large batch is there whole or not at all."""
    chance = random.Random(20260301)
    path = tmp_path / "timed.db"
    process = begun(ONE_TRANSACTION, path)
    started = time.perf_counter()
    assert process.stdout.readline() == "done\n"
    whole = time.perf_counter() - started
    assert killed(process) == []
    assert stored_in(path) == BATCH  # killed after it was acknowledged

    for part in (0.05, 0.3, 0.6, 0.85, 0.95, 1.0):
        path = tmp_path / f"killed-{part}.db"
        process = begun(ONE_TRANSACTION, path)
        time.sleep(whole * part * chance.uniform(0.9, 1.1))
        acknowledged = killed(process) == ["done"]

        assert stored_in(path) in ((BATCH,) if acknowledged else (0, BATCH))


def test_a_kill_in_the_middle_stores_nothing(tmp_path: Path, entry: Make) -> None:
    """What was there before stays, and the diary takes the same batch afterwards as if nothing had happened."""
    path = tmp_path / "diary.db"
    begin_diary(path, [entry("before")])
    killed(begun(ONE_TRANSACTION, path))  # a few milliseconds into some hundreds

    assert stored_in(path) == 1
    process = begun(ONE_TRANSACTION, path)
    assert process.stdout.readline() == "done\n"
    killed(process)
    assert stored_in(path) == BATCH + 1


def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    """Of many small transactions, none that was acknowledged is lost when the process is killed."""
    path = tmp_path / "diary.db"
    chance = random.Random(20260302)
    process = begun(MANY_TRANSACTIONS, path)
    time.sleep(chance.uniform(0.2, 0.5))
    acknowledged = 1 + len(killed(process))

    assert stored_in(path) in (acknowledged, acknowledged + 1)


@pytest.mark.parametrize("place", ["file"], indirect=True)
def test_a_full_disk_stores_nothing(diary: Engine, place: str, entry: Make) -> None:
    """When space runs out in the middle, that is said, nothing of it stays, and with more space it works."""
    write_entries(diary, [entry("before")])
    many = [entry(f"{n:05}", note="word " * 20) for n in range(3000)]
    with reading(diary) as connection:  # the setting stays with the one connection that the engine keeps
        connection.exec_driver_sql("PRAGMA max_page_count = 60")
    with pytest.raises(DiaryRefused) as refused, transaction(diary) as connection:
        insert_entries(connection, many)

    assert refused.value.code == "disk-full"
    assert stored_in(Path(place)) == 1
    with transaction(diary) as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 100000")
        insert_entries(connection, many)
    assert stored_in(Path(place)) == 3001


WITH_A_LIMIT = f"""{STORE}
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    with transaction(engine) as connection:
        insert_entries(connection, (Entry(str(n), date(2026, 1, 1), None, "note", "x") for n in range(12_000)))
except DiaryRefused as refused:
    print(refused.code)
"""


def test_a_disk_that_refuses_to_write_stores_nothing(tmp_path: Path, entry: Make) -> None:
    """When the system refuses a write, at the commit at the latest, that is said, and what was there stays."""
    path = tmp_path / "diary.db"
    begin_diary(path, [entry("before")])

    command = [sys.executable, "-c", WITH_A_LIMIT, str(path)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert printed in ("disk-full\n", "disk-error\n")
    assert stored_in(path) == 1


@pytest.mark.parametrize("place", ["clinic"], indirect=True)
def test_a_server_that_hangs_up_stores_nothing(diary: Engine, entry: Make) -> None:
    """When the server ends a connection in the middle, that is said, nothing stays, and the next one works."""

    def cut_off() -> None:
        with transaction(diary) as connection:
            insert_entries(connection, [entry("a")])
            process = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            with transaction(diary) as other:
                other.execute(text("SELECT pg_terminate_backend(:process, 5000)"), {"process": process})
            insert_entries(connection, [entry("b")])

    with pytest.raises(DiaryRefused) as refused:
        cut_off()

    assert refused.value.code == "store-unreachable"
    assert read_entries(diary) == ()


@pytest.mark.parametrize("place", ["clinic"], indirect=True)
def test_a_server_that_was_started_again_is_found_again(
    diary: Engine, place: str, opened: Callable[..., Engine]
) -> None:
    """A connection that was kept idle and has died meanwhile is replaced without a word."""
    with reading(diary) as connection:
        process = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with transaction(opened(place)) as other:
        assert other.execute(text("SELECT pg_terminate_backend(:process, 5000)"), {"process": process}).scalar_one()

    assert read_entries(diary) == ()


def test_no_room_for_a_new_diary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full when a diary is begun leaves no half diary: with space again it can be begun."""
    path = tmp_path / "diary.db"
    monkeypatch.setattr("zonewise.store.diary_file.PRAGMAS", ("max_page_count = 3",))
    with pytest.raises(DiaryRefused) as refused:
        open_diary(path)
    monkeypatch.undo()

    assert refused.value.code == "disk-full"
    open_diary(path).dispose()
    assert stored_in(path) == 0
