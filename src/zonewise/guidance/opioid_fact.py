"""Is an opioid current, recent or planned today? Answers, medicines and operations together, the graver one first."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from .answers import Answer
from .fact import Fact
from .medicine_facts import HOW_TO_END, is_about, not_recognised, short_days, window_begins, window_hours
from .snapshot import DiarySnapshot

if TYPE_CHECKING:
    from zonewise.screening.medicine_courses import MedicineCourse
    from zonewise.screening.opioid_exposure import MedicineExposure

MOST_NAMES = 12
"""So many medicines are named in one question; the others are counted."""


def opioid(seen: DiarySnapshot, medicines: "MedicineExposure | None") -> Fact:
    """Return what is known of opioids.

    An answer never clears what a medicine written down says; the medicine has to be stopped or taken back. A medicine
    that is not recognised makes the fact unknown until an answer is given after it was written down.

    Args:
        seen: The diary from the day.
        medicines: What its medicines say, from `medicines_of`; None where it names none.
    """
    said = seen.answers.latest("opioid")
    planned, operated = _surgery(seen)
    asked = not_recognised(seen, medicines)
    found = (
        _current(said, medicines)
        or _longest_wait(seen, medicines)
        or planned
        or _coming(seen, medicines)
        or _planned_as_answered(seen, said, operated)
        or _not_recognised(asked)
        or _as_answered(seen, said, operated, medicines)
    )
    return replace(found, ask=_question(seen, asked or _unknown_and_taken(medicines), said))


def _current(said: Answer | None, medicines: "MedicineExposure | None") -> Fact | None:
    if medicines is not None and medicines.opioid == "current":
        return Fact("current", f"{medicines.because} {HOW_TO_END}")
    if said is not None and said.value == "current":
        return Fact("current", f"You answered on {said.day.isoformat()} that you take one.")
    return None


def _longest_wait(seen: DiarySnapshot, medicines: "MedicineExposure | None") -> Fact | None:
    """Return "recent" while the waiting time after any opioid runs; a "none" said meanwhile does not shorten it."""
    waits = list(_waits(seen, medicines))
    last = max(waits, key=lambda each: each[0], default=None)
    return last[1] if last is not None else None


def _waits(seen: DiarySnapshot, medicines: "MedicineExposure | None") -> Iterator[tuple[date, Fact]]:
    """Yield the end of each waiting time that runs, and why; that of a depot never comes by itself."""
    asking = seen.settings.asking
    for said in seen.answers.all_of("opioid"):
        if said.value in ("recent", "current"):
            free = asking.opioid_free_days_long if said.unit == "long-acting" else short_days(seen)
            until = said.day + timedelta(days=free)
            if seen.as_of < until:
                yield until, Fact("recent", f"Last one on {said.day.isoformat()}; {free} days without are needed.")
    if medicines is None:
        return
    if medicines.opioid == "recent":
        yield medicines.free_from or date.max, Fact("recent", medicines.because)
    for course in medicines.courses:
        if course.finding.finding == "not-recognised" and course.stopped is not None:
            until = course.stopped + timedelta(days=asking.opioid_free_days_long)
            if seen.as_of < until and _called_an_opioid(seen, course, until):
                because = (
                    f"You stopped {course.name}, which we do not know, on {course.stopped.isoformat()}, and said that"
                    f" you took an opioid; the wait is over on {until.isoformat()}."
                )
                yield until, Fact("recent", because)


def _called_an_opioid(seen: DiarySnapshot, course: "MedicineCourse", until: date) -> bool:
    """Return whether an opioid was answered since an unknown medicine was begun: it may have been this one."""
    begun = course.started or course.day
    return any(
        said.value in ("recent", "current") and begun <= said.day < until for said in seen.answers.all_of("opioid")
    )


def _surgery(seen: DiarySnapshot) -> tuple[Fact | None, date | None]:
    """Return "planned" inside the planner's window, and the day of the last operation that lies behind."""
    hours = window_hours(seen)
    planned: Fact | None = None
    behind: date | None = None
    for entry in seen.of_kind("event"):
        if entry.name != "surgery":
            continue
        if window_begins(entry, hours) <= seen.as_of <= entry.day:
            because = f"An operation stands on {entry.day.isoformat()}; LDN pauses {hours} hours before."
            planned = Fact("planned", because)
        elif entry.day < seen.as_of:
            behind = max(behind or entry.day, entry.day)
    return planned, behind


