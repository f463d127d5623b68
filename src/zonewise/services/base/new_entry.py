"""What a new entry is made of: its moment, its id, and words that must be known ones."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from zonewise.model.day_words import day_words
from zonewise.model.entry import Entry, Kind
from zonewise.problem import InputRefused, Problem, unknown_word

from .clock import local_now
from .diary import new_id
from .profile import Profile

BY_HAND = ("cli", "web")  # Sources of entries that a person wrote here, and did not import.


@dataclass(frozen=True, slots=True)
class InputSource:
    """Through what a person writes."""

    source: str = "cli"  # "cli" or "web".
    # A UUID made where the telling was made, or "". The ids of its entries come from it, so that the same telling sent
    # twice counts once.
    key: str = ""

    def entry_id(self, kind: Kind, name: str) -> str:
        """Return the id of an entry of this telling; a new one where it has no key."""
        return str(uuid.uuid5(uuid.UUID(self.key), f"{kind}/{name}")) if self.key else new_id()


COMMAND_LINE = InputSource()


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was, on the wall clock, and through what it is written down."""

    day: date
    at: time | None
    hand: InputSource = COMMAND_LINE


def moment(profile: Profile, day: date | None, at: time | None, hand: InputSource = COMMAND_LINE) -> Moment:
    """Return the moment meant: now where nothing is said, a day without a time where only the day is."""
    if day is not None:
        return Moment(day, at, hand)
    now = local_now(profile.zone)
    return Moment(now.date(), at or now.time().replace(second=0, microsecond=0), hand)


def moment_in(profile: Profile, day: date | None, at: time | None, hand: InputSource = COMMAND_LINE) -> Moment:
    """Return the moment meant on a logical day: now on the one that goes on, without a time on an earlier one.

    Args:
        day: The logical day; None is the one that goes on.
        at: The time on the clock where it is known; before the day's end it is that of the next date.
        hand: Through what it is written down.
    """
    if at is None and (day is None or day == profile.today()):
        return moment(profile, None, None, hand)
    if day is None:
        return moment(profile, None, at, hand)
    return Moment(day + timedelta(days=1) if at is not None and at < profile.day_ends_at else day, at, hand)


def not_sent_before(made: Iterable[Entry], existing: Iterable[Entry]) -> list[Entry]:
    """Return the entries that are new; those of a telling that came before are left out.

    Raises:
        InputRefused: The same telling came before and said something else.
    """
    known = {entry.id: entry for entry in existing}
    new = [entry for entry in made if entry.id not in known]
    if any(_row_content(entry) != _row_content(known[entry.id]) for entry in made if entry.id in known):
        fault = "this was written down before, and then it said something else."
        raise InputRefused([Problem("check-in", 0, fault, "Open the page again and correct the entry.", "sent-before")])
    return new


def checked_key(key: str) -> str:
    """Return the key of a telling.

    Raises:
        InputRefused: It is no UUID.
    """
    try:
        return str(uuid.UUID(key)) if key else ""
    except ValueError:
        fault = "the key of what was sent is not a UUID."
        raise InputRefused([Problem("key", 0, fault, "Open the page again.", "not-a-key", field="key")]) from None


def _row_content(entry: Entry) -> Sequence[str]:
    return (entry.kind, entry.name, entry.value, entry.unit, entry.note)


def make_entry(
    kind: Kind,
    name: str,
    value: str,
    when: Moment,
    profile: Profile,
    *,
    unit: str = "",
    note: str = "",
) -> Entry:
    """Return an entry made here and now."""
    # A day may have several danger signs, each an answer of its own, and a medicine both its start and its stop.
    several = kind == "medicine" or (kind, name) == ("answer", "danger_sign")
    name_of_answer = f"{name}/{value}" if several else name
    new = when.hand.entry_id(kind, name_of_answer)
    return Entry(new, when.day, when.at, kind, name, value, unit, note, profile.zone, when.hand.source)


def coming_day_problems(when: Moment, profile: Profile, where: str) -> list[Problem]:
    """Return what is wrong with writing down for a day that is still to come what has been felt or taken."""
    if when.day <= local_now(profile.zone).date():
        return []
    expected = "Write it down on the day itself; was a digit mistyped?"
    return [Problem(where, 0, f"{day_words(when.day)} is still to come.", expected, "coming-day", field="day")]


def is_known(word: str, known: Iterable[str], what: str, problems: list[Problem], where: str = "check-in") -> bool:
    """Say whether a word is a known one; when not, add to `problems` what is."""
    words = tuple(known)
    if word in words:
        return True
    expected = unknown_word(word, words)
    problems.append(Problem(where, 0, f"'{word}' is not a known {what}.", expected, f"unknown-{what.split()[0]}"))
    return False
