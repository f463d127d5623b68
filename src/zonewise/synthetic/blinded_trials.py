"""Blinded trials of synthetic patients: what they rate, what is true of them, and what the trial then says."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from zonewise.model.entry import DOMAINS
from zonewise.relief.settings import ReliefSettings
from zonewise.trial.model import TrialSeries, weigh_orders
from zonewise.trial.orders import all_orders
from zonewise.trial.power import SOME_RATINGS
from zonewise.trial.settings import TrialSettings
from zonewise.trial.verdict import TrialVerdict, verdict_of

from .drug_effect import draw_response, placebo_share, settled
from .figures import FIGURES
from .options import PatientOptions
from .patients import TRIAL_DAYS, as_ratings
from .symptoms import DAYS_A_MONTH, untreated
from .traits import draw_traits

SIX = len(DOMAINS)
BEFORE_DAYS = 28  # Days of diary before the first block.

MIX = ((32.0, 0.15), (-4.3, 0.17), (-0.1, 0.17), (2.4, 0.17), (4.9, 0.17), (9.1, 0.17))
"""Relief in percent and share of people: FINAL and INNOVA together (-0.15 +- 0.30 points of 6.3), and responders."""


@dataclass(frozen=True, slots=True)
class BlindedOptions:
    """What is chosen about the people of a trial and their days."""

    blocks: int = 12
    block_days: int = 21
    relief_percent: float | None = 30.0  # Relief at full effect, percent of usual; None draws it from `MIX`.
    rated: float = 0.8  # Share of days with a rating.
    leave_in_84_days: float = FIGURES["drops out"].value  # Share of people who leave within twelve weeks.
    takes_dose: float = FIGURES["takes dose"].value  # Share of days on which the bottle's capsule is taken.
    placebo: bool = True  # Whether ratings change after the beginning without any drug.
    better_a_month: float = 0.0  # Points by which everything gets better in a month, before the trial and in it.


@dataclass(frozen=True, slots=True)
class BlindedPeople:
    """Many people in a trial; the first days are those before it."""

    options: BlindedOptions
    order: NDArray[np.bool_]  # (people, blocks) What their bottles hold.
    score: NDArray[np.float64]  # (people, before + days) Mean of the six domains, points; NaN missing.
    taken: NDArray[np.bool_]  # (people, days) Whether the capsule of the day was taken.
    last: NDArray[np.int64]  # (people,) Days of the trial until they leave; all of them for who stays.
    # (people,) What they would have rated with the effect always there against never: percent of the latter.
    truth: NDArray[np.float64]
    worthwhile: NDArray[np.bool_]  # (people,) Whether relief at full effect exceeds 10 % of usual.


def draw_blinded(count: int, rng: Generator, options: BlindedOptions, longest_run: int) -> BlindedPeople:
    """Draw so many people, their orders and their days.

    Args:
        count: How many, at least 1.
        longest_run: How many blocks of one kind may follow each other.
    """
    who, living, responding, dosing, leaving, writing = rng.spawn(6)
    days = options.blocks * options.block_days
    traits = draw_traits(count, who)
    felt = untreated(traits, BEFORE_DAYS + days, living).felt
    felt = felt - options.better_a_month / DAYS_A_MONTH * np.arange(BEFORE_DAYS + days)[:, None]
    percent = _relief(count, responding, options)
    response = draw_response(count, responding, PatientOptions(relief_percent=0.0, placebo=options.placebo))
    orders = all_orders(options.blocks, longest_run)
    order = orders[dosing.integers(len(orders), size=count)]
    taken = dosing.random((count, days)) < options.takes_dose
    wanted = (np.repeat(order, options.block_days, axis=1) & taken).astype(np.float64)
    course = np.zeros((count, BEFORE_DAYS + days, 1))
    course[:, BEFORE_DAYS:, 0] = settled(wanted, response.onset_days, response.offset_days)
    begun = (
        placebo_share(np.arange(1 - BEFORE_DAYS, days + 1, dtype=np.float64))[None, :, None]
        * response.placebo[:, None, :]
    )
    effect = percent[:, None, None] / 100 * traits.usual[:, None, :]
    noise = traits.noise[:, None, :] * writing.normal(size=felt.shape)

    def as_written_down(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(as_ratings(points + noise)[:, :, :SIX].mean(axis=2))

    without, full = (as_written_down(felt + begun - part * effect)[:, BEFORE_DAYS:].mean(axis=1) for part in (0.0, 1.0))
    leaves = leaving.random(count) < 1 - (1 - options.leave_in_84_days) ** (days / TRIAL_DAYS)
    last = np.where(leaves, leaving.integers(1, days, size=count), days)
    rated = writing.random((count, BEFORE_DAYS + days)) < options.rated
    rated &= np.arange(-BEFORE_DAYS, days) < last[:, None]
    score = np.where(rated, as_written_down(felt + begun - course * effect), np.nan)
    return BlindedPeople(options, order, score, taken, last, 100 * (1 - full / without), percent > 10)


def _relief(count: int, rng: Generator, options: BlindedOptions) -> NDArray[np.float64]:
    if options.relief_percent is not None:
        return np.full(count, options.relief_percent)
    sizes, shares = np.array(MIX).T
    return np.asarray(rng.choice(sizes, p=shares / shares.sum(), size=count))


def judge_trial(
    people: BlindedPeople, person: int, longest_run: int, relief: ReliefSettings, settings: TrialSettings
) -> TrialVerdict | None:
    """Return what the trial of one person says; None where they left before there was anything to judge."""
    options, days = people.options, int(people.last[person])
    score = people.score[person, BEFORE_DAYS : BEFORE_DAYS + days]
    if (~np.isnan(score)).sum() < SOME_RATINGS:
        return None
    orders = all_orders(options.blocks, longest_run)
    actual = int(np.flatnonzero((orders == people.order[person]).all(axis=1))[0])
    block = np.where(people.taken[person], np.repeat(np.arange(options.blocks), options.block_days), -1)[:days]
    evidence = weigh_orders(TrialSeries(score, block, np.zeros((days, 0))), orders, actual, relief, settings)
    return verdict_of(evidence, actual, settings)


DOSE_MG = Decimal("4.5")  # Dose in the bottles with LDN; it moves nothing here.
