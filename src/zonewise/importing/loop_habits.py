"""The export of Loop Habit Tracker: a row a day and a column a habit, in `Checkmarks.csv` and `Scores.csv`.

Older versions write numbers: -1 nothing known, 0 no, 1 not that day but kept by the habit's own rhythm, 2 yes, 3
skipped. Newer ones write words. A habit with an amount has it in thousandths, so 4500 is 4.5. Scores are what Loop
works out of all this, from 0 to 1, and no ratings. Each row ends in a comma.
"""

from collections.abc import Collection, Iterator, Sequence

from .cell_values import is_number, number, number_text
from .file_format import FileLayout, Observation, RowReader, TrackerFormat
from .known_names import folded
from .sheet_proposal import propose_rule
from .tracker_mapping import TrackerMapping, TrackerRule
from .tracker_summary import TrackerSummary

_MARKS = {
    "-1": "", "0": "0", "1": "no", "2": "yes", "3": "skipped",
    "unknown": "", "no": "no", "yes_auto": "no", "yes_manual": "yes", "skip": "skipped",
}  # fmt: skip
_AUTO = frozenset(("1", "yes_auto"))
_SURE_MARKS = frozenset(("unknown", "yes_auto", "yes_manual", "skip"))
_BY_RHYTHM = "not that day; Loop counts it by the habit's rhythm"
SCORE = "score"


class LoopHabits(TrackerFormat):
    """Loop Habit Tracker's table of all habits, or of their scores."""

    name = "loop-habits"
    title = "an export of Loop Habit Tracker"
    becomes = (
        "Yes, no and skipped days of each habit; a habit called infection, period or the like is that event. "
        "Amounts are thousandths there, and milligrams only where the habit is called so, such as `LDN (mg)`. "
        "Scores are kept."
    )

    def identify(self, columns: Collection[str]) -> bool:
        """Say no: the columns bear names of the person's own, so the rows have to be looked at."""
        return False

    def recognise(self, columns: Collection[str], rows: Sequence[Sequence[str]]) -> bool:
        """Say whether there is a date, and under each habit nothing but Loop's marks, amounts or scores."""
        names = list(columns)
        if len(names) < 2 or names[0] != "date" or not rows:
            return False
        filled = [row for row in rows if any(row)]
        cells = {folded(cell) for row in filled for cell in row[1 : len(names)]}
        if cells & _SURE_MARKS:
            return all(not cell or cell in _MARKS or is_number(cell) for cell in cells)
        ends_in_comma = bool(filled) and all(len(row) == len(names) + 1 and not row[-1] for row in filled)
        if not ends_in_comma:
            return False
        is_marks = all(cell in _MARKS or cell.isdecimal() for cell in cells) and bool(cells & {"-1", "2"})
        return is_marks or all(_is_score(cell) for cell in cells)

    def needed_columns(self, columns: Collection[str]) -> tuple[str, ...]:
        """Return the date."""
        return ("date",)

    def read(self, layout: FileLayout, mapping: TrackerMapping) -> RowReader:
        """Return the reader of its rows: each habit's mark or amount of that day."""
        habits = layout.header[1:]

        def read_row(fields: list[str]) -> Iterator[Observation]:
            for habit, field in zip(habits, fields[1:], strict=True):
                cell = field.strip()
                if _is_score(cell):
                    yield Observation(fields[0].strip(), "", f"{habit}, score in Loop", SCORE, cell)
                    continue
                value = _MARKS.get(folded(cell))
                if value is None:
                    value = number_text((number(cell, habit) / 1000).normalize()) if is_number(cell) else cell
                words = _BY_RHYTHM if folded(cell) in _AUTO else ""
                yield Observation(fields[0].strip(), "", habit, "", value, "", words)

        return read_row

    def propose(self, layout: FileLayout, trackers: Collection[TrackerSummary]) -> tuple[TrackerRule, ...]:
        """Return a rule for each habit; a score is kept, and of an amount only the person knows what it counts."""
        return tuple(
            summary.under_own_name(because="Loop works it out; it is no rating")
            if summary.category == SCORE
            else propose_rule(summary)
            for summary in trackers
        )


def _is_score(cell: str) -> bool:
    return len(cell) == 6 and cell[1] == "." and is_number(cell)
