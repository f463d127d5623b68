"""Which medicines are taken, what is each of them to a person on LDN, and what has to be answered?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zonewise.guidance.daily_guidance import DailyGuidance, open_question
from zonewise.guidance.guide import OpenQuestion
from zonewise.guidance.medicine_facts import medicines_of
from zonewise.guidance.protocol import Protocol
from zonewise.model.entry import Entry
from zonewise.problem import InputRefused, Problem
from zonewise.screening.finding import MOST_CAUTIOUS_FIRST, Finding
from zonewise.screening.medicine_courses import MedicineCourse
from zonewise.screening.name_search import ListedName, names_like
from zonewise.services.base.clock import local_now
from zonewise.services.base.daily_guidance import guidance_of_day
from zonewise.services.base.diary import Diary, entries_so_far
from zonewise.services.base.new_entry import COMMAND_LINE, InputSource
from zonewise.services.base.profile import profile_in, profile_of

from .answers import MedicineChange, record_medicine
from .medicine_meaning import brought_by_medicines, facts_of_medicines

MOST_NAMES = 8


@dataclass(frozen=True, slots=True)
class MedicineList:
    """The medicines of a diary.

    Attributes:
        as_of: The day it was seen from.
        taken: Those that go on, the most cautious finding first.
        coming: Those whose start lies ahead.
        past: Those that were stopped or taken once, the last one first.
        action: Today's action where a medicine brings it or holds it back, such as "stop-and-call"; else "".
        because: Where the facts come from that medicines bring today.
        ask: What has to be answered about them.
    """

    as_of: date
    taken: tuple[MedicineCourse, ...]
    coming: tuple[MedicineCourse, ...]
    past: tuple[MedicineCourse, ...]
    action: str
    because: tuple[str, ...]
    ask: tuple[OpenQuestion, ...]


def medicine_list(diary: Diary, as_of: date | None = None) -> MedicineList:
    """Return the medicines of a diary with what each of them is, as seen from today or a past day.

    Raises:
        DiaryRefused: The diary cannot be read.
    """
    entries = entries_so_far(diary)
    profile = profile_of(entries)
    found = guidance_of_day(entries, as_of or profile.today(), profile)
    medicines = medicines_of(found.snapshot)
    if medicines is None:
        return MedicineList(found.as_of, (), (), (), "", (), ())
    action, because = brought_by_medicines(found)
    return MedicineList(
        as_of=found.as_of,
        taken=_most_cautious_first([each for each in medicines.courses if each.stopped is None]),
        coming=medicines.coming,
        past=tuple(
            sorted((each for each in medicines.courses if each.stopped), key=lambda each: each.day, reverse=True)
        ),
        action=action,
        because=because,
        ask=_open_questions(found),
    )


def _open_questions(found: DailyGuidance) -> tuple[OpenQuestion, ...]:
    facts = {name: found.facts[name] for name in facts_of_medicines(found)}
    return tuple(open_question(name, fact) for name, fact in facts.items() if fact.ask and fact.value is None)


def _most_cautious_first(courses: Sequence[MedicineCourse]) -> tuple[MedicineCourse, ...]:
    return tuple(sorted(courses, key=lambda each: MOST_CAUTIOUS_FIRST.index(each.finding.finding)))


def begin_medicine(
    diary: Diary, name: str, *, since: date | None, until: date | None = None, code: str = "",
    hand: InputSource = COMMAND_LINE,
) -> Entry:  # fmt: skip
    """Write a medicine down that is taken, or was taken until a day; one taken once begins and ends on that day.

    Args:
        diary: The diary.
        name: As on its package.
        since: First day; a day to come plans it. None is today.
        until: Last day, or None while it goes on.
        code: An ATC code or an RxNorm identifier, or "".
        hand: Through what it is written down.

    Returns:
        The entry that says it was begun.

    Raises:
        InputRefused: With the problem at its field; nothing was stored.
    """
    today = local_now(profile_in(diary).zone).date()
    first = since or today
    if until is not None and until < first:
        found = f"it ends on {until.isoformat()}, before it begins on {first.isoformat()}."
        expected = "Write the last day on which it was taken, or leave it empty."
        raise InputRefused([Problem("medicine", 0, found, expected, "ends-before", field="until")])
    # Today's is of this minute, so that an answer given later today is known to be about it.
    day = None if first == today else first
    return record_medicine(diary, MedicineChange(name, "start", day, until, code=code), hand=hand)


def end_medicine(diary: Diary, name: str, day: date | None, *, hand: InputSource = COMMAND_LINE) -> Entry:
    """Write down that a medicine was stopped.

    Raises:
        InputRefused: The name is empty.
    """
    today = local_now(profile_in(diary).zone).date()
    return record_medicine(diary, MedicineChange(name, "stop", None if day == today else day), hand=hand)


def finding_of(protocol: Protocol, name: str, code: str = "") -> Finding:
    """Return what a medicine is; nothing is stored. The first call loads the lists, which takes most of a second."""
    return protocol.screen(name or None, code or None)


def names_so_far(protocol: Protocol, typed: str) -> tuple[ListedName, ...]:
    """Return listed names that begin like what was typed."""
    return names_like(typed, protocol.listed_names, MOST_NAMES)
