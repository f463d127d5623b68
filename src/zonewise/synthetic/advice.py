"""What zonewise says to a diary that grows evening by evening, with what it named on past evenings worked out once.

A course of treatment asks what was named on each past day that matters, on every evening anew. A past day rests on
nothing that comes after it, so in a diary that only grows these answers stay as they are.
"""

from collections.abc import Sequence
from datetime import date

from zonewise.guidance.daily_guidance import DailyGuidance, guide_snapshot, named_on
from zonewise.guidance.snapshot import ProtocolSettings, build_snapshot
from zonewise.guidance.treatment_days import NamedDoses, with_treatment
from zonewise.model.entry import Entry
from zonewise.rules.decision import Engine

from .patient_life import Advise


def advice_for_one_person(engine: Engine, settings: ProtocolSettings) -> Advise:
    """Return what says the same as `guide_day` to one person, evening by evening; nothing of the past may change."""
    name_dose, past_doses = named_on(engine), NamedDoses()

    def advise(entries: Sequence[Entry], today: date) -> DailyGuidance:
        snapshot = with_treatment(build_snapshot(entries, today, settings), name_dose, past_doses)
        return guide_snapshot(snapshot, engine)

    return advise
