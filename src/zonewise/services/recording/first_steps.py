"""What a person does on the first evening, screen by screen, and what of it is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zonewise.course.dose_course import HISTORY
from zonewise.model.entry import BEFORE_TREATMENT, DOMAINS, LAST_WEEK, RATINGS, Entry, in_force
from zonewise.report.entry_words import choices
from zonewise.rules.rule_set import RuleSet
from zonewise.services.base.cache import memoize
from zonewise.services.base.diary import Diary, entries_so_far
from zonewise.services.base.profile import profile_of

from .check_in import usual_ratings

SCREENS = ("country", "time-zone", "phase", "doses", "usual", "last-week", "safety", "plan", "before")
"""The screens in their order; `doses` and `before` are put only to who takes LDN.

The screen of the country asks for the time zone as well; `time-zone` is put only to who told no country.
"""

OPTIONAL = frozenset({"before"})
"""Steps that nobody is reminded of: the page "Is it helping" offers them where they tell something."""

TAKEN_OVER = {7: "1 week", 14: "2 weeks", 30: "1 month", 90: "3 months", 180: "6 months", 365: "1 year"}
"""How long a dose is taken at least, days, with its words. Counted as the shortest, it brings no step too early."""

WORDS = {
    "country": "Where you are",
    "time-zone": "Your time zone",
    "phase": "Where you are with LDN",
    "doses": "Your dose now",
    "usual": "An ordinary day",
    "last-week": "The last seven days",
    "before": "An ordinary day before LDN",
    "safety": "Before anything else",
    "check-in": "How today was",
    "plan": "Your prescriber's plan",
}
"""What each step is called."""

TAKING = ("titrating", "stable")


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """The first steps."""

    done: frozenset[str]  # Names of those that are done.
    screens: tuple[str, ...]  # Names of the screens that are put to this person, in their order.
    unanswered: tuple[str, ...]  # Questions of the start without any answer so far.
    empty: bool  # Nothing at all is in the diary.
    zone: str  # Time zone so far, or "".
    country: str  # Country so far, or "".
    phase: str  # Where the person is with LDN so far, or "".
    last_week: str  # How the last seven days were, as far as it was told, or "".

    @property
    def all(self) -> tuple[tuple[str, str], ...]:
        """Each step with its words: the screens, and the first check-in before the plan."""
        at = self.screens.index("plan")
        names = (*self.screens[:at], "check-in", *self.screens[at:])
        return tuple((name, WORDS[name]) for name in names)

    @property
    def next(self) -> str:
        """The first step that is neither done nor optional, or ""."""
        return next((name for name, _ in self.all if name not in self.done | OPTIONAL), "")


@dataclass(frozen=True, slots=True)
class OrdinaryDay:
    """How an ordinary day is, as far as it is known."""

    ratings: Mapping[str, str]  # By name, 0 to 10.
    from_ratings: bool  # Days that were rated say it, as after an import.


def screen_after(screen: str, steps: FirstSteps) -> str | None:
    """Return the screen that follows one; None after the last."""
    following = steps.screens[steps.screens.index(screen) + 1 :] if screen in steps.screens else ()
    return next(iter(following), None)


def screen_before(screen: str, steps: FirstSteps) -> str | None:
    """Return the screen before one; None before the first."""
    earlier = steps.screens[: steps.screens.index(screen)] if screen in steps.screens else ()
    return next(reversed(earlier), None)


def first_steps(diary: Diary) -> FirstSteps:
    """Return which of the first steps are done; a diary that is not there yet has none."""
    entries = entries_so_far(diary)
    return memoize(
        entries, "first steps", lambda: _first_steps(in_force(entries), profile_of(entries).protocol.rule_set)
    )


def safety_answers(diary: Diary) -> dict[str, str]:
    """Return the answer "no" to each question of the start that has none yet, by the question's name."""
    rule_set = profile_of(entries_so_far(diary)).protocol.rule_set
    prompts = (rule_set.prompts[rule_set.facts[name].prompt] for name in first_steps(diary).unanswered)
    return {prompt.name: choices(prompt)[0][0] for prompt in prompts}


def ordinary_day(diary: Diary) -> OrdinaryDay:
    """Return how an ordinary day is: what was said of it, else the middle of the days that were rated."""
    entries = entries_so_far(diary)
    profile = profile_of(entries)
    remembered = {
        entry.name: entry.value for entry in in_force(entries) if entry.kind == "usual" and entry.name in RATINGS
    }
    if remembered:
        return OrdinaryDay(remembered, from_ratings=False)
    rated = usual_ratings(entries, profile.today(), profile)
    return OrdinaryDay({name: f"{float(value):.0f}" for name, value in rated.items()}, from_ratings=bool(rated))


def taken_since(diary: Diary) -> dict[int, date]:
    """Return the day that each of `TAKEN_OVER` stands for, by its number of days.

    Those that would begin after a rated day are left out: days on LDN would count as days before it.
    """
    entries = entries_so_far(diary)
    today = profile_of(entries).today()
    rated = min((entry.day for entry in in_force(entries) if entry.kind == "rating"), default=today)
    days = {over: today - timedelta(over) for over in TAKEN_OVER}
    return {over: day for over, day in days.items() if day <= rated}


def day_before_treatment(diary: Diary) -> dict[str, str]:
    """Return what was said of an ordinary day before LDN, by rating."""
    said = (entry for entry in in_force(entries_so_far(diary)) if entry.kind == "usual")
    return {
        entry.name.removeprefix(BEFORE_TREATMENT): entry.value
        for entry in said
        if entry.name.startswith(BEFORE_TREATMENT)
    }


def _first_steps(entries: Sequence[Entry], rule_set: RuleSet) -> FirstSteps:
    profile = {entry.name: entry.value for entry in entries if entry.kind == "profile"}
    answers = {entry.name: entry.value for entry in entries if entry.kind == "answer"}
    usual = {entry.name: entry.value for entry in entries if entry.kind == "usual"}
    kinds = {entry.kind for entry in entries}
    unanswered = tuple(
        fact.name
        for fact in rule_set.facts.values()
        if fact.at_start and fact.name not in answers and not (fact.name == "minor" and "birth-year" in profile)
    )
    phase = answers.get("phase", "")
    has_phase = "phase" in rule_set.prompts
    left_out = {"phase"} if not has_phase else set()
    left_out |= {"time-zone"} if profile.get("country") else set()
    taken = phase in TAKING or "dose" in kinds or HISTORY in profile
    left_out |= set() if taken else {"doses", "before"}
    done = {
        "country": bool(profile.get("country") and profile.get("timezone")),
        "time-zone": bool(profile.get("timezone")),
        "phase": "phase" in answers or "dose" in kinds or not has_phase,
        "doses": "dose" in kinds or HISTORY in profile,
        "usual": any(name in RATINGS for name in usual),
        "last-week": LAST_WEEK in usual,
        "before": any(name.startswith(BEFORE_TREATMENT) for name in usual),
        "plan": "plan" in kinds,
        "safety": all(rule_set.facts[name].considerations_only for name in unanswered),
        "check-in": any(entry.kind == "rating" and entry.name in DOMAINS for entry in entries),
    }
    return FirstSteps(
        done=frozenset(name for name, is_done in done.items() if is_done),
        screens=tuple(screen for screen in SCREENS if screen not in left_out),
        unanswered=unanswered,
        empty=not entries,
        zone=profile.get("timezone", ""),
        country=profile.get("country", ""),
        phase=phase,
        last_week=usual.get(LAST_WEEK, ""),
    )
