"""What do the medicines written down say of other antagonists and of a specialist's word, and what is noted of them?"""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from zonewise.model.entry import Entry
from zonewise.screening.mention import KINDS, mention_of

from .answers import Answer
from .fact import Fact
from .snapshot import DiarySnapshot

if TYPE_CHECKING:
    from zonewise.screening.medicine_courses import MedicineCourse
    from zonewise.screening.opioid_exposure import MedicineExposure

HOW_TO_END = "An answer does not end that: write down the day it was stopped, or take the entry back if it is not so."
DEPOT_SIGN_OFF = "opioid-depot"


def medicines_of(seen: DiarySnapshot) -> "MedicineExposure | None":
    """Return what the diary's medicines say as of the day; None where it names none, and then no list is loaded."""
    entries = tuple(
        entry for kind in KINDS for entry in seen.of_kind(kind) if mention_of(entry, seen.ends_at) is not None
    )
    if not entries:
        return None
    from zonewise.screening.opioid_exposure import opioid_from_medicines

    return opioid_from_medicines(
        entries,
        seen.as_of,
        seen.settings.medicines(),
        short_days=short_days(seen),
        depots_over=_signed_off(seen, DEPOT_SIGN_OFF),
        ends_at=seen.ends_at,
    )


def short_days(seen: DiarySnapshot) -> int:
    """Return the days without short-acting opioids: the plan's own, or the protocol's."""
    stated = seen.plan.opioid_free_days if seen.plan is not None else None
    return stated if stated is not None else seen.settings.asking.opioid_free_days


def window_hours(seen: DiarySnapshot) -> int:
    """Return the hours before an operation or an opioid treatment in which LDN pauses."""
    stated = seen.plan.surgery_hours if seen.plan is not None else None
    return stated if stated is not None else seen.settings.asking.surgery_hours


def window_begins(entry: Entry, hours: int) -> date:
    """Return the day on which those hours begin before what an entry says."""
    return (datetime.combine(entry.day, entry.at or time.min) - timedelta(hours=hours)).date()


def not_recognised(seen: DiarySnapshot, medicines: "MedicineExposure | None") -> list["MedicineCourse"]:
    """Return medicines that are not recognised and about which no answer was given since they were written down."""
    if medicines is None:
        return []
    said, hours = seen.answers.latest("opioid"), window_hours(seen)
    unknown = (each for each in medicines.courses if each.finding.finding == "not-recognised")
    coming = (each for each in medicines.coming if each.finding.finding == "not-recognised")
    return [each for each in unknown if said is None or not is_about(said, each.written[0], seen)] + [
        each
        for each in coming
        if window_begins(each.written[0], hours) <= seen.as_of
        if said is None or said.entered_at <= each.written[0].entered_at
    ]


def is_about(said: Answer, entry: Entry, seen: DiarySnapshot) -> bool:
    """Say whether an answer can have meant a medicine: both were of a time, and recorded, at which it stood there.

    Where one of them has no time of the day, what was recorded later came later.
    """
    day = seen.day_of(entry)
    if day == said.day and (said.at is None or entry.at is None) and entry.entered_at < said.entered_at:
        return True
    return not said.came_before(entry, day)


def other_antagonist(seen: DiarySnapshot, medicines: "MedicineExposure | None", answered: Fact) -> Fact:
    """Return the answer, or what the medicines say where that is more cautious.

    Args:
        seen: The diary from the day.
        medicines: From `medicines_of`.
        answered: What the person answered.
    """
    if medicines is None:
        return answered
    if medicines.antagonists:
        return Fact(True, f"{_taken(medicines.antagonists[0])}, which blocks opioids. {HOW_TO_END}")
    questions = [each for each in medicines.questions if each.fact == "other_antagonist"]
    said = seen.answers.latest("other_antagonist")
    later = [each for each in questions if said is None or not is_about(said, each.entry, seen)]
    if later and answered.value is not True:
        names = ", ".join(f"'{each.medicine}'" for each in later)
        answered = Fact(None, f"You have not answered yet since you wrote down {names}.")
    return Fact(answered.value, answered.because, " ".join(each.text for each in (later or questions)))


def specialist_by_medicine(seen: DiarySnapshot, medicines: "MedicineExposure | None") -> tuple[Fact | None, bool]:
    """Return that a medicine needs a specialist's word, or None, and whether a sign-off could have meant it.

    A sign-off from before the medicine was begun cannot have meant it.
    """
    courses = medicines.specialist if medicines is not None else ()
    if not courses:
        return None, True
    signed = _signed_off(seen, "specialist")
    later = [each for each in courses if signed is None or (each.started or each.day) > signed]
    named = "; ".join(f"{_taken(each)}. {each.finding.because}" for each in (later or courses))
    if signed is not None and later:
        named = f"{named} Your prescriber's sign-off is from before it."
    return Fact(True, named), not later


def medicine_notes(seen: DiarySnapshot, *, opioid_asked: bool) -> tuple[str, ...]:
    """Return what a person should read today about the medicines written down.

    Args:
        seen: The diary from the day.
        opioid_asked: Whether today's questions name the medicines that are not recognised.
    """
    medicines = medicines_of(seen)
    if medicines is None:
        return ()
    opioids = [each for each in medicines.courses if each.finding.finding == "opioid" and each.stopped is None]
    notes = [f"{'; '.join(map(_taken, opioids))}. An opioid is in it. {HOW_TO_END}"] if opioids else []
    notes += [medicines.because] if medicines.opioid == "recent" else []
    notes += [_coming(each) for each in medicines.coming if each.finding.finding == "opioid"]
    notes += [f"{_taken(each)}. {each.finding.because}" for each in (*medicines.antagonists, *medicines.specialist)]
    fresh = seen.as_of - timedelta(days=seen.settings.asking.other_change_days)
    notes += [
        f"{_taken(each)}. {each.finding.because}"
        for each in medicines.courses
        if each.finding.finding == "interacting" and each not in medicines.specialist and each.stopped is None
        if each.day >= fresh
    ]
    if not opioid_asked:
        names = [each.name for each in not_recognised(seen, medicines)]
        notes += [f"We do not know '{name}'. Your pharmacist can tell whether it holds an opioid." for name in names]
    return tuple(dict.fromkeys(notes))


def _taken(course: "MedicineCourse") -> str:
    return f"You take {course.name} since {course.day.isoformat()}"


def _coming(course: "MedicineCourse") -> str:
    begins = f"You wrote down {course.name}, which holds an opioid, from {course.day.isoformat()} on"
    return f"{begins}. LDN stops before it and waits after it."


def _signed_off(seen: DiarySnapshot, reason: str) -> date | None:
    signed = [each.on for each in seen.plan.sign_offs if each.reason == reason] if seen.plan is not None else []
    return max((day for day in signed if day <= seen.as_of), default=None)
