"""The diary as a person's own: passphrase, backups, erasing."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlite

from zonewise.model.entry import Entry
from zonewise.problem import InputRefused
from zonewise.services.base.diary import Diary, add_entries, all_entries, diary_at
from zonewise.services.custody.backups import (
    BEYOND_REACH,
    back_up,
    erase,
    files_to_erase,
    list_backups,
    needs_passphrase,
    restore,
)
from zonewise.services.custody.passphrase import (
    FEWEST,
    Secret,
    change_passphrase,
    is_encrypted,
    remove_passphrase,
    set_passphrase,
    unlock,
)
from zonewise.store.connect import open_diary, reading
from zonewise.store.refusals import DiaryRefused

from .conftest import newer_scripts

pytestmark = pytest.mark.usefixtures("cheap_keys")
ONE, TWO = Secret("the first passphrase"), Secret("the second passphrase")


@pytest.fixture
def diary(tmp_path: Path) -> Diary:
    """Return a diary of three entries in the clear."""
    result = Diary(str(tmp_path / "diary.sqlite"))
    add_entries(result, [noted(n) for n in range(3)])
    return result


def noted(number: int) -> Entry:
    """Return an entry with words in it."""
    return Entry(f"e{number}", date(2026, 1, 1), None, "note", "x", note=f"a word of mine {number}")


def refusal(doing: Callable[[], Any]) -> str:
    """Return the code with which something is refused."""
    with pytest.raises(DiaryRefused) as refused:
        doing()
    return refused.value.code


def readable(folder: Path) -> list[str]:
    """Return the files below a folder in which what a person wrote can be read."""
    return sorted(p.name for p in folder.rglob("*") if p.is_file() and b"a word of mine" in p.read_bytes())


def test_set_change_remove(diary: Diary, tmp_path: Path) -> None:
    """A passphrase can be set, changed and removed; each time all entries stay, and only the present one opens it."""
    entries = all_entries(diary)
    first = set_passphrase(diary, ONE).diary
    assert is_encrypted(diary)
    assert all_entries(first) == entries
    assert readable(tmp_path) == []
    assert unlock(diary, ONE) == first

    second = change_passphrase(diary, ONE, TWO).diary
    assert all_entries(second) == entries
    assert second.key != first.key
    assert refusal(lambda: unlock(diary, ONE)) == "wrong-passphrase"
    assert refusal(lambda: all_entries(first)) == "passphrase-changed"
    assert refusal(lambda: add_entries(diary, [noted(9)])) == "passphrase-needed"

    clear = remove_passphrase(diary, TWO).diary
    assert clear == diary
    assert not is_encrypted(diary)
    assert all_entries(diary) == entries
    assert refusal(lambda: add_entries(second, [noted(9)])) == "passphrase-changed"
    assert all_entries(diary) == entries


def test_the_backups_go_with_the_diary(diary: Diary, tmp_path: Path) -> None:
    """Backups in the clear would betray an encrypted diary, and lost ones with a forgotten passphrase help nobody."""
    back_up(diary)
    (tmp_path / "elsewhere").mkdir()
    kept_elsewhere = shutil.copy(back_up(diary).backup.path, tmp_path / "elsewhere" / "mine.sqlite")

    done = set_passphrase(diary, ONE)
    assert len(done.followed) == 2
    assert readable(tmp_path) == ["mine.sqlite"]
    assert all(backup.encrypted for backup in list_backups(diary))
    assert not needs_passphrase(done.diary, done.followed[0])

    changed = change_passphrase(diary, ONE, TWO)
    assert {unlock(Diary(str(path)), TWO).key for path in changed.followed} == {changed.diary.key}
    assert len(remove_passphrase(diary, TWO).followed) == 2
    assert not any(backup.encrypted for backup in list_backups(diary))
    assert needs_passphrase(diary, Path(kept_elsewhere)) is False


def test_a_backup_that_cannot_follow_is_named(diary: Diary, tmp_path: Path) -> None:
    """A backup with a passphrase from before stays as it is, and is named; a damaged one too."""
    back_up(diary)
    other = Diary(str(tmp_path / "other.sqlite"))
    set_passphrase(other, TWO)
    foreign = tmp_path / "diary.sqlite-backups" / "20200101T000000Z.sqlite"
    shutil.copy(other.place, foreign)
    broken = tmp_path / "diary.sqlite-backups" / "20200102T000000Z.sqlite"
    broken.write_bytes(Path(diary.place).read_bytes()[:20000])
    before = (foreign.read_bytes(), broken.read_bytes())

    done = set_passphrase(diary, ONE)

    assert set(done.left) == {foreign, broken}
    assert len(done.followed) == 1
    assert (foreign.read_bytes(), broken.read_bytes()) == before


def test_a_backup_left_in_the_clear_is_encrypted_later(diary: Diary, tmp_path: Path) -> None:
    """What was left in the clear when the setting of a passphrase was cut short follows with the next backup."""
    made = back_up(diary).backup.path
    clear = made.read_bytes()
    result = set_passphrase(diary, ONE).diary
    made.write_bytes(clear)

    assert back_up(result).encrypted == (made,)
    assert readable(tmp_path) == []


def test_a_diary_that_begins_encrypted(tmp_path: Path) -> None:
    """Where there is no diary yet, setting a passphrase begins one of which nothing was ever in the clear."""
    diary = Diary(str(tmp_path / "diary.sqlite"))

    result = set_passphrase(diary, ONE).diary
    add_entries(result, [noted(1)])

    assert is_encrypted(diary)
    assert unlock(diary, ONE) == result
    assert readable(tmp_path) == []


@pytest.mark.parametrize(("length", "code"), [(0, "short"), (FEWEST - 1, "short"), (1001, "long")])
def test_a_passphrase_of_a_bad_length(diary: Diary, length: int, code: str) -> None:
    """A passphrase that is too short or too long is refused with its length, nothing is changed or shown."""
    words = ("Zq7" * 400)[:length]

    for doing in (lambda: set_passphrase(diary, Secret(words)), lambda: change_passphrase(diary, ONE, Secret(words))):
        with pytest.raises(InputRefused) as refused:
            doing()
        assert f"[{code}-passphrase]" in str(refused.value)
        assert not words or words not in str(refused.value)
    assert not is_encrypted(diary)


def test_what_does_not_fit_is_refused(diary: Diary, tmp_path: Path) -> None:
    """Setting twice, changing or removing what is not there, and unlocking a diary in the clear or none are refused."""
    assert refusal(lambda: unlock(diary, ONE)) == "not-encrypted"
    assert refusal(lambda: change_passphrase(diary, ONE, TWO)) == "not-encrypted"
    assert refusal(lambda: remove_passphrase(diary, ONE)) == "not-encrypted"
    assert refusal(lambda: remove_passphrase(Diary(str(tmp_path / "none.sqlite")), ONE)) == "no-diary"
    set_passphrase(diary, ONE)
    assert refusal(lambda: set_passphrase(diary, TWO)) == "already-encrypted"
    assert refusal(lambda: remove_passphrase(diary, TWO)) == "wrong-passphrase"


def test_a_change_while_the_diary_is_open(diary: Diary, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a server has the diary open its key is not changed, and the server goes on."""
    from zonewise.store.replacement import rekey_diary

    monkeypatch.setitem(rekey_diary.__kwdefaults__, "busy_seconds", 0.1)
    engine = open_diary(diary.place)
    with reading(engine):
        pass

    assert refusal(lambda: set_passphrase(diary, ONE)) == "diary-busy"
    engine.dispose()
    assert len(all_entries(diary)) == 3


