"""How does the demo person write things down?"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from zonewise.model.entry import Entry, Kind

ANSWERED_AFTER = timedelta(minutes=2)


@dataclass(slots=True)
class EntryWriter:
    """Entries in the order in which they are written; nothing written is changed.

    Attributes:
        rows: What was written.
        corrections: What was corrected later, each naming the row that it replaces.
    """

    rows: list[Entry] = field(default_factory=list)
    corrections: list[Entry] = field(default_factory=list)

    def write(
        self, day: date, at: time, kind: Kind, name: str, value: str = "", *, unit: str = "", note: str = ""
    ) -> Entry:
        """Write one entry."""
        entry = Entry(f"row-{len(self.rows) + 1}", day, at, kind, name, value, unit, note)
        self.rows.append(entry)
        return entry

    def correct(self, entry: Entry, value: str) -> None:
        """Give an entry another value; the old one stays."""
        number = len(self.corrections) + 1
        self.corrections.append(replace(entry, id=f"correction-{number}", value=value, supersedes=entry.id))

    def answer(self, day: date, at: time, question: str, value: str) -> None:
        """Answer a question, shortly after the check-in of that time."""
        later = (datetime.combine(day, at) + ANSWERED_AFTER).time()
        self.write(day, later, "answer", question, value)

    def dose(self, day: date, at: time, mg: Decimal, note: str = "") -> None:
        """Write a dose down."""
        self.write(day, at, "dose", "naltrexone", f"{mg.normalize():f}", unit="mg", note=note)
