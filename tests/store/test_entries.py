import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from zonewise.model.entry import KINDS, Entry, in_force, may_supersede
from zonewise.store.connect import reading, transaction
from zonewise.store.entries import (
    BATCH,
    Added,
    count_entries,
    insert_entries,
    live_by_source,
    load_entries,
    stream_entries,
)
from zonewise.store.refusals import DiaryRefused, EntryClash

from .conftest import read_entries, write_entries

Make = Callable[..., Entry]

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)
ENTRIES = st.builds(
    Entry,
    id=st.text("abc", min_size=1, max_size=3),
    day=st.dates(date(2025, 12, 30), date(2026, 1, 2)),
    at=st.none() | st.times(),
    kind=st.sampled_from(KINDS),
    name=TEXTS,
    value=TEXTS,
    unit=TEXTS,
    note=TEXTS,
    zone=TEXTS,
    source=st.sampled_from(["", "cli", "import:native:1", "import:native:2"]),
    entered_at=TEXTS,
    supersedes=st.just("") | st.text("abc", min_size=1, max_size=3),
)


def with_corrections_that_fit(entries: list[Entry]) -> list[Entry]:
    """Return the entries, each superseding one before it that it may, one that is not there, or none."""
    fitting: dict[str, Entry] = {}
    ids = {entry.id for entry in entries}
    for entry in entries:
        old = fitting.get(entry.supersedes)
        fits = entry.supersedes not in ids if old is None else may_supersede(entry, old)
        fitting[entry.id] = entry if fits else replace(entry, supersedes="")
    return list(fitting.values())


DIARIES = st.lists(ENTRIES, unique_by=lambda entry: entry.id, max_size=12).map(with_corrections_that_fit)

LAW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class TakenBack(Exception):
    """Ends a transaction of which nothing is to stay."""


@contextmanager
def scratch(diary: Engine) -> Iterator[Connection]:
    """Yield a connection whose changes are rolled back, so that each example starts from an empty diary."""
    with suppress(TakenBack), transaction(diary) as connection:
        yield connection
        raise TakenBack


def in_order(entries: list[Entry]) -> tuple[Entry, ...]:
    """Sort as `load` promises, the slow and obvious way."""
    return tuple(sorted(entries, key=lambda entry: (entry.day, "" if entry.at is None else str(entry.at), entry.id)))


@LAW
@given(entries=DIARIES)
def test_what_went_in_comes_out(diary: Engine, entries: list[Entry]) -> None:
    """Every field of every entry comes back as it was written, by either way of reading, in the promised order."""
    with scratch(diary) as connection:
        assert insert_entries(connection, entries) == Added(len(entries), 0)
        assert load_entries(connection) == in_order(entries)
        assert tuple(stream_entries(connection)) == in_order(entries)
        assert count_entries(connection) == len(entries)


@LAW
@given(entries=DIARIES, data=st.data())
def test_order_and_repetition_do_not_matter(diary: Engine, entries: list[Entry], data: st.DataObject) -> None:
    """However entries are split, shuffled and sent again, the diary is the same as when each came once."""
    extra = data.draw(st.lists(st.sampled_from(entries), max_size=8)) if entries else []
    sent = data.draw(st.permutations(entries + extra))
    cut = data.draw(st.integers(0, len(sent)))
    with scratch(diary) as connection:
        first, second = insert_entries(connection, sent[:cut]), insert_entries(connection, sent[cut:])

        assert load_entries(connection) == in_order(entries)
        assert first.added + second.added == len(entries)
        assert first.repeated + second.repeated == len(extra)


@LAW
@given(entries=DIARIES)
def test_live_entries_are_those_in_force(diary: Engine, entries: list[Entry]) -> None:
    """What is found by source is what stands in the whole diary, source by source."""
    sources = {entry.source for entry in entries if entry.source} | {"import:native:never"}
    expected = {
        source: list(in_order([entry for entry in in_force(entries) if entry.source == source])) for source in sources
    }
    with scratch(diary) as connection:
        insert_entries(connection, entries)

        assert live_by_source(connection, sources) == {source: some for source, some in expected.items() if some}


def test_more_sources_than_one_query_holds(diary: Engine, entry: Make) -> None:
    """Sources are looked up in portions, and none is lost where two portions meet."""
    entries = [entry(str(n), source=f"import:native:{n}") for n in range(BATCH + 2)]
    with transaction(diary) as connection:
        insert_entries(connection, entries)

        assert live_by_source(connection, [one.source for one in entries]) == {one.source: [one] for one in entries}


@pytest.mark.parametrize("size", [0, 1, BATCH - 1, BATCH, BATCH + 1, 2 * BATCH])
def test_batches_lose_nothing_where_they_meet(diary: Engine, entry: Make, size: int) -> None:
    """Any number of entries is stored whole, on both sides of the size of a batch."""
    entries = [entry(f"{n:05}") for n in range(size)]
    with transaction(diary) as connection:
        assert insert_entries(connection, iter(entries)) == Added(size, 0)
        assert insert_entries(connection, iter(entries)) == Added(0, size)
    with reading(diary) as connection:
        assert load_entries(connection) == tuple(entries)
        assert tuple(stream_entries(connection)) == tuple(entries)


