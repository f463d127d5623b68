"""How many questions one file may ask: what goes beyond is kept under its own name."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from .questions import open_questions
from .tracker_mapping import QuestionKind, TrackerMapping, TrackerRule
from .tracker_summary import TrackerSummary


def with_few_questions(mapping: TrackerMapping, trackers: Iterable[TrackerSummary], most: int) -> TrackerMapping:
    """Return a mapping with no more questions than a tired person answers; the rest is kept under its own name.

    Only trackers that are asked about one by one are given up, the last ones first.
    """
    summaries = tuple(trackers)
    asked = [place for place, rule in enumerate(mapping.rules) if not _ONE_BY_ONE.isdisjoint(rule.questions)]
    kept = _MOST_ONE_BY_ONE
    while True:
        few = replace(mapping, rules=tuple(_unasked(mapping.rules, asked[kept:])))
        if not kept or len(open_questions(few, summaries)) <= most:
            return few
        kept -= 1


_ONE_BY_ONE: frozenset[QuestionKind] = frozenset(("about", "good-end", "words"))
_MOST_ONE_BY_ONE = 6
_NOT_ASKED = "it was not asked what its values say, as there are many such trackers"


def _unasked(rules: Sequence[TrackerRule], places: Sequence[int]) -> Iterator[TrackerRule]:
    given_up = set(places)
    for place, rule in enumerate(rules):
        yield TrackerRule(rule.tracker, "tracker", rule.category, because=_NOT_ASKED) if place in given_up else rule
