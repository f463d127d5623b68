"""Whether an opioid is current, recent or planned: answers, medicines and operations together, the graver first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

from .answers import Answer
from .explanation import Explanation, explain
from .fact import Fact
from .medicine_facts import is_about, not_recognised, opioid_wait, short_days, window_begins, window_hours
from .note_facts import WordInNote, opioids_in_notes
from .occasions import danger_entries
from .snapshot import DiarySnapshot

if TYPE_CHECKING:
    from zonewise.screening.medicine_courses import MedicineCourse
    from zonewise.screening.opioid_exposure import MedicineExposure

WITHDRAWAL = "withdrawal"
TAKEN = ("recent", "current")
"""Answers that an opioid was taken."""
LONG_ACTING = "long-acting"
"""Detail of an answer about opioids: methadone, buprenorphine, or another that needs the longer wait."""
MOST_NAMES = 12
"""So many medicines are named in one question; the others are counted."""


def opioid(snapshot: DiarySnapshot, medicines: "MedicineExposure | None") -> Fact:
    """Return what is known of opioids.

    An answer never clears what a medicine written down says; the medicine has to be stopped or taken back. A medicine
    that is not recognised, or a note that names what may be an opioid, makes the fact unknown until an answer is given
    after it was written down.

    Args:
        snapshot: The diary from the day.
        medicines: What its medicines say, from `medicines_of`; None where it names none.
    """
    answer = snapshot.answers.latest("opioid")
    planned, operated = _surgery(snapshot)
    asked, noted = not_recognised(snapshot, medicines), opioids_in_notes(snapshot)
    fact = (
        _current(snapshot, answer, medicines)
        or _longest_wait(snapshot, medicines)
        or planned
        or _coming(snapshot, medicines)
        or _planned_as_answered(snapshot, answer, operated)
        or (Fact(None, explain("medicines-not-known", names=_named(asked))) if asked else None)
        or (Fact(None, explain("note-names-opioid", names=_words(noted))) if noted else None)
        or _as_answered(snapshot, answer, operated, medicines)
    )
    return replace(fact, ask=_question(snapshot, asked or _unknown_and_taken(medicines), noted, answer))


def _current(snapshot: DiarySnapshot, answer: Answer | None, medicines: "MedicineExposure | None") -> Fact | None:
    if medicines is not None and medicines.opioid == "current":
        since = medicines.last or snapshot.as_of
        return Fact("current", explain("opioid-in-medicine", name=medicines.medicine, since=since))
    if answer is not None and answer.value == "current":
        return Fact("current", explain("answered-current", day=answer.day))
    return None


def _longest_wait(snapshot: DiarySnapshot, medicines: "MedicineExposure | None") -> Fact | None:
    """Return "recent" while the waiting time after any opioid runs; a "none" said meanwhile does not shorten it."""
    until, wait = max(_waits(snapshot, medicines), key=lambda wait: wait[0], default=(date.max, None))
    return wait if wait is None or until == date.max else replace(wait, until=until)


def _waits(snapshot: DiarySnapshot, medicines: "MedicineExposure | None") -> Iterator[tuple[date, Fact]]:
    """Yield the end of each waiting time that runs, and why; that of a depot never comes by itself."""
    settings = snapshot.settings.facts
    for answer in snapshot.answers.all_of("opioid"):
        if answer.value in TAKEN:
            free = settings.opioid_free_days_long if answer.unit == LONG_ACTING else short_days(snapshot)
            until = answer.day + timedelta(days=free)
            if snapshot.as_of < until:
                yield until, Fact("recent", explain("opioid-wait", day=answer.day, free=free))
    for entry in danger_entries(snapshot):
        day = snapshot.day_of(entry)
        until = day + timedelta(days=settings.opioid_free_days_long)
        if WITHDRAWAL in (entry.name, entry.value) and day <= snapshot.as_of < until:
            yield until, Fact("recent", explain("withdrawal-wait", day=day, until=until))
    if medicines is None:
        return
    if medicines.opioid == "recent":
        yield medicines.free_from or date.max, Fact("recent", opioid_wait(medicines))
    for course in medicines.courses:
        if course.finding.finding == "not-recognised" and course.stopped is not None:
            until = course.stopped + timedelta(days=settings.opioid_free_days_long)
            if snapshot.as_of < until and _called_an_opioid(snapshot, course, until):
                because = explain("unknown-medicine-wait", name=course.name, stopped=course.stopped, until=until)
                yield until, Fact("recent", because)


def opioid_asked_today(snapshot: DiarySnapshot, fact: Fact) -> Fact:
    """Return true once opioids were answered about on the day itself; until then it is unknown, and so it is asked."""
    if snapshot.answers.latest("opioid", since=snapshot.as_of) is not None:
        return Fact(True, explain("answered-on", day=snapshot.as_of))
    declared = snapshot.settings.rule_set.facts.get("opioid")
    question = fact.ask or (declared.ask if declared is not None else "")
    return Fact(None, explain("opioids-not-asked-today"), explain("ask-before-rise", question=question))


def last_opioid(snapshot: DiarySnapshot) -> Fact:
    """Return whether the last opioid that an answer told of was long enough ago, once another answer says it is over.

    Without its day the last possible one counts: the day on which the person said that it is over, also for who answers
    later that the day is not known. While nothing is answered and that wait runs, it is asked for. A "recent" that was
    written down for an earlier day has told its day already.
    """
    waits = [_wait_after(snapshot, *times) for times in _ended_times(snapshot)]
    waits += _waits_after_long_acting(snapshot)
    if not waits:
        return Fact("long-ago", explain("no-opioid-ended"))
    until, fact = max(waits, key=lambda wait: wait[0])
    if snapshot.as_of >= until:
        return Fact("long-ago", explain("opioid-long-ago", until=until))
    return replace(fact, until=max(other.until for _, other in waits if other.until is not None))


def _ended_times(snapshot: DiarySnapshot) -> Iterator[tuple[list[Answer], Answer, date]]:
    """Yield each time in which opioids were answered: these answers, the one that ended it, when the next one began."""
    taken: list[Answer] = []
    ended: list[tuple[list[Answer], Answer]] = []
    for answer in reversed(snapshot.answers.all_of("opioid")):  # the first one first
        if answer.value in TAKEN:
            taken.append(answer)
        elif taken:
            ended.append((taken, answer))
            taken = []
    begins = [times[0].day for times, _ in ended[1:]] + [taken[0].day if taken else date.max]
    yield from ((times, over, begin) for (times, over), begin in zip(ended, begins, strict=False))


def _wait_after(snapshot: DiarySnapshot, taken: list[Answer], over: Answer, until_next: date) -> tuple[date, Fact]:
    """Return until when a time of opioids counts; one of them with the longer wait makes it the wait of all."""
    is_long = any(answer.unit == LONG_ACTING for answer in taken)
    free = snapshot.settings.facts.opioid_free_days_long if is_long else short_days(snapshot)
    last_taken = taken[-1]
    days = (told for told in snapshot.answers.all_of("last_opioid") if last_taken.day <= told.day < until_next)
    told = next(days, None)
    is_dated = last_taken.value == "recent" and last_taken.entered_at[:10] > last_taken.day.isoformat()
    last = last_taken.day if is_dated else over.day
    if told is not None and told.value != "unknown":
        last = date.fromisoformat(told.value)
        last = max(last, last_taken.day) if last_taken.value == "current" else last
    until = last + timedelta(days=free)
    if told is None and not is_dated:
        because = explain("last-opioid-not-told", over=over.day, until=until)
        earliest = last_taken.day + timedelta(days=free)  # the day of the last one may be told, and be as early
        return until, Fact("within-wait", because, explain("ask-last-opioid", over=over.day), until=earliest)
    return until, Fact("within-wait", explain("opioid-wait", day=last, free=free), until=until)


def _waits_after_long_acting(snapshot: DiarySnapshot) -> Iterator[tuple[date, Fact]]:
    """Yield until when each last opioid counts that was told to be a long-acting one.

    Where its day is not known it is the one on which opioids were said to be over. Who had said that one is taken now
    took it on that day.
    """
    free = snapshot.settings.facts.opioid_free_days_long
    for told in snapshot.answers.all_of("last_opioid"):
        if told.unit != LONG_ACTING:
            continue
        before = [answer for answer in snapshot.answers.all_of("opioid") if answer.day <= told.day]
        over = list(takewhile(lambda answer: answer.value not in TAKEN, before))
        taken = before[len(over)] if len(over) < len(before) else None
        last = date.fromisoformat(told.value) if told.value != "unknown" else (over[-1] if over else told).day
        last = max(last, taken.day) if taken is not None and taken.value == "current" else last
        until = last + timedelta(days=free)
        yield until, Fact("within-wait", explain("opioid-wait", day=last, free=free), until=until)


def _called_an_opioid(snapshot: DiarySnapshot, course: "MedicineCourse", until: date) -> bool:
    """Return whether an opioid was answered since an unknown medicine was begun: it may have been this one."""
    begun = course.started or course.day
    return any(answer.value in TAKEN and begun <= answer.day < until for answer in snapshot.answers.all_of("opioid"))


def _surgery(snapshot: DiarySnapshot) -> tuple[Fact | None, date | None]:
    """Return "planned" inside the planner's window, and the day of the last operation that lies behind."""
    hours = window_hours(snapshot)
    operations = [entry for entry in snapshot.of_kind("event") if entry.name == "surgery"]
    behind = max((entry.day for entry in operations if entry.day < snapshot.as_of), default=None)
    for entry in reversed(operations):
        if window_begins(entry, hours) <= snapshot.as_of <= entry.day:
            return Fact("planned", explain("operation-ahead", day=entry.day, hours=hours)), behind
    return None, behind


