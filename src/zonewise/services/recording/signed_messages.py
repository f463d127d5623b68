"""Taking in what a prescriber signed: a plan, a word about LDN, or another key. All of it is taken in, or nothing."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import NoReturn

from zonewise.guidance.occasions import danger_entries
from zonewise.guidance.snapshot import DiarySnapshot
from zonewise.model.day_words import day_words
from zonewise.model.entry import Entry, in_force
from zonewise.plan.description import describe
from zonewise.plan.plan_check import check, notices
from zonewise.plan.plan_json import plan_from_json, plan_to_json
from zonewise.plan.signature.key_words import key_words
from zonewise.plan.signature.message import (
    EVERYBODY,
    Message,
    SignedMessage,
    read_message,
    same_prescription,
)
from zonewise.problem import InputRefused, Problem
from zonewise.services.base.clock import utc_now
from zonewise.services.base.daily_guidance import guidance_of_day
from zonewise.services.base.diary import Diary, add_entries, entries_so_far
from zonewise.services.base.entry_check import KEY_FIELD
from zonewise.services.base.new_entry import COMMAND_LINE, InputSource, make_entry, moment, not_sent_before
from zonewise.services.base.profile import Profile, profile_of

from .answers import check_answers
from .doses import plan_of
from .plans import sensitive_by_answer
from .prescriber_keys import KnownKey, code_in, compared_keys, key_entry, known_keys

WRONG_CLOCK = timedelta(days=1)
"""By how much the prescriber's clock and this one may differ: it is said, and nothing is refused for it."""
WHERE = "signed text"
CLINICIAN_SAID = "clinician_said"
_SPACE = uuid.UUID("6f1c8a4e-2d0b-5b7e-9d3a-7a6f6e657769")
"""Under which the id of a message's entry is made, so that the same text sent twice counts once."""


@dataclass(frozen=True, slots=True)
class ReceivingOptions:
    """What the person said about a signed text."""

    confirmed: bool = False  # It is what was agreed: take it in.
    compared: bool = False  # The words of its key are those that the prescriber read out.
    new_key: bool = (
        False  # Another key than the known ones is expected: of another prescriber, or of one who lost theirs.
    )
    not_started: bool = False  # Nothing of LDN has been taken yet.


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """A signed text as it was read, and what became of it."""

    message: Message
    words: tuple[str, ...]  # The fingerprint of the key that signed it.
    known: KnownKey | None  # That key, where it was compared before.
    replaces: KnownKey | None  # The key that it takes the place of, where the prescriber has another now.
    rows: tuple[tuple[str, str], ...]  # A plan in full: label and words of each part.
    says: str  # What a word or a change of keys says, in a sentence; "" for a plan.
    notices: tuple[Problem, ...]  # What is fine but worth a second look, a wrong clock included.
    stored: bool  # It is in the diary now.
    was_there: bool = False  # It had been taken in before.
    outdated: bool = False  # It is a plan that had been taken in before, and another one counts now.


@dataclass(frozen=True, slots=True)
class PlanSignature:
    """Who signed the plan in force, and with which key."""

    name: str
    words: tuple[str, ...]  # The key's fingerprint.
    issued: datetime  # When it was signed, UTC.
    is_known: bool  # Whether the key is one that the person compared, and did not forget.


def receive_message(
    diary: Diary, text: str, options: ReceivingOptions, hand: InputSource = COMMAND_LINE
) -> ReceivedMessage:
    """Read what a prescriber signed, hold it against the diary, and take it in once the person confirmed it.

    Args:
        text: The signed text, as it was copied.
        options: What the person said. Without `confirmed`, and with a new key without `compared`, nothing is stored.
        hand: Through what it is written down.

    Raises:
        InputRefused: It was changed, is for somebody else, of another key, older than what is there, out of its time,
            or a plan that no prescriber's plan may be; nothing was stored.
    """
    signed = read_message(text)
    message = signed.message
    entries = entries_so_far(diary)
    profile = profile_of(entries)
    hand = replace(hand, key=str(uuid.uuid5(_SPACE, signed.token)))
    _refuse_other_person(message, code_in(entries))
    keys = known_keys(entries)
    known = next((key for key in keys if key.key_id == signed.key_id), None)
    replaces = _replaced(message, known, keys)
    if known is None:
        _refuse_replaced_key(signed.key_id, entries)
        if keys and not options.new_key:
            _refuse_other_key(message, keys)
    words = key_words(signed.key_id)
    if any(signed.token in (entry.note, entry.unit) for entry in entries):
        outdated = message.plan is not None and not _is_plan_in_force(signed, entries)
        return ReceivedMessage(message, words, known, None, _rows(message, profile), says_of(message, profile), (),
                               stored=False, was_there=True, outdated=outdated)  # fmt: skip
    shown_clock = _checked_clock(message, utc_now())
    _refuse_older(signed, entries)
    look = (*shown_clock, *_checked_content(message, entries, profile))
    stored = options.confirmed and (known is not None or options.compared)
    if stored:
        made = _made(signed, known, replaces, options, profile, hand)
        add_entries(diary, not_sent_before(made, entries))
    return ReceivedMessage(
        message, words, known, replaces, _rows(message, profile), says_of(message, profile), look, stored
    )


