"""How do the other services reach the diary: where it lies, what it holds, how something is added?"""

import os
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from zonewise.diary.entry import Entry

from .clock import utc_stamp

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from zonewise.store.entries import Added

VARIABLE = "ZONEWISE_DIARY"


@dataclass(frozen=True, slots=True)
class Diary:
    """A diary by its place: a file's path, or the address of a clinic's database."""

    place: str


def diary_at(place: str | None) -> Diary:
    """Return the diary that was named, else that of the environment, else the one in the person's own folder."""
    if place or os.environ.get(VARIABLE):
        return Diary(place or os.environ[VARIABLE])
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    folder = Path(base) / "zonewise"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Diary(str(folder / "diary.sqlite"))


def new_id() -> str:
    """Return an id for an entry that is made here."""
    return str(uuid.uuid4())


def opened(diary: Diary, *, create: bool = True) -> "Engine":
    """Open the diary, brought forward to this release.

    Raises:
        DiaryRefused: With what was found and what to do.
    """
    from zonewise.store.connect import open_diary

    return open_diary(diary.place, create=create)


@contextmanager
def writing(diary: Diary) -> "Iterator[Connection]":
    """Give a connection inside one transaction: all that happens in it is kept, or none of it."""
    from zonewise.store.connect import transaction

    engine = opened(diary)
    try:
        with transaction(engine) as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def looking(diary: Diary) -> "Iterator[Connection]":
    """Give a connection for reading. Looking never begins a diary: a mistyped path is refused, not made.

    Raises:
        DiaryRefused: There is no diary, or it cannot be read.
    """
    from zonewise.store.connect import reading

    engine = opened(diary, create=False)
    try:
        with reading(engine) as connection:
            yield connection
    finally:
        engine.dispose()


def all_entries(diary: Diary) -> tuple[Entry, ...]:
    """Return every entry, superseded ones included."""
    from zonewise.store.entries import load

    with looking(diary) as connection:
        return load(connection)


def entries_so_far(diary: Diary) -> tuple[Entry, ...]:
    """Return every entry, or none where something is about to begin the diary."""
    return begun(diary) or ()


def begun(diary: Diary) -> tuple[Entry, ...] | None:
    """Return every entry, or None when the diary has not been begun; nothing is made."""
    from zonewise.store.refused import DiaryRefused

    try:
        return all_entries(diary)
    except DiaryRefused as refused:
        if refused.code == "no-diary":
            return None
        raise


def add_entries(diary: Diary, entries: Iterable[Entry]) -> "Added":
    """Add entries in one transaction, each with its instant of recording."""
    from zonewise.store.entries import add

    stamp = utc_stamp()
    with writing(diary) as connection:
        return add(connection, (entry if entry.entered_at else replace(entry, entered_at=stamp) for entry in entries))
