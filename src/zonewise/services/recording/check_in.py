"""One check-in as entries."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from zonewise.model.amounts import plain
from zonewise.model.entry import EVENTS, RATINGS, SAME_AS_USUAL, Entry
from zonewise.model.timeline import logical_day
from zonewise.problem import InputRefused, Problem
from zonewise.rules.rule_set import RuleSet
from zonewise.services.base.cache import entries_in_force
from zonewise.services.base.diary import Diary, add_entries, entries_so_far
from zonewise.services.base.entry_check import answer_in_words_of, answer_problem
from zonewise.services.base.new_entry import (
    BY_HAND,
    COMMAND_LINE,
    InputSource,
    Moment,
    coming_day_problems,
    is_known,
    make_entry,
    moment,
    not_sent_before,
)
from zonewise.services.base.profile import Profile, profile_of
from zonewise.zones.zone import MOST_CAUTIOUS_FIRST

from .doses import dose_entries
from .own_items import own_entries
from .standing_ratings import superseding_standing

if TYPE_CHECKING:
    from sqlalchemy import Connection

GRADES = ("1", "2", "3")
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
HIGHEST = 10


@dataclass(frozen=True, slots=True)
class CheckIn:
    """What a person says in one check-in; everything may be left out."""

    ratings: Mapping[str, str] = field(default_factory=dict)  # Name to text, 0 to 10.
    as_usual: bool = False  # Take over the usual of each rating that is not given.
    danger: Sequence[str] = ()  # Danger signs, or ("none",).
    # Name to grade 1 to 3; "none" alone with grade "" says there are none.
    side_effects: Mapping[str, str] = field(default_factory=dict)
    events: Sequence[str] = ()  # Names of events.
    zone: str = ""  # A zone the person declares, or "".
    answers: Mapping[str, str] = field(default_factory=dict)  # Question to answer.
    note: str = ""  # The person's own words.
    nothing_else: bool = False  # No danger sign, no side effect, nothing else new.
    dose: str = ""  # The dose taken, as it is written by hand; "0" was left out on purpose, "" is not said.
    medicines: Sequence[str] = ()  # Names of medicines that were begun.
    own: Mapping[str, str] = field(default_factory=dict)  # Own symptoms, factors and hours slept: name to text.


def check_in(
    diary: Diary, content: CheckIn, *, day: date | None, at: time | None, hand: InputSource = COMMAND_LINE
) -> int:
    """Write one check-in down and return how many entries it made.

    A rating given again for the same logical day supersedes the earlier one, so correcting is checking in again.

    Args:
        day: The date it speaks of; None is now.
        at: The time on the clock, where it is known.
        hand: Through what it is written down.

    Raises:
        InputRefused: With every problem; then nothing was stored.
    """
    existing = entries_so_far(diary)
    profile = profile_of(existing)
    return check_in_at(diary, content, moment(profile, day, at, hand), existing)


def check_in_at(
    diary: Diary, content: CheckIn, when: Moment, existing: Sequence[Entry], *, only_new: bool = False
) -> int:
    """Write one check-in of a moment down and return how many entries it made; one that was sent before makes none.

    Args:
        when: The moment it speaks of, and through what it comes.
        only_new: Leave out what stands for the day already, as on a page that shows it again; a dose and a note count.

    Raises:
        InputRefused: With every problem; then nothing was stored.
    """
    profile = profile_of(existing)
    made = _made(content, when, existing, profile)
    if not made:
        raise InputRefused(
            [Problem("check-in", 0, "nothing was said.", "Give at least one rating, such as pain=4.", "empty")]
        )
    new = not_sent_before(made, existing)
    if only_new:
        there = {_content(entry) for entry in _on_the_day(existing, when, profile)}
        new = [entry for entry in new if entry.kind in ("dose", "note") or _content(entry) not in there]

    def prepare(connection: "Connection", made: list[Entry]) -> list[Entry]:
        from zonewise.store.entries import entries_by_id

        stored = entries_by_id(connection, [entry.id for entry in made])
        return superseding_standing(connection, not_sent_before(made, stored.values()), profile)

    return add_entries(diary, new, prepare).added if new else 0


def _content(entry: Entry) -> tuple[str, str, str, str]:
    return (entry.kind, entry.name, entry.value, entry.unit)


def _on_the_day(existing: Sequence[Entry], when: Moment, profile: Profile) -> list[Entry]:
    day = logical_day(when.day, when.at, profile.day_ends_at)
    dates = (day, day + timedelta(days=1))  # the hours after midnight belong to the day before
    near = (entry for entry in entries_in_force(existing) if entry.day in dates)
    return [entry for entry in near if logical_day(entry.day, entry.at, profile.day_ends_at) == day]


def _made(content: CheckIn, when: Moment, existing: Sequence[Entry], profile: Profile) -> list[Entry]:
    problems: list[Problem] = []
    if (
        content.ratings
        or content.as_usual
        or content.danger
        or content.side_effects
        or content.zone
        or content.nothing_else
        or content.own
    ):
        problems += coming_day_problems(when, profile, "check-in")
    made = [*_ratings(content, existing, profile, when, problems), *_signs(content, when, profile, problems)]
    made += [
        make_entry("event", name, "", when, profile)
        for name in content.events
        if is_known(name, EVENTS, "event", problems)
    ]
    if content.zone and is_known(content.zone, MOST_CAUTIOUS_FIRST, "zone", problems):
        made.append(make_entry("zone", "declared", content.zone, when, profile))
    answers = _all_answers(content, profile.protocol.rule_set)
    refused = (answer_problem(name, value, "check-in", profile.protocol.rule_set) for name, value in answers.items())
    problems += filter(None, refused)
    made += [make_entry("answer", name, value, when, profile) for name, value in answers.items()]
    made += [make_entry("medicine", name.strip(), "start", when, profile) for name in content.medicines if name.strip()]
    made += own_entries(content.own, _on_the_day(existing, when, profile), when, profile, problems)
    if content.note:
        made.append(make_entry("note", "check-in", content.note, when, profile))
    if content.dose:
        try:
            made += dose_entries(content.dose, when, existing, profile)
        except InputRefused as refused:
            problems += refused.problems
    if problems:
        raise InputRefused(problems)
    return made


def _ratings(
    content: CheckIn, existing: Sequence[Entry], profile: Profile, when: Moment, problems: list[Problem]
) -> list[Entry]:
    given = {
        name: rating_text(name, value, problems)
        for name, value in content.ratings.items()
        if is_known(name, RATINGS, "rating", problems)
    }
    day = logical_day(when.day, when.at, profile.day_ends_at)
    earlier = {
        entry.name: entry
        for entry in _on_the_day(existing, when, profile)
        if entry.kind == "rating"
        and entry.source in BY_HAND
        and entry.id != when.hand.entry_id("rating", entry.name)  # this very telling, sent before
    }
    made = [make_entry("rating", name, value, when, profile) for name, value in given.items()]
    if content.as_usual:
        usual = usual_ratings(existing, day, profile)
        made += [
            make_entry("rating", name, value, when, profile, unit=SAME_AS_USUAL)
            for name, value in usual.items()
            if name not in given and name not in earlier
        ]
        if not usual:
            fault = "no usual is known yet."
            expected = "Give ratings for some days first; a usual is learnt from them."
            problems.append(Problem("check-in", 0, fault, expected, "no-usual", field="as_usual"))
    return made


def usual_ratings(existing: Sequence[Entry], day: date, profile: Profile) -> dict[str, str]:
    """Return the median of the given ratings of each name in the days that the zones look back on.

    Of a name that was not rated in them it is what the person said of an ordinary day.
    """
    from statistics import median

    back = timedelta(days=profile.protocol.settings.zones.window_from_days)
    given: dict[str, list[Decimal]] = {}
    remembered: dict[str, str] = {}
    for entry in entries_in_force(existing):
        if entry.kind == "usual" and entry.name in RATINGS and entry.day <= day:
            remembered[entry.name] = entry.value
        if not day - back <= entry.day <= day:
            continue
        this = logical_day(entry.day, entry.at, profile.day_ends_at)
        if entry.kind == "rating" and entry.unit != SAME_AS_USUAL and day - back <= this < day:
            given.setdefault(entry.name, []).append(Decimal(entry.value))
    return remembered | {name: plain(median(values)) for name, values in given.items()}


def _signs(content: CheckIn, when: Moment, profile: Profile, problems: list[Problem]) -> list[Entry]:
    made: list[Entry] = []
    danger_signs = profile.protocol.rule_set.danger_signs
    for sign in content.danger:
        if is_known(sign, ("none", *danger_signs), "danger sign", problems):
            made.append(make_entry("answer", "danger_sign", sign, when, profile))
    if "none" in content.danger and len(content.danger) > 1:
        fault, expected = "danger signs and 'none' were given together.", "Give the signs alone, or 'none' alone."
        problems.append(Problem("check-in", 0, fault, expected, "contradiction", field="danger"))
    for name, grade in content.side_effects.items():
        if name == "none" and not grade:
            made.append(make_entry("answer", "side_effects", "none", when, profile))
        elif name in danger_signs:
            problems.append(
                Problem("check-in", 0, f"'{name}' is a danger sign.", f"Give it as --danger {name}.", "danger-sign")
            )
        elif grade in GRADES:
            made.append(make_entry("sign", name, grade, when, profile))
        else:
            fault = f"the side effect '{name}' has the grade '{grade}'."
            expected = "Write name=1 (noticeable), 2 (disturbs the day) or 3 (unbearable)."
            problems.append(Problem("check-in", 0, fault, expected, "wrong-grade", field=f"side_effect.{name}"))
    return made


def _all_answers(content: CheckIn, rule_set: RuleSet) -> dict[str, str]:
    """Return the answers; who says that there is nothing else answers each question of that kind left open."""
    reported = {
        "danger_sign": content.danger,
        "side_effects": content.side_effects,
        "other_change": content.events or content.medicines,
    }
    answers = {name: answer_in_words_of(name, value, rule_set) for name, value in content.answers.items()}
    for prompt in rule_set.prompts.values() if content.nothing_else else ():
        if prompt.nothing_else and not reported.get(prompt.name):
            answers.setdefault(prompt.name, prompt.nothing_else)
    return answers


def rating_text(name: str, text: str, problems: list[Problem], where: str = "check-in") -> str:
    """Return a rating as it is stored, or "" with a problem added."""
    if _NUMBER.fullmatch(text.strip()):
        value = Decimal(text.strip().replace(",", "."))
        if value <= HIGHEST:
            return plain(value)
    fault, expected = f"the rating of {name} is '{text}'.", "Write a number from 0 (none) to 10 (worst)."
    problems.append(Problem(where, 0, fault, expected, "rating-out-of-range", field=f"rating.{name}"))
    return ""
