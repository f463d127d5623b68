from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from zonewise.store.connect import open_diary, reading, transaction
from zonewise.store.records import (
    GuidanceRecord,
    ImportRecord,
    add_import,
    add_record,
    load_imports,
    load_records,
    record_by_id,
)
from zonewise.store.refusals import EntryClash

SHOWN = GuidanceRecord(
    id="g1", recorded_at="2026-03-01T20:00:00Z", as_of=date(2026, 3, 1), protocol_id="ldn", protocol_version="1",
    protocol_sha256="ab12", facts_json='{"zone": "green"}', guidance_json='{"action": "keep"}',
    entries_digest="cd34", zonewise_version="0.1.0",
)  # fmt: skip
TAKEN = ImportRecord("i1", "2026-03-01T19:00:00Z", "diary.csv", "ef56", "native", "", {"rows": 3, "added": 2})


def test_a_record_comes_back_whole(diary: Engine) -> None:
    """A record that was kept is found by its id with every field, and none is found by another id."""
    with transaction(diary) as connection:
        assert add_record(connection, SHOWN) is True
    with reading(diary) as connection:
        assert record_by_id(connection, "g1") == SHOWN
        assert record_by_id(connection, "g2") is None
        assert load_records(connection) == (SHOWN,)


def test_a_record_sent_twice_counts_once(diary: Engine) -> None:
    """The same record again changes nothing and says so."""
    with transaction(diary) as connection:
        assert add_record(connection, SHOWN) is True
        assert add_record(connection, SHOWN) is False
        assert load_records(connection) == (SHOWN,)


@pytest.mark.parametrize("name", [field.name for field in fields(GuidanceRecord) if field.name != "id"])
def test_a_record_is_never_overwritten(diary: Engine, name: str) -> None:
    """The same id with any other content is refused, naming what differs, and the first stays."""
    other = replace(SHOWN, **{name: date(2026, 3, 2) if name == "as_of" else "otherwise"})
    with transaction(diary) as connection:
        add_record(connection, SHOWN)
    with pytest.raises(EntryClash, match=f"another {name}") as refused, transaction(diary) as connection:
        add_record(connection, other)

    assert refused.value.code == "record-clash"
    with reading(diary) as connection:
        assert load_records(connection) == (SHOWN,)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.lists(st.integers(0, 6), max_size=8),
    since=st.none() | st.integers(0, 6),
    until=st.none() | st.integers(0, 6),
)
def test_records_of_a_span_of_days(diary: Engine, days: list[int], since: int | None, until: int | None) -> None:
    """Both ends of a span belong to it, an open end has no bound, and days come in order."""
    first = date(2026, 2, 26)  # the span crosses the end of a month
    records = [replace(SHOWN, id=f"{n}", as_of=first + timedelta(day)) for n, day in enumerate(days)]
    bounds = [None if n is None else first + timedelta(n) for n in (since, until)]
    expected = [r for r in records if (bounds[0] or date.min) <= r.as_of <= (bounds[1] or date.max)]
    connection = diary.connect().execution_options(zonewise_writes=True)
    with connection, connection.begin() as undone:
        for one in records:
            add_record(connection, one)
        result = load_records(connection, since=bounds[0], until=bounds[1])
        undone.rollback()

    assert result == tuple(sorted(expected, key=lambda one: (one.as_of, one.id)))


def test_imports_are_listed_as_they_were_made(diary: Engine) -> None:
    """Each import comes back whole, oldest first, and the same one again counts once."""
    earlier = replace(TAKEN, id="i0", at="2026-02-01T19:00:00Z", mapping="pain=Pain 0..10", counts={})
    with transaction(diary) as connection:
        assert add_import(connection, TAKEN) is True
        assert add_import(connection, earlier) is True
        assert add_import(connection, replace(TAKEN, counts={"added": 2, "rows": 3})) is False
    with reading(diary) as connection:
        assert load_imports(connection) == (earlier, TAKEN)


def test_an_import_is_never_overwritten(diary: Engine) -> None:
    """The same id for another file is refused, naming the first file."""
    with transaction(diary) as connection:
        add_import(connection, TAKEN)
    with pytest.raises(EntryClash, match=r"diary\.csv") as refused, transaction(diary) as connection:
        add_import(connection, replace(TAKEN, file_name="other.csv"))

    assert refused.value.code == "import-clash"


def test_all_of_it_is_there_after_closing(place: str, opened: Callable[..., Engine]) -> None:
    """What was kept is there when the diary is opened again."""
    engine = open_diary(place)
    with transaction(engine) as connection:
        add_record(connection, SHOWN)
        add_import(connection, TAKEN)
    engine.dispose()
    with reading(opened(place)) as connection:
        assert (load_records(connection), load_imports(connection)) == ((SHOWN,), (TAKEN,))
