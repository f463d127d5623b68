"""Whether it helps, in each domain and altogether, and by how much the recent days differ from the baseline."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import numpy as np

from .arrays import Floats
from .change import change_since, step_changes
from .fit_check import doubt_of
from .model_inputs import ModelInputs, composite_series, fill_with_worst, prepare_inputs
from .posterior import Density
from .posterior_fit import PosteriorFit, fit_posterior
from .relief_estimate import DomainRelief, Interval, MonthBefore, Reason, Relief, WorstCase
from .settings import ReliefSettings
from .verdict import SENTENCES, helping_bound, more_data, right_of, verdict_of, wrong_if_improving

TWO_SIDED = 1.96  # Standard deviations on either side that hold 95 % of a normal distribution.


@dataclass(frozen=True, slots=True)
class EstimateOptions:
    """What else is known, and what else is asked."""

    blinded: bool = False  # Days on and off were blinded and drawn by lot, so that "likely helping" may be said.
    # (days, covariates) Other things that may move symptoms, such as the days of a period; or None.
    covariates: Floats | None = None
    month_before: MonthBefore | None = None  # How the person says the month before the first dose was, or None.
    changes: Sequence[int] = ()  # Days, from 0, from which on something else was lastingly different.
    sensitivity: bool = False  # Also work out relief as if every missing day had been the worst one.


class _Judged(NamedTuple):
    """What every word is said by."""

    days: ModelInputs
    fit: PosteriorFit
    settings: ReliefSettings
    blinded: bool
    doubt: Reason | None


def estimate(
    ratings: Floats,
    dose_mg: Floats,
    settings: ReliefSettings,
    *,
    domains: Sequence[str],
    start: int | None = None,
    options: EstimateOptions | None = None,
) -> Relief:
    """Return what the diary says about relief, in each domain and for the composite.

    Assumes that nothing else changed lastingly with the first dose. In an open diary expectation does, and no method
    can take it out: see the page on relief for how often "possibly helping" is said of a placebo.

    Args:
        ratings: (days, domains) Points, 0 none to 10 worst, NaN missing; one row for each logical day.
        dose_mg: (days,) Dose of each day, mg; 0 none, NaN not logged.
        domains: Name of each column; the six make the composite, or all where none of the six is there.
        start: Day of the first dose, counted from 0; negative when it lies before the first entry. None: the first day
            with a dose.

    Raises:
        ValueError: Shapes that do not fit, a rating outside 0 to 10, a dose under 0 or without end.
    """
    options = options or EstimateOptions()
    values, doses = _checked(ratings, dose_mg, domains)
    beside = _beside(len(values), options, settings)
    days = prepare_inputs(values, doses, domains, start, settings, beside, options.month_before)
    fit = fit_posterior(days, settings)
    usable = np.flatnonzero(days.of_composite & days.usable).tolist()
    members = usable or np.flatnonzero(days.of_composite).tolist()
    doubt = _doubt(members, fit, days, settings)
    worst = if_missing_were_worst(days, settings) if options.sensitivity else None

    def relief(places: list[int], density: Density, worst: Density | None) -> DomainRelief:
        return _domain_relief(places, density, worst, _Judged(days, fit, settings, options.blinded, doubt))

    named = {
        name: relief([place], fit.domains[place], worst.domains[place] if worst else None)
        for place, name in enumerate(days.names)
    }
    composite = relief(members, fit.composite, worst.composite if worst else None)
    gain, spread = settings.without_drug_mean, settings.without_drug_spread
    without = Interval(gain, gain - TWO_SIDED * spread, gain + TWO_SIDED * spread)
    return Relief(
        named,
        composite,
        without,
        days.taking_days,
        days.unlogged_days,
        is_paused=days.days_since_dose >= settings.gap_days_least,
        jump_day=days.first + fit.jump if doubt == "jump" and fit.jump is not None else None,
        steps=step_changes(_composite_of(days, members), days, settings),
    )


def _doubt(members: list[int], fit: PosteriorFit, days: ModelInputs, settings: ReliefSettings) -> Reason | None:
    series = _composite_of(days, members)
    change = change_since(series, days.baseline, settings.recent_days, settings.interval)
    return doubt_of(series, change[1].mean if change else None, fit, days, settings)


def _beside(days: int, options: EstimateOptions, settings: ReliefSettings) -> Floats | None:
    """Return (days, columns) what else may move symptoms, scaled to effects of N(0, 1): covariates, lasting changes."""
    steps = [settings.change_spread * (np.arange(days) >= day) for day in options.changes if 0 < day < days]
    given = np.zeros((days, 0)) if options.covariates is None else options.covariates
    return np.column_stack([given, *steps]) if steps or given.size else None


def _checked(ratings: Floats, dose_mg: Floats, domains: Sequence[str]) -> tuple[Floats, Floats]:
    values, doses = np.asarray(ratings, dtype=np.float64), np.asarray(dose_mg, dtype=np.float64)
    if values.ndim != 2 or values.shape[1] != len(domains) or not len(domains):
        raise ValueError(
            f"ratings have the shape {values.shape}; (days, {len(domains)} domains) is meant to stand there"
        )
    if len(set(domains)) != len(domains):
        raise ValueError(f"a domain is named twice in {list(domains)}")
    if doses.shape != values.shape[:1]:
        raise ValueError(f"dose_mg has the shape {doses.shape}; one dose for each of {len(values)} days is meant")
    wrong = values[~np.isnan(values) & ~((values >= 0) & (values <= 10))]
    if wrong.size:
        raise ValueError(f"a rating is {wrong[0]:g}; 0 to 10 is meant, NaN where it is missing")
    odd = doses[~np.isnan(doses) & ~((doses >= 0) & np.isfinite(doses))]
    if odd.size:
        raise ValueError(f"a dose is {odd[0]:g} mg; 0 or more is meant, NaN where it was not logged")
    return values, doses


def _domain_relief(
    places: list[int],
    density: Density,
    worst: Density | None,
    judged: "_Judged",
) -> DomainRelief:
    """Return what is said of one domain, or of several together; `worst` is the density with missing days worst."""
    days, fit, settings, blinded, doubt = judged
    before, since = int(days.baseline_rated[places].max()), int(days.taking_rated[places].max())
    hindrance = _hindrance(days, settings, places)
    counts = (before, since, days.taking_days_so_far)
    bound = helping_bound(days.month_before, settings, blinded=blinded)
    judge = partial(verdict_of, settings=settings, hindrance=hindrance, blinded=blinded, doubt=doubt, helping_at=bound)
    verdict, reason = judge(density)
    series = _composite_of(days, places)
    change = change_since(series, days.baseline, settings.recent_days, settings.interval)
    worst_case = None
    if worst is not None:
        word, _ = judge(worst)
        worst_case = WorstCase(_interval(worst, settings), word)
    return DomainRelief(
        verdict=verdict,
        reason=reason,
        sentence=SENTENCES[verdict, reason],
        relief=_interval(density, settings),
        change=change[0] if change else None,
        change_points=change[1] if change else None,
        probability={f"{percent}": density.above(percent) for percent in (0, 10, 30)},
        helping=density.above_natural(settings),
        onset_days=fit.onset_days,
        baseline=float(days.level[places].mean()) if before else None,
        baseline_days=before,
        taking_rated=since,
        more_data=more_data(density, verdict, reason, counts, settings, helping_at=bound),
        wrong_if_improving=wrong_if_improving(verdict, settings, is_asked=days.month_before is not None),
        right=right_of(verdict, settings),
        if_missing_worst=worst_case,
    )


def _interval(density: Density, settings: ReliefSettings) -> Interval:
    return Interval(density.mean, *density.interval(settings.interval))


def _composite_of(days: ModelInputs, places: list[int]) -> Floats:
    members = np.zeros(len(days.names), dtype=np.bool_)
    members[places] = True
    members &= days.level > 0
    if not members.any():
        return np.full(len(days.ratings), np.nan)
    return composite_series(days.ratings, days.level, members)[0]


def _hindrance(days: ModelInputs, settings: ReliefSettings, places: list[int]) -> Reason | None:
    """Return why nothing can be said about these domains, or None; what a person can do least about comes first."""
    before, since = int(days.baseline_rated[places].max()), int(days.taking_rated[places].max())
    if not before and not since:
        return "no-ratings"
    if not days.taking_days:
        return "not-taken"
    if not before:
        return "no-baseline"
    span = int(days.baseline_span[places].max())
    if span < settings.baseline_days_least or before < settings.baseline_ratings_least:
        return "short-baseline"
    if days.level[places].max() < settings.baseline_level_least:
        return "low-baseline"
    if days.taking_days_so_far < settings.taking_days_least:
        return "few-days"
    if since < settings.ratings_taking_least:
        return "few-ratings"
    if days.days_since_dose > settings.pause_days_most:
        return "not-taking-now"
    return None


def if_missing_were_worst(days: ModelInputs, settings: ReliefSettings) -> PosteriorFit:
    """Return the posterior with each missing rating since the start set to the domain's worst.

    Only days since the start are filled: that speaks most against the drug. Days before it stay missing.
    """
    filled = fill_with_worst(days.ratings)
    day = np.arange(len(filled))[:, None]
    return fit_posterior(replace(days, ratings=np.where(day < days.baseline, days.ratings, filled)), settings)
