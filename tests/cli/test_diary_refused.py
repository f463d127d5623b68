"""A diary that cannot be used says so, on every command, and is left as it was."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlite

COMMANDS = [("today",), ("check-in", "pain=3"), ("zones",), ("entries",), ("replay",), ("dose", "1.5")]


@pytest.fixture(params=COMMANDS, ids=" ".join)
def words(request: pytest.FixtureRequest) -> Any:
    """Return a command with its words."""
    return request.param


@pytest.mark.parametrize(
    "content",
    [b"hello", b"hello " * 1000, bytes(range(256)) * 40, b"SQLite format 3\0" + b"\xff" * 5000],
    ids=["a word", "a text", "binary", "a broken head"],
)
def test_another_sort_of_file(nothing_yet: Any, words: tuple[str, ...], content: bytes) -> None:
    """A file that is no diary is refused and not changed by a byte."""
    nothing_yet.diary.write_bytes(content)

    output = nothing_yet(*words, code=2).stderr

    assert str(nothing_yet.diary) in output
    assert "[not-a-diary]" in output
    assert nothing_yet.diary.read_bytes() == content


def test_a_database_of_something_else(nothing_yet: Any, words: tuple[str, ...]) -> None:
    """Another program's database is named with its tables and left alone."""
    connection = sqlite.connect(str(nothing_yet.diary))
    connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.commit()
    connection.close()

    assert "a database of something else, with the tables recipes." in nothing_yet(*words, code=2).stderr


def test_a_folder(nothing_yet: Any, words: tuple[str, ...]) -> None:
    """A folder in place of the diary is called a folder."""
    nothing_yet.diary.mkdir()

    assert "this is a folder. Name the diary file inside it. [is-a-folder]" in nothing_yet(*words, code=2).stderr


def test_no_such_folder(tmp_path: Path, nothing_yet: Any, words: tuple[str, ...]) -> None:
    """A diary in a folder that is not there is refused; the folder is not made."""
    lost = type(nothing_yet)(tmp_path / "none" / "diary.sqlite")

    assert "[no-such-folder]" in lost(*words, code=2).stderr
    assert not lost.diary.parent.exists()


def test_an_empty_file(nothing_yet: Any) -> None:
    """An empty file is a diary that was not begun: looking refuses it, writing begins it."""
    nothing_yet.diary.write_bytes(b"")

    assert "[no-diary]" in nothing_yet("today", code=2).stderr

    nothing_yet("check-in", "pain=3", "--on", "2024-01-01")
    assert len(nothing_yet.entries()) == 1


def test_a_cut_off_diary(titrating: Any) -> None:
    """A diary whose file was cut off is called damaged; what is left of it is not touched."""
    half = titrating.diary.read_bytes()[: titrating.diary.stat().st_size // 2]
    titrating.diary.write_bytes(half)

    output = titrating("today", "--as-of", "2024-03-10", code=2).stderr

    assert "[damaged-diary]" in output
    assert titrating.diary.read_bytes() == half


def test_a_newer_release(zonewise: Any, words: tuple[str, ...]) -> None:
    """A diary of a newer release is refused with both revisions and left as it is."""
    connection = sqlite.connect(str(zonewise.diary))
    connection.execute("UPDATE zonewise_revision SET version_num = '0999'")
    connection.commit()
    connection.close()

    output = zonewise.refused(*words)

    assert "a newer zonewise wrote this diary (its revision is 0999, this release knows up to 0001)." in output
    assert output.endswith("[newer-diary]\n")


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """Yield a folder that any user can reach."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


AS_A_PLAIN_USER = """
import contextlib, ctypes, io, os
from zonewise.cli.main import cli
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):  # so that all is imported by root
    cli(["today", "--as-of", "2024-03-10", "--diary", {readable!r}], standalone_mode=False)
if os.geteuid() == 0:
    ctypes.CDLL(None).setfsuid(65534)
