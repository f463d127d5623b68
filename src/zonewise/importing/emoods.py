"""The export of eMoods: a row for each day.

A column of the date, then one for each thing that is tracked. Depressed and elevated mood, irritability and anxiety are
rated 0 none, 1 mild, 2 moderate, 3 severe; in the `entry.csv` of a backup, whose date is called `DATE (YYYY-MM-DD)`,
from 1 none to 4 severe. Medicines have columns of their own, named by the person.
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
_ON_ONE_SCALE = frozenset((*_RATINGS, "elevated", "elevated mood", "irritability"))
_SURE = frozenset(("elevated", "elevated mood", "psychotic symptoms", "talk therapy"))
_DAY_OF_A_BACKUP = "date (yyyy-mm-dd)"
_DAYS = ("full_date", "date", "entry date", "day", _DAY_OF_A_BACKUP)
_NOTES = ("note", "notes", "daily notes", "daily note", "entry")


class EMoods(TrackerFormat):
    """eMoods' CSV."""

    name = "emoods"
    title = "an export of eMoods"
    becomes = (
        "Depressed mood and anxiety, 0 none to 3 severe, are mood and anxiety; in `entry.csv` of a backup they go "
        "from 1 to 4. Irritability, elevated mood, hours and the rest are kept."
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
        scaled = [summary for summary in trackers if folded(summary.tracker) in _ON_ONE_SCALE]
        low, high = (1, 4) if _DAY_OF_A_BACKUP in layout.columns else (0, 3)
        # One value off the scale shows a sheet of somebody's own that is called alike, and a month without any "none"
        # may be on either scale: then each scale is asked.
        is_on_scale = all(one.is_within(low, high) and not one.other_values for one in scaled)
        is_on_scale = is_on_scale and any(one.lowest == low for one in scaled)
        return tuple(_proposed(summary, (low, high) if is_on_scale else None) for summary in trackers)


def _proposed(summary: TrackerSummary, scale: tuple[int, int] | None) -> TrackerRule:
    name = folded(summary.tracker)
    if summary.category == "note":
        return summary.as_target("note")
    if name in _RATINGS and scale is not None:
        words = ", ".join(f"{word} {number}" for number, word in enumerate(_LEVELS, scale[0]))
        return summary.as_rating(_RATINGS[name], *scale, because=f"eMoods rates {words}")
    return summary.under_own_name() if name in _OWN else propose_rule(summary)
