"""The course of treatment: what was recommended, as one pure transition over the days of a diary.

Recommended is not taken. The level moves only by what guidance named (up only when it was then taken), by what the
person tells (a dose since a day, a pause, a stop, a lower dose for days), or by what the doctor or nurse said. Nothing
else remembers anything of treatment. A day on which nothing happens changes nothing, so only the others are walked.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from zonewise.model.timeline import ONE_DAY

from .dose_course import RESTING, TAKEN_AGAIN, TAKING
from .dose_level import NO_DOSE, Level, Patterns
from .settings import FactSettings
from .treatment_state import (
    AWAITED,
    LOW_AGAIN,
    NEW_PLAN,
    NOT_STARTED,
    SETTLED_BY,
    STAY_OFF,
    Call,
    ClinicianWord,
    Deviation,
    LowerRun,
    NamedDose,
    Reaction,
    Treatment,
    is_told_after,
)

Occasion = Literal["", "call", "pause", "lower"]
"""What guidance may have named on a day, the most pressing; a day with none has not been asked about."""
OPEN_CALL_DAYS = 3  # Of days without an entry while a call is open so many first and last ones are asked about.


@dataclass(frozen=True, slots=True)
class TreatmentDay:
    """What one day brought."""

    day: date  # The logical day.
    # Milligrams logged, or None for none; 0 is a dose left out. After a word of resting only what followed it.
    total_mg: Decimal | None = None
    phase: str = ""  # The person's last word of whether LDN is taken: `RESTING`, `TAKING`, `TAKEN_AGAIN` or "".
    stopped: bool = False  # Whether a word of resting was that LDN is stopped.
    # The dose that the person tells from this day on, average milligrams a day, or None.
    told_mg: Decimal | None = None
    said: str = ""  # What a doctor or nurse said, or "".
    occasion: Occasion = ""  # What guidance may have named on it.
    is_over: bool = True  # Whether the day lies behind, so that all its doses are known.
    is_off: bool | None = None  # Whether the person said that LDN is not taken; None for no word of it.
    # The last day, this one or a later one, of a clinician's word or plan that came before a sign behind this day's
    # occasion was written down; None where they all could know of it.
    told_after: date | None = None


@dataclass(frozen=True, slots=True)
class TreatmentRules:
    """What a course goes by."""

    patterns: Patterns  # How the days of each dose of the plan can look.
    planned_since: date | None  # The first day with a plan; before it nothing is named.
    first_mg: Decimal | None  # The plan's first step, average milligrams a day; None without a plan.
    doses_mg: Mapping[date, Sequence[Decimal]]  # Milligrams of each dose logged by day.
    totals_mg: Mapping[date, Decimal]  # Milligrams logged by day.
    # Gives what guidance named on a day, to a state of treatment; asked only where it matters.
    named: Callable[[date, Treatment], NamedDose]
    # Missed days allowed, more of which are a pause, each from a day on; the first of them from the beginning.
    missed_allowed: Sequence[tuple[date, int]]
    # Danger signs after which LDN begins again low, whatever a clinician said of going on.
    start_low_after: frozenset[str]
    settings: FactSettings  # The numbers.

    def has_plan(self, day: date) -> bool:
        """Return whether a plan was there on a day."""
        return self.planned_since is not None and day >= self.planned_since


@dataclass(frozen=True, slots=True)
class WalkedDay:
    """A day that lies behind, what it brought, and the state after it."""

    number: date
    special: TreatmentDay | None
    total_mg: Decimal | None
    state: Treatment
    plain: date | None  # The last of the days up to it that changed nothing and are not in the state yet.


def treatment_after(
    special: Mapping[date, TreatmentDay], as_of: date, rules: TreatmentRules, walked: list[WalkedDay] | None = None
) -> Treatment:
    """Return the state of treatment after the days of a diary, seen from a day.

    Args:
        special: Days on which anything but a dose happened, or may have.
        as_of: The last day known.
        rules: What the course goes by; it holds the doses of all days.
        walked: Days of the same diary that were walked before, while it only grows: the first ones that are as they
            were are not walked again, and those that are walked now take the place of the others. None walks all.
    """
    numbers = sorted({*special, *rules.totals_mg, as_of})
    known = 0 if walked is None else _count_of_same(walked, numbers, special, rules, as_of)
    state, plain = (walked[known - 1].state, walked[known - 1].plain) if walked and known else (NOT_STARTED, None)
    if walked is not None:
        del walked[known:]
    for number in numbers[known:]:
        state, total_mg = _called_until(state, number, rules), rules.totals_mg.get(number)
        is_after_gap = _is_after_gap(plain or state.known_until, number, rules)
        if number not in special and not is_after_gap and _is_plain(state, total_mg, rules):
            plain = number
        else:
            day = special.get(number) or TreatmentDay(number, total_mg=total_mg, is_over=number < as_of)
            state = advance(_taken_until(state, plain), day, rules)
            plain = None
        if walked is not None and number < as_of:
            walked.append(WalkedDay(number, special.get(number), total_mg, state, plain))
    return replace(_close_gaps(_taken_until(state, plain), as_of, rules), as_of=as_of)


def _count_of_same(
    walked: Sequence[WalkedDay],
    numbers: Sequence[date],
    special: Mapping[date, TreatmentDay],
    rules: TreatmentRules,
    as_of: date,
) -> int:
    """Return how many of the first days that lie behind are as they were when they were walked."""
    count = 0
    for day, number in zip(walked, numbers, strict=False):
        is_same = number == day.number < as_of and special.get(number) == day.special
        if not is_same or rules.totals_mg.get(number) != day.total_mg:
            break
        count += 1
    return count


def advance(state: Treatment, day: TreatmentDay, rules: TreatmentRules) -> Treatment:
    """Return the state of treatment after one more day."""
    for part in PARTS:
        state = part(state, day, rules)
    return state


def _opened(state: Treatment, day: TreatmentDay, rules: TreatmentRules) -> Treatment:
    """Take in the days without a log before this one, and whether the person is off LDN."""
    state = replace(_close_gaps(state, day.day, rules), as_of=day.day)
    if day.is_off is None:
        return state
    return replace(state, is_off=day.is_off, was_off=state.was_off or day.is_off)


def _called_until(state: Treatment, day: date, rules: TreatmentRules) -> Treatment:
    """Walk the days up to a day on which a call that is still open was repeated: the first and the last of them."""
    first, between = state.as_of + ONE_DAY, range((day - state.as_of).days - 1) if state.open_calls else range(0)
    for number in sorted({*between[:OPEN_CALL_DAYS], *between[-OPEN_CALL_DAYS:]}):
        state = advance(state, TreatmentDay(first + timedelta(days=number)), rules)
    return state


def _is_plain(state: Treatment, total_mg: Decimal | None, rules: TreatmentRules) -> bool:
    """Return whether the doses of a day are those recommended and nothing is open, as on most days."""
    if not state.levels or state.run or state.open_calls:
        return False
    mg = state.levels[-1].mg
    pattern = rules.patterns.of(mg)
    return mg > 0 and (total_mg,) == ((mg,) if pattern is None else pattern.whole)


def _is_after_gap(taking: date | None, day: date, rules: TreatmentRules) -> bool:
    """Return whether more days than may be missed on one of them lie unlogged before a day, or did before."""
    if taking is None:
        return False
    allowed = [(first, days) for first, days in rules.missed_allowed if first <= day]
    until = [first - ONE_DAY for first, _ in allowed[1:]] + [day]
    return any((last - taking).days - 1 > days for last, (_, days) in zip(until, allowed, strict=True))


def _taken_until(state: Treatment, day: date | None) -> Treatment:
    return state if day is None else replace(state, last_taken=day, taking=day, left_out_since=None)


def _close_gaps(state: Treatment, day: date, rules: TreatmentRules) -> Treatment:
    """Rest from the first dose left out when too many were missed, or when none was taken after a call."""
    since, taking = state.left_out_since, state.taking
    if state.is_resting or not state.levels:
        return state
    if since is not None and _is_after_gap(taking, day, rules):
        return _rested(state, since, "left-out")
    calls = state.open_calls
    if calls:
        missed_since = max(calls[0].day, *([state.last_taken + ONE_DAY] if state.last_taken else []), date.min)
        if (day - missed_since).days > rules.settings.missed_after_call_days:
            state = _rested(state, missed_since, "advised")
    return state


def _decided(state: Treatment, day: TreatmentDay, rules: TreatmentRules) -> Treatment:
    """Take in a call, a pause or a lower dose that guidance named; today's is still before the person."""
    last = state.levels[-1] if state.levels else None
    if state.open_calls:  # it is repeated each day
        day = replace(day, occasion="call")
    if day.occasion == "lower" and state.fell_lately(day.day, rules.settings.second_reduction_days):
        return state
    if not day.occasion or (day.occasion != "call" and (last is None or last.mg == 0)):
        return state
    named = rules.named(day.day, state)
    if named.kind == "call":
        return replace(state, calls=(*state.calls, Call(day.day, named.cause, named.rules, day.told_after)))
    return _lowered(state, day, named) if day.is_over else state


