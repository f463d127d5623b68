"""How does a made-up person live with zonewise for half a year?

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
from zonewise.model.entry import Entry, Kind
from zonewise.plan.limits import PlanLimits
from zonewise.plan.plan_check import read_and_check
from zonewise.plan.plan_json import plan_to_json
from zonewise.plan.prescribed_plan import Plan
from zonewise.zones.zone import Zone

from . import figures
from .cohort import BEFORE_DAYS, SHOWS_IN, STEP_DAYS, STEPS_MG, WITH_PLAN_DAYS, Cohort, DoseResponse
from .demo.scenario import TRUTH
from .options import RATED
from .symptoms import as_rated

Advise = Callable[[Sequence[Entry], date], DailyGuidance]
"""Returns what zonewise says for a day from these entries."""

FIRST_DAY = date(2024, 1, 1)
CHECK_IN_AT, ANSWERED_AT, BEDTIME = time(20, 0), time(20, 5), time(22, 30)
MORE_QUESTIONS = 4
"""Rounds of questions that a person puts up with in one evening."""

RISING = ("start", "step-up", "resume-low")
FALLING = ("reduce", "pause")

SPIKE_AT, SPIKE_ABOVE, SPIKE_SWINGS = 8.0, 3.0, 2.5
"""Points, points above usual and own swings above usual from which a person calls sleep or anxiety a spike."""

BLAMES_WITHIN_DAYS = 7
"""Days after a step in which a flare that it did not bring may be laid to it."""

PLAN_TEXT = f"""prescriber: Dr Made-Up, Nowhere Clinic
written-on: {(FIRST_DAY + timedelta(days=BEFORE_DAYS - 1)).isoformat()}
start: {(FIRST_DAY + timedelta(days=BEFORE_DAYS)).isoformat()}
at: bedtime
steps: {{first: {STEPS_MG[0]:g} mg, by: {STEPS_MG[1] - STEPS_MG[0]:g} mg, up-to: {STEPS_MG[-1]:g} mg}}
interval: {STEP_DAYS} days
ceiling: {STEPS_MG[-1]:g} mg
missed-days: 7
sensitive: no
product:
  form: capsule
  strengths: [0.5 mg, 1.5 mg]
  fillers: [microcrystalline cellulose]
  dyes: none
