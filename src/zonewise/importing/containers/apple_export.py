"""The export of Apple Health: from its XML the records that a person made by hand, as a table.

`export.xml` may have gigabytes, nearly all of them steps and heart rates. Symptoms, bleeding, states of mind and
medicines are written out; how many records of each other kind there are is said. Nothing of it is held in memory.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import IO, BinaryIO
from zipfile import ZipFile, ZipInfo

from .xml_stream import read_xml

COLUMNS = ("type", "startDate", "name", "value", "unit", "status", "sourceName")
"""Of the table that is written; `apple_health.AppleHealth` reads it."""
MEDICATION_RECORD = "MedicationRecord"
"""The type given to a medicine of a clinic's chart, which lies beside the XML."""

_MADE_BY_HAND = re.compile(
    r"Value(Severity|Presence|AppetiteChanges|MenstrualFlow|VaginalBleeding|MoodChanges|SleepChanges)"
)
_KINDS_BY_HAND = ("StateOfMind", "Medication", "IntermenstrualBleeding", "PersistentIntermenstrualBleeding")
_NAMES = ("medicationName", "medicationDisplayName", "displayName", "name", "nickname", "medication")
_VALUES = ("value", "valence", "doseQuantity", "quantity", "dosage", "dose")
_STATUSES = ("logStatus", "status")
_UNITS = ("unit", "doseUnit")
_STARTS = ("startDate", "date", "scheduledDate")
_ENDED = ("stopped", "completed", "ended")
_NEVER_TAKEN = ("entered-in-error", "cancelled", "draft", "not-taken")
_LONG_AGO = timedelta(days=180)
_MOST_KINDS = 10_000
_MOST_CHARTED = 5_000
_MOST_CHART_BYTES = 200_000
_MOST_LISTED = 6


def is_export(head: bytes) -> bool:
    """Say whether a file begins as `export.xml` does."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith((b"<?xml", b"<!DOCTYPE HealthData", b"<HealthData")) and b"HealthData" in head


def is_export_name(name: str) -> bool:
    """Say whether a file in an archive is the export, whatever language its folder is called in."""
    folder, _, short = name.rpartition("/")
    if "/" in folder or not short.endswith(".xml") or short.startswith("export_cda"):
        return False
    return short == "export.xml" or folder == "apple_health_export"


def write(stream: BinaryIO, out: BinaryIO) -> tuple[str, ...]:
    """Write the records of an `export.xml`; return what the person should know."""
    stream.seek(0)
    return _write(stream, out, None)


def write_member(archive: ZipFile, info: ZipInfo, out: BinaryIO) -> tuple[str, ...]:
    """Write the records of an export as it comes, with the clinics' medicines that lie in the archive beside it."""
    with archive.open(info) as part:
        return _write(part, out, archive)


def _write(stream: IO[bytes], out: BinaryIO, archive: ZipFile | None) -> tuple[str, ...]:
    records = _Records(out)
    read_xml(stream, records.start, records.end)
    if archive is not None:
        _write_chart(archive, records)
    return records.notes()


