"""What the person answered, and whether it is still good."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise

from zonewise.model.entry import Entry, moment_on_clock
from zonewise.model.timeline import logical_day
from zonewise.rules.rule_set import Prompt

YES_WORDS = {"yes": True, "true": True, "no": False, "false": False}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer."""

    value: str  # As it was given.
    unit: str  # A detail, such as "long-acting" for an opioid.
    day: date  # Logical day on which it was given, or which it speaks of.
    at: time | None = None  # Time of day as written, or None.
    entered_at: str = ""  # Instant of recording, or "".
    is_correction: bool = False  # Whether it took the place of another one, which may have been given long before.

    def came_before(self, entry: Entry, day: date) -> bool:
        """Say whether an entry of this logical day speaks of a later time, or was written down later."""
        if entry.entered_at > self.entered_at or day > self.day:
            return True
        return day == self.day and (entry.at or time.max) > (self.at or time.max)


class Answers:
    """All answers that stand on a day, by question."""

    def __init__(
        self, entries: Iterable[Entry], as_of: date, ends_at: time, prompts: Mapping[str, Prompt], zone: str = ""
    ) -> None:
        """Sort the answers by question.

        Args:
            entries: Entries in force, in the order they were written; other kinds are passed over.
            as_of: Answers of later logical days do not count.
            ends_at: When a logical day ends.
            prompts: What may be answered, and for how long each answer holds.
            zone: The time zone of the profile; what was answered under another one, where it is tomorrow already, has
                been answered all the same.
        """
        self._zone = zone
        self.as_of = as_of
        self._prompts = prompts
        self._ends_at = ends_at
        self._entries: dict[str, list[Entry]] = {}
        for entry in entries:
            if entry.kind == "answer":
                self._entries.setdefault(entry.name, []).append(entry)

    def until(self, day: date) -> "Answers":
        """Return the answers that stood on an earlier day."""
        earlier = copy(self)
        earlier.as_of = day
        return earlier

    def latest(self, name: str, *, since: date | None = None, within_days: int | None = None) -> Answer | None:
        """Return the last answer to a question if it is still good, else None.

        Args:
            since: Answers from before this day are not good any more.
            within_days: Answers older than so many days are not good any more; 0 is today only.
        """
        last = next(self._back(name), None)
        if last is None or (since is not None and last.day < since):
            return None
        if within_days is not None and last.day < self.as_of - timedelta(days=within_days):
            return None
        return last

    def valid(self, name: str, *, since: date | None = None) -> Answer | None:
        """Return the last answer to a question if it holds by the protocol, else None.

        Args:
            name: The question; one that this protocol does not ask has no valid answer.
            since: Answers from before this day are not good any more.
        """
        prompt = self._prompts.get(name)
        return None if prompt is None else self.latest(name, since=since, within_days=prompt.holds)

    def valid_yes_no(self, name: str) -> bool | None:
        """Return a yes that holds as True, a no as False, and None when there is no such answer."""
        answer = self.valid(name)
        return None if answer is None else YES_WORDS.get(answer.value)

    def all_of(self, name: str) -> Sequence[Answer]:
        """Return all answers to a question, the last one first."""
        return tuple(self._back(name))

    def turned_to_yes(self, name: str) -> Sequence[date]:
        """Return the days on which a yes was answered to a question whose answer before was none or another."""
        turns = pairwise((*self._back(name), None))  # the last one first
        return tuple(now.day for now, before in turns if now and _says_yes(now) and not (before and _says_yes(before)))

    def all_on(self, name: str, day: date) -> Sequence[Answer]:
        """Return all answers to a question of one day, the last one first."""
        return tuple(answer for answer in self._back(name) if answer.day == day)

    def entries_of(self, name: str) -> Sequence[Entry]:
        """Return the entries that answer a question in the order written, those of later days included."""
        return self._entries.get(name, ())

    def _back(self, name: str) -> Iterator[Answer]:
        """Yield the answers to a question from the last one back, in real time."""
        for entry in reversed(self.entries_of(name)):
            day = logical_day(entry.day, entry.at, self._ends_at)
            if day > self.as_of and entry.zone not in ("", self._zone):
                day = max(self.as_of, logical_day(*moment_on_clock(entry, self._zone), self._ends_at))
            if day <= self.as_of:
                is_correction = bool(entry.supersedes)
                yield Answer(entry.value, entry.unit, day, entry.at, entry.entered_at, is_correction)

    def yes_no(self, name: str, *, since: date | None = None) -> bool | None:
        """Return a yes as True, a no as False, and None when there is no good answer."""
        answer = self.latest(name, since=since)
        return None if answer is None else YES_WORDS.get(answer.value)


def _says_yes(answer: Answer) -> bool:
    return YES_WORDS.get(answer.value) is True
