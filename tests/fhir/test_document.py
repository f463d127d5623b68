import base64
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.fhir.codes import medicine_coding
from zonewise.fhir.content import Answer, Medicine, Part, Person, RatedDay, SharedDiary, TakenDose
from zonewise.fhir.document import document, document_bytes, shared_parts
from zonewise.fhir.narrative import NAMESPACE, part_html, plain
from zonewise.plan.prescribed_plan import UNNAMED_PRESCRIBER, Intake, Plan, Product, Step

DAY = date(2026, 3, 2)
BARE = SharedDiary(
    id="3a0f7c0e-9a64-4a3e-8f55-0b1f6c6f7a52",
    made_at=datetime(2026, 4, 1, 20, 30, tzinfo=UTC),
    as_of=date(2026, 4, 1),
    person=Person(),
    title="Low-dose naltrexone",
)
PLAN = Plan(
    steps=(Step((Intake(Decimal("0.5"), "bedtime"),)), Step((Intake(Decimal("1"), "21:30"),))),
    start=DAY,
    interval_days=14,
    ceiling_mg=Decimal("4.5"),
    product=Product("capsule", (Decimal("0.5"),)),
    prescriber="Dr Lee",
    written_on=DAY,
)


def resources(diary: SharedDiary, kind: str) -> list[dict]:
    """Return the resources of one type in the document."""
    return [entry["resource"] for entry in document(diary)["entry"] if entry["resource"]["resourceType"] == kind]


def sections(diary: SharedDiary) -> dict[str, dict]:
    """Return the sections of the document by their titles."""
    return {section["title"]: section for section in resources(diary, "Composition")[0]["section"]}


