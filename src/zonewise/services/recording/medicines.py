"""The medicines of a diary: what each is and means today, what has to be answered, and how one is begun or ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zonewise.guidance.daily_guidance import DailyGuidance, open_question
from zonewise.guidance.guide import OpenQuestion
from zonewise.guidance.medicine_facts import medicines_of
from zonewise.guidance.protocol import Protocol
from zonewise.model.day_words import day_words
from zonewise.model.entry import Entry
from zonewise.problem import InputRefused, Problem
from zonewise.report.explanations import because_words
from zonewise.screening.compiled_lists import ATC, RXNORM
from zonewise.screening.finding import MOST_CAUTIOUS_FIRST, Finding
from zonewise.screening.medicine_courses import MedicineCourse
from zonewise.screening.mention import mention_of
from zonewise.screening.name_search import ListedName, names_like
from zonewise.services.base.clock import local_now
from zonewise.services.base.daily_guidance import guidance_of_day
from zonewise.services.base.diary import Diary, add_entries, entries_so_far
from zonewise.services.base.new_entry import COMMAND_LINE, InputSource, is_known, make_entry, moment, not_sent_before
from zonewise.services.base.profile import profile_in, profile_of

MOST_NAMES = 8


@dataclass(frozen=True, slots=True)
class MedicineList:
    """The medicines of a diary."""

    as_of: date  # The day it was seen from.
    taken: tuple[MedicineCourse, ...]  # Those that go on, the most cautious finding first.
    coming: tuple[MedicineCourse, ...]  # Those whose start lies ahead.
    past: tuple[MedicineCourse, ...]  # Those that were stopped or taken once, the last one first.
    action: str  # Today's action where a medicine brings it or holds it back, such as "stop-and-call"; else "".
    because: tuple[str, ...]  # Where the facts come from that medicines bring today.
    ask: tuple[OpenQuestion, ...]  # What has to be answered about them.


def medicine_list(diary: Diary, as_of: date | None = None) -> MedicineList:
    """Return the medicines of a diary with what each of them is, as seen from today or a past day.

    Raises:
        DiaryRefused: The diary cannot be read.
    """
    entries = entries_so_far(diary)
    profile = profile_of(entries)
    today = guidance_of_day(entries, as_of or profile.today(), profile)
    medicines = medicines_of(today.snapshot)
    if medicines is None:
        return MedicineList(today.as_of, (), (), (), "", (), ())
    action, because = brought_by_medicines(today)
    taken = [course for course in medicines.courses if course.stopped is None]
    stopped = [course for course in medicines.courses if course.stopped]
    facts = {name: today.facts[name] for name in facts_of_medicines(today)}
    return MedicineList(
        as_of=today.as_of,
        taken=tuple(sorted(taken, key=lambda course: MOST_CAUTIOUS_FIRST.index(course.finding.finding))),
        coming=medicines.coming,
        past=tuple(sorted(stopped, key=lambda course: course.day, reverse=True)),
        action=action,
        because=because,
        ask=tuple(open_question(name, fact) for name, fact in facts.items() if fact.ask and fact.value is None),
    )


@dataclass(frozen=True, slots=True)
class MedicineChange:
    """A medicine that is started or stopped."""

    name: str  # As on its package.
    change: str  # "start" or "stop".
    day: date | None = None  # The day it was, or is to be; None is now.
    until: date | None = None  # For a start, the day of its stop; None while it goes on. Both are kept, or neither.
    note: str = ""  # The person's own words.
    code: str = ""  # An ATC code or an RxNorm identifier, or "".


def record_medicine(diary: Diary, medicine: MedicineChange, *, hand: InputSource = COMMAND_LINE) -> Entry:
    """Write a medicine down that was started or stopped, together with its end where that is known.

    `medicine_meaning` says what follows.

    Raises:
        InputRefused: The change is neither start nor stop, the name is empty or the code is none.
    """
    problems: list[Problem] = []
    is_known(medicine.change, ("start", "stop"), "change", problems, "medicine")
    name, day, until = medicine.name.strip(), medicine.day, medicine.until
    if not name:
        expected = "Write it as on the package."
        problems.append(Problem("medicine", 0, "the name is empty.", expected, "empty", field="name"))
    if problems:
        raise InputRefused(problems)
    existing = entries_so_far(diary)
    profile, unit = profile_of(existing), code_text(medicine.code) if medicine.code else ""
    when = moment(profile, day, None, hand)
    entry = make_entry("medicine", name, medicine.change, when, profile, unit=unit, note=medicine.note)
    made = [entry]
    if until is not None:
        end = moment(profile, None if day is None and until == when.day else until, None, hand)
        made.append(make_entry("medicine", name, "stop", end, profile, unit=unit))
    add_entries(diary, not_sent_before(made, existing))
    return entry


def begin_medicine(
    diary: Diary, name: str, *, since: date | None, until: date | None = None, code: str = "",
    hand: InputSource = COMMAND_LINE,
) -> Entry:  # fmt: skip
    """Write a medicine down that is taken, or was taken until a day; one taken once begins and ends on that day.

    Args:
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
        fault = f"it ends on {day_words(until)}, before it begins on {day_words(first)}."
        expected = "Write the last day on which it was taken, or leave it empty."
        raise InputRefused([Problem("medicine", 0, fault, expected, "ends-before", field="until")])
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


