"""A chart says which medicines are taken, ended lately or are left open, and which questions of ours it answers."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.fhir.chart_reader import chart_of, read_chart
from zonewise.fhir.resources import MOST_DEPTH, TooDeep

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
DAY = "2026-11-20"


def _order(name: str, status: str | None = "active", authored: str = "2026-10-01", **more: Any) -> dict[str, Any]:
    order = {"resourceType": "MedicationRequest", "authoredOn": authored, "medicationCodeableConcept": {"text": name}}
    return order | ({"status": status} if status is not None else {}) | more


def _bundle(*resources: dict[str, Any]) -> dict[str, Any]:
    return {
        "resourceType": "Bundle",
        "timestamp": f"{DAY}T10:00:00Z",
        "entry": [{"resource": one} for one in resources],
    }


def _medicines(*resources: dict[str, Any]) -> list[str]:
    chart = chart_of(_bundle(*resources))
    rows = [f"{one.name}: {one.state} {one.started or ''}..{one.stopped or ''}" for one in chart.medicines]
    return [
        *rows,
        *(f"{name}: long ago" for name in chart.ended_long_ago),
        *(f"{name}: end unknown" for name in chart.end_unknown),
        *(f"{name}: taken back" for name in chart.refuted),
    ]


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        (_order("A"), "A: current 2026-10-01.."),
        (_order("A", "stopped", "2019-01-01"), "A: end unknown"),
        (_order("A", "stopped", "2019-01-01", meta={"lastUpdated": f"{DAY}T08:00:00Z"}), f"A: ended 2019-01-01..{DAY}"),
        (_order("A", "stopped", "2019-01-01", meta={"lastUpdated": "2019-06-01T08:00:00Z"}), "A: long ago"),
        (_order("A", "stopped", "2019-01-01", meta={"lastUpdated": "2999-06-01"}), f"A: ended 2019-01-01..{DAY}"),
        (_order("A", "on-hold"), "A: current 2026-10-01.."),
        (_order("A", "draft"), "A: current 2026-10-01.."),
        (_order("A", "unknown"), "A: not-said 2026-10-01.."),
        (_order("A", None), "A: not-said 2026-10-01.."),
        (_order("A", "some-new-word"), "A: not-said 2026-10-01.."),
        (_order("A", "stopped"), f"A: ended 2026-10-01..{DAY}"),
        (_order("A", "completed", "2026-01"), f"A: ended 2026-01-01..{DAY}"),
        (_order("A", "completed", "2012"), "A: end unknown"),
        (_order("A", "cancelled"), "A: taken back"),
        (_order("A", "entered-in-error"), "A: taken back"),
        (_order("A", doNotPerform=True), "A: taken back"),
        (
            _order("A", "stopped", dispenseRequest={"expectedSupplyDuration": {"value": 2, "code": "wk"}}),
            "A: ended 2026-10-01..2026-10-15",
        ),
        (
            _order("A", "stopped", dispenseRequest={
                "expectedSupplyDuration": {"value": 10, "unit": "days"}, "numberOfRepeatsAllowed": 2,
            }),
            "A: ended 2026-10-01..2026-10-31",
        ),
        (
            _order("A", "completed", "2026-01-01", dispenseRequest={"validityPeriod": {"end": "2026-02"}}),
            "A: long ago",
        ),
    ],
)  # fmt: skip
def test_a_status_says_whether_a_medicine_is_taken(resource: dict[str, Any], expected: str) -> None:
    """Words that no release has are left open; an end that nobody wrote is as late as it can be."""
    assert _medicines(resource) == [expected]


@pytest.mark.parametrize(
    ("kind", "rest", "expected"),
    [
        ("MedicationStatement", {"status": "active", "effectivePeriod": {"start": "2026-02"}}, "current 2026-02-01.."),
        (
            "MedicationStatement",
            {"status": "completed", "effectivePeriod": {"end": "2026-11-10"}},
            "ended ..2026-11-10",
        ),
        ("MedicationStatement", {"status": "active", "taken": "n"}, "taken back"),
        ("MedicationStatement", {"status": "not-taken"}, "taken back"),
        ("MedicationStatement", {"status": "active", "wasNotTaken": True}, "taken back"),
        ("MedicationOrder", {"status": "active", "dateWritten": "2026-11-01"}, "current 2026-11-01.."),
        (
            "MedicationDispense",
            {"status": "completed", "whenHandedOver": "2026-11-18", "daysSupply": {"value": 5}},
            "current 2026-11-18..",
        ),
        (
            "MedicationDispense",
            {"status": "completed", "whenHandedOver": "2026-11-01", "daysSupply": {"value": 5}},
            "ended 2026-11-01..2026-11-06",
        ),
        ("MedicationDispense", {"status": "completed", "whenHandedOver": "2026-11-01"}, f"ended 2026-11-01..{DAY}"),
        (
            "MedicationAdministration",
            {"status": "completed", "effectiveDateTime": "2026-11-15T08:00:00+01:00"},
            "ended 2026-11-15..2026-11-15",
        ),
        (
            "MedicationOrder",
            {"status": "stopped", "dateWritten": "2026-09-01", "dateEnded": "2026-11-10"},
            "ended 2026-09-01..2026-11-10",
        ),
        (
            "MedicationAdministration",
            {"status": "completed", "effectiveTimeDateTime": "2026-11-15T08:00:00Z"},
            "ended 2026-11-15..2026-11-15",
        ),
        ("MedicationAdministration", {"status": "completed", "wasNotGiven": True}, "taken back"),
    ],
)
def test_each_kind_of_resource_has_its_own_dates(kind: str, rest: dict[str, Any], expected: str) -> None:
    """Statements have periods, dispensings a supply, administrations an hour; older releases other names."""
    resource = {"resourceType": kind, "medicationCodeableConcept": {"text": "A"}, **rest}

    assert _medicines(resource) == [f"A: {expected}"]


def test_resources_of_one_medicine_are_one_medicine() -> None:
    """The one that says that it is taken stands, and where each comes from is kept."""
    coded = {"coding": [{"system": RXNORM, "code": "1049221", "display": "acetaminophen / oxycodone"}]}
    chart = chart_of(_bundle(
        _order("Percocet", "stopped") | {"medicationCodeableConcept": coded | {"text": "Percocet"}},
        {"resourceType": "MedicationStatement", "status": "active", "medicationCodeableConcept": coded},
    ))  # fmt: skip

    assert [(one.name, one.code, one.state) for one in chart.medicines] == [
        ("Percocet; acetaminophen / oxycodone", "RxNorm 1049221", "current")
    ]
    assert chart.medicines[0].sources == ("MedicationRequest", "MedicationStatement")


@pytest.mark.parametrize(
    "reference", ["Medication/m1", "urn:uuid:77", "http://x.example/fhir/Medication/m1/_history/2"]
)
def test_a_medicine_stands_elsewhere_in_the_bundle(reference: str) -> None:
    """A reference is followed by its address, its type and id, or its version; ingredients are named beside it."""
    product = {
        "resourceType": "Medication", "id": "m1", "code": {"text": "Brand"},
        "ingredient": [{"itemCodeableConcept": {"text": "codeine"}}],
    }  # fmt: skip
    order = {"resourceType": "MedicationRequest", "status": "active", "medicationReference": {"reference": reference}}
    bundle = {"resourceType": "Bundle", "entry": [{"fullUrl": "urn:uuid:77", "resource": product}, {"resource": order}]}

    assert [one.name for one in chart_of(bundle).medicines] == ["Brand; codeine"]


@pytest.mark.parametrize(
    "ingredients",
    [
        {"ingredient": [{"itemReference": {"reference": "Substance/s1"}}]},
        {"ingredient": [{"itemReference": {"display": "codeine"}}]},
        {"ingredient": [{"item": {"reference": {"reference": "Substance/s1"}}}]},
        {"ingredient": [{"item": {"concept": {"text": "codeine"}}}]},
        {"product": {"ingredient": [{"item": {"reference": "Substance/s1"}}]}},
        {"product": {"ingredient": [{"item": {"reference": "Substance/s9", "display": "codeine"}}]}},
    ],
)
def test_a_substance_behind_a_reference_is_named(ingredients: dict[str, Any]) -> None:
    """Releases from DSTU2 to R5 put a product's ingredients in other places; no opioid hides in one of them."""
    bundle = _bundle(
        {"resourceType": "Substance", "id": "s1", "code": {"text": "codeine"}},
        {"resourceType": "Medication", "id": "m1", "code": {"text": "Brand"}, **ingredients},
        {"resourceType": "MedicationOrder", "status": "active", "medicationReference": {"reference": "Medication/m1"}},
    )

    assert [one.name for one in read_chart([json.dumps(bundle)]).medicines] == ["Brand; codeine"]


