"""What the medicines written in a diary say about opioids and antagonists on one day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Literal

from zonewise.model.day_words import day_words
from zonewise.model.entry import Entry
from zonewise.model.timeline import DAY_ENDS_AT

from .compiled_lists import CompiledLists
from .finding import Finding, Intervals
from .medicine_courses import MedicineCourse, coming_courses, courses_of

OpioidState = Literal["current", "recent", "unknown", "none-seen"]
RESCUE = "naloxone"


@dataclass(frozen=True, slots=True)
class MedicineQuestion:
    """What has to be asked about a medicine."""

    fact: Literal["opioid", "other_antagonist"]  # The fact it bears on: "opioid" or "other_antagonist".
    medicine: str  # The name as written.
    since: date  # Day on which it was written down; an answer given after `entry` settles it.
    text: str  # The question in words, so that a yes is the cautious answer.
    entry: Entry  # The entry that it is about.


@dataclass(frozen=True, slots=True)
class MedicineExposure:
    """What a diary's medicines say as of a day."""

    # "current", "recent", "unknown" while a medicine is not recognised, or "none-seen": medicines alone can never say
    # that no opioid was taken.
    opioid: OpioidState
    because: str  # Why, with the medicine and the days.
    medicine: str  # The medicine that decided, or "".
    # For "recent" the day of the stop, for "current" and "unknown" the day on which it was written; else None.
    last: date | None
    free_from: date | None  # For "recent" the first day after the wait; None when only the prescriber can say.
    questions: tuple[MedicineQuestion, ...]  # What has to be asked, oldest first.
    other_antagonist: bool | None  # True when another antagonist is taken, None when that has to be asked, else False.
    interacting: tuple[Finding, ...]  # Medicines taken that bear on LDN.
    courses: tuple[MedicineCourse, ...]  # All medicines, oldest first.
    antagonists: tuple[MedicineCourse, ...]  # Other antagonists taken.
    specialist: tuple[MedicineCourse, ...]  # Medicines taken that need a specialist's word.
    coming: tuple[MedicineCourse, ...]  # Medicines whose start lies ahead.


def opioid_from_medicines(
    entries: Iterable[Entry],
    as_of: date,
    lists: CompiledLists,
    *,
    short_days: int | None = None,
    depots_over: date | None = None,
    ends_at: time = DAY_ENDS_AT,
) -> MedicineExposure:
    """Return what the medicines in a diary say about opioids and antagonists.

    An opioid that was started and not stopped is current; one that was stopped is recent until its days are over, and
    for a depot until the prescriber says otherwise. A medicine that is not recognised leaves the answer unknown while
    it is taken, and after its stop for as long as the longest wait. What only doses were logged of counts as taken for
    that long after the last one.

    Args:
        entries: The diary; entries after `as_of` do not count, except for starts that lie ahead.
        as_of: The logical day asked about.
        short_days: Days after short-acting opioids when the plan states them, else None.
        depots_over: Day on which the prescriber wrote that earlier depots are over, or None.
        ends_at: When a logical day ends.
    """
    entries = tuple(entries)
    intervals = lists.intervals if short_days is None else replace(lists.intervals, short_days=short_days)
    courses = courses_of(entries, as_of, lists, ends_at=ends_at)
    lately = as_of - timedelta(days=intervals.long_days)
    questions = tuple(question for course in courses if (question := _question(course, lately)) is not None)
    taken = [course for course in courses if course.stopped is None or (course.by_dose and lately < course.stopped)]
    antagonists = tuple(course for course in taken if is_another_antagonist(course.finding))
    opioid = (
        _current(courses)
        or _recent(courses, as_of, intervals, depots_over)
        or _unknown(courses, questions)
        or NONE_SEEN
    )
    asked = any(question.fact == "other_antagonist" for question in questions)
    return MedicineExposure(
        opioid=opioid.opioid,
        because=opioid.because,
        medicine=opioid.course.name if opioid.course is not None else "",
        last=opioid.course.day if opioid.course is not None else None,
        free_from=opioid.free_from,
        questions=questions,
        other_antagonist=True if antagonists else None if asked else False,
        interacting=tuple(course.finding for course in taken if course.finding.finding == "interacting"),
        courses=courses,
        antagonists=antagonists,
        specialist=tuple(course for course in taken if needs_specialist(course.finding, lists)),
        coming=coming_courses(entries, as_of, lists, ends_at=ends_at),
    )


