"""LDN and other medicines against the medication profiles of US Core and of the International Patient Summary."""

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.wire.test_fhir_validators import variants

from zonewise.fhir.content import Medicine, SharedDiary
from zonewise.fhir.document import document

KINDS = ("MedicationRequest", "MedicationStatement")


def medications(whole: SharedDiary) -> list[dict[str, Any]]:
    """Return the medications that leave, whatever is known of them."""
    unknown = replace(whole, medicines=(Medicine("zinc"), Medicine("zinc", until=whole.as_of)), taken=None)
    return [
        entry["resource"]
        for diary in (*variants(whole), unknown)
        for entry in document(diary)["entry"]
        if entry["resource"]["resourceType"] in KINDS
    ]


def test_each_medication_is_one_of_the_profiles(whole_diary: SharedDiary, run_node: Callable[[str, Any], Any]) -> None:
    """Ordered, reported, taken, paused, over, ahead, or of unknown days: no profile finds an error."""
    resources = medications(whole_diary)
    verdicts = run_node("check_profiles.mjs", resources)

    assert {name for verdict in verdicts for name in verdict} == {"us-core", "ips-request", "ips-statement"}
    assert len(verdicts) >= 15
    for resource, verdict in zip(resources, verdicts, strict=True):
        assert not any(verdict.values()), (resource, verdict)


@pytest.mark.parametrize(
    ("kind", "name", "profile"),
    [
        ("MedicationRequest", "status", "us-core"),
        ("MedicationRequest", "intent", "us-core"),
        ("MedicationRequest", "requester", "us-core"),
        ("MedicationRequest", "medicationCodeableConcept", "us-core"),
        ("MedicationRequest", "subject", "ips-request"),
        ("MedicationRequest", "medicationCodeableConcept", "ips-request"),
        ("MedicationStatement", "status", "ips-statement"),
        ("MedicationStatement", "subject", "ips-statement"),
        ("MedicationStatement", "effectivePeriod", "ips-statement"),
        ("MedicationStatement", "medicationCodeableConcept", "ips-statement"),
    ],
)
def test_what_a_profile_asks_for_is_missed(
    whole_diary: SharedDiary, run_node: Callable[[str, Any], Any], kind: str, name: str, profile: str
) -> None:
    """The profiles are in force: without one of their parts a medication is an error."""
    whole = next(one for one in medications(whole_diary) if one["resourceType"] == kind and name in one)
    less = copy.deepcopy(whole)
    del less[name]
    verdicts = run_node("check_profiles.mjs", [whole, less])

    assert verdicts[0][profile] == []
    assert verdicts[1][profile] != []
