"""Pages that people hand over, made as the document module writes them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from zonewise.fhir.content import Part, Person, SharedDiary
from zonewise.fhir.document import document_bytes
from zonewise.fhir.summary import ClinicSummary
from zonewise.plan.signature.pairing_code import pairing_code

CODE = pairing_code(bytes(range(7)))
DAY = date(2026, 11, 29)
WELL = ClinicSummary(
    person=CODE, name="Ann Example", as_of=DAY.isoformat(), action="keep", action_words="Keep the dose", zone="green",
    phase="titrating", dose_mg="1.5", danger="", danger_words="", flare_since="", review_due="", waits_for_word=False,
)  # fmt: skip
DANGER = {"action": "emergency", "danger": "chest-or-collapse", "danger_words": "Chest pain or collapse today."}


def page(number: int = 0, **changes: Any) -> bytes:
    """A document with the page of the person of a number."""
    summary = replace(WELL, **({"person": code_of(number), "name": f"Person {number}"} | changes))
    shared = SharedDiary(
        id=f"00000000-0000-4000-8000-{number:012d}",
        made_at=datetime(2026, 11, 29, 18, tzinfo=UTC),
        as_of=date.fromisoformat(summary.as_of),
        person=Person(summary.name),
        title=f"Low-dose naltrexone: {summary.name}",
        parts=(Part("Dose", ("1.5 mg a day",)),),
        pdf=b"%PDF-1.7 made up",
        summary=summary,
    )
    return document_bytes(shared)


def code_of(number: int) -> str:
    """The code of the diary of a number."""
    return pairing_code((2 * number).to_bytes(7))
