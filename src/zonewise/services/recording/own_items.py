"""Symptoms and factors that a person names and follows beside the ratings. None of them moves the zone."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from zonewise.model.amounts import plain
from zonewise.model.entry import RATINGS, Entry
from zonewise.problem import InputRefused, Problem
from zonewise.services.base.cache import entries_in_force
from zonewise.services.base.diary import Diary, add_entries, entries_so_far
from zonewise.services.base.new_entry import COMMAND_LINE, InputSource, Moment, make_entry, moment
from zonewise.services.base.profile import Profile, profile_of

OwnKind = Literal["symptom", "factor"]
KINDS: tuple[OwnKind, ...] = ("symptom", "factor")
MOST_ITEMS = 10
LONGEST_NAME = 40
PREFIX = "own:"  # Begins the name of the profile entry that says that an item is followed.
DROPPED = "no"  # Value of that entry once the item is followed no more.
HOURS = "Hours slept"  # Followed by everybody who fills it in.
MOST_HOURS = 24
PRESENT = "yes"  # Value of a factor on a day on which it was there.
_NUMBER = re.compile(r"[0-9]{1,2}(?:[.,][0-9])?")
_NAME = re.compile(r"[^\W_][\w .,'()/+-]*")


@dataclass(frozen=True, slots=True)
class OwnItem:
    """One thing that a person follows."""

    name: str  # As the person named it.
    kind: OwnKind  # A symptom is rated 0 to 10, a factor was there or not.


def own_items(entries: Sequence[Entry]) -> tuple[OwnItem, ...]:
    """Return what a person follows, in the order in which it was named first."""
    said = {entry.name: entry.value for entry in entries_in_force(entries) if _is_item(entry)}
    return tuple(
        OwnItem(name.removeprefix(PREFIX), kind) for name, value in said.items() for kind in KINDS if kind == value
    )


def add_own_item(diary: Diary, name: str, kind: str, *, hand: InputSource = COMMAND_LINE) -> None:
    """Follow something from now on.

    Raises:
        InputRefused: It has no name that can be kept, is followed already, is asked anyway, or is one too many.
    """
    entries, words = entries_so_far(diary), " ".join(name.split())
    items = own_items(entries)
    problem = _name_problem(words, kind, items)
    if problem is not None:
        raise InputRefused([problem])
    _say(diary, entries, words, kind, hand)


def drop_own_item(diary: Diary, name: str, *, hand: InputSource = COMMAND_LINE) -> None:
    """Follow something no more; what was written of it stays.

    Raises:
        InputRefused: It is not followed.
    """
    entries = entries_so_far(diary)
    if name not in {item.name for item in own_items(entries)}:
        fault = f"'{name[:LONGEST_NAME]}' is not on your list."
        raise InputRefused([Problem("own", 0, fault, "Choose one that is.", "unknown-item", field="name")])
    _say(diary, entries, name, DROPPED, hand)


def own_entries(
    said: Mapping[str, str], on_the_day: Iterable[Entry], when: Moment, profile: Profile, problems: list[Problem]
) -> list[Entry]:
    """Return the entries that a check-in makes of own items; one of the same day and name is superseded.

    Args:
        said: Name to text: 0 to 10, hours, or `PRESENT`.
        on_the_day: What stands for the day.
        problems: What is wrong is added here.
    """
    earlier = {entry.name: entry for entry in on_the_day if entry.kind == "tracker" and entry.source == "web"}
    made = []
    for name, text in said.items():
        value = text if text == PRESENT else _number(name, text, problems)
        if value is None or (name in earlier and earlier[name].value == value):
            continue
        entry = make_entry("tracker", name, value, when, profile, unit="h" if name == HOURS else "")
        before = earlier.get(name)
        made.append(replace(entry, supersedes=before.id) if before is not None and before.id != entry.id else entry)
    return made


def _number(name: str, text: str, problems: list[Problem]) -> str | None:
    most = MOST_HOURS if name == HOURS else 10
    if _NUMBER.fullmatch(text.strip()):
        value = Decimal(text.strip().replace(",", "."))
        if value <= most:
            return plain(value)
    fault, expected = f"'{text[:20]}' is not a number for {name}.", f"Write one from 0 to {most}."
    problems.append(Problem("check-in", 0, fault, expected, "number-needed", field=f"own.{name}"))
    return None


def _name_problem(words: str, kind: str, items: Sequence[OwnItem]) -> Problem | None:
    taken = {item.name.casefold() for item in items}
    if kind not in KINDS:
        return Problem(
            "own", 0, "it is not said what this is.", "Choose a symptom or a factor.", "no-kind", field="kind"
        )
    if not _NAME.fullmatch(words) or len(words) > LONGEST_NAME:
        expected = f"Write a short name of letters, at most {LONGEST_NAME}."
        return Problem("own", 0, "this name cannot be kept.", expected, "no-name", field="name")
    if words.casefold() in taken:
        return Problem("own", 0, f"{words} is on your list already.", "Choose another name.", "repeated", field="name")
    if words.casefold() in {*RATINGS, HOURS.casefold()}:
        return Problem("own", 0, f"{words} is asked anyway.", "Choose something else.", "repeated", field="name")
    if len(items) >= MOST_ITEMS:
        expected = "Take one off the list first."
        return Problem("own", 0, f"you follow {MOST_ITEMS} things already.", expected, "too-many", field="name")
    return None


def _say(diary: Diary, entries: Sequence[Entry], name: str, value: str, hand: InputSource) -> None:
    profile = profile_of(entries)
    add_entries(diary, [make_entry("profile", f"{PREFIX}{name}", value, moment(profile, None, None, hand), profile)])


def _is_item(entry: Entry) -> bool:
    return entry.kind == "profile" and entry.name.startswith(PREFIX)