def _lowered(state: Treatment, day: TreatmentDay, named: NamedDose) -> Treatment:
    now = state.levels[-1].mg if state.levels else NO_DOSE
    if named.kind not in ("pause", "lower") or now == 0:
        return state
    to_mg = named.daily_mg if named.kind == "lower" and named.daily_mg is not None else NO_DOSE
    if to_mg >= now:
        return state
    reaction = Reaction(day.day, now, paused=to_mg == 0, told_after=day.told_after)
    state = replace(state, reactions=(*state.reactions, reaction))
    if to_mg == 0:
        return _rested(state, day.day, "named", named.rules)
    return _moved(state, day.day, to_mg, "named", named.rules)


def _heeded(state: Treatment, day: TreatmentDay, rules: TreatmentRules) -> Treatment:
    """Take in what a doctor or nurse said."""
    if not day.said:
        return state
    known = (call for call in state.open_calls if not is_told_after(call, day.day))
    low = day.said == LOW_AGAIN or any(call.cause in rules.start_low_after for call in known)
    state = replace(state, words=(*state.words, ClinicianWord(_settles_until(state, day), day.said)))
    if day.said in (STAY_OFF, NEW_PLAN):
        state = replace(state, calls=(*state.calls, Call(day.day, AWAITED)))
    if day.said == STAY_OFF or (day.said in SETTLED_BY and low):
        if state.levels:
            state = state if state.is_resting else _rested(state, day.day, "clinician")
            return replace(state, is_stopped=True) if day.said == STAY_OFF else state
    elif day.said in SETTLED_BY and day.occasion and day.is_over:  # what was named on the evening, once it was told
        return _lowered(state, day, rules.named(day.day, state))
    return state