"""


def test_a_read_only_diary(titrating: Any, public_folder: Path) -> None:
    """`today` keeps what it shows, so on a diary that it may not write it shows nothing."""
    locked = type(titrating)(public_folder / "diary.sqlite")
    shutil.copy(titrating.diary, locked.diary)
    locked.diary.chmod(0o444)
    before = locked.diary.read_bytes()

    wrapper = AS_A_PLAIN_USER.format(readable=str(titrating.diary))
    shown, output = locked.apart("today", "--as-of", "2024-03-10", wrapper=wrapper)

    assert shown == ""
    assert "[read-only]" in output or "[not-writable]" in output
    assert locked.diary.read_bytes() == before


SMALL_FILES = (
    "import resource, signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, ({bytes}, {bytes}))"
)


@pytest.mark.parametrize("room", [150_000, 400_000])
def test_a_full_disk(zonewise: Any, tmp_path: Path, rated_csv: Any, room: int) -> None:
    """When the disk fills up in the middle of an import nothing of it is stored, and the same import works later."""
    zonewise("check-in", "pain=3", "--on", "2023-12-31")
    path = tmp_path / "long.csv"
    path.write_text(rated_csv(300), encoding="utf-8")
    before = zonewise.held()

    _, output = zonewise.apart("import", path, wrapper=SMALL_FILES.format(bytes=room))

    assert output.endswith("]\n")
    assert "Nothing was stored this time." in output
    assert zonewise.held() == before
    assert zonewise.json("import", path)["added"] == 3265


def test_a_full_database(zonewise: Any, tmp_path: Path, rated_csv: Any) -> None:
    """The same when it is the database that may not grow."""
    pages = "PRAGMA max_page_count = 60"
    path = tmp_path / "long.csv"
    path.write_text(rated_csv(300), encoding="utf-8")
    wrapper = f"import zonewise.store.diary_file as place\nplace.PRAGMAS = (*place.PRAGMAS, {pages[7:]!r})"

    _, output = zonewise.apart("import", path, wrapper=wrapper)

    assert "there is no space left to write." in output
    assert zonewise.held() == []


def test_another_writer(zonewise: Any) -> None:
    """While something else writes, a check-in waits, then says so and stores nothing; looking still works."""
    zonewise("check-in", "pain=3", "--on", "2024-01-01")
    other = sqlite.connect(str(zonewise.diary), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    short = "import zonewise.store.connect as place\nplace.open_diary.__kwdefaults__['busy_seconds'] = 0.2"

    try:
        _, output = zonewise.apart("check-in", "pain=4", "--on", "2024-01-02", wrapper=short)
        assert len(zonewise.entries()) == 1
    finally:
        other.execute("ROLLBACK")
        other.close()

    assert "something else is writing to this diary." in output
    assert output.endswith("Nothing was stored this time. [diary-busy]\n")
    assert len(zonewise.entries()) == 1


def test_many_at_once(nothing_yet: Any, tmp_path: Path, rated_csv: Any) -> None:
    """Two imports and a check-in at the same moment, on a diary that none of them has begun, all arrive once."""
    path = tmp_path / "days.csv"
    path.write_text(rated_csv(60), encoding="utf-8")
    running = [nothing_yet.process("import", path) for _ in range(2)]
    running.append(nothing_yet.process("check-in", "pain=4", "--on", "2024-05-01"))
    output = [process.communicate(timeout=120) for process in running]

    assert [process.returncode for process in running] == [0, 0, 0], output
    assert len(nothing_yet.entries("--all")) == 60 * 10 + 25 + 1


def test_the_default_place_is_private(nothing_yet: Any, tmp_path: Path) -> None:
    """Without --diary and ZONEWISE_DIARY the diary lies in the person's own data folder, readable by nobody else."""
    homeless = {"XDG_DATA_HOME": str(tmp_path / "data"), "ZONEWISE_DIARY": ""}
    program = f"import os\nos.environ.update({homeless!r})"

    nothing_yet.apart("check-in", "pain=3", "--on", "2024-01-01", wrapper=program, code=0)

    place = tmp_path / "data" / "zonewise"
    assert os.stat(place).st_mode & 0o777 == 0o700
    assert os.stat(place / "diary.sqlite").st_mode & 0o777 == 0o600
