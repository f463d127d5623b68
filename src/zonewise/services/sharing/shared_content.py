"""What of a diary leaves: as the person chose, and exactly as it is shown to them before."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zonewise.fhir.content import Answer, Medicine, Part, Person, RatedDay, SharedDiary, TakenDose
from zonewise.fhir.document import document_bytes, shared_parts
from zonewise.guidance.daily_guidance import DailyGuidance
from zonewise.guidance.medicine_facts import medicines_of
from zonewise.report.prescriber import page_pdf
from zonewise.report.words import word_table
from zonewise.screening.medicine_courses import MedicineCourse
from zonewise.services.base.clock import utc_now
from zonewise.services.base.daily_guidance import guidance_of_day
from zonewise.services.base.diary import Diary, all_entries
from zonewise.services.base.new_entry import COMMAND_LINE, InputSource
from zonewise.services.base.profile import profile_of
from zonewise.services.recording.prescriber_keys import code_in, code_of_diary

from .clinic_summary import clinic_summary
from .prescriber import prescriber_page
from .share_choice import ShareChoice

HEALTH = ("hypersensitivity", "liver", "pregnancy")
KINDS = word_table("medicine-kinds")


@dataclass(frozen=True, slots=True)
class SharedPreview:
    """Exactly what leaves."""

    diary: SharedDiary
    parts: tuple[Part, ...]  # All of it as people read it.
    content: bytes  # The document itself, FHIR R4 as JSON.


def preview_share(diary: Diary, choice: ShareChoice, as_of: date | None = None) -> SharedPreview:
    """Return what would leave; nothing is stored and nothing is sent.

    The code of the diary leaves with it once there is one; `code_of_diary` makes it.

    Raises:
        DiaryRefused: The diary cannot be read.
    """
    entries = all_entries(diary)
    profile = profile_of(entries)
    today = guidance_of_day(entries, as_of or profile.today(), profile)
    page = prescriber_page(diary, as_of, name=choice.name)
    snapshot, rule_set = today.snapshot, profile.protocol.rule_set
    rows = [Part(part.heading, part.lines, part.columns, part.rows) for part in page.parts]
    shared = SharedDiary(
        id=str(uuid.uuid4()),
        made_at=utc_now(),
        as_of=today.as_of,
        person=Person(choice.name.strip()),
        title=page.title,
        parts=(Part("", (page.sentence,)), *rows, Part("How to read it", (page.small_print,))),
        pdf=page_pdf(page),
        plan=snapshot.plan,
        taken=_taken(today),
        medicines=_medicines(today) if "medicines" in choice.parts else None,
        health=_answers(today, lambda name: name in HEALTH) if "health" in choice.parts else None,
        answers=_answers(today, lambda name: name not in HEALTH) if "answers" in choice.parts else None,
        days=_days(today, choice.days) if "days" in choice.parts else None,
        summary=clinic_summary(today, rule_set, code=code_in(entries), name=choice.name.strip()),
    )
    return SharedPreview(shared, shared_parts(shared), document_bytes(shared))


def preview_with_code(diary: Diary, choice: ShareChoice, *, hand: InputSource = COMMAND_LINE) -> SharedPreview:
    """Return what leaves, with the code that prescribers sign for, which is made where the diary has none.

    Raises:
        DiaryRefused: The diary cannot be read or written.
    """
    all_entries(diary)  # Refuses where no diary was begun; making a code would begin one.
    code_of_diary(diary, hand=hand)
    return preview_share(diary, choice)


def _taken(today: DailyGuidance) -> TakenDose | None:
    course = today.snapshot.course
    if course.now is None:
        return None
    return TakenDose(course.now.mg, course.now.since, course.last_taken)


def _medicines(today: DailyGuidance) -> tuple[Medicine, ...]:
    medicines = medicines_of(today.snapshot)
    if medicines is None:
        return ()
    courses = (*medicines.courses, *medicines.coming)
    return tuple(_medicine(course) for course in courses if course.finding.ldn is not True)


def _medicine(course: MedicineCourse) -> Medicine:
    words = str(KINDS.get(course.finding.finding, ""))
    code = course.finding.code or ""
    return Medicine(course.name, code, course.started, course.stopped, course.by_dose, words)


def _answers(today: DailyGuidance, chosen: Callable[[str], bool]) -> tuple[Answer, ...]:
    """Return the answers that hold today, in the order of the protocol."""
    snapshot, answers = today.snapshot, []
    for name, prompt in snapshot.settings.rule_set.prompts.items():
        answer = snapshot.answers.valid(name) if chosen(name) and prompt.from_people else None
        if answer is not None:
            words = prompt.words.get(answer.value, answer.value)
            answers.append(Answer(name, prompt.ask, answer.value, words, answer.day))
    return tuple(answers)


def _days(today: DailyGuidance, count: int) -> tuple[RatedDay, ...]:
    days, zones = today.snapshot.days[-count:], today.snapshot.zones[-count:]
    rated = []
    for day, zone in zip(days, zones, strict=True):
        ratings = {name: Decimal(f"{points:g}") for name, points in {**day.as_usual, **day.ratings}.items()}
        if ratings or day.dose_mg is not None:
            rated.append(RatedDay(day.day, ratings, zone.zone or "", day.dose_mg))
    return tuple(rated)
