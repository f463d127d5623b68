"""Does what was shown then still follow from what was known then, and if not, what differs and why?"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zonewise.guidance.guide import guide
from zonewise.guidance.replay_result import ReplayDifference, ReplayResult
from zonewise.model.amounts import format_mg
from zonewise.model.entry import Entry
from zonewise.model.timeline import timeline
from zonewise.report.json_shapes import guidance_json, today_json
from zonewise.rules.decision import Engine
from zonewise.services.base.daily_guidance import guidance_of_day
from zonewise.services.base.diary import Diary, all_entries, read_connection
from zonewise.services.base.profile import Profile, profile_of
from zonewise.services.reading.today import entries_digest
from zonewise.store.records import GuidanceRecord, load_records

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
