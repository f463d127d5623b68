"""What a person does first, and what of it is done."""

from collections.abc import Sequence
from dataclasses import dataclass

from zonewise.model.entry import DOMAINS, Entry, in_force
from zonewise.rules.rule_set import RuleSet
from zonewise.services.base.cache import memoize
from zonewise.services.base.diary import Diary, entries_so_far
from zonewise.services.base.profile import profile_of

NAMES = ("place", "phase", "safety", "check-in", "plan")


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """The first steps."""

    done: frozenset[str]  # Names of those that are done.
    unanswered: tuple[str, ...]  # Questions of the start without any answer so far.
    empty: bool  # Nothing at all is in the diary.
    zone: str  # Time zone so far, or "".
    country: str  # Country so far, or "".
    phase: str  # Where the person is with LDN so far, or "".

    @property
    def next(self) -> str:
        """The first step that is not done, or ""."""
        return next((name for name in NAMES if name not in self.done), "")


def first_steps(diary: Diary) -> FirstSteps:
    """Return which of the first steps are done; a diary that is not there yet has none."""
    entries = entries_so_far(diary)
    return memoize(
        entries, "first steps", lambda: _first_steps(in_force(entries), profile_of(entries).protocol.rule_set)
    )


def _first_steps(entries: Sequence[Entry], rule_set: RuleSet) -> FirstSteps:
    profile = {entry.name: entry.value for entry in entries if entry.kind == "profile"}
    answers = {entry.name: entry.value for entry in entries if entry.kind == "answer"}
    kinds = {entry.kind for entry in entries}
    unanswered = tuple(
        fact.name
        for fact in rule_set.facts.values()
        if fact.at_start and fact.name not in answers and not (fact.name == "minor" and "birth-year" in profile)
    )
    done = {
        "place": bool(profile.get("timezone") and profile.get("country")),
        "phase": "phase" in answers or "dose" in kinds or "phase" not in rule_set.prompts,
        "plan": "plan" in kinds,
        "safety": all(rule_set.facts[name].considerations_only for name in unanswered),
        "check-in": any(entry.kind == "rating" and entry.name in DOMAINS for entry in entries),
    }
    return FirstSteps(
        done=frozenset(name for name, is_done in done.items() if is_done),
        unanswered=unanswered,
        empty=not entries,
        zone=profile.get("timezone", ""),
        country=profile.get("country", ""),
        phase=answers.get("phase", ""),
    )