def _coming(snapshot: DiarySnapshot, medicines: "MedicineExposure | None") -> Fact | None:
    """Return "planned" inside the same window before an opioid whose start is written down ahead."""
    hours = window_hours(snapshot)
    for course in medicines.coming if medicines is not None else ():
        if course.finding.finding == "opioid" and window_begins(course.written[0], hours) <= snapshot.as_of:
            return Fact("planned", explain("opioid-ahead", name=course.name, day=course.day, hours=hours))
    return None


def _unknown_and_taken(medicines: "MedicineExposure | None") -> list["MedicineCourse"]:
    courses = medicines.courses if medicines is not None else ()
    return [course for course in courses if course.finding.finding == "not-recognised" and course.stopped is None]


def _question(
    snapshot: DiarySnapshot, courses: Sequence["MedicineCourse"], noted: Sequence[WordInNote], answer: Answer | None
) -> Explanation | None:
    """Return the question that names what is not known, or None where nothing is."""
    new = _new_without_a_name(snapshot, answer)
    if courses and noted:
        return explain("ask-unknown-medicines-and-note", names=_named(courses), words=_words(noted))
    if courses:
        return explain("ask-unknown-medicines", names=_named(courses))
    if noted:
        return explain("ask-note-names-opioid", names=_words(noted))
    return explain("ask-new-medicine", day=new) if new is not None and answer is not None else None


