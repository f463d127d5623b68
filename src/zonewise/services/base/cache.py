"""What was read of a diary last, and does it still stand?

A program that answers many requests would read ten thousand entries for each. Entries are only ever added, so the same
file with the same count of entries is the same diary; and a file that nobody has touched since need not even be opened.
"""

import os
from bisect import insort
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import TYPE_CHECKING, Any, TypeVar

from zonewise.model.entry import Entry, in_force

from .clock import utc_now

if TYPE_CHECKING:
    from .diary import Diary

Result = TypeVar("Result")
FileFingerprint = tuple[tuple[int, ...], ...]
"""Device, inode, size and instant of the last change, of the file and of its write-ahead log."""

MOST_DIARIES = 3
MOST_MADE = 40
SETTLED_SECONDS = 0.2
"""A file changed less long ago may change again within the same tick of the file system's clock."""


@dataclass(slots=True)
class _Kept:
    """Entries as they were read, and what was made from them."""

    entries: tuple[Entry, ...]
    file: tuple[int, ...]
    mark: FileFingerprint | None
    made: "OrderedDict[Hashable, Any]" = field(default_factory=OrderedDict)


_KEPT: "OrderedDict[Diary, _Kept]" = OrderedDict()


def file_fingerprint(diary: "Diary") -> FileFingerprint | None:
    """Return what tells that a diary's file was touched; None for a database, or where there is no file."""
    from zonewise.store.connect import path_of_diary

    path = path_of_diary(diary.place)
    if path is None:
        return None
    try:
        found = [_mark(os.stat(path))]
    except (OSError, ValueError):
        return None
    try:
        log = os.stat(f"{path}-wal")
        found += [_mark(log)] if log.st_size else []
    except OSError:
        pass
    return tuple(found)


def entries_if_untouched(diary: "Diary", mark: FileFingerprint | None) -> tuple[Entry, ...] | None:
    """Return the entries when nobody has touched the file since they were read, else None."""
    kept = _KEPT.get(diary)
    return kept.entries if kept is not None and mark is not None and kept.mark == mark else None


def entries_if_same_count(diary: "Diary", mark: FileFingerprint | None, count: int) -> tuple[Entry, ...] | None:
    """Return the entries when the same file still holds as many, else None.

    Args:
        diary: The diary.
        mark: From before it was opened.
        count: How many entries it holds now.
    """
    kept = _KEPT.get(diary)
    if kept is None or mark is None or kept.file != mark[0][:2] or len(kept.entries) != count:
        return None
    kept.mark = _settled(mark)
    return kept.entries


def cache_entries(diary: "Diary", entries: tuple[Entry, ...], mark: FileFingerprint | None) -> tuple[Entry, ...]:
    """Keep what was read; the mark is from before it was."""
    if mark is not None:
        _KEPT[diary] = _Kept(entries, mark[0][:2], _settled(mark))
        _KEPT.move_to_end(diary)
        while len(_KEPT) > MOST_DIARIES:
            _KEPT.popitem(last=False)
    return entries


def add_to_cache(diary: "Diary", new: Iterable[Entry], mark: FileFingerprint | None) -> None:
    """Put entries that were just added to what is kept; the next look counts whether that is all there is.

    Args:
        diary: The diary.
        new: Entries that were not there before.
        mark: From after they were added.
    """
    kept = _KEPT.get(diary)
    if kept is None or mark is None or kept.file != mark[0][:2]:
        drop_from_cache(diary)
        return
    grown = list(kept.entries)
    for entry in new:
        insort(grown, entry, key=_stored_order)
    _KEPT[diary] = _Kept(tuple(grown), kept.file, None)


def drop_from_cache(diary: "Diary") -> None:
    """Forget a diary, as when it is locked, restored or erased."""
    _KEPT.pop(diary, None)


def memoize(entries: Iterable[Entry], key: Hashable, make: Callable[[], Result]) -> Result:
    """Return what is made from entries; from those that are kept it is made once.

    Args:
        entries: As `all_entries` returned them.
        key: What is made, with all it depends on beside the entries.
        make: Makes it; a pure function of the entries and the key.
    """
    kept = next((each for each in _KEPT.values() if each.entries is entries), None)
    if kept is None:
        return make()
    if key not in kept.made:
        kept.made[key] = make()
        if len(kept.made) > MOST_MADE:
            kept.made.popitem(last=False)
    found: Result = kept.made[key]
    return found


def entries_in_force(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the entries that stand; from those that are kept they are sorted out once."""
    return memoize(entries, "in force", lambda: in_force(entries))


def _mark(found: os.stat_result) -> tuple[int, ...]:
    return (found.st_dev, found.st_ino, found.st_size, found.st_ctime_ns)


def _settled(mark: FileFingerprint) -> FileFingerprint | None:
    """Return the mark, or None while the file changed so lately that another change might not show."""
    last = max(each[3] for each in mark) / 1e9
    return mark if utc_now().timestamp() - last > SETTLED_SECONDS else None


def _stored_order(entry: Entry) -> tuple[date, bool, time, str]:
    return (entry.day, entry.at is not None, entry.at or time.min, entry.id)
