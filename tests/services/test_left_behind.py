"""What a diary leaves on a disk: none of an encrypted one in the clear, whatever is killed when."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from zonewise.model.entry import Entry
from zonewise.services.base.clock import utc_now
from zonewise.services.base.diary import Diary, add_entries, all_entries
from zonewise.services.base.text_files import write_bytes
from zonewise.services.custody import memory_files
from zonewise.services.custody.backups import (
    back_up,
    clean_up,
    copies_in_the_clear,
    erase,
    export_bytes,
    export_csv,
    files_to_erase,
)
from zonewise.services.custody.passphrase import Secret, change_passphrase, remove_passphrase, set_passphrase, unlock
from zonewise.services.custody.sealed_file import sealed_file
from zonewise.services.sharing.calendar_file import write_calendar
from zonewise.store.backup_names import backup_folder, is_backup_name
from zonewise.store.backups import list_backups
from zonewise.store.diary_file import part_file
from zonewise.store.encryption import head_of
from zonewise.store.halves import clear_dead_halves, copy_lock_file, halves, new_half
from zonewise.store.private_files import half_of_rekey_journal, rekey_journal_file

from .forked import KEYS, Forks
from .test_killed_data import filled, key_of, stored

pytestmark = pytest.mark.usefixtures("cheap_keys")
MARK = "the words of an encrypted diary"
ONE, TWO = Secret("the first passphrase"), Secret("the second passphrase")


@pytest.fixture
def diary(tmp_path: Path) -> Diary:
    """Return a diary with words that are looked for on the disk."""
    diary = Diary(str(tmp_path / "home" / "diary.sqlite"))
    (tmp_path / "home").mkdir()
    add_entries(diary, [Entry("a", date(2026, 1, 1), None, "note", "x", note=MARK)])
    return diary


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder for temporary files, of this test alone."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def files_with_words(*folders: Path) -> list[Path]:
    """Return every plain file of some folders in which the words stand."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return [path for path in files if MARK.encode() in path.read_bytes()]


def test_a_sent_file_lies_in_memory_alone(temporary: Path) -> None:
    """While a service reads it by its path, no file of a disk holds what a browser sent; then it is gone."""
    with memory_files.memory_file("mine.csv", MARK.encode()) as path:
        assert (path.name, path.read_bytes(), path.stat().st_size) == ("mine.csv", MARK.encode(), len(MARK))
        with path.open("rb") as first, path.open("rb") as second:
            assert first.read(3) == second.read(3) == MARK[:3].encode()
        assert files_with_words(temporary) == []

    assert list(temporary.iterdir()) == []


def test_a_sent_backup_lies_in_a_folder_in_memory(temporary: Path) -> None:
    """What SQLite has to open lies where the system keeps files in memory, for its owner alone."""
    with memory_files.memory_copy("mine.sqlite", MARK.encode()) as path:
        assert files_with_words(temporary) == []
        assert memory_files.memory_folder() in path.parents
        assert path.parent.stat().st_mode & 0o777 == 0o700


def test_what_is_taken_out_of_a_workbook_is_unreadable_on_the_disk() -> None:
    """The file for a while has no name and holds nothing of the text; read back from any place it is the same."""
    text = b"".join(f"{number},{MARK}\n".encode() for number in range(40_000))
    with sealed_file() as file:
        for start in range(0, len(text), 7001):
            file.write(text[start : start + 7001])
        file.flush()
        raw = os.pread(file.raw._file.fileno(), len(text), 0)

        assert len(raw) == len(text)
        assert MARK.encode() not in raw
        for place in (0, 5, 16, 65_537, 999_999, len(text) - 3):
            file.seek(place)
            assert file.read(300) == text[place : place + 300]
        file.seek(0)
        assert file.read() == text


def test_the_export_of_a_page_is_written_nowhere(diary: Diary, temporary: Path) -> None:
    """What a page exports is what the command writes, and no file holds it on the way."""
    encrypted = set_passphrase(diary, ONE).diary

    content = export_bytes(encrypted)

    assert MARK.encode() in content
    assert files_with_words(temporary, Path(diary.place).parent) == []
    export_csv(encrypted, temporary / "out.csv")
    assert (temporary / "out.csv").read_bytes() == content


KILLED = """
import os, sys
from pathlib import Path
from zonewise.services.base.clock import utc_now
from zonewise.services.base.diary import Diary
from zonewise.services.custody import backups
real = backups.write_native
def dies(*given):
    yield from real(*given)
    sys.stdout.flush()
    os._exit(9)
backups.write_native = dies
backups.export_csv(Diary(sys.argv[1]), Path(sys.argv[2]))
"""


