"""What a prescriber's list needs of a page that was handed over, as one small part of the document, and read again.

A resource of the type Basic with our own code, whose extension holds one line of JSON. A chart passes it over.
"""

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from zonewise.model.day_words import day_words
from zonewise.problem import NotUnderstood

from .codes import PATIENT_NOTE, PATIENT_SUMMARY, Json

SUMMARY = "urn:x-zonewise:summary"
CODE = "clinic-summary"
FORMAT = 1
MOST_TEXT = 200  # Characters of a text that are kept.
DEEPEST = 60  # Levels of a document that is read at all.


@dataclass(frozen=True, slots=True)
class ClinicSummary:
    """How somebody is, as their own diary says on one day."""

    person: str  # The code that their prescriber signs for, or "" where none was made.
    name: str  # As they want to be called, or "".
    as_of: str  # The logical day, ISO 8601.
    action: str  # The protocol's action of the day.
    action_words: str  # The same, as the person read it.
    zone: str  # "green", "yellow", "red", or "" where none could be said.
    phase: str  # "not-started", "titrating", "stable", "paused", "stopped", or "".
    dose_mg: str  # Average milligrams a day, or "" where none is taken.
    danger: str  # A danger sign that no prescriber has settled, "stop-and-call" for another call, or "".
    danger_words: str  # The same in a sentence, or "".
    flare_since: str  # First day of the flare that goes on, ISO 8601, or "".
    review_due: str  # Day on which LDN is to be looked at together, ISO 8601, or "".
    waits_for_word: bool  # Whether a prescriber's word is asked for.


def summary_resource(summary: ClinicSummary, subject: Json) -> Json:
    """Return it as a resource."""
    content = json.dumps(
        {"format": FORMAT} | asdict(summary), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return {
        "resourceType": "Basic",
        "extension": [{"url": SUMMARY, "valueString": content}],
        "code": {"coding": [{"system": SUMMARY, "code": CODE}], "text": "Summary for the prescriber's list"},
        "subject": subject,
        "created": summary.as_of,
    }


def summary_lines(summary: ClinicSummary) -> tuple[str, ...]:
    """Return it as the person reads what leaves: nothing is in it that is not here."""
    said = (
        ("Code of the diary", summary.person),
        ("Name", summary.name),
        ("Day", _day_words(summary.as_of)),
        ("Guidance", summary.action_words),
        ("Zone", summary.zone.capitalize()),
        ("Treatment", summary.phase.replace("-", " ")),
        ("Dose", f"{summary.dose_mg} mg a day" if summary.dose_mg else "none"),
        ("Call", summary.danger_words),
        ("Flare since", _day_words(summary.flare_since)),
        ("Review on", _day_words(summary.review_due)),
        ("Waits for the prescriber's word", "yes" if summary.waits_for_word else ""),
    )
    return tuple(f"{label}: {words}" for label, words in said if words)


def _day_words(day: str) -> str:
    return day_words(date.fromisoformat(day)) if day else ""


def read_bundle(content: bytes) -> Json:
    """Return a document as plain values.

    Raises:
        NotUnderstood: It is no JSON, nested too deep, or no FHIR bundle.
    """
    again = "Ask for the page once more, as zonewise hands it over."
    try:
        bundle: Any = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood("the file cannot be read as a page.", again, "no-page") from error
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle" or _depth_exceeds(bundle, DEEPEST):
        raise NotUnderstood("the file is no page from a diary.", again, "no-page")
    return bundle


def read_summary(bundle: Json) -> ClinicSummary | None:
    """Return the summary in a document; None where it has none that can be read. What is not known is left out."""
    for resource in _resources(bundle, "Basic"):
        for extension in _list(resource, "extension"):
            if isinstance(extension, dict) and extension.get("url") == SUMMARY:
                summary = _summary(extension.get("valueString"))
                if summary is not None:
                    return summary
    return None


def name_in(bundle: Json) -> str:
    """Return the name of the person whom a document is about, or ""."""
    for patient in _resources(bundle, "Patient"):
        for name in _list(patient, "name"):
            if isinstance(name, dict) and isinstance(name.get("text"), str):
                return _one_line(name["text"])
    return ""


def attachment(bundle: Json, *, pdf: bool) -> bytes:
    """Return the page as PDF, or the whole as HTML to be read; b"" where it is not in the document.

    The HTML is somebody else's: it is shown without scripts and in a frame of its own, or not at all.
    """
    code, kind = (PATIENT_NOTE[1], "application/pdf") if pdf else (PATIENT_SUMMARY[1], "text/html")
    for reference in _resources(bundle, "DocumentReference"):
        codes = [coding.get("code") for coding in _codings(reference.get("type"))]
        for content in _list(reference, "content"):
            part = content.get("attachment") if isinstance(content, dict) else None
            if code in codes and isinstance(part, dict) and part.get("contentType") == kind:
                try:
                    return base64.b64decode(str(part.get("data", "")), validate=True)
                except (binascii.Error, ValueError):
                    return b""
    return b""


def _summary(text: Any) -> ClinicSummary | None:
    try:
        value = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or not _is_day(value.get("as_of")):
        return None
    known: dict[str, Any] = {}
    for field in fields(ClinicSummary):
        given = value.get(field.name)
        known[field.name] = given is True if field.type is bool else _one_line(given if isinstance(given, str) else "")
    for name in ("flare_since", "review_due"):
        known[name] = known[name] if _is_day(known[name]) else ""
    return ClinicSummary(**known)


def _one_line(text: str) -> str:
    visible = "".join(letter if letter.isprintable() else " " for letter in text[: 2 * MOST_TEXT])
    return " ".join(visible.split())[:MOST_TEXT]


def _is_day(text: Any) -> bool:
    try:
        return isinstance(text, str) and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _resources(bundle: Json, kind: str) -> Iterator[Json]:
    for entry in _list(bundle, "entry"):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(resource, dict) and resource.get("resourceType") == kind:
            yield resource


def _codings(concept: Any) -> list[Json]:
    return [coding for coding in _list(concept, "coding") if isinstance(coding, dict)]


def _list(value: Any, name: str) -> list[Any]:
    content = value.get(name) if isinstance(value, dict) else None
    return content if isinstance(content, list) else []


def _depth_exceeds(value: Any, most: int) -> bool:
    layer = [value]
    for _ in range(most):
        layer = [
            inner
            for outer in layer
            for inner in (outer.values() if isinstance(outer, dict) else outer if isinstance(outer, list) else ())
        ]
        if not layer:
            return False
    return True
