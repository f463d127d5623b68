"""Half a year of a synthetic patient with zonewise.

Each evening on which there is a check-in zonewise is asked as a person would ask it, its questions are answered, and
the dose that it names is taken (or not). The dose then acts on the days that follow. So guidance, doses and symptoms
form a closed loop, with the product's own engine and numbers in it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal

import numpy as np

from zonewise.guidance.daily_guidance import DailyGuidance
from zonewise.model.entry import LAST_WEEK, Entry, Kind
from zonewise.plan.limits import PlanLimits
from zonewise.plan.plan_check import read_and_check
from zonewise.plan.plan_json import plan_to_json
from zonewise.plan.prescribed_plan import Plan
from zonewise.zones.zone import Zone

from .cohort import BEFORE_DAYS, SHOWS_IN, STEPS_MG, WITH_PLAN_DAYS, Cohort, DoseResponse
from .demo.scenario import TRUTH, plan_text
from .figures import FIGURES
from .options import RATED
from .symptoms import as_rated

Advise = Callable[[Sequence[Entry], date], DailyGuidance]  # Returns what zonewise says for a day from these entries.
LookAtRelief = Callable[[Sequence[Entry], date], Entry | None]
"""Returns the estimate of relief that is noted before zonewise is asked on a day, or None when none is due."""

FIRST_DAY = date(2024, 1, 1)
CHECK_IN_AT, ANSWERED_AT, BEDTIME = time(20, 0), time(20, 5), time(22, 30)
MORE_QUESTIONS = 4  # Rounds of questions that a person puts up with in one evening.

RISING = ("start", "step-up", "resume-low")
FALLING = ("reduce", "pause")

SPIKE_AT, SPIKE_ABOVE, SPIKE_DAILY_SDS = 8.0, 3.0, 2.5
"""Points, points and own standard deviations above usual from which a person calls sleep or anxiety a spike."""

ABOUT_HOW_IT_GOES = ("insomnia_or_anxiety_spike", "new_symptoms_after_step", "began_with_step", "ldn_suspected")
YES_FOR_NO = {"yes": "no", "no": "yes"}

BLAMES_WITHIN_DAYS = 7  # Days after a step in which a flare that it did not bring may be laid to it.


@dataclass(frozen=True, slots=True)
class Evening:
    """One evening with the plan."""

    day: int  # From 0, the first day of the diary.
    asked: bool  # Whether there was a check-in, and so an answer of zonewise.
    zone: Zone | None  # The zone that zonewise gave; None when it is unknown or was not asked.
    action: str  # What it said, after its questions were answered; "" when not asked.
    first_action: str  # What it said before.
    reasons: tuple[str, ...]  # Ids of the rules behind it.
    level_mg: float  # Dose that goes on: what is taken tonight unless it is forgotten.
    taken_mg: float  # What was taken.
    intolerance: float  # How much worse a dose that is not tolerated makes the ratings, points.
    flare: float  # Height of the flare that no dose brings, points.
    grade: int  # Worst side effect, 0 without.
    doctor_spoke: bool = False  # Whether what a doctor or nurse said was told on it.


@dataclass(frozen=True, slots=True)
class PatientHistory:
    """Half a year of one person with zonewise."""

    evenings: tuple[Evening, ...]  # One for each day from that of the plan on.
    not_tolerated_mg: float  # Lowest dose that is not tolerated; infinite for who tolerates all.


def plan_to_follow(limits: PlanLimits, before_days: int = BEFORE_DAYS) -> Plan:
    """Return the plan that all follow: 0.5 mg steps every 14 days to 4.5 mg.

    Args:
        limits: The bounds of the protocol.
        before_days: Days of diary before it begins.

    Raises:
        InputRefused: The bounds of the protocol do not allow it any more.
    """
    day_before, first_day = (FIRST_DAY + timedelta(days=before_days - number) for number in (1, 0))
    text = plan_text("Dr Made-Up, Nowhere Clinic", day_before, first_day, f"{STEPS_MG[-1]:g} mg")
    return read_and_check(text, "plan", limits, sensitive=None)[0]


def simulate_patient(
    cohort: Cohort, person: int, plan: Plan, advise: Advise, look_at_relief: LookAtRelief | None = None
) -> PatientHistory:
    """Let one person live with zonewise.

    Args:
        cohort: Whom the person is one of.
        person: Which of them, from 0.
        plan: The plan to follow; it begins after the cohort's days without one.
        advise: Says what zonewise says; asked in the order of the days.
        look_at_relief: Notes an estimate of relief where one is due; None for none.
    """
    state = _PatientState(cohort, person, DoseResponse(cohort, person), advise, look_at_relief)
    before_days = cohort.options.before_days
    state.write(0, CHECK_IN_AT, "profile", "birth-year", "1980")
    if before_days == 0:
        _tell_usual(state)
    for day in range(before_days):
        if cohort.checks_in[person, day]:
            _check_in(state, day)
        state.response.sleep_through(day, 0.0)
    state.write(before_days, CHECK_IN_AT, "plan", "plan", plan_to_json(plan))
    state.write(before_days, CHECK_IN_AT, "answer", "phase", "not-started")
    evenings = tuple(_evening(state, day) for day in range(before_days, before_days + WITH_PLAN_DAYS))
    return PatientHistory(evenings, float(cohort.response.not_tolerated_mg[person]))


def _tell_usual(state: "_PatientState") -> None:
    """Write what somebody new remembers of an ordinary day, to the point, and how the last week was."""
    for name, usual in zip(RATED, state.cohort.traits.usual[state.person], strict=True):
        state.write(0, CHECK_IN_AT, "usual", name, str(as_rated(float(usual), 0.0)))
    state.write(0, CHECK_IN_AT, "usual", LAST_WEEK, "flare" if state.response.flare(0) > 0 else "as-usual")


@dataclass(slots=True)
class _PatientState:
    """One person up to one day; it grows as the days go by."""

    cohort: Cohort
    person: int
    response: DoseResponse
    advise: Advise
    look_at_relief: LookAtRelief | None
    rows: list[Entry] = field(default_factory=list)
    level_mg: float = 0.0
    sleeps_badly: bool = False

    def write(self, day: int, at: time, kind: Kind, name: str, value: str = "", unit: str = "") -> None:
        """Write one entry."""
        self.rows.append(Entry(f"{len(self.rows):06d}", _date(day), at, kind, name, value, unit))

    def ask_zonewise(self, day: int) -> DailyGuidance:
        """Return what zonewise says now."""
        return self.advise(self.rows, _date(day))


def _date(day: int) -> date:
    return FIRST_DAY + timedelta(days=day)


def _evening(state: _PatientState, day: int) -> Evening:
    cohort, who, response = state.cohort, state.person, state.response
    before, intolerance, grades = state.level_mg, response.intolerance, response.grade(day)
    first_row = len(state.rows)
    today: DailyGuidance | None = None
    first_action = ""
    if cohort.checks_in[who, day]:
        _check_in(state, day)
        estimate = state.look_at_relief(state.rows, _date(day)) if state.look_at_relief is not None else None
        if estimate is not None:
            state.write(day, CHECK_IN_AT, "answer", estimate.name, estimate.value)
        first_action, today = _ask(state, day)
        if cohort.follows[who, day]:
            _follow(state, day, today)
    takes = bool(cohort.takes[who, day]) or state.level_mg != before  # a new dose is not forgotten on its first evening
    taken = state.level_mg * (2 if cohort.doubles[who, day] else 1) if takes else 0.0
    _log(state, day, taken, checks_in=today is not None)
    response.sleep_through(day, taken)
    return Evening(
        day=day,
        asked=today is not None,
        zone=today.zone.zone if today is not None else None,
        action=today.guidance.action if today is not None else "",
        first_action=first_action,
        reasons=tuple(rule.id for rule in today.guidance.reasons) if today is not None else (),
        level_mg=state.level_mg,
        taken_mg=taken,
        intolerance=intolerance,
        flare=response.flare(day),
        grade=max(grades.values(), default=0),
        doctor_spoke=any(entry.name == "clinician_said" for entry in state.rows[first_row:]),
    )


def _check_in(state: _PatientState, day: int) -> None:
    """Write the check-in of a day: ratings, danger signs, side effects, and what happened."""
    cohort, who, response = state.cohort, state.person, state.response
    felt = response.felt(day)
    for index, name in enumerate(RATED):
        if cohort.rates[who, day, index]:
            value = as_rated(float(felt[index]), float(cohort.noise[who, day, index]))
            state.write(day, CHECK_IN_AT, "rating", name, str(value))
    if cohort.rates_function[who, day]:
        _rate_function(state, day, CHECK_IN_AT)
    usual, sleep, anxiety = cohort.traits.usual[who], RATED.index("sleep"), RATED.index("anxiety")
    daily_sd = np.hypot(cohort.traits.daily_sd[who], cohort.traits.noise[who])
    own = felt - SHOWS_IN * response.flare(day)  # what a flare lifts with all the rest is no spike of its own
    state.sleeps_badly = any(
        own[index] >= max(SPIKE_AT, usual[index] + max(SPIKE_ABOVE, SPIKE_DAILY_SDS * daily_sd[index]))
        for index in (sleep, anxiety)
    )
    state.write(day, CHECK_IN_AT, "answer", "danger_sign", "none")
    grades = response.grade(day)
    for name, grade in grades.items():
        state.write(day, CHECK_IN_AT, "sign", name, str(grade))
    if not grades:
        state.write(day, CHECK_IN_AT, "answer", "side_effects", "none")
    for name, happened in cohort.course.events.items():
        if happened[who, day]:
            state.write(day, CHECK_IN_AT, "event", name)


def _rate_function(state: _PatientState, day: int, at: time) -> None:
    worse = state.response.flare(day) + state.response.intolerance
    state.write(day, at, "rating", "function", str(as_rated(worse, float(state.cohort.function[state.person, day]))))


def _ask(state: _PatientState, day: int) -> tuple[str, DailyGuidance]:
    """Answer what zonewise asks until nothing is left that can be answered; return what it said first, and last."""
    today = state.ask_zonewise(day)
    first = today.guidance.action
    answered: set[str] = set()
    for _ in range(MORE_QUESTIONS):
        if "function" not in answered and any(question.rating_to_give == "function" for question in today.guidance.ask):
            answered.add("function")
            _rate_function(state, day, ANSWERED_AT)
            today = state.ask_zonewise(day)
        answers = {name: value for name, value in _answers(state, day, today).items() if name not in answered}
        if not answers:
            break
        answered |= answers.keys()
        for name, value in answers.items():
            state.write(day, ANSWERED_AT, "answer", name, value)
        today = state.ask_zonewise(day)
    return first, today


def _answers(state: _PatientState, day: int, today: DailyGuidance) -> Mapping[str, str]:
    """Return the answer to each fact that is asked for; what brought a flare is left open by part of the people."""
    answers = dict(TRUTH[question.fact] for question in today.guidance.ask if question.fact in TRUTH)
    if "phase" in answers and state.response.rises:
        answers["phase"] = "titrating" if state.level_mg > 0 else "paused"
    if "tolerated_past_flares" in answers:
        answers["tolerated_past_flares"] = "no-history"
    if "insomnia_or_anxiety_spike" in answers and state.sleeps_badly:
        answers["insomnia_or_anxiety_spike"] = "yes"
    if "new_symptoms_after_step" in answers and _says_step_did_it(state, day):
        answers["new_symptoms_after_step"] = "yes"
    if "began_with_step" in answers:
        if _says_step_did_it(state, day):
            answers["began_with_step"] = "yes"
        elif not state.cohort.weighs[state.person, day]:
            del answers["began_with_step"]
    if state.cohort.errs[state.person, day]:
        answers |= {name: YES_FOR_NO[answers[name]] for name in ABOUT_HOW_IT_GOES if answers.get(name) in YES_FOR_NO}
    return answers


def _says_step_did_it(state: _PatientState, day: int) -> bool:
    if state.response.intolerance >= 1:
        return bool(state.cohort.sees[state.person] or state.cohort.sees_when_asked[state.person, day])
    since = day - state.response.rises[-1] if state.response.rises else BLAMES_WITHIN_DAYS
    return state.response.flare(day) > 0 and since < BLAMES_WITHIN_DAYS and bool(state.cohort.blames[state.person])


def _follow(state: _PatientState, day: int, today: DailyGuidance) -> None:
    """Do what zonewise says: the dose that it names goes on from tonight, and a pause is written down."""
    action, named = today.guidance.action, today.dose.daily_mg
    if action == "pause" and state.level_mg > 0:
        state.level_mg = 0.0
        state.write(day, BEDTIME, "answer", "phase", "paused")
    elif named is not None and named > 0:
        state.level_mg = float(named)


def _log(state: _PatientState, day: int, taken_mg: float, *, checks_in: bool) -> None:
    """Write the dose of an evening down, or, at times, that it was left out."""
    cohort, who = state.cohort, state.person
    if taken_mg > 0 and (checks_in or cohort.logs_alone[who, day]):
        state.write(day, BEDTIME, "dose", "naltrexone", str(Decimal(str(taken_mg)).normalize()), "mg")
    elif state.level_mg > 0 and checks_in and cohort.logs_alone[who, day] and FIGURES["logs left out"].value > 0:
        state.write(day, BEDTIME, "dose", "naltrexone", "0", "mg")
