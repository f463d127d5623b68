"""The numbers that a blinded trial uses."""

from dataclasses import dataclass
from decimal import Decimal

NAME = "trial.settings.yaml"


@dataclass(frozen=True, slots=True)
class TrialSettings:
    """Every bound and prior of a blinded trial; the values and the reason for each stand in `trial.settings.yaml`."""

    pairs_least: int  # Fewest blocks with LDN.
    blocks_usual: int  # Blocks of a design that names no other number.
    blocks_most: int  # Most blocks of either kind together.
    block_days_least: int  # Shortest block, days.
    block_days_usual: int  # Days of a block in a design that names no other number.
    block_days_most: int  # Longest block, days.
    longest_run: int  # How many blocks of one kind may follow each other.
    spare_days: int  # Capsules in each bottle beyond its days.
    chance_most: float  # Share of orders that may fit as well as the drawn one, for LDN to be called helping.
    worthwhile: float  # Relief that is worth having, percent.
    probability_least: float  # Probability that relief exceeds it, for LDN to be called helping.
    not_helping_most: float  # Probability at which a relief is called unlikely.
    not_by_step: float  # Steps of the relief that is called unlikely, percent.
    not_by_most: float  # The largest of them, percent.
    interval: float  # Probability inside the interval that is shown.
    onset_days: tuple[Decimal, ...]  # Onset times tried, days.
    onset_weight: tuple[Decimal, ...]  # Prior probability of each.
    onset_median: float  # The middle of them, days.
    offset_days: tuple[Decimal, ...]  # Times tried in which an effect fades, days; each as probable.
    relief_spread: float  # Spread of the relief that the test of orders looks for, share.
    beginning_spread: float  # Spread of what having begun does to ratings, points.
    beginning_half_time: float  # Half time with which that fades, days.
    evidence_kept: float  # Share of the evidence that the ways of varying have to hold which are looked at.
    cells_most: int  # Most of these ways.
    usual_sigma: float  # Daily standard deviation of people in general, points.
    usual_rated: float  # Share of days that people in general rate.
    simulated_trials: int  # Trials that are simulated to tell the power of a design.
    simulated_trials_on_page: int  # How many where somebody waits for a page.
    shown_effect: float  # Relief that the power is told for, percent.
    seen_in_nine_months: float  # How often twelve blocks of 21 days show that relief, counted in simulated people.
    seen_in_six_months: float  # How often twelve blocks of 14 days show it.
    rated_days_least: int  # Rated days below which nothing is said.
