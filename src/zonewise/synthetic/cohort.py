"""Synthetic patients who live with zonewise, as chance made them before any dose, and how they respond to doses.

Everything that chance decides is drawn here, for many patients at once; what zonewise then says cannot shift it.
"""

from dataclasses import dataclass, field, replace
from math import exp

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from .drug_effect import Response, dose_strength, draw_response, placebo_share
from .figures import FIGURES, GRADE_SHARES, figures_of
from .options import RATED, PatientOptions
from .patients import check_in_chance
from .symptoms import DAYS_A_MONTH, SymptomCourse, untreated
from .traits import FLARE_SHARE, Traits, between_people, draw_traits

BEFORE_DAYS, WITH_PLAN_DAYS = 28, 182  # Days of diary before the plan, and half a year with it.

STEPS_MG = (0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5)
STEP_DAYS = 14  # The plan that all follow.

FIRST_SHARE = 0.5  # Share of side effects that come with the first dose instead of a later step: assumed.


@dataclass(frozen=True, slots=True)
class ClosedLoopOptions:
    """What is chosen about the people who live with zonewise."""

    intolerant: bool = False  # Everyone has a dose, from the second step on, that is not tolerated; else nobody.
    inert: bool = True  # The drug does nothing and has the side effects of placebo.
    relief_percent: float = 0.0  # What it does otherwise, % of usual.
    # Share of evenings on which the dose that zonewise names is taken; on others the dose before goes on.
    follows: float = 1.0
    weighs_cause: float = (
        0.5  # Chance that who does not think so says that a flare did not begin with a step; else open.
    )
    # Share of people who, in a flare shortly after a step, say that new symptoms began with it although they did not.
    blames_step: float = 0.2
    sees_intolerance: float = 0.8  # Share of people who say so when they did.
    # Chance on an evening that one of the others says so too, once asked in plain words about what is new or worse.
    sees_when_asked: float = 0.0
    writes_intolerance: bool = True  # Whether what a step did is written down as a side effect; else it only shows.
    flares: bool = True  # Whether there are flares that no dose brings.
    misses: bool = True  # Whether days have no check-in.
    before_days: int = BEFORE_DAYS  # Days of diary before the plan; none for who is new.
    takes_dose: float = FIGURES["takes dose"].value  # Share of evenings on which a dose that goes on is not forgotten.
    doubles: float = 0.0  # Share of evenings on which it is taken twice, by mistake.
    # Points a month by which all ratings get better by themselves, before the start and after it.
    improves_a_month: float = 0.0
    # Points by which all ratings get worse for good in the middle of the way up, and it is no reaction.
    life_change: float = 0.0
    errs: float = 0.0  # Share of evenings on which yes and no are mixed up in the answers about how it goes.

    @property
    def people(self) -> PatientOptions:
        """The same as options for people."""
        return PatientOptions(
            baseline_days=self.before_days,
            treated_days=WITH_PLAN_DAYS,
            relief_percent=self.relief_percent,
            flares=self.flares,
            missing="not-at-random" if self.misses else "none",
            takes_dose=self.takes_dose,
            drug="inert" if self.inert else "ldn",
            intolerant_share=1.0 if self.intolerant else 0.0,
            steps_mg=STEPS_MG,
            step_days=STEP_DAYS,
        )


@dataclass(frozen=True, slots=True)
class SideEffect:
    """One side effect that will come."""

    name: str  # As it is written down.
    rise: int  # With which rise of the dose it comes: 0 is the first dose.
    after_days: int  # Days from that rise to its beginning.
    days: int  # How long it lasts.
    grade: int  # 1 to 3.


