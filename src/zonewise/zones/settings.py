"""The numbers that the zones use."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ZoneSettings:
    """Every threshold of the zones; the values and the reason for each stand in `zones.settings.yaml`.

    A *spread* is how far this person's ratings usually lie from their own usual, as a standard deviation tells it; a
    *notch* is one step of the scale that ratings show. "Ago" is counted in logical days; a logical day is 24 hours.
    """

    yellow_at: float  # Composite score, spreads, from which criterion 1 says Yellow.
    red_at: float  # Composite score, spreads, from which criterion 1 says Red.
    leave_fraction: float  # A zone is left under this fraction of the score that called it.
    leave_days: int  # Logged days in a row that must lie under it.
    # A day counts towards leaving when it rates at least this fraction of the domains of the fullest recent check-in.
    leave_domains_fraction: float
    fullest_within_days: int  # Days, today included, in which the fullest recent check-in is looked for.
    spread_least: float  # Smallest spread, points, for a very even diary.
    spread_per_mad: float  # Spread, points, for one point of median absolute deviation.
    spread_per_notch: float  # Smallest spread, notches, for a coarse scale.
    scale_notches_least: int  # Notches from none to worst that a scale has at least.
    window_from_days: int  # First day of the window of the usual, days ago.
    window_to_days: int  # Last day of the window of the usual, days ago.
    window_ratings_least: int  # Ratings needed in the window before a usual is known.
    mean_days: int  # Logged days over which the composite score is averaged.
    mean_within_days: int  # A logged day longer ago than this is not averaged with today.
    single_at: float  # Score, spreads, from which one rating alone says Yellow.
    severe_at: float  # Rating from which a domain is severe in itself, 0 to 10.
    function_loss_at: float  # `function` rating from which function is well below the habit of most people, 0 as usual.
    habit_days: int  # Days for which the usual must have been severe, or function lost, to be a habit.
    stuck_hours: int  # Hours after which a Yellow that rises is Red.
    rising_by: float  # Spreads by which a score must lie above the one of that time ago to be rising.
    history_days: int  # Days of history needed; before that the diary is learning.
    hold_hours: int  # Hours for which days without ratings keep the last zone.
    baseline_days: int  # Days before the treatment that count as its baseline.
    baseline_ratings_least: int  # Ratings needed in those days before a baseline median is used.
    measured_rated_days: int  # Rated days from which the measured usual stands alone beside a remembered one.
    remembered_days: float  # Rated days that a remembered usual is worth.
    remembered_shift_most: float  # Spreads by which one rated day may lie from a remembered usual and shift it in full.
    provisional_spread: float  # How far one rating is taken to lie from a usual that is exactly known, points.
    provisional_correlation: float  # How far the ratings of one day are taken to go together, 0 to 1.

    @property
    def yellow_left_under(self) -> float:
        """Composite score under which Yellow is left, spreads."""
        return self.yellow_at * self.leave_fraction

    @property
    def red_left_under(self) -> float:
        """Composite score under which Red is left, spreads."""
        return self.red_at * self.leave_fraction

    @property
    def single_left_under(self) -> float:
        """Score of one rating under which its Yellow is left, spreads."""
        return self.single_at * self.leave_fraction

    @property
    def hold_days(self) -> int:
        """Whole days for which days without ratings keep the last zone."""
        return self.hold_hours // 24

    @property
    def stuck_days(self) -> int:
        """Whole days after which a Yellow that rises is Red."""
        return -(-self.stuck_hours // 24)
