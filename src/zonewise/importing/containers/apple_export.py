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
from datetime import date
from typing import IO, BinaryIO
from zipfile import ZipFile, ZipInfo

from zonewise.fhir.chart_reader import chart_of
from zonewise.fhir.dates import earliest_day
from zonewise.problem import shown

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
_KINDS_IN_A_CHART = ("Medication", "AllergyIntolerance", "Condition")
_STATE_WORDS = {"current": "active", "not-said": "in the chart", "ended": "stopped", "over": "no"}
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
        self.answers: list[str] = []  # What a clinic's chart says that is a question of ours.
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

    def add_charted(self, name: str, state: str, day: date | None) -> None:
        """Write a medicine of a clinic's chart; one without a day is of the day of the export."""
        word = _STATE_WORDS[state]
        start = day.isoformat() if day else self.made_on
        self.add({"type": MEDICATION_RECORD, "name": name, "value": word, "status": word, "startDate": start})

    def _count(self, kind: str) -> None:
        if kind in self._unread or len(self._unread) < _MOST_KINDS:
            self._unread[kind] += 1

    def notes(self) -> tuple[str, ...]:
        """Return what is not read of the export."""
        charted = tuple(
            f"A clinic's chart says {shown(because)}. Answer the question about it yourself."
            for because in self.answers
        )
        if not self._unread:
            return charted
        kinds = [f"{_short(kind)} ({count})" for kind, count in self._unread.most_common(_MOST_LISTED)]
        more = len(self._unread) - len(kinds)
        listed = ", ".join(kinds) + (f" and {more} more kinds" if more > 0 else "")
        return (*charted, f"Records that are no symptom, bleeding, state of mind or medicine are not read: {listed}.")


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
        if "clinical-records/" in info.filename and any(kind in info.filename for kind in _KINDS_IN_A_CHART)
    ]
    documents = []
    for info in charted[:_MOST_CHARTED]:
        if info.file_size <= _MOST_CHART_BYTES:
            kind = info.filename.rpartition("/")[2].partition("-")[0]
            # What is no JSON names no medicine; the phone's own list is elsewhere.
            with suppress(ValueError, RecursionError):
                document = json.loads(archive.read(info))
                documents.append({"resourceType": kind, **document} if isinstance(document, dict) else document)
    if not documents:
        return
    chart = chart_of(documents, earliest_day(records.made_on))
    for medicine in chart.medicines:
        records.add_charted(medicine.name, medicine.state, medicine.stopped or medicine.started or chart.day)
    for name in (*chart.ended_long_ago, *chart.end_unknown, *chart.refuted):
        records.add_charted(name, "over", None)
    records.answers += (answer.because for answer in chart.answers)
