"""What does a person do first, and what of it is done?"""

from collections.abc import Sequence
from dataclasses import dataclass

from zonewise.model.entry import DOMAINS, Entry, in_force
from zonewise.services.base.cache import memoize
from zonewise.services.base.diary import Diary, entries_so_far

NAMES = ("place", "phase", "safety", "check-in", "plan")
SAFETY = ("opioid", "other_antagonist", "hypersensitivity", "liver", "pregnancy", "minor", "needs_specialist")
"""Questions that decide whether LDN is for this person at all; asked at the beginning, and when they grow old."""


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """The first steps.

    Attributes:
        done: Names of those that are done.
        unanswered: Safety questions without any answer so far.
        empty: Nothing at all is in the diary.
        zone: Time zone so far, or "".
        country: Country so far, or "".
        phase: Where the person is with LDN so far, or "".
    """

    done: frozenset[str]
    unanswered: tuple[str, ...]
    empty: bool
    zone: str
    country: str
    phase: str

    @property
    def next(self) -> str:
        """The first step that is not done, or ""."""
        return next((name for name in NAMES if name not in self.done), "")


def first_steps(diary: Diary) -> FirstSteps:
    """Return which of the first steps are done; a diary that is not there yet has none."""
    entries = entries_so_far(diary)
    return memoize(entries, "first steps", lambda: _first_steps(in_force(entries)))


def _first_steps(entries: Sequence[Entry]) -> FirstSteps:
    profile = {each.name: each.value for each in entries if each.kind == "profile"}
    answers = {each.name: each.value for each in entries if each.kind == "answer"}
    kinds = {each.kind for each in entries}
    unanswered = tuple(
        name for name in SAFETY if name not in answers and not (name == "minor" and "birth-year" in profile)
    )
    done = {
        "place": bool(profile.get("timezone") and profile.get("country")),
        "phase": "phase" in answers or "dose" in kinds,
        "plan": "plan" in kinds,
        "safety": not unanswered,
        "check-in": any(each.kind == "rating" and each.name in DOMAINS for each in entries),
    }
    return FirstSteps(
        done=frozenset(name for name, is_done in done.items() if is_done),
        unanswered=unanswered,
        empty=not entries,
        zone=profile.get("timezone", ""),
        country=profile.get("country", ""),
        phase=answers.get("phase", ""),
    )
