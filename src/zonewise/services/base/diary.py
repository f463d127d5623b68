"""The diary by its place and key: opened, read and added to for the other services."""

import os
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from zonewise.model.entry import Entry

from .cache import (
    add_to_cache,
    cache_entries,
    drop_count,
    entries_if_same_end,
    entries_if_untouched,
    file_fingerprint,
)
from .clock import utc_stamp

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from zonewise.store.encryption import Key
    from zonewise.store.entries import Added

VARIABLE = "ZONEWISE_DIARY"


@dataclass(frozen=True, slots=True)
class Diary:
    """A diary by its place, and the key where it is encrypted."""

    place: str  # A file's path, or the address of a clinic's database.
    # From `services.passphrase.unlock`; a process that answers many requests keeps it, since deriving it takes a tenth
    # of a second on purpose. Never printed. None for a diary in the clear.
    key: "Key | None" = field(default=None, repr=False)


def diary_at(place: str | None) -> Diary:
    """Return the diary that was named, else that of the environment, else the one in the person's own folder."""
    if place or os.environ.get(VARIABLE):
        return Diary(place or os.environ[VARIABLE])
    folder = default_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Diary(str(folder / "diary.sqlite"))


def default_folder() -> Path:
    """Return the folder in which a diary lies that nobody named a place for; it may not be there yet."""
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "zonewise"


def new_id() -> str:
    """Return an id for an entry that is made here."""
    return str(uuid.uuid4())


def file_of_diary(diary: Diary, otherwise: str) -> Path:
    """Return the file that a diary lies in.

    Args:
        otherwise: What to do about a diary in a clinic's database, a sentence.

    Raises:
        DiaryRefused: It lies in a clinic's database.
    """
    from zonewise.store.connect import path_of_diary
    from zonewise.store.refusals import DiaryRefused

    path = path_of_diary(diary.place)
    if path is None:
        where = diary.place.partition("://")[0]
        raise DiaryRefused(f"{where}://", "this diary lies in a clinic's database.", otherwise, "clinic-database")
    return path


def open_connection(diary: Diary, *, create: bool = True) -> "Engine":
    """Open the diary, brought forward to this release.

    Raises:
        DiaryRefused: With what was found and what to do.
    """
    from zonewise.store.connect import open_diary

    return open_diary(diary.place, key=diary.key, create=create)


@contextmanager
def write_transaction(diary: Diary, *, create: bool = True) -> "Iterator[Connection]":
    """Give a connection inside one transaction: all that happens in it is kept, or none of it."""
    from zonewise.store.connect import transaction

    engine = open_connection(diary, create=create)
    try:
        with transaction(engine) as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def read_connection(diary: Diary) -> "Iterator[Connection]":
    """Give a connection for reading. Looking never begins a diary: a mistyped path is refused, not made.

    Raises:
        DiaryRefused: There is no diary, or it cannot be read.
    """
    from zonewise.store.connect import reading

    engine = open_connection(diary, create=False)
    try:
        with reading(engine) as connection:
            yield connection
    finally:
        engine.dispose()


def all_entries(diary: Diary) -> tuple[Entry, ...]:
    """Return every entry, superseded ones included."""
    from zonewise.store.connect import path_of_diary
    from zonewise.store.entries import count_entries, last_entry_id, load_entries

    fingerprint, drops = file_fingerprint(path_of_diary(diary.place)), drop_count()
    cached = entries_if_untouched(diary, fingerprint)
    if cached is not None:
        return cached
    with read_connection(diary) as connection:
        end = (count_entries(connection), last_entry_id(connection))
        cached = entries_if_same_end(diary, fingerprint, end)
        return cache_entries(diary, load_entries(connection), fingerprint, drops, end) if cached is None else cached


def entries_so_far(diary: Diary) -> tuple[Entry, ...]:
    """Return every entry, or none where something is about to begin the diary."""
    return diary_exists(diary) or ()


def diary_exists(diary: Diary) -> tuple[Entry, ...] | None:
    """Return every entry, or None when the diary has not been begun; nothing is made."""
    from zonewise.store.refusals import DiaryRefused

    try:
        return all_entries(diary)
    except DiaryRefused as refused:
        if refused.code == "no-diary":
            return None
        raise


def add_entries(
    diary: Diary,
    entries: Iterable[Entry],
    prepare: "Callable[[Connection, list[Entry]], list[Entry]] | None" = None,
) -> "Added":
    """Add entries in one transaction, each with its instant of recording.

    Args:
        prepare: Given the connection and the entries inside the transaction, where nobody else writes, returns those to
            add: what an entry supersedes is read there. What it raises keeps everything out.
    """
    from zonewise.store.connect import path_of_diary
    from zonewise.store.entries import insert_entries

    stamp = utc_stamp()
    new = [entry if entry.entered_at else replace(entry, entered_at=stamp) for entry in entries]
    with write_transaction(diary) as connection:
        if prepare is not None:
            new = prepare(connection, new)
        done = insert_entries(connection, new)
    if done.added == len(new):
        add_to_cache(diary, new, file_fingerprint(path_of_diary(diary.place)))
    return done
