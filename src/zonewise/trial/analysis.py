"""The analysis of a trial that has ended: what counts, what was amiss, the verdict, and how well it was blinded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import sqrt
from typing import Literal

import numpy as np

from zonewise.relief.arrays import Bools, Floats
from zonewise.relief.posterior import Density
from zonewise.relief.relief_estimate import Interval, PlainValues
from zonewise.relief.settings import ReliefSettings

from .model import TrialSeries, weigh_orders
from .orders import Order, all_orders
from .record import Guess, TrialRecord
from .series import judged_score
from .settings import TrialSettings
from .verdict import TrialVerdict, verdict_of

FindingCode = Literal[
    "bottle-out-of-order", "plan-changed", "block-ended", "left-early", "danger-ended-block", "changed-after-end",
    "not-as-closed", "few-ratings",
]  # fmt: skip
TWO_SIDED = 1.96  # Standard deviations on either side that hold 95 % of a normal distribution.


@dataclass(frozen=True, slots=True)
class Finding(PlainValues):
    """One thing that was amiss, and what follows from it."""

    code: FindingCode
    block: int  # The block, counted from 1; 0 for the whole trial.
    days: int  # How many days it concerns.


@dataclass(frozen=True, slots=True)
class TrialDays:
    """What a diary says of each day from the first of a trial; arrays are (days,) or (days, domains)."""

    ratings: Floats  # Points, NaN missing.
    dose_mg: Floats  # What was logged, mg; NaN where nothing was, 0 where it was left out.
    covariates: Floats  # (days, covariates)
    plan_changes: tuple[date, ...] = ()  # Days on which another plan was signed.
    stops: tuple[date, ...] = ()  # Days on which guidance said to pause, or to take no more and call.


@dataclass(frozen=True, slots=True)
class Blinding(PlainValues):
    """How far the guesses tell the bottles apart; 0 is no better than tossing a coin."""

    right: int
    wrong: int
    unsure: int
    james: float  # James's index: 1 all unsure or all wrong, 0.5 at random, 0 all right.
    bang_ldn: Interval  # Bang's index of the blocks with LDN: 1 all right, 0 at random, -1 all wrong.
    bang_none: Interval  # The same of the blocks without.


@dataclass(frozen=True, slots=True)
class TrialResult(PlainValues):
    """Everything that a trial shows."""

    verdict: TrialVerdict | None  # None where too little was rated to say anything.
    findings: tuple[Finding, ...]
    rated_days: int  # Days that counted.
    missed_doses: int  # Days on which the capsule was left out.
    blinding: Blinding | None  # None without a guess.
    order: str  # What the bottles held: L with LDN, N without.


def bottle_content(order: Order) -> str:
    """Return an order as letters, such as "LNNL"."""
    return "".join("L" if on else "N" for on in order)


def analyse_trial(
    record: TrialRecord, order: Order, days: TrialDays, relief: ReliefSettings, settings: TrialSettings
) -> tuple[TrialResult, Density | None]:
    """Return what a trial shows, by the rule that was fixed before it, and the posterior of relief behind it.

    A bottle out of order counts as what it holds, and a capsule left out as none: both are the same for every order
    that could have been drawn, so the test stays exact.

    Args:
        order: What the bottles held.
        days: From the first day of the trial to its last, or to the day it was left.
    """
    design = record.design
    count = min(len(days.ratings), (record.last - design.first).days + 1)
    block = np.arange(count) // design.block_days
    counted, findings = _counted(record, days, block)
    scheduled = block.copy()
    bottle = np.array([record.bottles.get(design.first + timedelta(days=day), 0) - 1 for day in range(count)])
    known = (bottle >= 0) & (bottle < design.blocks)
    for number in range(design.blocks):
        wrong = int((known & (scheduled == number) & (bottle != number)).sum())
        if wrong:
            findings.append(Finding("bottle-out-of-order", number + 1, wrong))
    content = np.where(known, bottle, scheduled)
    missed = (days.dose_mg[:count] == 0) & ~known
    score = judged_score(np.where(counted[:, None], days.ratings[:count], np.nan))
    series = TrialSeries(score, np.where(missed, -1, content), days.covariates[:count])
    rated = int((~np.isnan(score)).sum())
    verdict, posterior = None, None
    orders = all_orders(design.blocks, design.longest_run)
    if rated < settings.rated_days_least or np.unique(scheduled[~np.isnan(score)]).size < 2:
        findings.append(Finding("few-ratings", 0, rated))
    else:
        actual = int(np.flatnonzero((orders == np.array(order)).all(axis=1))[0])
        evidence = weigh_orders(series, orders, actual, relief, settings)
        verdict, posterior = verdict_of(evidence, actual, settings), evidence.relief
    blinding = blinding_of(record.guesses, order)
    result = TrialResult(verdict, tuple(findings), rated, int(missed.sum()), blinding, bottle_content(order))
    return result, posterior


def without_word(result: TrialResult, finding: Finding) -> TrialResult:
    """Return the result with one more thing amiss, so grave that no word may be said: the numbers stand."""
    verdict = result.verdict
    if verdict is not None:
        verdict = replace(verdict, word="cannot-tell", not_by=None)
    return replace(result, verdict=verdict, findings=(*result.findings, finding))


def _counted(record: TrialRecord, days: TrialDays, block: np.ndarray) -> tuple[Bools, list[Finding]]:
    """Return (days,) which ratings count: not the washout, nor what follows the end of a block in it."""
    design, count = record.design, block.size
    counted = np.arange(count) % design.block_days >= design.washout_days
    findings: list[Finding] = []

    def end_block(day: date, code: FindingCode) -> None:
        number = design.block_of(day)
        begin = (day - design.first).days
        if number is None or begin >= count:
            return
        rest = (np.arange(count) >= begin) & (block == number) & counted
        if rest.any():
            counted[rest] = False
            findings.append(Finding(code, number + 1, int(rest.sum())))

    for day, _ in record.ended.values():
        end_block(day, "block-ended")
    for day in days.stops:
        end_block(day, "danger-ended-block")
    for day in days.plan_changes:
        end_block(day, "plan-changed")
    if record.left is not None and count < design.days:
        findings.append(Finding("left-early", 0, design.days - count))
    return counted, findings


def blinding_of(guesses: Mapping[int, Guess], order: Sequence[bool]) -> Blinding | None:
    """Return how far the guesses tell the bottles apart; None without one.

    Source:
        James et al., Statistics in Medicine 15 (1996), 1421-1434; Bang, Ni and Davis, Controlled Clinical Trials 25
        (2004), 143-156.
    """
    if not guesses:
        return None
    pairs = [(order[block], guess) for block, guess in guesses.items() if block < len(order)]
    right = sum((guess == "ldn") == on for on, guess in pairs if guess != "unsure")
    unsure = sum(guess == "unsure" for _, guess in pairs)
    wrong = len(pairs) - right - unsure
    return Blinding(right, wrong, unsure, james_index(pairs), *(bang_index(pairs, arm=arm) for arm in (True, False)))


def bang_index(pairs: Sequence[tuple[bool, Guess]], *, arm: bool) -> Interval:
    """Return Bang's index of one arm, with its 95 % interval: share right less share wrong.

    Args:
        pairs: Whether the block had LDN, and what was guessed.
    """
    of_arm = [guess for on, guess in pairs if on == arm]
    count = len(of_arm)
    if not count:
        return Interval(0.0, -1.0, 1.0)
    right, wrong = (of_arm.count(guess) / count for guess in (("ldn", "none") if arm else ("none", "ldn")))
    index = right - wrong
    wide = TWO_SIDED * sqrt(max(0.0, (right + wrong - index**2) / count))
    return Interval(index, max(-1.0, index - wide), min(1.0, index + wide))


def james_index(pairs: Sequence[tuple[bool, Guess]]) -> float:
    """Return James's index: 1 when all are unsure, 0.5 when they guess at random, 0 when all are right.

    The weights are those of the paper: 0 for a right guess, 0.5 for a wrong one, 1 for unsure.
    """
    count = len(pairs)
    unsure = sum(guess == "unsure" for _, guess in pairs) / count
    if unsure == 1:
        return 1.0
    sure = [(on, guess == "ldn") for on, guess in pairs if guess != "unsure"]
    total = len(sure)
    observed = expected = 0.0
    for on in (True, False):
        for guessed in (True, False):
            if on == guessed:
                continue  # a right guess has the weight 0
            observed += 0.5 * sum(pair == (on, guessed) for pair in sure) / total
            of_arm = sum(arm == on for arm, _ in sure) / total
            expected += 0.5 * of_arm * sum(guess == guessed for _, guess in sure) / total
    if expected == 0:
        return (1 + unsure) / 2 if observed == 0 else 1.0
    agreement = (observed - expected) / expected  # -1 all right, 0 at random
    return (1 + unsure + (1 - unsure) * agreement) / 2