def test_ldn_stands_in_the_document_so_that_a_chart_recognises_it() -> None:
    """The prescription and what is taken carry RxNorm, SNOMED CT and ATC codes, and milligrams in UCUM."""
    diary = replace(BARE, plan=PLAN, taken=TakenDose(Decimal("0.5"), DAY, date(2026, 3, 31)))
    request, statement = resources(diary, "MedicationRequest")[0], resources(diary, "MedicationStatement")[0]

    for resource in (request, statement):
        codes = {coding["system"]: coding["code"] for coding in resource["medicationCodeableConcept"]["coding"]}
        assert codes["http://www.nlm.nih.gov/research/umls/rxnorm"] == "7243"
        assert codes["http://www.whocc.no/atc"] == "N07BB04"
        assert "http://snomed.info/sct" in codes
    dose = {"value": 0.5, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg"}
    assert request["dosageInstruction"][0]["doseAndRate"] == [{"doseQuantity": dose}]
    assert statement["dosage"][0]["doseAndRate"] == [{"doseQuantity": dose}]
    assert (statement["status"], statement["effectivePeriod"]) == ("active", {"start": "2026-03-02"})


def test_steps_are_climbed_one_after_the_other() -> None:
    """Each step is an instruction with its place in the sequence, its time of the day and the ceiling of the plan."""
    instructions = resources(replace(BARE, plan=PLAN), "MedicationRequest")[0]["dosageInstruction"]

    assert [one["sequence"] for one in instructions] == [1, 2]
    assert [one["text"] for one in instructions] == [
        "Step 1 of 2: 0.5 mg at bedtime.",
        "Step 2 of 2: 1 mg at 21:30.",
    ]
    assert instructions[0]["timing"]["repeat"] == {"frequency": 1, "period": 1, "periodUnit": "d", "when": ["HS"]}
    assert instructions[1]["timing"]["repeat"]["timeOfDay"] == ["21:30:00"]
    assert {one["maxDosePerPeriod"]["numerator"]["value"] for one in instructions} == {4.5}


@pytest.mark.parametrize(
    ("origin", "intent", "reported"),
    [("copied", "plan", True), ("signed", "plan", True), ("key-signed", "order", False)],
)
def test_a_copied_plan_never_reads_like_an_order(origin: str, intent: str, reported: bool) -> None:
    """Only what the prescriber signed is an order; what the person typed is reported by them."""
    request = resources(replace(BARE, plan=replace(PLAN, origin=origin)), "MedicationRequest")[0]

    assert (request["intent"], request["reportedBoolean"]) == (intent, reported)


def test_a_prescriber_whom_nobody_named_is_no_requester() -> None:
    """What is said to the person in their place stands in no chart."""
    unnamed = replace(BARE, plan=replace(PLAN, prescriber=UNNAMED_PRESCRIBER))

    assert "requester" in resources(replace(BARE, plan=PLAN), "MedicationRequest")[0]
    assert "requester" not in resources(unnamed, "MedicationRequest")[0]


def test_a_pause_is_no_dose_of_nothing() -> None:
    """While none is taken the statement is on hold and names no amount."""
    statement = resources(replace(BARE, taken=TakenDose(Decimal(0), DAY, None)), "MedicationStatement")[0]

    assert statement["status"] == "on-hold"
    assert "dosage" not in statement


@pytest.mark.parametrize(
    ("medicine", "status"),
    [
        (Medicine("ibuprofen", since=DAY), "active"),
        (Medicine("ibuprofen"), "active"),
        (Medicine("ibuprofen", since=DAY, until=DAY), "completed"),
        (Medicine("ibuprofen", until=date(2026, 4, 2)), "active"),
        (Medicine("ibuprofen", since=date(2026, 4, 2)), "intended"),
    ],
)
def test_a_medicine_goes_on_is_over_or_lies_ahead(medicine: Medicine, status: str) -> None:
    """What it is on the day of the handing over follows from its first and last day."""
    assert resources(replace(BARE, medicines=(medicine,)), "MedicationStatement")[0]["status"] == status


def test_what_does_not_leave_is_withheld_and_what_is_not_known_is_unavailable() -> None:
    """An empty section says why it is empty; none of them says that there is nothing."""
    withheld = sections(BARE)
    unknown = sections(replace(BARE, medicines=(), health=()))

    for name in ("Medicines", "Allergies", "Conditions"):
        assert withheld[name]["emptyReason"]["coding"][0]["code"] == "withheld"
        assert unknown[name]["emptyReason"]["coding"][0]["code"] == "unavailable"
    assert "not the same as none taken" in unknown["Medicines"]["text"]["div"]


def health(name: str, value: str) -> SharedDiary:
    """Return a diary with one answer about the person's health."""
    return replace(BARE, health=(Answer(name, "Asked?", value, "as answered", DAY),))


def test_an_allergy_and_conditions_are_what_the_person_says() -> None:
    """A yes becomes a resource that nobody has confirmed; a no becomes no resource but the answer itself."""
    the_allergy = resources(health("hypersensitivity", "yes"), "AllergyIntolerance")[0]

    assert the_allergy["code"]["coding"][0]["code"] == "294276006"
    assert the_allergy["verificationStatus"]["coding"][0]["code"] == "unconfirmed"
    assert resources(health("liver", "acute"), "Condition")[0]["code"]["coding"][0]["code"] == "235856003"
    assert "coding" not in resources(health("pregnancy", "pregnant-or-trying"), "Condition")[0]["code"]
    for name, value in (("hypersensitivity", "no"), ("liver", "none"), ("pregnancy", "no"), ("opioid", "current")):
        kinds = {entry["resource"]["resourceType"] for entry in document(health(name, value))["entry"]}
        assert kinds == {"Composition", "Patient", "DocumentReference", "QuestionnaireResponse"}
    assert "as answered" in sections(health("hypersensitivity", "no"))["Allergies"]["text"]["div"]


def test_a_missing_rating_is_missing_and_a_dose_left_out_is_zero() -> None:
    """No rating is made up for a day, and a day on which nothing was written is no observation."""
    days = (RatedDay(DAY, {"pain": Decimal(0)}, "", Decimal(0)), RatedDay(date(2026, 3, 3), {}))
    observations = resources(replace(BARE, days=days), "Observation")

    assert len(observations) == 1
    values = [component["valueQuantity"]["value"] for component in observations[0]["component"]]
    assert values == [0, 0]
    assert observations[0]["component"][0]["code"]["coding"][1]["code"] == "72514-3"


def test_the_page_and_everything_to_read_are_attached() -> None:
    """The page is a PDF by its LOINC code, and the whole is there to be read as well."""
    page, whole = resources(replace(BARE, pdf=b"%PDF"), "DocumentReference")

    assert (page["type"]["coding"][0]["code"], whole["type"]["coding"][0]["code"]) == ("51855-5", "60591-5")
    assert base64.b64decode(page["content"][0]["attachment"]["data"]) == b"%PDF"
    assert base64.b64decode(whole["content"][0]["attachment"]["data"]).startswith(b"<!DOCTYPE html>")


def test_every_reference_leads_to_an_entry() -> None:
    """Whatever a resource refers to stands in the same document, and no two entries have one address."""
    diary = replace(
        BARE, plan=PLAN, medicines=(Medicine("a"), Medicine("b")), days=(RatedDay(DAY, {"pain": Decimal(1)}),)
    )
    entries = document(diary)["entry"]
    addresses = [entry["fullUrl"] for entry in entries]
    references = set(re.findall(r'"reference": "([^"]+)"', json.dumps(entries)))

    assert len(addresses) == len(set(addresses))
    assert references <= set(addresses)
    assert entries[0]["resource"]["resourceType"] == "Composition"


texts = st.text(max_size=30) | st.sampled_from(["<script>alert(1)</script>", "a & b", "]]>", "\x00", "\ud800", '"'])


@given(texts, texts)
def test_a_narrative_is_well_formed_and_holds_no_markup_of_the_person(line: str, cell: str) -> None:
    """Whatever a person writes, the narrative parses as XML, and only our own elements are in it."""
    inner = part_html(Part(line, (line,), (cell,), ((cell,),)))
    tree = ElementTree.fromstring(f'<div xmlns="{NAMESPACE}">{inner}</div>')

    names = {element.tag.removeprefix(f"{{{NAMESPACE}}}") for element in tree.iter()}
    assert names <= {"div", "h3", "p", "table", "thead", "tbody", "tr", "td", "th"}
    assert all(not element.attrib for element in tree.iter())


@given(st.builds(Person, texts), texts)
def test_a_document_is_json_in_utf8_without_control_characters(person: Person, title: str) -> None:
    """Half a character or a control sign in a name keeps nobody from handing over."""
    whole = json.loads(document_bytes(replace(BARE, person=person, title=title)))

    assert whole["resourceType"] == "Bundle"
    assert "\\u0000" not in json.dumps(whole)
    assert plain(title) == plain(plain(title))


def test_the_same_content_is_the_same_document() -> None:
    """Nothing is drawn by chance while it is written."""
    assert document_bytes(replace(BARE, plan=PLAN)) == document_bytes(replace(BARE, plan=PLAN))


def test_what_is_shown_beforehand_names_everything_that_leaves() -> None:
    """Each medicine, answer and day of the document stands in the parts that the person sees first."""
    diary = replace(
        BARE,
        medicines=(Medicine("ibuprofen", since=DAY),),
        health=(Answer("liver", "Liver?", "raised", "raised values", DAY),),
        answers=(Answer("phase", "Phase?", "titrating", "rising", DAY),),
        days=(RatedDay(DAY, {"pain": Decimal(3)}, "green", Decimal("0.5")),),
    )
    shown = json.dumps([[part.heading, part.lines, part.columns, part.rows] for part in shared_parts(diary)])

    for words in ("ibuprofen", "raised values", "rising", "green", "pain"):
        assert words in shown


@pytest.mark.parametrize(
    ("code", "coding"),
    [
        ("RxNorm 2670", ("http://www.nlm.nih.gov/research/umls/rxnorm", "2670", "")),
        ("ATC N02AJ06", ("http://www.whocc.no/atc", "N02AJ06", "")),
        ("", None),
        ("mg", None),
        ("RxNorm ", None),
    ],
)
def test_a_code_of_the_diary_has_its_system(code: str, coding: tuple[str, str, str] | None) -> None:
    """What is no code of a known system is none."""
    assert medicine_coding(code) == coding
