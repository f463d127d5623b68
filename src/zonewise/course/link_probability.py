"""The probability that a step caused a flare, from what a diary shows of both.

A step and chance compete for what the days after the step look like. A reaction begins within days and does not ease
while the dose stands; a flare of the person's own begins on any day, is at its worst at once and eases evenly. How well
either course fits the scores from before the step until today gives one ratio of likelihoods; each other thing that
speaks for the one or the other gives one more. The questions are those by which adverse reactions are judged in the
clinic (Naranjo 1981: timing, other causes, rechallenge, what the person had before); the numbers stand in
`asking.settings.yaml`. It is wrong first where what speaks for a step hangs together, as a reaction that grows and is
felt as a side effect: each is counted by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .settings import FactSettings

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

HOURS_A_DAY = 24
LEAST_SHARE = 0.01
"""Share that is left to no flare at all, however often a person has one: never none."""


@dataclass(frozen=True, slots=True)
class LinkEvidence:
    """What a diary shows of a flare and of the increase before it."""

    plan_steps: int  # Steps of the plan, at least 1; a dose that is not tolerated is as likely at each.
    calm_days: int  # Days on which no increase could have brought a flare...
    calm_flares: int  # ...and flares that began on them.
    was_borne: bool  # Whether the dose was taken for long before, and did not go badly.
    went_badly: bool  # Whether the dose was lowered or paused on advice before.
    mild_side_effect: bool | None  # Whether a noticeable side effect is new since the step; None is not known.
    is_denied: bool  # Whether the person says that the flare did not begin with the step.
    has_other_cause: bool  # Whether another cause is recorded.
    # Days since the increase, negative before it, and the composite score of each of these days alone, spreads above
    # usual; oldest first, days without a score left out.
    scores: tuple[tuple[int, float], ...]


def step_probability(evidence: LinkEvidence, settings: FactSettings) -> float:
    """Return the probability, 0 to 1, that the increase caused the flare.

    Args:
        evidence: What the diary shows.
        settings: How often doses are not tolerated, and how reactions and other flares look.

    Raises:
        ValueError: The plan has no step, a number of days is negative, or the scores are not in the order of days.

    Source:
        Bayes' theorem for two competing courses; the questions follow `practice:causality`.
    """
    days = [day for day, _ in evidence.scores]
    if evidence.plan_steps < 1 or min(evidence.calm_days, evidence.calm_flares) < 0 or days != sorted(set(days)):
        raise ValueError(f"no flare looks like that: {evidence}")
    chance = _chance_of_reaction(evidence, settings)
    odds = chance / (1 - chance) * course_ratio(evidence.scores, _flares_a_day(evidence, settings), settings)
    if evidence.mild_side_effect is not None:
        shares = settings.mild_effect_in_reactions, settings.mild_effect_in_flares
        odds *= _ratio(evidence.mild_side_effect, *shares)
    if evidence.is_denied:
        odds *= settings.denied_in_reactions / settings.denied_in_flares
    odds *= _ratio(evidence.has_other_cause, settings.other_cause_in_reactions, settings.other_cause_in_flares)
    return odds / (1 + odds)


def acts_from(settings: FactSettings) -> float:
    """Return the probability from which a step back is the smaller loss."""
    return settings.loss_by_needless_fall / (settings.loss_by_needless_fall + settings.loss_by_standing_reaction)


def course_ratio(scores: Sequence[tuple[int, float]], flares_a_day: float, settings: FactSettings) -> float:
    """Return how many times likelier some scores are if the increase did harm than if it did not.

    Model: a score is level + carry-over (AR(1)) + noise, all normal, plus a course times a height, also normal. The
    course of a reaction rises from the day after the increase, or from a later one, towards 1 and stays. That of a
    flare is 0 until its first day, then 1 for `flare_full_days`, then falls evenly to 0; its first day may be any, or
    there is none. Heights integrate out, and the three onsets of a reaction and the three lengths of a flare are as
    likely each. Two flares in these days, or a flare beside a reaction, are not thought of; so with either it speaks
    too weakly.

    Args:
        scores: As in `LinkEvidence`; none speak for neither.
        flares_a_day: How often the person has a flare of their own.

    Source:
        Two competing interventions in a time series, after West and Harrison 1997, Bayesian Forecasting and Dynamic
        Models, chapter 11. Checked against whole normal densities in tests/course/test_link_probability.py.
    """
    import numpy as np

    if not scores:
        return 1.0
    day = np.array([float(number) for number, _ in scores])
    score = np.array([value for _, value in scores])
    first_days = np.arange(day[0], day[-1] + 1)
    lengths = settings.flare_days_short, settings.flare_days_middle, settings.flare_days_long
    since = day[None, :] - first_days[:, None]
    flares = np.concatenate([_flare_course(since, length, settings) for length in lengths])
    fast, middle = settings.reaction_onset_hours_fast, settings.reaction_onset_hours_middle
    onsets = np.array([fast, middle, settings.reaction_onset_hours_slow]) / HOURS_A_DAY
    delays = np.arange(settings.reaction_delay_days + 1)
    begun = np.maximum(0, day[None, None, :] - delays[None, :, None])
    reactions = (1 - np.exp(-begun / onsets[:, None, None])).reshape(-1, len(day))
    delayed = settings.reaction_delayed**delays
    share = np.tile(delayed / delayed.sum() / len(onsets), len(onsets))
    spread = np.linalg.cholesky(_covariance(day, settings))
    whitened = np.linalg.solve(spread, np.concatenate((score[None, :], flares, reactions)).T).T
    own, flares, reactions = whitened[0], whitened[1 : 1 + len(flares)], whitened[1 + len(flares) :]
    by_flare = _likelier_with(own, flares, settings.flare_height, settings.flare_height_sd)
    by_reaction = _likelier_with(own, reactions, settings.reaction_height, settings.reaction_height_sd)
    no_flare = max(LEAST_SHARE, 1 - flares_a_day * len(first_days))
    without_reaction = no_flare + flares_a_day / len(lengths) * by_flare.sum()
    return float(share @ by_reaction / without_reaction)


def _covariance(day: "NDArray[float64]", settings: FactSettings) -> "NDArray[float64]":
    """Return (days, days) how scores vary together in days without a flare, squared spreads."""
    import numpy as np

    apart = np.abs(day[:, None] - day[None, :])
    carried = settings.score_carried_sd**2 * settings.score_carried_over**apart
    covariance: NDArray[float64] = (
        settings.score_level_sd**2 + carried + settings.score_noise_sd**2 * np.identity(len(day))
    )
    return covariance


def _flare_course(since: "NDArray[float64]", length: float, settings: FactSettings) -> "NDArray[float64]":
    """Return the share of a flare's height so many days after its first, 0 outside of it."""
    import numpy as np

    full = settings.flare_full_days
    easing = np.maximum(0, since - full + 1) / (length - full + 1)
    return np.where((since >= 0) & (since < length), 1 - easing, 0.0)


