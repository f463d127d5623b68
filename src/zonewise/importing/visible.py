"""The export of Visible: one row for each tracker and day.

Header `observation_date,tracker_name,tracker_category,observation_value`, the last name with a space behind it.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace

from zonewise.problem import NotUnderstood

from .column_names import rating_of_symptom
from .file_format import FileLayout, Observation, RowReader, TrackerFormat
from .known_names import event_of, folded
from .tracker_mapping import TrackerMapping, TrackerRule
from .tracker_summary import CHEST_PAIN, TrackerSummary

_SYMPTOMS = ("brain", "pain", "muscles", "general", "gastrointestinal", "heart and lungs", "sensory", "custom")
_UNITS = {"hrv": "ms", "hr variability": "ms", "resting hr": "bpm"}
_SLEEP = "the export does not say whether 3 is a good or a bad night; compare one night with the app"


class Visible(TrackerFormat):
    """Visible's CSV."""

    name = "visible"
    title = "an export of Visible"
    becomes = "Symptoms, 0 to 3, are the rating their name fits. More below."
    columns_read = ("observation_date", "tracker_name", "tracker_category", "observation_value")

    def identify(self, columns: Collection[str]) -> bool:
        """Say whether two of its columns are there."""
        return len(set(columns) & set(self.columns_read)) >= 2

    def needed_columns(self, columns: Collection[str]) -> tuple[str, ...]:
        """Return all its columns but the category, which custom trackers lack."""
        return ("observation_date", "tracker_name", "observation_value")

    def read(self, layout: FileLayout, mapping: TrackerMapping) -> RowReader:
        """Return the reader of its rows: each is one observation."""
        day, tracker, value = map(layout.columns.index, self.needed_columns(layout.columns))
        category = layout.columns.index("tracker_category") if "tracker_category" in layout.columns else None

        def read_row(fields: list[str]) -> Iterator[Observation]:
            name = fields[tracker].strip()
            if not name:
                raise NotUnderstood("The row names no tracker.", "Export it again from Visible.", "empty-name")
            group = "" if category is None else fields[category].strip()
            yield Observation(fields[day].strip(), "", name, group, fields[value].strip())

        return read_row

    def propose(self, layout: FileLayout, trackers: Collection[TrackerSummary]) -> tuple[TrackerRule, ...]:
        """Return what each tracker most likely is; it may be used as it stands."""
        return tuple(map(_proposed, trackers))


def _proposed(summary: TrackerSummary) -> TrackerRule:
    name, group = folded(summary.tracker), folded(summary.category)
    if name == "crash":
        because = "a crash is a day on which nothing usual was possible"
        return summary.as_rating("function", 0, 1, because=because)
    if event_of(name):
        return summary.as_target(event_of(name))
    if group == "sleep" and name == "sleep":
        return replace(summary.as_rating("sleep", 0, 3, because=_SLEEP), questions=("good-end",))
    if group.startswith("funcap"):
        return summary.under_own_name(7)
    if group == "measurement":
        return summary.under_own_name(unit=_UNITS.get(name, ""))
    rating = rating_of_symptom(name) if group in _SYMPTOMS or group in ("", "sleep") else ""
    rating = rating or ("sensory" if group == "sensory" else "")
    if rating and summary.is_within(0, 3):
        return summary.as_rating(rating, 0, 3)
    if rating:
        because = f"its values are not on Visible's scale 0-3, so {rating} is not proposed"
        return summary.under_own_name(because=because)
    return summary.under_own_name(3, because=CHEST_PAIN if "chest" in name else "")
