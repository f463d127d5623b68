"""A diary of any older release comes forward whole, or stays exactly as it was."""

from collections.abc import Callable
from contextlib import closing
from datetime import date, time
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, String, create_engine, inspect, text

from zonewise.model.entry import Entry
from zonewise.store.connect import open_diary, reading, transaction
from zonewise.store.entries import load_entries
from zonewise.store.records import GuidanceRecord, ImportRecord, load_imports, load_records
from zonewise.store.refusals import DiaryRefused
from zonewise.store.schema import REVISIONS, SCRIPTS, VERSION_TABLE, known_revision, metadata, migrate

from .conftest import begin_diary

Make = Callable[..., Entry]
Open = Callable[..., Engine]

RELEASES = Path(__file__).parent / "releases"
"""For each revision, the diary below as the release of that revision wrote it, as SQL. Never edited afterwards."""

ENTRIES = (
    Entry("e1", date(2026, 1, 5), None, "rating", "pain", "4", entered_at="2026-01-05T20:00:00Z", source="cli"),
    Entry("e2", date(2026, 1, 6), time(0, 30), "dose", "naltrexone", "1.5", "mg", "after midnight", "Europe/Paris"),
    Entry("e3", date(2026, 1, 6), time(8), "rating", "pain", "5", source="import:native:1", supersedes="e1"),
)
RECORD = GuidanceRecord("g1", "2026-01-06T20:00:00Z", date(2026, 1, 6), "ldn", "1", "ab", "{}", "{}", "cd", "0.1.0")
IMPORT = ImportRecord("i1", "2026-01-06T19:00:00Z", "diary.csv", "ef", "native", "", {"rows": 1})


@pytest.mark.parametrize("revision", REVISIONS)
def test_an_older_release_s_file_comes_forward(tmp_path: Path, opened: Open, revision: str) -> None:
    """The file of each release opens in this one with every entry, record and import it held."""
    path = tmp_path / "diary.db"
    with closing(sqlite.connect(str(path), isolation_level=None)) as connection:
        connection.executescript((RELEASES / f"{revision}.sql").read_text(encoding="utf-8"))

    with reading(opened(path, create=False)) as connection:
        assert known_revision(connection, "") == REVISIONS[-1]
        assert load_entries(connection) == ENTRIES
        assert load_records(connection) == (RECORD,)
        assert load_imports(connection) == (IMPORT,)


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_migration_is_never_edited(tmp_path: Path, revision: str) -> None:
    """What a revision's migration builds today is what its release built, table by table."""
    then, now = tmp_path / "then.db", tmp_path / "now.db"
    with closing(sqlite.connect(str(then), isolation_level=None)) as connection:
        connection.executescript((RELEASES / f"{revision}.sql").read_text(encoding="utf-8"))
    engine = create_engine(f"sqlite:///{now}", module=sqlite)
    with engine.begin() as connection:
        migrate(connection, to=revision)
    engine.dispose()

    assert definitions(now) == definitions(then)
    assert len(definitions(then)) > 10


def definitions(path: Path) -> list[str]:
    """Return what defines each table, index and trigger of a file, whatever the white space."""
    with closing(sqlite.connect(str(path))) as connection:
        rows = connection.execute("SELECT sql FROM sqlite_schema WHERE sql <> '' ORDER BY type, name").fetchall()
    return [" ".join(sql.split()).replace(" ,", ",") for (sql,) in rows]


@pytest.mark.parametrize("revision", REVISIONS)
def test_an_older_release_s_database_comes_forward(new_schema: Callable[[], str], opened: Open, revision: str) -> None:
    """A PostgreSQL database that was built up to any older revision opens in this release."""
    address = new_schema()
    engine = create_engine(address)
    with engine.begin() as connection:
        migrate(connection, to=revision)
    engine.dispose()

    with reading(opened(address, create=False)) as connection:
        assert known_revision(connection, "") == REVISIONS[-1]
        assert load_entries(connection) == ()