@dataclass(frozen=True, slots=True)
class Cohort:
    """Many people, before they begin. Arrays are (people, days) or (people, days, ratings) unless said otherwise."""

    options: ClosedLoopOptions
    traits: Traits  # What stays the same about each.
    course: SymptomCourse  # Days without treatment.
    response: Response  # How each responds to doses.
    noise: NDArray[np.float64]  # What is written down less what is felt, points.
    checks_in: NDArray[np.bool_]  # Whether there is a check-in.
    rates: NDArray[np.bool_]  # Whether that rating is given in it.
    rates_function: NDArray[np.bool_]  # Whether it is said how much of the day was not possible.
    function: NDArray[np.float64]  # How much of it is not possible on calm days, points.
    takes: NDArray[np.bool_]  # Whether a dose is taken.
    logs_alone: NDArray[np.bool_]  # Whether a dose is logged on a day without a check-in.
    follows: NDArray[np.bool_]  # Whether what zonewise names is done.
    # (people,) Whether the dose that is not tolerated brings a side effect of grade 3; else grade 2.
    unbearable: NDArray[np.bool_]
    sees: NDArray[np.bool_]  # (people,) Whether the person would say that the step brought it.
    blames: NDArray[np.bool_]  # (people,) Whether the person blames a step that did nothing.
    weighs: NDArray[np.bool_]  # (people, days) Whether it is said that a flare did not begin with a step.
    sees_when_asked: NDArray[np.bool_]  # (people, days) Whether who would not see it by themselves says so when asked.
    doubles: NDArray[np.bool_]  # Whether a dose is taken twice.
    errs: NDArray[np.bool_]  # Whether yes and no are mixed up.
    side_effects: tuple[tuple[SideEffect, ...], ...] = field(default=())  # One tuple for each person.


def draw_cohort(count: int, rng: Generator, options: ClosedLoopOptions | None = None) -> Cohort:
    """Draw so many people who are about to live with zonewise.

    Args:
        count: How many people, at least 1.
        options: What is chosen; None for the defaults.

    Raises:
        ValueError: The count is below 1.
    """
    if count < 1:
        raise ValueError(f"{count} people; at least 1 is needed")
    options = options or ClosedLoopOptions()
    people = options.people
    who, living, responding, writing, deciding, judging, ill, erring = rng.spawn(8)
    traits = draw_traits(count, who)
    course = _in_another_world(untreated(traits, people.days, living, flares=options.flares), options)
    shape, ratings = (count, people.days), len(RATED)
    chance = check_in_chance(course.flare_height > 0, writing, people)
    partial = writing.random(shape) < people.partial_share
    return Cohort(
        options=options,
        traits=traits,
        course=course,
        response=draw_response(count, responding, people),
        noise=traits.noise[:, None, :] * writing.normal(size=(*shape, ratings)),
        checks_in=writing.random(shape) < chance,
        rates=~partial[:, :, None] | (writing.random((*shape, ratings)) < FIGURES["rated when partial"].value),
        rates_function=~partial & (writing.random(shape) < FIGURES["rates function"].value),
        function=writing.normal(1.0, 1.0, size=shape),
        takes=deciding.random(shape) < people.takes_dose,
        logs_alone=deciding.random(shape) < FIGURES["logs dose alone"].value,
        follows=deciding.random(shape) < options.follows,
        unbearable=judging.random(count) < FIGURES["intolerance is unbearable"].value,
        sees=judging.random(count) < options.sees_intolerance,
        blames=judging.random(count) < options.blames_step,
        weighs=judging.random(shape) < options.weighs_cause,
        sees_when_asked=erring.random(shape) < options.sees_when_asked,
        doubles=erring.random(shape) < options.doubles,
        errs=erring.random(shape) < options.errs,
        side_effects=_side_effects(count, ill, inert=options.inert),
    )


LIFE_CHANGE_DAY = 40
"""Day of the plan on which a life change falls."""


def _in_another_world(course: SymptomCourse, options: ClosedLoopOptions) -> SymptomCourse:
    """Return the days without treatment of people who get better by themselves, or whose life changes."""
    day = np.arange(course.felt.shape[1])
    change = -options.improves_a_month * day / DAYS_A_MONTH
    change = change + options.life_change * (day >= options.before_days + LIFE_CHANGE_DAY)
    return replace(course, felt=course.felt + change[None, :, None])


