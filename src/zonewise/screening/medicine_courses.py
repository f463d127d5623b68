"""From when to when each medicine was taken, as far as the diary says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from zonewise.model.entry import Entry, in_force
from zonewise.model.substances import words_of
from zonewise.model.timeline import DAY_ENDS_AT

from .classification import screen_medicine
from .compiled_lists import CompiledLists
from .finding import Acting, Finding, longest
from .mention import KINDS, MedicineMention, mention_of

BEARING = ("opioid", "antagonist", "interacting")


@dataclass(frozen=True, slots=True)
class MedicineCourse:
    """One medicine from its start to its stop."""

    name: str  # As written at the start, or at the stop when no start was written.
    started: date | None  # Logical day of the start or of the first dose, or None.
    # Logical day of the stop, or of the last dose of one that was only taken now and then; None while it goes on.
    stopped: date | None
    finding: Finding  # What it is.
    acting: Acting = ""  # How long its opioid lasts: the longest that any entry about it says.
    written: tuple[Entry, ...] = ()  # The entries it rests on, the first one first.
    by_dose: bool = False  # Whether only doses of it were written down, and no start or stop.

    @property
    def day(self) -> date:
        """The latest day that was written about it."""
        return max(day for day in (self.started, self.stopped) if day is not None)


def courses_of(
    entries: Iterable[Entry], as_of: date, lists: CompiledLists, *, ends_at: time = DAY_ENDS_AT
) -> tuple[MedicineCourse, ...]:
    """Pair starts with stops.

    A stop ends the latest open course of the same name, else the only open one with the same substances in it; a stop
    that fits none stands alone, as that of a medicine whose start was never written. On one day a start written before
    a stop comes before it unless the clock says otherwise. A dose of a named medicine is a course of its own day.

    Args:
        as_of: Entries of later logical days do not count.
        ends_at: When a logical day ends.
    """
    courses: list[MedicineCourse] = []
    for mention in _in_order(entries, ends_at):
        if mention.day <= as_of:
            _take_in(courses, mention, screen_medicine(mention.name, mention.code, lists=lists))
    return tuple(courses)


def coming_courses(
    entries: Iterable[Entry], as_of: date, lists: CompiledLists, *, ends_at: time = DAY_ENDS_AT
) -> tuple[MedicineCourse, ...]:
    """Return medicines whose start lies ahead and was written down by the day asked about, the nearest first."""
    return tuple(
        _begun(mention, screen_medicine(mention.name, mention.code, lists=lists))
        for mention in _in_order(entries, ends_at)
        if mention.day > as_of and mention.change == "start" and mention.entry.entered_at[:10] <= as_of.isoformat()
    )


def _in_order(entries: Iterable[Entry], ends_at: time) -> list[MedicineMention]:
    """Return mentions in the order they were written; where nothing tells, a stop first, so that a start stands."""
    mentions = (mention_of(entry, ends_at) for entry in in_force(entries) if entry.kind in KINDS)
    return sorted((mention for mention in mentions if mention is not None), key=_written_order)


def _written_order(mention: MedicineMention) -> tuple[date, time, str, bool, str]:
    entry = mention.entry
    return (entry.day, entry.at or time.max, entry.entered_at, mention.change != "stop", entry.id)


def _take_in(courses: list[MedicineCourse], mention: MedicineMention, finding: Finding) -> None:
    place = _open_course(courses, mention.name, finding)
    if mention.change == "stop":
        if place is None:
            courses.append(replace(_begun(mention, finding), started=None, stopped=mention.day))
        else:
            courses[place] = _ended(courses[place], mention.entry, mention.day, finding)
    elif mention.change == "once":
        if place is None:
            _take_dose(courses, mention, finding)
    elif mention.change == "new" and finding.finding not in BEARING:
        return  # words that may be no name at all; the event itself asks about opioids
    elif (loose := _stop_of_same_day(courses, mention, finding)) is not None:
        stop = courses[loose]
        courses[loose] = _ended(_begun(mention, finding), stop.written[-1], stop.day, stop.finding)
    elif place is None or words_of(courses[place].name) != words_of(mention.name):
        courses.append(_begun(mention, finding))


def _begun(mention: MedicineMention, finding: Finding) -> MedicineCourse:
    return MedicineCourse(mention.name, mention.day, None, finding, finding.acting, (mention.entry,))


def _ended(course: MedicineCourse, stop: Entry, day: date, finding: Finding) -> MedicineCourse:
    acting = longest((course.acting, finding.acting)) if course.finding.finding == "opioid" else course.acting
    return replace(course, stopped=day, acting=acting, written=(*course.written, stop))


def _take_dose(courses: list[MedicineCourse], mention: MedicineMention, finding: Finding) -> None:
    """Take in a dose: it prolongs the course of earlier doses of the same name, or is one of its own."""
    same = words_of(mention.entry.name)
    for place, course in enumerate(courses):
        if course.by_dose and words_of(course.written[0].name) == same and course.finding.finding == finding.finding:
            courses[place] = replace(course, stopped=mention.day, written=(course.written[0], mention.entry))
            return
    courses.append(replace(_begun(mention, finding), stopped=mention.day, by_dose=True))


def _open_course(courses: Sequence[MedicineCourse], name: str, finding: Finding) -> int | None:
    open_places = [place for place, course in enumerate(courses) if course.stopped is None]
    same_name = [place for place in open_places if words_of(courses[place].name) == words_of(name)]
    if same_name:
        return same_name[-1]
    held = set(finding.ingredients)
    same = [place for place in open_places if held and set(courses[place].finding.ingredients) == held]
    return same[0] if len(same) == 1 else None


def _stop_of_same_day(courses: Sequence[MedicineCourse], start: MedicineMention, finding: Finding) -> int | None:
    """Return the stop that stands alone and belongs to a start of its day, written no later, that sorts behind it.

    A day without a time sorts behind every time of that day, and entries of one file are recorded at one instant.
    """
    for place, course in enumerate(courses):
        if course.started is not None or course.by_dose or course.stopped != start.day:
            continue
        stop = course.written[-1]
        alike = words_of(course.name) == words_of(start.name)
        alike = alike or (bool(finding.ingredients) and set(course.finding.ingredients) == set(finding.ingredients))
        if alike and (stop.at is None or start.entry.at is None) and start.entry.entered_at <= stop.entered_at:
            return place
    return None
