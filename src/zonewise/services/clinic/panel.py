"""The panel: who needs a look, the most pressing first, each as of when."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zonewise.fhir.summary import ClinicSummary, read_summary
from zonewise.model.amounts import format_mg
from zonewise.model.day_words import day_words
from zonewise.services.base.clock import utc_now
from zonewise.services.base.protocols import load_protocol
from zonewise.store.clinic_tables import StoredPerson, all_people, latest_summaries

from .clinic_file import Clinic, read_clinic

DANGER, PAUSE, FLARE, REVIEW, NO_NEWS, NONE = "danger", "pause", "flare", "review", "no-news", "none"
NEEDS: dict[str, str] = {
    DANGER: "Danger sign or call",
    PAUSE: "Paused",
    FLARE: "Flare",
    REVIEW: "Review due",
    NO_NEWS: "No news",
    NONE: "Nothing open",
}
"""Why somebody needs a look, the most pressing first, and what the panel says of it."""
CALLING = ("emergency", "stop-and-call")


@dataclass(frozen=True, slots=True)
class PanelRow:
    """One person on the panel."""

    person: StoredPerson
    need: str  # One of `NEEDS`.
    need_words: str
    as_of: date | None  # The day that their latest page stands for, or None.
    says: str  # What it says, in a sentence.
    summary: ClinicSummary | None


def panel(clinic: Clinic, today: date | None = None) -> tuple[PanelRow, ...]:
    """Return everybody, who needs a look first; of these whose page is the newest.

    Args:
        today: The day that it is; None is today.
    """
    with read_clinic(clinic) as connection:
        people, latest = all_people(connection), latest_summaries(connection)
    return rows_of(people, latest, today or utc_now().date())


def row_of(clinic: Clinic, person: StoredPerson, today: date | None = None) -> PanelRow:
    """Return the row of one person."""
    with read_clinic(clinic) as connection:
        latest = latest_summaries(connection)
    return _row(person, *latest.get(person.id, ("", "")), today or utc_now().date())


def rows_of(
    people: Iterable[StoredPerson], latest: dict[str, tuple[str, str]], today: date
) -> tuple[PanelRow, ...]:  # fmt: skip
    """Return the rows of a panel, sorted."""
    rows = [_row(person, *latest.get(person.id, ("", "")), today) for person in people]
    order = list(NEEDS)
    return tuple(
        sorted(rows, key=lambda row: (order.index(row.need), -(row.as_of or date.min).toordinal(), row.person.name))
    )


def _row(person: StoredPerson, as_of: str, stored: str, today: date) -> PanelRow:
    summary = summary_in(stored)
    day = date.fromisoformat(as_of) if as_of else None
    need = _need(summary, day, today)
    return PanelRow(person, need, NEEDS[need], day, _says(summary, day), summary)


def summary_in(stored: str) -> ClinicSummary | None:
    """Return the summary that was kept of a page; read as tolerantly as that of a document."""
    if not stored:
        return None
    extension = {"url": "urn:x-zonewise:summary", "valueString": json.dumps({"format": 1} | json.loads(stored))}
    return read_summary({"entry": [{"resource": {"resourceType": "Basic", "extension": [extension]}}]})


def _need(summary: ClinicSummary | None, day: date | None, today: date) -> str:
    if summary is None:
        return NO_NEWS
    if summary.danger or summary.action in CALLING:
        return DANGER
    if summary.phase == "paused" or summary.action == "pause":
        return PAUSE
    if summary.zone == "red" or summary.flare_since or summary.action == "reduce":
        return FLARE
    if summary.review_due and date.fromisoformat(summary.review_due) <= today:
        return REVIEW
    return NO_NEWS if day is None or (today - day).days > load_protocol().sharing.no_news_days else NONE


def _says(summary: ClinicSummary | None, day: date | None) -> str:
    if summary is None:
        return "No page with a summary has come yet." if day is None else "Their page has no summary; open it."
    words = [f"Zone {summary.zone.capitalize()}." if summary.zone else "Zone not known."]
    words.append(f"Takes {_mg(summary.dose_mg)} a day." if summary.dose_mg else "Takes none.")
    if summary.danger_words:
        words.insert(0, summary.danger_words)
    if summary.flare_since:
        words.append(f"Flare since {day_words(date.fromisoformat(summary.flare_since))}.")
    if summary.review_due:
        words.append(f"Review on {day_words(date.fromisoformat(summary.review_due))}.")
    if summary.waits_for_word:
        words.append("Waits for your word.")
    return " ".join(words)


def _mg(text: str) -> str:
    from decimal import Decimal, InvalidOperation

    try:
        return format_mg(Decimal(text))
    except (InvalidOperation, ValueError):
        return "an amount that cannot be read"
