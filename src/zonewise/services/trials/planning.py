"""A design for a blinded trial, with how long it takes and how often it would show an effect in this person."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from zonewise.problem import InputRefused
from zonewise.services.base.diary import Diary, entries_so_far
from zonewise.services.base.profile import profile_of
from zonewise.services.recording.doses import plan_of
from zonewise.trial.design import TrialDesign, design_problems
from zonewise.trial.power import Power

from .trial_days import score_before

LEAD_DAYS = 14  # Days from now in which the pharmacy can make the bottles.
SEED = 1  # The same design gives the same power each time it is looked at.


@dataclass(frozen=True, slots=True)
class TrialWishes:
    """What a person and prescriber chose; None stands for what is usual."""

    blocks: int | None = None
    block_days: int | None = None
    washout_days: int = 0
    first: date | None = None
    dose_mg: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PlannedTrial:
    """A design that can serve, and what it buys."""

    design: TrialDesign
    effect_percent: float  # Relief that the power is told for.
    power: Power | None  # How often trials like this would show it; None where it was not asked.
    own: bool  # The power rests on this person's own diary.
    day_to_day: float  # Daily standard deviation that it rests on, points.


def plan_trial(diary: Diary, wishes: TrialWishes, *, trials: int | None = None) -> PlannedTrial:
    """Return a design, and the power it has by simulation.

    Args:
        trials: How many trials to simulate; 0 for none, None for the usual number.

    Raises:
        InputRefused: With every reason why the design cannot serve.
        DiaryRefused: The diary cannot be read.
    """
    entries = entries_so_far(diary)
    profile = profile_of(entries)
    protocol, today = profile.protocol, profile.today()
    settings, plan = protocol.trial, plan_of(entries)
    highest = protocol.settings.plan.highest_mg
    dose = wishes.dose_mg or (plan.ceiling_mg if plan is not None else protocol.settings.plan.usual_ceiling_mg)
    design = TrialDesign(
        first=wishes.first or today + timedelta(days=LEAD_DAYS),
        blocks=settings.blocks_usual if wishes.blocks is None else wishes.blocks,
        block_days=settings.block_days_usual if wishes.block_days is None else wishes.block_days,
        dose_mg=dose,
        washout_days=wishes.washout_days,
        longest_run=settings.longest_run,
    )
    highest = min(plan.ceiling_mg, highest) if plan is not None else highest
    if problems := design_problems(design, settings, highest):
        raise InputRefused(problems)
    import numpy as np

    from zonewise.trial.power import own_variation, simulate_power

    variation = own_variation(score_before(entries, today, profile), protocol.relief, settings)
    count = settings.simulated_trials if trials is None else trials
    power = None
    if count:
        rng = np.random.default_rng(SEED)
        power = simulate_power(design, variation, settings.shown_effect, count, rng, protocol.relief, settings)
    return PlannedTrial(design, settings.shown_effect, power, variation.own, float(variation.sigma @ variation.weight))
