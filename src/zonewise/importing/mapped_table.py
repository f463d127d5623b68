"""What does a row of a file say whose columns a person has explained?

Either a row is a day with a column for each tracker (wide), or a row is one value of the tracker that it names (long).
"""

from collections.abc import Callable, Iterator

from zonewise.problem import NotUnderstood, Problem, did_you_mean, shown

from .file_layout import FileLayout
from .observation import Observation
from .tracker_mapping import COLUMN_TARGETS, TrackerMapping


def mapping_problems(mapping: TrackerMapping, layout: FileLayout, where: str) -> Iterator[Problem]:
    """Yield why the mapping cannot be followed in this file: a column it needs is not named or not there."""
    line = layout.header_line
    columns = ", ".join(layout.header)
    if not mapping.column("date"):
        expected = f"Say which column it is, such as 'Date=date'. The columns are {columns}."
        yield Problem(where, line, "No column is said to be the date.", expected, "no-date-column")
    if bool(mapping.column("name")) != bool(mapping.column("value")):
        expected = "A file with a row for each value needs both a column 'name' and a column 'value'."
        yield Problem(where, line, "Only one of name and value is said.", expected, "mapping-rule")
    for role in COLUMN_TARGETS:
        column = mapping.column(role)
        if column and column not in layout.columns:
            expected = f"{did_you_mean(column, layout.columns)}The columns are {columns}."
            yield Problem(where, line, f"There is no column {shown(column)}.", expected, "unknown-column")


def other_reader(layout: FileLayout, mapping: TrackerMapping) -> Callable[[list[str]], Iterator[Observation]]:
    """Return a function from the fields of a row to what it says, once `mapping_problems` found none."""
    place = {role: layout.columns.index(mapping.column(role)) for role in COLUMN_TARGETS if mapping.column(role)}
    day, at = place["date"], place.get("time")
    if mapping.is_long:
        name, value = place["name"], place["value"]
        unit, words = place.get("unit"), place.get("note")

        def read_long(fields: list[str]) -> Iterator[Observation]:
            if not fields[name].strip():
                raise NotUnderstood("The row names no tracker.", "Write what was measured.", "empty-name")
            yield Observation(
                fields[day].strip(),
                _cell(fields, at),
                fields[name].strip(),
                "",
                fields[value].strip(),
                _cell(fields, unit),
                _cell(fields, words),
            )

        return read_long
    ours = {day, at}
    trackers = [(number, header) for number, header in enumerate(layout.header) if number not in ours]

    def read_wide(fields: list[str]) -> Iterator[Observation]:
        for number, header in trackers:
            if fields[number].strip():
                yield Observation(fields[day].strip(), _cell(fields, at), header, "", fields[number].strip())

    return read_wide


def _cell(fields: list[str], place: int | None) -> str:
    return "" if place is None else fields[place].strip()
