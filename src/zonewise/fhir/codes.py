"""Code systems and codes by which a chart recognises what a diary says; for writing and for reading."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

Json = dict[str, Any]

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
SNOMED = "http://snomed.info/sct"
ATC = "http://www.whocc.no/atc"
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/"
ANSWERS = "urn:x-zonewise:answer"  # Our own questions: linkId is the question, the code is the answer's own word.
ANSWERED_ON = "urn:x-zonewise:answered-on"  # Extension of an answer: the day on which it was given.
RATINGS = "urn:x-zonewise:rating"  # Our own: no code system has these ten ratings on this scale.

CHECK_IN = (RATINGS, "check-in", "Daily check-in, 0 none to 10 worst")
PATIENT_NOTE = (LOINC, "51855-5", "Patient Note")
PATIENT_SUMMARY = (LOINC, "60591-5", "Patient summary Document")
MEDICATION_SECTION = (LOINC, "10160-0", "History of Medication use Narrative")
ALLERGY_SECTION = (LOINC, "48765-2", "Allergies and adverse reactions Document")
PROBLEM_SECTION = (LOINC, "11450-4", "Problem list - Reported")
SYMPTOM_SECTION = (LOINC, "10187-3", "Review of systems Narrative - Reported")
ANSWER_SECTION = (LOINC, "74465-6", "Questionnaire response Document")
PAIN_0_TO_10 = (LOINC, "72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported")

NALTREXONE = (
    (RXNORM, "7243", "naltrexone"),
    (SNOMED, "373546002", "Naltrexone"),
    (ATC, "N07BB04", "naltrexone"),
)
"""The active substance. RxNorm has no code for the amounts that a pharmacy compounds."""
NALTREXONE_ALLERGY = (SNOMED, "294276006", "Naltrexone allergy")
BY_MOUTH = (SNOMED, "26643006", "Oral use")

CONDITIONS: Mapping[tuple[str, str], tuple[str, tuple[str, str, str] | None]] = MappingProxyType({
    ("liver", "raised"): ("Raised liver values in a blood test", (SNOMED, "235856003", "Disorder of liver")),
    ("liver", "acute"): ("Hepatitis or liver failure now", (SNOMED, "235856003", "Disorder of liver")),
    ("pregnancy", "pregnant-or-trying"): ("Pregnant, or trying to be", None),
    ("pregnancy", "breastfeeding"): ("Breastfeeding", None),
})  # fmt: skip
"""What an answer of the diary says of a condition, and its code; without one where the answer says two things."""


def coding(code: tuple[str, str, str]) -> Json:
    """Return a Coding of a system, a code and what it is called there."""
    return {"system": code[0], "code": code[1], "display": code[2]}


def concept(text: str, *codes: tuple[str, str, str]) -> Json:
    """Return a CodeableConcept with its words; the words stand for themselves where a code is not known."""
    whole: Json = {"coding": [coding(code) for code in codes]} if codes else {}
    return whole | ({"text": text} if text else {})


def milligrams(mg: float) -> Json:
    """Return a Quantity in milligrams."""
    return {"value": int(mg) if mg == int(mg) else mg, "unit": "mg", "system": UCUM, "code": "mg"}


def medicine_coding(code: str) -> tuple[str, str, str] | None:
    """Return the code of a medicine as a diary keeps it, such as "RxNorm 2670" or "ATC N02AJ06"; None for no code."""
    system, _, number = code.partition(" ")
    known = {"RXNORM": RXNORM, "RXCUI": RXNORM, "ATC": ATC}.get(system.upper())
    return (known, number.strip(), "") if known and number.strip() else None
