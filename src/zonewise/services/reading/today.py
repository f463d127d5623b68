"""The guidance of today, as it is shown, and the record of it that is kept.

Showing and keeping stand apart: a page is answered at once, from a diary that another program is writing to or that is
full, and what it showed is kept after that. The terminal keeps it before it prints.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zonewise import __version__
from zonewise.guidance.daily_guidance import DailyGuidance
from zonewise.guidance.snapshot import build_snapshot
from zonewise.model.entry import Entry
from zonewise.report.json_shapes import today_json
from zonewise.services.base.cache import add_to_cache, entries_with, file_fingerprint, memoize
from zonewise.services.base.clock import utc_stamp
from zonewise.services.base.daily_guidance import guidance_of_day
from zonewise.services.base.diary import Diary, all_entries, read_connection, write_transaction
from zonewise.services.base.profile import Profile, profile_of
from zonewise.services.reading.relief import due_estimate
from zonewise.store.connect import path_of_diary
from zonewise.store.entries import insert_entries
from zonewise.store.records import GuidanceRecord, add_record, record_by_id
from zonewise.zones.zone import DayZone


@dataclass(frozen=True, slots=True)
class ShownGuidance:
    """Guidance as it is shown, with what the record of it says.

    Attributes:
        guidance: It.
        profile: The person's profile.
        entries: What it was derived from.
        estimate: The one of these entries that is not in the diary yet, where an estimate of relief was due; or None.
        shown_at: UTC instant at which the diary was read, ISO 8601 with "Z": what is entered later it did not know.
    """

    guidance: DailyGuidance
    profile: Profile
    entries: tuple[Entry, ...]
    estimate: Entry | None
    shown_at: str


def guidance_today(diary: Diary, as_of: date | None = None) -> ShownGuidance:
    """Return today's guidance, or that of a past day, and write nothing: `keep_guidance` does.

    Where an estimate of relief is due, once in four weeks, it is worked out here, which takes a second.

    Raises:
        DiaryRefused: The diary cannot be read.
    """
    entries = all_entries(diary)
    shown_at = utc_stamp()
    profile = profile_of(entries)
    day = as_of or profile.today()
    estimate = None
    if as_of is None:
        estimate = memoize(entries, ("estimate", day), lambda: due_estimate(entries, day, profile, shown_at))
    if estimate is not None:
        new = estimate
        entries = memoize(entries, ("with estimate", day), lambda: entries_with(entries, [new]))
    return ShownGuidance(guidance_of_day(entries, day, profile), profile, entries, estimate, shown_at)


def keep_guidance(diary: Diary, shown: ShownGuidance) -> None:
    """Keep what was shown, so that `replay` can derive it again; the same guidance from the same diary counts once.

    Raises:
        DiaryRefused: The diary is not there any more, or cannot be written.
    """
    key = ("kept", shown.guidance.as_of, shown.profile.protocol.rule_set.sha256)
    memoize(shown.entries, key, lambda: _keep(diary, shown))


def entries_digest(entries: Sequence[Entry]) -> str:
    """Return a hash of which entries a guidance saw."""
    total = hashlib.sha256()
    for entry_id in sorted(entry.id for entry in entries):
        total.update(entry_id.encode() + b"\0")
    return total.hexdigest()


def _keep(diary: Diary, shown: ShownGuidance) -> str:
    record = _record_of(shown)
    with read_connection(diary) as connection:
        if record_by_id(connection, record.id) is not None:
            return record.id
    added = 0
    with write_transaction(diary, create=False) as connection:  # it may have been erased since it was shown
        if shown.estimate is not None:
            added = insert_entries(connection, [shown.estimate]).added
        if record_by_id(connection, record.id) is None:
            add_record(connection, record)
    if shown.estimate is not None and added:
        add_to_cache(diary, [shown.estimate], file_fingerprint(path_of_diary(diary.place)))
    return record.id


def _record_of(shown: ShownGuidance) -> GuidanceRecord:
    rule_set, guidance = shown.profile.protocol.rule_set, shown.guidance
    digest = entries_digest(shown.entries)
    content = json.dumps(today_json(guidance, rule_set), sort_keys=True, ensure_ascii=False)
    seed = "\0".join((guidance.as_of.isoformat(), rule_set.sha256, digest, content, __version__))
    return GuidanceRecord(
        id=hashlib.sha256(seed.encode()).hexdigest()[:32],
        recorded_at=shown.shown_at,
        as_of=guidance.as_of,
        protocol_id=rule_set.id,
        protocol_version=rule_set.version,
        protocol_sha256=rule_set.sha256,
        facts_json=json.dumps({name: fact.value for name, fact in guidance.facts.items()}, sort_keys=True),
        guidance_json=content,
        entries_digest=digest,
        zonewise_version=__version__,
    )


def zones_of(diary: Diary, first: date | None = None, last: date | None = None) -> tuple[DayZone, ...]:
    """Return the zones from one day to another; of the whole diary up to today unless said."""
    entries = all_entries(diary)
    profile = profile_of(entries)
    until = last or profile.today()
    zones = build_snapshot(entries, until, profile.protocol.settings, profile.day_ends_at).zones
    return tuple(zone for zone in zones if first is None or zone.day >= first)
