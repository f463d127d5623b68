"""What happened on each logical day?

A logical day ends at 04:00 local time unless the profile says otherwise: a bedtime dose after midnight belongs to the
evening before. The rule works on the wall clock as written, so daylight saving and travel cannot move an entry.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, time, timedelta
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from .entry import RATINGS, SAME_AS_USUAL, Entry, in_force

DAY_ENDS_AT = time(4, 0)
ONE_DAY = timedelta(days=1)
_RATINGS = frozenset(RATINGS)
_NOTHING: Mapping[str, float] = MappingProxyType({})
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Day:
    """One logical day.

    Attributes:
        day: The logical day.
        ratings: Ratings that were given, 0 to 10; several of one name on a day are averaged.
        as_usual: Ratings taken over by "same as usual"; never in `ratings`.
        dose_mg: Total naltrexone logged under any of its names, milligrams; None when nothing was logged, which is
            unknown and not untaken.
        entries: All entries in force on this day, in the order they were written.
    """

    day: date
    ratings: Mapping[str, float]
    as_usual: Mapping[str, float]
    dose_mg: Decimal | None
    entries: tuple[Entry, ...]

    def of_kind(self, kind: str) -> tuple[Entry, ...]:
        """Return this day's entries of one kind."""
        return tuple(entry for entry in self.entries if entry.kind == kind)


_SLOTS = tuple(getattr(Day, field.name).__set__ for field in fields(Day))


@lru_cache(maxsize=256)
def is_naltrexone(name: str) -> bool:
    """Say whether a dose entry of this name is a dose of naltrexone; a dose without a name is."""
    words = name.casefold()
    return "naltrexon" in words or words in ("", "dose") or "ldn" in words.split()


def logical_day(day: date, at: time | None, ends_at: time = DAY_ENDS_AT) -> date:
    """Return the logical day of a wall-clock date and time; without a time it is the date itself."""
    return day - ONE_DAY if at is not None and at < ends_at else day


def timeline(entries: Iterable[Entry], *, until: date, ends_at: time = DAY_ENDS_AT) -> tuple[Day, ...]:
    """Return one `Day` for each logical day from the first entry to `until`, days without entries included.

    Entries after `until` are left out, so that any past day can be seen as it stood.
    """
    return days_of(in_force(entries), until=until, ends_at=ends_at)


def days_of(standing: Iterable[Entry], *, until: date, ends_at: time = DAY_ENDS_AT) -> tuple[Day, ...]:
    """Return what `timeline` returns, for entries that `in_force` has already sorted out."""
    by_day: dict[date, list[Entry]] = defaultdict(list)
    day: date | None = None
    at: time | None = None
    for entry in standing:
        if entry.at is not at or entry.day is not day:  # entries of one moment mostly follow each other
            day, at = entry.day, entry.at
            same_day = by_day[day if at is None or at >= ends_at else day - ONE_DAY]  # `logical_day`, without a call
        same_day.append(entry)
    first = min((day for day in by_day if day <= until), default=None)
    if first is None:
        return ()
    days = [date.fromordinal(number) for number in range(first.toordinal(), until.toordinal() + 1)]
    entries = [tuple(by_day.get(day, ())) for day in days]
    return _filled(days, *zip(*map(_taken_in, entries), strict=True), entries)


def _filled(*columns: Sequence[object]) -> tuple[Day, ...]:
    """Return one `Day` for each place of the columns, one column for each field.

    The slots are filled column by column: a frozen dataclass's own constructor takes twice as long.
    """
    built = [object.__new__(Day) for _ in columns[0]]
    for fill, column in zip(_SLOTS, columns, strict=True):
        deque(map(fill, built, column), maxlen=0)
    return tuple(built)


def _taken_in(entries: Sequence[Entry]) -> tuple[Mapping[str, float], Mapping[str, float], Decimal | None]:
    """Return ratings, ratings taken over and dose of the entries of one day."""
    given: dict[str, float] = {}
    usual: dict[str, float] = {}
    twice: list[Entry] = []
    doses: list[Decimal] = []
    for entry in entries:
        kind = entry.kind
        if kind == "rating":
            name = entry.name
            if name in _RATINGS:
                if entry.unit == SAME_AS_USUAL:
                    if name in usual:
                        twice.append(entry)
                    else:
                        usual[name] = float(entry.value)
                elif name in given:
                    twice.append(entry)
                else:
                    given[name] = float(entry.value)
        elif kind == "dose":
            dose = _naltrexone_mg(entry.name, entry.value)
            if dose is not None:
                doses.append(dose)
    for entry in twice:
        like = [float(each.value) for each in entries if _same_rating(each, entry)]
        (usual if entry.unit == SAME_AS_USUAL else given)[entry.name] = sum(like) / len(like)
    if usual:
        usual = {name: value for name, value in usual.items() if name not in given}
    return (
        MappingProxyType(given) if given else _NOTHING,
        MappingProxyType(usual) if usual else _NOTHING,
        sum(doses, _ZERO) if doses else None,
    )


@lru_cache(maxsize=1024)
def _naltrexone_mg(name: str, value: str) -> Decimal | None:
    return Decimal(value) if is_naltrexone(name) else None


def _same_rating(one: Entry, other: Entry) -> bool:
    named = one.kind == "rating" and one.name == other.name
    return named and (one.unit == SAME_AS_USUAL) == (other.unit == SAME_AS_USUAL)
