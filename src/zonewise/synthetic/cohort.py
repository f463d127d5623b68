"""Who are the people that live with zonewise, before anyone knows which doses they will take?

Everything that chance decides is drawn here, for many people at once; what zonewise then says cannot shift it.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from .between_patients import between_people
from .drug_effect import Response, draw_response
from .entry_writing import check_in_chance
from .figures import DREAM_DAYS
from .options import RATED, PatientOptions
from .patient_figures import (
    GRADES,
    INTOLERANCE_IS_UNBEARABLE,
    LOGS_DOSE_ALONE,
    RATED_WHEN_PARTIAL,
    RATES_FUNCTION,
    SIDE_EFFECT_WITHIN,
    SIDE_EFFECTS,
)
from .symptom_course import SymptomCourse, untreated
from .traits import Traits, draw_traits

BEFORE_DAYS, WITH_PLAN_DAYS = 28, 182
"""Days of diary before the plan, and half a year with it."""

STEPS_MG = (0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5)
STEP_DAYS = 14
"""The plan that all follow."""

FIRST_SHARE = 0.5
"""Share of side effects that come with the first dose instead of a later step: assumed."""


@dataclass(frozen=True, slots=True)
class ClosedLoopOptions:
    """What is chosen about the people who live with zonewise.

    Attributes:
        intolerant: Everyone has a dose, from the second step on, that is truly not tolerated; False: nobody has.
        inert: The drug does nothing and has the side effects of placebo.
        relief_percent: What it does otherwise, % of usual.
        follows: Share of evenings on which the dose that zonewise names is taken; on others the dose before goes on.
        weighs_cause: Share of flares with a recorded cause, not begun by a step, of which the person says so.
        blames_step: Share of people who, in a flare shortly after a step, say that new symptoms began with it although
            they did not.
        sees_intolerance: Share of people who say so when they did.
        flares: Whether there are flares that no dose brings.
        misses: Whether days have no check-in.
    """

    intolerant: bool = False
    inert: bool = True
    relief_percent: float = 0.0
    follows: float = 1.0
    weighs_cause: float = 0.5
    blames_step: float = 0.2
    sees_intolerance: float = 0.8
    flares: bool = True
    misses: bool = True

    @property
    def people(self) -> PatientOptions:
        """The same as options for people."""
        return PatientOptions(
            baseline_days=BEFORE_DAYS,
            treated_days=WITH_PLAN_DAYS,
            relief_percent=self.relief_percent,
            flares=self.flares,
            missing="not-at-random" if self.misses else "none",
            drug="inert" if self.inert else "ldn",
            intolerant_share=1.0 if self.intolerant else 0.0,
            steps_mg=STEPS_MG,
            step_days=STEP_DAYS,
        )


@dataclass(frozen=True, slots=True)
class SideEffect:
    """One side effect that will come.

    Attributes:
        name: As it is written down.
        rise: With which rise of the dose it comes: 0 is the first dose.
        after_days: Days from that rise to its beginning.
        days: How long it lasts.
        grade: 1 to 3.
    """

    name: str
    rise: int
    after_days: int
    days: int
    grade: int


@dataclass(frozen=True, slots=True)
class Cohort:
    """Many people, before they begin. Arrays are (people, days) or (people, days, ratings) unless said otherwise.

    Attributes:
        options: What was chosen.
        traits: What stays the same about each.
        course: Days without treatment.
        response: How each responds to doses.
        noise: What is written down less what is felt, points.
        checks_in: Whether there is a check-in.
        rates: Whether that rating is given in it.
        rates_function: Whether it is said how much of the day was not possible.
        function: How much of it is not possible on calm days, points.
        takes: Whether a dose is taken.
        logs_alone: Whether a dose is logged on a day without a check-in.
        follows: Whether what zonewise names is done.
        unbearable: (people,) Whether the dose that is not tolerated brings a side effect of grade 3; else grade 2.
        sees: (people,) Whether the person would say that the step brought it.
        blames: (people,) Whether the person blames a step that did nothing.
        weighs: (people, days) Whether a flare that begins that day is told apart from the step.
        side_effects: One tuple for each person.
    """

    options: ClosedLoopOptions
    traits: Traits
    course: SymptomCourse
    response: Response
    noise: NDArray[np.float64]
    checks_in: NDArray[np.bool_]
    rates: NDArray[np.bool_]
    rates_function: NDArray[np.bool_]
    function: NDArray[np.float64]
    takes: NDArray[np.bool_]
    logs_alone: NDArray[np.bool_]
    follows: NDArray[np.bool_]
    unbearable: NDArray[np.bool_]
    sees: NDArray[np.bool_]
    blames: NDArray[np.bool_]
    weighs: NDArray[np.bool_]
    side_effects: tuple[tuple[SideEffect, ...], ...] = field(default=())


def draw_cohort(count: int, rng: Generator, options: ClosedLoopOptions | None = None) -> Cohort:
    """Draw so many people who are about to live with zonewise.

    Args:
        count: How many people, at least 1.
        rng: Source of chance.
        options: What is chosen; None for the defaults.

    Raises:
        ValueError: The count is below 1.
    """
    if count < 1:
        raise ValueError(f"{count} people; at least 1 is needed")
    options = options or ClosedLoopOptions()
    people = options.people
    who, living, responding, writing, deciding, judging, ill = rng.spawn(7)
    traits = draw_traits(count, who)
    course = untreated(traits, people.days, living, flares=options.flares)
    shape, ratings = (count, people.days), len(RATED)
    chance = check_in_chance(count, people.days, course.flare_height > 0, writing, people)
    partial = writing.random(shape) < people.partial_share
    return Cohort(
        options=options,
        traits=traits,
        course=course,
        response=draw_response(count, responding, people),
        noise=traits.noise[:, None, :] * writing.normal(size=(*shape, ratings)),
        checks_in=writing.random(shape) < chance,
        rates=~partial[:, :, None] | (writing.random((*shape, ratings)) < RATED_WHEN_PARTIAL.value),
        rates_function=~partial & (writing.random(shape) < RATES_FUNCTION.value),
        function=writing.normal(1.0, 1.0, size=shape),
        takes=deciding.random(shape) < people.takes_dose,
        logs_alone=deciding.random(shape) < LOGS_DOSE_ALONE.value,
        follows=deciding.random(shape) < options.follows,
        unbearable=judging.random(count) < INTOLERANCE_IS_UNBEARABLE.value,
        sees=judging.random(count) < options.sees_intolerance,
        blames=judging.random(count) < options.blames_step,
        weighs=judging.random(shape) < options.weighs_cause,
        side_effects=_side_effects(count, ill, inert=options.inert),
    )


def _side_effects(count: int, rng: Generator, *, inert: bool) -> tuple[tuple[SideEffect, ...], ...]:
    """Draw the side effects that trials name; those they do not name are too vague to let anything wait."""
    found: list[list[SideEffect]] = [[] for _ in range(count)]
    weights = [figure.value for figure in GRADES]
    for name, (on_drug, on_placebo) in SIDE_EFFECTS.items():
        has = rng.random(count) < (on_placebo if inert else on_drug).value
        at_first = rng.random(count) < FIRST_SHARE
        later = rng.integers(1, len(STEPS_MG), size=count)
        after = rng.integers(0, int(SIDE_EFFECT_WITHIN.value), size=count)
        days = between_people(DREAM_DAYS, rng.normal(size=count))
        grades = 1 + rng.choice(len(weights), p=[weight / sum(weights) for weight in weights], size=count)
        for person in range(count):
            if has[person]:
                rise = 0 if at_first[person] else int(later[person])
                length = max(1, round(float(days[person])))
                found[person].append(SideEffect(name, rise, int(after[person]), length, int(grades[person])))
    return tuple(map(tuple, found))
