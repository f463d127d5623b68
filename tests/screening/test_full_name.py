"""A code that we do not know counts for nothing beside a name that says all that is in the product."""

from pathlib import Path

import pytest

from zonewise.screening.full_name import says_all


@pytest.mark.parametrize(
    "name",
    [
        "ibuprofen 200 MG Oral Tablet", "Acetaminophen 325 MG Oral Tablet", "ibuprofen 200 MG Oral Tablet [Advil]",
        "acetaminophen 325 MG / aspirin 250 MG / caffeine 65 MG Oral Tablet", "Advil; ibuprofen 200 MG Oral Tablet",
        "12 HR guaiFENesin 600 MG Extended Release Oral Tablet", "Acetaminophen 160 MG/5 ML Oral Suspension",
        "acetaminophen 160 MG / 5 ML Oral Suspension", "Ibuprofen Capsule 800mg", "Acetaminophen 325 MG Comprimé oral",
        "{2 (acetaminophen 250 MG / caffeine 65 MG Oral Tablet [Excedrin]) / 1 (aspirin 250 MG Oral Tablet) } Pack",
        "colchicine 0.6 MG [Colcrys]", "Celebrex 200mg",
    ],
)  # fmt: skip
def test_a_clinical_drug_says_all(screen, lists, name):
    """Each substance has its amount, and a form stands there, or it is a product's own name; spellings agree."""
    assert says_all(name, lists)
    assert screen(name, "RxNorm 99999999").finding in ("harmless", "interacting")


@pytest.mark.parametrize(
    "name",
    [
        "acetaminophen", "ibuprofen 200 MG", "ibuprofen Oral Tablet", "acetaminophen 325 MG / caffeine Oral Tablet",
        "acetaminophen 325 MG / Oral Tablet", "Advil 200 MG Oral Tablet; acetaminophen", "Tylenol", "",
        "acetaminophen 325 MG Oral Tablet; Tylenol 3", "acetaminophen with caffeine 325 MG Oral Tablet",
        "acetaminophen 300 MG / 30 MG Oral Tablet", "acetaminophen 325 MG daily", "acetaminophen 325 MG [Tylenol]",
        "Tylenol 500 mg", "Nurofen 200 mg", "colchicine 0.6 MG / aspirin 1 MG [Colcrys]", "Celebrex",
    ],
)  # fmt: skip
def test_a_shorter_name_does_not(screen, lists, name):
    """It may stand for what holds more, so an unknown code beside it is asked about, or names an opioid."""
    assert not says_all(name, lists)
    if name:
        assert screen(name, "RxNorm 99999999").finding in ("not-recognised", "opioid")


def test_a_purpose_in_brackets_is_no_other_product(screen):
    """Where the substances stand in full before the brackets; as a name alone it may hold something else."""
    listed = "diphenhydramine hydrochloride 25 MG Oral Capsule [Unisom with Pain Relief]"

    assert screen(listed, "RxNorm 99999999").finding == "harmless"
    assert screen("Unisom with Pain Relief", None).finding == "not-recognised"
    assert screen("Nurofen 200 MG Cold Oral Tablet", None).finding == "not-recognised"
    assert screen("codeine 8 MG Oral Tablet [Unisom with Pain Relief]", None).finding == "opioid"


def test_the_code_of_a_product_says_what_is_in_it(screen):
    """It outweighs a name that leaves the opioid out, and agrees with one that has all."""
    hidden = screen("acetaminophen 325 MG Oral Tablet", "RxNorm 993943")
    agreed = screen("acetaminophen / butalbital / caffeine / codeine", "RxNorm 993943")

    assert (hidden.finding, hidden.disagree) == ("opioid", True)
    assert (agreed.finding, agreed.disagree) == ("opioid", False)
    assert screen(None, "RxNorm 993943").ingredients == ("acetaminophen", "butalbital", "caffeine", "codeine")


def test_what_charts_call_common_medicines_is_not_asked_about(screen):
    """Of 184 clinical drugs, each with a code that we do not know, no opioid passes and at most one in 20 is asked."""
    rows = [
        line.split("\t") for line in (Path(__file__).parents[1] / "data/clinical_drugs.tsv").read_text().splitlines()
    ]
    findings = [(kind, screen(name, "RxNorm 99999999").finding) for kind, name in rows]

    assert len(findings) == 184
    assert {finding for kind, finding in findings if kind != "other"} == {"opioid", "antagonist"}
    assert sum(finding == "not-recognised" for _, finding in findings) <= len(findings) / 20
    assert not any(finding == "opioid" for kind, finding in findings if kind == "other")