def _settles_until(state: Treatment, day: TreatmentDay) -> date:
    """Return the last day of calls that a word of the day can be about.

    It is the call of an earlier day that was asked about: a danger sign of the same evening stays open beside it.
    """
    is_asked = any(call.day < day.day for call in state.open_calls)
    has_sign = any(call.day == day.day and call.cause not in ("", AWAITED) for call in state.open_calls)
    return day.day - ONE_DAY if is_asked and has_sign else day.day


def _dosed(state: Treatment, day: TreatmentDay, rules: TreatmentRules) -> Treatment:
    """Take in the doses of a day: they keep the level, deviate from it, or are the rise that was named.

    A dose that the person tells from this day on is the dose, whatever was logged beside it.
    """
    if day.told_mg is not None:
        state = _moved(state, day.day, day.told_mg, "told")
        if day.told_mg == 0:
            return state
        return replace(state, last_taken=day.day, taking=day.day, told_on=day.day, left_out_since=None)
    mg = day.total_mg
    if mg is None:
        return state
    if mg == 0:
        state = replace(state, last_left_out=day.day, left_out_since=state.left_out_since or day.day)
        return _close_gaps(state, day.day + ONE_DAY, rules)
    if day.phase == TAKEN_AGAIN:
        state = _off(state, day)
    if state.levels and not state.is_resting and _is_after_gap(state.known_until, day.day, rules):
        state = replace(state, unlogged_before=day.day)
    if not state.levels:
        state = _begun(state, day, mg, rules)
    elif state.is_resting:
        state = _risen(state, day, mg, rules)
    else:
        state = _weighed(state, day, mg, rules)
    return replace(state, last_taken=day.day, taking=day.day, left_out_since=None)


def _begun(state: Treatment, day: TreatmentDay, mg: Decimal, rules: TreatmentRules) -> Treatment:
    """Take in the first dose of all: it tells what is taken, but who was about to begin by a plan begins as it says.

    Where guidance could not tell, or the person said since then that LDN is taken, it is the plan's first step; where
    something spoke against it, it begins nothing.
    """
    to_mg = rules.patterns.first(mg, again=False)
    if rules.has_plan(day.day) and state.was_off:
        held = state.is_off and rules.named(day.day, state).kind != "unknown"
        if held or rules.first_mg is None:
            return _risen(state, day, mg, rules)
        to_mg = min(to_mg, rules.first_mg)
        if mg > rules.patterns.fullest_day(to_mg):
            state = _deviated(state, day.day, mg, to_mg)
    return _moved(state, day.day, to_mg, "taken")


def _risen(state: Treatment, day: TreatmentDay, mg: Decimal, rules: TreatmentRules) -> Treatment:
    """Rise to the dose that was named when it was taken; else the level stays, and the day deviates from it."""
    now = state.levels[-1].mg if state.levels else NO_DOSE
    if not rules.has_plan(day.day):  # without a plan nothing is named, and what lasts is believed
        again = not state.is_kept_off and (state.is_resting or _has_lasted(day.day, mg, rules))
        return _moved(state, day.day, mg, "taken") if again else _deviated(state, day.day, mg, now)
    named = rules.named(day.day, state)
    to_mg = named.daily_mg
    if named.kind != "rise" or to_mg is None or not rules.patterns.reaches(mg, to_mg):
        return _deviated(state, day.day, mg, now)
    if mg > rules.patterns.fullest_day(to_mg):
        state = _deviated(state, day.day, mg, to_mg)
    return _moved(state, day.day, to_mg, "named", named.rules)


