"""The guidance of today as it is shown, the record of it that is kept, and how a record is derived again.

Showing and keeping stand apart: a page is answered at once, from a diary that another program is writing to or that is
full, and what it showed is kept after that. The terminal keeps it before it prints.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zonewise import __version__
from zonewise.guidance.daily_guidance import DailyGuidance
from zonewise.guidance.guide import guide
from zonewise.guidance.replay_result import ReplayDifference, ReplayResult
from zonewise.guidance.snapshot import build_snapshot
from zonewise.model.amounts import format_mg
from zonewise.model.entry import Entry
from zonewise.model.timeline import timeline
from zonewise.report.json_shapes import guidance_json, today_json
from zonewise.rules.decision import Engine
from zonewise.services.base.cache import add_to_cache, entries_with, file_fingerprint, has_result, memoize
from zonewise.services.base.clock import utc_stamp
from zonewise.services.base.daily_guidance import guidance_of_day
from zonewise.services.base.diary import Diary, all_entries, read_connection, write_transaction
from zonewise.services.base.profile import Profile, profile_of
from zonewise.services.reading.relief import due_estimate
from zonewise.store.connect import path_of_diary
from zonewise.store.entries import insert_entries
from zonewise.store.records import GuidanceRecord, add_record, load_records, record_by_id
from zonewise.zones.zone import DayZone


@dataclass(frozen=True, slots=True)
class ShownGuidance:
    """Guidance as it is shown, with what the record of it says."""

    guidance: DailyGuidance
    profile: Profile
    entries: tuple[Entry, ...]  # What it was derived from.
    # The one of these entries that is not in the diary yet, where an estimate of relief was due; or None.
    estimate: Entry | None
    shown_at: str  # UTC instant at which the diary was read, ISO 8601 with "Z": what is entered later it did not know.


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


def takes_long(diary: Diary, as_of: date | None = None) -> bool:
    """Say whether `guidance_today` may have to estimate relief first: it was not asked since the diary changed.

    Raises:
        DiaryRefused: The diary cannot be read.
    """
    entries = all_entries(diary)
    return as_of is None and not has_result(entries, ("estimate", profile_of(entries).today()))


def keep_guidance(diary: Diary, shown: ShownGuidance) -> None:
    """Keep what was shown, so that `replay` can derive it again; the same guidance from the same diary counts once.

    Raises:
        DiaryRefused: The diary is not there any more, or cannot be written.
    """
    memoize(shown.entries, _kept(shown), lambda: _keep(diary, shown))


def has_record(shown: ShownGuidance) -> bool:
    """Say whether what was shown is known to be kept, so that nothing is left to do."""
    return has_result(shown.entries, _kept(shown))


def _kept(shown: ShownGuidance) -> tuple[str, date, str]:
    return ("kept", shown.guidance.as_of, shown.profile.protocol.rule_set.sha256)


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


COMPARED = ("action", "reasons", "ask", "considerations", "review", "dose", "next_step", "next_review", "note_codes")
"""What must be the same again; the arithmetic of the zone is compared through the facts."""
SENTENCES = frozenset({"because", "notes", "question", "says", "where", "words"})
"""What only says it in words, or where a rule stands; a sentence may be put better without another answer."""


def replay(diary: Diary, *, since: date | None = None, until: date | None = None) -> tuple[ReplayResult, ...]:
    """Derive every kept guidance again, from its facts and from the diary as it was known then.

    Raises:
        DiaryRefused: The diary cannot be read.
    """
    entries = all_entries(diary)
    profile = profile_of(entries)
    with read_connection(diary) as connection:
        records = load_records(connection, since=since, until=until)
    return tuple(_replayed(record, entries, profile) for record in records)


def _replayed(record: GuidanceRecord, entries: Sequence[Entry], profile: Profile) -> ReplayResult:
    shown = json.loads(record.guidance_json)
    return ReplayResult(
        id=record.id,
        as_of=record.as_of,
        recorded_at=record.recorded_at,
        action=shown["action"],
        recommended=shown["dose"]["says"],
        done=_done(record, entries, profile),
        differences=tuple(_differences(record, entries, profile)),
    )


def _differences(record: GuidanceRecord, entries: Sequence[Entry], profile: Profile) -> list[ReplayDifference]:
    engine = profile.protocol.engine
    differences: list[ReplayDifference] = []
    why = _why_protocol(record, engine)
    shown = json.loads(record.guidance_json)
    facts = json.loads(record.facts_json)
    known = {name: value for name, value in facts.items() if name in engine.rule_set.facts}
    again = guidance_json(guide(engine, known), engine.rule_set)
    if shown["action"] != "pause":  # a reduction with nothing lower left is shown as a pause
        differences += _compare(shown, again, ("action",), f"from the stored facts: {why}")
    then_known = [entry for entry in entries if entry.entered_at <= record.recorded_at]
    day = today_json(guidance_of_day(then_known, record.as_of, profile), engine.rule_set)
    if entries_digest(then_known) != record.entries_digest:
        why = f"{why} Entries recorded by then are not the same as it saw: {len(then_known)} now."
    differences += [
        ReplayDifference(f"fact {name}", value, day["facts"].get(name, {}).get("value"), f"from the diary: {why}")
        for name, value in facts.items()
        if day["facts"].get(name, {}).get("value") != value
    ]
    differences += _compare(shown, day, COMPARED, f"from the diary: {why}")
    return differences


def _compare(then: Mapping[str, Any], now: Mapping[str, Any], keys: Sequence[str], why: str) -> list[ReplayDifference]:
    return [
        ReplayDifference(key, then[key], now.get(key), why)
        for key in keys
        if key in then and not _says_the_same(then[key], now.get(key))
    ]


def _says_the_same(then: Any, now: Any) -> bool:
    """Return whether ids, codes and values are the same; a record may be from before some of them were kept."""
    match then, now:
        case dict(), dict():
            return all(
                name in now and _says_the_same(value, now[name])
                for name, value in then.items()
                if name not in SENTENCES
            )
        case list(), list():
            return len(then) == len(now) and all(map(_says_the_same, then, now))
    return bool(then == now)


def _why_protocol(record: GuidanceRecord, engine: Engine) -> str:
    rule_set = engine.rule_set
    if record.protocol_sha256 == rule_set.sha256:
        return "the protocol is the same."
    return f"the protocol was {record.protocol_version} and is {rule_set.version} now, with other content."


def _done(record: GuidanceRecord, entries: Sequence[Entry], profile: Profile) -> str:
    days = timeline(entries, until=record.as_of, ends_at=profile.day_ends_at)
    if not days or days[-1].day != record.as_of or days[-1].dose_mg is None:
        return "No dose is logged for that day, so what was done is not known."
    taken = days[-1].dose_mg
    return f"{format_mg(taken)} logged." if taken > 0 else "The dose was left out on purpose."
