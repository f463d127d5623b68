"""What an import has written so far costs those who look at the rest little."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, insert

from zonewise.store import schema
from zonewise.store.connect import open_diary, reading, transaction
from zonewise.store.entries import count_entries, entries_of_kinds, last_entry_id, load_entries

ROWS = 30_000
MADE = (
    "INSERT INTO entries (position, id, day, at, kind, name, value, unit, note, zone, source, entered_at, supersedes)"
    " SELECT {after} + i, 'row ' || ({after} + i), date('2026-01-01', (i % 300) || ' days'), '08:00', 'tracker', 'x',"
    " '5', '', '', '', '', '2026-01-01T00:00:00Z', ''"
    " FROM (SELECT key + 1 AS i FROM json_each('[0' || replace(printf('%.*c', {count} - 1, 'x'), 'x', ',0') || ']'))"
)
LOOKS = {
    "how many": count_entries,
    "the last": last_entry_id,
    "all": load_entries,
    "some kinds": lambda connection: entries_of_kinds(connection, ("profile",)),
}


def steps(connection: Connection, look: str) -> int:
    """Return how many hundred steps SQLite takes for a look."""
    driver, taken = connection.connection.dbapi_connection, []
    driver.set_progress_handler(lambda: taken.append(1) and None, 100)
    LOOKS[look](connection)
    driver.set_progress_handler(None, 100)
    return len(taken)


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_steps_over_what_does_not_count_yet(tmp_path: Path, look: str) -> None:
    """However much an import has written, a look takes about as many steps as before it began, and finds the same."""
    engine = open_diary(tmp_path / "diary.sqlite")
    with transaction(engine) as connection:
        connection.exec_driver_sql(MADE.format(count=500, after=0))
    with reading(engine) as connection:
        before, shown = steps(connection, look), LOOKS[look](connection)
    with transaction(engine) as connection:
        connection.exec_driver_sql(MADE.format(count=ROWS, after=500))
        connection.execute(insert(schema.unfinished_imports), {"first": 501, "last": 500 + ROWS})
    with reading(engine) as connection:
        assert LOOKS[look](connection) == shown
        assert steps(connection, look) < 4 * before + 100
    engine.dispose()
