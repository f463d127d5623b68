"""What a trial says in the end, by the rule that was fixed before it began."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from zonewise.relief.arrays import Floats
from zonewise.relief.relief_estimate import Interval, PlainValues

from .model import OrderEvidence
from .settings import TrialSettings

TrialWord = Literal["likely-helping", "likely-not-helping", "cannot-tell"]

SAME = 1e-9  # Evidence that differs by less than this is the same.


@dataclass(frozen=True, slots=True)
class TrialVerdict(PlainValues):
    """The word, and the numbers that it rests on."""

    word: TrialWord
    # Share of all orders that fit the ratings as well as the drawn one or better: how often chance alone would show so
    # much if LDN did nothing.
    chance: float
    orders: int  # How many orders there are.
    as_good: int  # How many of them fit as well or better, the drawn one included.
    relief: Interval  # Relief at full effect, percent of the level on the bottles without LDN.
    probability: float  # Probability that relief exceeds what is worthwhile.
    # Relief that is unlikely to be reached, percent: said where LDN is likely not helping by that much or more; else
    # None.
    not_by: float | None
    onset_days: float


def as_extreme(values: Floats, actual: int) -> tuple[int, int]:
    """Return how many assignments have at least the value of the actual one, it included, and how many there are.

    Their quotient is the exact p of a randomisation test, one-sided.

    Args:
        values: (assignments,) The statistic under each assignment that could have been drawn.
    """
    return int((values >= values[actual] - SAME).sum()), values.size


def chance_of(evidence: OrderEvidence, actual: int) -> tuple[int, int]:
    """Return how many orders fit as well as the actual one or better, it included, and how many there are."""
    return as_extreme(evidence.log_evidence, actual)


def is_likely_helping(evidence: OrderEvidence, actual: int, settings: TrialSettings) -> bool:
    """Say whether both hold: few orders fit as well, and relief is probably worthwhile."""
    as_good, orders = chance_of(evidence, actual)
    worthwhile = evidence.relief.above(settings.worthwhile)
    return as_good <= settings.chance_most * orders and worthwhile >= settings.probability_least


def verdict_of(evidence: OrderEvidence, actual: int, settings: TrialSettings) -> TrialVerdict:
    """Return the word and its numbers.

    Likely not helping by so much or more is said of the smallest relief, in steps of five percent from the worthwhile
    one up, that is exceeded with a low enough probability.
    """
    as_good, orders = chance_of(evidence, actual)
    relief = evidence.relief
    word: TrialWord = "cannot-tell"
    not_by = None
    if is_likely_helping(evidence, actual, settings):
        word = "likely-helping"
    else:
        steps = np.arange(settings.worthwhile, settings.not_by_most + 1, settings.not_by_step)
        reached = [float(step) for step in steps if relief.above(float(step)) <= settings.not_helping_most]
        if reached:
            word, not_by = "likely-not-helping", reached[0]
    return TrialVerdict(
        word=word,
        chance=as_good / orders,
        orders=orders,
        as_good=as_good,
        relief=Interval(relief.mean, *relief.interval(settings.interval)),
        probability=relief.above(settings.worthwhile),
        not_by=not_by,
        onset_days=evidence.onset_days,
    )