def test_a_link_to_a_diary(diary: Diary, tmp_path: Path) -> None:
    """A diary that is reached through a link stays one: the file behind it is encrypted, the link stays a link."""
    link = tmp_path / "elsewhere" / "link.sqlite"
    link.parent.mkdir()
    link.symlink_to(diary.place)

    result = set_passphrase(Diary(str(link)), ONE).diary

    assert link.is_symlink()
    assert is_encrypted(diary)
    assert len(all_entries(result)) == 3
    assert [path.name for path in link.parent.iterdir()] == ["link.sqlite"]


def test_a_backup_comes_back(diary: Diary) -> None:
    """A restore brings back what the backup holds, and what was there is kept as a backup."""
    then = all_entries(diary)
    made = back_up(diary).backup
    add_entries(diary, [noted(7)])
    now = all_entries(diary)

    done = restore(diary, made.path)

    assert all_entries(diary) == then
    assert done.entries == 3
    assert all_entries(Diary(str(done.kept.path))) == now
    assert made.path.exists()
    assert restore(diary, done.kept.path).entries == 4


@pytest.mark.parametrize("there", ["none", "clear", "one", "lost"])
@pytest.mark.parametrize("backup", ["clear", "one", "two"])
def test_which_passphrase_a_restored_diary_has(tmp_path: Path, there: str, backup: str) -> None:
    """It has the backup's passphrase; a backup in the clear gets that of the diary it replaces, where it is known."""
    secrets = {"one": ONE, "two": TWO, "lost": TWO}
    source = Diary(str(tmp_path / "source.sqlite"))
    add_entries(source, [noted(1)])
    if backup != "clear":
        set_passphrase(source, secrets[backup])
    diary = Diary(str(tmp_path / "diary.sqlite"))
    if there != "none":
        add_entries(diary, [noted(2)])
    if there in secrets:
        changed = set_passphrase(diary, secrets[there]).diary
        diary = diary if there == "lost" else changed

    done = restore(diary, Path(source.place), secrets.get(backup))

    expected = secrets.get(backup) or (ONE if there == "one" else None)
    bare = Diary(diary.place)
    assert done.encrypted is is_encrypted(bare) is (expected is not None)
    opens = unlock(bare, expected) if expected else bare
    assert done.diary == opens
    assert [entry.id for entry in all_entries(opens)] == ["e1"]
    assert (done.kept is None) is (there == "none")
    if done.kept is not None:
        assert done.kept.kind == ("unreadable" if there == "lost" else "before-restore")
        kept = Diary(str(done.kept.path))
        assert [item.id for item in all_entries(unlock(kept, secrets[there]) if there in secrets else kept)] == ["e2"]


