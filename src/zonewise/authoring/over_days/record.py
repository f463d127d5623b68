"""What a bystander writes down who knows nothing of the transition: what was named, what was told, what was taken."""

from dataclasses import dataclass, replace
from decimal import Decimal

from zonewise.course.dose_level import NO_DOSE
from zonewise.course.treatment_state import AWAITED, LOW_AGAIN, NEW_PLAN, SETTLED_BY, STAY_OFF

from .abstract_day import Evening, Words
from .course_state import CourseSetting

CALLS, BAD, STOPS, FALLS = 2, 4, 5, {7, 8}
"""Numbers of the properties that calls, what went badly, stops and falls are kept for."""


@dataclass(frozen=True, slots=True)
class Record:
    """What was named and told until an evening; ages in days, None where there was no such day."""

    level_mg: Decimal = NO_DOSE  # The dose named last, average milligrams a day.
    rest: int | None = None  # Since LDN was last named or told to be off.
    on: int = 0  # Since this dose was first named and no time off came after it.
    fell: int | None = None  # Since a lower dose was named, while none rose after it.
    called: str = ""  # What the call was about of which nobody told what was said; "a call" without a sign.
    low_only: bool = False  # Whether LDN is to begin again low.
    stopped: bool = False
    begun: bool = False  # Whether a dose was ever taken or told.
    off: bool = False  # Whether the person's last word was that LDN is not taken.
    bad: tuple[tuple[Decimal, int, bool], ...] = ()  # By dose: how often it went badly; whether a word settled it.


@dataclass(frozen=True)
class Bystander:
    """Keeps the record of a person's days."""

    setting: CourseSetting
    start_low_after: frozenset[str]
    rising: frozenset[str]
    rest_days: int  # From so many days on the length of a rest counts no more.
    dose_days: int  # The same of days at a dose.
    watched: frozenset[int]  # Numbers of the properties that are looked at; what serves the others is not kept.

    def after_telling(self, record: Record, words: Words, awaited: bool) -> Record:
        """Return the record after what was told on a day."""
        said = LOW_AGAIN if words.new_plan and (awaited or words.said == NEW_PLAN) else words.said
        if words.new_plan:
            record = replace(record, bad=())
        if said in SETTLED_BY:
            low = record.low_only or said == LOW_AGAIN
            bad = tuple((mg, times, True) for mg, times, _ in record.bad)
            record = replace(record, called="", low_only=low, bad=bad)
            if low:
                record = self._off(record)
        elif said in (STAY_OFF, NEW_PLAN):
            stopped = record.stopped or (said == STAY_OFF and record.begun)
            record = replace(record, called=record.called or AWAITED, stopped=stopped)
            record = self._off(record) if said == STAY_OFF else record
        if words.wish == "yes":
            record = replace(record, stopped=False)
        if words.told_mg is not None:
            record = self._moved(record, words.told_mg)
        if words.phase in ("paused", "stopped"):
            record = replace(self._off(record), stopped=record.stopped or words.phase == "stopped")
        if words.phase == "not-started" and not record.begun:
            record = replace(record, stopped=False, rest=None)
        if words.phase:
            record = replace(record, off=words.phase in ("not-started", "paused", "stopped"))
        return record

    def named(self, record: Record, evening: Evening, total_mg: Decimal | None) -> Record:
        """Return the record after what was named and taken on a day, and the night after it."""
        mg, action = evening.mg, evening.action
        if evening.kind == "lower" or evening.kind == "pause":
            record = self._went_badly(record, mg or NO_DOSE)
        taken = total_mg if total_mg is not None else NO_DOSE
        if evening.kind == "call":
            record = self._called(record, evening)
        elif mg and action not in self.rising:
            if mg < record.level_mg:
                record = replace(record, fell=0, on=0)
            record = replace(record, level_mg=mg, begun=True)
        elif mg and action in self.rising and taken >= mg:
            record = replace(self._moved(record, mg), fell=None, low_only=False, stopped=False)
        elif mg == NO_DOSE and self.setting.protocol.rule_set.doses[action] != "stop":
            record = self._off(record)
        if not record.begun and taken and evening.kind != "rise" and (not record.off or evening.opened.is_unknown):
            # the first dose of all tells what is taken; of somebody who takes none it is the plan's first step
            record = self._moved(record, self.setting.first_mg if record.off else taken)
        return self._night(record)

    def _called(self, record: Record, evening: Evening) -> Record:
        low = record.low_only or evening.sign in self.start_low_after
        if evening.words.said in SETTLED_BY:  # told on the same day, of this call
            return self._off(replace(record, low_only=low)) if low else record
        has_sign = record.called not in ("", "a call", AWAITED)
        called = evening.sign or (record.called if has_sign else "a call")
        return replace(record, called=called, low_only=low)

    def _moved(self, record: Record, mg: Decimal) -> Record:
        if not mg:
            return self._off(record)
        on = 0 if mg != record.level_mg else record.on
        return replace(record, level_mg=mg, rest=None, on=on, fell=None, stopped=False, begun=True)

    def _off(self, record: Record) -> Record:
        if not record.begun and not record.level_mg:
            return record
        rest = 0 if record.level_mg or record.rest is None else record.rest
        return replace(record, level_mg=NO_DOSE, rest=rest, on=0, fell=None)

    def _went_badly(self, record: Record, to_mg: Decimal) -> Record:
        if BAD not in self.watched or to_mg >= record.level_mg:
            return record
        counted = self.setting.protocol.settings.facts.bad_times_that_close
        times = {mg: count for mg, count, _ in record.bad}
        times[record.level_mg] = min(times.get(record.level_mg, 0) + 1, counted)
        settled = {mg: done for mg, _, done in record.bad} | {record.level_mg: False}
        return replace(record, bad=tuple((mg, times[mg], settled[mg]) for mg in sorted(times)))

    def _night(self, record: Record) -> Record:
        fall_days = self.setting.protocol.settings.facts.second_reduction_days
        if CALLS not in self.watched:
            record = replace(record, called="", low_only=False)
        if STOPS not in self.watched:
            record = replace(record, stopped=False)
        if not FALLS & self.watched:
            record = replace(record, fell=None)
        return replace(
            record,
            off=record.off and not record.begun,
            rest=None if record.rest is None else min(record.rest + 1, self.rest_days),
            on=min(record.on + 1, self.dose_days),
            fell=None if record.fell is None else min(record.fell + 1, fall_days),
        )
