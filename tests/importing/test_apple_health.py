"""From the export of Apple Health the records that a person made by hand become entries; the rest is counted."""

import io
import json
from datetime import date

import pytest

from zonewise.importing import Note, ReaderOptions, propose_mapping, read_entries, sniff, survey_trackers
from zonewise.importing.containers import chosen_table, stored_tables
from zonewise.model.entry import Entry
from zonewise.problem import NotUnderstood, Problem

from .exports import short
from .stored_files import archive

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 14 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Workout)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
]>
<HealthData locale="en_GB">
 <ExportDate value="2026-01-10 10:00:00 +0100"/>
"""


def _record(kind: str, value: str, start: str = "2026-01-05 12:00:00 +0100", more: str = "") -> str:
    return (
        f' <Record type="HK{kind}" sourceName="Health" sourceVersion="18.1" creationDate="2026-01-05 21:00:00 +0100"'
        f' startDate="{start}" endDate="{start}" value="{value}"{more}>\n'
        '  <MetadataEntry key="HKWasUserEntered" value="1"/>\n </Record>\n'
    )


def _symptom(name: str, severity: str, start: str = "2026-01-05 12:00:00 +0100") -> str:
    return _record(f"CategoryTypeIdentifier{name}", f"HKCategoryValueSeverity{severity}", start)


def _read(content: bytes) -> tuple[list[str], tuple[str, ...]]:
    """Return the entries of an export in short, and what is said of it."""
    items, notes = _items(content)
    return short(items), notes


def _items(content: bytes) -> tuple[list[Entry | Problem | Note], tuple[str, ...]]:
    """Return what reading an export gives, and what is said of it."""
    stream = io.BytesIO(content)
    tables = stored_tables(stream, content[:65_536])
    assert tables is not None
    out = io.BytesIO()
    notes = chosen_table(tables, "").write(out)
    layout = sniff(out.getvalue(), "export.zip")
    mapping = propose_mapping(layout, survey_trackers(io.BytesIO(out.getvalue()), layout, "export.zip"))
    options = ReaderOptions(latest=date(2026, 2, 1))
    items = read_entries(io.BytesIO(out.getvalue()), layout, mapping, "export.zip", options=options)
    return list(items), notes


def _export(*records: str) -> bytes:
    return (HEAD + "".join(records) + "</HealthData>\n").encode()


@pytest.mark.parametrize(
    ("severity", "entry"),
    [
        ("NotPresent", "rating pain 0"), ("Mild", "rating pain 3.33"), ("Moderate", "rating pain 6.67"),
        ("Severe", "rating pain 10"), ("Unspecified", "tracker Headache, severity not said yes"),
    ],
)  # fmt: skip
def test_a_severity_is_its_step_and_an_unsaid_one_no_number(severity: str, entry: str) -> None:
    """Not present is a real zero; that something was there is not how bad it was."""
    assert _read(_export(_symptom("Headache", severity)))[0] == [f"01-05 {entry}"]


def test_the_same_record_exported_in_another_time_zone_is_the_same_entry() -> None:
    """Apple writes each instant with the offset of the phone on the day of the export."""
    at_home, abroad = (
        _items(_export(_symptom("Headache", "Mild", start)))[0]
        for start in ("2026-01-05 23:30:00 +0100", "2026-01-05 17:30:00 -0500")
    )

    assert [item.id for item in at_home if isinstance(item, Entry)] != []
    assert at_home == abroad


def test_records_become_what_they_are() -> None:
    """Symptoms, bleeding and moods are read, also from the archive; what a phone counts is said."""
    content = _export(
        _symptom("GeneralizedBodyAche", "Moderate"),
        _symptom("ChestTightnessOrPain", "Mild"),
        _record("CategoryTypeIdentifierMenstrualFlow", "HKCategoryValueMenstrualFlowMedium"),
        _record("CategoryTypeIdentifierMenstrualFlow", "HKCategoryValueMenstrualFlowNone", "2026-01-07 12:00:00 +0100"),
        _record("CategoryTypeIdentifierIntermenstrualBleeding", "HKCategoryValueNotApplicable"),
        _record("CategoryTypeIdentifierSleepChanges", "HKCategoryValuePresencePresent"),
        _record("CategoryTypeIdentifierSleepAnalysis", "HKCategoryValueSleepAnalysisAsleepCore"),
        *(_record("QuantityTypeIdentifierStepCount", "101", more=' unit="count"') for _ in range(3)),
        ' <Workout workoutActivityType="HKWorkoutActivityTypeWalking" duration="31"/>\n',
    )
    entries, notes = _read(archive({
        "apple_health_export/Exportieren.xml": content, "apple_health_export/export_cda.xml": "<x/>",
        "apple_health_export/workout-routes/route.gpx": "<gpx/>",
    }))  # fmt: skip

    assert entries == [
        "01-05 rating pain 6.67",
        "01-05 tracker Chest tightness or pain 1",
        "01-05 event period",
        "01-05 tracker Intermenstrual bleeding yes",
        "01-05 tracker Sleep changes yes",
        "[ask-danger-sign]",
    ]
    assert notes == (
        "Records that are no symptom, bleeding, state of mind or medicine are not read: StepCount (3), SleepAnalysis "
        "(1), Workout (1).",
    )


@pytest.mark.parametrize(
    "record",
    [
        _record("DataTypeStateOfMind", "-0.5"),
        ' <StateOfMind startDate="2026-01-05 12:00:00 +0100" kind="dailyMood" valence="-0.5"/>\n',
        _record("DataTypeStateOfMind", "", more="").replace('value=""', "").replace(
            'key="HKWasUserEntered" value="1"', 'key="HKStateOfMindValence" value="-0.5"'
        ),
    ],
)  # fmt: skip
def test_the_valence_of_a_state_of_mind_is_mood_turned_round(record: str) -> None:
    """From -1, very unpleasant, to 1, very pleasant: half way down is 7.5 of 10."""
    assert _read(_export(record))[0] == ["01-05 rating mood 7.5"]


def test_medicines_are_doses_only_with_amount_and_unit_and_only_when_taken() -> None:
    """A skipped dose is no dose; the chart of a clinic says what is in use."""
    dose = ' <MedicationDoseEvent startDate="2026-01-05 22:00:00 +0100" medicationName="{}" {}/>\n'
    content = _export(
        dose.format("Low dose naltrexone", 'doseQuantity="1.5" unit="mg" logStatus="taken"'),
        dose.format("Low dose naltrexone", 'doseQuantity="1.5" unit="mg" logStatus="skipped"'),
        dose.format("Magnesium", 'doseQuantity="1" unit="tablet" logStatus="taken"'),
        ' <ClinicalRecord type="HKClinicalTypeIdentifierMedicationRecord" sourceName="Clinic"/>\n',
    )
    named = {"medicationCodeableConcept": {"text": "Tramadol 50 mg"}}
    charted = {"authoredOn": "2025-11-03T10:00:00Z", "status": "active", **named}
    ended = {"dateWritten": "2020-01-01", "status": "stopped", "medicationReference": {"display": "Codeine"}}
    entries, _ = _read(archive({
        "apple_health_export/export.xml": content,
        "apple_health_export/clinical-records/MedicationRequest-1.json": json.dumps(charted),
        "apple_health_export/clinical-records/MedicationOrder-2.json": json.dumps(ended),
        "apple_health_export/clinical-records/MedicationRequest-3.json": "{",
    }))  # fmt: skip

    assert entries[:6] == [
        "01-05 dose naltrexone 1.5",
        "01-05 tracker Low dose naltrexone, not taken skipped",
        "01-05 tracker Magnesium 1",
        "11-03 tracker Tramadol 50 mg active",
        "01-10 tracker Codeine no",
        "01-05 medicine Magnesium start",
    ]
    assert "11-03 medicine Tramadol 50 mg start" in entries
    assert not any("Codeine start" in entry for entry in entries)


@pytest.mark.parametrize(
    ("status", "authored", "value"),
    [
        ("active", "2020-01-01", "active"), ("stopped", "2025-12-20", "stopped"), ("completed", "2020-01-01", "no"),
        ("stopped", "", "stopped"), ("entered-in-error", "2026-01-02", "no"), ("unknown", "2020-01-01", "in the chart"),
    ],
)  # fmt: skip
def test_a_medicine_that_ended_long_before_the_export_is_over(status: str, authored: str, value: str) -> None:
    """One that ended lately, or of which that is not known, counts as taken until the person says otherwise."""
    resource = {"authoredOn": authored, "status": status, "medicationCodeableConcept": {"text": "Codeine"}}
    files = {
        "apple_health_export/export.xml": _export(),
        "apple_health_export/clinical-records/MedicationRequest-1.json": json.dumps(resource),
    }
    stream = io.BytesIO(archive(files))
    tables = stored_tables(stream, b"PK\x03\x04")
    out = io.BytesIO()
    assert tables is not None
    tables[0].write(out)

    assert out.getvalue().decode().splitlines()[1].split(",")[3] == value


def test_control_characters_and_a_wrong_declaration_stop_nothing() -> None:
    """Exports of some versions have both."""
    broken = HEAD.replace("<!ATTLIST HealthData", "<!ATTLIST HealthData >> <!ELEMENT (")
    content = (broken + _symptom("Headache", "Mild").replace('Health"', 'He\x0balth"') + "</HealthData>").encode()

    assert _read(content)[0] == ["01-05 rating pain 3.33"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (HEAD + _symptom("Headache", "Mild"), "broken-xml"),
        (HEAD.replace("]>", '<!ENTITY a "b">]>') + "</HealthData>", "xml-entities"),
        (HEAD + "&lol;</HealthData>", "broken-xml"),
    ],
)
def test_an_export_that_is_cut_off_or_declares_entities_is_refused(text: str, code: str) -> None:
    """Nothing of it is given out as if it were whole."""
    with pytest.raises(NotUnderstood) as refused:
        _read(text.encode())

    assert refused.value.code == code
