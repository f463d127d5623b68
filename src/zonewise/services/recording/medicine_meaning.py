"""What do medicines that were just written down mean for LDN, as far as the lists and the diary tell?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zonewise.guidance.daily_guidance import DailyGuidance
from zonewise.guidance.guide import OpenQuestion
from zonewise.model.entry import Entry
from zonewise.problem import InputRefused, Problem
from zonewise.report.explanations import because_words
from zonewise.screening.classification import screen_medicine
from zonewise.screening.compiled_lists import ATC, RXNORM
from zonewise.screening.finding import Finding
from zonewise.screening.mention import mention_of
from zonewise.services.base.daily_guidance import guidance_of_day
from zonewise.services.base.diary import Diary, entries_so_far
from zonewise.services.base.profile import profile_of

CALM = (None, "none", False)
"""Values that bring nothing."""
SHORTEST_ATC = 4


@dataclass(frozen=True, slots=True)
class MedicineMeaning:
    """What medicines mean today.

    Attributes:
        findings: What each of them is, in the order given.
        action: Today's action when the medicines bring or hold it back, such as "stop-and-call"; else "".
        because: Where the facts come from that medicines, or answers about them, bring today.
        ask: Questions that name a medicine.
        as_of: The day on which they are asked; None where nothing was a medicine.
    """

    findings: tuple[Finding, ...]
    action: str
    because: tuple[str, ...]
    ask: tuple[OpenQuestion, ...]
    as_of: date | None = None


def medicine_meaning(diary: Diary, written: Iterable[Entry]) -> MedicineMeaning:
    """Return what these entries are and what follows from the diary with them in it, today.

    Raises:
        DiaryRefused: The diary cannot be read.
    """
    entries = entries_so_far(diary)
    profile = profile_of(entries)
    mentions = (mention_of(each, profile.day_ends_at) for each in written)
    findings = tuple(
        screen_medicine(each.name, each.code, lists=profile.protocol.medicine_lists)
        for each in mentions
        if each is not None
    )
    if not findings:
        return MedicineMeaning((), "", (), ())
    found = guidance_of_day(entries, profile.today(), profile)
    action, because = brought_by_medicines(found)
    asked = [question for question in found.guidance.ask if question.fact in facts_of_medicines(found)]
    return MedicineMeaning(
        findings, action, because, tuple(question for question in asked if question.question), found.as_of
    )


def last_started(diary: Diary, names: Iterable[str]) -> tuple[Entry, ...]:
    """Return, for each name, the entry recorded last that says the medicine of this name was begun."""
    entries = entries_so_far(diary)
    begun = {each.name: each for each in sorted(entries, key=lambda entry: entry.entered_at) if _starts(each)}
    return tuple(begun[name.strip()] for name in names if name.strip() in begun)


def _starts(entry: Entry) -> bool:
    return entry.kind == "medicine" and entry.value == "start"


def facts_of_medicines(found: DailyGuidance) -> tuple[str, ...]:
    """Return the facts that a medicine can bring, by the protocol's own word."""
    facts = found.snapshot.settings.rule_set.facts
    return tuple(name for name, definition in facts.items() if "medicine" in definition.known_from)


def brought_by_medicines(found: DailyGuidance) -> tuple[str, tuple[str, ...]]:
    """Return the day's action where medicines bring it or hold it back, else "", and where their facts come from."""
    names = facts_of_medicines(found)
    brought = [found.facts[name] for name in names if found.facts[name].value not in CALM]
    tests = (test for rule in found.guidance.reasons for condition in rule.any_of for test in condition)
    action = found.guidance.action if brought and any(test.fact in names for test in tests) else ""
    return action, tuple(dict.fromkeys(because_words(fact, found.as_of) for fact in brought))


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
    found, expected = f"'{code}' is no code we know.", "Write an ATC code such as N02AJ06, or an RxNorm identifier."
    raise InputRefused([Problem("medicine", 0, found, expected, "not-a-code", field="code")])
