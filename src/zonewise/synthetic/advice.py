"""What zonewise says to a diary that grows evening by evening, with what it made of past evenings kept.

A course of treatment asks what was named on each past day that matters, on every evening anew; and each evening reads
the whole diary again. A past day rests on nothing that comes after it, so in a diary that only grows all of that stays
as it is, and an evening costs as little late in a diary as at its beginning.
"""

from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from zonewise.guidance.daily_guidance import DailyGuidance, guide_snapshot, named_on
from zonewise.guidance.snapshot import DiarySnapshot, ProtocolSettings, snapshot_of
from zonewise.guidance.treatment_days import PastCourse, with_treatment
from zonewise.model.entry import Entry, written_order
from zonewise.rules.decision import Engine

from .patient_life import Advise


def advice_for_one_person(engine: Engine, settings: ProtocolSettings, *, with_changes: bool = True) -> Advise:
    """Return what says the same as `guide_day` to one person, evening by evening; nothing of the past may change.

    Args:
        engine: The protocol, compiled.
        settings: Its numbers.
        with_changes: Whether what would change an action is looked for as well, which nobody does who only follows it.
    """
    name_dose, past, diary = named_on(engine), PastCourse(), _GrowingDiary(settings)

    def advise(entries: Sequence[Entry], today: date) -> DailyGuidance:
        snapshot = with_treatment(diary.snapshot(entries, today), name_dose, past)
        return guide_snapshot(snapshot, engine, with_changes=with_changes)

    return advise


@dataclass(slots=True)
class _GrowingDiary:
    """The entries of one person, who corrects none and never travels, by kind; and the last snapshot of them."""

    settings: ProtocolSettings
    kinds: dict[str, list[Entry]] = field(default_factory=dict)
    count: int = 0
    last: DiarySnapshot | None = None

    def snapshot(self, entries: Sequence[Entry], today: date) -> DiarySnapshot:
        """Return what `build_snapshot` returns of the same entries.

        Raises:
            ValueError: An entry corrects another one or was written in a time zone of its own.
        """
        for entry in entries[self.count :]:
            if entry.supersedes or entry.zone or entry.kind == "withdrawn":
                raise ValueError(f"{entry.id} changes what was written, and this diary only grows")
            insort(self.kinds.setdefault(entry.kind, []), entry, key=written_order)
        self.count = len(entries)
        kinds = {kind: tuple(of_kind) for kind, of_kind in self.kinds.items()}
        self.last = snapshot_of(kinds, today, self.settings, shorter=self.last)
        return self.last
