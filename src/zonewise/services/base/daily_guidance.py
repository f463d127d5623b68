"""The guidance of one day from a diary's entries, with the numbers and notices of the shipped protocol."""

from collections.abc import Sequence
from datetime import date

from zonewise.guidance.daily_guidance import DailyGuidance, guide_day
from zonewise.model.entry import Entry

from .cache import memoize
from .profile import Profile


def guidance_of_day(entries: Sequence[Entry], as_of: date, profile: Profile) -> DailyGuidance:
    """Return everything for one logical day of a diary."""
    protocol = profile.protocol

    def work_out() -> DailyGuidance:
        return guide_day(entries, as_of, protocol.engine, protocol.settings, ends_at=profile.day_ends_at)

    return memoize(entries, ("today", as_of, profile, protocol.rule_set.sha256), work_out)


def is_over(as_of: date, profile: Profile) -> bool:
    """Say whether a logical day is past."""
    return as_of < profile.today()
