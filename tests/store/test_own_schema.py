"""A file that holds anything which zonewise did not make is refused before it is used, however it gets in."""

import json
import runpy
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from zonewise.model.entry import Entry
from zonewise.store import own_schema
from zonewise.store.backups import back_up, check_diary, list_backups
from zonewise.store.connect import open_diary, reading, transaction
from zonewise.store.copies import check_copy, copy_diary
from zonewise.store.diary_file import checked_connection, connect
from zonewise.store.encryption import Key, Secret, derive, new_head
from zonewise.store.refusals import DiaryRefused
from zonewise.store.replacement import rekey_diary, restore_backup

from .conftest import begin_diary, read_entries, write_entries

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)

SLY = "INSERT INTO imports SELECT 'x' || NEW.id, '', '', '', '', '', '{}';"

RENAMED = """
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET name = 'sqlite_sly', sql = replace(sql, 'sly', 'sqlite_sly') WHERE name = 'sly';
"""

CHANGES = {
    "a trigger": f"CREATE TRIGGER sly AFTER INSERT ON entries BEGIN {SLY} END",
    "a trigger with a name like SQLite's own": f"CREATE TRIGGER sly AFTER INSERT ON entries BEGIN {SLY} END; {RENAMED}",
    "a view": "CREATE VIEW sly AS SELECT * FROM entries",
    "a view in the place of a table": "DROP TABLE imports; CREATE VIEW imports AS SELECT 1 AS id",
    "a view in the place of the revision":
        "ALTER TABLE zonewise_revision RENAME TO z; CREATE VIEW zonewise_revision AS SELECT version_num FROM z",
    "an index": "CREATE INDEX sly ON entries (lower(note))",
    "an index on the revision": "CREATE INDEX sly ON zonewise_revision (lower(version_num))",
    "a table": "CREATE TABLE sly (a TEXT CHECK (length(a) < 9))",
    "a table of words": "CREATE VIRTUAL TABLE sly USING fts5(a)",
    "a generated column": "ALTER TABLE imports ADD COLUMN sly TEXT AS (lower(id))",
    "a check that calls a function": """
        CREATE TABLE sly (version_num VARCHAR(32) NOT NULL CHECK (length(version_num)));
        INSERT INTO sly SELECT version_num FROM zonewise_revision;
        DROP TABLE zonewise_revision; ALTER TABLE sly RENAME TO zonewise_revision
    """,
    "a default that calls a function": "ALTER TABLE imports ADD COLUMN sly TEXT DEFAULT 'a'",
    "figures for the planner": "ANALYZE",
    "a trigger less": "DROP TRIGGER entries_no_delete",
    "an index less": "DROP INDEX entries_by_day",
    "a table of another revision": "DROP TABLE row_sums",
    "another revision's name": "UPDATE zonewise_revision SET version_num = '0001'",
    "a definition without words":
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = NULL WHERE name = 'entries_by_day'",
}  # fmt: skip


REFUSED = r"not authorized|prohibited"

CODES = {
    "a view in the place of the revision": "not-a-diary",  # there is no table that names one
    "a definition without words": "damaged-diary",  # SQLite itself cannot read the list
}


@pytest.fixture(params=["in the clear", "encrypted"])
def key(request: pytest.FixtureRequest) -> Key | None:
    """Return the key of a diary, or None."""
    return derive(Secret("one long passphrase of mine"), new_head()) if request.param == "encrypted" else None


@pytest.fixture
def path(tmp_path: Path, entry: Callable[..., Entry], key: Key | None) -> Path:
    """Return a diary with an entry."""
    begin_diary(tmp_path / "diary.sqlite", [entry("001")], key=key)
    return tmp_path / "diary.sqlite"


@pytest.fixture
def in_the_clear(tmp_path: Path, entry: Callable[..., Entry]) -> Path:
    """Return a diary without a passphrase."""
    begin_diary(tmp_path / "clear.sqlite", [entry("001")])
    return tmp_path / "clear.sqlite"


def changed(path: Path, how: str, key: Key | None = None) -> bytes:
    """Change a file as another program would, and return what it is now."""
    with closing(sqlite.connect(str(path), isolation_level=None)) as connection:
        if key is not None:
            connection.execute(f'PRAGMA key = "{key.for_sqlcipher()}"')
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.executescript(how)
    return path.read_bytes()


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_with_a_foreign_schema_is_refused(path: Path, key: Key | None, change: str) -> None:
    """What we did not make, or what is missing, is refused by each way to open a file, which stays as it is."""
    target = path.with_name("own.sqlite")
    content = changed(path, CHANGES[change], key)
    ways: dict[str, Callable[[], object]] = {
        "--diary": lambda: open_diary(path, key=key),
        "a backup": lambda: back_up(path, key, NOON),
        "the weekly look": lambda: check_diary(path, key),
        "a new passphrase": lambda: rekey_diary(path, key, None),
        "put back": lambda: restore_backup(target, None, path, key, key, NOON),
        "looked at as a copy": lambda: check_copy(path, key),
    }
    for name, way in ways.items():
        with pytest.raises(DiaryRefused) as refused:
            way()
        assert refused.value.code == CODES.get(change, "foreign-schema"), (name, str(refused.value))
    assert path.read_bytes() == content
    assert not target.exists()
    assert list_backups(path) == ()


