"""What a file holds of one tracker, and the rules that can be made of it.

Facts about the apps are in `docs/import.md`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from zonewise.model.amounts import is_dose_unit
from zonewise.model.substances import is_naltrexone_alone

from .cell_values import Direction, is_number, number
from .dates import is_midnight, is_stamp
from .tracker_mapping import TrackerRule
from .word_lists import is_unanswered

CHEST_PAIN = "chest pain is not averaged into pain; above zero, zonewise asks about danger signs"

_SAMPLES = 60
_LONGEST_WORD = 60
_REMEMBERED = 64  # Different values of a tracker that are looked at once.
_SHARE = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*/\s*([0-9]{1,3})|([0-9]+(?:[.,][0-9]+)?)\s*%")


@dataclass(frozen=True, slots=True)
class TrackerSummary:
    """What a file says about one tracker."""

    tracker: str  # Its name, or the name of a column.
    category: str = ""  # Its category; `COLUMN` for a column of an unknown file.
    count: int = 0  # Rows with a value.
    lowest: Decimal | None = None  # Lowest number, None without any.
    highest: Decimal | None = None  # Highest number, None without any.
    other_values: int = 0  # Rows whose value is no number.
    samples: tuple[str, ...] = ()  # Some of its values as written.
    unit: str = ""  # The unit that its first row has, or "".
    words: tuple[str, ...] = ()  # Its different values that are no numbers and say something, at most `_SAMPLES`.
    parts: int = 0  # Rows with a number that is not whole.
    tops: frozenset[int] = frozenset()  # What stands behind the bar of values such as 7/10, and 100 for 70 %.
    stamps: int = 0  # Rows whose value, or whose day, is a day with a time.
    midnights: int = 0  # Those of them at midnight.
    counts_up: bool = False  # Whether its values are whole numbers that grow by one from row to row.

    @property
    def at_midnight(self) -> bool:
        """Whether it has stamps and each of them is at midnight, as spreadsheets write a day without a time."""
        return 0 < self.stamps == self.midnights

    def is_within(self, low: Decimal | int, high: Decimal | int) -> bool:
        """Say whether no value is outside a scale."""
        return (self.lowest is None or self.lowest >= low) and (self.highest is None or self.highest <= high)

    def as_target(self, target: str, because: str = "") -> TrackerRule:
        """Return the rule that makes an event, a medicine or the like of it."""
        return TrackerRule(self.tracker, target, self.category, because=because)

    def as_rating(
        self, target: str, low: int, high: int, higher_is: Direction = "worse", because: str = ""
    ) -> TrackerRule:
        """Return the rule that makes a rating of it."""
        return TrackerRule(self.tracker, target, self.category, Decimal(low), Decimal(high), higher_is, because=because)

    def under_own_name(self, top: int | None = None, unit: str = "", because: str = "") -> TrackerRule:
        """Return the rule that keeps it under its own name, on a scale from 0 to `top` when that is known."""
        low, high = (None, None) if top is None else (Decimal(0), Decimal(top))
        return TrackerRule(self.tracker, "tracker", self.category, low, high, unit=unit, because=because)

    def as_medicine(self) -> TrackerRule:
        """Return the rule of a medicine; naltrexone is a dose when the file shows that its unit is one of a dose."""
        if not is_naltrexone_alone(self.tracker):
            return self.as_target("medicine")
        if self.shows_dose_unit():
            return self.as_target("dose")
        return self.under_own_name(because="it has no unit; say which where these are doses")

    def shows_dose_unit(self) -> bool:
        """Say whether a unit of a dose stands beside its numbers."""
        beside_numbers = (sample.lstrip("0123456789., ") for sample in self.samples)
        return is_dose_unit(self.unit) or any(map(is_dose_unit, beside_numbers))


class SummaryBuilder:
    """The summary of one tracker while its rows stream past."""

    def __init__(self, tracker: str, category: str, unit: str) -> None:
        self._begun = TrackerSummary(tracker, category, unit=unit)
        self._known: dict[str, int] = {}  # values that change nothing but the counts, and what they are
        self._samples: list[str] = []
        self._words: list[str] = []
        self._tops: set[int] = set()
        self._lowest: Decimal | None = None
        self._highest: Decimal | None = None
        self._tally = [0, 0, 0, 0, 0]  # rows; those with no number; with a part; with a stamp; at midnight
        self._last: int | None = None
        self._counts_up = True

    def add(self, value: str, day: str = "") -> None:
        """Take in the value of one more row, and its day where the row names one."""
        if not value:
            return
        kind = self._known.get(value)
        if kind is None:
            kind = self._look(value)
            if len(self._known) < _REMEMBERED:
                self._known[value] = kind
        for place in range(5):
            self._tally[place] += kind >> place & 1
        if day and is_stamp(day):
            self._tally[3] += 1
            self._tally[4] += is_midnight(day)
        if self._counts_up:
            ahead = int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None
            self._counts_up = ahead is not None and (ahead in (0, 1) if self._last is None else ahead == self._last + 1)
            self._last = ahead

    def summary(self) -> TrackerSummary:
        """Return what was taken in so far."""
        count, others, parts, stamps, midnights = self._tally
        return replace(
            self._begun,
            count=count,
            lowest=self._lowest,
            highest=self._highest,
            other_values=others,
            samples=tuple(self._samples),
            words=tuple(self._words),
            parts=parts,
            tops=frozenset(self._tops),
            stamps=stamps,
            midnights=midnights,
            counts_up=self._counts_up and count > 0,
        )

    def _look(self, value: str) -> int:
        """Return what a value is, a bit for each place of the tally, and keep what is new in it."""
        if len(self._samples) < _SAMPLES and value[:100] not in self._samples:
            self._samples.append(value[:100])
        share = _SHARE.fullmatch(value)
        if share is None and not is_number(value):
            if len(self._words) < _SAMPLES and not is_unanswered(value):
                self._words.append(value[: _LONGEST_WORD + 1])
            stamped = is_stamp(value)
            return 1 | 2 | stamped << 3 | (stamped and is_midnight(value)) << 4
        amount = number(share[1] or share[3] if share else value, self._begun.tracker)
        if share:
            self._tops.add(int(share[2] or 100))
        self._lowest = amount if self._lowest is None else min(self._lowest, amount)
        self._highest = amount if self._highest is None else max(self._highest, amount)
        return 1 | (amount % 1 != 0) << 2


def share_of(value: str, high: Decimal | None) -> str:
    """Return the number of a value such as 7/10 or 70 % where the scale ends there; else the value as it is."""
    match = _SHARE.fullmatch(value) if "/" in value or "%" in value else None
    return (match[1] or match[3]) if match is not None and high == int(match[2] or 100) else value


def summaries_by_name(trackers: Iterable[TrackerSummary]) -> dict[tuple[str, str], TrackerSummary]:
    """Return the summaries by tracker and category, both folded for comparing."""
    return {(" ".join(one.tracker.split()).casefold(), one.category.casefold()): one for one in trackers}
