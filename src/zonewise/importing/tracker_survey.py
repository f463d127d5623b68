"""The trackers of a file and the values they take, and the mapping that is proposed for them."""

from collections.abc import Iterable

from zonewise.problem import NotUnderstood

from .file_layout import FileLayout, folded
from .formats import tracker_format
from .table_rows import Stream, table_rows
from .tracker_mapping import TrackerMapping
from .tracker_summary import TrackerSummary

_TRACKERS = 5_000


def survey_trackers(stream: Stream, layout: FileLayout, where: str) -> tuple[TrackerSummary, ...]:
    """Return what is seen of each tracker, in the order of the file.

    Rows that cannot be read are passed over: `read` names them. The stream may be the whole file or its head.
    """
    observed = tracker_format(layout.format).survey(layout)
    summaries: dict[tuple[str, str], TrackerSummary] = {}
    for row in table_rows(stream, layout, where):
        if not isinstance(row, tuple):
            continue
        try:
            for observation in observed(row[1]):
                tracker, category = observation.tracker, observation.category
                key = (folded(tracker), folded(category))
                if key in summaries or len(summaries) < _TRACKERS:
                    summary = summaries.get(key) or TrackerSummary(tracker, category, unit=observation.unit)
                    summaries[key] = summary.with_value(observation.value)
        except NotUnderstood:
            continue
    return tuple(summaries.values())


def propose_mapping(layout: FileLayout, trackers: Iterable[TrackerSummary]) -> TrackerMapping:
    """Return a mapping with a rule for each tracker; one of a format that needs agreement must be confirmed."""
    return TrackerMapping(layout.format, tracker_format(layout.format).propose(layout, tuple(trackers)))
