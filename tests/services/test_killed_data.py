"""A process killed at any instant loses no acknowledged entry, leaves a sound diary, and nothing half changed."""

import os
import random
import shutil
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from zonewise.model.entry import Entry
from zonewise.services.base.diary import Diary, add_entries
from zonewise.store.backups import list_backups
from zonewise.store.connect import open_diary, reading
from zonewise.store.copies import Content, check_copy
from zonewise.store.diary_file import SQLITE_HEAD
from zonewise.store.encryption import Key, head_of
from zonewise.store.refusals import DiaryRefused

from .conftest import newer_scripts
from .forked import KEYS, Forks

WRITERS = 3
KILLS = int(os.environ.get("SOAK_KILLS", "50"))  # `make soak` asks for more
INSTANTS = 8


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    """Yield what makes processes, and end those that still run."""
    made = Forks()
    yield made
    made.end()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return where the diary of a test lies."""
    return tmp_path / "diary.sqlite"


def stored(place: Path, key: Key | None) -> list[str]:
    """Return the id of every entry of a diary that SQLite and SQLCipher find sound, as often as it is there."""
    engine = open_diary(place, key=key, create=False, busy_seconds=20)
    try:
        with reading(engine) as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
            assert key is None or connection.exec_driver_sql("PRAGMA cipher_integrity_check").all() == []
            return list(connection.exec_driver_sql("SELECT id FROM entries").scalars())
    finally:
        engine.dispose()


def acknowledged(said: Path) -> set[str]:
    """Return what the writers were told is stored, and make sure that none was refused anything."""
    whole = said.read_text().rpartition("\n")[0].splitlines() if said.exists() else []
    assert [line for line in whole if line.startswith("!")] == []
    return set(whole)


def wait_for(said: Path, lines: int) -> None:
    """Wait until so many entries were acknowledged, however busy the machine is."""
    ends = time.monotonic() + 30
    while len(acknowledged(said)) < lines:
        assert time.monotonic() < ends
        time.sleep(0.001)


@pytest.mark.parametrize("name", ["none", "one"], ids=["in the clear", "encrypted"])
def test_killed_while_writing(forks: Forks, place: Path, tmp_path: Path, name: str) -> None:
    """Three processes write at once and are killed, fifty times in the clear and fifty times encrypted: each time all
    that was acknowledged is there, once, and at most one entry more for each process that ever wrote.
    """  # fmt: skip
    key, said, chance = KEYS[name], tmp_path / "said", random.Random(20261122)
    open_diary(place, key=key).dispose()
    began, started = time.perf_counter(), 0
    writing: list[int] = []
    for kill in range(KILLS):
        while len(writing) < WRITERS:
            writing.append(forks.start("write", place=place, key=key, name=f"w{started}", said=said))
            started += 1
        wait_for(said, len(acknowledged(said)) + chance.randrange(5))
        time.sleep(chance.uniform(0.0, 0.006))
        for _ in range(WRITERS if kill % 10 == 9 else 1):  # now and then all, so that nobody is left who knows
            forks.kill(writing.pop(chance.randrange(len(writing))))

        before = acknowledged(said)
        result = stored(place, key)
        assert len(result) == len(set(result))
        assert before <= set(result)
    for process in writing:
        forks.kill(process)
    result, told = stored(place, key), acknowledged(said)

    assert told <= set(result)
    assert len(result) <= len(told) + started
    assert len(told) > KILLS
    clear = [path for path in place.parent.rglob("diary*") if path.is_file() and b"a word of" in path.read_bytes()]
    assert (clear == []) is (key is not None)
    print(f"{name}: {KILLS} kills, {len(told)} entries acknowledged, {len(set(result) & told)} of them stored,"
          f" {len(result) - len(told)} stored and not acknowledged, {time.perf_counter() - began:.1f} s")  # fmt: skip


@pytest.mark.parametrize(("old", "new"), [("none", "one"), ("one", "none"), ("one", "two")])
def test_the_key_changes_under_writers(forks: Forks, place: Path, tmp_path: Path, old: str, new: str) -> None:
    """Entries that were acknowledged while the key was changed are in the diary with the new key: no process goes on
    writing to the file that is gone.
    """  # fmt: skip
    open_diary(place, key=KEYS[old]).dispose()
    for turn in range(3):
        said = [tmp_path / f"said-{turn}-{number}" for number in range(WRITERS)]
        writing = [forks.start("write", place=place, key=KEYS[old], name=path.name, said=path) for path in said]
        time.sleep(0.03)
        assert forks.wait(forks.start("rekey", place=place, old=KEYS[old], new=KEYS[new])) == 0
        assert [forks.wait(process) for process in writing] == [3] * WRITERS
        lines = [line for path in said for line in path.read_text().splitlines()]

        assert {line for line in lines if line.startswith("!")} <= {"!passphrase-changed", "!passphrase-needed"}
        told = {line for line in lines if not line.startswith("!")}
        result = stored(place, KEYS[new])
        assert told <= set(result)
        assert len(result) == len(set(result))
        old, new = new, old


def filled(place: Path, key: Key | None, entries: int = 300) -> Content:
    """Write a diary and return what it holds."""
    note = "a word of mine " * 10
    diary = Diary(str(place), key)
    at = "2026-01-01T12:00:00Z"
    add_entries(
        diary, [Entry(f"{n:05}", date(2026, 1, 1), None, "note", "x", note=note, entered_at=at) for n in range(entries)]
    )
    return check_copy(place, key)


def instants(seconds: float) -> list[float]:
    """Return random instants of a job that takes so long, some of them just after its end."""
    chance = random.Random(20261123)
    return [chance.uniform(0.0, 1.25) * seconds for _ in range(INSTANTS)]


def duration(forks: Forks, job: str, **given: object) -> float:
    """Return how long a job takes here and now, from its start to its end, seconds."""
    began = time.perf_counter()
    assert forks.wait(forks.start(job, **given)) == 0
    return time.perf_counter() - began


def key_of(path: Path, keys: tuple[Key | None, ...]) -> Key | None:
    """Return which of the keys a file says it has; it is no half file of either."""
    return next(key for key in keys if (key.head if key else SQLITE_HEAD) == head_of(path))


@pytest.mark.parametrize(("old", "new"), [("none", "one"), ("one", "two"), ("one", "none")])
def test_killed_while_the_key_changes(forks: Forks, place: Path, old: str, new: str) -> None:
    """The diary then opens with the old key or with the new one, whole, and no copy under another key is left."""
    keys = (KEYS[old], KEYS[new])
    content = filled(place, keys[0])
    forks.wait(forks.start("back_up", place=place, key=keys[0]))
    whole = duration(forks, "rekey", place=place, old=keys[0], new=keys[1])
    outcomes = []
    has = keys[1]
    for instant in instants(whole):
        other = keys[0] if has == keys[1] else keys[1]
        process = forks.start("rekey", place=place, old=has, new=other)
        time.sleep(instant)
        forks.kill(process)
        outcomes.append(key_of(place, keys) == other)
        has = key_of(place, keys)

        assert len(stored(place, has)) == 300
        assert check_copy(place, has) == content
        beside = {path.name for path in place.parent.iterdir()} - {"diary.sqlite-journal"}  # SQLite's own, and empty
        assert beside == {"diary.sqlite", "diary.sqlite-backups", "diary.sqlite-checked"}
        assert [check_copy(backup.path, key_of(backup.path, keys)) for backup in list_backups(place)] == [content]
    print(f"{old} to {new}: changed {sum(outcomes)}, not changed {len(outcomes) - sum(outcomes)}")


def test_killed_before_each_change_of_a_file(forks: Forks, place: Path, tmp_path: Path) -> None:
    """Killed just before each single change that it makes to a folder, while the key changes and while a backup comes
    back, the diary is there each time, whole, as it was or as it was to be.
    """  # fmt: skip
    contents = {number: filled(place.with_name(f"{number}.sqlite"), None, number) for number in (20, 30)}
    files = {number: place.with_name(f"{number}.sqlite") for number in contents}
    outcomes: dict[str, list[object]] = {"rekey": [], "restore": []}
    for job, given in (("rekey", {"old": None, "new": KEYS["one"]}), ("restore", {"key": None, "file": files[20]})):
        ended, change = -1, 0
        while ended != 0:
            change += 1
            shutil.copy(files[30], place)
            ended = forks.wait(forks.start(job, place=place, dies_at=change, **given))
            assert ended in (0, -9)
            key = key_of(place, (None, KEYS["one"]))
            count = len(stored(place, key))
            assert check_copy(place, key) == contents[count]
            outcomes[job].append((key, count))
        assert change > 5
        assert outcomes[job][0] == (None, 30)
        assert outcomes[job][-1] == ((KEYS["one"], 30) if job == "rekey" else (None, 20))
    print({job: len(item) for job, item in outcomes.items()}, "changes, a kill before each")


@pytest.mark.parametrize("name", ["none", "one"])
def test_killed_while_backing_up(forks: Forks, place: Path, name: str) -> None:
    """Every backup that is listed is whole, and the diary untouched."""
    content = filled(place, KEYS[name])
    whole = duration(forks, "back_up", place=place, key=KEYS[name])
    for instant in instants(whole):
        process = forks.start("back_up", place=place, key=KEYS[name])
        time.sleep(instant)
        forks.kill(process)

        assert {check_copy(backup.path, KEYS[name]) for backup in list_backups(place)} == {content}
    assert check_copy(place, KEYS[name]) == content


@pytest.mark.parametrize("name", ["none", "one"])
def test_killed_while_restoring(forks: Forks, place: Path, tmp_path: Path, name: str) -> None:
    """The diary is then the one it was or the one that came back, and the one it was is never lost."""
    key = KEYS[name]
    earlier = filled(place, key, 200)
    backup = tmp_path / "elsewhere.sqlite"
    shutil.copy(place, backup)
    later = filled(place, key, 300)
    now_file = tmp_path / "now.sqlite"
    shutil.copy(place, now_file)
    whole = duration(forks, "restore", place=place, key=key, file=backup)
    for instant in instants(whole):
        shutil.rmtree(tmp_path / "diary.sqlite-backups", ignore_errors=True)
        shutil.copy(now_file, place)
        process = forks.start("restore", place=place, key=key, file=backup)
        time.sleep(instant)
        forks.kill(process)

        result = len(stored(place, key))
        assert result in (200, 300)
        assert check_copy(place, key) == (earlier if result == 200 else later)
        kept = list_backups(place)
        assert result == 300 or any(check_copy(item.path, key) == later for item in kept)
        assert all(item.kind == "unreadable" or check_copy(item.path, key) == later for item in kept)


@pytest.mark.parametrize("name", ["none", "one"])
def test_killed_while_migrating(forks: Forks, place: Path, tmp_path: Path, name: str) -> None:
    """The diary is of the older release or of the newer one, and once it is newer its backup from before is whole."""
    key, scripts = KEYS[name], newer_scripts(tmp_path)
    content = filled(place, key)
    before = tmp_path / "before.sqlite"
    shutil.copy(place, before)
    whole = duration(forks, "migrate", place=place, key=key, scripts=scripts)
    newer = 0
    for instant in instants(whole):
        shutil.rmtree(tmp_path / "diary.sqlite-backups", ignore_errors=True)
        for ending in ("", "-wal", "-shm"):
            place.with_name(place.name + ending).unlink(missing_ok=True)
        shutil.copy(before, place)
        process = forks.start("migrate", place=place, key=key, scripts=scripts)
        time.sleep(instant)
        forks.kill(process)
        try:
            assert len(stored(place, key)) == 300
        except DiaryRefused as refused:
            assert refused.code == "newer-diary"  # noqa: PT017
            newer += 1
            assert [check_copy(backup.path, key) for backup in list_backups(place)] == [content]
    print(f"{name}: newer {newer}, still older {INSTANTS - newer}")


def test_killed_while_erasing(forks: Forks, place: Path) -> None:
    """What is left after a kill is erased the next time, and then nothing of ours is there."""
    for instant in (number / 1000 for number in range(INSTANTS)):
        filled(place, None, 20)
        forks.wait(forks.start("back_up", place=place, key=None))
        process = forks.start("erase", place=place)
        time.sleep(instant)
        forks.kill(process)
        if any(place.parent.iterdir()):
            assert forks.wait(forks.start("erase", place=place)) == 0

        assert list(place.parent.iterdir()) == []
