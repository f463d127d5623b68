"""Each thing that can be wrong with a diary's place gets its own clear answer, and nothing there is touched."""

import ctypes
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import Engine, text

from zonewise.model.entry import Entry
from zonewise.store import refusals
from zonewise.store.connect import open_diary, reading, transaction
from zonewise.store.entries import insert_entries, load_entries
from zonewise.store.refusals import DiaryRefused

from .conftest import begin_diary, read_entries, write_entries

Make = Callable[..., Entry]
Open = Callable[..., Engine]


def refusal(path_or_url: str | Path, **options: bool) -> DiaryRefused:
    """Return how opening this is refused; the message says where and ends in its code."""
    with pytest.raises(DiaryRefused) as refused:
        open_diary(path_or_url, **options)
    assert str(refused.value).endswith(f"[{refused.value.code}]")
    return refused.value


@contextmanager
def as_a_plain_user() -> Iterator[None]:
    """Meet the file permissions that most people meet, even when the tests run as root."""
    if os.geteuid() != 0:
        yield
        return
    system = ctypes.CDLL(None)
    system.setfsuid(65534)
    try:
        yield
    finally:
        system.setfsuid(0)


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """Yield a folder that any user can reach."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("name", "code"),
    [(".", "is-a-folder"), ("file/diary.db", "no-such-folder"), ("pipe", "not-a-diary"), ("x" * 300, "not-writable"),
     ("a\0b", "not-writable")],
    ids=["a folder", "through a file", "a pipe", "too long", "with a NUL"],
)  # fmt: skip
def test_a_place_where_no_diary_can_be(tmp_path: Path, name: str, code: str) -> None:
    """A folder, a path through a file, a pipe, which is not waited for, and an impossible name are refused."""
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "pipe")

    assert refusal(tmp_path / name).code == code


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """A missing folder is named, and not made: it may be a slip of the pen."""
    refused = refusal(tmp_path / "diaries" / "diary.db")

    assert refused.code == "no-such-folder"
    assert str(tmp_path / "diaries") in str(refused)
    assert not (tmp_path / "diaries").exists()


@pytest.mark.parametrize("empty", [False, True])
def test_no_diary_when_none_is_to_be_made(tmp_path: Path, empty: bool) -> None:
    """Without leave to create, a missing or empty file is not a diary, and stays as it is."""
    path = tmp_path / "diary.db"
    if empty:
        path.touch()

    assert refusal(path, create=False).code == "no-diary"
    assert path.exists() is empty


def test_no_clinic_diary_when_none_is_to_be_made(new_schema: Callable[[], str]) -> None:
    """Without leave to create, an empty schema is not a diary either."""
    assert refusal(new_schema(), create=False).code == "no-diary"


@pytest.mark.parametrize(
    "content",
    [
        b"date,time,kind,name,value\n2026-01-01,,rating,pain,4\n" * 40,
        bytes(range(7, 256)) * 40,
        b"x",
        b"no more than a note to myself".ljust(511),
        b"no more than a note to myself".ljust(512),
        b"SQLite format 3\0" + b"\xff" * 4080,
    ],
    ids=["a CSV", "an encrypted file", "one byte", "511 bytes", "512 bytes", "a broken head"],
)
def test_a_file_of_another_sort(tmp_path: Path, content: bytes) -> None:
    """A file that is no database is refused and keeps every byte."""
    path = tmp_path / "diary.db"
    path.write_bytes(content)

    assert refusal(path).code == "not-a-diary"
    assert path.read_bytes() == content


def test_a_database_of_something_else(tmp_path: Path) -> None:
    """Another program's database is named by its tables and left as it is."""
    path = tmp_path / "places.sqlite"
    with closing(sqlite.connect(str(path))) as connection:
        connection.execute("CREATE TABLE bookmarks (address TEXT)")
        connection.commit()
    before = path.read_bytes()

    refused = refusal(path)

    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == ["places.sqlite"]

    assert refused.code == "not-a-diary"
    assert "bookmarks" in str(refused)
    with closing(sqlite.connect(str(path))) as connection:
        assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == [("bookmarks",)]


def test_a_diary_from_a_newer_release(place: str, opened: Open, entry: Make) -> None:
    """A newer release's diary is refused with both revisions and what to do, and left untouched."""
    engine = opened(place)
    with transaction(engine) as connection:
        insert_entries(connection, [entry("a")])
        connection.execute(text("UPDATE zonewise_revision SET version_num = '0999'"))
    engine.dispose()
    before = Path(place).read_bytes() if Path(place).exists() else b""

    refused = refusal(place)

    assert refused.code == "newer-diary"
    assert "0999" in str(refused)
    assert "Update zonewise" in str(refused)
    assert (Path(place).read_bytes() if Path(place).exists() else b"") == before


def test_a_record_of_the_revision_that_makes_no_sense(place: str, opened: Open) -> None:
    """Two revisions at once is no state that a release ever wrote."""
    with transaction(opened(place)) as connection:
        connection.execute(text("INSERT INTO zonewise_revision VALUES ('0000')"))

    assert refusal(place).code == "not-a-diary"


