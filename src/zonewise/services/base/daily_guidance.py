"""What does zonewise say for a day, and how is what it said kept?"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from zonewise import __version__
from zonewise.guidance.daily_guidance import DailyGuidance, guide_day
from zonewise.guidance.safety_facts import DANGER_SIGNS
from zonewise.guidance.snapshot import ProtocolSettings
from zonewise.model.entry import Entry
from zonewise.report.json_shapes import today_json
from zonewise.rules.decision import Engine
from zonewise.rules.notices import DangerCard, Notices, read_notices

from .cache import memoize
from .clock import logical_today, utc_stamp
from .diary import Diary, all_entries, entries_so_far, read_connection, write_transaction
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


def guidance_today(diary: Diary, as_of: date | None = None) -> tuple[DailyGuidance, Profile]:
    """Return today's guidance, or that of a past day, and keep a record of what was shown.

    Raises:
        DiaryRefused: The diary cannot be read or written.
    """
    entries = all_entries(diary)
    if as_of is None and memoize(entries, ("look",), lambda: _relief_looked_at(diary)):
        entries = all_entries(diary)
    profile = profile_of(entries)
    found = guidance_of_day(entries, as_of or logical_today(profile.zone, profile.day_ends_at), profile)
    memoize(entries, ("record", found.as_of), lambda: keep_record(diary, found, entries))
    return found, profile


def _relief_looked_at(diary: Diary) -> bool:
    """Take an estimate of relief over into the diary where one is due, once in four weeks; say whether one was."""
    from zonewise.services.reading.relief import record_relief_estimate

    return record_relief_estimate(diary) is not None


def is_over(as_of: date, profile: Profile) -> bool:
    """Say whether a logical day is past."""
    return as_of < logical_today(profile.zone, profile.day_ends_at)


def danger_cards(diary: Diary, signs: Iterable[str]) -> tuple[DangerCard, ...]:
    """Return the cards of danger signs, the most pressing first, with the numbers of the person's country."""
    country, given = profile_of(entries_so_far(diary)).country, set(signs)
    return tuple(shipped_notices().card(sign, country) for sign in DANGER_SIGNS if sign in given)


def keep_record(diary: Diary, found: DailyGuidance, entries: Sequence[Entry]) -> str:
    """Keep what was shown; the same guidance from the same diary for the same day counts once. Return its id."""
    from zonewise.store.records import GuidanceRecord, add_record, record_by_id

    rule_set = shipped_engine().rule_set
    digest = entries_digest(entries)
    content = today_json(found, rule_set)
    facts = json.dumps({name: each.value for name, each in found.facts.items()}, sort_keys=True)
    shown = json.dumps(content, sort_keys=True, ensure_ascii=False)
    seed = "\0".join((found.as_of.isoformat(), rule_set.sha256, digest, shown, __version__))
    made = GuidanceRecord(
        id=hashlib.sha256(seed.encode()).hexdigest()[:32],
        recorded_at=utc_stamp(),
        as_of=found.as_of,
        protocol_id=rule_set.id,
        protocol_version=rule_set.version,
        protocol_sha256=rule_set.sha256,
        facts_json=facts,
        guidance_json=shown,
        entries_digest=digest,
        zonewise_version=__version__,
    )
    with read_connection(diary) as connection:
        known = record_by_id(connection, made.id) is not None
    if not known:
        with write_transaction(diary) as connection:
            if record_by_id(connection, made.id) is None:
                add_record(connection, made)
    return made.id


def entries_digest(entries: Sequence[Entry]) -> str:
    """Return a hash of which entries a guidance saw."""
    total = hashlib.sha256()
    for entry_id in sorted(entry.id for entry in entries):
        total.update(entry_id.encode() + b"\0")
    return total.hexdigest()