CALM = (None, "none", False)  # Values that bring nothing.
SHORTEST_ATC = 4


@dataclass(frozen=True, slots=True)
class MedicineMeaning:
    """What medicines mean today."""

    findings: tuple[Finding, ...]  # What each of them is, in the order given.
    action: str  # Today's action when the medicines bring or hold it back, such as "stop-and-call"; else "".
    because: tuple[str, ...]  # Where the facts come from that medicines, or answers about them, bring today.
    ask: tuple[OpenQuestion, ...]  # Questions that name a medicine.
    as_of: date | None = None  # The day on which they are asked; None where nothing was a medicine.


def medicine_meaning(diary: Diary, written: Iterable[Entry]) -> MedicineMeaning:
    """Return what these entries are and what follows from the diary with them in it, today.

    Raises:
        DiaryRefused: The diary cannot be read.
    """
    entries = entries_so_far(diary)
    profile = profile_of(entries)
    mentions = (mention_of(entry, profile.day_ends_at) for entry in written)
    screen = profile.protocol.screen
    findings = tuple(screen(mention.name, mention.code) for mention in mentions if mention is not None)
    if not findings:
        return MedicineMeaning((), "", (), ())
    today = guidance_of_day(entries, profile.today(), profile)
    action, because = brought_by_medicines(today)
    asked = [question for question in today.guidance.ask if question.fact in facts_of_medicines(today)]
    return MedicineMeaning(
        findings, action, because, tuple(question for question in asked if question.question), today.as_of
    )


def last_started(diary: Diary, names: Iterable[str]) -> tuple[Entry, ...]:
    """Return, for each name, the entry recorded last that says the medicine of this name was begun."""
    entries = entries_so_far(diary)
    starts = (entry for entry in entries if (entry.kind, entry.value) == ("medicine", "start"))
    begun = {entry.name: entry for entry in sorted(starts, key=lambda entry: entry.entered_at)}
    return tuple(begun[name.strip()] for name in names if name.strip() in begun)


def facts_of_medicines(today: DailyGuidance) -> tuple[str, ...]:
    """Return the facts that a medicine can bring, by the protocol's own word."""
    facts = today.snapshot.settings.rule_set.facts
    return tuple(name for name, definition in facts.items() if "medicine" in definition.known_from)


def brought_by_medicines(today: DailyGuidance) -> tuple[str, tuple[str, ...]]:
    """Return the day's action where medicines bring it or hold it back, else "", and where their facts come from."""
    names = facts_of_medicines(today)
    facts = [today.facts[name] for name in names if today.facts[name].value not in CALM]
    tests = (test for rule in today.guidance.reasons for condition in rule.any_of for test in condition)
    action = today.guidance.action if facts and any(test.fact in names for test in tests) else ""
    return action, tuple(dict.fromkeys(because_words(fact, today.as_of) for fact in facts))


def code_text(code: str) -> str:
    """Return a medicine's code as an entry keeps it, such as "ATC N02AJ06" or "RxNorm 2670".

    Raises:
        InputRefused: It is neither an ATC code nor an RxNorm identifier.
    """
    plain = "".join(code.upper().split()).removeprefix("ATC").removeprefix(":")
    number = RXNORM.match(plain)
    if number:
        return f"RxNorm {number[1]}"
    if ATC.match(plain) and len(plain) >= SHORTEST_ATC:
        return f"ATC {plain}"
    fault, expected = f"'{code}' is no code we know.", "Write an ATC code such as N02AJ06, or an RxNorm identifier."
    raise InputRefused([Problem("medicine", 0, fault, expected, "not-a-code", field="code")])
