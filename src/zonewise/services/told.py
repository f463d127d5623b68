"""How do answers, the profile and medicines become entries?"""

from collections.abc import Mapping
from datetime import date

from zonewise.diary.entry import Entry
from zonewise.problem import InputRefused, Problem

from .diary import Diary, add_entries, entries_so_far
from .making import is_known, made_entry, moment
from .profile import checked_field, profile_of
from .questions import answer_problem

LONG_ACTING = "long-acting"
"""Detail of an answer about opioids such as methadone or buprenorphine."""


def answer(diary: Diary, answers: Mapping[str, str], *, day: date | None, detail: str = "") -> int:
    """Write answers to questions down.

    Args:
        diary: The diary.
        answers: Question to answer.
        day: The day they speak of; for a recent opioid the day of the last one. None is now.
        detail: "long-acting" for an opioid such as methadone or buprenorphine.

    Raises:
        InputRefused: With every problem; then nothing was stored.
    """
    profile = profile_of(entries_so_far(diary))
    found = [answer_problem(name, value, "answer") for name, value in answers.items()]
    problems = [problem for problem in found if problem is not None]
    if detail and detail != LONG_ACTING:
        problems.append(
            Problem("answer", 0, f"'{detail}' is not a detail.", f"Known: {LONG_ACTING}.", "unknown-detail")
        )
    if problems:
        raise InputRefused(problems)
    when = moment(profile, day, None)
    made = [made_entry("answer", name, value, when, profile, unit=detail) for name, value in answers.items()]
    return add_entries(diary, made).added


def set_profile(diary: Diary, fields: Mapping[str, str], *, day: date | None) -> int:
    """Write fields of the profile down.

    Raises:
        InputRefused: With the problem; then nothing was stored.
    """
    profile = profile_of(entries_so_far(diary))
    when = moment(profile, day, None)
    made = [made_entry("profile", name, checked_field(name, value), when, profile) for name, value in fields.items()]
    return add_entries(diary, made).added


def medicine(diary: Diary, name: str, change: str, *, day: date | None, note: str = "") -> Entry:
    """Write a medicine down that was started or stopped.

    Raises:
        InputRefused: The change is neither start nor stop, or the name is empty.
    """
    problems: list[Problem] = []
    is_known(change, ("start", "stop"), "change", problems, "medicine")
    if not name.strip():
        problems.append(Problem("medicine", 0, "the name is empty.", "Write it as on the package.", "empty"))
    if problems:
        raise InputRefused(problems)
    profile = profile_of(entries_so_far(diary))
    entry = made_entry("medicine", name.strip(), change, moment(profile, day, None), profile, note=note)
    add_entries(diary, [entry])
    return entry
