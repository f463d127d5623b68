"""Worlds in which a diary may have been kept: as the model of relief has it, and others in which it is wrong.

Each world changes what people feel beside the drug: a trend that was under way, a change of life, a flare before the
start, a season, a level that wanders. What a person could tell of it is drawn beside the diary, right in most cases.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from .options import PatientOptions
from .patients import Patients, make_patients
from .symptoms import DAYS_A_MONTH
from .traits import Traits

MonthBefore = Literal["steady", "better", "worse", "flare", "unknown"]
ANSWERS: tuple[MonthBefore, ...] = ("steady", "better", "worse", "flare", "unknown")
ANSWERED_RIGHTLY = 0.8  # Share of people who say rightly how the month before the start was.

LIFE_CHANGE_DAY = 40  # Day after the first dose on which life changes.
LIFE_CHANGE = -0.2  # By which share of the usual it then changes.
FLARE_BEGINS = (14, 28)  # Days before the first dose between which the flare before the start begins.
FLARE_EASES_DAYS = 14  # Days after the first dose over which it eases.
FLARE_HEIGHT, FLARE_HEIGHT_SD = 2.2, 0.8  # Points, as of any flare; its share in each rating is the person's.
SEASON_POINTS = 1.0  # Height of the season above its middle, points; the first dose falls on its peak.
DAYS_A_YEAR = 365.25
WANDERS_A_DAY = 0.12  # Standard deviation of the level's daily step, points, alike in all ratings.
ENTRIES_A_WEEK = 2

Push = Callable[[Traits, PatientOptions, Generator], NDArray[np.float64]]
"""(people, days, ratings) What is added to what is felt, points."""


@dataclass(frozen=True, slots=True)
class World:
    """One kind of diary."""

    name: str
    relief_percent: float = 0.0  # What the drug does at the full dose, % of the usual.
    push: Push | None = None  # What else moves symptoms; None for nothing.
    month_before: MonthBefore = "steady"  # What a person could rightly say of the month before the first dose.
    is_asked: bool = False  # People are asked about that month.
    records_change: bool = False  # They write down on which day something else changed.
    entries_a_week: int | None = None  # They write only on so many days of each week; None as people do.
    options: PatientOptions = field(default_factory=lambda: PatientOptions(placebo=False, drop_out_share=0.0))


@dataclass(frozen=True, slots=True)
class WorldDiaries:
    """Diaries of one world."""

    world: World
    patients: Patients
    ratings: NDArray[np.float64]  # (people, days, 6) Points, NaN missing.
    dose_mg: NDArray[np.float64]  # (people, days) As logged, 0 before the start, NaN unlogged.
    truth: NDArray[np.float64]  # (people,) True relief by the drug over the last 28 days, % of the six's usual mean.
    month_before: tuple[MonthBefore | None, ...]  # (people,) What each said; None where nobody asked.
    changes: tuple[int, ...]  # Days, from 0, on which people recorded that something else changed.


def make_diaries(world: World, count: int, seed: int) -> WorldDiaries:
    """Make so many diaries of a world; the same seed gives the same people in each world."""
    living, pushing, answering, writing = np.random.default_rng(seed).spawn(4)
    options = replace(world.options, relief_percent=world.relief_percent)
    push = world.push
    beside = None if push is None else (lambda traits: push(traits, options, pushing))
    patients = make_patients(count, living, options, beside=beside)
    ratings = patients.ratings[:, :, :6].copy()
    if world.entries_a_week is not None:
        ratings[~_written_days(count, options.days, world.entries_a_week, writing)] = np.nan
    usual = patients.traits.usual[:, :6]
    return WorldDiaries(
        world=world,
        patients=patients,
        ratings=ratings,
        dose_mg=np.where(np.arange(options.days) < patients.start, 0.0, patients.dose_logged_mg),
        truth=(usual * patients.relief_reached_percent[:, :6]).sum(axis=1) / usual.sum(axis=1),
        month_before=tuple(_answer(world.month_before, answering) if world.is_asked else None for _ in range(count)),
        changes=(options.baseline_days + LIFE_CHANGE_DAY,) if world.records_change else (),
    )


def _answer(truth: MonthBefore, rng: Generator) -> MonthBefore:
    """Return what somebody says of the month before; who is wrong says any of the others at even chance."""
    wrong = [answer for answer in ANSWERS if answer != truth]
    is_right, other = rng.random() < ANSWERED_RIGHTLY, int(rng.integers(len(wrong)))
    return truth if is_right else wrong[other]


def _written_days(count: int, days: int, a_week: int, rng: Generator) -> NDArray[np.bool_]:
    """Return (people, days) on which something is written: so many days of each week at even chance."""
    weeks = math.ceil(days / 7)
    order = rng.random((count, weeks, 7)).argsort(axis=2) < a_week
    return order.reshape(count, weeks * 7)[:, :days]


def trend(points_a_month: float) -> Push:
    """Return a course that goes on evenly through the whole diary, before the start and after it."""

    def push(traits: Traits, options: PatientOptions, _: Generator) -> NDArray[np.float64]:
        days = np.arange(options.days) / DAYS_A_MONTH
        return np.broadcast_to((points_a_month * days)[None, :, None], (len(traits.usual), days.size, 1))

    return push


def life_change(traits: Traits, options: PatientOptions, _: Generator) -> NDArray[np.float64]:
    """Return a lasting change by a share of the usual from one day on, on which no dose changed."""
    since = np.arange(options.days) >= options.baseline_days + LIFE_CHANGE_DAY
    return LIFE_CHANGE * traits.usual[:, None, :] * since[None, :, None]


def flare_before_start(traits: Traits, options: PatientOptions, rng: Generator) -> NDArray[np.float64]:
    """Return a flare that begins two to four weeks before the start, stands to it and eases in the two weeks after."""
    count, start = len(traits.usual), options.baseline_days
    day = np.arange(options.days)
    begins = start - rng.integers(*FLARE_BEGINS, size=count)
    height = np.maximum(0.8, rng.normal(FLARE_HEIGHT, FLARE_HEIGHT_SD, size=count))
    easing = np.clip(1 - (day - start) / FLARE_EASES_DAYS, 0, 1)
    course = height[:, None] * easing * (day >= begins[:, None])
    return course[:, :, None] * traits.flare_share[:, None, :]


def season(traits: Traits, options: PatientOptions, _: Generator) -> NDArray[np.float64]:
    """Return a season of a year with its peak on the day of the first dose."""
    day = np.arange(options.days) - options.baseline_days
    course = SEASON_POINTS * np.cos(2 * math.pi * day / DAYS_A_YEAR)
    return np.broadcast_to(course[None, :, None], (len(traits.usual), course.size, 1))


def wandering(traits: Traits, options: PatientOptions, rng: Generator) -> NDArray[np.float64]:
    """Return a level that goes its own way, alike in all ratings."""
    steps = rng.normal(scale=WANDERS_A_DAY, size=(len(traits.usual), options.days))
    return np.cumsum(steps, axis=1)[:, :, None]


_PLAIN = PatientOptions(placebo=False, drop_out_share=0.0)
_SUDDEN = replace(_PLAIN, onset_days=0.1, steps_mg=(4.5,))
_LONG = replace(_PLAIN, baseline_days=120)
_PAUSED = replace(_PLAIN, without_dose=((76, 90),))
_BAD_WEEK = replace(_PLAIN, start="bad-week")

WORLDS: Sequence[World] = (
    World("as modelled"),
    World("as modelled, from a bad week", options=_BAD_WEEK),
    World("improving by 0.3 points a month", push=trend(-0.3), month_before="better"),
    World("improving by 0.3 points a month, asked", push=trend(-0.3), month_before="better", is_asked=True),
    World("improving by 0.6 points a month", push=trend(-0.6), month_before="better"),
    World("improving by 0.6 points a month, asked", push=trend(-0.6), month_before="better", is_asked=True),
    World("improving by 0.6 points a month, 120 days before", push=trend(-0.6), month_before="better", options=_LONG),
    World("a life change of -20 %", push=life_change),
    World("a life change of -20 %, recorded", push=life_change, records_change=True),
    World("a flare before the start", push=flare_before_start, month_before="flare"),
    World("a flare before the start, asked", push=flare_before_start, month_before="flare", is_asked=True),
    World("a season from its peak", push=season),
    World("a wandering level", push=wandering),
    World("two entries a week", entries_a_week=ENTRIES_A_WEEK),
    World("no effect, an off block at the end", options=_PAUSED),
    World("30 % relief", 30.0),
    World("30 % relief, asked", 30.0, is_asked=True),
    World("30 % relief, from a bad week", 30.0, options=_BAD_WEEK),
    World("50 % relief", 50.0),
    World("30 % relief from the first day", 30.0, options=_SUDDEN),
    World("30 % relief, an off block at the end", 30.0, options=_PAUSED),
    World("50 % relief, two entries a week", 50.0, entries_a_week=ENTRIES_A_WEEK),
)
