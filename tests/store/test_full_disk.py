"""A disk without a byte left: what is stored can be read, and what cannot be stored is refused whole."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.full_disk import SmallDisk, small_disk

from zonewise.model.entry import Entry
from zonewise.store import diary_file
from zonewise.store.backups import back_up, backup_folder, check_diary
from zonewise.store.connect import open_diary, reading, transaction
from zonewise.store.encryption import Key
from zonewise.store.entries import insert_entries, load_entries
from zonewise.store.private_files import write_private
from zonewise.store.refusals import DiaryRefused

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEY = Key(bytes(range(32)), b"zwd\x01" + b"1" * 12)


@pytest.fixture(params=[None, KEY], ids=["in the clear", "encrypted"])
def key(request: pytest.FixtureRequest) -> Key | None:
    """Return the key of the diary."""
    return request.param


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """Return a small disk with room on it."""
    with small_disk(tmp_path / "disk") as disk:
        yield disk


@pytest.fixture
def path(disk: SmallDisk, key: Key | None) -> Path:
    """Return a diary with one entry, which nobody has open, on a disk that is full."""
    path = disk.folder / "diary.sqlite"
    write(path, key, "before")
    disk.fill()
    return path


def write(path: Path, key: Key | None, name: str) -> None:
    """Add one entry to a diary."""
    engine = open_diary(path, key=key)
    try:
        with transaction(engine) as connection:
            insert_entries(connection, [Entry(name, date(2026, 1, 1), None, "note", "x", note=name)])
    finally:
        engine.dispose()


def read(path: Path, key: Key | None, meanwhile: Callable[[], None] = lambda: None) -> list[str]:
    """Return the ids of a diary's entries, after something else has happened to its file."""
    engine = open_diary(path, key=key, create=False)
    try:
        with reading(engine) as connection:
            ids = [entry.id for entry in load_entries(connection)]
            meanwhile()
            return ids
    finally:
        engine.dispose()


def test_a_diary_is_read_and_nothing_is_stored_by_half(path: Path, key: Key | None, disk: SmallDisk) -> None:
    """Opened for the first time since the disk is full it is read; what is written is refused as such, whole, and goes
    in once there is room.
    """  # fmt: skip
    before = path.read_bytes()

    assert read(path, key) == ["before"]
    with pytest.raises(DiaryRefused) as refused:
        write(path, key, "too much")
    assert refused.value.code == "disk-full"
    assert "the disk is full" in str(refused.value)
    assert path.read_bytes() == before
    assert read(path, key) == ["before"]

    disk.make_room()
    write(path, key, "after")
    assert sorted(read(path, key)) == ["after", "before"]


@pytest.mark.parametrize("job", [check_diary, lambda path, key: back_up(path, key, NOON)], ids=["check", "backup"])
def test_what_reads_for_long_says_that_the_disk_is_full(
    path: Path, key: Key | None, disk: SmallDisk, job: Callable[[Path, Key | None], object]
) -> None:
    """A backup is refused for want of room, and so is the weekly check, which never calls the diary damaged for it."""
    with pytest.raises(DiaryRefused) as refused:
        job(path, key)

    assert refused.value.code == "disk-full"
    assert not backup_folder(path).exists() or list(backup_folder(path).iterdir()) == []
    disk.make_room()
    job(path, key)


def test_what_is_read_while_another_program_writes_is_not_believed(path: Path, key: Key | None) -> None:
    """Without a log a page of before could stand beside one of after: that is refused, and read again it is right."""
    with pytest.raises(DiaryRefused) as refused:
        read(path, key, meanwhile=lambda: os.utime(path))

    assert refused.value.code == "diary-busy"
    assert read(path, key) == ["before"]


def test_a_diary_that_is_begun_on_a_full_disk_is_not_there(disk: SmallDisk, key: Key | None) -> None:
    """It is refused for want of room; then there is none yet, and with room it begins."""
    path = disk.folder / "new.sqlite"
    disk.fill()
    with pytest.raises(DiaryRefused) as refused:
        write(path, key, "first")
    assert refused.value.code == "disk-full"
    with pytest.raises(DiaryRefused) as refused:
        read(path, key)
    assert refused.value.code == "no-diary"

    disk.make_room()
    write(path, key, "first")
    assert read(path, key) == ["first"]


def test_a_disk_that_fails_with_room_on_it_is_not_called_full(
    path: Path, key: Key | None, disk: SmallDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only where no room is found is it called full: the same word of SQLite is a fault of the disk elsewhere."""

    def failing(*given: object, **settings: object) -> object:
        try:
            return real(*given, **settings)
        finally:
            disk.make_room()

    real = diary_file.checked_connection
    monkeypatch.setattr(diary_file, "checked_connection", failing)
    with pytest.raises(DiaryRefused) as refused:
        read(path, key)

    assert refused.value.code == "disk-error"


def test_a_small_file_leaves_no_half(disk: SmallDisk) -> None:
    """The older one stays, and nothing else."""
    file = disk.folder / "small"
    write_private(file, b"older")
    disk.fill()
    with pytest.raises(OSError, match=r"No space left|File too large"):
        write_private(file, b"newer")

    assert file.read_bytes() == b"older"
    assert disk.files() == {"small"}