def test_a_diary_that_is_damaged_is_replaced_and_kept(diary: Diary) -> None:
    """A damaged diary does not stand in the way of its backup; it is kept byte by byte, with its log."""
    made = back_up(diary).backup.path
    damaged = b"SQLite format 3\0" + b"\xff" * 8000
    Path(diary.place).write_bytes(damaged)
    Path(f"{diary.place}-wal").write_bytes(b"a log")

    done = restore(diary, made)

    assert len(all_entries(diary)) == 3
    assert done.kept.kind == "unreadable"
    assert done.kept.path.read_bytes() == damaged
    assert Path(f"{done.kept.path}-wal").read_bytes() == b"a log"


def spoilt(path: Path, how: str) -> None:
    """Spoil a backup."""
    content = path.read_bytes()
    if how == "cut":
        path.write_bytes(content[: len(content) // 2])
    elif how == "no diary":
        path.write_bytes(b"date,time,kind\n" * 100)
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "gone":
        path.unlink()
    elif how == "page":
        path.write_bytes(content[:8192] + b"\xa5" * 4096 + content[12288:])
    else:
        connection = sqlite.connect(str(path), isolation_level=None)
        connection.execute(how)
        connection.close()


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("cut", "damaged-diary"),
        ("page", "damaged-diary"),
        ("no diary", "not-a-diary"),
        ("empty", "no-diary"),
        ("gone", "no-backup"),
        ("UPDATE zonewise_revision SET version_num = '0999'", "newer-diary"),
        ("DROP TABLE zonewise_revision", "not-a-diary"),
        ("CREATE TRIGGER sly AFTER INSERT ON entries BEGIN SELECT load_extension('x'); END", "foreign-schema"),
        ("DROP TRIGGER entries_no_delete", "foreign-schema"),
    ],
)
def test_what_cannot_be_verified_is_not_restored(diary: Diary, how: str, code: str) -> None:
    """A backup that is damaged, newer, no diary or not of our making is refused, and the diary is as before."""
    made = back_up(diary).backup.path
    add_entries(diary, [noted(7)])
    spoilt(made, how)
    before = Path(diary.place).read_bytes()

    assert refusal(lambda: restore(diary, made)) == code
    assert Path(diary.place).read_bytes() == before
    assert [backup for backup in list_backups(diary) if backup.kind != "backup"] == []


def test_an_encrypted_backup_needs_its_passphrase(diary: Diary) -> None:
    """Without its passphrase, or with a wrong one, an encrypted backup is refused, and the diary is as before."""
    result = set_passphrase(diary, ONE).diary
    made = back_up(result).backup.path
    before = Path(diary.place).read_bytes()

    assert refusal(lambda: restore(diary, made)) == "passphrase-needed"
    assert refusal(lambda: restore(diary, made, TWO)) == "wrong-passphrase"
    assert Path(diary.place).read_bytes() == before
    assert restore(result, made).entries == 3  # the diary's own key opens it


def test_the_diary_is_not_its_own_backup(diary: Diary) -> None:
    """The diary itself, also through a link, is refused as its own backup."""
    link = Path(diary.place).with_name("link.sqlite")
    link.symlink_to(diary.place)

    assert refusal(lambda: restore(diary, Path(diary.place))) == "same-file"
    assert refusal(lambda: restore(diary, link)) == "same-file"


