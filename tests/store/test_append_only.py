"""What was written stays: no table of the diary can be changed, by us or by another program."""

from collections.abc import Callable
from contextlib import closing, nullcontext
from datetime import date
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from zonewise.model.entry import Entry
from zonewise.store.connect import reading, transaction
from zonewise.store.entries import insert_entries, load_entries
from zonewise.store.records import GuidanceRecord, ImportRecord, add_import, add_record, load_imports, load_records

CHANGES = {
    "update": "UPDATE {table} SET id = 'other'",
    "update to the same": "UPDATE {table} SET id = id",
    "delete": "DELETE FROM {table}",
}
TABLES = ("entries", "guidance_records", "imports")


@pytest.fixture
def kept(diary: Engine, entry: Callable[..., Entry]) -> Callable[[], tuple[object, ...]]:
    """Put one row in each table and return a function that reads them all."""
    with transaction(diary) as connection:
        insert_entries(connection, [entry("a")])
        add_record(
            connection, GuidanceRecord("a", "now", date(2026, 3, 1), "ldn", "1", "f0", "{}", "{}", "d1", "0.1.0")
        )
        add_import(connection, ImportRecord("a", "now", "diary.csv", "f0", "native", "", {"rows": 1}))

    def everything() -> tuple[object, ...]:
        with reading(diary) as connection:
            return (*load_entries(connection), *load_records(connection), *load_imports(connection))

    assert len(everything()) == 3
    return everything


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_refused(diary: Engine, kept: Callable[[], object], table: str, change: str) -> None:
    """The database itself refuses to change or delete a row."""
    before = kept()
    with pytest.raises(IntegrityError, match="append-only"), transaction(diary) as connection:
        connection.execute(text(CHANGES[change].format(table=table)))

    assert kept() == before


@pytest.mark.parametrize("table", TABLES)
def test_an_insert_that_would_update_changes_nothing(diary: Engine, kept: Callable[[], object], table: str) -> None:
    """An upsert is refused by PostgreSQL and passed over by SQLite; the row stays as it was on both."""
    before = kept()
    upsert = f"INSERT INTO {table} SELECT * FROM {table} WHERE true ON CONFLICT (id) DO UPDATE SET id = 'other'"
    refused = (
        pytest.raises(IntegrityError, match="append-only") if diary.dialect.name == "postgresql" else nullcontext()
    )
    with refused, transaction(diary) as connection:
        connection.execute(text(upsert))

    assert kept() == before


@pytest.mark.parametrize("table", TABLES)
def test_emptying_a_table_is_refused(new_schema: Callable[[], str], opened: Callable[..., Engine], table: str) -> None:
    """PostgreSQL's TRUNCATE passes by triggers on rows, and is refused all the same."""
    with pytest.raises(IntegrityError, match="append-only"), transaction(opened(new_schema())) as connection:
        connection.execute(text(f"TRUNCATE {table}"))


@pytest.mark.parametrize("place", ["file"], indirect=True)
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "change", ["UPDATE {table} SET id = 'b'", "DELETE FROM {table}", "REPLACE INTO {table} {rows}"]
)
def test_another_program_cannot_change_it_either(
    place: str, kept: Callable[[], object], table: str, change: str
) -> None:
    """The file protects itself in a connection that knows nothing of our settings; REPLACE replaces nothing."""
    before = kept()
    with closing(sqlite.connect(place, isolation_level=None)) as connection:
        names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        changed = ", ".join("'otherwise'" if name in ("note", "facts_json", "mapping") else name for name in names)
        statement = change.format(table=table, rows=f"SELECT {changed} FROM {table}")
        if statement.startswith("REPLACE"):
            connection.execute(statement)
        else:
            with pytest.raises(sqlite.IntegrityError, match="append-only"):
                connection.execute(statement)

    assert kept() == before
    assert Path(place).exists()
