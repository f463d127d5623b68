"""Who may have a diary open, and who has it alone."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from zonewise.store.connect import open_diary, reading
from zonewise.store.lock import Lock, exclusive_lock, shared_lock
from zonewise.store.refusals import DiaryRefused

Open = Callable[..., Engine]


def test_nobody_is_let_in_while_someone_is_alone(tmp_path: Path) -> None:
    """While someone has the file alone, opening the diary waits, then says that it is in use."""
    open_diary(tmp_path / "diary.db").dispose()

    with exclusive_lock(tmp_path / "diary.db", 0.1), pytest.raises(DiaryRefused, match="diary-busy"):
        open_diary(tmp_path / "diary.db", busy_seconds=0.1)
    open_diary(tmp_path / "diary.db").dispose()


def test_nobody_is_alone_while_it_is_open(tmp_path: Path, opened: Open) -> None:
    """While the diary is open, even in this process and even idle, nobody has it alone."""
    engine = opened(tmp_path / "diary.db")
    with reading(engine):
        pass

    with pytest.raises(DiaryRefused, match="diary-busy"), exclusive_lock(tmp_path / "diary.db", 0.1):
        raise AssertionError
    engine.dispose()
    with exclusive_lock(tmp_path / "diary.db", 0.1):
        pass


def test_whoever_waited_holds_the_lock_that_others_see(tmp_path: Path) -> None:
    """Who had the file alone takes the lock's file away; who waited for it does not hold on to a file that is gone."""
    path = tmp_path / "diary.db"
    open_diary(path).dispose()
    got: list[Lock] = []
    waiter = threading.Thread(target=lambda: got.append(shared_lock(path, 20.0)))
    with exclusive_lock(path, 1.0):
        waiter.start()
        time.sleep(0.1)
    waiter.join()

    with pytest.raises(DiaryRefused, match="diary-busy"), exclusive_lock(path, 0.05):
        raise AssertionError
    got[0].close()


def test_a_stream_of_readers_keeps_nobody_out(tmp_path: Path) -> None:
    """Who wants the file alone gets it, although others open and close the diary without a pause."""
    path = tmp_path / "diary.db"
    open_diary(path).dispose()
    ends = threading.Event()
    faults: list[BaseException] = []

    def read() -> None:
        while not ends.is_set():
            try:
                lock = shared_lock(path, 20.0)
                time.sleep(0.002)
                lock.close()
            except BaseException as error:
                faults.append(error)
                return

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for _ in range(3):
            with exclusive_lock(path, 20.0):
                pass
    finally:
        ends.set()
        for reader in readers:
            reader.join()

    assert faults == []
    assert [item.name for item in tmp_path.iterdir()] == ["diary.db"]


def test_a_file_in_the_making_is_cleared_away(tmp_path: Path) -> None:
    """What a process left half made when it was killed, which may be in the clear, is gone once the diary is opened."""
    open_diary(tmp_path / "diary.db").dispose()
    (tmp_path / "diary.db-new").write_bytes(b"half of a diary in the clear")

    open_diary(tmp_path / "diary.db").dispose()

    assert [item.name for item in tmp_path.iterdir()] == ["diary.db"]
