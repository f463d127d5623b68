"""What a bystander writes down who knows nothing of the transition: what was named, what was told, what was taken."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from zonewise.course.dose_level import NO_DOSE
from zonewise.course.treatment_state import AWAITED, LOW_AGAIN, NEW_PLAN, SETTLED_BY, STAY_OFF

from .abstract_day import Taken, Words
from .course_state import CourseSetting
from .state_graph import NamedView, ToldView

STOPS = 5
ALWAYS_KEPT = ("level_mg", "own", "begun", "off", "was_off", "low_only", "low_call", "stopped")
KEPT: Mapping[int, tuple[str, ...]] = {
    1: ("last_mg",),
    2: ("called",),
    4: ("rest", "left_out", "unknown", "untaken", "bad"),
    5: ("stopped", "wanted"),
    6: ("on",),
    7: ("fell",),
    8: ("fell",),
    10: ("rest", "left_out", "unknown", "untaken", "bad"),
}
"""What the bystander of each property keeps beside the dose named and whether LDN was begun."""


@dataclass(frozen=True, slots=True)
class OwnLowerDose:
    """A dose lower than the one named that the person takes without being told to; ages in days."""

    mg: Decimal
    since: int = 0  # Since it was first taken, with no other dose and no longer gap than allowed since then.
    days: int = 1  # On how many days it was.
    last: int = 0  # Since it was last taken.


@dataclass(frozen=True, slots=True)
class Record:
    """What was named and told until an evening; ages in days, None where there was no such day."""

    level_mg: Decimal = NO_DOSE  # The dose named last, average milligrams a day.
    last_mg: Decimal = NO_DOSE  # The last dose before a rest, where it bears on what LDN is taken up again with.
    rest: int | None = None  # Since LDN was last named or told to be off, or since it was not taken any more before.
    left_out: int | None = None  # Since the first dose that was left out after the last one taken.
    unknown: int = 0  # Since a dose was last taken, or LDN told to be taken.
    untaken: int | None = None  # Since the first day of a call that is open, or the day after a dose in it.
    on: int = 0  # Since this dose was first named and no time off came after it.
    # Since a lower dose was named, while none rose after it; one that the person chose counts from its first day.
    fell: int | None = None
    own: OwnLowerDose | None = None  # The lower dose that the person takes of their own accord.
    called: str = ""  # What the call was about of which nobody told what was said; "a call" without a sign.
    asked: bool = False  # Whether what was told on the day is of a call of an earlier day.
    low_only: bool = False  # Whether LDN is to begin again low.
    low_call: bool = False  # Whether it is, once it is told what a clinician said of the call that is open.
    stopped: bool = False
    wanted: bool = False  # Whether LDN was said to be wanted again since it was stopped.
    begun: bool = False  # Whether a dose was ever taken or told.
    off: bool = False  # Whether the person's last word was that LDN is not taken...
    was_off: bool = False  # ...or an earlier one was.
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
    low_counts: bool = True  # Whether a word of a clinician can come, and with it that LDN is to begin again low.

    def after_telling(self, record: Record, words: Words, awaited: bool) -> Record:
        """Return the record after what was told on a day."""
        if words.wish:
            record = replace(record, wanted=words.wish == "yes")
        said = LOW_AGAIN if words.new_plan and (awaited or words.said == NEW_PLAN) else words.said
        if words.new_plan:
            record = replace(record, bad=())
        if said in SETTLED_BY:
            low = record.low_only or record.low_call or said == LOW_AGAIN
            bad = tuple((mg, times, True) for mg, times, _ in record.bad)
            asked = bool(record.called) and not words.new_plan
            record = replace(record, called="", asked=asked, low_only=low, low_call=False, bad=bad, untaken=None)
            if low:
                record = self._off(record)
        elif said in (STAY_OFF, NEW_PLAN):
            stopped = record.stopped or (said == STAY_OFF and record.begun)
            wanted = record.wanted and said != STAY_OFF
            record = replace(record, called=record.called or AWAITED, stopped=stopped, wanted=wanted)
            record = self._off(record) if said == STAY_OFF else record
        if words.told_mg is not None:
            record = replace(self._moved(record, words.told_mg), unknown=0)
        if words.phase in ("titrating", "stable"):
            record = replace(record, left_out=None, unknown=0)
        if words.phase in ("paused", "stopped"):
            is_stop = words.phase == "stopped"
            record = self._off(replace(record, begun=True))  # whoever pauses has begun, known dose or not
            record = replace(record, stopped=record.stopped or is_stop, wanted=record.wanted and not is_stop)
        if words.phase:
            off = words.phase in ("not-started", "paused", "stopped")
            record = replace(record, off=off, was_off=record.was_off or off)
        return record

    def on_evening(self, record: Record, evening: ToldView, awaited: bool) -> Record:
        """Return the record with what an evening named before a word of a clinician, and with what was told on it."""
        kind, named_mg = evening.before_word or ("", None)
        mg = named_mg or NO_DOSE
        if kind == "call" and not evening.is_call:
            record = replace(record, untaken=0 if record.untaken is None else record.untaken)
        if kind in ("lower", "pause") and mg < record.level_mg:
            record = self._went_badly(record, mg)
            record = replace(record, level_mg=mg, fell=0, on=0, own=None) if mg else self._off(record)
        return self.after_telling(record, evening.words, awaited)

    def named(self, record: Record, evening: NamedView, taken: Taken) -> Record:
        """Return the record after what was named and taken on a day, and the night after it."""
        mg, action, total_mg = evening.mg, evening.action, sum(taken or (), NO_DOSE)
        if evening.kind in ("lower", "pause"):
            record = self._went_badly(record, mg or NO_DOSE)
        if evening.kind == "call":
            record = self._called(record, evening)
        elif mg and action not in self.rising:
            if mg < record.level_mg:
                record = replace(record, fell=0, on=0, own=None)
            record = replace(record, level_mg=mg, begun=True)
        elif mg and action in self.rising and total_mg >= mg:
            record = replace(self._moved(record, mg), fell=None, low_only=False)
        elif mg == NO_DOSE and self.setting.protocol.rule_set.doses[action] != "stop":
            record = self._off(record)
        is_told = not record.off or evening.is_unknown
        if not record.begun and total_mg and evening.kind != "rise" and is_told and not record.stopped:
            # the first dose of all tells what is taken; of somebody who takes none it is the plan's first step
            to_mg = min(self.setting.first_mg, total_mg) if record.was_off else total_mg
            record = replace(self._moved(record, to_mg), low_only=record.low_only and to_mg > self.setting.low_mg)
        if total_mg:
            untaken = None if record.untaken is None else -1  # of a call that is open it counts from tomorrow on
            record = replace(record, left_out=None, untaken=untaken, unknown=0)
            if evening.words.dose_before:  # and then it was paused or stopped
                record = replace(self._off(record), stopped=record.stopped or evening.words.phase == "stopped")
        elif taken is not None and record.left_out is None:
            record = replace(record, left_out=0)
        return self._night(self._missed(self._own_step_down(record, evening, taken)))

    def _missed(self, record: Record) -> Record:
        """Return the record after too many doses were left out, or none was taken after a call: that is a rest."""
        facts, left_out, untaken = self.setting.protocol.settings.facts, record.left_out, record.untaken
        is_left_out = left_out is not None and record.unknown > self.setting.missed_days
        is_advised = untaken is not None and untaken >= facts.missed_after_call_days
        return self._off(record) if record.level_mg and (is_left_out or is_advised) else record

    def _own_step_down(self, record: Record, evening: NamedView, taken: Taken) -> Record:
        """Return the record after a day's doses: a lower one of the plan on enough days in a row is the dose."""
        own, mg = record.own, sum(taken or (), NO_DOSE)
        if not mg:
            return record if record.level_mg else replace(record, own=None)
        if mg >= record.level_mg or mg not in self.setting.amounts_mg:
            return replace(record, own=None)
        is_same = own is not None and own.mg == mg and own.last - 1 <= self.setting.missed_days
        if evening.kind == "lower" and not is_same:
            return record  # less than the dose gone back to answers that evening
        own = OwnLowerDose(mg, own.since, own.days + 1) if own is not None and is_same else OwnLowerDose(mg)
        if own.days < self.setting.protocol.settings.facts.own_lower_dose_days:
            return replace(record, own=own)
        return replace(record, level_mg=mg, fell=own.since, on=own.since, own=None)

    def _called(self, record: Record, evening: NamedView) -> Record:
        is_low = evening.sign in self.start_low_after
        record = replace(record, untaken=0 if record.untaken is None else record.untaken)
        if evening.words.said in SETTLED_BY and not (record.asked and evening.sign):  # told of this call
            return self._off(replace(record, low_only=True)) if is_low else record
        has_sign = record.called not in ("", "a call", AWAITED)
        called = evening.sign or (record.called if has_sign else "a call")
        return replace(record, called=called, low_call=record.low_call or is_low)

    def _moved(self, record: Record, mg: Decimal) -> Record:
        if not mg:
            return self._off(record)
        on = 0 if mg != record.level_mg else record.on
        return replace(record, level_mg=mg, rest=None, on=on, fell=None, stopped=False, wanted=False, begun=True)

    def _off(self, record: Record) -> Record:
        if not record.begun and not record.level_mg:
            return record
        rest = record.rest
        if record.level_mg or rest is None:
            rest = max(record.left_out or 0, record.untaken or 0)
        last_mg = record.level_mg or record.last_mg
        return replace(record, level_mg=NO_DOSE, last_mg=last_mg, rest=rest, on=0, fell=None)

    def _went_badly(self, record: Record, to_mg: Decimal) -> Record:
        if to_mg >= record.level_mg:
            return record
        counted = self.setting.protocol.settings.facts.bad_times_that_close
        times = {mg: count for mg, count, _ in record.bad}
        times[record.level_mg] = min(times.get(record.level_mg, 0) + 1, counted)
        settled = {mg: done for mg, _, done in record.bad} | {record.level_mg: False}
        return replace(record, bad=tuple((mg, times[mg], settled[mg]) for mg in sorted(times)))

    def _night(self, record: Record) -> Record:
        fall_days = self.setting.protocol.settings.facts.second_reduction_days
        most, gap = max(self.dose_days, fall_days), self.setting.missed_days + 2
        own = record.own
        if own is not None:
            own = replace(own, since=min(own.since + 1, most), last=min(own.last + 1, gap))
        kept: dict[str, Any] = {
            "asked": False,
            "last_mg": record.last_mg if self.setting.low_mg > self.setting.first_mg else NO_DOSE,
            "off": record.off and not record.begun,
            "was_off": record.was_off and not record.begun,
            "stopped": record.stopped and (STOPS in self.watched or not record.begun),
            "low_only": record.low_only and self.low_counts,
            "low_call": record.low_call and self.low_counts,
            "rest": None if record.rest is None else min(record.rest + 1, self.rest_days),
            "unknown": min(record.unknown + 1, gap) if record.level_mg else 0,
            "left_out": None if record.left_out is None else min(record.left_out + 1, self.rest_days),
            "untaken": None if record.untaken is None else min(record.untaken + 1, self.rest_days),
            "on": min(record.on + 1, self.dose_days),
            "fell": None if record.fell is None else min(record.fell + 1, fall_days),
            "own": own if own is not None and own.last - 1 <= self.setting.missed_days else None,
        }
        return replace(record, **{**kept, **self._not_kept})

    @cached_property
    def _not_kept(self) -> Mapping[str, Any]:
        kept = {*ALWAYS_KEPT, *(name for number in self.watched for name in KEPT[number])}
        return {field.name: field.default for field in fields(Record) if field.name not in kept}