@pytest.mark.parametrize("encrypted", [False, True])
def test_erase_leaves_nothing(diary: Diary, tmp_path: Path, encrypted: bool) -> None:
    """Diary, logs, lock, backups and halves are gone, without a passphrase; other files stay, and it says what may."""
    back_up(diary)
    if encrypted:
        set_passphrase(diary, ONE)
    folder = tmp_path / "diary.sqlite-backups"
    for name in ("20260101T000000Z.sqlite.0123abcd.part", "20260101T000000Z-unreadable.sqlite-wal"):
        (folder / name).touch()
    for ending in ("-wal", "-shm", "-journal", "-new", "-lock"):
        Path(diary.place + ending).touch()
    other = tmp_path / "diary.csv"
    other.touch()
    named = files_to_erase(Diary(diary.place))

    done = erase(Diary(diary.place))

    assert list(tmp_path.iterdir()) == [other]
    assert set(done.files) == set(named)
    assert done.beyond_reach == BEYOND_REACH
    assert any("export" in sentence for sentence in BEYOND_REACH)
    assert refusal(lambda: erase(diary)) == "no-diary"


def test_erase_takes_a_damaged_diary_and_no_other_file(diary: Diary, tmp_path: Path) -> None:
    """A damaged diary goes; a photograph, another program's database or a file among the backups does not."""
    photograph, places = tmp_path / "photograph.jpg", tmp_path / "places.sqlite"
    photograph.write_bytes(b"\xff\xd8\xff\xe0" + b"x" * 5000)
    connection = sqlite.connect(str(places))
    connection.execute("CREATE TABLE bookmarks (address TEXT)")
    connection.commit()
    connection.close()
    for path in (photograph, places):
        before = path.read_bytes()
        assert refusal(lambda path=path: erase(Diary(str(path)))) == "not-a-diary"  # type: ignore[misc]
        assert path.read_bytes() == before
    back_up(diary)
    mine = tmp_path / "diary.sqlite-backups" / "my notes.txt"
    mine.touch()
    Path(diary.place).write_bytes(Path(diary.place).read_bytes()[:9000])

    erase(diary)

    assert sorted(path.name for path in tmp_path.rglob("*")) == [
        "diary.sqlite-backups", "my notes.txt", "photograph.jpg", "places.sqlite"
    ]  # fmt: skip


def test_erase_empties_the_default_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The person's own data folder, which we made, goes with the diary."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("ZONEWISE_DIARY", "")
    diary = diary_at(None)
    add_entries(diary, [noted(1)])

    erase(diary)

    assert list(tmp_path.iterdir()) == []


def test_a_clinic_s_database(tmp_path: Path) -> None:
    """Each of these says of a clinic's database that those who run it do it, and the password is not shown."""
    clinic = Diary("postgresql://ann:secret@127.0.0.1:1/clinic")
    for service, *given in (
        (back_up,), (list_backups,), (restore, tmp_path / "x.sqlite"), (erase,), (files_to_erase,),
        (set_passphrase, ONE), (change_passphrase, ONE, TWO), (remove_passphrase, ONE), (unlock, ONE),
    ):  # fmt: skip
        with pytest.raises(DiaryRefused) as refused:
            service(clinic, *given)
        assert refused.value.code == "clinic-database"
        assert "secret" not in str(refused.value)
    assert not is_encrypted(clinic)


def test_before_a_new_release_changes_it(diary: Diary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A diary of an older release is copied before it is brought forward; without room for the copy it is not."""
    from zonewise.store.schema import REVISIONS

    then = all_entries(diary)
    scripts = newer_scripts(tmp_path)
    monkeypatch.setattr("zonewise.store.schema.SCRIPTS", scripts)
    monkeypatch.setattr("zonewise.store.connect.REVISIONS", (*REVISIONS, "9999"))
    (tmp_path / "diary.sqlite-backups").touch()  # a file where the folder should be
    before = Path(diary.place).read_bytes()
    assert refusal(lambda: all_entries(diary)) == "not-writable"
    assert Path(diary.place).read_bytes() == before
    (tmp_path / "diary.sqlite-backups").unlink()

    assert all_entries(diary) == then
    (copy,) = list_backups(diary)
    assert (copy.kind, copy.path.name) == ("before-release", "before-release-9999.sqlite")
    monkeypatch.undo()
    assert refusal(lambda: all_entries(diary)) == "newer-diary"
    assert restore(diary, copy.path).entries == 3  # the way back to the older release
    assert all_entries(diary) == then