def test_a_file_that_may_only_be_read_is_checked_too(
    path: Path, key: Key | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A view could show what nobody wrote, also where nothing can be written."""
    changed(path, CHANGES["a view in the place of a table"], key)
    monkeypatch.setattr("zonewise.store.diary_file._has_permission", lambda path, mode: mode == 4)

    with pytest.raises(DiaryRefused, match="view imports"):
        open_diary(path, key=key, create=False)


def test_the_message_names_what_differs(path: Path, key: Key | None) -> None:
    """It tells which, so that somebody's own view can be found, and nothing of a name can steer a terminal."""
    changed(path, 'CREATE VIEW "mine" AS SELECT 1; CREATE VIEW "\x1b]2;gone\x07" AS SELECT 1', key)

    with pytest.raises(DiaryRefused) as refused:
        open_diary(path, key=key)

    assert "view mine" in str(refused.value)
    assert "\x1b" not in str(refused.value)
    assert "\\x1b]2;gone" in str(refused.value)


@pytest.mark.parametrize(
    "change", ["a trigger", "a trigger with a name like SQLite's own", "a view in the place of a table"]
)
def test_a_diary_that_is_named_by_hand_runs_nothing_of_its_own(in_the_clear: Path, change: str) -> None:
    """The command that `--diary FILE` is given to stops with what differs, and the trigger has not run."""
    path = in_the_clear
    content = changed(path, CHANGES[change])

    done = subprocess.run(
        [sys.executable, "-m", "zonewise", "check-in", "--diary", str(path), "pain=4"], capture_output=True, text=True
    )

    assert done.returncode == 2
    assert "[foreign-schema]" in done.stderr
    assert path.read_bytes() == content


def test_a_trigger_that_another_program_adds_later_does_not_run(
    in_the_clear: Path, entry: Callable[..., Entry]
) -> None:
    """A file that is open is not looked at again, but a trigger that is none of ours may do nothing."""
    path = in_the_clear
    engine = open_diary(path)
    try:
        with closing(sqlite.connect(str(path), isolation_level=None)) as other:
            other.executescript(CHANGES["a trigger"])
        with pytest.raises(DiaryRefused):
            write_entries(engine, [entry("002")])
        with reading(engine) as connection:
            assert connection.execute(text("SELECT count(*) FROM imports")).scalar() == 0
        assert [entry.id for entry in read_entries(engine)] == ["001"]
    finally:
        engine.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        "PRAGMA writable_schema = ON",
        "PRAGMA main.writable_schema = RESET",
        "PRAGMA schema_version = 9",
        "PRAGMA journal_mode = OFF",
        "PRAGMA journal_mode = MEMORY",
        "PRAGMA trusted_schema = ON",
        "PRAGMA cell_size_check = OFF",
        "PRAGMA recursive_triggers = OFF",
        "ATTACH 'other.sqlite' AS other",
        "CREATE VIRTUAL TABLE words USING fts5(a)",
        "CREATE VIEW shown AS SELECT 1",
        "CREATE TEMP TRIGGER sly AFTER INSERT ON entries BEGIN SELECT 1; END",
        "SELECT load_extension('x')",
    ],
)
def test_a_connection_does_nothing_that_zonewise_never_does(path: Path, key: Key | None, statement: str) -> None:
    """What SQLite's DEFENSIVE mode refuses, and what else could change a schema or run code, is refused."""
    with closing(connect(path, key, 1.0)) as connection:
        connection.execute("PRAGMA query_only = OFF")
        with pytest.raises(sqlite.DatabaseError, match=REFUSED):
            connection.execute(statement)
    with (
        closing(checked_connection(path, key)) as connection,
        pytest.raises(sqlite.DatabaseError, match=REFUSED),
    ):
        connection.execute(statement)


def test_a_copy_leaves_the_guard_as_it_was(path: Path, key: Key | None) -> None:
    """Making a backup attaches a file; afterwards nothing can be attached, also when the copy failed."""
    with closing(connect(path, key, 1.0)) as connection:
        copy_diary(connection, path.with_name("copy.sqlite"), key)
        with pytest.raises(sqlite.DatabaseError, match="authorized"):
            connection.execute("ATTACH 'other.sqlite' AS other")
        with pytest.raises(FileExistsError):
            copy_diary(connection, path.with_name("copy.sqlite"), key)
        with pytest.raises(sqlite.DatabaseError, match="authorized"):
            connection.execute("ATTACH 'other.sqlite' AS other")


def test_what_is_expected_is_what_the_migrations_make() -> None:
    """The list that files are held against is that of `python docs/make_own_schema.py`."""
    made = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "make_own_schema.py"))

    assert json.loads(made["text"]()) == json.loads(Path(own_schema.__file__).with_suffix(".json").read_text("utf-8"))
    assert {definition.kind for definition in own_schema.own_schemas()["0002"]} == {"table", "index", "trigger"}


def test_a_newer_diary_is_called_newer(path: Path, key: Key | None) -> None:
    """A diary of a later release has other tables; it is refused as that and not as foreign."""
    changed(path, "CREATE TABLE later (a TEXT); UPDATE zonewise_revision SET version_num = '0999'", key)

    with pytest.raises(DiaryRefused) as refused:
        open_diary(path, key=key)

    assert refused.value.code == "newer-diary"


def test_the_own_triggers_still_hold(path: Path, key: Key | None) -> None:
    """Under the guard the triggers that let nothing be changed do their work."""
    engine = open_diary(path, key=key)
    try:
        with pytest.raises((DiaryRefused, DBAPIError), match="append-only"), transaction(engine) as connection:
            connection.execute(text("UPDATE entries SET note = 'other'"))
    finally:
        engine.dispose()
