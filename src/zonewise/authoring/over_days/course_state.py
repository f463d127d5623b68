"""What the proof knows of a person on an evening, and the facts that guidance reads off it.

Days are counted back from `TODAY`, so that two states with the same past, however long ago, are one state.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import chain

from zonewise.course.dose_level import Patterns
from zonewise.course.treatment_state import NOT_STARTED, Treatment
from zonewise.guidance.answers import Answers
from zonewise.guidance.dose_facts import dose_facts
from zonewise.guidance.fact import Fact
from zonewise.guidance.protocol import Protocol
from zonewise.guidance.snapshot import DiarySnapshot
from zonewise.guidance.treatment_facts import is_open, treatment_facts
from zonewise.model.entry import Entry, Kind
from zonewise.model.timeline import DAY_ENDS_AT, Timeline
from zonewise.plan.plan_json import plan_to_json
from zonewise.plan.prescribed_plan import Plan
from zonewise.plan.schedule import as_step, missed_days_allowed
from zonewise.rules.compiled_table import cuts_of
from zonewise.rules.settings import FILES, NamedNumbers, read_settings

TODAY = date(2000, 1, 1)
CALLED, SETTLED, WENT_BADLY, DOSED, DIARY_BEGAN = range(1, 6)
"""The order of what lies so long ago that no number of days counts any more, the latest first: a call that a word of
a clinician ended, a word after what went badly, what went badly before it, an earlier dose, the first day of all."""


@dataclass(frozen=True, slots=True)
class CourseState:
    """The course of treatment after a day, and the few answers and logs beside it that its facts look at."""

    treatment: Treatment
    phase: str = ""  # The last word of where the person is with LDN, while no dose came after it.
    phase_day: date | None = None  # The day of that word.
    wish: str = ""  # Whether LDN is wanted again, as told since it was stopped: "yes", "no" or "".
    zeros_since: date | None = None  # The first dose left out since the last one taken.
    zeros: int = 0  # How many were logged as left out since then.
    lower_since: date | None = None  # The first day on which a dose that guidance lowered was taken.
    new_plan_awaited: bool = False  # Whether the doctor or nurse spoke last of a plan that has not come.


@dataclass(frozen=True)
class CourseSetting:
    """A protocol and a plan: what is fixed while days go by."""

    protocol: Protocol
    plan: Plan

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The protocol's named numbers that count days, by name."""
        files = self.protocol.files
        settings = [s for name in FILES if name in files for s in read_settings(files[name], name).values()]
        return NamedNumbers(settings).days or {}

    @cached_property
    def longest_days(self) -> int:
        """The most days that anything looks back: a rule, a named number of the protocol, or the plan."""
        bounds = chain.from_iterable(cuts_of(self.protocol.rule_set).values())
        return max(*bounds, *self.numbers.values(), self.plan.interval_days or 0, self.missed_days + 2)

    def long_ago(self, order: int) -> date:
        """Return a day on which nothing looks back any more; of two the one with the higher order is the earlier."""
        return TODAY - timedelta(days=self.longest_days + order)

    @property
    def settles_in(self) -> int:
        """Calm days after which all that a state leaves open is calm: links, flares, side effects, opioids.

        A step that was not watched is caught up with after twice the days in which it was to be watched.
        """
        facts = self.protocol.settings.facts
        flare = facts.suspicion_clears_after_green_days + facts.same_flare_days + facts.reported_flare_days
        return max(2 * facts.check_ins_after_step_days, facts.opioid_free_days_long, flare, facts.other_change_days)

    @cached_property
    def patterns(self) -> Patterns:
        """How the days of each dose of the plan can look."""
        return Patterns(self.plan)

    @cached_property
    def missed_days(self) -> int:
        """How many days may go by without a log."""
        return missed_days_allowed(self.plan, self.protocol.settings.plan)

    @cached_property
    def low_mg(self) -> Decimal:
        """What LDN is taken up with, average milligrams a day: the higher of first step and amount to resume at."""
        return max(self.first_mg, self.plan.resume_mg or self.first_mg)

    @property
    def first_mg(self) -> Decimal:
        """The plan's first step, average milligrams a day."""
        return self.plan.steps[0].daily_mg

    @cached_property
    def amounts_mg(self) -> tuple[Decimal, ...]:
        """Every daily amount that the plan names, lowest first."""
        amounts = {step.daily_mg for step in self.plan.steps} | {*self.plan.reduce_mg, *self.plan.taper_mg}
        return tuple(sorted(amounts | ({self.plan.resume_mg} if self.plan.resume_mg is not None else set())))

    def whole_day(self, mg: Decimal) -> tuple[Decimal, ...]:
        """Return the doses of a day on which all of a daily amount is taken."""
        pattern = self.patterns.of(mg)
        return pattern.doses[0] if pattern is not None else (mg,)

    @cached_property
    def kinds_of_days(self) -> tuple[tuple[Decimal, ...], ...]:
        """The doses of each day that holds all of a daily amount, or one dose of several."""
        whole = [self.whole_day(mg) for mg in self.amounts_mg]
        return tuple(dict.fromkeys((*whole, *(doses[:1] for doses in whole))))

    @cached_property
    def _plan_entry(self) -> Entry:
        return _entry(self.long_ago(DIARY_BEGAN), "plan", "plan", plan_to_json(self.plan))

    def snapshot(self, state: CourseState) -> DiarySnapshot:
        """Return a diary that tells the state and nothing more."""
        settings = self.protocol.settings
        answers = []
        if state.phase_day is not None:
            answers.append(_entry(state.phase_day, "answer", "phase", state.phase))
        if state.wish:
            answers.append(_entry(TODAY, "answer", "wants_to_start", state.wish))
        doses = []
        now = state.treatment.now
        if state.lower_since is not None and now is not None and now.mg > 0:
            whole = as_step(self.plan, now.mg).highest_day_mg
            doses.append(_entry(state.lower_since, "dose", "naltrexone", f"{whole}"))
        if state.zeros_since is not None:
            asked = settings.facts.left_out_days_asked
            days = (state.zeros_since + timedelta(days=number) for number in range(min(state.zeros, asked)))
            doses += [_entry(day, "dose", "naltrexone", "0") for day in days]
        kinds = {"plan": [self._plan_entry], "dose": doses, "answer": answers}
        return DiarySnapshot(
            as_of=TODAY,
            kinds=kinds,
            days=Timeline(kinds, self.long_ago(DIARY_BEGAN), TODAY, DAY_ENDS_AT),
            zones=(),
            plan=self.plan,
            plan_entry=self._plan_entry,
            course=state.treatment,
            recommended=state.treatment,
            flare=None,
            linked_rise=None,
            link_window_days=0,
            answers=Answers(answers, TODAY, DAY_ENDS_AT, settings.rule_set.prompts),
            settings=settings,
            ends_at=DAY_ENDS_AT,
        )

    def facts(self, state: CourseState) -> Mapping[str, Fact]:
        """Return the facts that treatment alone gives, as they are given to a person."""
        snapshot = self.snapshot(state)
        return {**treatment_facts(snapshot), **dose_facts(snapshot)}

    def is_open(self, state: CourseState, name: str) -> bool:
        """Say whether an answer about something earlier may be given."""
        return is_open(self.snapshot(state), name)


def _entry(day: date, kind: Kind, name: str, value: str) -> Entry:
    return Entry(f"{kind}-{name}-{day.toordinal()}", day, None, kind, name, value, unit="mg" if kind == "dose" else "")


BEFORE_ANY_DOSE = CourseState(NOT_STARTED)