class _Records:
    """Takes in the tags of the export, and writes the records that are wanted."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._writer = csv.writer(self, lineterminator="\n")
        self._open = ""  # The tag of the record that is being read.
        self._attributes: dict[str, str] = {}
        self._unread: Counter[str] = Counter()
        self.made_on = ""  # The day of the export, year-month-day.
        self._writer.writerow(COLUMNS)

    def write(self, text: str) -> int:
        """Take a line from the writer."""
        return self._out.write(text.encode("utf-8", "replace"))

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take in a tag."""
        if name == "MetadataEntry":
            if self._open:
                self._attributes.setdefault(attributes.get("key", ""), attributes.get("value", ""))
            return
        if name == "ExportDate":
            self.made_on = attributes.get("value", "")[:10]
            return
        kind = attributes.get("type", "")
        if name == "Record" and not kind.startswith("HKCategory") and not any(word in kind for word in _KINDS_BY_HAND):
            self._count(kind)
        elif _MADE_BY_HAND.search(attributes.get("value", "")) or any(
            word in text for word in _KINDS_BY_HAND for text in (name, kind)
        ):
            if name != "ClinicalRecord":
                self._open, self._attributes = name, {"type": kind or name, **attributes}
        elif name in ("Record", "Workout", "Correlation"):
            self._count(kind or name)

    def end(self, name: str) -> None:
        """Take in the end of a tag."""
        if name == self._open:
            self._open = ""
            self.add(self._attributes)

    def add(self, attributes: Mapping[str, str]) -> None:
        """Write a record."""
        kind = attributes["type"]
        self._writer.writerow((
            kind, _first(attributes, _STARTS), _first(attributes, _NAMES),
            _first(attributes, _VALUES, "Valence" if "StateOfMind" in kind else "Quantity"),
            _first(attributes, _UNITS), _first(attributes, _STATUSES, "Status"), attributes.get("sourceName", ""),
        ))  # fmt: skip

    def _count(self, kind: str) -> None:
        if kind in self._unread or len(self._unread) < _MOST_KINDS:
            self._unread[kind] += 1

    def notes(self) -> tuple[str, ...]:
        """Return what is not read of the export."""
        if not self._unread:
            return ()
        kinds = [f"{_short(kind)} ({count})" for kind, count in self._unread.most_common(_MOST_LISTED)]
        more = len(self._unread) - len(kinds)
        listed = ", ".join(kinds) + (f" and {more} more kinds" if more > 0 else "")
        return (f"Records that are no symptom, bleeding, state of mind or medicine are not read: {listed}.",)


def _first(attributes: Mapping[str, str], names: tuple[str, ...], in_key: str = "") -> str:
    """Return the first of these attributes that is there, else the metadata whose key speaks of it."""
    found_under = next((name for name in names if attributes.get(name)), "")
    if not found_under and in_key:
        found_under = next((key for key in attributes if in_key in key and attributes[key]), "")
    return attributes.get(found_under, "")


def _short(kind: str) -> str:
    return re.sub(r"^HK\w*?TypeIdentifier", "", kind)


def _write_chart(archive: ZipFile, records: _Records) -> None:
    """Write the medicines of the clinics' charts, which lie in the archive as FHIR resources."""
    charted = [
        info
        for info in archive.infolist()
        if "clinical-records/" in info.filename and "Medication" in info.filename.rpartition("/")[2]
    ]
    for info in charted[:_MOST_CHARTED]:
        if info.file_size > _MOST_CHART_BYTES:
            continue
        try:
            resource = json.loads(archive.read(info))
        except (ValueError, RecursionError):
            continue  # no medicine can be read from it; the phone's own list is elsewhere
        name = _medicine_in(resource)
        if name:
            day = str(resource.get("authoredOn") or resource.get("dateWritten") or _asserted(resource))[:10]
            status = str(resource.get("status", ""))
            value = "no" if _is_over(status, day, records.made_on) else status or "in the chart"
            records.add({
                "type": MEDICATION_RECORD, "name": name, "value": value, "status": status,
                "startDate": day or records.made_on,
            })  # fmt: skip


def _medicine_in(resource: object) -> str:
    """Return the name of the medicine that a MedicationRequest or the like is about."""
    if not isinstance(resource, dict):
        return ""
    concept = resource.get("medicationCodeableConcept") or resource.get("code") or {}
    reference = resource.get("medicationReference") or {}
    codings = concept.get("coding") if isinstance(concept, dict) else None
    texts = [
        concept.get("text") if isinstance(concept, dict) else "",
        reference.get("display") if isinstance(reference, dict) else "",
        *(coding.get("display") for coding in codings or () if isinstance(coding, dict)),
    ]
    return next((text for text in texts if isinstance(text, str) and text), "")


def _is_over(status: str, day: str, made_on: str) -> bool:
    """Say whether a medicine is surely no longer taken: a mistake of the chart, or ended long before the export."""
    if status in _NEVER_TAKEN:
        return True
    with suppress(ValueError):
        return status in _ENDED and date.fromisoformat(made_on) - date.fromisoformat(day) > _LONG_AGO
    return False


def _asserted(resource: Mapping[str, object]) -> str:
    return str(resource.get("dateAsserted") or resource.get("effectiveDateTime") or "")
