"""How is a plan taken in and shown?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zonewise.diary.entry import Entry, in_force
from zonewise.guidance.answers import Answers
from zonewise.plan.canonical import plan_to_json
from zonewise.plan.check import read_and_check
from zonewise.plan.describe import describe
from zonewise.plan.value import Plan
from zonewise.problem import Problem

from .clock import logical_today
from .diary import Diary, add_entries, entries_so_far
from .doses import plan_of
from .guidance import shipped_settings
from .making import made_entry, moment
from .profile import Profile, profile_of
from .text_files import read_text


@dataclass(frozen=True, slots=True)
class Signed:
    """A plan that was taken in.

    Attributes:
        plan: The plan.
        rows: Label and words of each part.
        notices: What is fine but worth a second look.
    """

    plan: Plan
    rows: tuple[tuple[str, str], ...]
    notices: tuple[Problem, ...]


def sign_plan(diary: Diary, path: Path, *, day: date | None, not_started: bool, dry_run: bool = False) -> Signed:
    """Take in the plan that a person copied from a prescription.

    Args:
        diary: The diary.
        path: The plan's file.
        day: From which day it holds; None is today.
        not_started: The person says that nothing has been taken yet.
        dry_run: Check and show, store nothing.

    Raises:
        InputRefused: With every problem and its line; nothing was stored.
    """
    existing = entries_so_far(diary)
    profile = profile_of(existing)
    limits = shipped_settings().plan
    plan, notices = read_and_check(
        read_text(path), path.name, limits, sensitive=_sensitive(existing, profile), previous=plan_of(existing)
    )
    if not dry_run:
        when = moment(profile, day, None)
        made = [made_entry("plan", "plan", plan_to_json(plan), when, profile)]
        if not_started:
            made.append(made_entry("answer", "phase", "not-started", when, profile))
        add_entries(diary, made)
    return Signed(plan, describe(plan, limits), notices)


def show_plan(diary: Diary) -> Signed | None:
    """Return the plan in force, or None."""
    plan = plan_of(entries_so_far(diary))
    return None if plan is None else Signed(plan, describe(plan, shipped_settings().plan), ())


def _sensitive(existing: Sequence[Entry], profile: Profile) -> bool | None:
    today = logical_today(profile.zone, profile.day_ends_at)
    return Answers(in_force(existing), today, profile.day_ends_at).yes_no("extreme_sensitivity")