def test_a_killed_export_leaves_no_half(diary: Diary, temporary: Path) -> None:
    """An export that is killed once it has written everything, but its name, leaves nothing."""
    command = [sys.executable, "-c", KILLED, diary.place, str(temporary / "out.csv")]

    assert subprocess.run(command, check=False).returncode == 9
    assert list(temporary.iterdir()) == []


def test_what_older_releases_left_is_taken_away(diary: Diary, temporary: Path) -> None:
    """Folders with words, as a killed process of an older release left them, go at the start and with an erasure; those
    of a process that works, of the example, and of other programs stay.
    """  # fmt: skip
    old, names = (
        utc_now().timestamp() - 3600,
        ("zonewise-abcd1234", "tmpabcd1234", "zonewise-example-abcd1234", "tmpother123"),
    )
    for name in (*names, "zonewise-fresh123"):
        (temporary / name).mkdir()
        file = "trial.sqlite" if name == "tmpabcd1234" else "diary.csv"
        (temporary / name / file).write_text(MARK)
        os.utime(temporary / name, (old, old))
    os.utime(temporary / "zonewise-fresh123")
    left = [temporary / name for name in names[:2]]

    assert set(left) <= set(files_to_erase(diary))
    clean_up(diary)

    assert {path.name for path in temporary.iterdir()} == {*names[2:], "zonewise-fresh123"}
    (temporary / names[0]).mkdir()
    os.utime(temporary / names[0], (old, old))
    assert temporary / names[0] in erase(diary).files
    assert not (temporary / names[0]).exists()


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_what_is_written_for_a_person_is_for_its_owner_alone(diary: Diary, temporary: Path, umask: int) -> None:
    """Exports, calendars, and what reports, cards and mappings are written with, can be read by nobody else."""
    before = os.umask(umask)
    try:
        export_csv(diary, temporary / "out.csv")
        write_calendar(temporary / "out.ics", SimpleNamespace(content=b"BEGIN:VCALENDAR"))
        write_bytes(temporary / "out.pdf", b"%PDF")
    finally:
        os.umask(before)

    assert {path.name: path.stat().st_mode & 0o777 for path in temporary.iterdir()} == dict.fromkeys(
        ("out.csv", "out.ics", "out.pdf"), 0o600
    )


def interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a change of the key be killed once the diary has changed and before a backup has."""

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("zonewise.store.rekeying.rekey_backups", killed)


def test_an_interrupted_change_of_the_passphrase_is_ended_at_the_next_start(
    diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Set, changed or removed: the copies that had not followed do so as soon as the diary is opened again."""
    path = Path(diary.place)
    back_up(diary)
    steps = (
        (lambda: set_passphrase(diary, ONE), ONE),
        (lambda: change_passphrase(diary, ONE, TWO), TWO),
        (lambda: remove_passphrase(diary, TWO), None),
    )
    for change, secret in steps:
        with monkeypatch.context() as patch:
            interrupted(patch)
            with pytest.raises(KeyboardInterrupt):
                change()
        (before,) = list_backups(path)
        assert head_of(before.path) != head_of(path)
        assert rekey_journal_file(path).stat().st_mode & 0o777 == 0o600

        opened = unlock(diary, secret) if secret is not None else diary
        assert len(all_entries(opened)) == 1

        (after,) = list_backups(path)
        assert after.encrypted is (secret is not None)
        assert not after.encrypted or head_of(after.path) == head_of(path)
        assert not rekey_journal_file(path).exists()


def test_half_of_what_a_change_of_the_passphrase_notes_is_taken_away(diary: Diary) -> None:
    """It may hold the key that the diary still has: the next who opens the diary deletes it, and so does erasing."""
    half = half_of_rekey_journal(Path(diary.place))
    half.write_bytes(b"{")
    all_entries(diary)
    assert not half.exists()
    half.write_bytes(b"{")
    assert half in files_to_erase(diary)


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    """Yield what makes processes, and end those that still run."""
    made = Forks()
    yield made
    made.end()


def test_killed_at_any_change_every_copy_ends_in_one_state(forks: Forks, tmp_path: Path) -> None:
    """Killed just before each change of a file while a passphrase is set, then opened: either nothing has one, or all
    has it, the half of a copy that an earlier kill left included.
    """  # fmt: skip
    place, ready = tmp_path / "diary.sqlite", tmp_path / "ready.sqlite"
    filled(ready, None, 5)
    forks.wait(forks.start("back_up", place=ready, key=None))
    ended, change, encrypted = -1, 0, 0
    while ended != 0:
        change += 1
        for path in (place, backup_folder(place)):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        shutil.copy(ready, place)
        shutil.copytree(backup_folder(ready), backup_folder(place))
        (backup_folder(place) / "20260101T000000Z-no1.sqlite.0123abcd.part").write_bytes(b"a word of mine")
        ended = forks.wait(forks.start("rekey", place=place, old=None, new=KEYS["one"], dies_at=change))
        assert ended in (0, -9)
        key = key_of(place, (None, KEYS["one"]))

        assert len(stored(place, key)) == 5
        assert [copy.encrypted for copy in list_backups(place)] == [key is not None]
        assert not rekey_journal_file(place).exists()
        if key is not None:
            encrypted += 1
            assert copies_in_the_clear(Diary(str(place))) == ()
    assert 0 < encrypted < change
    print(f"killed before each of {change - 1} changes; encrypted after {encrypted} of them")


