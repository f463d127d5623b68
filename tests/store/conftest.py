"""Diaries to test with: each test that takes `place` or `diary` runs on a file and on a real PostgreSQL server."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from zonewise.model.entry import Entry
from zonewise.store.connect import open_diary, reading, transaction
from zonewise.store.encryption import Key
from zonewise.store.entries import insert_entries, load_entries


@pytest.fixture(params=["file", "clinic"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where a diary could be: the path of no file yet, or the address of an empty schema."""
    if request.param == "file":
        return str(tmp_path / "diary.db")
    make: Callable[[], str] = request.getfixturevalue("new_schema")
    return make()


@pytest.fixture
def opened() -> Iterator[Callable[..., Engine]]:
    """Yield `open_diary`, closing what it opened when the test ends."""
    engines: list[Engine] = []

    def open_and_remember(*arguments: Any, **options: Any) -> Engine:
        engines.append(open_diary(*arguments, **options))
        return engines[-1]

    yield open_and_remember
    for engine in engines:
        engine.dispose()


@pytest.fixture
def diary(place: str, opened: Callable[..., Engine]) -> Engine:
    """Return an empty diary that is open."""
    return opened(place)


@pytest.fixture
def entry() -> Callable[..., Entry]:
    """Return a function that makes an entry from an id and whatever matters to the test."""

    def make(entry_id: str, **given: Any) -> Entry:
        usual = {
            "day": date(2026, 3, 1), "at": time(21, 30), "kind": "rating", "name": "pain", "value": "4",
            "source": "cli", "entered_at": "2026-03-01T21:31:00Z",
        }  # fmt: skip
        return Entry(id=entry_id, **(usual | given))

    return make


def write_entries(diary: Engine, entries: Iterable[Entry]) -> None:
    """Write entries in one transaction."""
    with transaction(diary) as connection:
        insert_entries(connection, entries)


def read_entries(diary: Engine) -> tuple[Entry, ...]:
    """Return every entry of a diary."""
    with reading(diary) as connection:
        return load_entries(connection)


def begin_diary(place: str | Path, entries: Iterable[Entry], *, key: Key | None = None) -> None:
    """Begin a diary with these entries and close it."""
    engine = open_diary(place, key=key)
    write_entries(engine, entries)
    engine.dispose()
