"""The logical days of a diary, none left out, and what was written down on each.

A logical day ends at 04:00 local time unless the profile says otherwise: a bedtime dose after midnight belongs to the
evening before. The rule works on the wall clock as written, so daylight saving and travel cannot move an entry.
"""

from abc import abstractmethod
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import groupby, pairwise
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Self, TypeVar, overload

from .entry import RATINGS, SAME_AS_USUAL, Entry, RealTimeOrder, in_force_by_kind, in_order, usual_zone, written_order
from .personal_cache import personal_cache
from .substances import is_naltrexone_dose

if TYPE_CHECKING:
    from numpy import bool_, float64
    from numpy.typing import NDArray

DAY_ENDS_AT = time(4, 0)
ONE_DAY = timedelta(days=1)
Item = TypeVar("Item")
COLUMN = {name: number for number, name in enumerate(RATINGS)}
_WRITTEN_FOR = attrgetter("day")


@dataclass(frozen=True, slots=True)
class Day:
    """One logical day."""

    day: date  # The logical day.
    ratings: Mapping[str, float]  # Ratings that were given, 0 to 10; several of one name on a day are averaged.
    as_usual: Mapping[str, float]  # Ratings taken over by "same as usual"; never in `ratings`.
    # Total naltrexone logged under any of its names, milligrams; None when nothing was logged, which is unknown and not
    # untaken.
    dose_mg: Decimal | None
    entries: tuple[Entry, ...]  # All entries in force on this day, in the order they were written.

    def of_kind(self, kind: str) -> tuple[Entry, ...]:
        """Return this day's entries of one kind."""
        return tuple(entry for entry in self.entries if entry.kind == kind)


@dataclass(frozen=True, slots=True, eq=False)
class RatingColumns:
    """The ratings of consecutive days, one column for each of `RATINGS`."""

    first: date
    given: "NDArray[float64]"  # (days, 10) Ratings that were given, points; NaN where none was.
    as_usual: "NDArray[float64]"  # (days, 10) Ratings taken over by "same as usual", points; NaN where none was.

    def __len__(self) -> int:
        """Return the number of days."""
        return len(self.given)

    @property
    def taken_over(self) -> "NDArray[bool_]":
        """(days, 10) Where a rating was taken over."""
        import numpy as np

        return ~np.isnan(self.as_usual)

    @property
    def entered(self) -> "NDArray[float64]":
        """(days, 10) What was entered, given or taken over, points; NaN where nothing was."""
        import numpy as np

        return np.where(np.isnan(self.given), self.as_usual, self.given)


class LazySequence(Sequence[Item]):
    """A sequence of which each item is put together when it is read first. Equal to any sequence of equal items.

    Of two years of days most are never read one by one: to make them all would double the time of today's answer.
    """

    def __init__(self, length: int) -> None:
        """Take how many items there are."""
        self._numbers = range(length)
        self._items: dict[int, Item] = {}

    @abstractmethod
    def _item_at(self, number: int) -> Item:
        """Put the item with this number together."""

    def _item(self, number: int) -> Item:
        if number not in self._items:
            self._items[number] = self._item_at(number)
        return self._items[number]

    def take_items_of(self, other: "LazySequence[Item]", count: int) -> None:
        """Take over what was put together of the first items of a sequence whose first ones are the same."""
        self._items |= {number: item for number, item in other._items.items() if number < count}

    def beginning(self, count: int) -> Self:
        """Return the first items; both share what was put together already."""
        first = copy(self)
        first._numbers = self._numbers[:count]
        return first

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Item, ...]: ...
    def __getitem__(self, index: int | slice) -> Item | tuple[Item, ...]:
        numbers = self._numbers[index]
        return self._item(numbers) if isinstance(numbers, int) else tuple(map(self._item, numbers))

    def __len__(self) -> int:
        return len(self._numbers)

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


