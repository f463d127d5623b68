"""Whether it helps, in each domain and altogether, and by how much the recent days differ from the baseline."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np

from .arrays import Floats
from .model_inputs import ModelInputs, composite_series, fill_with_worst, prepare_inputs
from .onset_curves import OnsetCurves
from .posterior import Density
from .posterior_fit import PosteriorFit, fit_posterior
from .relief_estimate import DomainRelief, Interval, Reason, Relief, WorstCase
from .settings import ReliefSettings
from .verdict import SENTENCES, more_data, right_of, verdict_of

TWO_SIDED = 1.96  # Standard deviations on either side that hold 95 % of a normal distribution.

LAGS = 7  # Days over which a carry-over is looked for; Newey-West weights fall to nothing there.


@dataclass(frozen=True, slots=True)
class EstimateOptions:
    """What else is known, and what else is asked."""

    blinded: bool = False  # Days on and off were blinded and drawn by lot, so that "likely helping" may be said.
    # (days, covariates) Other things that may move symptoms, such as the days of a period; or None.
    covariates: Floats | None = None
    sensitivity: bool = False  # Also work out relief as if every missing day had been the worst one.


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
    days = prepare_inputs(values, doses, domains, start, settings, options.covariates)
    fit = fit_posterior(days, settings)
    worst = if_missing_were_worst(days, settings) if options.sensitivity else None

    def relief(places: list[int], density: Density, worst: Density | None) -> DomainRelief:
        return _domain_relief(places, density, worst, fit, days, settings, options.blinded)

    named = {
        name: relief([place], fit.domains[place], worst.domains[place] if worst else None)
        for place, name in enumerate(days.names)
    }
    usable = np.flatnonzero(days.of_composite & days.usable).tolist()
    members = usable or np.flatnonzero(days.of_composite).tolist()
    composite = relief(members, fit.composite, worst.composite if worst else None)
    gain, spread = settings.without_drug_mean, settings.without_drug_spread
    without = Interval(gain, gain - TWO_SIDED * spread, gain + TWO_SIDED * spread)
    return Relief(named, composite, without, days.taking_days, days.unlogged_days)


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
    fit: PosteriorFit,
    days: ModelInputs,
    settings: ReliefSettings,
    blinded: bool,
) -> DomainRelief:
    """Return what is said of one domain, or of several together; `worst` is the density with missing days worst."""
    before, since = int(days.baseline_rated[places].max()), int(days.taking_rated[places].max())
    hindrance = _hindrance(days, settings, places, fit.courses)
    verdict, reason = verdict_of(density, settings, hindrance=hindrance, blinded=blinded)
    series = _composite_of(days, places)
    change = change_since(series, days.baseline, settings.recent_days, settings.interval)
    worst_case = None
    if worst is not None:
        word, _ = verdict_of(worst, settings, hindrance=hindrance, blinded=blinded)
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
        more_data=more_data(density, verdict, reason, (before, since, days.taking_days_so_far), settings),
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


def _hindrance(
    days: ModelInputs, settings: ReliefSettings, places: list[int], courses: OnsetCurves | None
) -> Reason | None:
    """Return why nothing can be said about these domains, or None; what a person can do least about comes first."""
    before, since = int(days.baseline_rated[places].max()), int(days.taking_rated[places].max())
    if not before and not since:
        return "no-ratings"
    if not days.taking_days:
        return "not-taken"
    if not before:
        return "no-baseline"
    if before < settings.baseline_days_least:
        return "short-baseline"
    if days.level[places].max() < settings.baseline_level_least:
        return "low-baseline"
    if days.taking_days_so_far < settings.taking_days_least:
        return "few-days"
    if since < settings.ratings_taking_least:
        return "few-ratings"
    if courses is None or courses.recent.max() < settings.taking_now_least:
        return "not-taking-now"
    return None


def if_missing_were_worst(days: ModelInputs, settings: ReliefSettings) -> PosteriorFit:
    """Return the posterior with each missing rating since the start set to the domain's worst.

    Only days since the start are filled: that speaks most against the drug. Days before it stay missing.
    """
    filled = fill_with_worst(days.ratings)
    day = np.arange(len(filled))[:, None]
    return fit_posterior(replace(days, ratings=np.where(day < days.baseline, days.ratings, filled)), settings)


def change_since(series: Floats, baseline: int, recent_days: int, sure: float) -> tuple[Interval, Interval] | None:
    """Return the change in percent of baseline (positive is better) and in points (negative is better).

    A difference of two means with Newey-West errors of the days around each mean. It says how far the two stretches
    differ, not why: drift, flares, expectation and a bad week before the start are all in it.

    Args:
        series: (days,) Points, NaN missing.
        baseline: Days of baseline, from 0.
        recent_days: How many last days count as recent.

    Returns:
        None where either stretch has under two ratings or the baseline is 0.
    """
    before, recent = series[:baseline], series[baseline:][-recent_days:]
    if (~np.isnan(before)).sum() < 2 or (~np.isnan(recent)).sum() < 2:
        return None
    usual, now = float(np.nanmean(before)), float(np.nanmean(recent))
    if usual <= 0:
        return None
    wide = NormalDist().inv_cdf((1 + sure) / 2) * (_variance(before) + _variance(recent)) ** 0.5
    points = Interval(now - usual, now - usual - wide, now - usual + wide)
    percent = Interval(*(-100 * point / usual for point in (points.mean, points.high, points.low)))
    return percent, points


def _variance(stretch: Floats) -> float:
    """Return the variance of the stretch's mean, points squared.

    A rating is a whole number and stands for half a point either way, so no day has a variance under 1/12: a week of
    the same rating is not an exact mean. Nor do lags that happen to be negative make it smaller than without them.

    Source:
        Newey and West, Econometrica 55 (1987), 703-708: autocovariances weighted by 1 - lag / (lags + 1).
    """
    rated = ~np.isnan(stretch)
    off = np.where(rated, stretch - np.nanmean(stretch), 0.0)
    count = int(rated.sum())
    total = float(off @ off)
    for lag in range(1, min(LAGS, len(off) - 1) + 1):
        total += 2 * (1 - lag / (LAGS + 1)) * float(off[lag:] @ off[:-lag])
    return max(total, float(off @ off), count / 12) / (count * max(1, count - 1))
