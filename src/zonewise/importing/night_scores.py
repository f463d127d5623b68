"""The tables of wearables: a row for each night or day, with a score of the night beside what was measured.

Only a score or a quality of the night can be a rating, where the maker says that the top of its scale is the good end;
hours, phases and heart rates are kept under their own names.
"""

from abc import abstractmethod
from collections.abc import Collection, Iterator
from typing import ClassVar

from .file_format import FileLayout, Observation, RowReader, TrackerFormat
from .known_names import folded
from .tracker_mapping import TrackerMapping, TrackerRule
from .tracker_summary import TrackerSummary

_NOTHING = ("--", "-", "nan", "null", "none")


class NightScores(TrackerFormat):
    """A table of a wearable."""

    maker: ClassVar[str]  # Whose it is.
    days: ClassVar[tuple[str, ...]]  # Columns that may hold the day, folded, the one that is preferred first.
    scores: ClassVar[tuple[str, ...]]  # Columns whose 0 is the worst night and whose 100 the best one, folded.
    nothing: ClassVar[tuple[str, ...]] = ()  # What stands where nothing was measured, beside a dash and the like.
    unread: ClassVar[tuple[str, ...]] = ()  # Columns that say nothing about the person, such as numbers of rows.

    @abstractmethod
    def identify(self, columns: Collection[str]) -> bool:
        """Say whether a file with these column names is of this maker."""

    def needed_columns(self, columns: Collection[str]) -> tuple[str, ...]:
        """Return a column of the day."""
        return (next((name for name in self.days if name in columns), self.days[0]),)

    def read(self, layout: FileLayout, mapping: TrackerMapping) -> RowReader:
        """Return the reader of its rows: each cell is a tracker of that day."""
        nothing = {*_NOTHING, *self.nothing}
        days = [layout.columns.index(name) for name in self.days if name in layout.columns]
        trackers = [
            (place, layout.header[place])
            for place, name in enumerate(layout.columns)
            if place not in days and name not in self.unread
        ]

        def read_row(fields: list[str]) -> Iterator[Observation]:
            cells = [field.strip() for field in fields]
            day = next((cells[place] for place in days if cells[place]), "")
            for place, header in trackers:
                if cells[place].casefold() not in nothing:
                    yield Observation(day, "", header, "", cells[place])

        return read_row

    def propose(self, layout: FileLayout, trackers: Collection[TrackerSummary]) -> tuple[TrackerRule, ...]:
        """Return the score as how the night was, and the rest under its own name."""
        return tuple(map(self._proposed, trackers))

    def _proposed(self, summary: TrackerSummary) -> TrackerRule:
        if folded(summary.tracker) not in self.scores:
            return summary.under_own_name()
        if summary.other_values or not summary.is_within(0, 100):
            return summary.under_own_name(because="its values are not on the scale of the app, 0-100")
        return summary.as_rating("sleep", 0, 100, "better", f"{self.maker} scores a night from 0 to 100")
