"""The probability that a step caused a flare, from what a diary shows of both.

A step and chance compete for the flare: the odds are those of a reaction on this day after the step over those of one
of the person's own flares, times one ratio of likelihoods for each thing that speaks for the one or the other. The
questions are those by which adverse reactions are judged in the clinic (Naranjo 1981: timing, other causes,
rechallenge, what the person had before); the numbers stand in `asking.settings.yaml`. It is wrong first where what
speaks for a step hangs together, as a reaction that grows and is felt as a side effect: each is counted by itself.
"""

from dataclasses import dataclass
from math import exp

from .settings import FactSettings


@dataclass(frozen=True, slots=True)
class LinkEvidence:
    """What a diary shows of a flare and of the increase before it."""

    plan_steps: int  # Steps of the plan, at least 1; a dose that is not tolerated is as likely at each.
    delay_days: int  # Days from the increase to the first day of the flare, 0 or more.
    calm_days: int  # Days on which no increase could have brought a flare...
    calm_flares: int  # ...and flares that began on them.
    was_borne: bool  # Whether the dose was taken for long before, and did not go badly.
    went_badly: bool  # Whether the dose was lowered or paused on advice before.
    mild_side_effect: bool | None  # Whether a noticeable side effect is new since the step; None is not known.
    is_denied: bool  # Whether the person says that the flare did not begin with the step.
    has_other_cause: bool  # Whether another cause is recorded.
    # How much worse the score is than on the first day of the flare, spreads; None when it is not known.
    worsening: float | None
    standing_days: int  # Days from the first day of the flare to the last one with a score.


def step_probability(evidence: LinkEvidence, settings: FactSettings) -> float:
    """Return the probability, 0 to 1, that the increase caused the flare.

    Args:
        evidence: What the diary shows.
        settings: How often doses are not tolerated, and how reactions and other flares look.

    Raises:
        ValueError: The plan has no step, or a number of days is negative.

    Source:
        Bayes' theorem for two competing causes; the questions follow `practice:causality`.
    """
    if evidence.plan_steps < 1 or min(evidence.delay_days, evidence.calm_days, evidence.standing_days) < 0:
        raise ValueError(f"no flare looks like that: {evidence}")
    odds = _reaction_rate(evidence, settings) / _flare_rate(evidence, settings)
    if evidence.mild_side_effect is not None:
        shares = settings.mild_effect_in_reactions, settings.mild_effect_in_flares
        odds *= _ratio(evidence.mild_side_effect, *shares)
    if evidence.is_denied:
        odds *= settings.denied_in_reactions / settings.denied_in_flares
    odds *= _ratio(evidence.has_other_cause, settings.other_cause_in_reactions, settings.other_cause_in_flares)
    if evidence.worsening is not None and evidence.standing_days > 0:
        odds *= _course_ratio(evidence.worsening, evidence.standing_days, settings)
    return odds / (1 + odds)


def acts_from(settings: FactSettings) -> float:
    """Return the probability from which a step back is the smaller loss."""
    return settings.loss_by_needless_fall / (settings.loss_by_needless_fall + settings.loss_by_standing_reaction)


def _reaction_rate(evidence: LinkEvidence, settings: FactSettings) -> float:
    """Return the chance of a reaction to the step that shows on this day after it."""
    chance = settings.not_tolerated_share / evidence.plan_steps
    if evidence.went_badly:
        chance = settings.not_tolerated_again
    elif evidence.was_borne:
        chance *= settings.not_tolerated_when_borne
    daily = exp(-1 / settings.reaction_delay_days)  # geometric, so that the days after the step sum to 1
    return chance * (1 - daily) * daily**evidence.delay_days


def _flare_rate(evidence: LinkEvidence, settings: FactSettings) -> float:
    """Return the person's own flares a day: a Gamma prior and what was counted on days that no increase explains."""
    return (settings.prior_flares + evidence.calm_flares) / (settings.prior_flare_days + evidence.calm_days)


def _ratio(is_there: bool, in_reactions: float, in_flares: float) -> float:
    return in_reactions / in_flares if is_there else (1 - in_reactions) / (1 - in_flares)


def _course_ratio(worsening: float, days: int, settings: FactSettings) -> float:
    """Return how much more likely a course is in a reaction that stands than in another flare; both vary normally."""
    eased = -settings.flare_eases_daily * min(days, settings.flare_eases_days)
    spread = settings.course_spread
    return exp(((worsening - eased) ** 2 - (worsening - settings.reaction_worsens) ** 2) / (2 * spread**2))