def _side_effects(count: int, rng: Generator, *, inert: bool) -> tuple[tuple[SideEffect, ...], ...]:
    """Draw the side effects that trials name; those they do not name are too vague to let anything wait."""
    effects: list[list[SideEffect]] = [[] for _ in range(count)]
    for name, share in figures_of("side effects", 2 if inert else 1).items():
        has = rng.random(count) < share
        at_first = rng.random(count) < FIRST_SHARE
        later = rng.integers(1, len(STEPS_MG), size=count)
        after = rng.integers(0, int(FIGURES["side effect within"].value), size=count)
        days = between_people(FIGURES["dream days"], rng.normal(size=count))
        grades = 1 + rng.choice(len(GRADE_SHARES), p=np.array(GRADE_SHARES) / sum(GRADE_SHARES), size=count)
        for person in range(count):
            if has[person]:
                rise = 0 if at_first[person] else int(later[person])
                length = max(1, round(float(days[person])))
                effects[person].append(SideEffect(name, rise, int(after[person]), length, int(grades[person])))
    return tuple(map(tuple, effects))


SHOWS_IN = np.array([FLARE_SHARE[name] for name in RATED])
"""An intolerance shows in each rating as much as a flare does."""

FELT_FROM = 1.0  # Points from which an intolerance is felt as a side effect: assumed.


@dataclass(slots=True)
class DoseResponse:
    """What the doses taken so far do to one person; it changes with each night."""

    cohort: Cohort  # Where the person is from.
    person: int  # Which of them.
    rises: list[int] = field(default_factory=list)  # Days on which the dose rose, the first dose first.
    intolerance: float = 0.0  # How much worse a dose that is not tolerated makes the ratings now, points.
    _reached: float = 0.0
    _last_mg: float = 0.0

    def felt(self, day: int) -> NDArray[np.float64]:
        """Return (ratings,) what is felt on a day, points, not cut to 0-10."""
        cohort, who = self.cohort, self.person
        calm: NDArray[np.float64] = cohort.course.felt[who, day] + SHOWS_IN * self.intolerance
        if self.rises:
            since = np.array([float(day - self.rises[0])])
            calm = calm + placebo_share(since)[0] * cohort.response.placebo[who]
        relief = cohort.response.relief_percent[who] / 100 * cohort.traits.usual[who]
        felt: NDArray[np.float64] = calm - self._reached * relief
        return felt

    def flare(self, day: int) -> float:
        """Return the height of the flare that no dose brings, points."""
        return float(self.cohort.course.flare_height[self.person, day])

    def grade(self, day: int) -> dict[str, int]:
        """Return the side effects of a day with their grades."""
        grades: dict[str, int] = {}
        for effect in self.cohort.side_effects[self.person]:
            if effect.rise < len(self.rises):
                since = day - self.rises[effect.rise] - 1 - effect.after_days
                if 0 <= since < effect.days:
                    grades[effect.name] = effect.grade
        if self.intolerance >= FELT_FROM and self.cohort.options.writes_intolerance:
            grades["agitation"] = 3 if self.cohort.unbearable[self.person] else 2
        return grades

    def sleep_through(self, day: int, mg: float) -> None:
        """Take a dose (0 for none) on the evening of a day, and let the night pass."""
        response, who = self.cohort.response, self.person
        if mg > self._last_mg:
            self.rises.append(day)
        if mg > 0:
            self._last_mg = mg
        strength = float(dose_strength(np.array([mg]), STEPS_MG[-1])[0])
        slow = response.onset_days[who] if strength > self._reached else response.offset_days[who]
        self._reached += (strength - self._reached) * (1 - exp(-1 / float(slow)))
        wanted = float(response.intolerance[who]) if mg >= response.not_tolerated_mg[who] else 0.0
        self.intolerance += (wanted - self.intolerance) * (1 - exp(-1 / float(response.intolerance_days[who])))
