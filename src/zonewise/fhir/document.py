"""A diary as one FHIR document: a Bundle whose first entry says what is in it, in the order of reading.

Source: FHIR R4 (4.0.1), documents; the sections are those of the International Patient Summary.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from uuid import UUID, uuid5

from zonewise.model.day_words import day_words

from .codes import (
    ALLERGY_SECTION,
    ANSWER_SECTION,
    MEDICATION_SECTION,
    PATIENT_NOTE,
    PATIENT_SUMMARY,
    PROBLEM_SECTION,
    SYMPTOM_SECTION,
    TERMINOLOGY,
    Json,
    concept,
)
from .content import Answer, Part, SharedDiary
from .health import allergy, condition, questionnaire_response, rated_day
from .medication import current_dose, other_medicine, prescribed
from .narrative import narrative, plain, rendering
from .summary import summary_lines, summary_resource

FHIR_VERSION = "4.0.1"


def document(diary: SharedDiary) -> Json:
    """Return the whole as a Bundle of type document.

    Every resource has the id that its place in this handing over gives it, so that the same content is the same
    document. A section about which nothing leaves says so; nothing is never written as none.
    """
    return _Writer(diary).bundle()


def document_bytes(diary: SharedDiary) -> bytes:
    """Return the document as JSON without blanks, UTF-8."""
    return json.dumps(document(diary), ensure_ascii=False, separators=(",", ":")).encode()


def shared_parts(diary: SharedDiary) -> tuple[Part, ...]:
    """Return, as people read it, all that the document holds beside the prescriber's page itself."""
    parts = [*diary.parts]
    if diary.summary is not None:
        parts.append(Part("For your prescriber's list", summary_lines(diary.summary)))
    if diary.medicines is not None:
        rows = tuple(
            (medicine.name, _period(medicine.since, medicine.until), medicine.note) for medicine in diary.medicines
        )
        lines: tuple[str, ...] = () if rows else ("None is written in the diary; that is not the same as none taken.",)
        parts.append(Part("Other medicines", lines, ("Medicine", "When", "Beside LDN") if rows else (), rows))
    if diary.health is not None:
        lines = tuple(f"{answer.question} {answer.words}." for answer in diary.health) or ("Nothing was answered.",)
        parts.append(Part("Allergy to naltrexone, liver, pregnancy", lines))
    if diary.answers is not None:
        answer_rows = tuple((answer.question, answer.words, day_words(answer.day)) for answer in diary.answers)
        parts.append(Part("Answers", (), ("Question", "Answer", "Day"), answer_rows))
    if diary.days is not None:
        names = _rating_names(diary)
        columns = ("Day", "Zone", "Dose, mg", *(name.replace("-", " ") for name in names))
        day_rows = tuple(
            (day.day.isoformat(), day.zone, "" if day.dose_mg is None else f"{day.dose_mg:f}",
             *(f"{day.ratings[name]:f}" if name in day.ratings else "" for name in names))
            for day in diary.days
        )  # fmt: skip
        parts.append(Part("Days, each rating from 0 none to 10 worst", (), columns, day_rows))
    return tuple(parts)


