"""Published trials lived by synthetic patients, measured as each trial measured.

Each arm of a trial is lived by thousands of made-up people and measured as the trial measured, so that what comes out
is what such people give on average; it is compared with the interval around what the trial's few dozen people gave.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from .figures import FIGURES
from .options import RATED, Drug, PatientOptions
from .patients import Patients, as_ratings, make_patients
from .published_trials import Published, published
from .symptoms import DAYS_A_WEEK

How = Literal["recalled-week", "one-rating", "daily-ratings"]
Outcome = Mapping[str, float]
Arm = tuple[str, int]

CHUNK = 500  # People patients at once; a year of 500 takes about 15 MB an array.

WATCHED = tuple(RATED.index(name) for name in ("pain", "fatigue", "sleep"))

LEAST_PAIN = 3.0  # Nobody with less pain than this before treatment is taken into a trial: assumed.

RESPONDS_AT = -30.0  # A responder's change, % of what was before. Source: IMMPACT, a moderate benefit.

LAST_DAYS, DAYS_BEFORE = 3, 14  # Younger 2013 compared the last three daily ratings with fourteen before treatment.


@dataclass(frozen=True, slots=True)
class Setup:
    """How one trial is lived. Placebo response, spreads, flares, drop-outs and noise are the same in all."""

    name: str  # As in `published`.
    pain_before: float  # Mean pain before treatment that was reported, points, both arms together.
    effect_points: float  # True change of pain by LDN that is assumed.
    why: str  # Where that is from.
    how: How  # How pain is measured.
    measured: str  # The same in words.
    everyone_counts: bool  # Whether who left counts as no responder; otherwise only who finished is counted.
    options: PatientOptions  # For both arms; `pain_usual` is such that the reported pain before treatment comes out.

    @property
    def ldn(self) -> PatientOptions:
        """The options with the drug's effect, in % of each person's usual; on average it is that of the trial."""
        percent = -100 * self.effect_points / self.options.pain_usual
        return replace(self.options, relief_percent={"pain": percent})


SETUPS = (
    Setup(
        name="FINAL",
        pain_before=6.25,
        effect_points=FIGURES["ldn change"].value,
        why="its own difference to placebo; none is within its interval",
        how="recalled-week",
        measured="the last seven days, recalled, as a whole number",
        everyone_counts=True,
        options=PatientOptions(treated_days=84, steps_mg=(1.5, 3.0, 4.5, 6.0), step_days=7, pain_usual=5.89),
    ),
    Setup(
        name="INNOVA",
        pain_before=7.56,
        effect_points=0.0,
        why="it found none",
        how="one-rating",
        measured="one rating on the day of the visit, as a whole number (assumed)",
        everyone_counts=True,
        options=PatientOptions(treated_days=364, steps_mg=(4.5,), pain_usual=7.36),
    ),
    Setup(
        name="Younger 2013",
        pain_before=5.08,
        effect_points=FIGURES["ldn change younger"].value,
        why="its own difference to placebo",
        how="daily-ratings",
        measured="the last three daily ratings against fourteen before",
        everyone_counts=False,
        options=PatientOptions(
            treated_days=112, steps_mg=(4.5,), whole_numbers=False, missing="none", partial_share=0.0, pain_usual=4.3
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class TrialComparison:
    """One reported value beside what made-up people give."""

    published: Published  # As reported.
    simulated: float  # What made-up people give on average.

    @property
    def inside(self) -> bool:
        """Whether it lies in the reported interval."""
        return self.published.low <= self.simulated <= self.published.high


@dataclass(frozen=True, slots=True)
class TrialRun:
    """What came of all trials."""

    rows: tuple[TrialComparison, ...]  # Each reported value beside the simulated one.
    pain_before: Mapping[str, float]  # Trial -> mean pain before treatment of the made-up people.


class Measured(NamedTuple):
    """What a trial measures in its people: pain, fatigue and sleep, in this order."""

    before: NDArray[np.float64]  # (people, 3) Before treatment.
    after: NDArray[np.float64]  # (people, 3) At the end.
    finished: NDArray[np.bool_]  # (people,) Whether the person was still there.


def simulate_trials(people: int, seed: int) -> TrialRun:
    """Live every arm of every trial and put what comes out beside what was reported.

    Args:
        people: Made-up people in each arm, those without enough pain included; with 3000 the standard error of a mean
            change is 0.03 points, of a share of responders 0.8 points of a hundred.
        seed: The same seed gives the same numbers.

    Raises:
        ValueError: Fewer than 1 person.
    """
    streams = np.random.default_rng(seed).spawn(len(SETUPS))
    outcomes: dict[tuple[str, Arm], Outcome] = {}
    before: dict[str, float] = {}
    for setup, rng in zip(SETUPS, streams, strict=True):
        arms = _crossover(setup, people, rng) if setup.name.startswith("Younger") else _parallel(setup, people, rng)
        for arm, parts in arms.items():
            measured = Measured(*map(np.concatenate, zip(*parts, strict=True)))
            outcomes[setup.name, arm] = _outcome(measured, everyone_counts=setup.everyone_counts)
            before[setup.name] = float(measured.before[:, 0].mean())
    rows = tuple(TrialComparison(row, outcomes[row.trial, (row.arm, row.week)][row.measure]) for row in published())
    return TrialRun(rows, MappingProxyType(before))


def _parallel(setup: Setup, people: int, rng: Generator) -> dict[Arm, list[Measured]]:
    """Live a trial whose arms take LDN or placebo all the time."""
    weeks = sorted({row.week for row in published() if row.trial == setup.name})
    arms: dict[Arm, list[Measured]] = {}
    drugs: tuple[tuple[str, Drug], ...] = (("LDN", "ldn"), ("placebo", "inert"))
    for arm, drug in drugs:
        for patients in _chunks(replace(setup.ldn, drug=drug), people, rng):
            before = _asked(patients, patients.start, setup.how, rng)
            for week in weeks:
                arms.setdefault((arm, week), []).append(_measured(patients, before, week * DAYS_A_WEEK, setup.how, rng))
    return arms


def _crossover(setup: Setup, people: int, rng: Generator) -> dict[Arm, list[Measured]]:
    """Live Younger 2013: twelve weeks of LDN and four of placebo, half of the people the other way round."""
    ldn, placebo, both = 84, 28, 112
    arms: dict[Arm, list[Measured]] = {("LDN", 12): [], ("placebo", 4): []}
    for spell, ldn_ends, placebo_ends in (((ldn, both), ldn, both), ((0, placebo), both, placebo)):
        for patients in _chunks(replace(setup.ldn, without_dose=(spell,)), people // 2 or 1, rng):
            before = _asked(patients, patients.start, setup.how, rng, days=DAYS_BEFORE)
            arms["LDN", 12].append(_measured(patients, before, ldn_ends, setup.how, rng))
            arms["placebo", 4].append(_measured(patients, before, placebo_ends, setup.how, rng))
    return arms


def _chunks(options: PatientOptions, people: int, rng: Generator) -> Iterator[Patients]:
    for begin in range(0, people, CHUNK):
        yield make_patients(min(CHUNK, people - begin), rng, options)


def _measured(patients: Patients, before: NDArray[np.float64], treated_days: int, how: How, rng: Generator) -> Measured:
    end = patients.start + treated_days
    after, enters = _asked(patients, end, how, rng, days=LAST_DAYS), before[:, 0] >= LEAST_PAIN
    return Measured(before[enters], after[enters], (patients.last_day >= end - 1)[enters])


def _asked(patients: Patients, end: int, how: How, rng: Generator, *, days: int = 1) -> NDArray[np.float64]:
    """Return (people, 3) what people say of the days before a day.

    Args:
        end: The day, which itself does not count.
        days: Daily ratings that are averaged, where they are.
    """
    count = len(patients.felt)
    if how == "recalled-week":
        week = patients.felt[:, end - DAYS_A_WEEK : end, WATCHED].mean(axis=1)
        return as_ratings(week + FIGURES["weekly recall error"].value * rng.normal(size=week.shape))
    rated = 1 if how == "one-rating" else days
    felt, noise = patients.felt[:, end - rated : end, WATCHED], patients.traits.noise[:, None, WATCHED]
    written = felt + noise * rng.normal(size=(count, rated, len(WATCHED)))
    mean: NDArray[np.float64] = as_ratings(written, whole=how == "one-rating").mean(axis=1)
    return mean


def _outcome(measured: Measured, *, everyone_counts: bool) -> Outcome:
    """Return every measure of one arm; means and spreads are of those who finished."""
    change = measured.after - measured.before
    percent = 100 * change / np.maximum(measured.before, 0.5)
    finished = measured.finished
    pain_less = (percent[:, 0] <= RESPONDS_AT) & finished
    composite = pain_less & (percent[:, 1:] <= RESPONDS_AT).any(axis=1)
    counted = np.ones_like(finished) if everyone_counts else finished
    return {
        "change": float(change[finished, 0].mean()),
        "change-sd": float(change[finished, 0].std(ddof=1)),
        "change-percent": float(percent[finished, 0].mean()),
        "change-percent-sd": float(percent[finished, 0].std(ddof=1)),
        "responders-30": float(100 * pain_less[counted].mean()),
        "responders-composite": float(100 * composite[counted].mean()),
    }
