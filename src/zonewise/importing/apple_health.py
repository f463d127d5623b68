"""The records of an Apple Health export that a person made by hand.

`containers.apple_export` writes them out of the XML as `type,startDate,name,value,unit,status,sourceName`. Symptoms are
rated not present, mild, moderate or severe; one without a severity is there and has no number. The valence of a state
of mind goes from -1, very unpleasant, to 1, very pleasant. Stamps have the offset of the phone.
"""

import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import UTC, datetime

from .column_names import rating_of_symptom
from .file_format import FileLayout, Observation, RowReader, TrackerFormat
from .known_names import folded
from .tracker_mapping import TrackerMapping, TrackerRule
from .tracker_summary import CHEST_PAIN, TrackerSummary

SYMPTOM, UNSAID, MIND, BLEEDING, MEDICINE, CHARTED, REST = (
    "symptom", "symptom without a severity", "state of mind", "bleeding", "medicine", "medicine in a chart", "",
)  # fmt: skip

_SEVERITIES = {"notpresent": "0", "mild": "1", "moderate": "2", "severe": "3"}
_ANSWERS = {"notpresent": "no", "present": "yes", "none": "no", "notapplicable": "yes", "unspecified": "yes"}
_VALUE = re.compile(r"HKCategoryValue(Severity|Presence|MenstrualFlow|VaginalBleeding|\w*?Changes)?(\w*)")
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_TYPE = re.compile(r"^HK(?:Category|Quantity|Data)?Type(?:Identifier)?|^HK")
_TAKEN = ("", "taken", "4", "hkmedicationdoseeventlogstatustaken")
_IN_USE = ("active", "in the chart", "")


class AppleHealth(TrackerFormat):
    """The table of records made by hand."""

    name = "apple-health"
    title = "an export of Apple Health (`export.zip` or `export.xml`)"
    becomes = (
        "Symptoms, 0 not present to 3 severe, are the rating their name fits; without a severity they are kept. "
        "Bleeding is the event period. The valence of a state of mind, -1 to 1, is mood turned round. Medicines are "
        "screened. Steps, heart rates, hours of sleep and the like are not read; how many there are is said."
    )
    columns_read = ("type", "startdate", "name", "value", "unit", "status", "sourcename")

    def identify(self, columns: Collection[str]) -> bool:
        """Say whether type, start and value of a record are there."""
        return {"type", "startdate", "value", "sourcename"} <= set(columns)

    def needed_columns(self, columns: Collection[str]) -> tuple[str, ...]:
        """Return what every record has."""
        return ("type", "startdate", "value")

    def read(self, layout: FileLayout, mapping: TrackerMapping) -> RowReader:
        """Return the reader of its rows: each is one record."""
        places = {name: place for place, name in enumerate(layout.columns)}

        def read_row(fields: list[str]) -> Iterator[Observation]:
            yield _observation({name: fields[place].strip() for name, place in places.items()})

        return read_row

    def propose(self, layout: FileLayout, trackers: Collection[TrackerSummary]) -> tuple[TrackerRule, ...]:
        """Return what each kind of record is; it may be used as it stands."""
        return tuple(map(_proposed, trackers))


def _observation(cells: dict[str, str]) -> Observation:
    day, kind, value = _in_utc(cells["startdate"]), cells["type"], cells["value"]
    status, name = cells.get("status", ""), cells.get("name", "")
    if "StateOfMind" in kind:
        return Observation(day, "", "State of mind", MIND, value, "", name)
    if kind == "MedicationRecord":
        group = CHARTED if folded(status) in _IN_USE else REST
        return Observation(day, "", name, group, value)
    if "Medication" in kind:
        name = name or "Medicine"
        if folded(status) in _TAKEN:
            return Observation(day, "", name, MEDICINE, value or "yes", cells.get("unit", ""))
        return Observation(day, "", f"{name}, not taken", REST, status)
    tracker = _WORDS.sub(" ", _TYPE.sub("", kind)).capitalize()
    match = _VALUE.fullmatch(value)
    group, word = (match[1] or "", match[2]) if match else ("", value)
    if group == "Severity":
        severity = _SEVERITIES.get(word.casefold())
        if severity is None:
            return Observation(day, "", f"{tracker}, severity not said", UNSAID, "yes")
        return Observation(day, "", tracker, SYMPTOM, severity)
    if group in ("MenstrualFlow", "VaginalBleeding") and "intermenstrual" not in kind.casefold():
        is_bleeding = word.casefold() != "none"
        return Observation(day, "", tracker, BLEEDING, "yes" if is_bleeding else "no", "", word.casefold())
    return Observation(day, "", tracker, REST, _ANSWERS.get(word.casefold(), word or value))


def _in_utc(stamp: str) -> str:
    """Return an instant in UTC: the same record has another offset when it is exported in another time zone."""
    with suppress(ValueError):
        instant = datetime.strptime(stamp, "%Y-%m-%d %H:%M:%S %z")
        return instant.astimezone(UTC).isoformat()
    return stamp


def _proposed(summary: TrackerSummary) -> TrackerRule:
    name, group = folded(summary.tracker), summary.category
    if group == SYMPTOM:
        rating = rating_of_symptom(name)
        if rating:
            return summary.as_rating(rating, 0, 3, because="not present 0, mild 1, moderate 2, severe 3")
        return summary.under_own_name(3, because=CHEST_PAIN if "chest" in name else "")
    if group == UNSAID:
        return summary.under_own_name(because="it was there, and how severe it was is not said")
    if group == MIND:
        because = "in Apple Health -1 is very unpleasant and 1 very pleasant"
        return summary.as_rating("mood", -1, 1, "better", because)
    if group == BLEEDING:
        return summary.as_target("period")
    if group in (MEDICINE, CHARTED):
        return summary.as_medicine()
    return summary.under_own_name()
