"""The guidance of one day from a diary's entries, with the numbers and notices of the shipped protocol."""

from collections.abc import Iterable, Sequence
from datetime import date

from zonewise.guidance.daily_guidance import DailyGuidance, guide_day
from zonewise.guidance.safety_facts import DANGER_SIGNS
from zonewise.model.entry import Entry
from zonewise.rules.decision import Engine
from zonewise.rules.notices import DangerCard

from .cache import memoize
from .clock import logical_today
from .diary import Diary, entries_so_far
from .profile import Profile, profile_of


def guidance_of_day(
    entries: Sequence[Entry], as_of: date, profile: Profile, engine: Engine | None = None
) -> DailyGuidance:
    """Return everything for one logical day of a diary."""
    put = engine or profile.protocol.engine

    def work_out() -> DailyGuidance:
        return guide_day(entries, as_of, put, profile.protocol.settings, ends_at=profile.day_ends_at)

    return memoize(entries, ("today", as_of, profile, put.rule_set.sha256), work_out)


def is_over(as_of: date, profile: Profile) -> bool:
    """Say whether a logical day is past."""
    return as_of < logical_today(profile.zone, profile.day_ends_at)


def danger_cards(diary: Diary, signs: Iterable[str]) -> tuple[DangerCard, ...]:
    """Return the cards of danger signs, the most pressing first, with the numbers of the person's country."""
    profile, given = profile_of(entries_so_far(diary)), set(signs)
    return tuple(profile.protocol.notices.card(sign, profile.country) for sign in DANGER_SIGNS if sign in given)
