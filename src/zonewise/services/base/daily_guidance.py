"""The guidance of one day from a diary's entries, with the numbers and notices of the shipped protocol."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from zonewise.guidance.daily_guidance import DailyGuidance, guide_day
from zonewise.guidance.safety_facts import DANGER_SIGNS
from zonewise.guidance.snapshot import ProtocolSettings
from zonewise.model.entry import Entry
from zonewise.rules.decision import Engine
from zonewise.rules.notices import DangerCard, Notices, read_notices

from .cache import memoize
from .clock import logical_today
from .diary import Diary, entries_so_far
from .profile import Profile, profile_of
from .protocol_settings import settings_from
from .shipped_protocol import shipped_engine, shipped_files


@lru_cache(maxsize=1)
def shipped_settings() -> ProtocolSettings:
    """Return the numbers of the shipped protocol."""
    return settings_from(shipped_files(), shipped_engine().rule_set)


@lru_cache(maxsize=1)
def shipped_notices() -> Notices:
    """Return the notices of the shipped protocol."""
    return read_notices(shipped_files()["notices.yaml"])


def guidance_of_day(
    entries: Sequence[Entry], as_of: date, profile: Profile, engine: Engine | None = None
) -> DailyGuidance:
    """Return everything for one logical day of a diary."""
    put = engine or shipped_engine()

    def work_out() -> DailyGuidance:
        return guide_day(entries, as_of, put, shipped_settings(), ends_at=profile.day_ends_at)

    return memoize(entries, ("today", as_of, profile, put.rule_set.sha256), work_out)


def is_over(as_of: date, profile: Profile) -> bool:
    """Say whether a logical day is past."""
    return as_of < logical_today(profile.zone, profile.day_ends_at)


def danger_cards(diary: Diary, signs: Iterable[str]) -> tuple[DangerCard, ...]:
    """Return the cards of danger signs, the most pressing first, with the numbers of the person's country."""
    country, given = profile_of(entries_so_far(diary)).country, set(signs)
    return tuple(shipped_notices().card(sign, country) for sign in DANGER_SIGNS if sign in given)
