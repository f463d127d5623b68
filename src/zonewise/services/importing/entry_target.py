"""Where the entries of an import go: into the diary in short transactions, or, for trial, nowhere."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from zonewise.model.entry import Entry
from zonewise.services.base.diary import Diary, open_connection, read_connection

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from zonewise.store.entries import Added

Given = TypeVar("Given")


@dataclass(frozen=True, slots=True)
class TargetPart:
    """A place for at most a thousand entries."""

    connection: "Connection | None"  # For reading what is there; None where there is no diary yet.
    insert: "Callable[[Sequence[Entry]], Added]"  # Adds entries, or only counts them.


@dataclass(frozen=True, slots=True)
class EntryTarget:
    """Where the entries of one import go."""

    is_empty: bool  # Whether no entry was there before.
    part: Callable[[], AbstractContextManager[TargetPart]]  # For each thousand entries.
    # The last transaction, after which all of them count; its connection is None where nothing is kept.
    end: "Callable[[], AbstractContextManager[Connection | None]]"


@contextmanager
def entry_target(diary: Diary, *, trial: bool) -> Iterator[EntryTarget]:
    """Give a place for the entries of an import. Left without its end, none of them is kept.

    Args:
        trial: Whether they are only counted: then nothing is written, and nobody is kept from writing.

    Raises:
        DiaryRefused: The diary cannot be written, another import goes on, or an id is there with another content.
    """
    from zonewise.store.entries import count_entries, insert_entries
    from zonewise.store.unfinished_import import import_in_parts

    if trial:
        with _reading_where_begun(diary) as connection:
            counted = _TrialCount(connection)
            part = TargetPart(connection, counted.insert)
            is_empty = connection is None or count_entries(connection) == 0
            yield EntryTarget(is_empty, lambda: _given(part), lambda: _given(None))
        return
    engine = open_connection(diary)
    try:
        with import_in_parts(engine) as parts:

            @contextmanager
            def writing() -> Iterator[TargetPart]:
                with parts.part() as connection:
                    yield TargetPart(connection, partial(insert_entries, connection))

            with parts.part() as connection:
                is_empty = count_entries(connection) == 0
            yield EntryTarget(is_empty, writing, parts.end)
    finally:
        engine.dispose()


_MOST_COUNTED = 200_000
"""Ids remembered in each of two generations, some 40 MB: rows that are the same stand near each other in a file."""


class _TrialCount:
    """Counts what would be added, as `insert_entries` adds it."""

    def __init__(self, connection: "Connection | None") -> None:
        self._connection = connection
        self._old: set[str] = set()
        self._counted: set[str] = set()

    def insert(self, entries: Sequence[Entry]) -> "Added":
        from zonewise.store.entries import Added, check_insertable

        ids = {entry.id for entry in entries}
        there = set() if self._connection is None else check_insertable(self._connection, entries)
        new = ids - there - self._counted - self._old
        if len(self._counted) >= _MOST_COUNTED:
            self._old, self._counted = self._counted, set()
        self._counted |= new
        return Added(len(new), len(entries) - len(new))


@contextmanager
def _reading_where_begun(diary: Diary) -> "Iterator[Connection | None]":
    from zonewise.store.refusals import DiaryRefused

    with ExitStack() as opened:
        try:
            connection = opened.enter_context(read_connection(diary))
        except DiaryRefused as refused:
            if refused.code != "no-diary":
                raise
            connection = None
        yield connection


@contextmanager
def _given(given: Given) -> Iterator[Given]:
    yield given
