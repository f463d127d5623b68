"""Answers, fields of the profile and medicines as entries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zonewise.model.entry import Entry
from zonewise.problem import InputRefused, Problem
from zonewise.services.base.diary import Diary, add_entries, entries_so_far
from zonewise.services.base.entry_check import answer_problem
from zonewise.services.base.new_entry import COMMAND_LINE, InputSource, is_known, make_entry, moment, not_sent_before
from zonewise.services.base.profile import checked_field, profile_of

LONG_ACTING = "long-acting"
"""Detail of an answer about opioids such as methadone or buprenorphine."""
WISH_ANSWERS = {"stop": {"wants_to_stop": "yes"}, "stopped": {"phase": "stopped"}, "go-on": {"wants_to_stop": "no"}}


def answer(
    diary: Diary, answers: Mapping[str, str], *, day: date | None, detail: str = "", hand: InputSource = COMMAND_LINE
) -> int:
    """Write answers to questions down.

    Args:
        diary: The diary.
        answers: Question to answer.
        day: The day they speak of; for a recent opioid the day of the last one. None is now.
        detail: "long-acting" for an opioid such as methadone or buprenorphine.
        hand: Through what it is written down.

    Raises:
        InputRefused: With every problem; then nothing was stored.
    """
    profile = profile_of(entries_so_far(diary))
    found = [answer_problem(name, value, "answer", profile.protocol.rule_set) for name, value in answers.items()]
    problems = [problem for problem in found if problem is not None]
    if detail and detail != LONG_ACTING:
        problems.append(
            Problem("answer", 0, f"'{detail}' is not a detail.", f"Known: {LONG_ACTING}.", "unknown-detail")
        )
    if problems:
        raise InputRefused(problems)
    when = moment(profile, day, None, hand)
    made = [make_entry("answer", name, value, when, profile, unit=detail) for name, value in answers.items()]
    return add_entries(diary, made).added


def set_profile(diary: Diary, fields: Mapping[str, str], *, day: date | None, hand: InputSource = COMMAND_LINE) -> int:
    """Write fields of the profile down.

    Raises:
        InputRefused: With the problem; then nothing was stored.
    """
    profile = profile_of(entries_so_far(diary))
    when = moment(profile, day, None, hand)
    made = [make_entry("profile", name, checked_field(name, value), when, profile) for name, value in fields.items()]
    return add_entries(diary, made).added


@dataclass(frozen=True, slots=True)
class MedicineChange:
    """A medicine that is started or stopped.

    Attributes:
        name: As on its package.
        change: "start" or "stop".
        day: The day it was, or is to be; None is now.
        until: For a start, the day of its stop; None while it goes on. Both are kept, or neither.
        note: The person's own words.
        code: An ATC code or an RxNorm identifier, or "".
    """

    name: str
    change: str
    day: date | None = None
    until: date | None = None
    note: str = ""
    code: str = ""


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
        problems.append(
            Problem("medicine", 0, "the name is empty.", "Write it as on the package.", "empty", field="name")
        )
    if problems:
        raise InputRefused(problems)
    from .medicine_meaning import code_text

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


def record_stopping(diary: Diary, wish: str, *, day: date | None = None, hand: InputSource = COMMAND_LINE) -> None:
    """Write down that a person wants to stop, has stopped, or goes on after all.

    Raises:
        InputRefused: It is none of the three.
    """
    if wish not in WISH_ANSWERS:
        found, expected = f"'{wish[:40]}' is no answer.", f"Known: {', '.join(WISH_ANSWERS)}."
        raise InputRefused([Problem("stop", 0, found, expected, "unknown-answer", field="wish")])
    answer(diary, WISH_ANSWERS[wish], day=day, hand=hand)
