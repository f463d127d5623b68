"""Entries: each one thing a person wrote down, and which of them are in force.

An entry is never changed. A correction is a new entry that names the old one in `supersedes`; an entry of kind
`withdrawn` takes one back. The same entry sent twice has the same id and counts once.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache
from typing import Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Kind = Literal[
    "rating",
    "usual",
    "dose",
    "plan",
    "medicine",
    "sign",
    "event",
    "profile",
    "answer",
    "zone",
    "tracker",
    "note",
    "trial",
    "withdrawn",
]

KINDS: tuple[Kind, ...] = get_args(Kind)

DOMAINS = ("anxiety", "laxity", "pain", "immune", "mood", "sensory")
BESIDE_DOMAINS = ("fatigue", "sleep", "cognition")
RATINGS = (*DOMAINS, *BESIDE_DOMAINS, "function")
"""Each rating is 0 (none) to 10 (worst). `function` is how much of the person's usual day was not possible."""

EVENTS = ("infection", "vaccine", "exertion", "stress", "period", "filler-change", "new-medicine", "surgery")

LAST_WEEK = "last-week"
"""Name of the entry of kind `usual` that says how the seven days before it were, beside an ordinary day."""

BEFORE_TREATMENT = "before-"
"""What the name of an entry of kind `usual` begins with that says how an ordinary day was before LDN."""

LAST_WEEKS = ("as-usual", "worse", "flare")
"""As usual or better, getting worse, or a flare."""

SAME_AS_USUAL = "as-usual"  # The unit of a rating that was taken over by "same as usual" instead of being given.


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing a person wrote down, as it was written."""

    id: str  # Made where the entry was made; the same id counts once.
    day: date  # Local calendar date as written (not yet the logical day).
    at: time | None  # Local wall-clock time as written, or None when it was not given.
    kind: Kind  # What sort of thing this is.
    name: str  # The domain, medicine, sign, event, profile field, question or tracker.
    value: str = ""  # The value as text with a decimal point; "" when the kind needs none.
    unit: str = ""  # The unit as text; "mg" for doses in milligrams, `SAME_AS_USUAL` for a rating taken over.
    note: str = ""  # The person's own words.
    zone: str = ""  # IANA name of the time zone that `day` and `at` are read in; "" means the profile's.
    source: str = ""  # Where it came from: "cli", "web", "demo", or "import:<format>:<row key>".
    entered_at: str = ""  # UTC instant at which it was recorded, ISO 8601 with "Z".
    supersedes: str = ""  # Id of the entry that this one replaces, or "".


def in_force(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries that stand: each id once, none superseded, none withdrawn.

    The order is that of `in_order`. It does not depend on the order of arrival, so two devices that hold the same
    entries see the same diary.
    """
    by_id = {entry.id: entry for entry in entries}
    superseded = {
        entry.supersedes
        for entry in by_id.values()
        if entry.supersedes and ((old := by_id.get(entry.supersedes)) is None or may_supersede(entry, old))
    }
    standing = [entry for entry in by_id.values() if entry.id not in superseded and entry.kind != "withdrawn"]
    return tuple(in_order(standing))


def may_supersede(new: Entry, old: Entry) -> bool:
    """Say whether one entry can be a correction of another: of the same kind and name, or it takes that one back.

    A row of a file may be read as something else when the file is imported again with another mapping.
    """
    if new.id == old.id:
        return False
    same_row = new.source == old.source and new.source.startswith("import:")
    return same_row or new.kind == "withdrawn" or (new.kind, new.name) == (old.kind, old.name)