def says_of(message: Message, profile: Profile) -> str:
    """Return what a word or a change of keys says, in a sentence; "" for a plan."""
    if message.word:
        prompt = profile.protocol.rule_set.prompts.get(CLINICIAN_SAID)
        words = prompt.words.get(message.word, message.word) if prompt is not None else message.word
        return f"{message.by} says about LDN: {words}."
    if message.next_key:
        return f"{message.by} signs with another key from now on: {' '.join(key_words(message.next_key))}."
    return ""


def _is_plan_in_force(signed: SignedMessage, entries: Sequence[Entry]) -> bool:
    """Say whether the last plan of the diary is the one that was signed, whatever was changed of it since."""
    plans = [entry for entry in in_force(entries) if entry.kind == "plan"]
    return bool(plans) and plans[-1].note == signed.token


def signature_of_plan(entries: Sequence[Entry]) -> PlanSignature | None:
    """Return who signed the plan in force; None where no key did, or something but its bottles was changed since."""
    plans = [entry for entry in in_force(entries) if entry.kind == "plan"]
    if not plans or not plans[-1].note:
        return None
    try:
        signed = read_message(plans[-1].note)
        plan = plan_from_json(plans[-1].value)
    except InputRefused:
        return None
    if signed.message.plan is None or not same_prescription(signed.message.plan, plan):
        return None
    is_known = signed.key_id in compared_keys(entries)
    return PlanSignature(signed.message.by, key_words(signed.key_id), signed.message.issued, is_known)


def _refuse_other_person(message: Message, code: str) -> None:
    if message.person in (code, EVERYBODY):
        return
    if not code:
        fault, expected = "it names a person, and your diary has no code yet.", "Give your prescriber your code first."
    else:
        fault = f"it is for somebody else: it names {message.person}, and your code is {code}."
        expected = f"Ask {message.by} to sign it for your code."
    _refuse(fault, expected, "other-person")


def _replaced(message: Message, known: KnownKey | None, keys: Sequence[KnownKey]) -> KnownKey | None:
    """Return the known key whose place another takes: by the old key's own word, or since its owner has another now."""
    if message.next_key:
        if known is None:
            fault = "a change of keys counts only when the key that you know has signed it."
            _refuse(fault, f"Call {message.by}, and compare the words with the next plan.", "other-key")
        return known
    if known is not None:
        if _folded(known.name) != _folded(message.by):
            fault = f"it is signed in the name of {message.by}, and you compared this key as that of {known.name}."
            _refuse(fault, "Call them, and ask who signed it.", "other-name")
        return None
    return next((key for key in keys if _folded(key.name) == _folded(message.by)), None)


def _refuse_replaced_key(key_id: str, entries: Sequence[Entry]) -> None:
    """Refuse a key whose place another one took: who lost theirs does not sign with it any more."""
    keys = {entry.id: entry for entry in entries if (entry.kind, entry.name) == ("profile", KEY_FIELD)}
    replaced = {keys[entry.supersedes].value for entry in keys.values() if entry.supersedes in keys}
    if key_id in replaced:
        fault = "it is signed with an old key, whose place another one has taken."
        _refuse(fault, "Ask for it signed with the new one.", "old-key")


def _refuse_other_key(message: Message, keys: Sequence[KnownKey]) -> NoReturn:
    names = " and ".join(dict.fromkeys(key.name for key in keys))
    fault = f"another key signed it, not the one of {names} that you compared."
    expected = (
        f"Call {message.by}, on a number that you had before. If they are a new prescriber, or lost their key, say that"
        " a new key is expected and compare its words."
    )
    _refuse(fault, expected, "other-key")


def _checked_clock(message: Message, now: datetime) -> tuple[Problem, ...]:
    """Return what to say of clocks that differ by up to a day.

    Raises:
        InputRefused: It was signed further in the future, or its last day is further back.
    """
    ahead, ends = message.issued - now, datetime.combine(message.until, datetime.max.time(), UTC)
    if ahead > WRONG_CLOCK:
        fault = f"it says that it was signed on {day_words(message.issued.date())}, which is still to come."
        _refuse(fault, f"Check the date of this device; else ask {message.by} to check theirs.", "in-future")
    if now - ends > WRONG_CLOCK:
        fault = f"it was to be taken in up to {day_words(message.until)}, and that is past."
        _refuse(fault, f"Ask {message.by} to sign it once more.", "ended")
    if ahead > timedelta(minutes=5):
        hours = max(1, round(ahead / timedelta(hours=1)))
        fault = f"it was signed {hours} hours from now by their clock, so one of the two clocks is wrong."
        return (Problem(WHERE, 0, fault, "It is taken in all the same; check the date of this device.", "clock"),)
    if now > ends:
        fault = f"its last day, {day_words(message.until)}, is over by the clock of this device."
        return (Problem(WHERE, 0, fault, "It is taken in all the same; check the date of this device.", "clock"),)
    return ()


