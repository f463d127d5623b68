"""What is in the diary?"""

from datetime import date

from zonewise.model.entry import Entry, in_force
from zonewise.model.timeline import logical_day

from .diary import Diary, all_entries
from .profile import profile_of


def entries_of(diary: Diary, day: date | None, *, with_superseded: bool) -> tuple[Entry, ...]:
    """Return entries in force, or all of them, of one logical day or of all."""
    everything = all_entries(diary)
    ends_at = profile_of(everything).day_ends_at
    found = everything if with_superseded else in_force(everything)
    return tuple(each for each in found if day is None or logical_day(each.day, each.at, ends_at) == day)


def entry_in_force(diary: Diary, entry_id: str) -> Entry | None:
    """Return the entry with an id, or None when it is not there, was corrected, or was taken back."""
    return next((each for each in in_force(all_entries(diary)) if each.id == entry_id), None)
