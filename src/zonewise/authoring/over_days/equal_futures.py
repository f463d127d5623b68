"""States with equal futures made one state: what no rule, fact or transition can look at any more is left out.

A date counts up to the bound that a rule or a named number sets, and further back only by its order. Of what went
badly the number of times counts, and whether a clinician's word came after it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import overload

from zonewise.course.dose_course import PHASE_WORDS, TAKING
from zonewise.course.dose_level import NO_DOSE, Level, step_back
from zonewise.course.treatment_state import SETTLED_BY, Call, ClinicianWord, LowerRun, Reaction, Treatment
from zonewise.plan.schedule import at_ceiling, step_to_resume
from zonewise.rules.compiled_table import cuts_of

from .course_state import CALLED, DOSED, SETTLED, TODAY, WENT_BADLY, CourseSetting, CourseState

DAY = timedelta(days=1)
OPEN_CALL = "unresolved_danger"
"""Name of the fact of a call of which nobody told what was said."""


@dataclass
class EqualFutures:
    """Which of a state is remembered.

    Attributes:
        setting: The protocol and the plan.
        tracked: Facts that are read off the state; what serves the others alone is left out of it.
    """

    setting: CourseSetting
    tracked: Collection[str]
    clinician: bool = True  # Whether a word of a clinician can come.
    exact_falls: bool = True  # Whether the days since a fall count; else it may always be of late and of long ago.
    _today: date = TODAY  # The day from which a state is seen.

    def _bound(self, name: str) -> int:
        """Return from how many days on no rule tells two values of a fact apart; 0 for a fact that is not tracked."""
        cuts = cuts_of(self.setting.protocol.rule_set).get(name, ()) if name in self.tracked else ()
        return max(cuts, default=0)

    @cached_property
    def dose_days(self) -> int:
        """Days at a dose that count."""
        interval = self.setting.plan.interval_days or 0
        return max(self._bound("days_at_dose"), interval if "plan_interval_over" in self.tracked else 0)

    @cached_property
    def pause_days(self) -> int:
        """Days of a pause that count."""
        return self._bound("days_since_pause")

    @cached_property
    def call_days(self) -> int:
        """Days since a call that count."""
        return self._bound("days_since_call")

    @cached_property
    def log_days(self) -> int:
        """Days without a log that count."""
        return self.setting.missed_days + 2

    @overload
    def _capped(self, day: date, days: int) -> date: ...
    @overload
    def _capped(self, day: date | None, days: int) -> date | None: ...
    def _capped(self, day: date | None, days: int) -> date | None:
        """Return a day, or the earliest that counts, as it lies before `TODAY` when seen from the other day."""
        return None if day is None else TODAY - min(self._today - day, DAY * max(days, 1))

    def merged(self, state: CourseState, later: int = 0) -> CourseState:
        """Return the one state that stands for all with the same future, seen from so many days after `TODAY`."""
        self._today = TODAY + DAY * later
        treatment = state.treatment
        now, settings = treatment.now, self.setting.protocol.settings.facts
        is_exact = now is not None and is_fall(now) and self.exact_falls
        fall_days = settings.second_reduction_days if is_exact else 0
        calls, settled = self._calls(treatment)
        if now is None:
            reactions: tuple[Reaction, ...] = ()
            levels: tuple[Level, ...] = ()
        else:
            top = now.mg > 0 and at_ceiling(self.setting.plan, now.mg)
            days = self.pause_days if now.mg == 0 else max(fall_days, 0 if top else self.dose_days)
            if now.cause == "named" and is_exact:  # its days count from the first one on which it was taken
                lower = (self._today - state.lower_since).days if state.lower_since is not None else 0
                days = max(fall_days, min(lower, days))
            now = replace(
                now, since=self._capped(now.since, days), cause=now.cause if is_fall(now) else "taken", rules=()
            )
            reactions = self._reactions(treatment, now.since)
            levels = (*self._history(treatment.levels, now), now)
        words = (ClinicianWord(settled, SETTLED_BY[0]),) if settled is not None else ()
        resting, open_calls = treatment.is_resting, bool(treatment.open_calls)
        logs = 0 if resting else self.log_days
        dosed = settings.missed_after_call_days + 2 if open_calls and not resting else 0
        taking, told_on = treatment.taking, treatment.told_on
        is_told = taking is not None and taking == told_on
        merged = Treatment(
            levels=levels,
            last_taken=self._capped(treatment.last_taken, max(dosed, logs)) if not resting and levels else None,
            last_left_out=None,
            as_of=TODAY,
            calls=calls,
            reactions=reactions,
            words=words,
            is_stopped=treatment.is_stopped,
            is_off=treatment.is_off and not levels,
            was_off=treatment.was_off and not levels,
            run=self._run(treatment),
            taking=self._capped(taking, logs) if not resting and levels else None,
            told_on=self._capped(taking, logs) if is_told and not resting and levels else None,
            left_out_since=self._capped(treatment.left_out_since, logs) if not resting and levels else None,
            unlogged_before=self._capped(treatment.unlogged_before, 0) if not resting and levels else None,
        )
        since = treatment.now.since if treatment.now is not None else None
        return self._beside(replace(state, treatment=merged), since, treatment.last_taken)

    def _beside(self, state: CourseState, now_since: date | None, last_taken: date | None) -> CourseState:
        """Return a state whose answers and logs are those that still count."""
        treatment, phase, phase_day = state.treatment, state.phase, state.phase_day
        now, asked = treatment.now, self.setting.protocol.settings.facts.left_out_days_asked
        zeros, zeros_since = (min(state.zeros, asked), state.zeros_since) if now is not None and now.mg else (0, None)
        if phase_day is not None and now is not None:
            begins = now_since if now.mg == 0 else last_taken
            if PHASE_WORDS.get(phase) != TAKING or (begins is not None and phase_day < begins):
                phase, phase_day = "", None
        is_after = phase_day is not None and zeros_since is not None and phase_day >= zeros_since
        if phase_day is not None:
            days = self.pause_days if now is None else self.log_days if now.mg else 0
            phase_day = self._capped(phase_day, days)
        if zeros_since is not None:  # it matters only whether a word of taking came after it
            zeros_since = self.setting.long_ago(CALLED) if is_after or phase_day is None else phase_day + DAY
        counts = now is not None and is_fall(now) and now.cause == "named" and self.dose_days
        lower = self._capped(state.lower_since, self.dose_days) if counts else None
        return replace(state, phase=phase, phase_day=phase_day, zeros=zeros, zeros_since=zeros_since, lower_since=lower)

    def _calls(self, treatment: Treatment) -> tuple[tuple[Call, ...], date | None]:
        """Return the calls that count, and the day of the word that settled the earlier ones."""
        settled = self._settled(treatment)
        if not treatment.calls:
            return (), settled
        rule_set, is_tracked = self.setting.protocol.rule_set, OPEN_CALL in self.tracked
        last, open_calls = self._capped(treatment.calls[-1].day, self.call_days), treatment.open_calls
        if not open_calls:
            if (self._today - treatment.calls[-1].day).days >= self.call_days:
                last = self.setting.long_ago(CALLED)
            return (Call(last, ""),), last
        shown = max(open_calls, key=lambda call: (call.cause in rule_set.danger_signs, call.day)).cause
        low = min(rule_set.start_low_after) if any(c.cause in rule_set.start_low_after for c in open_calls) else ""
        days = self.setting.protocol.settings.facts.missed_after_call_days + 1
        first = self._capped(open_calls[0].day, 0 if treatment.is_resting else days)
        causes = dict.fromkeys((shown, low or shown) if is_tracked else (low if self.clinician else "",))
        if shown in rule_set.start_low_after:
            causes = {shown: None}
        # the sign that is shown comes first: of two on one day it is the one that the screen names
        calls = tuple(Call(first, cause) for cause in causes)
        return (*calls, Call(max(first, last), shown)) if self.call_days else calls, settled

    def _settled(self, treatment: Treatment) -> date | None:
        """Return a day for the last word that settled something, where something that went badly lies before it."""
        is_needed = treatment.now is not None and any(map(treatment.is_settled, treatment.reactions))
        return self.setting.long_ago(SETTLED) if is_needed and self._counts_bad else None

    @cached_property
    def _counts_bad(self) -> bool:
        return bool({"low_dose_went_badly", "next_step_went_badly"} & {*self.tracked})

    def _reactions(self, treatment: Treatment, since: date) -> tuple[Reaction, ...]:
        """Return what went badly: for each dose the last times, those that a word has settled apart from the others."""
        counted = self.setting.protocol.settings.facts.bad_times_that_close
        kept: list[Reaction] = []
        if not self._counts_bad:
            return (Reaction(since, NO_DOSE, paused=False),) if treatment.reactions and self.clinician else ()
        for mg in sorted({reaction.mg for reaction in treatment.reactions}):
            times = [reaction for reaction in treatment.reactions if reaction.mg == mg][-counted:]
            is_settled = [treatment.is_settled(reaction) for reaction in times]
            borne = any(level.rise and level.since > times[-1].day and level.mg >= mg for level in treatment.levels)
            lowest = not any(amount < mg for amount in self.setting.amounts_mg)
            if lowest and (is_settled[-1] or borne):
                continue  # neither the low dose nor a next step
            day = since if not borne else since - DAY
            before_word = self.setting.long_ago(WENT_BADLY)
            kept += [Reaction(before_word if old else day, mg, paused=False) for old in is_settled]
        return tuple(sorted(kept, key=lambda reaction: (reaction.day, reaction.mg)))

    def _history(self, levels: Sequence[Level], now: Level) -> tuple[Level, ...]:
        """Return the earlier levels that a step back can still look at, and how the last one came about."""
        before = [level.mg for level in levels[:-1] if level.mg > 0]
        asked = [mg for mg in {*self.setting.amounts_mg, *before, now.mg} if mg > 0]
        wanted = {mg: step_back(mg, levels, self.setting.plan) for mg in asked}
        reached, last = list(dict.fromkeys(before)), before[-1:]
        other = sorted(mg for mg in reached if mg not in last)
        for kept in ([], last, [*other, *last], sorted(reached), reached, before):
            history = self._led_to(kept, now, max(before, default=NO_DOSE))
            is_same = all(step_back(mg, (*history, now), self.setting.plan) == to for mg, to in wanted.items())
            if is_same and self._begins_again(history, now) == self._begins_again(levels[:-1], now):
                return history
        return self._led_to(before, now, max(before))

    def _begins_again(self, earlier: Sequence[Level], now: Level) -> Decimal:
        """Return what LDN is taken up again with after a rest; 0 while it is taken, when the dose of now tells."""
        if now.mg > 0:
            return NO_DOSE
        last_mg = next((level.mg for level in reversed(earlier) if level.mg > 0), NO_DOSE)
        return step_to_resume(self.setting.plan, last_mg).daily_mg

    def _led_to(self, amounts: Sequence[Decimal], now: Level, highest: Decimal) -> tuple[Level, ...]:
        """Return levels of long ago, with one before the last that is lower before a rise and higher before a fall."""
        long_ago = self.setting.long_ago(DOSED)
        history = tuple(Level(long_ago, mg, rise=True) for mg in amounts)
        if now.rise and history and history[-1].mg >= now.mg:
            return (*history, Level(long_ago, NO_DOSE, rise=False))
        if is_fall(now) and (not history or history[-1].mg <= now.mg):
            return (*history, Level(long_ago, highest, rise=True))
        return history

    def _run(self, treatment: Treatment) -> LowerRun | None:
        run = treatment.run
        if run is None or treatment.is_resting or not treatment.levels:
            return None
        last = treatment.last_taken
        if last is not None and (self._today - last).days - 1 > self.setting.missed_days:
            return None  # a lower dose after it begins anew
        return replace(run, since=self._capped(run.since, self.dose_days))


def is_fall(level: Level) -> bool:
    """Return whether a dose is a lower one than before, because guidance named it or by the person's own choice."""
    return level.cause in ("named", "own") and not level.rise and level.mg > 0
