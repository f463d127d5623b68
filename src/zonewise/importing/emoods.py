"""The export of eMoods: a row for each day.

A column of the date, then one for each thing that is tracked. Depressed and elevated mood, irritability and anxiety are
rated 0 none, 1 mild, 2 moderate, 3 severe. Medicines have columns of their own, named by the person.
"""

from collections.abc import Collection, Iterator

from .file_format import FileLayout, Observation, RowReader, TrackerFormat
from .known_names import folded
from .sheet_proposal import propose_rule
from .tracker_mapping import TrackerMapping, TrackerRule
from .tracker_summary import TrackerSummary

_LEVELS = {"none": "0", "mild": "1", "moderate": "2", "severe": "3"}
_RATINGS = {
    "depressed": "mood", "depressed mood": "mood", "depression": "mood",
    "anxiety": "anxiety", "anxious": "anxiety",
}  # fmt: skip
_OWN = (
    *("elevated", "elevated mood", "irritability", "irritable", "irritability mood", "sleep", "hours slept", "weight"),
    *("psychotic symptoms", "talk therapy", "therapy", "menstrual cycle"),
)
_SURE = frozenset(("elevated", "elevated mood", "psychotic symptoms", "talk therapy"))
_DAYS = ("full_date", "date", "entry date", "day")
_NOTES = ("note", "notes", "daily notes", "daily note", "entry")


class EMoods(TrackerFormat):
    """eMoods' CSV."""

    name = "emoods"
    title = "an export of eMoods"
    becomes = (
        "Depressed mood and anxiety, 0 none to 3 severe, are mood and anxiety. Irritability, elevated mood, "
        "hours and the rest are kept."
    )

    def identify(self, columns: Collection[str]) -> bool:
        """Say whether there is a date, a column that hardly another app has, and two more of its own."""
        names = set(columns)
        own = names & {*_RATINGS, *_OWN}
        return bool(names & set(_DAYS)) and bool(own & _SURE) and len(own) >= 3

    def needed_columns(self, columns: Collection[str]) -> tuple[str, ...]:
        """Return the date."""
        return (next((name for name in _DAYS if name in columns), "date"),)

    def read(self, layout: FileLayout, mapping: TrackerMapping) -> RowReader:
        """Return the reader of its rows: each cell is a tracker of that day."""
        day = layout.columns.index(self.needed_columns(layout.columns)[0])
        note = next((layout.columns.index(name) for name in _NOTES if name in layout.columns), None)
        others = [(place, name) for place, name in enumerate(layout.header) if place not in (day, note)]

        def read_row(fields: list[str]) -> Iterator[Observation]:
            for place, header in others:
                cell = fields[place].strip()
                yield Observation(fields[day].strip(), "", header, "", _LEVELS.get(folded(cell), cell))
            if note is not None and fields[note].strip():
                yield Observation(fields[day].strip(), "", layout.header[note], "note", fields[note].strip())

        return read_row

    def propose(self, layout: FileLayout, trackers: Collection[TrackerSummary]) -> tuple[TrackerRule, ...]:
        """Return what each column is; a column of the person's own is kept, and naltrexone is looked at."""
        rated = [summary for summary in trackers if folded(summary.tracker) in _RATINGS]
        # One value off the scale shows a sheet of somebody's own that is called alike: then each scale is asked.
        is_on_scale = all(summary.is_within(0, 3) and not summary.other_values for summary in rated)
        return tuple(_proposed(summary, is_on_scale) for summary in trackers)


def _proposed(summary: TrackerSummary, is_on_scale: bool) -> TrackerRule:
    name = folded(summary.tracker)
    if summary.category == "note":
        return summary.as_target("note")
    if name in _RATINGS and is_on_scale:
        return summary.as_rating(_RATINGS[name], 0, 3, because="eMoods rates none 0, mild 1, moderate 2, severe 3")
    return summary.under_own_name() if name in _OWN else propose_rule(summary)