class Timeline(LazySequence[Day]):
    """Every logical day from the first entry to the last day asked about, none left out.

    What is asked of all days is there without reading them one by one: the ratings in columns, and the doses.
    """

    def __init__(
        self, kinds: Mapping[str, Sequence[Entry]], first: date, until: date, ends_at: time, zone: str = ""
    ) -> None:
        """Take entries in force by kind.

        Args:
            kinds: The entries, none before `first`; those after `until` are passed over.
            first: The first logical day.
            until: The last one; before `first` there are no days.
            ends_at: When a logical day ends.
            zone: The time zone of entries that name none.
        """
        super().__init__(max(0, (until - first).days + 1))
        self._kinds = {kind: _by_written_day(entries) for kind, entries in kinds.items()}
        self._first, self._ends_at, self._zone = first, ends_at, zone

    @cached_property
    def ratings(self) -> RatingColumns:
        """The ratings of all days."""
        return self._ratings_from(0)

    def _ratings_from(self, number: int) -> RatingColumns:
        """Return the ratings of the days from one on."""
        import numpy as np

        given: tuple[list[int], list[float]] = ([], [])  # places, and the ratings that stand there
        as_usual: tuple[list[int], list[float]] = ([], [])
        first, entries = self._first + ONE_DAY * number, self._up_to_end("rating")
        entries = entries[bisect_left(entries, first, key=self._day_of) :]
        for (day, at), ratings in groupby(entries, attrgetter("day", "at")):
            begin = (logical_day(day, at, self._ends_at) - first).days * len(RATINGS)
            for entry in ratings:
                if entry.name in COLUMN:
                    places, values = as_usual if entry.unit == SAME_AS_USUAL else given
                    places.append(begin + COLUMN[entry.name])
                    values.append(float(entry.value))
        days = len(self) - number
        columns = RatingColumns(first, _to_columns(*given, days), _to_columns(*as_usual, days))
        columns.as_usual[columns.given == columns.given] = np.nan  # only what is not NaN equals itself
        return columns

    def take_ratings_of(self, longer: "Timeline") -> None:
        """Take the ratings over from a longer timeline of the same entries, so as not to read them twice."""
        if self._first == longer._first:
            columns = longer.ratings
            self.__dict__["ratings"] = RatingColumns(
                self._first, columns.given[: len(self)], columns.as_usual[: len(self)]
            )

    def take_past_of(self, shorter: "Timeline") -> None:
        """Take over what a timeline knows whose diary has only grown since, on its last day or after it."""
        import numpy as np

        known = len(shorter) - 1
        if self._first == shorter._first and 0 < known < len(self):
            before, after = shorter.ratings, self._ratings_from(known)
            self.__dict__["ratings"] = RatingColumns(
                self._first,
                np.concatenate((before.given[:known], after.given)),
                np.concatenate((before.as_usual[:known], after.as_usual)),
            )
            self.take_items_of(shorter, known)

    @cached_property
    def doses_mg(self) -> Mapping[date, Sequence[Decimal]]:
        """Each dose of naltrexone, milligrams, by the logical day on which it was logged; other days are left out."""
        doses = defaultdict[date, list[Decimal]](list)
        for entry in self._up_to_end("dose"):
            mg = _naltrexone_mg(entry.name, entry.value)
            if mg is not None:
                doses[self._day_of(entry)].append(mg)
        return dict(doses)

    def on(self, day: date) -> Day:
        """Return one day by its date; one outside the timeline holds what was written for it all the same."""
        of_day: list[Entry] = []
        for entries in self._kinds.values():
            begin = bisect_left(entries, day, key=_WRITTEN_FOR)
            end = bisect_right(entries, day + ONE_DAY, begin, key=_WRITTEN_FOR)  # what follows midnight is of the day
            of_day += [entry for entry in entries[begin:end] if self._day_of(entry) == day]
        of_day = in_order(of_day, self._zone)
        return Day(day, *_ratings_and_dose(of_day), tuple(of_day))

    def _up_to_end(self, kind: str) -> Sequence[Entry]:
        entries = self._kinds.get(kind, ())  # in the order written logical days never fall
        return entries[: bisect_left(entries, self._first + ONE_DAY * len(self), key=self._day_of)]

    def _day_of(self, entry: Entry) -> date:
        return logical_day(entry.day, entry.at, self._ends_at)

    def _item_at(self, number: int) -> Day:
        return self.on(self._first + ONE_DAY * number)


