"""The diary that the demo patient keeps when every evening zonewise is asked and followed.

It is built day by day with the product's own guidance: a check-in, an answer to each question that comes up, the dose
that is named. So doses and guidance cannot drift apart, whatever a later release says.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from numpy.random import Generator

from zonewise.guidance.daily_guidance import DailyGuidance
from zonewise.model.entry import Entry, Kind
from zonewise.plan.plan_json import plan_to_json
from zonewise.plan.prescribed_plan import Plan
from zonewise.synthetic.symptoms import as_rated

from . import scenario
from .progress import Chances, Progress, draw_chances

Advise = Callable[[Sequence[Entry], date], DailyGuidance]  # Returns what zonewise says for a day from these entries.

SEED = 9  # Of a diary in which no chance flare holds up a step, so that each scene falls on its day.

ANSWERED_AFTER = timedelta(minutes=2)
MORE_QUESTIONS = 4  # Rounds of questions that a person puts up with in one evening.


@dataclass(frozen=True, slots=True)
class SceneDay:
    """A day worth a look, as it stood when the person looked."""

    scene: str
    day: date  # The logical day.
    rows: int  # How many rows had been written by then.


@dataclass(frozen=True, slots=True)
class DemoPatient:
    """The whole diary."""

    rows: tuple[Entry, ...]  # What was written, in that order; not the plan, which comes from its own file.
    corrections: tuple[Entry, ...]  # What was corrected, each naming the row that it replaces.
    scenes: tuple[SceneDay, ...]  # The days worth a look, in order.
    # By logical day, the action and the dose in mg that zonewise named last; None when none was shown.
    evenings: Mapping[date, tuple[str, Decimal | None]]


def demo_patient(rng: Generator, plan: Plan, advise: Advise) -> DemoPatient:
    """Return the diary of the demo patient.

    Args:
        rng: Source of chance; the same state gives the same diary.
        plan: The plan that is followed from its day on.
    """
    state = _DemoState(draw_chances(rng), _signed(plan), advise, Progress(plan.interval_days or 0))
    for number in range(scenario.DAYS):
        _add_day(state, number)
    writer = state.writer
    return DemoPatient(tuple(writer.rows), tuple(writer.corrections), tuple(state.scenes.values()), state.evenings)


def _signed(plan: Plan) -> tuple[Entry, ...]:
    """Return what signing the plan adds to a diary."""
    return (
        Entry("plan", scenario.PLAN_DAY, None, "plan", "plan", plan_to_json(plan)),
        Entry("phase", scenario.PLAN_DAY, None, "answer", "phase", "not-started"),
    )


@dataclass(slots=True)
class EntryWriter:
    """Entries in the order in which they are written; nothing written is changed."""

    rows: list[Entry] = field(default_factory=list)  # What was written.
    corrections: list[Entry] = field(default_factory=list)  # What was corrected later, with the row that it replaces.

    def write(
        self, day: date, at: time, kind: Kind, name: str, value: str = "", *, unit: str = "", note: str = ""
    ) -> Entry:
        """Write one entry."""
        entry = Entry(f"row-{len(self.rows) + 1}", day, at, kind, name, value, unit, note)
        self.rows.append(entry)
        return entry

    def correct(self, entry: Entry, value: str) -> None:
        """Give an entry another value; the old one stays."""
        number = len(self.corrections) + 1
        self.corrections.append(replace(entry, id=f"correction-{number}", value=value, supersedes=entry.id))

    def answer(self, day: date, at: time, question: str, value: str) -> None:
        """Answer a question, shortly after the check-in of that time."""
        later = (datetime.combine(day, at) + ANSWERED_AFTER).time()
        self.write(day, later, "answer", question, value)

    def dose(self, day: date, at: time, mg: Decimal, note: str = "") -> None:
        """Write a dose down."""
        self.write(day, at, "dose", "naltrexone", f"{mg.normalize():f}", unit="mg", note=note)


@dataclass(slots=True)
class _DemoState:
    """The demo patient up to one day; it grows as the days go by."""

    chances: Chances
    signed: tuple[Entry, ...]
    advise: Advise
    progress: Progress
    writer: EntryWriter = field(default_factory=EntryWriter)
    scenes: dict[str, SceneDay] = field(default_factory=dict)
    evenings: dict[date, tuple[str, Decimal | None]] = field(default_factory=dict)
    left_open: date | None = None

    def ask_zonewise(self, day: date, more: Sequence[Entry] = ()) -> DailyGuidance:
        """Return what zonewise says now."""
        signed = self.signed if day >= scenario.PLAN_DAY else ()
        return self.advise((*self.writer.rows, *self.writer.corrections, *signed, *more), day)

    def add_scene(self, scene: str, day: date) -> None:
        """Remember a day worth a look; the first of each name counts."""
        self.scenes.setdefault(scene, SceneDay(scene, day, len(self.writer.rows)))


def _add_day(state: _DemoState, number: int) -> None:
    day = scenario.FIRST_DAY + timedelta(days=number)
    gap = state.progress.gap_day(day)
    if gap is not None:
        if gap == scenario.GAP_BEFORE_STEP:  # the day on which the step would be due
            state.add_scene("gap", day)
        return
    if number == 0:
        _begin(state, day)
    if not (state.chances.checks_in[number] or _must_check_in(state, day)):
        if state.progress.mg > 0 and state.chances.logs_dose[number]:
            state.writer.dose(day, state.chances.bedtime(number), state.progress.mg)
        return
    at = state.chances.check_in_at(number)
    _check_in(state, number, at)
    today = _answer_questions(state, day, at)
    _record_scene(state, day, today)
    _take(state, number, today)


def _begin(state: _DemoState, day: date) -> None:
    """Write down what stands first in the diary: that nobody lived it, and the profile."""
    at = state.chances.check_in_at(0)
    state.writer.write(day, at, "note", scenario.MARK_NAME, note=scenario.MARK)
    for name, value in scenario.PROFILE.items():
        state.writer.write(day, at, "profile", name, value)


def _must_check_in(state: _DemoState, day: date) -> bool:
    """Return whether the story needs this day; otherwise chance decides."""
    fixed = (scenario.FIRST_DAY, scenario.LEARNING_DAY, scenario.PLAN_DAY, scenario.LATE_DOSE_DAY, scenario.LAST_DAY)
    yesterday, tomorrow = day - timedelta(days=1), day + timedelta(days=1)
    beside_gap = any(state.progress.gap_day(beside) is not None for beside in (yesterday, tomorrow))
    return day in fixed or beside_gap or state.left_open == yesterday or state.progress.is_watched(day)


def _check_in(state: _DemoState, number: int, at: time) -> None:
    """Write the check-in of a day, from 0: ratings, danger signs, side effects, and what happened."""
    writer, chances, progress = state.writer, state.chances, state.progress
    day = scenario.FIRST_DAY + timedelta(days=number)
    for index, habit in enumerate(scenario.HABITS):
        if not (chances.rates[number, index] or progress.is_watched(day)):
            continue
        felt = float(chances.felt[number, index]) + progress.symptom_change(habit, day)
        value = str(as_rated(felt, float(chances.noise[number, index])))
        if day == scenario.SLIP_DAY and habit.name == scenario.SLIP_RATING:
            writer.correct(writer.write(day, at, "rating", habit.name, str(scenario.SLIP_VALUE)), value)
        else:
            writer.write(day, at, "rating", habit.name, value)
    writer.write(day, at, "answer", "danger_sign", "none")
    if progress.dreams(day):
        writer.write(day, at, "sign", "vivid-dreams", "1")
    elif progress.changes:
        writer.write(day, at, "answer", "side_effects", "none")
    if progress.has_cold(day):
        writer.write(day, at, "event", "infection", note="A cold, from work.")


def _answer_questions(state: _DemoState, day: date, at: time) -> DailyGuidance:
    """Answer what zonewise asks, until nothing is left that can be answered, and return what it says then."""
    today = state.ask_zonewise(day)
    answered: set[str] = set()
    for _ in range(MORE_QUESTIONS):
        answers = {name: value for name, value in _answers(state, day, today).items() if name not in answered}
        if not answers:
            break
        answered |= answers.keys()
        if "opioid" in answers and _leaves_opioids_open(state, day, answers):
            state.left_open = day
            del answers["opioid"]
        for name, value in answers.items():
            state.writer.answer(day, at, name, value)
        today = state.ask_zonewise(day)
    return today


def _answers(state: _DemoState, day: date, today: DailyGuidance) -> dict[str, str]:
    """Return the question and the answer to each fact that is asked for, and what the cold had to do with the flare."""
    answers = dict(scenario.TRUTH[question.fact] for question in today.guidance.ask if question.fact in scenario.TRUTH)
    if "new_symptoms_after_step" in answers and state.progress.is_in_flare("step", day):
        answers["new_symptoms_after_step"] = "yes"
    flare = today.snapshot.flare if state.progress.is_in_flare("cold", day) else None
    if flare is not None and today.snapshot.answers.latest("began_with_step", since=flare.began) is None:
        answers["began_with_step"] = "no"
    return answers


def _leaves_opioids_open(state: _DemoState, day: date, answers: dict[str, str]) -> bool:
    """Return whether this is the one evening, late in the story, on which a step hangs on that answer alone."""
    if state.left_open is not None or state.progress.mg < scenario.INFECTION_MG:
        return False
    more = [Entry(f"if-{name}", day, None, "answer", name, value) for name, value in answers.items()]
    return state.ask_zonewise(day, more).guidance.action == "step-up"


def _record_scene(state: _DemoState, day: date, today: DailyGuidance) -> None:
    action, doses = today.guidance.action, today.dose.doses
    linked = state.scenes.get("linked-flare")
    scenes = {
        "learning": day == scenario.LEARNING_DAY,
        "start": action == "start" and bool(doses),
        "step-up": action == "step-up",
        "day-after": linked is not None and day == linked.day + timedelta(days=1),
        "linked-flare": action == "reduce",
        "unrelated-flare": action == "keep"
        and today.snapshot.flare is not None
        and state.progress.is_in_flare("cold", day),
        "opioid-asked": state.left_open == day,
        "last": day == scenario.LAST_DAY,
    }
    for scene in (name for name, is_now in scenes.items() if is_now):
        state.add_scene(scene, day)


def _take(state: _DemoState, number: int, today: DailyGuidance) -> None:
    """Take the dose that was named and write it down; on the last evening bedtime is still ahead."""
    day, action = today.as_of, today.guidance.action
    named = sum((dose.mg for dose in today.dose.doses), Decimal(0)) if today.dose.daily_mg is not None else None
    state.evenings[day] = (action, named)
    if action == "pause" and state.progress.mg > 0:
        state.writer.answer(day, state.chances.bedtime(number), "phase", "paused")
        state.progress = state.progress.taking(day, Decimal(0))
    if not named or day == scenario.LAST_DAY:
        return
    if day == scenario.LATE_DOSE_DAY:
        state.writer.dose(day + timedelta(days=1), scenario.LATE_DOSE_AT, named, "Fell asleep on the sofa, taken late.")
    else:
        state.writer.dose(day, state.chances.bedtime(number), named)
    state.progress = state.progress.taking(day, named)
