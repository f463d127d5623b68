"""The export of Track & Graph: one row for each value of a tracker.

Header `FeatureName,Timestamp,Value,Label,Note`; older versions have no label column and write `4.0:Good`. Stamps are
instants with an offset or Z. Durations are hours, minutes and seconds, such as `7:30:00`, with a label behind another
colon in the older versions.
"""

import re
from collections.abc import Collection, Iterator

from zonewise.problem import NotUnderstood

from .cell_values import is_number
from .file_format import FileLayout, Observation, RowReader, TrackerFormat
from .sheet_proposal import propose_rule
from .tracker_mapping import TrackerMapping, TrackerRule
from .tracker_summary import TrackerSummary

DURATION = "h:min:s"
_DURATION = re.compile(r"(-?[0-9]+:-?[0-9]{1,2}:-?[0-9]{1,2})(?::(.*))?", re.DOTALL)


class TrackAndGraph(TrackerFormat):
    """Track & Graph's CSV, with the column of labels or without."""

    name = "track-and-graph"
    title = "an export of Track & Graph"
    becomes = (
        "Values keep their label beside them. Their scales are your own, so you say them. Durations are kept "
        "and never a rating."
    )
    columns_read = ("featurename", "timestamp", "value", "label", "note")

    def identify(self, columns: Collection[str]) -> bool:
        """Say whether its first three columns are there."""
        return {"featurename", "timestamp", "value"} <= set(columns)

    def needed_columns(self, columns: Collection[str]) -> tuple[str, ...]:
        """Return what every version has."""
        return ("featurename", "timestamp", "value")

    def read(self, layout: FileLayout, mapping: TrackerMapping) -> RowReader:
        """Return the reader of its rows: each is one value."""
        tracker, day, value = map(layout.columns.index, self.needed_columns(layout.columns))
        label, note = (layout.columns.index(name) if name in layout.columns else None for name in ("label", "note"))

        def read_row(fields: list[str]) -> Iterator[Observation]:
            cells = [field.strip() for field in fields]
            if not cells[tracker]:
                raise NotUnderstood("The row names no tracker.", "Export it again from Track & Graph.", "empty-name")
            amount, unit, own_label = _parts(cells[value])
            words = (own_label, "" if label is None else cells[label], "" if note is None else cells[note])
            yield Observation(
                cells[day], "", cells[tracker], "", amount, unit, "; ".join(dict.fromkeys(filter(None, words)))
            )

        return read_row

    def propose(self, layout: FileLayout, trackers: Collection[TrackerSummary]) -> tuple[TrackerRule, ...]:
        """Return a rule for each tracker: a duration is no rating, and the scale of the others is the person's own."""
        return tuple(
            summary.under_own_name(because="a duration is no rating")
            if summary.unit == DURATION
            else propose_rule(summary)
            for summary in trackers
        )


def _parts(text: str) -> tuple[str, str, str]:
    """Return the value, its unit and its label."""
    if duration := _DURATION.fullmatch(text):
        return duration[1], DURATION, (duration[2] or "").strip()
    amount, colon, label = text.partition(":")
    if colon and is_number(amount.strip()):
        return amount.strip(), "", label.strip()
    return text, "", ""
