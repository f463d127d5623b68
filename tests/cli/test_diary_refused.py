"""A diary that cannot be used says so, on every command, and is left as it was."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlite

from zonewise.store.schema import REVISIONS

from .conftest import BUSY_SOON, CHEAP, WORDS, small_files

COMMANDS = [("today",), ("check-in", "pain=3"), ("zones",), ("entries",), ("replay",), ("dose", "1.5")]


@pytest.fixture(params=COMMANDS, ids=" ".join)
def words(request: pytest.FixtureRequest) -> Any:
    """Return a command with its words."""
    return request.param


def recipes(path: Path) -> None:
    """Make the database of another program."""
    with closing(sqlite.connect(str(path), isolation_level=None)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")


CONTENTS = {
    "a word": b"hello",
    "a text": b"hello " * 1000,
    "binary": bytes(range(256)) * 40,
    "a broken head": b"SQLite format 3\0" + b"\xff" * 5000,
}
PUT: dict[str, tuple[Callable[[Path], object], str]] = {
    **{sort: (partial(Path.write_bytes, data=content), "[not-a-diary]") for sort, content in CONTENTS.items()},
    "another database": (recipes, "a database of something else, with the tables recipes."),
    "a folder": (Path.mkdir, "this is a folder. Name the diary file inside it. [is-a-folder]"),
}


@pytest.mark.parametrize("sort", PUT)
def test_another_sort_of_file(nothing_yet: Any, words: tuple[str, ...], sort: str) -> None:
    """What is no diary is named as what it is and not changed by a byte."""
    put, message = PUT[sort]
    put(nothing_yet.diary)
    before = sort in CONTENTS and nothing_yet.diary.read_bytes()

    output = nothing_yet(*words, code=2).stderr

    assert str(nothing_yet.diary) in output
    assert message in output
    assert (sort in CONTENTS and nothing_yet.diary.read_bytes()) == before


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


def test_a_cut_off_diary(either: Any) -> None:
    """A diary whose file was cut off is called damaged, is not touched, and its backup brings it back."""
    rows, made = either.held(), either.json("backup")["path"]
    half = either.diary.read_bytes()[: either.diary.stat().st_size // 2]
    either.diary.write_bytes(half)

    for words in (("today", "--as-of", "2024-03-10"), ("backup",), ("entries",)):
        assert "[damaged-diary]" in either(*words, code=2).stderr
    assert either.diary.read_bytes() == half
    assert "unreadable.sqlite." in either("restore", made).stdout
    assert either.held() == rows


def test_a_newer_release(either: Any) -> None:
    """A diary of a newer release is refused with both revisions, its backup too, and left as it is."""
    with closing(either.connection()) as connection:
        connection.execute("UPDATE zonewise_revision SET version_num = '0999'")
    before = either.diary.read_bytes()
    newer = shutil.copy(either.diary, either.diary.with_name("newer.sqlite"))

    for words in (*COMMANDS, ("backup",), *[("passphrase", "remove")] * bool(either.words)):
        answer = either(*words, code=2).stderr
        assert (
            f"a newer zonewise wrote this diary (its revision is 0999, this release knows up to {REVISIONS[-1]})."
            in answer
        )
        assert answer.endswith("[newer-diary]\n")
    assert either.diary.read_bytes() == before
    either("erase", "--yes")
    assert either("restore", newer, code=2).stderr.endswith("[newer-diary]\n")
    assert not either.diary.exists()


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """Yield a folder that any user can reach."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


AS_A_PLAIN_USER = f"""{CHEAP}
import contextlib, ctypes, io, os
from zonewise.cli.main import cli
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):  # so that all is imported by root
    cli(["today", "--as-of", "2024-03-10", "--diary", {{readable!r}}], standalone_mode=False)
if os.geteuid() == 0:
    ctypes.CDLL(None).setfsuid(65534)
"""


