"""The bounds that a plan is held against, and the codes of what crosses them.

Values, sources and reasons of the bounds stand in plan.settings.yaml.
"""

from dataclasses import dataclass
from decimal import Decimal

ABOVE_CEILING = "above-ceiling"
OVERRIDABLE = (ABOVE_CEILING, "tenfold", "step-too-large", "interval-short", "not-measurable")
"""Codes of what a prescriber can allow in writing."""

REFUSALS = (
    *OVERRIDABLE, "above-highest", "not-rising", "not-lower", "hours-do-not-fit", "surgery-hours", "opioid-free-days",
    "no-prescriber",
)  # fmt: skip
"""Codes of all that refuses a plan."""


@dataclass(frozen=True, slots=True)
class PlanLimits:
    """The settings of plan.settings.yaml; names are the same with underscores."""

    usual_ceiling_mg: Decimal  # Highest ceiling without a written override, mg a day.
    highest_mg: Decimal  # Highest dose and ceiling even with one, mg a day.
    tenfold_ratio: Decimal  # From this ratio on two neighbouring amounts are taken for a misplaced decimal point.
    small_steps_below_mg: Decimal  # Doses below this rise by `small_step_mg` at most, mg a day.
    small_step_mg: Decimal  # Largest step below it, mg a day.
    large_step_mg: Decimal  # Largest step from there, mg a day.
    step_shown_above_ratio: Decimal  # A step to more than this many times the dose is shown for a second look.
    interval_days_least: int  # Fewest days between steps.
    interval_days_least_sensitive: int  # Fewest days between steps for sensitive people.
    start_low_mg: Decimal  # Lower end of the guide's common start, mg a day.
    start_high_mg: Decimal  # Upper end of it, mg a day.
    capsules_at_once: int  # Most capsules or tablets for one dose.
    ml_at_once: Decimal  # Most millilitres for one dose.
    drops_at_once: int  # Most drops for one dose.
    missed_days_allowed: int  # Missed days allowed where the plan says nothing.
    hours_between_once_a_day: int  # Hours between doses where the plan says nothing, one dose a day.
    hours_between_more_often: int  # The same with several doses a day.
    link_window_share: Decimal  # Share of the step interval in which a flare is linked, where the plan says nothing.
    link_window_days_least: int  # Shortest window so found, days.
    link_window_days_most: int  # Longest window so found, days.
    surgery_hours_least: int  # Fewest hours without a dose before an operation.
    surgery_hours_most: int  # Most hours of it.
    opioid_free_days_least: int  # Fewest days without short-acting opioids before a start.