def test_a_chart_of_the_first_release_in_wide_use_is_read() -> None:
    """DSTU2, as older portals and phones hand it out: orders, allergy by its substance, plain words as a status."""
    chart = chart_of(_bundle(
        {"resourceType": "MedicationOrder", "status": "active", "dateWritten": "2026-10-01",
         "medicationCodeableConcept": {"coding": [{"system": RXNORM, "code": "1049221", "display": "oxycodone"}]}},
        {"resourceType": "MedicationStatement", "status": "active", "wasNotTaken": False,
         "medicationCodeableConcept": {"text": "cetirizine"}},
        {"resourceType": "AllergyIntolerance", "status": "confirmed", "substance": {"text": "naltrexone"}},
        {"resourceType": "Condition", "clinicalStatus": "active", "verificationStatus": "confirmed",
         "code": {"text": "Acute hepatitis"}, "onsetDateTime": "2026-11-01"},
    ))  # fmt: skip

    assert [(one.name, one.code, one.state) for one in chart.medicines] == [
        ("oxycodone", "RxNorm 1049221", "current"), ("cetirizine", "", "current"),
    ]  # fmt: skip
    assert [(one.fact, one.value) for one in chart.answers] == [("hypersensitivity", "yes"), ("liver", "acute")]


def test_a_contained_medicine_and_one_that_is_only_displayed() -> None:
    """Both have a name; what has none at all is no medicine."""
    contained = {
        "resourceType": "MedicationRequest", "status": "active", "medicationReference": {"reference": "#a"},
        "contained": [
            {"resourceType": "Medication", "id": "a", "code": {"coding": [{"code": "x", "display": "Inside"}]}}
        ],
    }  # fmt: skip
    shown = {"resourceType": "MedicationRequest", "status": "active", "medicationReference": {"display": "Shown"}}
    nothing = {"resourceType": "MedicationRequest", "status": "active", "medicationCodeableConcept": []}

    assert [one.name for one in chart_of([contained, shown, nothing]).medicines] == ["Inside", "Shown"]