def _likelier_with(
    own: "NDArray[float64]", courses: "NDArray[float64]", height: float, height_sd: float
) -> "NDArray[float64]":
    """Return (courses,) how many times likelier scores are with a course of a normal height than with none.

    Args:
        own: (days,) The scores, whitened.
        courses: (courses, days) What each adds at a height of 1, whitened.
        height: Mean height, spreads.
        height_sd: Its standard deviation, spreads.
    """
    import numpy as np

    beside, size = courses @ own, (courses**2).sum(axis=1)
    wider = 1 + height_sd**2 * size
    log_ratio = (2 * height * beside - height**2 * size + height_sd**2 * beside**2) / (2 * wider)
    ratio: NDArray[float64] = np.exp(np.minimum(log_ratio, MOST_LOG_RATIO)) / np.sqrt(wider)
    return ratio


MOST_LOG_RATIO = 300.0
"""Beyond it nothing is likelier, and sums stay finite."""


def _chance_of_reaction(evidence: LinkEvidence, settings: FactSettings) -> float:
    """Return the chance that the step is to a dose that is not tolerated, before its days are looked at."""
    if evidence.went_badly:
        return settings.not_tolerated_again
    chance = settings.not_tolerated_share / evidence.plan_steps
    return chance * settings.not_tolerated_when_borne if evidence.was_borne else chance


def _flares_a_day(evidence: LinkEvidence, settings: FactSettings) -> float:
    """Return the person's own flares a day: a Gamma prior and what was counted on days that no increase explains."""
    return (settings.prior_flares + evidence.calm_flares) / (settings.prior_flare_days + evidence.calm_days)


def _ratio(is_there: bool, in_reactions: float, in_flares: float) -> float:
    return in_reactions / in_flares if is_there else (1 - in_reactions) / (1 - in_flares)
