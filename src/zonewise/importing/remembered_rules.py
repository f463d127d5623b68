"""What trackers became in earlier files, kept with the diary: the same tracker is read the same way again.

A scale, an end or a unit that a later file shows otherwise is a question and no silent change.
"""

from collections.abc import Iterable
from dataclasses import replace

from zonewise.model.entry import EVENTS, RATINGS

from .known_names import folded
from .questions import Previous
from .tracker_mapping import COLUMN_TARGETS, TrackerMapping, TrackerRule
from .tracker_summary import TrackerSummary

_MOVES = (*RATINGS, "dose")


def previous_rules(mappings: Iterable[TrackerMapping], file_format: str) -> dict[tuple[str, str], TrackerRule]:
    """Return the last rule of each tracker, by name and category, folded.

    Args:
        mappings: Of the files that were taken in, the oldest first.
        file_format: Rules of other formats are left out.
    """
    return {
        (folded(rule.tracker), folded(rule.category)): replace(rule, because="")
        for mapping in mappings
        if mapping.format == file_format
        for rule in mapping.rules
        if not rule.questions
    }


def with_previous(mapping: TrackerMapping, trackers: Iterable[TrackerSummary], previous: Previous) -> TrackerMapping:
    """Return a proposed mapping with what earlier files settled.

    What the proposal leaves open is read as before where the values fit; what it reads otherwise is asked.
    """
    summaries = {folded(summary.tracker): summary for summary in trackers}
    rules = (
        _with_previous(rule, previous.get((folded(rule.tracker), folded(rule.category))), summaries)
        for rule in mapping.rules
    )
    return replace(mapping, rules=tuple(rules))


def _with_previous(rule: TrackerRule, before: TrackerRule | None, summaries: dict[str, TrackerSummary]) -> TrackerRule:
    if before is None:
        return rule
    if rule.target == "date":
        settled = before.target == "date" and before.order and "date-order" in rule.questions
        return replace(rule, order=before.order, questions=(), because="as in an earlier file") if settled else rule
    if rule.target in COLUMN_TARGETS or before.target in COLUMN_TARGETS:
        return rule
    summary = summaries.get(folded(rule.tracker))
    fits = summary is None or before.low is None or before.high is None or summary.is_within(before.low, before.high)
    if rule.questions or (rule.target == "tracker" and before.target in (*_MOVES, *EVENTS, "medicine", "sign")):
        return replace(before, because="as in an earlier file") if fits else rule
    if before.target in _MOVES and rule.target in _MOVES and _reading(before) != _reading(rule):
        return replace(rule, questions=("change",))
    return rule


def _reading(rule: TrackerRule) -> tuple[object, ...]:
    words = frozenset((word.casefold(), number) for word, number in rule.words)
    return rule.target, rule.low, rule.high, rule.higher_is, rule.unit, bool(words)
