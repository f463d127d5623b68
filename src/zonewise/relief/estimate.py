"""Is it helping, in each domain and altogether?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .change_since_baseline import change_since
from .data_needed import more_data
from .model_inputs import ModelInputs, composite_series, prepare_inputs
from .onset_curves import OnsetCurves
from .posterior import Density
from .posterior_fit import PosteriorFit, fit_posterior
from .relief_estimate import DomainRelief, Interval, Reason, Relief
from .sensitivity import if_missing_were_worst
from .settings import ReliefSettings
from .verdict import right_of, verdict_of
from .wording import SENTENCES

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

TWO_SIDED = 1.96
"""Standard deviations on either side that hold 95 % of a normal distribution."""


@dataclass(frozen=True, slots=True)
class EstimateOptions:
    """What else is known, and what else is asked.

    Attributes:
        blinded: Days on and off were blinded and drawn by lot, so that "likely helping" may be said.
        covariates: (days, covariates) Other things that may move symptoms, such as the days of a period; or None.
        sensitivity: Also work out relief as if every missing day had been the worst one.
    """

    blinded: bool = False
    covariates: "NDArray[float64] | None" = None
    sensitivity: bool = False


@dataclass(frozen=True, slots=True)
class _About:
    """Columns, the posterior of all, that of these columns, and the same with missing days at their worst."""

    places: tuple[int, ...]
    found: PosteriorFit
    density: Density
    worst: Density | None


def estimate(
    ratings: "NDArray[float64]",
    dose_mg: "NDArray[float64]",
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
        settings: Thresholds and priors.
        domains: Name of each column; the six make the composite, or all where none of the six is there.
        start: Day of the first dose, counted from 0; negative when it lies before the first entry. None: the first day
            with a dose.
        options: What else is known.

    Raises:
        ValueError: Shapes that do not fit, a rating outside 0 to 10, a dose under 0 or without end.
    """
    asked = options or EstimateOptions()
    values, doses = _checked(ratings, dose_mg, domains)
    days = prepare_inputs(values, doses, domains, start, settings, asked.covariates)
    found = fit_posterior(days, settings)
    worst = if_missing_were_worst(days, settings) if asked.sensitivity else None
    places = range(len(days.names))
    named = {
        days.names[place]: _domain_relief(
            _About((place,), found, found.domains[place], worst.domains[place] if worst else None),
            days,
            settings,
            asked,
        )
        for place in places
    }
    members = tuple(place for place in places if days.of_composite[place])
    usable = tuple(place for place in members if days.usable[place]) or members
    composite = _domain_relief(
        _About(usable, found, found.composite, worst.composite if worst else None), days, settings, asked
    )
    gain, spread = settings.without_drug_mean, settings.without_drug_spread
    without = Interval(gain, gain - TWO_SIDED * spread, gain + TWO_SIDED * spread)
    return Relief(named, composite, without, days.taking_days, days.unlogged_days)


def _checked(
    ratings: "NDArray[float64]", dose_mg: "NDArray[float64]", domains: Sequence[str]
) -> tuple["NDArray[float64]", "NDArray[float64]"]:
    import numpy as np

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


def _domain_relief(about: _About, days: ModelInputs, settings: ReliefSettings, asked: EstimateOptions) -> DomainRelief:
    chosen, density = list(about.places), about.density
    hindrance = _hindrance(days, settings, chosen, about.found.courses)
    verdict, reason = verdict_of(density, settings, hindrance=hindrance, blinded=asked.blinded)
    before, since = int(days.baseline_rated[chosen].max()), int(days.taking_rated[chosen].max())
    change = change_since(_whole(days, chosen), days.baseline, settings.recent_days, settings.interval)
    worst = None
    if about.worst is not None:
        word, _ = verdict_of(about.worst, settings, hindrance=hindrance, blinded=asked.blinded)
        worst = (_spread(about.worst, settings), word)
    return DomainRelief(
        verdict=verdict,
        reason=reason,
        relief=_spread(density, settings),
        change=change[0] if change else None,
        change_points=change[1] if change else None,
        probability={f"{percent}": density.above(percent) for percent in (0, 10, 30)},
        helping=density.above_natural(settings),
        onset_days=about.found.onset_days,
        baseline=float(days.level[chosen].mean()) if before else None,
        baseline_days=before,
        taking_rated=since,
        more_data=more_data(density, verdict, reason, (before, since, days.taking_days_so_far), settings),
        sentence=SENTENCES[verdict, reason],
        right=right_of(verdict, settings),
        if_missing_worst=worst,
    )


def _spread(density: Density, settings: ReliefSettings) -> Interval:
    return Interval(density.mean, *density.interval(settings.interval))


def _whole(days: ModelInputs, places: Sequence[int]) -> "NDArray[float64]":
    import numpy as np

    members = np.zeros(len(days.names), dtype=np.bool_)
    members[list(places)] = True
    members &= days.level > 0
    if not members.any():
        return np.full(len(days.ratings), np.nan)
    return composite_series(days.ratings, days.level, members)[0]


def _hindrance(
    days: ModelInputs, settings: ReliefSettings, places: Sequence[int], courses: OnsetCurves | None
) -> Reason | None:
    """Return why nothing can be said about these domains, or None."""
    chosen = list(places)
    before, since = int(days.baseline_rated[chosen].max()), int(days.taking_rated[chosen].max())
    if not before and not since:
        return "no-ratings"
    if not days.taking_days:
        return "not-taken"
    if not before:
        return "no-baseline"
    if before < settings.baseline_days_least:
        return "short-baseline"
    if days.level[chosen].max() < settings.baseline_level_least:
        return "low-baseline"
    if days.taking_days_so_far < settings.taking_days_least:
        return "few-days"
    if since < settings.ratings_taking_least:
        return "few-ratings"
    if courses is None or courses.recent.max() < settings.taking_now_least:
        return "not-taking-now"
    return None
