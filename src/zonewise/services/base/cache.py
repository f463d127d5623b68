"""What was read of a diary last, for as long as it stands, and what was made from it.

A program that answers many requests would read ten thousand entries for each. Entries are only ever added, so the same
file with the same count of entries and the same last one is the same diary; a file in its place may get its number. And
a file that nobody has touched since need not even be opened.
Threads share it: each change holds the lock, and nothing slow is done while it is held.
"""

import os
import threading
from bisect import insort
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from pathlib import Path
from typing import Any, Self, TypeVar, cast

from cachetools import LRUCache

from zonewise.model.entry import Entry, in_force
from zonewise.model.personal_cache import clear_personal_caches

from .clock import utc_now

Result = TypeVar("Result")
FileFingerprint = tuple[tuple[int, ...], ...]
"""Device, inode, size and instant of the last change, of the file and of its write-ahead log."""

DiaryEnd = tuple[int, str]
"""How many entries a diary holds, and the id of the one that arrived last."""

MOST_DIARIES = 3
MOST_MADE = 40
SETTLED_SECONDS = 0.2  # A file changed less long ago may change again within the same tick of the file system's clock.


class CachedEntries(tuple[Entry, ...]):
    """Entries as they were read, and what was made from them, which goes with them: a locked diary leaves nothing."""

    made: LRUCache[Hashable, Any]  # What was made, by its key.

    def __new__(cls, entries: Iterable[Entry]) -> Self:
        """Return the entries, with nothing made from them yet."""
        self = super().__new__(cls, entries)
        self.made = LRUCache(MOST_MADE)
        return self


@dataclass(frozen=True, slots=True)
class _Reading:
    entries: CachedEntries
    file: tuple[int, ...]
    fingerprint: FileFingerprint | None
    end: DiaryEnd


_LOCK = threading.Lock()
_READINGS: LRUCache[Hashable, _Reading] = LRUCache(MOST_DIARIES)
_drops = 0


def file_fingerprint(path: Path | None) -> FileFingerprint | None:
    """Return what tells that a diary's file was touched; None for a database, or where there is no file."""
    if path is None:
        return None
    try:
        marks = [_mark(os.stat(path))]
    except (OSError, ValueError):
        return None
    try:
        log = os.stat(f"{path}-wal")
        marks += [_mark(log)] if log.st_size else []
    except OSError:
        pass
    return tuple(marks)


def drop_count() -> int:
    """Return how many times a diary was dropped; a reading that began before the last time is not kept."""
    return _drops


def entries_if_untouched(diary: Hashable, fingerprint: FileFingerprint | None) -> CachedEntries | None:
    """Return the entries when nobody has touched the file since they were read, else None."""
    with _LOCK:
        reading = _READINGS.get(diary)
    return reading.entries if reading is not None and fingerprint and reading.fingerprint == fingerprint else None


def entries_if_same_end(diary: Hashable, fingerprint: FileFingerprint | None, end: DiaryEnd) -> CachedEntries | None:
    """Return the entries when the same file still holds as many and ends with one of them, else None.

    Args:
        fingerprint: From before it was opened.
        end: Its end now.
    """
    with _LOCK:
        reading = _READINGS.get(diary)
        if reading is None or not fingerprint or reading.file != fingerprint[0][:2] or reading.end != end:
            return None
        _READINGS[diary] = replace(reading, fingerprint=_settled(fingerprint))
        return reading.entries


def cache_entries(
    diary: Hashable, entries: tuple[Entry, ...], fingerprint: FileFingerprint | None, drops: int, end: DiaryEnd
) -> tuple[Entry, ...]:
    """Keep what was read, unless a diary was dropped meanwhile: it may be this one, which was locked.

    Args:
        fingerprint: From before it was read.
        drops: `drop_count` from before it was read.
        end: The diary's end as it was read.
    """
    if fingerprint is None:
        return entries
    cached = CachedEntries(entries)
    with _LOCK:
        if drops == _drops:
            _READINGS[diary] = _Reading(cached, fingerprint[0][:2], _settled(fingerprint), end)
    return cached


def add_to_cache(diary: Hashable, new: Sequence[Entry], fingerprint: FileFingerprint | None) -> None:
    """Put entries that were just added to what is kept; the next look counts whether that is all there is.

    Args:
        new: Entries that were not there before, in the order they were added.
        fingerprint: From after they were added.
    """
    with _LOCK:
        reading = _READINGS.pop(diary, None)
        if reading is None or fingerprint is None or reading.file != fingerprint[0][:2] or not new:
            return
        entries = entries_with(reading.entries, new)
        _READINGS[diary] = _Reading(entries, reading.file, None, (len(entries), new[-1].id))


def entries_with(entries: Iterable[Entry], new: Iterable[Entry]) -> CachedEntries:
    """Return the entries with new ones among them, in the order in which a diary gives them."""
    both = list(entries)
    for entry in new:
        insort(both, entry, key=_stored_order)
    return CachedEntries(both)


def drop_from_cache(diary: Hashable) -> None:
    """Forget a diary and all that was made from it, as when it is locked, restored or erased."""
    global _drops
    with _LOCK:
        _drops += 1
        _READINGS.pop(diary, None)
    clear_personal_caches()


def memoize(entries: Iterable[Entry], key: Hashable, make: Callable[[], Result]) -> Result:
    """Return what is made from entries; from those that are kept it is made once.

    Threads that ask at the same time may each make it, and all get the one that was there first.

    Args:
        entries: As `all_entries` returned them.
        key: What is made, with all it depends on beside the entries.
        make: Makes it; a pure function of the entries and the key.
    """
    if not isinstance(entries, CachedEntries):
        return make()
    with _LOCK:
        if key in entries.made:
            return cast(Result, entries.made[key])
    made = make()
    with _LOCK:
        return cast(Result, entries.made.setdefault(key, made))


def has_result(entries: Iterable[Entry], key: Hashable) -> bool:
    """Say whether something was made from entries that are kept, so that it is there at once."""
    if not isinstance(entries, CachedEntries):
        return False
    with _LOCK:
        return key in entries.made


def entries_in_force(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the entries that stand; from those that are kept they are sorted out once."""
    return memoize(entries, "in force", lambda: in_force(entries))


def _mark(status: os.stat_result) -> tuple[int, ...]:
    return (status.st_dev, status.st_ino, status.st_size, status.st_ctime_ns)


def _settled(fingerprint: FileFingerprint) -> FileFingerprint | None:
    """Return the fingerprint, or None while the file changed so lately that another change might not show."""
    last = max(mark[3] for mark in fingerprint) / 1e9
    return fingerprint if utc_now().timestamp() - last > SETTLED_SECONDS else None


def _stored_order(entry: Entry) -> tuple[date, bool, time, str]:
    return (entry.day, entry.at is not None, entry.at or time.min, entry.id)