def _coming(seen: DiarySnapshot, medicines: "MedicineExposure | None") -> Fact | None:
    """Return "planned" inside the same window before an opioid whose start is written down ahead."""
    hours = window_hours(seen)
    for course in medicines.coming if medicines is not None else ():
        if course.finding.finding == "opioid" and window_begins(course.written[0], hours) <= seen.as_of:
            because = f"{course.name}, which holds an opioid, is to begin on {course.day.isoformat()}"
            return Fact("planned", f"{because}; LDN pauses {hours} hours before.")
    return None


def _unknown_and_taken(medicines: "MedicineExposure | None") -> list["MedicineCourse"]:
    courses = medicines.courses if medicines is not None else ()
    return [each for each in courses if each.finding.finding == "not-recognised" and each.stopped is None]


def _not_recognised(asked: Sequence["MedicineCourse"]) -> Fact | None:
    if not asked:
        return None
    return Fact(None, f"We do not know {_named(asked)}, and you have not answered since you wrote it down.")


def _question(seen: DiarySnapshot, courses: Sequence["MedicineCourse"], said: Answer | None) -> str:
    """Return the question that names what is not known, or "" where nothing is."""
    new = _new_without_a_name(seen, said)
    if courses:
        start = f"You wrote down {_named(courses)}, which we do not know. Does it hold an opioid?"
    elif new is not None and said is not None:
        start = f"You noted a new medicine on {new.isoformat()}. Does it hold an opioid?"
    else:
        return ""
    return (
        f"{start} Your pharmacist can tell. Answer for every other opioid too: taken now, in the last two weeks, or"
        " planned soon."
    )


def _named(courses: Sequence["MedicineCourse"]) -> str:
    names = list(dict.fromkeys(f"'{each.name}' ({each.day.isoformat()})" for each in courses))
    listed = ", ".join(names[:MOST_NAMES])
    return listed if len(names) <= MOST_NAMES else f"{listed} and {len(names) - MOST_NAMES} more in your diary"


def _planned_as_answered(seen: DiarySnapshot, said: Answer | None, operated: date | None) -> Fact | None:
    if said is None or said.value != "planned" or _is_old(seen, said):
        return None
    if operated is not None and said.day <= operated:
        return None
    return Fact("planned", f"You answered on {said.day.isoformat()}.")


def _as_answered(
    seen: DiarySnapshot, said: Answer | None, operated: date | None, medicines: "MedicineExposure | None"
) -> Fact:
    """Return the last answer while it is good: not old, and nothing came after it that could make another one of it."""
    if said is None or said.value == "recent":
        return Fact(None, "Not answered yet, or the waiting time after the last one is over.")
    if _is_old(seen, said):
        return Fact(None, f"Last answered on {said.day.isoformat()}, more than a month ago.")
    new = _new_without_a_name(seen, said)
    if new is not None:
        return Fact(None, f"A medicine was added on {new.isoformat()}, after your last answer.")
    for course in medicines.courses if medicines is not None else ():
        later = not all(is_about(said, entry, seen) for entry in course.written)
        if later and course.finding.finding == "opioid":
            because = f"The waiting time after {course.name} is over, and you have not answered since."
            return Fact(None, because)
    if operated is not None and said.day <= operated:
        return Fact(None, f"You had an operation on {operated.isoformat()} and have not answered since.")
    return Fact(said.value, f"You answered on {said.day.isoformat()}.")


def _is_old(seen: DiarySnapshot, said: Answer) -> bool:
    return said.day < seen.as_of - timedelta(days=seen.settings.asking.opioid_days)


def _new_without_a_name(seen: DiarySnapshot, said: Answer | None) -> date | None:
    """Return the last day of an event "new-medicine" that came after an answer; what it was is not known."""
    days = ((seen.day_of(entry), entry) for entry in seen.of_kind("event") if entry.name == "new-medicine")
    return max(
        (day for day, entry in days if day <= seen.as_of and (said is None or said.came_before(entry, day))),
        default=None,
    )
