"""The export of HabitBull: one row for each habit and day.

Header `HabitName,HabitDescription,HabitCategory,CalendarDate,Value,CommentText`; some versions call the day `Date`. The
order of day and month is the phone's, so it is taken from the file or asked. A huge negative value means skipped.
"""

from collections.abc import Collection, Iterator

from zonewise.problem import NotUnderstood

from .cell_values import is_number, number
from .dates import order_of_dates
from .file_format import FileLayout, Observation, RowReader, TrackerFormat
from .sheet_proposal import propose_rule
from .tracker_mapping import QuestionKind, TrackerMapping, TrackerRule
from .tracker_summary import TrackerSummary

_DAYS = ("calendardate", "date")
_COLUMN = "column"
_SKIPPED_BELOW = -1_000_000


class HabitBull(TrackerFormat):
    """HabitBull's CSV."""

    name = "habitbull"
    title = "an export of HabitBull"
    becomes = (
        "Habits are kept; one called infection, period or the like is that event. Skipped days are kept as skipped."
    )
    columns_read = (
        *("habitname", "habitdescription", "habitcategory", "calendardate", "date", "datenumber"),
        *("value", "commenttext", "notes"),
    )

    def identify(self, columns: Collection[str]) -> bool:
        """Say whether its first columns are there."""
        return {"habitname", "habitcategory", "value"} <= set(columns)

    def needed_columns(self, columns: Collection[str]) -> tuple[str, ...]:
        """Return what is read of every version."""
        return ("habitname", next((name for name in _DAYS if name in columns), _DAYS[0]), "value")

    def read(self, layout: FileLayout, mapping: TrackerMapping) -> RowReader:
        """Return the reader of its rows: each is one habit on one day."""
        tracker, day, value = map(layout.columns.index, self.needed_columns(layout.columns))
        note = next((layout.columns.index(name) for name in ("commenttext", "notes") if name in layout.columns), None)

        def read_row(fields: list[str]) -> Iterator[Observation]:
            cells = [field.strip() for field in fields]
            if not cells[tracker]:
                raise NotUnderstood("The row names no habit.", "Export it again from HabitBull.", "empty-name")
            amount = cells[value]
            if is_number(amount) and number(amount, cells[tracker]) < _SKIPPED_BELOW:
                amount = "skipped"
            yield Observation(cells[day], "", cells[tracker], "", amount, "", "" if note is None else cells[note])

        return read_row

    def survey(self, layout: FileLayout, rules: Collection[TrackerRule] = ()) -> RowReader:
        """Return a reader that gives the days as well, which show the order that they are written in."""
        read_row = self.read(layout, TrackerMapping(self.name, ()))
        column = layout.columns.index(self.needed_columns(layout.columns)[1])

        def survey_row(fields: list[str]) -> Iterator[Observation]:
            yield Observation("", "", layout.header[column], _COLUMN, fields[column].strip())
            yield from read_row(fields)

        return survey_row

    def propose(self, layout: FileLayout, trackers: Collection[TrackerSummary]) -> tuple[TrackerRule, ...]:
        """Return a rule for each habit, and the order of the dates as far as they show it."""
        return tuple(_proposed(summary) for summary in trackers)


def _proposed(summary: TrackerSummary) -> TrackerRule:
    if summary.category != _COLUMN:
        return propose_rule(summary)
    order = order_of_dates(summary.samples)
    because = "" if order else "the dates can be read day first or month first"
    questions: tuple[QuestionKind, ...] = () if order else ("date-order",)
    return TrackerRule(summary.tracker, "date", order=order, because=because, questions=questions)