def is_another_antagonist(finding: Finding) -> bool:
    """Return whether it blocks opioids and is neither LDN, nor naltrexone of unknown amount, nor an emergency kit."""
    return finding.finding == "antagonist" and finding.ldn is False and finding.ingredients != (RESCUE,)


def needs_specialist(finding: Finding, lists: CompiledLists) -> bool:
    """Return whether a medicine bears on LDN so that a specialist has to say how; the others are only noted."""
    if finding.finding == "interacting" and (finding.large or not finding.ingredients):
        return True
    return any(name in lists.specialist for name in finding.ingredients)


@dataclass(frozen=True, slots=True)
class _Opioid:
    """What is known of opioids, with the medicine that decides."""

    opioid: OpioidState
    because: str
    course: MedicineCourse | None = None
    free_from: date | None = None


NONE_SEEN = _Opioid("none-seen", "No medicine you wrote down is an opioid.")


def _current(courses: Sequence[MedicineCourse]) -> _Opioid | None:
    for course in reversed(courses):
        if course.finding.finding == "opioid" and course.stopped is None:
            because = f"You take {course.name} since {day_words(course.day)}, which holds an opioid."
            return _Opioid("current", because, course)
    return None


def _recent(
    courses: Sequence[MedicineCourse], as_of: date, intervals: Intervals, depots_over: date | None
) -> _Opioid | None:
    """Return the stopped opioid whose wait ends last; a depot outlasts all others."""
    last: MedicineCourse | None = None
    free_from = as_of
    for course in reversed(courses):
        if course.finding.finding != "opioid":
            continue
        days = intervals.days(course.acting)
        if days is None and not (depots_over is not None and course.day <= depots_over <= as_of):
            because = f"{_ended(course)}; how long a depot lasts only your prescriber can say."
            return _Opioid("recent", because, course)
        if days is not None and free_from < course.day + timedelta(days=days):
            free_from, last = course.day + timedelta(days=days), course
    if last is None:
        return None
    return _Opioid("recent", f"{_ended(last)}; the wait is over on {day_words(free_from)}.", last, free_from)


def _ended(course: MedicineCourse) -> str:
    if course.by_dose:
        return f"You took {course.name}, which holds an opioid, last on {day_words(course.day)}"
    return f"You stopped {course.name}, which holds an opioid, on {day_words(course.day)}"


def _unknown(courses: Sequence[MedicineCourse], questions: Sequence[MedicineQuestion]) -> _Opioid | None:
    asked = next((question for question in questions if question.fact == "opioid"), None)
    if asked is None:
        return None
    course = next(course for course in courses if course.name == asked.medicine)
    return _Opioid("unknown", f"We do not know '{asked.medicine}', written down on {day_words(asked.since)}.", course)


def _question(course: MedicineCourse, lately: date) -> MedicineQuestion | None:
    """Return what has to be asked about a medicine, or None.

    Args:
        lately: One that was stopped before this day is no longer asked about.
    """
    name, since, kind = course.name, course.day, course.finding.finding
    if kind == "not-recognised" and (course.stopped is None or lately < course.stopped):
        text = f"You wrote down '{name}' on {day_words(since)}. Is it, or does it hold, an opioid?"
        return MedicineQuestion("opioid", name, since, text, course.written[0])
    text = _antagonist_question(course) if kind == "antagonist" and not course.by_dose else ""
    return MedicineQuestion("other_antagonist", name, since, text, course.written[-1]) if text else None


def _antagonist_question(course: MedicineCourse) -> str:
    """Return what has to be asked about an antagonist, or ""."""
    name, finding = course.name, course.finding
    if course.stopped is not None:
        if finding.acting != "depot":
            return ""
        stopped = day_words(course.stopped)
        return f"You stopped '{name}' on {stopped}, and a depot lasts for weeks. Can it still be in your body?"
    if finding.ingredients == (RESCUE,):
        return f"You wrote down '{name}', which is mostly kept for emergencies. Do you take it regularly?"
    if finding.ldn is None:
        return f"You wrote down '{name}' without an amount. Is it another naltrexone, beside your LDN?"
    return ""
