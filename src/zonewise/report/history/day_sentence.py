"""One day of a diary read as a few sentences."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from zonewise.model.amounts import format_mg
from zonewise.model.day_words import day_words
from zonewise.model.entry import RATINGS
from zonewise.model.timeline import Day
from zonewise.report.entry_words import capitalised, entry_words
from zonewise.rules.rule_set import RuleSet
from zonewise.zones.zone import LABELS, ZONE_WORDS, Zone, points

from .symptom_lines import symptom_words


def day_sentences(of_day: Day, zone: Zone | None, rule_set: RuleSet, today: date) -> tuple[str, ...]:
    """Return what is known of a day, the zone first; a day without a word says so.

    Args:
        of_day: The logical day.
        zone: Its zone, or None where it is not known.
        today: The day it is read on.
    """
    named = day_words(of_day.day, today)
    if not of_day.entries:
        return (f"Nothing was written down on {named}.",)
    lines = [f"{named}: {'the zone is not known' if zone is None else f'a {ZONE_WORDS[zone]} day'}."]
    lines += _dose(of_day.dose_mg)
    lines += _ratings(of_day)
    happened = [entry_words(entry, rule_set) for entry in of_day.entries if entry.kind in ("event", "medicine")]
    lines += [f"What happened: {listed(happened)}."] if happened else []
    effects = [entry_words(entry, rule_set) for entry in of_day.entries if entry.kind == "sign"]
    lines += [f"Side effects: {listed(effects)}."] if effects else []
    lines += [f"{entry_words(entry, rule_set)}." for entry in of_day.entries if entry.kind == "zone"]
    lines += _own([entry_words(entry, rule_set) for entry in of_day.entries if entry.kind == "tracker"])
    lines += [f"You wrote: {entry.value or entry.note}" for entry in of_day.entries if entry.kind == "note"]
    return tuple(lines)


def listed(words: Sequence[str]) -> str:
    """Return words as they stand in a sentence: "a, b and c"."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def _dose(dose: Decimal | None) -> Sequence[str]:
    if dose is None:
        return ("No dose is logged. It may have been taken all the same.",)
    return (f"You took {format_mg(dose)}.",) if dose > 0 else ("You left the dose out.",)


def _ratings(of_day: Day) -> Sequence[str]:
    rated = [f"{_name(name)} {points(of_day.ratings[name])}" for name in RATINGS if name in of_day.ratings]
    lines = [f"{capitalised(listed(rated))}, of 10."] if rated else []
    if of_day.as_usual:
        rest = "for the rest" if rated else "for every number"
        lines.append(f"You took your usual {rest}.")
    return lines


def _name(name: str) -> str:
    return LABELS.get(name, symptom_words(name)).lower()


def _own(own: Sequence[str]) -> Sequence[str]:
    return [f"Your own: {listed(own)}."] if own else []
