"""Which trackers are in a file, and which values do they take?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from zonewise.problem import NotUnderstood

from .bearable import bearable_reader
from .file_layout import FileLayout, folded
from .numbers import is_number, number
from .observation import Observation
from .table_rows import Stream, table_rows
from .visible import visible_reader

COLUMN = "column"
"""The category under which a survey of an unknown file lists its columns."""

_SAMPLES = 60
_TRACKERS = 5_000

_DATE_NAMES = ("date", "day", "observation_date", "full_date", "datetime", "timestamp", "datum", "fecha", "entry date")
_TIME_NAMES = ("time", "hour", "clock", "uhrzeit", "hora")
_NAME_NAMES = ("name", "tracker", "symptom", "item", "tracker_name", "featurename", "measure", "metric")
_VALUE_NAMES = ("value", "rating", "score", "severity", "amount", "level", "observation_value")
_ROLES = (
    ("date", _DATE_NAMES),
    ("time", _TIME_NAMES),
    ("name", _NAME_NAMES),
    ("value", _VALUE_NAMES),
    ("unit", ("unit", "units")),
    ("note", ("note", "notes", "comment", "comments")),
)


@dataclass(frozen=True, slots=True)
class TrackerSummary:
    """What a file says about one tracker.

    Attributes:
        tracker: Its name, or the name of a column.
        category: Its category; `COLUMN` for a column of an unknown file.
        count: Rows with a value.
        lowest: Lowest number, None without any.
        highest: Highest number, None without any.
        other_values: Rows whose value is no number.
        samples: Some of its values as written.
        unit: The unit that its first row has, or "".
    """

    tracker: str
    category: str = ""
    count: int = 0
    lowest: Decimal | None = None
    highest: Decimal | None = None
    other_values: int = 0
    samples: tuple[str, ...] = ()
    unit: str = ""


def survey_trackers(stream: Stream, layout: FileLayout, where: str) -> tuple[TrackerSummary, ...]:
    """Return what is seen of each tracker, in the order of the file.

    Rows that cannot be read are passed over: `read` names them. The stream may be the whole file or its head.
    """
    observed = _observer(layout)
    found: dict[tuple[str, str], TrackerSummary] = {}
    for row in table_rows(stream, layout, where):
        if not isinstance(row, tuple):
            continue
        try:
            for one in observed(row[1]):
                key = (folded(one.tracker), folded(one.category))
                if key in found or len(found) < _TRACKERS:
                    found[key] = _with_value(
                        found.get(key) or TrackerSummary(one.tracker, one.category, unit=one.unit), one.value
                    )
        except NotUnderstood:
            continue
    return tuple(found.values())


def column_roles(header: tuple[str, ...]) -> dict[str, str]:
    """Return the role that the name of a column suggests: {role: column}, each role and each column once."""
    roles: dict[str, str] = {}
    for role, names in _ROLES:
        column = next((name for known in names for name in header if folded(name) == known), "")
        if column:
            roles[role] = column
    if not ("name" in roles and "value" in roles):
        roles = {role: column for role, column in roles.items() if role in ("date", "time", "note")}
    return roles


def _observer(layout: FileLayout) -> Callable[[list[str]], Iterator[Observation]]:
    if layout.format == "visible":
        return visible_reader(layout)
    if layout.format == "bearable":
        return bearable_reader(layout)
    roles = column_roles(layout.header)
    name = layout.header.index(roles["name"]) if "name" in roles else None
    value = layout.header.index(roles["value"]) if "value" in roles else None
    unit = layout.header.index(roles["unit"]) if "unit" in roles else None

    def columns(fields: list[str]) -> Iterator[Observation]:
        for header, field in zip(layout.header, fields, strict=True):
            yield Observation("", "", header, COLUMN, field.strip())
        if name is not None and value is not None and fields[name].strip():
            yield Observation(
                "", "", fields[name].strip(), "", fields[value].strip(), "" if unit is None else fields[unit].strip()
            )

    return columns


def _with_value(seen: TrackerSummary, value: str) -> TrackerSummary:
    if not value:
        return seen
    samples = seen.samples
    if len(samples) < _SAMPLES and value not in samples:
        samples = (*samples, value[:100])
    if not is_number(value):
        return replace(seen, count=seen.count + 1, other_values=seen.other_values + 1, samples=samples)
    amount = number(value, seen.tracker)
    lowest = amount if seen.lowest is None else min(seen.lowest, amount)
    highest = amount if seen.highest is None else max(seen.highest, amount)
    return replace(seen, count=seen.count + 1, lowest=lowest, highest=highest, samples=samples)
