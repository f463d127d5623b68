"""Any other table: its columns become what the person says.

Either a row is a day with a column for each tracker (wide), or a row is one value of the tracker that it names (long).
"""

from collections.abc import Collection, Iterable, Iterator

from zonewise.problem import NotUnderstood, did_you_mean, shown

from .cell_values import is_number, looks_like_day, order_of_dates
from .file_format import FileLayout, Observation, RowReader, TrackerFormat
from .known_names import folded
from .tracker_mapping import COLUMN_TARGETS, TrackerMapping, TrackerRule
from .tracker_summary import TrackerSummary

COLUMN = "column"
"""The category under which the survey of such a file lists its columns."""

_ROLES = {
    "date": ("date", "day", "observation_date", "full_date", "datetime", "timestamp", "datum", "fecha", "entry date"),
    "time": ("time", "hour", "clock", "uhrzeit", "hora"),
    "name": ("name", "tracker", "symptom", "item", "tracker_name", "featurename", "measure", "metric"),
    "value": ("value", "rating", "score", "severity", "amount", "level", "observation_value"),
    "unit": ("unit", "units"),
    "note": ("note", "notes", "comment", "comments"),
}
"""What columns of each role are called; of two, the name that stands first here."""


class MappedTable(TrackerFormat):
    """A table of no app we know."""

    name = "other"
    title = "a table of no app we know"
    becomes = "What you say of its columns. More below."
    needs_agreement = True

    def identify(self, columns: Collection[str]) -> bool:
        """Take any table: it stands last in the registry."""
        return True

    def header_problems(self, layout: FileLayout) -> Iterable[NotUnderstood]:
        """Yield that there is no header when the first line holds values."""
        if any(is_number(name) or looks_like_day(name) for name in layout.header):
            fault = f"The first line holds values, not names: {shown(', '.join(layout.header))}."
            yield NotUnderstood(fault, "Put a line with the names of the columns above it.", "no-header")

    def mapping_problems(self, mapping: TrackerMapping, layout: FileLayout) -> Iterator[NotUnderstood]:
        """Yield why the mapping cannot be followed: a column it needs is not named or not there."""
        columns = ", ".join(layout.header)
        if not mapping.column("date"):
            expected = f"Say which column it is, such as 'Date=date'. The columns are {columns}."
            yield NotUnderstood("No column is said to be the date.", expected, "no-date-column")
        if bool(mapping.column("name")) != bool(mapping.column("value")):
            expected = "A file with a row for each value needs both a column 'name' and a column 'value'."
            yield NotUnderstood("Only one of name and value is said.", expected, "mapping-rule")
        for role in COLUMN_TARGETS:
            column = mapping.column(role)
            if column and column not in layout.columns:
                expected = f"{did_you_mean(column, layout.columns)}The columns are {columns}."
                yield NotUnderstood(f"There is no column {shown(column)}.", expected, "unknown-column")

    def read(self, layout: FileLayout, mapping: TrackerMapping) -> RowReader:
        """Return the reader of its rows, once `mapping_problems` has none."""
        places = {role: layout.columns.index(mapping.column(role)) for role in COLUMN_TARGETS if mapping.column(role)}
        return _long_rows(places) if mapping.is_long else _wide_rows(layout, places["date"], places.get("time"))

    def survey(self, layout: FileLayout) -> RowReader:
        """Return a reader of every column as a tracker, and of the trackers that rows name."""
        roles = _roles_of(layout.header)
        name, value, unit = (
            layout.header.index(roles[role]) if role in roles else None for role in ("name", "value", "unit")
        )

        def read_row(fields: list[str]) -> Iterator[Observation]:
            for header, field in zip(layout.header, fields, strict=True):
                yield Observation("", "", header, COLUMN, field.strip())
            if name is not None and value is not None and fields[name].strip():
                yield Observation("", "", fields[name].strip(), "", fields[value].strip(), _cell(fields, unit))

        return read_row

    def propose(self, layout: FileLayout, trackers: Collection[TrackerSummary]) -> tuple[TrackerRule, ...]:
        """Return the roles of the columns by their names, and what the trackers may be by their names and values."""
        columns = {folded(summary.tracker): summary for summary in trackers if summary.category == COLUMN}
        roles = _roles_of(layout.header)
        if "date" not in roles:
            dated = (
                summary.tracker
                for summary in columns.values()
                if summary.samples and all(map(looks_like_day, summary.samples))
            )
            roles = {"date": next(dated, "")} | roles
        rules = [_role(role, column, columns.get(folded(column))) for role, column in roles.items() if column]
        is_long = "name" in roles and "value" in roles
        taken = set() if is_long else set(roles.values())
        rules += [
            summary.as_unknown()
            for summary in trackers
            if (summary.category != COLUMN) == is_long and summary.tracker not in taken
        ]
        if is_long:
            rules += [TrackerRule(name, "ignore") for name in layout.header if name not in roles.values()]
        return tuple(rules)


def _roles_of(header: tuple[str, ...]) -> dict[str, str]:
    """Return the role that the name of a column suggests: {role: column}, each role and each column once."""
    roles: dict[str, str] = {}
    for role, names in _ROLES.items():
        columns = [name for known in names for name in header if folded(name) == known]
        if columns:
            roles[role] = columns[0]
    if not ("name" in roles and "value" in roles):
        roles = {role: column for role, column in roles.items() if role in ("date", "time", "note")}
    return roles


def _role(role: str, column: str, summary: TrackerSummary | None) -> TrackerRule:
    if role != "date" or summary is None:
        return TrackerRule(column, role)
    order = order_of_dates(summary.samples)
    because = "" if order else "say date-order: day-first or month-first; the dates seen can be read either way"
    return TrackerRule(column, role, order=order, because=because)


def _long_rows(places: dict[str, int]) -> RowReader:
    def read_row(fields: list[str]) -> Iterator[Observation]:
        day, at, name, value, unit, words = (_cell(fields, places.get(role)) for role in COLUMN_TARGETS)
        if not name:
            raise NotUnderstood("The row names no tracker.", "Write what was measured.", "empty-name")
        yield Observation(day, at, name, "", value, unit, words)

    return read_row


def _wide_rows(layout: FileLayout, day: int, at: int | None) -> RowReader:
    trackers = [(place, header) for place, header in enumerate(layout.header) if place not in (day, at)]

    def read_row(fields: list[str]) -> Iterator[Observation]:
        for place, header in trackers:
            if fields[place].strip():
                yield Observation(fields[day].strip(), _cell(fields, at), header, "", fields[place].strip())

    return read_row


def _cell(fields: list[str], place: int | None) -> str:
    return "" if place is None else fields[place].strip()