def _has_lasted(day: date, mg: Decimal, rules: TreatmentRules) -> bool:
    earlier = (day - timedelta(days=number) for number in range(1, rules.settings.higher_dose_days))
    return all(rules.totals_mg.get(before) == mg for before in earlier)


def _weighed(state: Treatment, day: TreatmentDay, mg: Decimal, rules: TreatmentRules) -> Treatment:
    """Weigh a day's doses against the level that goes on."""
    now, settings = state.levels[-1], rules.settings
    pattern = rules.patterns.of(now.mg)
    whole = max(pattern.whole) if pattern is not None else now.mg
    in_time = pattern is None or pattern.fits(day.day, now.since, rules.totals_mg, settings.dose_cycle_days)
    if mg > whole or (mg == whole and not in_time):
        return _risen(replace(state, run=None), day, mg, rules)
    lower = rules.patterns.other(mg, state.levels)
    other = rules.patterns.of(lower)
    is_lower = lower < now.mg and (other is None or other.is_whole(mg))
    if not is_lower or (in_time and (pattern.is_whole(mg) if pattern is not None else mg == whole)):
        return replace(state, run=None)
    run, before = LowerRun(lower, day.day, 1), state.run
    if before is not None and before.mg == lower and not _is_after_gap(state.last_taken, day.day, rules):
        run = replace(before, days=before.days + 1)
    elif pattern is None or not pattern.has(tuple(rules.doses_mg.get(day.day, ()))):
        named = rules.named(day.day, state)
        if named.kind == "lower" and named.daily_mg is not None and mg <= named.daily_mg:
            return _lowered(state, day, named)
    if run.days >= settings.own_lower_dose_days and day.is_over:
        return _moved(state, run.since, lower, "own")
    return replace(state, run=run)


def _worded(state: Treatment, day: TreatmentDay, rules: TreatmentRules) -> Treatment:
    """Take in the person's word of whether LDN is taken; a pause that guidance named as well went badly."""
    if day.phase == TAKING:
        return replace(state, taking=day.day, left_out_since=None, unlogged_before=None)
    if day.phase != RESTING:
        return state
    if state.levels and not state.is_resting and not state.fell_lately(day.day, rules.settings.second_reduction_days):
        named = rules.named(day.day, state)
        if named.kind in ("pause", "lower", "doubt"):
            reaction = Reaction(day.day, state.levels[-1].mg, paused=True, told_after=day.told_after)
            state = replace(state, reactions=(*state.reactions, reaction))
    return _off(state, day)


def _off(state: Treatment, day: TreatmentDay) -> Treatment:
    """Rest by the person's word, whether or not a dose is known.

    Neither a later "paused" nor a dose after the word brings anybody back who stopped.
    """
    is_stopped = day.stopped or state.is_stopped
    if not state.is_resting:
        state = _rested(state, day.day, "stopped" if is_stopped else "paused")
    return replace(state, is_stopped=is_stopped)


PARTS: tuple[Callable[[Treatment, TreatmentDay, TreatmentRules], Treatment], ...] = (
    _opened,
    _decided,
    _heeded,
    _dosed,
    _worded,
)
"""What `advance` does with a day, in this order; each part looks at a field of the day of its own, and at its phase."""


def _rested(state: Treatment, day: date, cause: str, rules: tuple[str, ...] = ()) -> Treatment:
    return _moved(replace(state, is_stopped=cause == "stopped"), day, NO_DOSE, cause, rules)


def _moved(state: Treatment, day: date, mg: Decimal, cause: str, rules: tuple[str, ...] = ()) -> Treatment:
    before = state.levels[-1].mg if state.levels else NO_DOSE
    gap = None if mg == 0 or cause == "told" else state.unlogged_before
    state = replace(state, run=None, is_stopped=state.is_stopped and mg == 0, unlogged_before=gap)
    if mg == before and (state.levels or cause == "told"):
        return state
    return replace(state, levels=(*state.levels, Level(day, mg, mg > before, cause, rules)))


def _deviated(state: Treatment, day: date, taken_mg: Decimal, recommended_mg: Decimal) -> Treatment:
    return replace(state, deviations=(*state.deviations, Deviation(day, taken_mg, recommended_mg)))
