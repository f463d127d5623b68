"""The numbers that the estimate of relief uses."""

from dataclasses import dataclass
from decimal import Decimal

NAME = "relief.settings.yaml"


@dataclass(frozen=True, slots=True)
class ReliefSettings:
    """Every threshold and prior of the estimate; the values and the reason for each stand in `relief.settings.yaml`.

    Attributes:
        baseline_days_least: Days with ratings before the first dose below which nothing is said.
        baseline_days_asked: Days with ratings before the first dose that are asked for.
        baseline_days_most: Days before the first dose that still count as baseline.
        baseline_level_least: Baseline, points, below which relief has no meaning.
        taking_days_least: Days of taking it before which it is too early.
        ratings_taking_least: Ratings since the first dose below which nothing is said.
        recent_days: Relief and change are said for so many last days.
        taking_now_least: Share of the full effect that must be possible in the recent days.
        without_drug_mean: Gain expected without any drug, percent of baseline.
        without_drug_spread: Its standard deviation between people, percent of baseline.
        worthwhile: Relief beyond that gain which is called help, percent of baseline.
        helping_at: Probability of that from which the word is helping.
        possibly_worse_at: Probability of relief under 0 from which the word is possibly worse.
        likely_worse_at: The same for likely worse.
        right_possibly_helping: How often that verdict is right in the default mix of people, open label.
        right_likely_helping: The same, blinded.
        right_possibly_worse: The same, open label.
        right_likely_worse: The same, open label; 0 where it was not counted.
        look_ahead_days: For so many more days it is worked out what they could change.
        comparison_at: Probability from which one of two is called better, before it is corrected for their number.
        comparison_onset_days: Time with which a dose settles when doses are compared, days.
        judged_after_days: Days of daily use after which it may be judged.
        adherence_least: Share of days with a dose that counts as daily use.
        interval: Probability inside the interval that is shown.
        level_mean: Prior mean of the level, points.
        level_spread: Prior standard deviation of the level, points.
        weekday_spread: Prior standard deviation of each weekday, points.
        relief_spread: Prior standard deviation of relief at full effect, share of baseline.
        composite_weight_power: Power of its baseline by which a point in a domain counts in the composite.
        relief_grid_skip: The likelihood is worked out at each so-manieth size of relief and interpolated between.
        tau_median: Prior median of the onset time, days.
        tau_log_spread: Prior standard deviation of its logarithm.
        tau_nodes: Nodes of the onset time.
        tau_reach: Outermost nodes, in those standard deviations.
        offset_days: Time constants tried for an effect that fades, days.
        gap_days_least: Days in a row at a lower dose from which the time of fading is looked at.
        half_effect_mg: Doses tried as the one with half the possible effect, mg.
        half_effect_weight: Prior probability of each of them.
        difference_spread: How far a domain's relief may lie from the composite's, share of baseline.
        difference_weight: Prior probability of each.
        sigma_least: Smallest daily standard deviation, points.
        sigma_most: Largest daily standard deviation, points.
        sigma_nodes: Nodes of the daily standard deviation, evenly spaced in its logarithm.
        rho_nodes: Nodes of the carry-over.
        rho_most: Largest carry-over from one day to the next.
        rho_shape: Both shapes of its Beta prior.
        carried_share: Parts of the daily variance that may carry over, each as probable.
        slow_spread: Size of each kind of slow part, in daily standard deviations; for a random walk its step in a day.
        slow_days: Time constant of each kind, days; 0 for a random walk.
        slow_weight: Prior probability of each kind.
        flares_in_30_days: How many flares are expected in 30 days.
        flare_days_median: Median of a flare's length, days.
        flare_days_log_spread: Standard deviation of its logarithm.
        flare_days_least: Shortest flare that is looked for, days.
        flare_days_most: Longest, days.
        flare_height_mean: Prior mean of a flare's height, points.
        flare_height_spread: Its standard deviation, points.
        flare_rho: Carry-over at which flares are looked for.
        flare_carried_share: Part of the daily variance that carries over there.
        flare_drift: Daily step of the random walk at which they are looked for, in daily standard deviations.
        flare_look_at: Log odds from which a flare is looked at further.
        flares_most: How many are looked at.
    """

    baseline_days_least: int
    baseline_days_asked: int
    baseline_days_most: int
    baseline_level_least: float
    taking_days_least: int
    ratings_taking_least: int
    recent_days: int
    taking_now_least: float
    without_drug_mean: float
    without_drug_spread: float
    worthwhile: float
    helping_at: float
    possibly_worse_at: float
    likely_worse_at: float
    right_possibly_helping: float
    right_likely_helping: float
    right_possibly_worse: float
    right_likely_worse: float
    look_ahead_days: int
    comparison_at: float
    comparison_onset_days: float
    judged_after_days: int
    adherence_least: float
    interval: float
    level_mean: float
    level_spread: float
    weekday_spread: float
    relief_spread: float
    composite_weight_power: float
    relief_grid_skip: int
    tau_median: float
    tau_log_spread: float
    tau_nodes: int
    tau_reach: float
    offset_days: tuple[Decimal, ...]
    gap_days_least: int
    half_effect_mg: tuple[Decimal, ...]
    half_effect_weight: tuple[Decimal, ...]
    difference_spread: tuple[Decimal, ...]
    difference_weight: tuple[Decimal, ...]
    sigma_least: float
    sigma_most: float
    sigma_nodes: int
    rho_nodes: int
    rho_most: float
    rho_shape: float
    carried_share: tuple[Decimal, ...]
    slow_spread: tuple[Decimal, ...]
    slow_days: tuple[Decimal, ...]
    slow_weight: tuple[Decimal, ...]
    flares_in_30_days: float
    flare_days_median: float
    flare_days_log_spread: float
    flare_days_least: int
    flare_days_most: int
    flare_height_mean: float
    flare_height_spread: float
    flare_rho: float
    flare_carried_share: float
    flare_drift: float
    flare_look_at: float
    flares_most: int