MAKERS = {
    "set": ("rekey", "none", {"old": "none", "new": "one"}),
    "change": ("rekey", "one", {"old": "one", "new": "two"}),
    "remove": ("rekey", "one", {"old": "one", "new": "none"}),
    "backup": ("back_up", "one", {"key": "one"}),
    "restore": ("restore", "one", {"key": "one"}),
}
"""Who makes copies of a diary: the job, the key that the diary has before, and the keys that the job is given."""


@pytest.mark.parametrize("maker", MAKERS)
def test_killed_at_any_change_no_half_is_left_after_the_next_start(forks: Forks, tmp_path: Path, maker: str) -> None:
    """Killed just before each change of a file, then opened once: no half of a copy lies there, whoever was making it,
    every copy that has a name is whole, and nothing of an encrypted diary is in the clear.
    """  # fmt: skip
    job, name, names = MAKERS[maker]
    place, ready, before = tmp_path / "diary.sqlite", tmp_path / "ready.sqlite", KEYS[name]
    filled(ready, before, 5)
    forks.wait(forks.start("back_up", place=ready, key=before))
    given: dict[str, object] = {argument: KEYS[key] for argument, key in names.items()}
    if job == "restore":
        given["file"] = next(backup_folder(ready).iterdir())
    ended, change, left, after = -1, 0, 0, given.get("new", before)
    while ended != 0:
        change += 1
        for path in tmp_path.glob("diary.sqlite*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copy(ready, place)
        shutil.copytree(backup_folder(ready), backup_folder(place))
        ended = forks.wait(forks.start(job, place=place, dies_at=change, **given))
        assert ended in (0, -9)
        left += any(path.name.endswith(".part") for path in tmp_path.rglob("*"))

        key = key_of(place, (before, after))
        assert len(stored(place, key)) == 5

        assert [path.name for path in tmp_path.rglob("*") if path.name.endswith((".part", "-new"))] == []
        assert [path.name for path in backup_folder(place).iterdir() if path.suffix != ".sqlite"] == []
        assert not copy_lock_file(place).exists()
        for copy in list_backups(place):
            assert is_backup_name(copy.path.name)
            assert len(stored(copy.path, key)) == 5
        assert key is None or copies_in_the_clear(Diary(str(place))) == ()
    assert left > 0
    print(f"{maker}: killed before each of {change - 1} changes; {left} left a half until the next start")


def test_the_half_of_a_copy_that_is_being_made_stays(diary: Diary) -> None:
    """Whoever opens the diary beside it deletes nothing, nor does thinning out; the dead one beside it goes after."""
    back_up(diary)
    path = Path(diary.place)
    (copy,) = list_backups(path)
    dead = copy.path.with_name(f"{copy.path.name}.0123abcd.part")
    with new_half(path, copy.path) as half:
        half.write_bytes(b"the first half")
        dead.write_bytes(b"of another process")
        all_entries(diary)
        back_up(diary)
        clear_dead_halves(path)
        assert set(halves(path)) == {half, dead}
    assert halves(path) == (dead,)

    with new_half(path, copy.path):
        pass
    add_entries(diary, [Entry("b", date(2026, 1, 2), None, "note", "x", note="opened")])

    assert halves(path) == ()
    assert not copy_lock_file(path).exists()
    assert not part_file(path).exists()


def test_a_half_of_an_encrypted_diary_goes_when_the_app_starts(diary: Diary) -> None:
    """Nobody has to give the passphrase first: the half may be in the clear."""
    dead = backup_folder(Path(diary.place)) / "20260101T000000Z-no1.sqlite.0123abcd.part"
    dead.parent.mkdir()
    set_passphrase(diary, ONE)
    dead.write_text(MARK)

    clean_up(Diary(diary.place))

    assert not dead.exists()


def test_erasing_takes_the_lock_of_the_copies_too(diary: Diary) -> None:
    """An empty file that a killed copy left beside the diary is gone with it."""
    copy_lock_file(Path(diary.place)).touch()

    erase(diary)

    assert list(Path(diary.place).parent.iterdir()) == []
