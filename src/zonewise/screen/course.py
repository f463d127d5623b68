"""What do the medicines written in a diary say about opioids and antagonists on one day?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from zonewise.diary.entry import Entry, in_force

from .judge import screen
from .lists import Lists
from .value import Finding, Intervals
from .words import words_of

OpioidSeen = Literal["current", "recent", "unknown", "none-seen"]
RESCUE = "naloxone"


@dataclass(frozen=True, slots=True)
class Course:
    """One medicine from its start to its stop.

    Attributes:
        name: As written at the start, or at the stop when no start was written.
        started: Day of the start, or None.
        stopped: Day of the stop, or None while it goes on.
        finding: What it is.
    """

    name: str
    started: date | None
    stopped: date | None
    finding: Finding

    @property
    def day(self) -> date:
        """The latest day that was written about it."""
        days = [each for each in (self.started, self.stopped) if each is not None]
        return max(days)


@dataclass(frozen=True, slots=True)
class Question:
    """What has to be asked about a medicine.

    Attributes:
        fact: The fact it bears on: "opioid" or "other_antagonist".
        medicine: The name as written.
        since: Day on which it was written down; an answer from that day on settles it.
        text: The question in words.
    """

    fact: Literal["opioid", "other_antagonist"]
    medicine: str
    since: date
    text: str


@dataclass(frozen=True, slots=True)
class FromMedicines:
    """What a diary's medicines say as of a day.

    Attributes:
        opioid: "current", "recent", "unknown" while a medicine is not recognised, or "none-seen": medicines alone can
            never say that no opioid was taken.
        because: Why, with the medicine and the days.
        medicine: The medicine that decided, or "".
        last: For "recent" the day of the stop, for "current" and "unknown" the day on which it was written; else None.
        free_from: For "recent" the first day on which the wait is over; None when only the prescriber can say.
        questions: What has to be asked, oldest first.
        other_antagonist: True when another antagonist is taken, None when that has to be asked, else False.
        interacting: Medicines taken that bear on LDN.
        courses: All medicines, oldest first.
    """

    opioid: OpioidSeen
    because: str
    medicine: str
    last: date | None
    free_from: date | None
    questions: tuple[Question, ...]
    other_antagonist: bool | None
    interacting: tuple[Finding, ...]
    courses: tuple[Course, ...]


def opioid_from_medicines(
    entries: Iterable[Entry], as_of: date, lists: Lists, *, short_days: int | None = None
) -> FromMedicines:
    """Return what the medicines in a diary say about opioids and antagonists.

    An opioid that was started and not stopped is current; one that was stopped is recent until its days are over, and
    for a depot until the prescriber says otherwise. A medicine that is not recognised leaves the answer unknown while
    it is taken, and after its stop for as long as the longest wait.

    Args:
        entries: The diary; entries after `as_of` do not count.
        as_of: The logical day asked about.
        lists: The compiled lists.
        short_days: Days after short-acting opioids when the plan states them, else None.
    """
    intervals = lists.intervals if short_days is None else replace(lists.intervals, short_days=short_days)
    courses = courses_of(entries, as_of, lists)
    questions = tuple(each for course in courses for each in _questions(course, as_of, lists))
    taken = tuple(course.finding for course in courses if course.stopped is None)
    opioid = _current(courses) or _recent(courses, as_of, intervals) or _unknown(courses, questions) or NONE_SEEN
    return FromMedicines(
        opioid=opioid.opioid,
        because=opioid.because,
        medicine=opioid.course.name if opioid.course is not None else "",
        last=opioid.course.day if opioid.course is not None else None,
        free_from=opioid.free_from,
        questions=questions,
        other_antagonist=_other_antagonist(taken, questions),
        interacting=tuple(each for each in taken if each.finding == "interacting"),
        courses=courses,
    )


@dataclass(frozen=True, slots=True)
class _Opioid:
    """What is known of opioids, with the medicine that decides."""

    opioid: OpioidSeen
    because: str
    course: Course | None = None
    free_from: date | None = None


NONE_SEEN = _Opioid("none-seen", "No medicine you wrote down is an opioid.")


def _current(courses: Sequence[Course]) -> _Opioid | None:
    for course in reversed(courses):
        if course.finding.finding == "opioid" and course.stopped is None:
            because = f"You take {course.name} since {course.day.isoformat()}, which holds an opioid."
            return _Opioid("current", because, course)
    return None


def _recent(courses: Sequence[Course], as_of: date, intervals: Intervals) -> _Opioid | None:
    """Return the stopped opioid whose wait ends last; a depot outlasts all others."""
    waiting: list[tuple[date, Course]] = []
    for course in courses:
        if course.finding.finding != "opioid":
            continue
        days = intervals.days(course.finding.acting)
        if days is None:
            stopped = f"You stopped {course.name} on {course.day.isoformat()}"
            because = f"{stopped}; how long a depot lasts only your prescriber can say."
            return _Opioid("recent", because, course)
        if as_of < course.day + timedelta(days=days):
            waiting.append((course.day + timedelta(days=days), course))
    if not waiting:
        return None
    free_from, course = max(waiting, key=lambda each: each[0])
    stopped = f"You stopped {course.name}, which holds an opioid, on {course.day.isoformat()}"
    return _Opioid("recent", f"{stopped}; the wait is over on {free_from.isoformat()}.", course, free_from)


def _unknown(courses: Sequence[Course], questions: Sequence[Question]) -> _Opioid | None:
    asked = next((each for each in questions if each.fact == "opioid"), None)
    if asked is None:
        return None
    course = next(each for each in courses if each.name == asked.medicine)
    return _Opioid("unknown", f"We do not know '{asked.medicine}', written down on {asked.since.isoformat()}.", course)


def _other_antagonist(taken: Iterable[Finding], questions: Iterable[Question]) -> bool | None:
    if any(each.finding == "antagonist" and _is_another(each) for each in taken):
        return True
    return None if any(each.fact == "other_antagonist" for each in questions) else False


def courses_of(entries: Iterable[Entry], as_of: date, lists: Lists) -> tuple[Course, ...]:
    """Pair starts with stops.

    A stop ends the latest open course of the same name, else the only open one with the same substances in it; a stop
    that fits none stands alone, as that of a medicine whose start was never written.
    """
    courses: list[Course] = []
    for entry in in_force(entries):
        if (
            entry.kind != "medicine"
            or entry.day > as_of
            or entry.value not in ("start", "stop")
            or not entry.name.strip()
        ):
            continue
        finding = screen(entry.name, lists=lists)
        place = _open_course(courses, entry.name, finding)
        if entry.value == "start":
            if place is None or words_of(courses[place].name) != words_of(entry.name):
                courses.append(Course(entry.name, entry.day, None, finding))
        elif place is None:
            courses.append(Course(entry.name, None, entry.day, finding))
        else:
            courses[place] = replace(courses[place], stopped=entry.day)
    return tuple(courses)


def _open_course(courses: Sequence[Course], name: str, finding: Finding) -> int | None:
    open_places = [place for place, course in enumerate(courses) if course.stopped is None]
    same_name = [place for place in open_places if words_of(courses[place].name) == words_of(name)]
    if same_name:
        return same_name[-1]
    held = set(finding.ingredients)
    same = [place for place in open_places if held and set(courses[place].finding.ingredients) == held]
    return same[0] if len(same) == 1 else None


def _questions(course: Course, as_of: date, lists: Lists) -> list[Question]:
    finding, since = course.finding, course.day
    if finding.finding == "not-recognised":
        longest = timedelta(days=lists.intervals.long_days)
        if course.stopped is None or as_of < course.stopped + longest:
            text = f"You wrote down '{course.name}' on {since.isoformat()}. Is it, or does it hold, an opioid?"
            return [Question("opioid", course.name, since, text)]
    if finding.finding == "antagonist" and course.stopped is None:
        if finding.ingredients == (RESCUE,):
            text = f"You wrote down '{course.name}'. Is it kept for emergencies only?"
            return [Question("other_antagonist", course.name, since, text)]
        if finding.ldn is None:
            text = f"You wrote down '{course.name}' without an amount. Is it your LDN, or another naltrexone?"
            return [Question("other_antagonist", course.name, since, text)]
    return []


def _is_another(finding: Finding) -> bool:
    """Return whether an antagonist is neither LDN, nor naltrexone of unknown amount, nor kept for emergencies."""
    return finding.ldn is False and finding.ingredients != (RESCUE,)