def test_a_read_only_diary(either: Any, public_folder: Path) -> None:
    """A diary that may not be written shows today, refuses what would write, and is not changed."""
    closed, passphrase = type(either)(public_folder / "diary.sqlite"), public_folder / "words.txt"
    passphrase.write_text(WORDS)
    shutil.copy(either.diary, closed.diary)
    closed.diary.chmod(0o444)
    public_folder.chmod(0o555 if either.words else 0o755)
    before, wrapper = closed.diary.read_bytes(), AS_A_PLAIN_USER.format(readable=str(either.diary))

    for words in ("today --as-of 2024-03-10", "check-in pain=3", *["backup", "passphrase remove"] * bool(either.words)):
        may = words.startswith("today")
        shown, answer = closed.apart(
            "--passphrase-file", passphrase, *words.split(), wrapper=wrapper, code=0 if may else 2
        )
        if may:
            assert "is not kept in it" in answer
            assert shown
        else:
            assert shown == ""
            assert "[read-only]" in answer or "[not-writable]" in answer
    assert closed.diary.read_bytes() == before


@pytest.mark.parametrize(
    ("diary", "words", "room"),
    [
        ("titrating", "import long.csv", 150_000), ("titrating", "import long.csv", 400_000),
        ("encrypted", "check-in pain=4", 0), ("encrypted", "check-in pain=4", 40_000),
        ("encrypted", "backup", 40_000), ("encrypted", "passphrase remove", 120_000),
        ("encrypted", "restore backup.sqlite", 0), ("encrypted", "restore backup.sqlite", 120_000),
    ],
)  # fmt: skip
def test_a_full_disk(request: Any, diary: str, words: str, room: int, rated_csv: Any, monkeypatch: Any) -> None:
    """When the disk is full, that is said, the diary is as it was and no half file stays; afterwards it works."""
    command = request.getfixturevalue(diary)
    monkeypatch.chdir(command.diary.parent)
    Path("long.csv").write_text(rated_csv(400, dose="1"), encoding="utf-8")
    shutil.copy(command.diary, "backup.sqlite")
    rows, before = command.held(), {path.name for path in Path().iterdir()}

    process = command.forked(*words.split(), wrapper=small_files(room))
    _, answer = process.communicate(timeout=60)

    if words.startswith("check-in") and process.returncode == 0:  # one entry finds room in a small log
        assert len(command.held()) == len(rows) + 1
        return
    assert process.returncode == 2, answer
    assert "Traceback" not in answer
    assert answer.rstrip().rsplit("[")[-1] in ("disk-full]", "disk-error]", "not-writable]"), answer
    assert command.held() == rows
    ours = {"diary.sqlite-wal", "diary.sqlite-shm", "diary.sqlite-lock", "diary.sqlite-backups"}
    assert {path.name for path in Path().iterdir()} - ours == before - ours
    assert list(command.diary.with_name("diary.sqlite-backups").glob("*")) == []
    command(*words.split())
    assert words.startswith(("backup", "passphrase", "restore")) or len(command.held()) > len(rows)


def test_a_full_database(zonewise: Any, tmp_path: Path, rated_csv: Any) -> None:
    """The same when it is the database that may not grow."""
    path = tmp_path / "long.csv"
    path.write_text(rated_csv(300), encoding="utf-8")
    wrapper = "import zonewise.store.diary_file as place\nplace.PRAGMAS = (*place.PRAGMAS, 'max_page_count = 60')"

    _, output = zonewise.apart("import", path, wrapper=wrapper)

    assert "there is no space left to write." in output
    assert zonewise.held() == []


def test_another_writer(either: Any) -> None:
    """While something else writes, a check-in waits, then says so and stores nothing; looking still works."""
    count = len(either.entries())
    with closing(either.connection()) as other:
        other.execute("BEGIN IMMEDIATE")
        _, output = either.apart("check-in", "pain=4", "--on", "2024-04-02", wrapper=BUSY_SOON)
        assert len(either.entries()) == count
        other.execute("ROLLBACK")

    assert "something else is writing to this diary." in output
    assert output.endswith("Nothing was stored this time. [diary-busy]\n")
    assert len(either.entries()) == count


def test_many_at_once(nothing_yet: Any, tmp_path: Path, rated_csv: Any) -> None:
    """Two imports and a check-in at the same moment, on a diary that none of them has begun, all arrive once."""
    path = tmp_path / "days.csv"
    path.write_text(rated_csv(60), encoding="utf-8")
    running = [nothing_yet.forked("import", path) for _ in range(2)]
    running.append(nothing_yet.forked("check-in", "pain=4", "--on", "2024-05-01"))
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
