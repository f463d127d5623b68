"""The numbers that the estimate of relief uses."""

from dataclasses import dataclass
from decimal import Decimal

from .relief_estimate import MonthBefore

NAME = "relief.settings.yaml"


@dataclass(frozen=True, slots=True)
class ReliefSettings:
    """Every threshold and prior of the estimate; the values and the reason for each stand in `relief.settings.yaml`."""

    baseline_days_least: int  # Days with ratings before the first dose below which nothing is said.
    baseline_ratings_least: int  # Ratings in these days below which nothing is said.
    baseline_days_asked: int  # Days with ratings before the first dose that are asked for.
    baseline_days_most: int  # Days before the first dose that still count as baseline.
    baseline_level_least: float  # Baseline, points, below which relief has no meaning.
    taking_days_least: int  # Days of taking it before which it is too early.
    ratings_taking_least: int  # Ratings since the first dose below which nothing is said.
    recent_days: int  # Relief and change are said for so many last days.
    trend_ratings_least: int  # Rated days that each side of a trend needs.
    pause_days_most: int  # Days without a dose after which it is no longer said how days on it were.
    without_drug_mean: float  # Gain expected without any drug, percent of baseline.
    without_drug_spread: float  # Its standard deviation between people, percent of baseline.
    worthwhile: float  # Relief beyond that gain which is called help, percent of baseline.
    jump_at: float  # Probability of a jump on no day of a dose from which nothing is said for it.
    trend_before_at: float  # Standard errors by which the baseline must fall for it to count as a trend.
    trend_before_share: float  # Share of the change that such a trend must make, gone on, to matter.
    wanders_at: float  # Probability of the strongest drift from which nothing is said for it.
    helping_at: float  # Probability of that from which the word is helping.
    helping_at_unusual_start: float  # The same where the month before the first dose was unusual.
    unusual_start: tuple[MonthBefore, ...]  # What people say of a month before the first dose that was unusual.
    possibly_worse_at: float  # Probability of relief under 0 from which the word is possibly worse.
    likely_worse_at: float  # The same for likely worse.
    right_possibly_helping: float  # How often that verdict is right in the default mix of people, open label.
    right_likely_helping: float  # The same, blinded.
    right_possibly_worse: float  # The same, open label.
    right_likely_worse: float  # The same, open label; 0 where it was not counted.
    wrong_if_improving: float  # How often "possibly helping" is said of who was getting better, without any effect.
    wrong_if_improving_asked: float  # The same where people were asked how the month before the start was.
    look_ahead_days: int  # For so many more days it is worked out what they could change.
    comparison_at: float  # Probability from which one of two is called better, before it is corrected for their number.
    comparison_onset_days: float  # Time with which a dose settles when doses are compared, days.
    judged_after_days: int  # Days of daily use after which it may be judged.
    adherence_least: float  # Share of days with a dose that counts as daily use.
    interval: float  # Probability inside the interval that is shown.
    level_mean: float  # Prior mean of the level, points.
    level_spread: float  # Prior standard deviation of the level, points.
    weekday_spread: float  # Prior standard deviation of each weekday, points.
    relief_spread: float  # Prior standard deviation of relief at full effect, share of baseline.
    composite_weight_power: float  # Power of its baseline by which a point in a domain counts in the composite.
    relief_grid_skip: int  # The likelihood is worked out at each so-manieth size of relief and interpolated between.
    tau_median: float  # Prior median of the onset time, days.
    tau_log_spread: float  # Prior standard deviation of its logarithm.
    tau_nodes: int  # Nodes of the onset time.
    tau_reach: float  # Outermost nodes, in those standard deviations.
    sudden_days: float  # Onset time of an effect that comes at once, days.
    sudden_weight: float  # Prior probability of such an effect.
    offset_days: tuple[Decimal, ...]  # Time constants tried for an effect that fades, days.
    gap_days_least: int  # Days in a row at a lower dose from which the time of fading is looked at.
    half_effect_mg: tuple[Decimal, ...]  # Doses tried as the one with half the possible effect, mg.
    half_effect_weight: tuple[Decimal, ...]  # Prior probability of each of them.
    difference_spread: tuple[Decimal, ...]  # How far a domain's relief may lie from the composite's, share of baseline.
    difference_weight: tuple[Decimal, ...]  # Prior probability of each.
    sigma_least: float  # Smallest daily standard deviation, points.
    sigma_most: float  # Largest daily standard deviation, points.
    sigma_nodes: int  # Nodes of the daily standard deviation, evenly spaced in its logarithm.
    rho_nodes: int  # Nodes of the carry-over.
    rho_most: float  # Largest carry-over from one day to the next.
    rho_shape: float  # Both shapes of its Beta prior.
    carried_share: tuple[Decimal, ...]  # Parts of the daily variance that may carry over, each as probable.
    # Size of each kind of slow part, in daily standard deviations; for a random walk its step in a day.
    slow_spread: tuple[Decimal, ...]
    slow_days: tuple[Decimal, ...]  # Time constant of each kind, days; 0 for a random walk.
    slow_weight: tuple[Decimal, ...]  # Prior probability of each kind.
    flares_in_30_days: float  # How many flares are expected in 30 days.
    flare_days_median: float  # Median of a flare's length, days.
    flare_days_log_spread: float  # Standard deviation of its logarithm.
    flare_days_least: int  # Shortest flare that is looked for, days.
    flare_days_most: int  # Longest, days.
    flare_height_mean: float  # Prior mean of a flare's height, points.
    flare_height_spread: float  # Its standard deviation, points.
    flare_rho: float  # Carry-over at which flares are looked for.
    flare_carried_share: float  # Part of the daily variance that carries over there.
    flare_drift: float  # Daily step of the random walk at which they are looked for, in daily standard deviations.
    flare_look_at: float  # Log odds from which a flare is looked at further.
    flares_most: int  # How many are looked at.
    jumps_in_90_days: float  # How many lasting changes that nobody recorded are expected in 90 days.
    change_spread: float  # Prior standard deviation of a lasting change, recorded or not, points.
    jump_after_dose_days: int  # Days after a change of dose on which a jump may be the dose's.
    jump_before_dose_days: int  # Days before it, as days are rounded.
    jump_edge_days: int  # Days at either end of the diary on which no jump is looked for.
    trend_better_a_month: float  # Expected easing a month of who was getting better before the start, points.
    trend_spread_a_month: float  # Its standard deviation, points.
    flare_when_told: float  # Probability of a flare on the eve of the start where the person tells of one.
    flare_when_worse: float  # The same where the person was getting worse.
