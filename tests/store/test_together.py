"""Writers take turns, readers are not disturbed, and a diary that is only read is not written."""

import hashlib
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from zonewise.model.entry import Entry
from zonewise.store.connect import open_diary, reading, transaction
from zonewise.store.entries import insert_entries, load_entries
from zonewise.store.refusals import DiaryRefused

from .conftest import begin_diary, read_entries, write_entries

Make = Callable[..., Entry]
Open = Callable[..., Engine]


def test_a_second_writer_waits_its_turn(place: str, opened: Open, entry: Make) -> None:
    """A writer that comes second waits until the first has finished; both are stored."""
    first, second = opened(place), opened(place)
    started = threading.Event()

    def write_second() -> None:
        started.set()
        write_entries(second, [entry("a"), entry("b")])

    writer = threading.Thread(target=write_second)
    with transaction(first) as connection:
        insert_entries(connection, [entry("a")])
        writer.start()
        started.wait()
        writer.join(timeout=0.2)
        assert writer.is_alive()  # it waits: both write the entry "a"
    writer.join()

    assert read_entries(first) == (entry("a"), entry("b"))


def test_a_writer_that_waited_too_long_is_told_so(place: str, opened: Open, entry: Make) -> None:
    """When the first writer takes too long, the second is refused as busy and stores nothing."""
    first, second = opened(place), opened(place, busy_seconds=0.1)
    with transaction(first) as connection:
        insert_entries(connection, [entry("a")])
        with pytest.raises(DiaryRefused) as refused, transaction(second) as other:
            insert_entries(other, [entry("b"), entry("a")])
    assert read_entries(second) == (entry("a"),)

    assert refused.value.code == "diary-busy"
    assert "try again" in str(refused.value)


def test_a_reader_sees_what_was_there_before(place: str, opened: Open, entry: Make) -> None:
    """A reader goes on during a write, sees nothing of it, and sees the same until it is done reading."""
    writer, reader = opened(place), opened(place)
    write_entries(writer, [entry("a")])
    with reading(reader) as connection:
        with transaction(writer) as writing:
            insert_entries(writing, [entry("b")])
            assert load_entries(connection) == (entry("a"),)
        assert load_entries(connection) == (entry("a"),)
    assert read_entries(reader) == (entry("a"), entry("b"))


def test_many_open_a_new_diary_at_once(place: str, entry: Make) -> None:
    """Of several who begin the same diary at the same moment, one makes it and all can write."""
    failures: list[BaseException] = []
    ready = threading.Barrier(4)

    def begin(name: str) -> None:
        ready.wait()
        try:
            engine = open_diary(place, busy_seconds=20)
            write_entries(engine, [entry(name)])
            engine.dispose()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=begin, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    engine = open_diary(place, create=False)
    with reading(engine) as connection:
        assert [one.id for one in load_entries(connection)] == list("abcd")
    engine.dispose()


@pytest.mark.parametrize("place", ["file"], indirect=True)
def test_reading_writes_nothing(place: str, opened: Open, entry: Make) -> None:
    """Opening and reading a diary of this release leaves the file, its time and its folder as they were."""
    begin_diary(place, [entry("a")])
    path = Path(place)
    before = hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns, list(path.parent.iterdir())

    engine = opened(place, create=False)
    assert read_entries(engine) == (entry("a"),)
    engine.dispose()

    after = hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns, list(path.parent.iterdir())
    assert after == before


@pytest.mark.parametrize("place", ["file"], indirect=True)
def test_opening_a_current_diary_is_light(place: str, opened: Open) -> None:
    """The migration tool, the slowest import, stays out until a diary has to come forward."""
    opened(place).dispose()
    program = (
        "import sys; from zonewise.store.connect import open_diary; open_diary(sys.argv[1]).dispose();"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )

    printed = subprocess.run([sys.executable, "-c", program, place], capture_output=True, text=True, check=True).stdout

    assert {"alembic", "mako", "psycopg", "numpy", "sqlalchemy"} & set(printed.split()) == {"sqlalchemy"}


@pytest.mark.parametrize("place", ["file"], indirect=True)
def test_each_connection_is_set_for_safety(diary: Engine) -> None:
    """A commit is on the disk before it is acknowledged, and readers and a writer can work beside each other."""
    with reading(diary) as connection:
        result = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in (
                "journal_mode",
                "synchronous",
                "foreign_keys",
                "busy_timeout",
                "recursive_triggers",
                "trusted_schema",
                "cell_size_check",
            )
        }
        driver = connection.connection.dbapi_connection

    assert result == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "recursive_triggers": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
    }
    assert driver.isolation_level is None  # the driver begins and ends no transaction of its own
