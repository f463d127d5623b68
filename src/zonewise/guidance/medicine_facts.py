"""What the medicines written down say of other antagonists and of a specialist's word, and what is noted of them."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from zonewise.model.entry import Entry
from zonewise.screening.mention import KINDS, mention_of

from .answers import Answer
from .explanation import Explanation, explain
from .fact import Fact
from .snapshot import DiarySnapshot

if TYPE_CHECKING:
    from zonewise.screening.medicine_courses import MedicineCourse
    from zonewise.screening.opioid_exposure import MedicineExposure

DEPOT_SIGN_OFF = "opioid-depot"


def medicines_of(snapshot: DiarySnapshot) -> "MedicineExposure | None":
    """Return what the diary's medicines say as of the day; None where it names none, and then no list is loaded."""
    entries = tuple(
        entry for kind in KINDS for entry in snapshot.of_kind(kind) if mention_of(entry, snapshot.ends_at) is not None
    )
    if not entries:
        return None
    from zonewise.screening.opioid_exposure import opioid_from_medicines

    return opioid_from_medicines(
        entries,
        snapshot.as_of,
        snapshot.settings.medicines(),
        short_days=short_days(snapshot),
        depots_over=_signed_off(snapshot, DEPOT_SIGN_OFF),
        ends_at=snapshot.ends_at,
    )


def short_days(snapshot: DiarySnapshot) -> int:
    """Return the days without short-acting opioids: the plan's own, or the protocol's."""
    stated = snapshot.plan.opioid_free_days if snapshot.plan is not None else None
    return stated if stated is not None else snapshot.settings.facts.opioid_free_days


def window_hours(snapshot: DiarySnapshot) -> int:
    """Return the hours before an operation or an opioid treatment in which LDN pauses."""
    stated = snapshot.plan.surgery_hours if snapshot.plan is not None else None
    return stated if stated is not None else snapshot.settings.facts.surgery_hours


def window_begins(entry: Entry, hours: int) -> date:
    """Return the day on which those hours begin before what an entry says."""
    return (datetime.combine(entry.day, entry.at or time.min) - timedelta(hours=hours)).date()


def opioid_wait(medicines: "MedicineExposure") -> Explanation:
    """Return which opioid was stopped, and until when that counts; of a depot only the prescriber can say."""
    name, last = medicines.medicine, medicines.last or date.min
    by_dose = any(course.by_dose for course in medicines.courses if (course.name, course.day) == (name, last))
    ended = explain("opioid-last-taken" if by_dose else "opioid-stopped", name=name, day=last)
    if medicines.free_from is None:
        return explain("opioid-depot-wait", opioid=ended)
    return explain("opioid-wait-until", opioid=ended, until=medicines.free_from)


def not_recognised(snapshot: DiarySnapshot, medicines: "MedicineExposure | None") -> list["MedicineCourse"]:
    """Return medicines that are not recognised and about which no answer was given since they were written down."""
    if medicines is None:
        return []
    answer, hours = snapshot.answers.latest("opioid"), window_hours(snapshot)
    begun = [
        course for course in medicines.courses if answer is None or not is_about(answer, course.written[0], snapshot)
    ]
    coming = [
        course
        for course in medicines.coming
        if window_begins(course.written[0], hours) <= snapshot.as_of
        if answer is None or answer.entered_at <= course.written[0].entered_at
    ]
    return [course for course in begun + coming if course.finding.finding == "not-recognised"]


def is_about(answer: Answer, entry: Entry, snapshot: DiarySnapshot) -> bool:
    """Say whether an answer can have meant a medicine: both were of a time, and recorded, at which it stood there.

    Where one of them has no time of the day, what was recorded later came later.
    """
    day = snapshot.day_of(entry)
    if day == answer.day and (answer.at is None or entry.at is None) and entry.entered_at < answer.entered_at:
        return True
    return not answer.came_before(entry, day)


def other_antagonist(snapshot: DiarySnapshot, medicines: "MedicineExposure | None", answered: Fact) -> Fact:
    """Return the answer, or what the medicines say where that is more cautious.

    Args:
        snapshot: The diary from the day.
        medicines: From `medicines_of`.
    """
    if medicines is None:
        return answered
    if medicines.antagonists:
        blocker = medicines.antagonists[0]
        return Fact(True, explain("antagonist-taken", name=blocker.name, since=blocker.day))
    questions = [question for question in medicines.questions if question.fact == "other_antagonist"]
    answer = snapshot.answers.latest("other_antagonist")
    later = [question for question in questions if answer is None or not is_about(answer, question.entry, snapshot)]
    if later and answered.value is not True:
        names = tuple(question.medicine for question in later)
        answered = Fact(None, explain("not-answered-since-medicine", names=names))
    asked = tuple(question.text for question in (later or questions))
    return Fact(answered.value, answered.because, explain("ask-of-medicines", questions=asked) if asked else None)


def specialist_by_medicine(snapshot: DiarySnapshot, medicines: "MedicineExposure | None") -> tuple[Fact | None, bool]:
    """Return that a medicine needs a specialist's word, or None, and whether a sign-off could have meant it.

    A sign-off from before the medicine was begun cannot have meant it.
    """
    courses = medicines.specialist if medicines is not None else ()
    if not courses:
        return None, True
    signed = _signed_off(snapshot, "specialist")
    later = [course for course in courses if signed is None or (course.started or course.day) > signed]
    code = "specialist-for-later-medicines" if signed is not None and later else "specialist-for-medicines"
    return Fact(True, explain(code, medicines=tuple(map(_with_finding, later or courses)))), not later


def medicine_notes(snapshot: DiarySnapshot, *, opioid_asked: bool) -> tuple[Explanation, ...]:
    """Return what a person should read today about the medicines written down.

    Args:
        snapshot: The diary from the day.
        opioid_asked: Whether today's questions name the medicines that are not recognised.
    """
    medicines = medicines_of(snapshot)
    if medicines is None:
        return ()
    opioids = [course for course in medicines.courses if course.finding.finding == "opioid" and course.stopped is None]
    taken = tuple(explain("medicine-taken", name=course.name, since=course.day) for course in opioids)
    notes = [explain("opioid-taken", medicines=taken)] if opioids else []
    notes += [opioid_wait(medicines)] if medicines.opioid == "recent" else []
    notes += [
        explain("opioid-written-ahead", name=course.name, day=course.day)
        for course in medicines.coming
        if course.finding.finding == "opioid"
    ]
    notes += map(_with_finding, (*medicines.antagonists, *medicines.specialist))
    fresh = snapshot.as_of - timedelta(days=snapshot.settings.facts.other_change_days)
    notes += [
        _with_finding(course)
        for course in medicines.courses
        if course.finding.finding == "interacting" and course not in medicines.specialist and course.stopped is None
        if course.day >= fresh
    ]
    if not opioid_asked:
        notes += [explain("medicine-not-known", name=course.name) for course in not_recognised(snapshot, medicines)]
    return tuple(dict.fromkeys(notes))


def _with_finding(course: "MedicineCourse") -> Explanation:
    return explain("medicine-with-finding", name=course.name, since=course.day, finding=course.finding.because)


def _signed_off(snapshot: DiarySnapshot, reason: str) -> date | None:
    sign_offs = snapshot.plan.sign_offs if snapshot.plan is not None else ()
    days = (sign_off.on for sign_off in sign_offs if sign_off.reason == reason)
    return max((day for day in days if day <= snapshot.as_of), default=None)