def logical_day(day: date, at: time | None, ends_at: time = DAY_ENDS_AT) -> date:
    """Return the logical day of a wall-clock date and time; without a time it is the date itself."""
    return day - ONE_DAY if at is not None and at < ends_at else day


def timeline(entries: Iterable[Entry], *, until: date, ends_at: time = DAY_ENDS_AT) -> Timeline:
    """Return one `Day` for each logical day from the first entry to `until`, days without entries included.

    Entries after `until` are left out, so that any past day can be seen as it stood.
    """
    kinds = in_force_by_kind(entries)
    return days_of(kinds, until=until, ends_at=ends_at, zone=usual_zone(kinds.get("profile", ())))


def days_of(
    kinds: Mapping[str, Sequence[Entry]], *, until: date, ends_at: time = DAY_ENDS_AT, zone: str = ""
) -> Timeline:
    """Return what `timeline` returns, for entries that `in_force_by_kind` has already sorted out."""
    earliest = [_by_written_day(entries)[0] for entries in kinds.values()]
    first = [logical_day(entry.day, entry.at, ends_at) for entry in earliest]
    return Timeline(kinds, min(first, default=until + ONE_DAY), until, ends_at, zone)


def _by_written_day(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Return entries of one kind by date and time as written, so that their logical days never fall."""
    return sorted(entries, key=written_order) if isinstance(entries, RealTimeOrder) else entries


def rating_columns(days: Sequence[Day]) -> RatingColumns:
    """Return the ratings of some days in columns.

    Args:
        days: A timeline, or any days.

    Raises:
        ValueError: There are no days, or they do not follow each other one by one.
    """
    import numpy as np

    if isinstance(days, Timeline):
        return days.ratings
    if not days:
        raise ValueError("columns need at least one day")
    for before, after in pairwise(days):
        if after.day - before.day != ONE_DAY:
            raise ValueError(f"{after.day} follows {before.day}; the timeline must hold every day, one by one")
    given = np.array([[day.ratings.get(name, np.nan) for name in RATINGS] for day in days])
    as_usual = np.array([[day.as_usual.get(name, np.nan) for name in RATINGS] for day in days])
    return RatingColumns(days[0].day, given, as_usual)


def _average(values: Sequence[float]) -> float:
    """Return what counts when one thing was rated several times on a day."""
    return sum(values) / len(values)


def _to_columns(places: Sequence[int], ratings: Sequence[float], days: int) -> "NDArray[float64]":
    """Return (days, 10) ratings, points, several in one place averaged; NaN where there is none.

    Args:
        places: Place of each rating: day by day, in the order of `RATINGS`.
        ratings: The ratings, points.
        days: How many days there are.
    """
    import numpy as np

    size = days * len(RATINGS)
    total = np.bincount(np.array(places, np.intp), ratings, minlength=size)
    with np.errstate(invalid="ignore"):  # nothing over none is NaN, as it should be
        return (total / np.bincount(np.array(places, np.intp), minlength=size)).reshape(days, len(RATINGS))


def _ratings_and_dose(entries: Iterable[Entry]) -> tuple[Mapping[str, float], Mapping[str, float], Decimal | None]:
    """Return ratings, ratings taken over and dose of the entries of one day."""
    given, as_usual = defaultdict[str, list[float]](list), defaultdict[str, list[float]](list)
    doses: list[Decimal] = []
    for entry in entries:
        if entry.kind == "rating" and entry.name in COLUMN:
            (as_usual if entry.unit == SAME_AS_USUAL else given)[entry.name].append(float(entry.value))
        elif entry.kind == "dose" and (mg := _naltrexone_mg(entry.name, entry.value)) is not None:
            doses.append(mg)
    return (
        MappingProxyType({name: _average(values) for name, values in given.items()}),
        MappingProxyType({name: _average(values) for name, values in as_usual.items() if name not in given}),
        sum(doses, Decimal(0)) if doses else None,
    )


@personal_cache(1024)
def _naltrexone_mg(name: str, value: str) -> Decimal | None:
    return Decimal(value) if is_naltrexone_dose(name) else None