def _named(courses: Sequence["MedicineCourse"]) -> Explanation:
    return _listed(explain("name-since", name=course.name, day=course.day) for course in courses)


def _words(noted: Sequence[WordInNote]) -> Explanation:
    return _listed(explain("name-since", name=noted_word.word, day=noted_word.day) for noted_word in noted)


def _listed(named: Iterable[Explanation]) -> Explanation:
    names = tuple(dict.fromkeys(named))
    if len(names) <= MOST_NAMES:
        return explain("names", names=names)
    return explain("names-and-more", names=names[:MOST_NAMES], more=len(names) - MOST_NAMES)


def _planned_as_answered(snapshot: DiarySnapshot, answer: Answer | None, operated: date | None) -> Fact | None:
    if answer is None or answer.value != "planned" or _is_old(snapshot, answer):
        return None
    is_behind = operated is not None and answer.day <= operated
    return None if is_behind else Fact("planned", explain("answered-on", day=answer.day))


def _as_answered(
    snapshot: DiarySnapshot, answer: Answer | None, operated: date | None, medicines: "MedicineExposure | None"
) -> Fact:
    """Return the last answer while it is good: not old, and nothing came after it that could make another one of it."""
    if answer is None or answer.value == "recent":
        return Fact(None, explain("opioid-not-answered"))
    if _is_old(snapshot, answer):
        return Fact(None, explain("opioid-answer-old", day=answer.day))
    new = _new_without_a_name(snapshot, answer)
    if new is not None:
        return Fact(None, explain("medicine-added", day=new))
    for course in medicines.courses if medicines is not None else ():
        later = not all(is_about(answer, entry, snapshot) for entry in course.written)
        if later and course.finding.finding == "opioid":
            return Fact(None, explain("opioid-wait-over", name=course.name))
    if operated is not None and answer.day <= operated:
        return Fact(None, explain("operation-behind", day=operated))
    return Fact(answer.value, explain("answered-on", day=answer.day))


def _is_old(snapshot: DiarySnapshot, answer: Answer) -> bool:
    return answer.day < snapshot.as_of - timedelta(days=snapshot.settings.facts.opioid_days)


def _new_without_a_name(snapshot: DiarySnapshot, answer: Answer | None) -> date | None:
    """Return the last day of an event "new-medicine" that came after an answer; what it was is not known."""
    days = ((snapshot.day_of(entry), entry) for entry in snapshot.of_kind("event") if entry.name == "new-medicine")
    return max(
        (day for day, entry in days if day <= snapshot.as_of and (answer is None or answer.came_before(entry, day))),
        default=None,
    )
