"""The identity of imported rows: whether a row is the same as one that was imported before.

The row key names the row without its value: format, day, time, tracker. So the same row with a corrected value, or read
with another mapping, is known again and can supersede. The id covers what the entry says as well, so the same row twice
is the same entry. Two rows of one file that differ in the value alone are numbered, as are undated repeats of a dose.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time
from hashlib import sha256
from typing import NamedTuple

from zonewise.model.entry import Entry, Kind

from .file_format import ReaderOptions

_REMEMBERED = 15_000
"""Identities remembered in each of two generations: some 8 MB, three years of a full diary."""


class Occurrences:
    """The numbers of rows among those of one file with the same identity.

    Memory is bounded: when there are more than `remembered` identities, the oldest half is
    forgotten. Rows of one identity stand near each other in every export known to us.
    """

    def __init__(self, remembered: int = _REMEMBERED) -> None:
        self._remembered = remembered
        self.repeated = 0
        """Rows so far that say exactly what an earlier row said."""
        self._old: dict[bytes, tuple[bytes, ...]] = {}
        self._new: dict[bytes, tuple[bytes, ...]] = {}

    def number(self, identity: bytes, content: bytes, *, repeats_count: bool) -> int:
        """Return 0 for the first row of an identity, 1 for the next one that differs, and so on.

        Args:
            identity: Digest of what names the row.
            content: Digest of what the row says.
            repeats_count: Whether an identical row is one more event (an untimed dose) or the same one again.
        """
        known = self._new.get(identity) or self._old.get(identity, ())
        if not repeats_count and content in known:
            self.repeated += 1
            return known.index(content)
        if len(self._new) >= self._remembered:
            self._old, self._new = self._new, {}
        self._new[identity] = (*known, content)
        return len(known)


class RowContent(NamedTuple):
    """What an entry says: all of it but its id, its source, when it was recorded and what it supersedes."""

    day: date
    at: time | None
    kind: Kind
    name: str
    value: str = ""
    unit: str = ""
    note: str = ""


def id_and_source(
    file_format: str, row: Iterable[str], content: RowContent, occurrences: Occurrences
) -> tuple[str, str]:
    """Return the id and the source of the entry of a row, both made from the row alone.

    Args:
        row: What names the row: day, time and tracker as the file has them, without the value.
        occurrences: The rows of this file so far.
    """
    # No text holds a NUL, so it parts the texts without doubt.
    identity = sha256("\0".join((file_format, *row)).encode("utf-8", "surrogatepass")).digest()
    at = "" if content.at is None else content.at.isoformat()
    text = "\0".join((content.day.isoformat(), at, *content[2:])).encode("utf-8", "surrogatepass")
    untimed_dose = content.kind == "dose" and content.at is None
    digest = sha256(identity + text).digest()[:12]
    occurrence = occurrences.number(identity[:12], digest, repeats_count=untimed_dose)
    if occurrence > 0:
        identity = sha256(identity + b"%d" % occurrence).digest()
    return sha256(identity + text).hexdigest()[:32], f"import:{file_format}:{identity.hex()[:24]}"


def entry_of_row(
    file_format: str,
    row: Iterable[str],
    content: RowContent,
    occurrences: Occurrences,
    options: ReaderOptions,
    zone: str = "",
) -> Entry:
    """Return the entry of a row; the arguments are those of `id_and_source`, and what the row does not say."""
    new_id, source = id_and_source(file_format, row, content, occurrences)
    return Entry(new_id, *content, zone or options.zone, source, options.entered_at)


def content_of(entry: Entry) -> RowContent:
    """Return what an entry says."""
    return RowContent(*(getattr(entry, name) for name in RowContent._fields))


def succeeding(new: Entry, standing: Entry) -> Entry | None:
    """Return what has to be added when a row that is already in the diary is imported again.

    Args:
        standing: The entry in force with the same `source`.

    Returns:
        None when both say the same; else the new entry, superseding the standing one. Its id is made of both, so
        that going back to an earlier mapping is a third entry and not the first one, which stays superseded.
    """
    if content_of(new) == content_of(standing):
        return None
    both = sha256(f"{new.id}\0{standing.id}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return replace(new, id=both, supersedes=standing.id)
