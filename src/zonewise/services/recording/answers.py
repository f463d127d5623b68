"""Answers and fields of the profile as entries."""

from collections.abc import Mapping, Sequence
from datetime import date

from zonewise.guidance.opioid_fact import LONG_ACTING
from zonewise.guidance.treatment_facts import ASKED_OF_TREATMENT, is_open
from zonewise.model.entry import Entry
from zonewise.problem import InputRefused, Problem
from zonewise.services.base.daily_guidance import guidance_of_day
from zonewise.services.base.diary import Diary, add_entries, entries_so_far
from zonewise.services.base.entry_check import answer_in_words_of, answer_problem, is_date
from zonewise.services.base.new_entry import COMMAND_LINE, InputSource, make_entry, moment
from zonewise.services.base.profile import Profile, checked_field, profile_of

WISH_ANSWERS = {"stop": {"wants_to_stop": "yes"}, "stopped": {"phase": "stopped"}, "go-on": {"wants_to_stop": "no"}}


def answer(
    diary: Diary, answers: Mapping[str, str], *, day: date | None, detail: str = "", hand: InputSource = COMMAND_LINE
) -> int:
    """Write answers to questions down.

    Args:
        day: The day they speak of; for a recent opioid the day of the last one. None is now.
        detail: "long-acting" for an opioid such as methadone or buprenorphine.
        hand: Through what it is written down.

    Raises:
        InputRefused: With every problem; then nothing was stored.
    """
    entries = entries_so_far(diary)
    profile = profile_of(entries)
    answers = {name: answer_in_words_of(name, value, profile.protocol.rule_set) for name, value in answers.items()}
    when = moment(profile, day, None, hand)
    check_answers(entries, answers, when.day, profile, detail=detail)
    made = [make_entry("answer", name, value, when, profile, unit=detail) for name, value in answers.items()]
    return add_entries(diary, made).added


def check_answers(
    entries: Sequence[Entry], answers: Mapping[str, str], day: date, profile: Profile, *, detail: str = ""
) -> None:
    """Refuse answers that nothing asks for on a day, or that are none.

    Raises:
        InputRefused: With every problem.
    """
    refusals = (answer_problem(name, value, "answer", profile.protocol.rule_set) for name, value in answers.items())
    problems = [problem for problem in refusals if problem is not None]
    if detail and detail != LONG_ACTING:
        problems.append(
            Problem("answer", 0, f"'{detail}' is not a detail.", f"Known: {LONG_ACTING}.", "unknown-detail")
        )
    if problems:
        raise InputRefused(problems)
    for name, value in answers.items():
        if is_date(value) and date.fromisoformat(value) > day:
            problems.append(Problem("answer", 0, f"{value} is still to come.", "Give a day up to today.", "in-future"))
        elif name in ASKED_OF_TREATMENT and not is_open(guidance_of_day(entries, day, profile).snapshot, name):
            expected = f"'{name}' is answered when zonewise asks it; 'zonewise today' says what it asks."
            problems.append(Problem("answer", 0, f"nothing asks for {name} now.", expected, "not-open"))
    if problems:
        raise InputRefused(problems)


def set_profile(diary: Diary, fields: Mapping[str, str], *, day: date | None, hand: InputSource = COMMAND_LINE) -> int:
    """Write fields of the profile down.

    Raises:
        InputRefused: With the problem; then nothing was stored.
    """
    profile = profile_of(entries_so_far(diary))
    when = moment(profile, day, None, hand)
    made = [make_entry("profile", name, checked_field(name, value), when, profile) for name, value in fields.items()]
    return add_entries(diary, made).added


def record_stopping(diary: Diary, wish: str, *, hand: InputSource = COMMAND_LINE) -> None:
    """Write down that a person wants to stop, has stopped, or goes on after all.

    Raises:
        InputRefused: It is none of the three.
    """
    if wish not in WISH_ANSWERS:
        fault, expected = f"'{wish[:40]}' is no answer.", f"Known: {', '.join(WISH_ANSWERS)}."
        raise InputRefused([Problem("stop", 0, fault, expected, "unknown-answer", field="wish")])
    answer(diary, WISH_ANSWERS[wish], day=None, hand=hand)
