"""What changed from a day on, as it was written down: doses, medicines and events, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zonewise.guidance.snapshot import DiarySnapshot
from zonewise.model.amounts import format_mg
from zonewise.report.entry_words import entry_words
from zonewise.rules.rule_set import RuleSet

LANES = {
    "Dose": (),
    "Fillers": ("filler-change",),
    "Medicine": ("new-medicine",),
    "Infection": ("infection",),
    "Vaccine": ("vaccine",),
    "Exertion": ("exertion",),
    "Stress": ("stress",),
    "Period": ("period",),
    "Operation": ("surgery",),
}
"""Rows of a picture and the events that stand in each; doses and medicines come from their own entries."""
_LANE_OF = {event: lane for lane, events in LANES.items() for event in events}


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """Something that changed on a day."""

    day: date  # The logical day.
    lane: str  # One of `LANES`.
    words: str  # Such as "1.5 mg a day begins" or "Infection".


def stated_changes(snapshot: DiarySnapshot, first: date, rule_set: RuleSet) -> Iterator[Change]:
    """Yield whatever changed from a day on, up to the day of the snapshot; in no order."""
    for level in snapshot.course.levels:
        if first <= level.since <= snapshot.as_of:
            words = f"{format_mg(level.mg)} a day begins" if level.mg > 0 else "No dose from here on"
            yield Change(level.since, "Dose", words)
    for entry in (*snapshot.of_kind("event"), *snapshot.of_kind("medicine")):
        day = snapshot.day_of(entry)
        lane = "Medicine" if entry.kind == "medicine" else _LANE_OF.get(entry.name)
        if lane is not None and first <= day <= snapshot.as_of:
            yield Change(day, lane, entry_words(entry, rule_set))