def test_the_list_of_revisions_is_complete() -> None:
    """The short list that is read at every start names every migration, in one line from first to last."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    scripts = list(ScriptDirectory.from_config(config).walk_revisions())

    assert tuple(script.revision for script in reversed(scripts)) == REVISIONS
    assert [script.down_revision for script in reversed(scripts)] == [None, *REVISIONS[:-1]]


def test_the_tables_are_those_the_queries_know(diary: Engine) -> None:
    """The migrations build exactly the tables and columns that the queries are written against."""
    result = MetaData()
    with reading(diary) as connection:
        result.reflect(connection)
    built = {name: [(c.name, c.nullable) for c in table.columns] for name, table in result.tables.items()}
    built.pop(VERSION_TABLE)

    known = {name: [(c.name, c.nullable) for c in table.columns] for name, table in metadata.tables.items()}
    assert built == known


@pytest.mark.parametrize("place", ["clinic"], indirect=True)
def test_text_is_ordered_alike_on_every_server(diary: Engine) -> None:
    """Every text column is compared by code point, so that an export does not depend on the server's language."""
    with reading(diary) as connection:
        columns = [column for name in metadata.tables for column in inspect(connection).get_columns(name)]

    texts = [column["type"] for column in columns if isinstance(column["type"], String)]
    assert {item.collation for item in texts} == {"C"}


BROKEN = '''"""Make one table, then fail."""
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0003", "0002", None, None


def upgrade():
    op.create_table("left_behind", sa.Column("id", sa.Text, primary_key=True))
    op.execute("DROP TABLE imports")
    raise RuntimeError("the second half of this migration is wrong")
'''


@pytest.fixture
def broken_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend to be a later release, whose migration fails halfway."""
    scripts = tmp_path / "50% broken"  # a path that a configuration file would misread
    (scripts / "versions").mkdir(parents=True)
    for path in (Path("env.py"), *(item.relative_to(SCRIPTS) for item in SCRIPTS.glob("versions/*.py"))):
        (scripts / path).write_bytes((SCRIPTS / path).read_bytes())
    (scripts / "versions" / "0003_broken.py").write_text(BROKEN)
    monkeypatch.setattr("zonewise.store.schema.SCRIPTS", scripts)
    monkeypatch.setattr("zonewise.store.connect.REVISIONS", (*REVISIONS, "0003"))


def schema(place: str) -> list[object]:
    """Return the names of what a database holds, looked at from outside."""
    engine = create_engine(place if "://" in place else f"sqlite:///{place}", module=None if "://" in place else sqlite)
    inspector = inspect(engine)
    result = [
        (name, [column["name"] for column in inspector.get_columns(name)]) for name in inspector.get_table_names()
    ]
    engine.dispose()
    return sorted(result)


def test_a_failed_migration_leaves_the_diary_as_it_was(
    place: str, entry: Make, opened: Open, request: pytest.FixtureRequest
) -> None:
    """After a migration that fails halfway every table, row and the revision are as before, and it still opens."""
    begin_diary(place, [entry("a")])
    before = schema(place)

    request.getfixturevalue("broken_release")
    with pytest.raises(RuntimeError, match="second half"):
        open_diary(place)
    request.getfixturevalue("monkeypatch").undo()

    assert schema(place) == before
    with reading(opened(place)) as connection:
        assert known_revision(connection, "") == REVISIONS[-1]
        assert load_entries(connection) == (entry("a"),)


@pytest.mark.usefixtures("broken_release")
def test_a_failed_beginning_leaves_nothing(place: str) -> None:
    """When the second of two migrations fails on a new diary, the first leaves no table behind either."""
    with pytest.raises(RuntimeError, match="second half"):
        open_diary(place)

    assert schema(place) == []


def test_tables_without_their_revision_are_not_built_upon(place: str, opened: Open) -> None:
    """Tables with our names but no record of a revision are refused before a migration runs into them."""
    engine = opened(place)
    with transaction(engine) as connection:
        connection.execute(text(f"DROP TABLE {VERSION_TABLE}"))
    engine.dispose()

    with pytest.raises(DiaryRefused, match="not-a-diary"):
        open_diary(place)
