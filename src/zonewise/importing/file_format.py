"""The form of a file format, and what reading a file of it takes and gives.

A new format is one module with a class like `visible.Visible`, and one line in `formats.FORMATS`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import ClassVar

from zonewise.model.entry import Entry
from zonewise.problem import NotUnderstood, Problem

from .dates import ToLocal, clock
from .sheet_proposal import propose_rule
from .tracker_mapping import TrackerMapping, TrackerRule
from .tracker_summary import TrackerSummary

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}


@dataclass(frozen=True, slots=True)
class FileLayout:
    """How a file is written."""

    format: str  # Name of its format.
    delimiter: str  # "," or ";" or a tab.
    encoding: str  # "utf-8" or "cp1252"; a byte order mark before UTF-8 is dropped.
    header: tuple[str, ...]  # Column names as written, stripped.
    columns: tuple[str, ...]  # The same, folded for comparing: lower case, single spaces.
    header_line: int  # The line on which the header stands, from 1.
    notes: tuple[str, ...] = ()  # What the person should know about it, such as a guessed encoding.


@dataclass(frozen=True, slots=True)
class ReaderOptions:
    """What the person or the clock adds to a file."""

    # The last day that a row may have, usually the date on the wall clock; a later one is a slip of the pen. Where the
    # row names another time zone it may be a day ahead.
    latest: date
    # Strength of the liquid that doses in mL refer to, in mg per mL; None when nobody said.
    mg_per_ml: Decimal | None = None
    zone: str = ""  # IANA time zone for rows that name none; "" means the profile's.
    entered_at: str = ""  # UTC instant of the import, ISO 8601 with "Z", for rows that name none.
    to_local: ToLocal | None = None  # Turns an instant with an offset into the person's own wall clock; None keeps it.
    highest_mg: Decimal | None = None  # Highest usual single dose of LDN; one above it is refused. None refuses none.
    # Is given each text of a row that is no number: tracker, text, day, and whether it is left out.
    look_at: Callable[[str, str, date, bool], None] | None = None
    # A further look at each entry of zonewise's own format, such as a plan's bounds: what is wrong with it, or None.
    # The problem gets the row's line.
    check: Callable[[Entry], Problem | None] | None = None
    # Is given each record of an export that is no entry, such as a guidance that was shown: its sort and its JSON.
    # Raises NotUnderstood where it is none. None leaves them out.
    keep: Callable[[str, str], None] | None = None
    # Says of an entry that a document of a diary brings whether the diary has it otherwise already: then that stands.
    is_there: Callable[[Entry], bool] | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Something the person should know about an import that was nevertheless understood."""

    where: str  # File name, or the name of the input.
    line: int  # Line number from 1, or 0 when it concerns the whole.
    text: str  # One or two plain sentences.
    code: str  # A short word to search for, such as "chest-pain".

    def __str__(self) -> str:
        place = f"{self.where}:{self.line}" if self.line else self.where
        return f"{place}: {self.text} [{self.code}]"


@dataclass(frozen=True, slots=True)
class Observation:
    """One value of one tracker, every field as text from the file, stripped."""

    day: str  # The date, in the file's own spelling.
    at: str  # A time of day, a part of the day such as "am", or "".
    tracker: str  # Name of the tracker.
    category: str  # Its category, or "".
    value: str  # The value, or "" when the row has none.
    unit: str = ""  # Its unit when the file says so, or "".
    words: str = ""  # The person's own words.
    column: str = ""  # The column that the value stands in, for messages; "" where the tracker tells.


RowReader = Callable[[list[str]], Iterator[Observation]]
"""From the fields of a row to what it says; it raises NotUnderstood for a row that it cannot read."""


class FileFormat(ABC):
    """One format."""

    name: ClassVar[str]  # As mappings and entries keep it; it never changes.
    title: ClassVar[str]  # What a file of it is, in words.
    becomes: ClassVar[str] = ""  # What is made of it, in a sentence or two, for docs/import.md.
    # Names of the columns that are read; the person is told of others. Empty when all are.
    columns_read: ClassVar[tuple[str, ...]] = ()
    needs_agreement: ClassVar[bool] = False  # Whether the person has to agree to the mapping before anything is read.

    @abstractmethod
    def identify(self, columns: Collection[str]) -> bool:
        """Say whether a file with these column names, folded, is of this format."""

    def recognise(self, columns: Collection[str], rows: Sequence[Sequence[str]]) -> bool:
        """Say the same with the first rows at hand, which an app needs whose columns bear names of the person's own."""
        return self.identify(columns)

    def names_of_rows(self, first: Sequence[str]) -> tuple[str, ...]:
        """Return the names of the columns of a table without any, where its first row shows that it is of this format;
        () otherwise.
        """  # fmt: skip
        return ()

    def needed_columns(self, columns: Collection[str]) -> tuple[str, ...]:
        """Return the columns without which a file with these columns cannot be read."""
        return ()

    def header_problems(self, layout: FileLayout) -> Iterable[NotUnderstood]:
        """Yield what is wrong with the names of the columns, beside names that are empty or there twice."""
        needed = self.needed_columns(layout.columns)
        for name in needed:
            if name not in layout.columns:
                expected = f"The columns are {', '.join(needed)}."
                yield NotUnderstood(f"The column '{name}' is missing.", expected, "missing-column")


class TrackerFormat(FileFormat):
    """A format of another app, whose trackers become what a mapping says."""

    @abstractmethod
    def read(self, layout: FileLayout, mapping: TrackerMapping) -> RowReader:
        """Return the reader of the rows of a file."""

    def survey(self, layout: FileLayout, rules: Collection[TrackerRule] = ()) -> RowReader:
        """Return the reader of the rows while it is not yet known what the trackers become.

        Args:
            rules: What the person has said already, such as which column names the tracker of a row.
        """
        return self.read(layout, TrackerMapping(self.name, ()))

    def propose(self, layout: FileLayout, trackers: Collection[TrackerSummary]) -> tuple[TrackerRule, ...]:
        """Return a rule for each tracker; by its name and values where nothing more is known of the app."""
        return tuple(map(propose_rule, trackers))

    def mapping_problems(self, mapping: TrackerMapping, layout: FileLayout) -> Iterable[NotUnderstood]:
        """Yield why a mapping cannot be followed in a file."""
        return ()

    def time_of(self, text: str) -> tuple[time | None, str]:
        """Return the wall-clock time of a row, and the part of the day where it is only said in words.

        Raises:
            NotUnderstood: It is neither.
        """
        return clock(text), ""