def test_requests_of_decision_support_are_walked_through() -> None:
    """Orders that are still drafts are about to be taken."""
    request = {
        "hook": "order-sign", "hookInstance": "1",
        "context": {"draftOrders": _bundle(_order("Oxycodone 5 MG Oral Tablet", "draft"))},
        "prefetch": {"meds": _bundle(_order("Ibuprofen 200 MG Oral Tablet"))},
    }  # fmt: skip

    assert {one.name for one in chart_of(request).medicines} == {
        "Oxycodone 5 MG Oral Tablet", "Ibuprofen 200 MG Oral Tablet"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ({"resourceType": "AllergyIntolerance", "code": {"text": "Naltrexone hydrochloride"}}, "hypersensitivity yes"),
        (
            {"resourceType": "AllergyIntolerance", "code": {"coding": [{"system": RXNORM, "code": "7243"}]}},
            "hypersensitivity yes",
        ),
        ({"resourceType": "AllergyIntolerance", "substance": {"text": "Vivitrol"}}, "hypersensitivity yes"),
        ({"resourceType": "AllergyIntolerance", "code": {"text": "Penicillin"}}, ""),
        (
            {"resourceType": "AllergyIntolerance", "code": {"text": "Naltrexone"},
             "verificationStatus": {"coding": [{"code": "refuted"}]}},
            "",
        ),
        ({"resourceType": "Condition", "code": {"text": "Acute hepatitis B"}}, "liver acute"),
        ({"resourceType": "Condition", "code": {"text": "Cirrhosis of liver"}}, "liver raised"),
        ({"resourceType": "Condition", "code": {"text": "History of hepatitis A vaccination"}}, ""),
        ({"resourceType": "Condition", "code": {"coding": [{"system": ICD, "code": "K74.6"}]}}, "liver raised"),
        (
            {"resourceType": "Condition", "code": {"text": "Cirrhosis of liver"}, "clinicalStatus": "resolved"},
            "",
        ),
        ({"resourceType": "Condition", "code": {"text": "Normal pregnancy"}, "onsetDateTime": "2026-06"},
         "pregnancy pregnant-or-trying"),
        ({"resourceType": "Condition", "code": {"text": "Normal pregnancy"}, "onsetDateTime": "2019-06"}, ""),
        ({"resourceType": "Condition", "code": {"text": "Normal pregnancy"}, "abatementDateTime": "2026-01"}, ""),
        ({"resourceType": "Condition", "code": {"text": "Breastfeeding (mother)"}}, "pregnancy breastfeeding"),
        ({"resourceType": "Condition", "code": {"text": "Hypertension"}}, ""),
        ({"resourceType": "Patient", "birthDate": "2010-05-05"}, ""),
    ],
)  # fmt: skip
def test_a_chart_answers_what_closes_a_gate_and_nothing_else(resource: dict[str, Any], expected: str) -> None:
    """What is over, refuted or only spoken of is no answer, and no chart says that there is none."""
    answers = chart_of(_bundle(resource)).answers

    assert "; ".join(f"{answer.fact} {answer.value}" for answer in answers) == expected


