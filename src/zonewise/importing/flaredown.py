"""The export of Flaredown: one row for each thing that was rated or taken on a day.

Header `user_id,age,sex,country,checkin_date,trackable_id,trackable_type,trackable_name,trackable_value`; some versions
leave columns out. Conditions and symptoms are rated 0 to 4. Treatments have an amount such as `2 x 1.5 mg`, or none.
"""

import re
from collections.abc import Collection, Iterator

from zonewise.model.amounts import plain
from zonewise.problem import NotUnderstood

from .cell_values import is_number, number
from .column_names import rating_of_symptom
from .file_format import FileLayout, Observation, RowReader, TrackerFormat
from .known_names import event_of, folded
from .tracker_mapping import TrackerMapping, TrackerRule
from .tracker_summary import CHEST_PAIN, TrackerSummary

_RATED = ("symptom", "condition")
_SEVERAL = re.compile(r"([0-9.]+) ?[x\u00d7] ?([0-9.]+) ?(\D.*)", re.IGNORECASE)
_UNREAD = ("user_id", "age", "sex", "country", "trackable_id")


class Flaredown(TrackerFormat):
    """Flaredown's CSV of one person."""

    name = "flaredown"
    title = "an export of Flaredown"
    becomes = (
        "Symptoms and conditions, 0 to 4, are the rating their name fits. Treatments are medicines; "
        "naltrexone with an amount is a dose. A file with the rows of several people is refused."
    )
    columns_read = ("checkin_date", "trackable_type", "trackable_name", "trackable_value", *_UNREAD)

    def identify(self, columns: Collection[str]) -> bool:
        """Say whether the day and its three columns of a trackable are there."""
        return {"checkin_date", "trackable_type", "trackable_name", "trackable_value"} <= set(columns)

    def needed_columns(self, columns: Collection[str]) -> tuple[str, ...]:
        """Return the columns that are read."""
        return ("checkin_date", "trackable_type", "trackable_name", "trackable_value")

    def read(self, layout: FileLayout, mapping: TrackerMapping) -> RowReader:
        """Return the reader of its rows: each is one trackable of one day, all of the same person."""
        day, group, tracker, value = map(layout.columns.index, self.needed_columns(layout.columns))
        person = layout.columns.index("user_id") if "user_id" in layout.columns else None
        first_person: list[str] = []

        def read_row(fields: list[str]) -> Iterator[Observation]:
            cells = [field.strip() for field in fields]
            if person is not None:
                first_person[:] = first_person or [cells[person]]
                if cells[person] != first_person[0]:
                    fault = "The file holds rows of several people: the user_id is another one from this row on."
                    raise NotUnderstood(fault, "Keep the rows of one person alone.", "several-people")
            if not cells[tracker]:
                raise NotUnderstood("The row names no trackable.", "Export it again from Flaredown.", "empty-name")
            yield _observation(cells[day], cells[tracker], cells[group], cells[value])

        return read_row

    def propose(self, layout: FileLayout, trackers: Collection[TrackerSummary]) -> tuple[TrackerRule, ...]:
        """Return what each trackable is; it may be used as it stands."""
        return tuple(map(_proposed, trackers))


def _observation(day: str, tracker: str, group: str, value: str) -> Observation:
    if folded(group) in _RATED:
        return Observation(day, "", tracker, group, value)
    several = _SEVERAL.fullmatch(value)
    if several and is_number(several[1]) and is_number(several[2]):
        amount = number(several[1], tracker) * number(several[2], tracker)
        return Observation(day, "", tracker, group, f"{plain(amount)} {several[3]}", "", value)
    return Observation(day, "", tracker, group, value or "yes")


def _proposed(summary: TrackerSummary) -> TrackerRule:
    name, group = folded(summary.tracker), folded(summary.category)
    if group in _RATED:
        rating = rating_of_symptom(name)
        if rating and not summary.other_values and summary.is_within(0, 4):
            return summary.as_rating(rating, 0, 4, because="Flaredown rates from 0 to 4, and 4 is worst")
        return summary.under_own_name(4, because=CHEST_PAIN if "chest" in name else "")
    if group == "treatment":
        return summary.as_medicine()
    return summary.as_target(event_of(name)) if event_of(name) else summary.under_own_name()
