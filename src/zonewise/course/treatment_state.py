"""The state of treatment: all that is remembered of it after a day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .dose_course import DoseCourse

SETTLED_BY = ("continue", "restart-low")
"""What a doctor or nurse says that ends the wait after a call."""
LOW_AGAIN, STAY_OFF, NEW_PLAN = "restart-low", "stay-off", "new-plan"
AWAITED = "clinician"
"""Cause of a call that a doctor or nurse made: to stay off, or to wait for another plan."""


@dataclass(frozen=True, slots=True)
class NamedDose:
    """What guidance named on a day, before that day's dose."""

    # "call" for an emergency and for no more until a call, "pause", "lower", "rise"; for no change "doubt" in a flare
    # that may be tied to LDN, "unknown" where something that could change the answer is not known, else "".
    kind: str
    daily_mg: Decimal | None = None  # Average milligrams a day that a fall or a rise named, else None.
    cause: str = ""  # The danger sign of a call, else "".
    rules: tuple[str, ...] = ()  # Ids of the rules behind it.


@dataclass(frozen=True, slots=True)
class Deviation:
    """A day on which more was taken than was recommended, and no rise to it had been named; amounts in milligrams."""

    day: date
    taken_mg: Decimal
    recommended_mg: Decimal


@dataclass(frozen=True, slots=True)
class Call:
    """A day that ends in a clinician's hands, and why: a danger sign, `AWAITED`, or "" for another call of guidance."""

    day: date
    cause: str
    rules: tuple[str, ...] = ()  # Ids of the rules behind it.
    told_after: date | None = None  # The day of the last word that cannot have meant it: its sign was told only later.


@dataclass(frozen=True, slots=True)
class Reaction:
    """A day on which guidance lowered or paused a dose, and that dose, average milligrams a day."""

    day: date
    mg: Decimal
    paused: bool
    told_after: date | None = None  # The day of the last word, or plan, before what was behind it was told.


@dataclass(frozen=True, slots=True)
class ClinicianWord:
    """What a doctor or nurse said, and the day on which the person told it."""

    day: date
    said: str


@dataclass(frozen=True, slots=True)
class LowerRun:
    """The same lower dose on logged days in a row: its daily amount, its first day, on how many days."""

    mg: Decimal
    since: date
    days: int


@dataclass(frozen=True, slots=True)
class Treatment(DoseCourse):
    """The state of treatment after a day; its levels are those recommended."""

    deviations: tuple[Deviation, ...] = ()  # Days with more than was recommended, oldest first.
    calls: tuple[Call, ...] = ()  # Days with a call, oldest first.
    reactions: tuple[Reaction, ...] = ()  # Falls and pauses that guidance named, oldest first.
    words: tuple[ClinicianWord, ...] = ()  # What a doctor or nurse said, oldest first.
    is_stopped: bool = False  # Whether the rest that goes on is a stop rather than a pause.
    is_off: bool = False  # Whether the person's last word was that LDN is not taken.
    was_off: bool = False  # Whether it ever was.
    run: LowerRun | None = None  # Lower doses that go on, or None.
    taking: date | None = None  # Last day with a dose or a word of taking.
    told_on: date | None = None  # Last day from which on a dose was told; it stands for the days after it.
    left_out_since: date | None = None  # First dose left out since then.
    # The day of a dose after more unlogged days than may be missed, while nobody said that LDN was taken in them.
    unlogged_before: date | None = None

    @property
    def is_resting(self) -> bool:
        """Whether LDN is paused or stopped, by its course or by the person's word of it before any dose was known."""
        return bool(self.levels) and self.levels[-1].mg == 0

    @property
    def is_kept_off(self) -> bool:
        """Whether a rest was advised, or said by a clinician, and no word since then says to go on."""
        if not self.is_resting:
            return False
        now = self.levels[-1]
        is_advised = now.cause in ("named", "advised") or (now.cause == "clinician" and self.is_stopped)
        return is_advised and self.settled_on <= now.since

    def fell_lately(self, day: date, days: int) -> bool:
        """Return whether guidance lowered the dose less than so many days before; what goes on is of that before."""
        last = self.levels[-1] if self.levels else None
        return last is not None and last.cause == "named" and not last.rise and (day - last.since).days < days

    @property
    def known_until(self) -> date | None:
        """The last day of which a log or a word tells that LDN was taken; None after a dose told since a day."""
        return None if self.taking == self.told_on else self.taking

    @property
    def settled_on(self) -> date:
        """The last day on which a clinician's word settled what was open; the first of all days when none did."""
        return max((word.day for word in self.words if word.said in SETTLED_BY), default=date.min)

    @property
    def open_calls(self) -> tuple[Call, ...]:
        """The calls of which it is not told that a clinician's word settled them."""
        settled_on = self.settled_on
        return tuple(call for call in self.calls if call.day > settled_on or is_told_after(call, settled_on))

    def is_settled(self, reaction: Reaction) -> bool:
        """Return whether a clinician's word came since a reaction, and could know of what was behind it."""
        return reaction.day < self.settled_on and not is_told_after(reaction, self.settled_on)


def is_told_after(event: Call | Reaction, day: date) -> bool:
    """Return whether what was behind an event was written down only after what a clinician said, or wrote, on a day."""
    return event.told_after is not None and event.told_after >= day


def treatment_of(course: DoseCourse) -> Treatment:
    """Return a course of doses for one that was recommended, where nothing names a dose."""
    return Treatment(course.levels, course.last_taken, course.last_left_out, course.as_of)


NOT_STARTED = Treatment((), None, None, date.min)