def in_force_by_kind(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Return the entries of `in_force` by kind, each kind in the same order as there.

    Where they were written in several time zones, what stands until something else is said stays in real time, and what
    happened on a day is in the order of the days as written.
    """
    kinds = defaultdict[str, list[Entry]](list)
    for entry in in_force(entries):
        kinds[entry.kind].append(entry)
    for kind, of_kind in kinds.items():
        if len({entry.zone for entry in of_kind}) > 1:
            kinds[kind] = RealTimeOrder(of_kind) if kind in LASTING else sorted(of_kind, key=written_order)
    return dict(kinds)


LASTING: tuple[Kind, ...] = ("profile", "answer", "plan", "zone", "usual", "medicine")
"""Kinds of which the last one said stands."""


class RealTimeOrder(list[Entry]):
    """Entries of one kind in real time, whose days as written may fall."""


def written_order(entry: Entry) -> tuple[date, time, str, str]:
    """Return the place of an entry among others: by its date and time, then by when it was recorded."""
    return (entry.day, entry.at or time.max, entry.entered_at, entry.id)


def in_asked_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return entries of one day as a person looks for them: ratings as they are asked, then the rest as it came."""

    def place(entry: Entry) -> int:
        if entry.kind != "rating":
            return len(RATINGS) + 1
        return RATINGS.index(entry.name) if entry.name in RATINGS else len(RATINGS)

    return tuple(sorted(entries, key=place))


def in_order(entries: Iterable[Entry], zone: str | None = None) -> list[Entry]:
    """Return entries in the order of what they speak of, in real time.

    Where all were written in one time zone that is the order of date and time as written. Where somebody travelled, or
    corrected the time zone, what was written in the evening further east comes before the same day's noon further
    west, and what is said last stands last. On a day on which clocks change the order is that of the clock.

    Args:
        zone: IANA name of the time zone of entries that name none, or ""; None is the one that these entries set.
    """
    unordered = list(entries)
    if len({entry.zone for entry in unordered}) <= 1:
        return sorted(unordered, key=written_order)
    zone = usual_zone(unordered) if zone is None else zone
    return sorted(unordered, key=lambda entry: (_minutes(entry, zone), *written_order(entry)[2:]))


def usual_zone(entries: Iterable[Entry]) -> str:
    """Return the time zone that the profile was given last, which entries without one are read in; "" for none."""
    given = [entry for entry in entries if (entry.kind, entry.name) == ("profile", "timezone")]
    return max(given, key=lambda entry: (entry.entered_at, *written_order(entry))).value if given else ""


def moment_on_clock(entry: Entry, zone: str) -> tuple[date, time]:
    """Return the date and time at which an entry was on the wall clock of a time zone.

    Args:
        zone: IANA name of the time zone, also that of an entry that names none.
    """
    moment = datetime.combine(entry.day, entry.at or time.max, _time_zone(entry.zone or zone))
    there = moment.astimezone(_time_zone(zone))
    return there.date(), there.time()


LIVE_WITHIN_MINUTES = 14 * 60
"""The most by which a clock on any wall differs from UTC."""


def _minutes(entry: Entry, zone: str) -> float:
    """Return when it was, minutes since a day of UTC; an entry without a time lies at the end of its date."""
    day, at = entry.day, entry.at
    minutes = day.toordinal() * 1440 + (1440 if at is None else at.hour * 60 + at.minute + at.second / 60)
    if not entry.zone and at is not None:
        recorded = _recorded(entry.entered_at)
        if recorded is not None and abs(recorded - minutes) <= LIVE_WITHIN_MINUTES:
            return recorded  # it was written at that moment, on a clock that nobody had named yet
    return minutes - _offset_minutes(entry.zone or zone, day)


def _recorded(entered_at: str) -> float | None:
    try:
        instant = datetime.fromisoformat(entered_at).astimezone(UTC)
    except ValueError:
        return None
    return instant.toordinal() * 1440 + instant.hour * 60 + instant.minute


@lru_cache(maxsize=4096)
def _offset_minutes(zone: str, day: date) -> float:
    """Return by how much the clock of a time zone was ahead of UTC at noon of a day."""
    offset = datetime.combine(day, time(12), _time_zone(zone)).utcoffset()
    return offset.total_seconds() / 60 if offset is not None else 0.0


@lru_cache(maxsize=64)
def _time_zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC  # one that nobody knows stops nothing
