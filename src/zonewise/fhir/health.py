"""What the person said of their health, the days of the diary, and answers."""

import re

from zonewise.model.day_words import day_words

from .codes import (
    ANSWERED_ON,
    ANSWERS,
    CHECK_IN,
    CONDITIONS,
    NALTREXONE_ALLERGY,
    PAIN_0_TO_10,
    RATINGS,
    TERMINOLOGY,
    Json,
    concept,
    milligrams,
)
from .content import Answer, RatedDay
from .narrative import plain

_OWN_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]*")
CLINICAL = f"{TERMINOLOGY}condition-clinical"
VERIFICATION = f"{TERMINOLOGY}condition-ver-status"
ALLERGY_CLINICAL = f"{TERMINOLOGY}allergyintolerance-clinical"
ALLERGY_VERIFICATION = f"{TERMINOLOGY}allergyintolerance-verification"
UNCONFIRMED = "unconfirmed", "Unconfirmed"
ACTIVE = "active", "Active"
SURVEY = (f"{TERMINOLOGY}observation-category", "survey", "Survey")


def allergy(answer: Answer, subject: Json) -> Json | None:
    """Return an allergy to naltrexone as an AllergyIntolerance, or None when the answer says none."""
    if (answer.name, answer.value) != ("hypersensitivity", "yes"):
        return None
    return {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": concept("", (ALLERGY_CLINICAL, *ACTIVE)),
        "verificationStatus": concept("", (ALLERGY_VERIFICATION, *UNCONFIRMED)),
        "type": "allergy",
        "category": ["medication"],
        "code": concept("Allergic reaction to naltrexone, as the person says", NALTREXONE_ALLERGY),
        "patient": subject,
        "recordedDate": answer.day.isoformat(),
        "asserter": subject,
    }


def condition(answer: Answer, subject: Json) -> Json | None:
    """Return what an answer says of the liver or of a pregnancy as a Condition, or None when it says none."""
    known = CONDITIONS.get((answer.name, answer.value))
    if known is None:
        return None
    text, code = known
    category = (f"{TERMINOLOGY}condition-category", "problem-list-item", "Problem List Item")
    return {
        "resourceType": "Condition",
        "clinicalStatus": concept("", (CLINICAL, *ACTIVE)),
        "verificationStatus": concept("", (VERIFICATION, *UNCONFIRMED)),
        "category": [concept("", category)],
        "code": concept(f"{text}, as the person says", *([code] if code is not None else [])),
        "subject": subject,
        "recordedDate": answer.day.isoformat(),
        "asserter": subject,
    }


def rated_day(day: RatedDay, subject: Json) -> Json | None:
    """Return one day as an Observation with a component for each rating; None where nothing was written."""
    components: list[Json] = [
        {"code": _rating(name), "valueQuantity": {"value": _number(float(points))}}
        for name, points in day.ratings.items()
    ]
    if day.zone:
        components.append({"code": concept("", (RATINGS, "zone", "Zone")), "valueString": day.zone})
    if day.dose_mg is not None:
        dose = concept("", (RATINGS, "dose", "LDN written as taken"))
        components.append({"code": dose, "valueQuantity": milligrams(float(day.dose_mg))})
    if not components:
        return None
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [concept("", SURVEY)],
        "code": concept("", CHECK_IN),
        "subject": subject,
        "effectiveDateTime": day.day.isoformat(),
        "component": components,
    }


def questionnaire_response(answers: tuple[Answer, ...], authored: str, subject: Json) -> Json:
    """Return answers as one QuestionnaireResponse."""
    items = [
        {
            "linkId": answer.name,
            "text": plain(answer.question) or answer.name,
            "answer": [_answered(answer)],
        }
        for answer in answers
    ]
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": ANSWERS,
        "status": "completed",
        "subject": subject,
        "authored": authored,
        "author": subject,
        "source": subject,
        "item": items,
    }


def _answered(answer: Answer) -> Json:
    """Return an answer as its own word with the day, by which it is read back; as text where it is no such word."""
    if not _OWN_WORD.fullmatch(answer.value):
        return {"valueString": _words(answer)}
    coding = {"system": ANSWERS, "code": answer.value, "display": _words(answer)}
    return {"extension": [{"url": ANSWERED_ON, "valueDate": answer.day.isoformat()}], "valueCoding": coding}


def _words(answer: Answer) -> str:
    return f"{plain(answer.words) or plain(answer.value) or 'no words'} ({day_words(answer.day)})"


def _rating(name: str) -> Json:
    own = (RATINGS, name, name.replace("-", " "))
    return concept("", own, *([PAIN_0_TO_10] if name == "pain" else []))


def _number(points: float) -> float:
    return int(points) if points == int(points) else points