"""


@dataclass(frozen=True, slots=True)
class Evening:
    """One evening with the plan.

    Attributes:
        day: From 0, the first day of the diary.
        asked: Whether there was a check-in, and so an answer of zonewise.
        zone: The zone that zonewise gave; None when it is unknown or was not asked.
        action: What it said, after its questions were answered; "" when not asked.
        first_action: What it said before.
        reasons: Ids of the rules behind it.
        level_mg: Dose that goes on: what is taken tonight unless it is forgotten.
        taken_mg: What was taken.
        intolerance: How much worse a dose that is not tolerated makes the ratings, points.
        flare: Height of the flare that no dose brings, points.
        grade: Worst side effect, 0 without.
    """

    day: int
    asked: bool
    zone: Zone | None
    action: str
    first_action: str
    reasons: tuple[str, ...]
    level_mg: float
    taken_mg: float
    intolerance: float
    flare: float
    grade: int


@dataclass(frozen=True, slots=True)
class PatientHistory:
    """Half a year of one person with zonewise.

    Attributes:
        evenings: One for each day from that of the plan on.
        not_tolerated_mg: Lowest dose that is not tolerated; infinite for who tolerates all.
    """

    evenings: tuple[Evening, ...]
    not_tolerated_mg: float


def plan_to_follow(limits: PlanLimits) -> Plan:
    """Return the plan that all follow: 0.5 mg steps every 14 days to 4.5 mg.

    Raises:
        InputRefused: The bounds of the protocol do not allow it any more.
    """
    return read_and_check(PLAN_TEXT, "plan", limits, sensitive=None)[0]


def simulate_patient(crowd: Cohort, person: int, plan: Plan, advise: Advise) -> PatientHistory:
    """Let one person live with zonewise.

    Args:
        crowd: The people, drawn before.
        person: Which of them, from 0.
        plan: What the prescriber has signed.
        advise: What zonewise says.
    """
    life = _PatientState(crowd, person, DoseResponse(crowd, person), advise)
    life.write(0, CHECK_IN_AT, "profile", "birth-year", "1980")
    for day in range(BEFORE_DAYS):
        if crowd.checks_in[person, day]:
            _check_in(life, day)
        life.body.sleep_through(day, 0.0)
    life.write(BEFORE_DAYS, CHECK_IN_AT, "plan", "plan", plan_to_json(plan))
    life.write(BEFORE_DAYS, CHECK_IN_AT, "answer", "phase", "not-started")
    evenings = tuple(_evening(life, day) for day in range(BEFORE_DAYS, BEFORE_DAYS + WITH_PLAN_DAYS))
    return PatientHistory(evenings, float(crowd.response.not_tolerated_mg[person]))


@dataclass(slots=True)
class _PatientState:
    """One person up to one day; it grows as the days go by."""

    crowd: Cohort
    person: int
    body: DoseResponse
    advise: Advise
    rows: list[Entry] = field(default_factory=list)
    level_mg: float = 0.0
    weighed: date | None = None
    sleeps_badly: bool = False

    def write(self, day: int, at: time, kind: Kind, name: str, value: str = "", unit: str = "") -> None:
        """Write one entry."""
        self.rows.append(Entry(f"{len(self.rows):06d}", _date(day), at, kind, name, value, unit))

    def says(self, day: int) -> DailyGuidance:
        """Return what zonewise says now."""
        return self.advise(self.rows, _date(day))


def _date(day: int) -> date:
    return FIRST_DAY + timedelta(days=day)


def _evening(life: _PatientState, day: int) -> Evening:
    crowd, who, body = life.crowd, life.person, life.body
    before, intolerance, grades = life.level_mg, body.intolerance, body.grade(day)
    said: DailyGuidance | None = None
    first_action = ""
    if crowd.checks_in[who, day]:
        _check_in(life, day)
        first_action, said = _ask(life, day)
        if crowd.follows[who, day]:
            _follow(life, day, said)
    takes = bool(crowd.takes[who, day]) or life.level_mg != before  # a new dose is not forgotten on its first evening
    taken = life.level_mg if takes else 0.0
    _log(life, day, taken, checks_in=said is not None)
    body.sleep_through(day, taken)
    return Evening(
        day=day,
        asked=said is not None,
        zone=said.zone.zone if said is not None else None,
        action=said.guidance.action if said is not None else "",
        first_action=first_action,
        reasons=tuple(rule.id for rule in said.guidance.reasons) if said is not None else (),
        level_mg=life.level_mg,
        taken_mg=taken,
        intolerance=intolerance,
        flare=body.flare(day),
        grade=max(grades.values(), default=0),
    )


def _check_in(life: _PatientState, day: int) -> None:
    """Write the check-in of a day: ratings, danger signs, side effects, and what happened."""
    crowd, who, body = life.crowd, life.person, life.body
    felt = body.felt(day)
    for index, name in enumerate(RATED):
        if crowd.rates[who, day, index]:
            value = as_rated(float(felt[index]), float(crowd.noise[who, day, index]))
            life.write(day, CHECK_IN_AT, "rating", name, str(value))
    if crowd.rates_function[who, day]:
        _rate_function(life, day, CHECK_IN_AT)
    usual, sleep, anxiety = crowd.traits.usual[who], RATED.index("sleep"), RATED.index("anxiety")
    swing = np.hypot(crowd.traits.swing[who], crowd.traits.noise[who])
    own = felt - SHOWS_IN * body.flare(day)  # what a flare lifts with all the rest is no spike of its own
    life.sleeps_badly = any(
        own[index] >= max(SPIKE_AT, usual[index] + max(SPIKE_ABOVE, SPIKE_SWINGS * swing[index]))
        for index in (sleep, anxiety)
    )
    life.write(day, CHECK_IN_AT, "answer", "danger_sign", "none")
    grades = body.grade(day)
    for name, grade in grades.items():
        life.write(day, CHECK_IN_AT, "sign", name, str(grade))
    if not grades:
        life.write(day, CHECK_IN_AT, "answer", "side_effects", "none")
    for name, happened in crowd.course.events.items():
        if happened[who, day]:
            life.write(day, CHECK_IN_AT, "event", name)


def _rate_function(life: _PatientState, day: int, at: time) -> None:
    worse = life.body.flare(day) + life.body.intolerance
    life.write(day, at, "rating", "function", str(as_rated(worse, float(life.crowd.function[life.person, day]))))


def _ask(life: _PatientState, day: int) -> tuple[str, DailyGuidance]:
    """Answer what zonewise asks until nothing is left that can be answered; return what it said first, and last."""
    said = life.says(day)
    first = said.guidance.action
    told: set[str] = set()
    for _ in range(MORE_QUESTIONS):
        if "function" not in told and any(question.rating_to_give == "function" for question in said.guidance.ask):
            told.add("function")
            _rate_function(life, day, ANSWERED_AT)
            said = life.says(day)
        answers = {name: value for name, value in _answers(life, day, said).items() if name not in told}
        if not answers:
            break
        told |= answers.keys()
        for name, value in answers.items():
            life.write(day, ANSWERED_AT, "answer", name, value)
        said = life.says(day)
    return first, said


def _answers(life: _PatientState, day: int, said: DailyGuidance) -> Mapping[str, str]:
    """Return the answer to each fact that is asked for, and what a recorded cause had to do with the flare."""
    answers = dict(TRUTH[question.fact] for question in said.guidance.ask if question.fact in TRUTH)
    if "phase" in answers and life.body.rises:
        answers["phase"] = "titrating" if life.level_mg > 0 else "paused"
    if "tolerated_past_flares" in answers:
        answers["tolerated_past_flares"] = "no-history"
    if "insomnia_or_anxiety_spike" in answers and life.sleeps_badly:
        answers["insomnia_or_anxiety_spike"] = "yes"
    if "new_symptoms_after_step" in answers and _says_step_did_it(life, day):
        answers["new_symptoms_after_step"] = "yes"
    flare = said.snapshot.flare
    if flare is not None and said.snapshot.linked_rise is not None and life.weighed != flare.began:
        life.weighed = flare.began
        at = (flare.began - FIRST_DAY).days
        if _has_cause(said) and life.body.intolerance < 1 and life.crowd.weighs[life.person, at]:
            answers["began_with_step"] = "no"
    return answers


def _says_step_did_it(life: _PatientState, day: int) -> bool:
    if life.body.intolerance >= 1:
        return bool(life.crowd.sees[life.person])
    since = day - life.body.rises[-1] if life.body.rises else BLAMES_WITHIN_DAYS
    return life.body.flare(day) > 0 and since < BLAMES_WITHIN_DAYS and bool(life.crowd.blames[life.person])


def _has_cause(said: DailyGuidance) -> bool:
    return any("You recorded" in note for note in said.notes)


def _follow(life: _PatientState, day: int, said: DailyGuidance) -> None:
    """Do what zonewise says: the dose that it names goes on from tonight, and a pause is told."""
    action, named = said.guidance.action, said.dose.daily_mg
    if action == "pause" and life.level_mg > 0:
        life.level_mg = 0.0
        life.write(day, BEDTIME, "answer", "phase", "paused")
    elif named is not None and named > 0:
        life.level_mg = float(named)


def _log(life: _PatientState, day: int, taken_mg: float, *, checks_in: bool) -> None:
    """Write the dose of an evening down, or, at times, that it was left out."""
    crowd, who = life.crowd, life.person
    if taken_mg > 0 and (checks_in or crowd.logs_alone[who, day]):
        life.write(day, BEDTIME, "dose", "naltrexone", str(Decimal(str(taken_mg)).normalize()), "mg")
    elif life.level_mg > 0 and checks_in and crowd.logs_alone[who, day] and figures.LOGS_LEFT_OUT.value > 0:
        life.write(day, BEDTIME, "dose", "naltrexone", "0", "mg")