class _Writer:
    """Collects the entries of one document and hands out their addresses."""

    def __init__(self, diary: SharedDiary) -> None:
        self.diary = diary
        self.stamp = _instant(diary.made_at)
        self.entries: list[Json] = []
        self.sections: list[Json] = []

    def bundle(self) -> Json:
        self.subject = self._add("patient", self._patient())
        self._page()
        self._medicines()
        self._health()
        self._symptoms()
        composition = {
            "fullUrl": self._address("composition"),
            "resource": {"resourceType": "Composition", "id": self._id("composition")} | self._composition(),
        }
        return {
            "resourceType": "Bundle",
            "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{UUID(self.diary.id)}"},
            "type": "document",
            "timestamp": self.stamp,
            "entry": [composition, *self.entries],
        }

    def _composition(self) -> Json:
        title = plain(self.diary.title) or "A diary of low-dose naltrexone"
        return {
            "text": narrative(
                [Part(title, (f"As of {day_words(self.diary.as_of)}. Written by the person themselves.",))]
            ),
            "status": "final",
            "type": concept("", PATIENT_SUMMARY),
            "subject": self.subject,
            "date": self.stamp,
            "author": [self.subject],
            "title": title,
            "section": self.sections,
        }

    def _patient(self) -> Json:
        name, year = plain(self.diary.person.name), self.diary.person.birth_year
        patient: Json = {"resourceType": "Patient", "text": narrative([Part("", (name or "Name not given",))])}
        patient |= {"name": [{"text": name}]} if name else {}
        return patient | ({"birthDate": f"{year:04d}"} if year is not None else {})

    def _page(self) -> None:
        references = []
        if self.diary.pdf:
            title = plain(self.diary.title) or "Page for the prescriber"
            reference = self._attachment("page", PATIENT_NOTE, "application/pdf", self.diary.pdf, title)
            references.append(reference)
        whole = rendering(plain(self.diary.title), shared_parts(self.diary)).encode()
        references.append(self._attachment("rendering", PATIENT_SUMMARY, "text/html", whole, "All of it, to read"))
        if self.diary.summary is not None:
            references.append(self._add("summary", summary_resource(self.diary.summary, self.subject)))
        self._section("Page for the prescriber", PATIENT_NOTE, self.diary.parts, references)

    def _medicines(self) -> None:
        diary, references = self.diary, []
        lines = []
        if diary.plan is not None:
            references.append(self._add("plan", prescribed(diary.plan, self.subject)))
            lines.append("LDN as prescribed is in this document.")
        if diary.taken is not None:
            statement = current_dose(diary.taken, diary.as_of, self.subject)
            references.append(self._add("taken", statement))
            lines.append(f"LDN: {statement['note'][0]['text']}")
        for number, medicine in enumerate(diary.medicines or ()):
            references.append(self._add(f"medicine-{number}", other_medicine(medicine, diary.as_of, self.subject)))
            lines.append(f"{medicine.name}: {_period(medicine.since, medicine.until)}")
        if diary.medicines is None:
            lines.append("Other medicines were not handed over.")
        elif not diary.medicines:
            lines.append("No other medicine is written in the diary; that is not the same as none taken.")
        self._section(
            "Medicines", MEDICATION_SECTION, [Part("", tuple(lines))], references, asked=diary.medicines is not None
        )

    def _health(self) -> None:
        health = self.diary.health
        for title, code, write in (
            ("Allergies", ALLERGY_SECTION, allergy),
            ("Conditions", PROBLEM_SECTION, condition),
        ):
            names = ("hypersensitivity",) if write is allergy else ("liver", "pregnancy")
            answers = [answer for answer in health or () if answer.name in names]
            resources = [(answer.name, write(answer, self.subject)) for answer in answers]
            references = [self._add(f"health-{name}", resource) for name, resource in resources if resource is not None]
            lines = tuple(_answer_line(answer) for answer in answers) or (
                ("Not handed over.",) if health is None else ("Not answered in the diary.",)
            )
            limits = ("The diary asks about naltrexone alone.",) if write is allergy and health is not None else ()
            self._section(title, code, [Part("", (*lines, *limits))], references, asked=health is not None)

    def _symptoms(self) -> None:
        diary = self.diary
        if diary.days is not None:
            resources = [(day.day, rated_day(day, self.subject)) for day in diary.days]
            references = [self._add(f"day-{day}", resource) for day, resource in resources if resource is not None]
            words = (
                f"{len(references)} days, each rating from 0 none to 10 worst; a rating that is missing was not given."
            )
            self._section("Days of the diary", SYMPTOM_SECTION, [Part("", (words,))], references, asked=True)
        if answers := (*(diary.health or ()), *(diary.answers or ())):
            response = questionnaire_response(answers, self.stamp, self.subject)
            lines = tuple(map(_answer_line, answers))
            self._section("Answers", ANSWER_SECTION, [Part("", lines)], [self._add("answers", response)])

    def _attachment(self, name: str, kind: tuple[str, str, str], content_type: str, content: bytes, title: str) -> Json:
        attachment = {
            "contentType": content_type,
            "language": "en",
            "data": base64.b64encode(content).decode("ascii"),
            "size": len(content),
            "hash": base64.b64encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode("ascii"),
            "title": title,
            "creation": self.stamp,
        }
        return self._add(
            name,
            {
                "resourceType": "DocumentReference",
                "status": "current",
                "docStatus": "final",
                "type": concept("", kind),
                "subject": self.subject,
                "date": self.stamp,
                "author": [self.subject],
                "content": [{"attachment": attachment}],
            },
        )

    def _section(
        self, title: str, code: tuple[str, str, str], parts: Iterable[Part], references: Sequence[Json], *,
        asked: bool = True,
    ) -> None:  # fmt: skip
        section: Json = {"title": title, "code": concept("", code), "text": narrative(parts)}
        if references:
            section["entry"] = list(references)
        else:
            reason = ("unavailable", "Unavailable") if asked else ("withheld", "Information Withheld")
            section["emptyReason"] = concept("", (f"{TERMINOLOGY}list-empty-reason", *reason))
        self.sections.append(section)

    def _add(self, name: str, resource: Json) -> Json:
        whole = {"resourceType": resource["resourceType"], "id": self._id(name)} | resource
        self.entries.append({"fullUrl": self._address(name), "resource": whole})
        return {"reference": self._address(name)}

    def _id(self, name: str) -> str:
        return str(uuid5(UUID(self.diary.id), name))

    def _address(self, name: str) -> str:
        return f"urn:uuid:{self._id(name)}"


def _answer_line(answer: Answer) -> str:
    return f"{answer.question} {answer.words} ({day_words(answer.day)})"


def _rating_names(diary: SharedDiary) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for day in diary.days or () for name in day.ratings))


def _period(since: date | None, until: date | None) -> str:
    begin = day_words(since) if since is not None else "a day that is not written"
    return f"from {begin} to {day_words(until)}" if until is not None else f"since {begin}"


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