def _refuse_older(signed: SignedMessage, entries: Sequence[Entry]) -> None:
    """Refuse a plan or a word that is not newer than the last one that was taken in, whoever signed that."""
    message, kind = signed.message, {"plan": "plan", "word": "answer"}.get(signed.message.kind)
    issued = [taken.issued for entry in entries if entry.kind == kind and (taken := _message_in(entry)) is not None]
    if issued and max(issued) >= message.issued:
        fault = f"it was signed before the {message.kind} that is in your diary, on {day_words(message.issued.date())}."
        _refuse(fault, "Nothing is changed. Ask for the newest one.", f"older-{message.kind}")
    now = plan_of(entries) if message.plan is not None else None
    if now is not None and message.plan is not None and message.plan.written_on < now.written_on:
        fault = (
            f"this plan was written on {day_words(message.plan.written_on)}, and yours on {day_words(now.written_on)}."
        )
        _refuse(fault, "Nothing is changed. Ask for the newest one.", "older-plan")


def _message_in(entry: Entry) -> Message | None:
    try:
        return read_message(entry.note).message if entry.note else None
    except InputRefused:
        return None  # a note of another kind


def _checked_content(message: Message, entries: Sequence[Entry], profile: Profile) -> tuple[Problem, ...]:
    """Return what is worth a second look, after the checks that every plan and every answer passes.

    Raises:
        InputRefused: A plan that crosses a bound, a word that nothing waits for, or one from before a newer call.
    """
    if message.plan is not None:
        limits, sensitive = profile.protocol.settings.plan, sensitive_by_answer(entries, profile)
        previous = plan_of(entries)
        if problems := check(message.plan, limits, sensitive=sensitive, previous=previous, where="plan"):
            raise InputRefused(problems)
        return notices(message.plan, limits, sensitive=sensitive, previous=previous, where="plan")
    if message.word:
        today = moment(profile, None, None).day
        try:
            check_answers(entries, {CLINICIAN_SAID: message.word}, today, profile)
        except InputRefused:
            fault = f"{message.by} says what to do after a call, and nothing in your diary waits for that."
            _refuse(fault, "Call them if you expected something else.", "not-open")
        _refuse_word_before_call(message, guidance_of_day(entries, today, profile).snapshot)
    return ()


def _refuse_word_before_call(message: Message, snapshot: DiarySnapshot) -> None:
    """Refuse a word of somebody who could not know of the last danger sign, call or bad reaction."""
    about = message.about or date.min
    days = [call.day for call in snapshot.recommended.open_calls]
    days += [reaction.day for reaction in snapshot.recommended.reactions]
    signs = [entry for entry in danger_entries(snapshot) if entry.entered_at > f"{message.issued:%Y-%m-%dT%H:%M:%SZ}"]
    if signs or max(days, default=date.min) > about:
        last = max([*days, *map(snapshot.day_of, signs)])
        fault = f"{message.by} signed it before they could know of what happened on {day_words(last)}."
        _refuse(fault, "Call them, tell them of it, and ask again.", "newer-call")


def _made(
    signed: SignedMessage, known: KnownKey | None, replaces: KnownKey | None, options: ReceivingOptions,
    profile: Profile, hand: InputSource,
) -> list[Entry]:  # fmt: skip
    message, when = signed.message, moment(profile, None, None, hand)
    if message.next_key:
        return [replace(key_entry(message.next_key, message.by, profile, hand, replaces), unit=signed.token)]
    made = [] if known is not None else [key_entry(signed.key_id, message.by, profile, hand, replaces)]
    if message.plan is not None:
        made.append(make_entry("plan", "plan", plan_to_json(message.plan), when, profile, note=signed.token))
    else:
        made.append(make_entry("answer", CLINICIAN_SAID, message.word, when, profile, note=signed.token))
    if options.not_started:
        made.append(make_entry("answer", "phase", "not-started", when, profile))
    return made


def _rows(message: Message, profile: Profile) -> tuple[tuple[str, str], ...]:
    return () if message.plan is None else describe(message.plan, profile.protocol.settings.plan)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _refuse(fault: str, expected: str, code: str) -> NoReturn:
    raise InputRefused([Problem(WHERE, 0, fault, expected, code)])