@pytest.mark.parametrize(("born", "year"), [("2010-05-05", 2010), ("1980", 1980), ("soon", None)])
def test_the_year_of_birth_is_told(born: str, year: int | None) -> None:
    """Whether that is under age is the protocol's to say."""
    assert chart_of(_bundle({"resourceType": "Patient", "birthDate": born})).birth_year == year


def test_the_gravest_answer_stands() -> None:
    """Acute outweighs raised, whichever comes first."""
    raised = {"resourceType": "Condition", "code": {"text": "Fatty liver"}}
    acute = {"resourceType": "Condition", "code": {"text": "Acute liver failure"}}

    assert [one.value for order in ((raised, acute), (acute, raised)) for one in chart_of(_bundle(*order)).answers] == [
        "acute", "acute"
    ]  # fmt: skip


def test_a_line_each_and_what_is_not_read() -> None:
    """Bulk exports have a resource a line; other kinds of resources only tell how late the chart is."""
    lines = [json.dumps(_order("A", "stopped", "2026-10-01"))]
    lines += [json.dumps({"resourceType": "Observation", "effectiveDateTime": "2026-11-19", "component": [1] * 9})]
    chart = read_chart(["\n".join(lines).encode()])

    assert chart.day == date(2026, 11, 19)
    assert chart.medicines[0].stopped == date(2026, 11, 19)


@pytest.mark.parametrize("text", [b"{", b"[1,", b'{"resourceType": "Bundle"} trailing', b"\xff\xfe"])
def test_what_is_no_json_is_refused(text: bytes) -> None:
    """A download that broke off is no chart without medicines."""
    with pytest.raises(ValueError, match=r"."):
        read_chart([text])


@pytest.mark.parametrize("depth", [MOST_DEPTH + 2, 100_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    """Neither our walk nor the parser falls over."""
    with pytest.raises(TooDeep):
        read_chart([b"[" * depth + b"]" * depth])


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
WORDS = st.sampled_from((
    "resourceType", "status", "code", "coding", "system", "text", "display", "medicationCodeableConcept", "contained",
    "medicationReference", "reference", "authoredOn", "effectivePeriod", "start", "end", "birthDate", "ingredient",
    "dispenseRequest", "expectedSupplyDuration", "value", "clinicalStatus", "daysSupply", "entry", "resource", "id",
    "abatementDateTime", "onsetDateTime", "timestamp", "MedicationRequest", "Condition",
))  # fmt: skip
KINDS = st.sampled_from(("MedicationRequest", "MedicationDispense", "Condition", "AllergyIntolerance", "Patient"))
ANYTHING = st.recursive(
    SCALARS | WORDS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(WORDS, inner, max_size=5)
        | st.builds(lambda kind, rest: rest | {"resourceType": kind}, KINDS, st.dictionaries(WORDS, inner, max_size=6))
    ),
    max_leaves=20,
)


@given(ANYTHING)
def test_any_document_is_read_or_passed_over(document: object) -> None:
    """Values of the wrong type anywhere stop nothing, and each medicine that is kept has a name."""
    chart = chart_of(document)

    assert all(medicine.name for medicine in chart.medicines)
    assert all(answer.value and answer.fact for answer in chart.answers)


NAMES = st.sampled_from(("Codeine 30 MG Oral Tablet", "Tramadol", "Percocet", "Methadone"))
STATUSES = st.sampled_from(("active", "on-hold", "draft", "unknown", "stopped", "completed", None))


@given(NAMES, STATUSES, st.dates(date(2025, 12, 1), date(2026, 11, 20)))
def test_no_medicine_that_may_be_taken_is_left_out(name: str, status: str | None, authored: date) -> None:
    """Whatever its status, an order of the last year without an end is in the list up to the chart's day."""
    medicine = chart_of(_bundle(_order(name, status, authored.isoformat()))).medicines[0]

    assert medicine.name == name
    assert medicine.stopped in (None, date(2026, 11, 20))