def test_one_id_with_two_contents_is_refused(diary: Engine, entry: Make) -> None:
    """An id that is there with another content is refused, naming both, and nothing of the batch stays."""
    write_entries(diary, [entry("a", value="4")])
    with pytest.raises(EntryClash) as refused, transaction(diary) as connection:
        insert_entries(connection, [entry("b"), entry("a", value="7", note="so it came")])

    assert refused.value.code == "entry-clash"
    assert "value 4" in str(refused.value)
    assert "value 7" in str(refused.value)
    assert "so it came" in str(refused.value)
    assert read_entries(diary) == (entry("a", value="4"),)


@pytest.mark.parametrize("changed", [f for f in Entry.__slots__ if f != "id"])
def test_a_difference_in_any_field_is_a_clash(diary: Engine, entry: Make, changed: str) -> None:
    """The same id counts as a repetition only when every field agrees."""
    other = {"day": date(2026, 3, 2), "at": None}.get(changed, "otherwise")
    with pytest.raises(EntryClash), transaction(diary) as connection:
        insert_entries(connection, [entry("a"), replace(entry("a"), **{changed: other})])


def test_a_correction_may_come_before_what_it_corrects(diary: Engine, entry: Make) -> None:
    """Two devices meet in any order: a correction is kept, and later stands in place of the old entry."""
    old, new = entry("old", source="import:native:1"), entry("new", source="import:native:1", supersedes="old")
    with transaction(diary) as connection:
        insert_entries(connection, [new])
        assert load_entries(connection) == (new,)
        insert_entries(connection, [old])
        assert live_by_source(connection, ["import:native:1"]) == {"import:native:1": [new]}


def test_a_source_that_stops_midway_leaves_nothing(diary: Engine, entry: Make) -> None:
    """When the entries end in an error after several batches, that error comes out and none of them stays."""

    def broken() -> Iterator[Entry]:
        for n in range(3 * BATCH):
            yield entry(str(n))
        raise ValueError("line 3001 cannot be read")

    with pytest.raises(ValueError, match="line 3001"), transaction(diary) as connection:
        insert_entries(connection, broken())
    with reading(diary) as connection:
        assert count_entries(connection) == 0


@pytest.mark.parametrize(("note", "said"), [("a\0b", "NUL"), ("a\ud800b", "half a character")])
def test_text_that_cannot_be_kept_is_refused(diary: Engine, entry: Make, note: str, said: str) -> None:
    """Both stores refuse the same characters, before anything is stored."""
    with pytest.raises(DiaryRefused, match=said) as refused, transaction(diary) as connection:
        insert_entries(connection, [entry("a"), entry("b", note=note)])

    assert refused.value.code == "unstorable-text"
    with reading(diary) as connection:
        assert count_entries(connection) == 0


def test_memory_stays_flat(diary: Engine, entry: Make) -> None:
    """Eight batches take no more memory than two, neither going in nor coming out."""

    def peak(entries: int) -> int:
        with scratch(diary) as connection:
            insert_entries(connection, [entry("warm")])
            tracemalloc.start()
            insert_entries(connection, (entry(f"{n:06}") for n in range(entries)))
            assert sum(1 for _ in stream_entries(connection)) == entries + 1
            highest = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return highest

    assert peak(8 * BATCH) < 1.5 * peak(2 * BATCH)


def test_streaming_sorts_by_index(opened: Callable[..., Engine], tmp_path: object, entry: Make) -> None:
    """SQLite walks its index in order; a sort of ten million rows would have to fit in memory."""
    with reading(opened(f"{tmp_path}/diary.db")) as connection:
        plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN SELECT * FROM entries ORDER BY day, at, id").all()

    assert [row[-1] for row in plan] == ["SCAN entries USING INDEX entries_by_day"]


def test_midnight_is_a_time_and_none_is_not(diary: Engine, entry: Make) -> None:
    """A time of 00:00 is not taken for a missing one."""
    entries = (entry("a", at=None), entry("b", at=time(0, 0)), entry("c", at=time(0, 0, 0, 1)))
    with transaction(diary) as connection:
        insert_entries(connection, entries[::-1])

        assert load_entries(connection) == entries


def test_a_two_year_diary_is_read_whole(diary: Engine, entry: Make) -> None:
    """730 days of twelve entries come back in order, each on its day."""
    entries = [entry(f"{n:05}", day=date(2024, 1, 1) + timedelta(n // 12), at=time(8, n % 12)) for n in range(730 * 12)]
    write_entries(diary, reversed(entries))
    assert read_entries(diary) == tuple(entries)
