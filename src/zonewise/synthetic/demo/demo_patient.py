"""Which diary does the demo person keep, when every evening zonewise is asked and followed?

The way is built day by day with the product's own guidance: a check-in, an answer to each question that comes up, the
dose that is named. So doses and guidance cannot drift apart, whatever a later release says.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal

from numpy.random import Generator

from zonewise.guidance.daily_guidance import DailyGuidance
from zonewise.model.entry import Entry
from zonewise.plan.plan_json import plan_to_json
from zonewise.plan.prescribed_plan import Plan

from .chances import Chances, drawn
from .check_in import check_in
from .entry_writer import EntryWriter
from .prescription import PLAN_DAY
from .progress import Progress
from .scenario import (
    DAYS,
    FIRST_DAY,
    GAP_BEFORE_STEP,
    INFECTION_MG,
    LAST_DAY,
    LATE_DOSE_AT,
    LATE_DOSE_DAY,
    LEARNING_DAY,
    MARK,
    MARK_NAME,
    PROFILE,
    TRUTH,
)

Advise = Callable[[Sequence[Entry], date], DailyGuidance]
"""Returns what zonewise says for a day from these entries."""

SEED = 122
"""Of a diary in which no chance flare holds up a step, so that each scene falls on its day."""

MORE_QUESTIONS = 4
"""Rounds of questions that a person puts up with in one evening."""


@dataclass(frozen=True, slots=True)
class SceneDay:
    """A day worth a look, as it stood when the person looked.

    Attributes:
        scene: Name of the scene.
        day: The logical day.
        rows: How many rows had been written by then.
    """

    scene: str
    day: date
    rows: int


@dataclass(frozen=True, slots=True)
class DemoEvening:
    """What zonewise said on one evening and what was then done.

    Attributes:
        day: The logical day.
        action: What it said.
        advised_mg: Tonight's dose; None when no amount was shown.
        taken_mg: What was logged; None when nothing was.
    """

    day: date
    action: str
    advised_mg: Decimal | None
    taken_mg: Decimal | None


@dataclass(frozen=True, slots=True)
class DemoPatient:
    """The whole diary.

    Attributes:
        rows: What was written, in that order; the plan, which comes from its own file, is not among them.
        corrections: What was corrected, each naming the row that it replaces.
        tellings: The days worth a look, in order.
        evenings: One for each evening on which zonewise was asked.
    """

    rows: tuple[Entry, ...]
    corrections: tuple[Entry, ...]
    tellings: tuple[SceneDay, ...]
    evenings: tuple[DemoEvening, ...]


def demo_patient(rng: Generator, plan: Plan, advise: Advise) -> DemoPatient:
    """Return the diary of the demo person.

    Args:
        rng: Source of chance; the same state gives the same diary.
        plan: The plan that is followed from its day on.
        advise: What zonewise says.
    """
    life = _DemoState(drawn(rng), _signed(plan), advise, Progress(plan.interval_days or 0))
    for number in range(DAYS):
        _live(life, number)
    pen = life.pen
    return DemoPatient(tuple(pen.rows), tuple(pen.corrections), tuple(life.tellings.values()), tuple(life.evenings))


def _signed(plan: Plan) -> tuple[Entry, ...]:
    """Return what signing the plan adds to a diary."""
    return (
        Entry("plan", PLAN_DAY, None, "plan", "plan", plan_to_json(plan)),
        Entry("phase", PLAN_DAY, None, "answer", "phase", "not-started"),
    )


@dataclass(slots=True)
class _DemoState:
    """The demo person up to one day; it grows as the days go by."""

    chances: Chances
    signed: tuple[Entry, ...]
    advise: Advise
    progress: Progress
    pen: EntryWriter = field(default_factory=EntryWriter)
    tellings: dict[str, SceneDay] = field(default_factory=dict)
    evenings: list[DemoEvening] = field(default_factory=list)
    left_open: date | None = None

    def says(self, day: date, more: Sequence[Entry] = ()) -> DailyGuidance:
        """Return what zonewise says now."""
        signed = self.signed if day >= PLAN_DAY else ()
        return self.advise((*self.pen.rows, *self.pen.corrections, *signed, *more), day)

    def tell(self, scene: str, day: date) -> None:
        """Remember a day worth a look; the first of each name counts."""
        self.tellings.setdefault(scene, SceneDay(scene, day, len(self.pen.rows)))


def _live(life: _DemoState, number: int) -> None:
    day = FIRST_DAY + timedelta(days=number)
    gap = life.progress.gap_day(day)
    if gap is not None:
        if gap == GAP_BEFORE_STEP:  # the day on which the step would be due
            life.tell("gap", day)
        return
    if number == 0:
        _begin(life, day)
    if not (life.chances.checks_in[number] or _must_check_in(life, day)):
        if life.progress.mg > 0 and life.chances.logs_dose[number]:
            life.pen.dose(day, life.chances.bedtime(number), life.progress.mg)
        return
    at = life.chances.check_in_at(number)
    check_in(life.pen, life.chances, life.progress, number, at)
    said = _asked(life, day, at)
    _record_scene(life, day, said)
    _take(life, number, said)


def _begin(life: _DemoState, day: date) -> None:
    """Write down what stands first in the diary: that nobody lived it, and the profile."""
    at = life.chances.check_in_at(0)
    life.pen.write(day, at, "note", MARK_NAME, note=MARK)
    for name, value in PROFILE.items():
        life.pen.write(day, at, "profile", name, value)


def _must_check_in(life: _DemoState, day: date) -> bool:
    """Return whether the story needs this day; otherwise chance decides."""
    fixed = (FIRST_DAY, LEARNING_DAY, PLAN_DAY, LATE_DOSE_DAY, LAST_DAY)
    yesterday, tomorrow = day - timedelta(days=1), day + timedelta(days=1)
    beside_gap = any(life.progress.gap_day(each) is not None for each in (yesterday, tomorrow))
    return day in fixed or beside_gap or life.left_open == yesterday or life.progress.is_watched(day)


def _asked(life: _DemoState, day: date, at: time) -> DailyGuidance:
    """Answer what zonewise asks, until nothing is left that can be answered, and return what it says then."""
    said = life.says(day)
    told: set[str] = set()
    for _ in range(MORE_QUESTIONS):
        answers = {name: value for name, value in _answers(life, day, said).items() if name not in told}
        if not answers:
            break
        told |= answers.keys()
        if "opioid" in answers and _leaves_opioids_open(life, day, answers):
            life.left_open = day
            del answers["opioid"]
        for name, value in answers.items():
            life.pen.answer(day, at, name, value)
        said = life.says(day)
    return said


def _answers(life: _DemoState, day: date, said: DailyGuidance) -> dict[str, str]:
    """Return the question and the answer to each fact that is asked for, and what the cold had to do with the flare."""
    answers = dict(TRUTH[question.fact] for question in said.guidance.ask if question.fact in TRUTH)
    if "new_symptoms_after_step" in answers and life.progress.blames_step(day):
        answers["new_symptoms_after_step"] = "yes"
    flare = said.snapshot.flare if life.progress.blames_cold(day) else None
    if flare is not None and said.snapshot.answers.latest("began_with_step", since=flare.began) is None:
        answers["began_with_step"] = "no"
    return answers


def _leaves_opioids_open(life: _DemoState, day: date, answers: dict[str, str]) -> bool:
    """Return whether this is the one evening, late in the story, on which a step hangs on that answer alone."""
    if life.left_open is not None or life.progress.mg < INFECTION_MG:
        return False
    more = [Entry(f"if-{name}", day, None, "answer", name, value) for name, value in answers.items()]
    return life.says(day, more).guidance.action == "step-up"


def _record_scene(life: _DemoState, day: date, said: DailyGuidance) -> None:
    action, doses = said.guidance.action, said.dose.doses
    linked = life.tellings.get("linked-flare")
    scenes = {
        "learning": day == LEARNING_DAY,
        "start": action == "start" and bool(doses),
        "step-up": action == "step-up",
        "day-after": linked is not None and day == linked.day + timedelta(days=1),
        "linked-flare": action == "reduce",
        "unrelated-flare": action == "keep" and said.snapshot.flare is not None and life.progress.blames_cold(day),
        "opioid-asked": life.left_open == day,
        "last": day == LAST_DAY,
    }
    for scene, happens in scenes.items():
        if happens:
            life.tell(scene, day)


def _take(life: _DemoState, number: int, said: DailyGuidance) -> None:
    """Take the dose that was named and write it down; on the last evening bedtime is still ahead."""
    day, action = said.as_of, said.guidance.action
    named = sum((dose.mg for dose in said.dose.doses), Decimal(0)) if said.dose.daily_mg is not None else None
    takes = named is not None and named > 0 and day != LAST_DAY
    life.evenings.append(DemoEvening(day, action, named, named if takes else None))
    if action == "pause" and life.progress.mg > 0:
        life.pen.answer(day, life.chances.bedtime(number), "phase", "paused")
        life.progress = life.progress.taking(day, Decimal(0))
    if named is None or not takes:
        return
    if day == LATE_DOSE_DAY:
        life.pen.dose(day + timedelta(days=1), LATE_DOSE_AT, named, "Fell asleep on the sofa, taken late.")
    else:
        life.pen.dose(day, life.chances.bedtime(number), named)
    life.progress = life.progress.taking(day, named)
