"""What does a row of a Visible export say?

Header `observation_date,tracker_name,tracker_category,observation_value`, the last name with a space behind it; one row
for each tracker and day.
"""

from collections.abc import Callable, Iterator

from zonewise.problem import NotUnderstood

from .file_layout import FileLayout
from .observation import Observation


def visible_reader(layout: FileLayout) -> Callable[[list[str]], Iterator[Observation]]:
    """Return a function from the fields of a row to what it says."""
    day, tracker, value = (
        layout.columns.index(name) for name in ("observation_date", "tracker_name", "observation_value")
    )
    category = layout.columns.index("tracker_category") if "tracker_category" in layout.columns else None

    def read(fields: list[str]) -> Iterator[Observation]:
        name = fields[tracker].strip()
        if not name:
            raise NotUnderstood("The row names no tracker.", "Export it again from Visible.", "empty-name")
        group = "" if category is None else fields[category].strip()
        yield Observation(fields[day].strip(), "", name, group, fields[value].strip())

    return read