def cut_short(path: Path) -> None:
    """Take the second half of a file away."""
    os.truncate(path, path.stat().st_size // 2)


def overwritten(path: Path) -> None:
    """Overwrite pages with noise."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 3 // 4096 * 4096)
        file.write(b"\xa5" * 4096 * 20)


@pytest.mark.parametrize("damage", [cut_short, overwritten])
def test_a_damaged_file(tmp_path: Path, entry: Make, damage: Callable[[Path], None]) -> None:
    """A file without its second half, or with noise in it, is called damaged when opened or read, not misread."""
    path = tmp_path / "diary.db"
    begin_diary(path, [entry(f"{n:05}", note="word " * 20) for n in range(2000)])
    damage(path)

    with pytest.raises(DiaryRefused) as refused, reading(open_diary(path)) as connection:
        load_entries(connection)

    assert refused.value.code == "damaged-diary"


@pytest.mark.parametrize("folder_mode", [0o777, 0o555])
def test_a_diary_that_may_only_be_read(public_folder: Path, entry: Make, folder_mode: int) -> None:
    """A file, or a folder, without leave to write can be read; writing is refused, and nothing is changed or made."""
    path = public_folder / "diary.db"
    begin_diary(path, [entry("a")])
    before = path.read_bytes()
    path.chmod(0o444)
    public_folder.chmod(folder_mode)

    with as_a_plain_user():
        engine = open_diary(path)
        assert [item.id for item in read_entries(engine)] == ["a"]
        with pytest.raises(DiaryRefused) as refused:
            write_entries(engine, [entry("b")])
        engine.dispose()
    assert refused.value.code == "read-only"
    public_folder.chmod(0o777)
    assert [item.name for item in public_folder.iterdir()] == ["diary.db"]
    assert path.read_bytes() == before


def test_a_file_that_may_not_be_read(public_folder: Path) -> None:
    """A file without leave to read is refused and not changed."""
    path = public_folder / "diary.db"
    open_diary(path).dispose()
    before = path.read_bytes()
    path.chmod(0o000)

    with as_a_plain_user():
        assert refusal(path).code == "not-readable"
    path.chmod(0o644)
    assert path.read_bytes() == before


def test_a_folder_that_may_not_be_written(public_folder: Path) -> None:
    """No diary can begin in a folder that is not the person's own; one that is there is not changed."""
    path = public_folder / "diary.db"
    open_diary(path).dispose()
    path.chmod(0o666)
    public_folder.chmod(0o555)
    before = path.read_bytes()

    with as_a_plain_user():
        refused = refusal(public_folder / "new.db")
        open_diary(path).dispose()
    assert (refused.code, "permission denied" in str(refused)) == ("not-writable", True)
    assert path.read_bytes() == before


def test_reading_cannot_write(diary: Engine, entry: Make) -> None:
    """What was opened for reading refuses to write, on both stores."""
    with pytest.raises(DiaryRefused) as refused, reading(diary) as connection:
        insert_entries(connection, [entry("a")])

    assert refused.value.code == "read-only"


@pytest.mark.parametrize(
    ("address", "code", "said"),
    [
        ("postgres1://host/database", "unknown-store", "Did you mean 'postgresql'?"),
        ("mysql://ann:secret@host/database", "unknown-store", "'mysql'"),
        ("postgresql://ann:secret@host:port/database", "unknown-store", "cannot be read"),
        ("postgresql://ann:secret@127.0.0.1:1/database", "store-unreachable", "did not answer"),
        ("postgresql://ann:secret@127.0.0.1:1/database?colour=blue", "store-unreachable", "colour"),
    ],
)
def test_an_address_that_leads_nowhere(address: str, code: str, said: str) -> None:
    """A wrong address is told from a server that does not answer, and no message holds the password."""
    refused = refusal(address)

    assert refused.code == code
    assert said in str(refused)
    assert "secret" not in str(refused)


def test_a_database_that_is_not_there(server: str) -> None:
    """A server that answers but has no such database is told apart from a fault of the program."""
    refused = refusal(server.replace("/postgres?", "/nowhere?"))

    assert refused.code == "store-unreachable"
    assert "nowhere" in str(refused)


def test_the_driver_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """People who keep a file need no PostgreSQL driver; whoever gives an address is told to install it."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "psycopg"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)

    assert refusal("postgresql://host/database").code == "no-driver"


def test_a_user_who_may_not_create_tables(server: str, new_schema: Callable[[], str]) -> None:
    """A database user without the right to create tables is told to ask for one."""
    address = new_schema()
    engine = open_diary(address)
    with transaction(engine) as connection:
        connection.execute(text("DROP ROLE IF EXISTS reader"))
        connection.execute(text("CREATE ROLE reader LOGIN"))
    engine.dispose()

    refused = refusal(server.replace("postgres:@", "reader:@") + "&options=-csearch_path%3Dpublic")

    assert refused.code == "not-writable"


def test_a_new_diary_is_private(tmp_path: Path, opened: Open, entry: Make) -> None:
    """Nobody but its owner can read a new diary, nor the log beside it, whatever the process allows by default."""
    before = os.umask(0)
    try:
        engine = opened(tmp_path / "diary.db")
        write_entries(engine, [entry("a")])
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    finally:
        os.umask(before)

    assert modes == {f"diary.db{ending}": 0o600 for ending in ("", "-wal", "-shm", "-lock")}


def test_every_refusal_has_its_words() -> None:
    """Each refusal that the program names stands in the table, and none stands there that nothing names."""
    source = Path(refusals.__file__).parents[1]
    named = {
        name
        for path in source.rglob("*.py")
        for name in re.findall(
            r'(?<!_)refusal\("([a-z-]+)"|SQLITE_[A-Z]+: "([a-z-]+)"|"[0-9A-Z]{5}": "([a-z-]+)"', path.read_text()
        )
    }
    assert {name for names in named for name in names if name} | {"system-refused"} == set(refusals._REASONS)
