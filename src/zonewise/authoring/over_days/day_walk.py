"""One day from a state: everything that can be told on it, named for it and taken on it, by the parts of `advance`.

Whatever the state leaves open (the zone, signs, side effects, links, opioids, ...) is one set of values that shrinks
with each look that the transition takes at guidance, so that every value of it is walked and none is sampled.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import chain
from typing import TypeVar

from zonewise.authoring.states.decision_diagram import NO_STATE
from zonewise.course.dose_course import PHASE_WORDS, RESTING, TAKEN_AGAIN
from zonewise.course.dose_level import NO_DOSE, Level
from zonewise.course.flares import Flare
from zonewise.course.treatment import PARTS, TreatmentDay, TreatmentRules
from zonewise.course.treatment_state import LOW_AGAIN, NEW_PLAN, STAY_OFF, NamedDose, Treatment
from zonewise.guidance.daily_guidance import kind_of_dose, named_amount
from zonewise.guidance.dose_recommendation import recommend_dose
from zonewise.guidance.snapshot import DiarySnapshot
from zonewise.rules.rule_set import FactValue
from zonewise.zones.zone import DayZone, Zone

from .abstract_day import Evening, Happenings, Opened, Reduction, Taken, WalkedDay, Words
from .course_state import TODAY, CourseSetting, CourseState
from .equal_futures import DAY, EqualFutures, is_fall
from .guidance_states import GuidanceStates, Known

Result = TypeVar("Result")
Parts = Sequence[Callable[[Treatment, TreatmentDay, TreatmentRules], Treatment]]
AFTER = 2
"""So many parts of the transition come before what a person tells and takes."""


class DayWalk:
    """All days that can follow a state."""

    def __init__(
        self, setting: CourseSetting, guidance: GuidanceStates, happenings: Happenings, parts: Parts = PARTS
    ) -> None:
        """Take what is fixed, what may happen, and the parts of the transition."""
        self.setting, self.guidance, self.parts, self.happenings = setting, guidance, parts, happenings
        tracked = happenings.facts
        self.futures = EqualFutures(setting, tracked, happenings.clinician, happenings.doses)
        facts = setting.protocol.rule_set.facts
        self.tracked = tuple(sorted(name for name in tracked if name in facts))
        self._known: dict[CourseState, Known] = {}
        self._asks: dict[CourseState, Mapping[str, bool]] = {}
        self._merged: dict[tuple[CourseState, int], CourseState] = {}
        self._named: dict[tuple[CourseState, str, Reduction | None], tuple[Decimal | None, str]] = {}
        self._reductions: dict[CourseState, tuple[Reduction, ...]] = {}
        self._rules: dict[Taken, TreatmentRules] = {}
        self._begun: dict[tuple[object, ...], list[tuple[Treatment, Opened]]] = {}
        self._base = CourseState(Treatment((), None, None, TODAY))
        self._opened = Opened()
        self._is_before_word = False
        self._prefix: tuple[int, ...] = ()  # Which option to take at each choice of a run, before the first ones...
        self._choices: list[tuple[int, int]] = []  # ...and of the run so far: the option taken, and how many there are.

    def asks(self, state: CourseState) -> Mapping[str, bool]:
        """Return whether the screen asks about a tracked fact while it holds."""
        self.known(state)
        return self._asks[state]

    def known(self, state: CourseState) -> Known:
        """Return the tracked facts of a state; at the highest dose it may be settled or still going up."""
        if state not in self._known:
            facts = self.setting.facts(state)
            self._asks[state] = {name: facts[name].ask is not None for name in self.tracked}
            values: dict[str, tuple[FactValue, ...]] = {}
            values |= {name: (self.guidance.code_value(name, facts[name].value),) for name in self.tracked}
            if values.get("at_ceiling") == (True,) and values.get("phase") in (("titrating",), ("stable",)):
                values["phase"] = ("titrating", "stable")
            self._known[state] = tuple(values.items())
        return self._known[state]

    def days(self, state: CourseState) -> Iterator[WalkedDay]:
        """Yield every day that can follow a state."""
        for words in self.words(state):
            for evening in self.evenings(state, words):
                yield from self.nights(state, evening, self.doses(evening))

    def evenings(self, state: CourseState, words: Words) -> Iterator[Evening]:
        """Yield what guidance can say on an evening on which this was told."""
        self._base = base = self._told(state, words)
        day = self._day(state, words, None, is_over=False)
        for opened_day, opened_so_far in self._openings(base, day):
            for treatment, opened in self._explored(self.parts[AFTER:], opened_day, day, opened_so_far):
                shown = replace(base, treatment=treatment)
                for action, node in self.guidance.outcomes(self.known(shown), opened.node):
                    kind = kind_of_dose(self.setting.protocol.rule_set, action)
                    for sign, part in self.guidance.with_sign(node) if kind == "call" else (("", node),):
                        now = replace(opened, node=part)
                        for reduction in self._ways_down(shown) if kind == "lower" and not now.reduction else (None,):
                            after = replace(now, reduction=now.reduction or reduction)
                            mg, meant = self._amount(shown, action, after.reduction)
                            yield Evening(words, shown, action, meant or kind, mg, sign, after)

    def nights(self, state: CourseState, evening: Evening, doses: Sequence[Taken]) -> Iterator[WalkedDay]:
        """Yield the days on which one of several kinds of doses was taken in the end."""
        self._base = base = self._told(state, evening.words)
        day = self._day(state, evening.words, None, is_over=True)
        agreed = [
            (treatment, opened)
            for treatment, other in self._openings(base, day)
            if (opened := self._agreed(other, evening.opened)) is not None
        ]
        for taken in doses:
            day = self._day(state, evening.words, taken, is_over=True)
            for begun, opened_so_far in agreed:
                for treatment, opened in self._explored(self.parts[AFTER:], begun, day, opened_so_far, taken):
                    after = self._merge(self._after(replace(base, treatment=treatment), day.total_mg))
                    yield WalkedDay(replace(evening, opened=opened), taken, after)

    def _openings(self, base: CourseState, day: TreatmentDay) -> list[tuple[Treatment, Opened]]:
        """Return the states after what guidance named on a day; of what is told on it a phase bears on that."""
        key = (base, day.is_over, day.is_off, day.phase, bool(day.said), day.occasion)
        if key not in self._begun:
            self._begun = {known: value for known, value in self._begun.items() if known[0] == base}
            self._is_before_word = bool(day.said or day.phase)
            self._begun[key] = self._explored(self.parts[:AFTER], base.treatment, day, Opened())
            self._is_before_word = False
        return self._begun[key]

    def _agreed(self, one: Opened, other: Opened) -> Opened | None:
        """Return what two looks at one day show together, or None where they cannot be of one day."""
        node = self.guidance.diagram.both(one.node, other.node)
        for first, second in ((one.reduction, other.reduction), (one.is_unknown, other.is_unknown)):
            if first is not None and second is not None and first != second:
                return None
        if node == NO_STATE:
            return None
        unknown = one.is_unknown if other.is_unknown is None else other.is_unknown
        return Opened(node, one.reduction or other.reduction, unknown, one.before_word)

    def tellings(self, state: CourseState) -> Iterator[tuple[Words, CourseState]]:
        """Yield what can be told before an evening, with the state that it makes on the same day."""
        told: list[Words] = []
        if self.happenings.words and self.setting.is_open(state, "wants_to_start"):
            told += [Words(wish=wish) for wish in ("yes", "no") if wish != state.wish]
        if self.happenings.clinician and (state.treatment.reactions or state.new_plan_awaited):
            told.append(Words(new_plan=True))
        for words in told:
            for after in self.after_telling(state, words):
                yield words, after

    def after_telling(self, state: CourseState, words: Words) -> Iterator[CourseState]:
        """Yield each state of the same day after something was told."""
        self._base = base = self._told(state, words)
        day = self._day(state, words, None, is_over=False, asked=False)
        for treatment, _ in self._explored(self.parts, base.treatment, day, Opened()):
            yield self._merge(self._after(replace(base, treatment=treatment), None), 0)

    def words(self, state: CourseState) -> Iterator[Words]:
        """Yield what can be told on an evening and makes a difference."""
        treatment, prompts = state.treatment, self.setting.protocol.rule_set.prompts
        yield Words()
        if self.happenings.words:
            phases = ["titrating", "paused", "stopped"]
            for phase in phases if treatment.levels else [*phases, "stable", "not-started"]:
                yield Words(phase)
                if PHASE_WORDS.get(phase) == RESTING:
                    yield Words(phase, dose_before=True)
        if self.happenings.clinician and "clinician_said" in prompts and self.setting.is_open(state, "clinician_said"):
            for word in prompts["clinician_said"].answers:
                if word != "not-yet" or state.new_plan_awaited:
                    yield Words(said=word)

    def doses(self, evening: Evening) -> Sequence[Taken]:
        """Return what can be taken on a day and makes a difference: none, left out, each of the plan, too much."""
        setting, words = self.setting, evening.words
        lowest, highest = setting.amounts_mg[0], setting.amounts_mg[-1]
        if PHASE_WORDS.get(words.phase) == RESTING:
            return (setting.whole_day(lowest),) if words.dose_before else (None, setting.whole_day(lowest))
        if self.happenings.doses:
            too_much = [(*setting.whole_day(highest), highest)] if evening.state.treatment.levels else []
            return (None, (NO_DOSE,), *setting.kinds_of_days, *too_much)
        return (None, setting.whole_day(evening.mg)) if evening.mg else (None,)

    def _told(self, state: CourseState, words: Words) -> CourseState:
        treatment = state.treatment
        phase, phase_day = (words.phase, TODAY) if words.phase else (state.phase, state.phase_day)
        is_undone = words.phase == "stopped" or words.said == STAY_OFF or (words.phase and not treatment.levels)
        wish = words.wish or ("" if is_undone else state.wish)
        if words.new_plan:
            treatment = replace(treatment, reactions=())
        return replace(state, treatment=treatment, phase=phase, phase_day=phase_day, wish=wish)

    def _day(
        self, state: CourseState, words: Words, taken: Taken, *, is_over: bool, asked: bool = True
    ) -> TreatmentDay:
        total_mg = sum(taken, NO_DOSE) if taken is not None else None
        said = LOW_AGAIN if words.new_plan and (state.new_plan_awaited or words.said == NEW_PLAN) else words.said
        phase = PHASE_WORDS.get(words.phase, "")
        if phase == RESTING and total_mg and not words.dose_before:
            phase = TAKEN_AGAIN
        return TreatmentDay(
            day=TODAY,
            total_mg=total_mg,
            phase=phase,
            stopped=words.phase == "stopped",
            told_mg=words.told_mg,
            said=said,
            occasion="call" if asked else "",
            is_over=is_over,
            is_off=words.phase in ("not-started", "paused", "stopped") if words.phase else None,
        )

    def _after(self, state: CourseState, total_mg: Decimal | None) -> CourseState:
        treatment, zeros, since, lower = state.treatment, state.zeros, state.zeros_since, state.lower_since
        if total_mg == 0:
            zeros, since = zeros + 1, since or TODAY
        elif total_mg:
            zeros, since = 0, None
        now = treatment.now
        was_lowered = now is not None and now.mg > 0 and now.cause == "named" and not now.rise
        if not was_lowered or (now is not None and now.since == TODAY):
            lower = None
        if was_lowered and now is not None and lower is None and total_mg and total_mg <= now.mg:
            lower = TODAY
        awaited = state.new_plan_awaited
        return replace(
            state,
            zeros=zeros,
            zeros_since=since,
            lower_since=lower,
            wish=state.wish if now is None or now.mg == 0 else "",
            new_plan_awaited=bool(treatment.words) and treatment.words[-1].said == NEW_PLAN
            if treatment.words and treatment.words[-1].day == TODAY
            else awaited,
        )

    def _merge(self, state: CourseState, days: int = 1) -> CourseState:
        key = (state, days)
        if key not in self._merged:
            self._merged[key] = self.futures.merged(state, days)
        return self._merged[key]

    def _explored(
        self, parts: Parts, treatment: Treatment, day: TreatmentDay, opened: Opened, taken: Taken = None
    ) -> list[tuple[Treatment, Opened]]:
        """Return every state after the parts of a day, with what the looks at guidance have shown."""
        rules = self._rules_of(taken)
        states = [(treatment, opened)]
        for part in parts:
            after = (self._forks(partial(part, state, day, rules), shown) for state, shown in states)
            states = list(dict.fromkeys(chain.from_iterable(after)))
        return states

    def _forks(self, run: Callable[[], Result], opened: Opened) -> Iterator[tuple[Result, Opened]]:
        """Run with every choice that the looks at guidance leave."""
        waiting: list[tuple[int, ...]] = [()]
        while waiting:
            prefix = waiting.pop()
            self._prefix, self._choices, self._opened = prefix, [], opened
            yield run(), self._opened
            chosen = [place for place, _ in self._choices]
            for place in range(len(prefix), len(self._choices)):
                waiting += [(*chosen[:place], other) for other in range(1, self._choices[place][1])]

    def _choose(self, options: Sequence[Result]) -> Result:
        if len(options) == 1:
            return options[0]
        place = len(self._choices)
        number = self._prefix[place] if place < len(self._prefix) else 0
        self._choices.append((number, len(options)))
        return options[number]

    def _rules_of(self, taken: Taken) -> TreatmentRules:
        if taken not in self._rules:
            settings, setting = self.setting.protocol.settings, self.setting
            self._rules[taken] = TreatmentRules(
                patterns=setting.patterns,
                planned_since=date.min,
                first_mg=setting.first_mg,
                doses_mg={} if taken is None else {TODAY: taken},
                totals_mg={} if taken is None else {TODAY: sum(taken, NO_DOSE)},
                named=self._name,
                missed_allowed=((date.min, setting.missed_days),),
                start_low_after=settings.rule_set.start_low_after,
                settings=settings.facts,
            )
        return self._rules[taken]

    def _name(self, _: date, treatment: Treatment) -> NamedDose:
        """Return what guidance names in a state on the day that is walked, one of all it can name."""
        named = self._named_dose(treatment)
        if self._is_before_word and self._opened.before_word is None:
            self._opened = replace(self._opened, before_word=(named.kind, named.daily_mg))
        return named

    def _named_dose(self, treatment: Treatment) -> NamedDose:
        state = replace(self._base, treatment=treatment)
        action, node = self._choose(self.guidance.outcomes(self.known(state), self._opened.node))
        kind, sign = kind_of_dose(self.setting.protocol.rule_set, action), ""
        if kind == "call":
            sign, node = self._choose(list(self.guidance.with_sign(node)))
        self._opened = replace(self._opened, node=node)
        if kind == "lower" and self._opened.reduction is None:
            self._opened = replace(self._opened, reduction=self._choose(self._ways_down(state)))
        if kind in ("lower", "rise"):
            mg, meant = self._amount(state, action, self._opened.reduction)
            return NamedDose(meant or kind, mg if not meant else None)
        if not kind and not treatment.levels and self._opened.is_unknown is None:
            self._opened = replace(self._opened, is_unknown=action == "ask" or self._choose((False, True)))
        return NamedDose("unknown" if not kind and self._opened.is_unknown else kind, cause=sign)

    def _amount(self, state: CourseState, action: str, reduction: Reduction | None) -> tuple[Decimal | None, str]:
        """Return what is named with an action, and "pause" or "" where that is no fall or rise."""
        kind = kind_of_dose(self.setting.protocol.rule_set, action)
        if kind == "lower" and reduction is not None:
            now = state.treatment.now
            mg = min(reduction.mg, now.mg) if now is not None else NO_DOSE
            return (mg, "") if mg else (NO_DOSE, "pause")
        key = (state, action, None)
        if key not in self._named:
            dose = recommend_dose(self.setting.snapshot(state), action)
            meant = named_amount(kind, dose, ()).kind if kind == "rise" else kind
            self._named[key] = dose.daily_mg, "" if meant == kind else meant or "none"
        return self._named[key]

    def _ways_down(self, state: CourseState) -> tuple[Reduction, ...]:
        """Return each amount that a reduction can name in a state, with the flare that it belongs to."""
        if state not in self._reductions:
            self._reductions[state] = tuple(self._possible_reductions(state))
        return self._reductions[state]

    def _possible_reductions(self, state: CourseState) -> Iterator[Reduction]:
        now, settings = state.treatment.now, self.setting.protocol.settings.facts
        if now is None or now.mg == 0:
            yield Reduction("none", False, NO_DOSE)
            return
        lower = next(a for a, dose in self.setting.protocol.rule_set.doses.items() if dose == "step-back")
        fell = is_fall(now)
        yield Reduction("strayed", False, now.mg)
        ages = {now.since, now.since if self.futures.exact_falls else TODAY - DAY * settings.second_reduction_days}
        for since in sorted(ages) if fell else [now.since]:
            snapshot = self.setting.snapshot(_falling(state, since))
            yield from self._reductions_of(snapshot, replace(now, since=since), lower, fell=fell)

    def _reductions_of(self, snapshot: DiarySnapshot, now: Level, lower: str, *, fell: bool) -> Iterator[Reduction]:
        seen: set[Decimal] = {now.mg}
        began = {"none": None, "unseen": None, "new": TODAY} | ({"same": now.since} if fell else {})
        for name, day in began.items():
            for fails in (False, True) if fell and day is not None else (False,):
                zones = _zones(now.since, "red" if fails else None if name == "unseen" else "green")
                flare = None if day is None else Flare(day, TODAY, None)
                dose = recommend_dose(replace(snapshot, flare=flare, zones=zones), lower)
                mg = dose.daily_mg or NO_DOSE
                if mg < now.mg:
                    seen.add(mg)
                    yield Reduction(name, fails, mg)
        between = (mg for mg in self.setting.amounts_mg if min(seen) < mg < now.mg)
        yield from (Reduction("strayed", False, mg) for mg in between if mg not in seen)


def _falling(state: CourseState, since: date) -> CourseState:
    """Return a state whose last level began on another day."""
    levels = (*state.treatment.levels[:-1], replace(state.treatment.levels[-1], since=since))
    return replace(state, treatment=replace(state.treatment, levels=levels))


def _zones(since: date, then: Zone | None) -> tuple[DayZone, ...]:
    """Return the zones of the days from a fall on: Yellow on its day, and what it was ever since."""
    return tuple(
        _zone(since + DAY * number, "yellow" if number == 0 else then) for number in range((TODAY - since).days + 1)
    )


def _zone(day: date, zone: Zone | None) -> DayZone:
    return DayZone(day, zone, "assessed", (), None, {}, 0, True, False, False, False)
