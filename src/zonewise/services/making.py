"""How is an entry made here: its moment, its id, and words that must be known ones?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from zonewise.diary.entry import Entry, Kind
from zonewise.problem import Problem, did_you_mean

from .clock import local_now
from .diary import new_id
from .profile import Profile


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was, on the wall clock."""

    day: date
    at: time | None


def moment(profile: Profile, day: date | None, at: time | None) -> Moment:
    """Return the moment meant: now where nothing is said, a day without a time where only the day is."""
    if day is not None:
        return Moment(day, at)
    now = local_now(profile.zone)
    return Moment(now.date(), at or now.time().replace(second=0, microsecond=0))


def made_entry(
    kind: Kind,
    name: str,
    value: str,
    when: Moment,
    profile: Profile,
    *,
    unit: str = "",
    note: str = "",
    supersedes: str = "",
) -> Entry:
    """Return an entry made here and now."""
    return Entry(new_id(), when.day, when.at, kind, name, value, unit, note, profile.zone, "cli", "", supersedes)


def refuse_coming_day(when: Moment, profile: Profile, where: str, problems: list[Problem]) -> None:
    """Add a problem when what has been felt or taken is written down for a day that is still to come."""
    if when.day > local_now(profile.zone).date():
        found = f"{when.day.isoformat()} is still to come."
        problems.append(
            Problem(where, 0, found, "Write it down on the day itself; was a digit mistyped?", "coming-day")
        )


def is_known(word: str, known: Iterable[str], what: str, problems: list[Problem], where: str = "check-in") -> bool:
    """Say whether a word is a known one; when not, add to `problems` what is."""
    words = tuple(known)
    if word in words:
        return True
    problems.append(
        Problem(
            where,
            0,
            f"'{word}' is not a known {what}.",
            f"{did_you_mean(word, words)}Known: {', '.join(words)}.",
            f"unknown-{what.split()[0]}",
        )
    )
    return False
