"""Which zone did each day have?"""

from datetime import date

from zonewise.guidance.snapshot import build_snapshot
from zonewise.services.base.clock import logical_today
from zonewise.services.base.diary import Diary, all_entries
from zonewise.services.base.profile import profile_of
from zonewise.zones.zone import DayZone


def zones_of(diary: Diary, first: date | None = None, last: date | None = None) -> tuple[DayZone, ...]:
    """Return the zones from one day to another; of the whole diary up to today unless said."""
    entries = all_entries(diary)
    profile = profile_of(entries)
    until = last or logical_today(profile.zone, profile.day_ends_at)
    found = build_snapshot(entries, until, profile.protocol.settings, profile.day_ends_at).zones
    return tuple(each for each in found if first is None or each.day >= first)
