"""The tables of the app Health Auto Export: medicines and states of mind that Apple Health keeps.

Medicines are `Date,Scheduled Date,Medication,Nickname,Dosage,Scheduled Dosage,Unit,Status,Archived,Codings`; a status
says whether the dose was taken. States of mind are `Start,End,Kind,Labels,Associations,Valence,Valence Classification`,
with the valence from -1, very unpleasant, to 1, very pleasant.
"""

from collections.abc import Collection, Iterator

from .file_format import FileLayout, Observation, RowReader, TrackerFormat
from .known_names import folded
from .sheet_proposal import propose_rule
from .tracker_mapping import TrackerMapping, TrackerRule
from .tracker_summary import TrackerSummary

TAKEN, NOT_TAKEN = "taken", "not taken"
_TAKEN = ("taken", "logged as taken")
_NO_DECISION = ("not interacted", "notification not sent", "snoozed", "")


class HealthAutoMedicines(TrackerFormat):
    """Health Auto Export's table of medicines."""

    name = "health-auto-medicines"
    title = "medicines from Health Auto Export"
    becomes = (
        "Doses that were taken: naltrexone with an amount in mg or mcg is a dose, everything else a medicine. Skipped "
        "doses are kept as skipped."
    )
    columns_read = (
        *("date", "scheduled date", "medication", "nickname", "dosage", "scheduled dosage", "unit", "status"),
        *("archived", "codings"),
    )

    def identify(self, columns: Collection[str]) -> bool:
        """Say whether a medicine, its dosage and its status are there."""
        return {"date", "medication", "dosage", "unit", "status"} <= set(columns)

    def needed_columns(self, columns: Collection[str]) -> tuple[str, ...]:
        """Return the columns that are read of each row."""
        return ("date", "medication", "dosage", "unit", "status")

    def read(self, layout: FileLayout, mapping: TrackerMapping) -> RowReader:
        """Return the reader of its rows: each is one dose, taken or not."""
        day, medicine, dosage, unit, status = map(layout.columns.index, self.needed_columns(layout.columns))
        scheduled = layout.columns.index("scheduled date") if "scheduled date" in layout.columns else None

        def read_row(fields: list[str]) -> Iterator[Observation]:
            cells = [field.strip() for field in fields]
            at = cells[day] or ("" if scheduled is None else cells[scheduled])
            decision = folded(cells[status])
            if decision in _TAKEN:
                yield Observation(at, "", cells[medicine], TAKEN, cells[dosage] or "yes", cells[unit])
            else:
                value = "no" if decision not in _NO_DECISION else "not known"
                yield Observation(at, "", f"{cells[medicine]}, not taken", NOT_TAKEN, value, "", cells[status])

        return read_row

    def propose(self, layout: FileLayout, trackers: Collection[TrackerSummary]) -> tuple[TrackerRule, ...]:
        """Return each medicine as one; what was not taken is kept."""
        return tuple(
            summary.as_medicine() if summary.category == TAKEN else summary.under_own_name() for summary in trackers
        )


class HealthAutoMoods(TrackerFormat):
    """Health Auto Export's table of states of mind."""

    name = "health-auto-moods"
    title = "states of mind from Health Auto Export"
    becomes = "The valence, -1 to 1, is mood turned round; its words are kept beside it."

    def identify(self, columns: Collection[str]) -> bool:
        """Say whether a valence, its class and its words are there."""
        return {"valence", "valence classification", "labels"} <= set(columns)

    def needed_columns(self, columns: Collection[str]) -> tuple[str, ...]:
        """Return the start, or the date, and the valence."""
        return (next((name for name in ("start", "date") if name in columns), "start"), "valence")

    def read(self, layout: FileLayout, mapping: TrackerMapping) -> RowReader:
        """Return the reader of its rows: each is one state of mind."""
        day, valence = map(layout.columns.index, self.needed_columns(layout.columns))
        words = [layout.columns.index(name) for name in ("labels", "associations") if name in layout.columns]

        def read_row(fields: list[str]) -> Iterator[Observation]:
            said = "; ".join(filter(None, (fields[place].strip() for place in words)))
            yield Observation(fields[day].strip(), "", "State of mind", "", fields[valence].strip(), "", said)

        return read_row

    def propose(self, layout: FileLayout, trackers: Collection[TrackerSummary]) -> tuple[TrackerRule, ...]:
        """Return the valence as mood."""
        because = "in Apple Health -1 is very unpleasant and 1 very pleasant"
        return tuple(
            summary.as_rating("mood", -1, 1, "better", because)
            if not summary.other_values and summary.is_within(-1, 1)
            else propose_rule(summary)
            for summary in trackers
        )
