"""The posterior of relief in every domain and in the composite, given the prepared days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .arrays import Bools, Floats, Places
from .likelihood import Belief, Differences, Likelihood, Whitened, difference_log_likelihoods, log_likelihood
from .model_inputs import ModelInputs, composite_series
from .onset_curves import OnsetCurves, onset_curves, onset_prior, without_short_gaps
from .posterior import Density, in_recent_days, normal_log, normalised, plus
from .relief_estimate import Interval
from .settings import ReliefSettings
from .symptom_flares import KnownToPerson, UnrecordedChanges, find_changes
from .whitening import processes, whitened_series

LOWEST, HIGHEST, STEP = -1.6, 1.4, 0.02
"""Sizes of the full effect that are looked at, share of baseline: beyond them the prior leaves next to nothing."""

BASIS = 1e-3  # Directions in which the courses differ by less than this, relative to the largest, are left out.

WEEK = 7

DAYS_A_MONTH = 30.44

Beliefs = Sequence[Sequence[Belief]]
"""Lists of flares and jumps to believe in, one after the other."""


@dataclass(frozen=True, slots=True)
class PosteriorFit:
    """The posterior of every domain."""

    composite: Density  # Relief of the composite in the recent days.
    domains: tuple[Density, ...]  # (domains,) Relief of each; the prior where nothing can be worked out.
    onset_days: Interval
    courses: OnsetCurves | None  # The courses looked at; None where nothing could be worked out.
    jump: int | None = None  # Day of the clearest jump on no day of a dose, from 0; None where there is none.
    jump_probability: float = 0.0  # Posterior probability that it is one.
    wanders: float = 0.0  # Posterior probability of the strongest drift that is looked at.


@dataclass(frozen=True, slots=True)
class _Columns:
    """What all series are compared with; each array has a row for each day."""

    basis: Floats
    from_basis: Floats
    boxes: Floats
    nuisances: Floats  # Weekdays, and a trend that was under way; of the composite only.
    covariates: Floats
    beliefs: Beliefs

    @property
    def all(self) -> Floats:
        return np.column_stack([np.ones(len(self.basis)), self.basis, self.boxes, self.nuisances, self.covariates])

    def few(self, course: Floats) -> Floats:
        """Return (all, fewer) ones, one course (basis,) and the covariates, made of all columns.

        Weekdays are taken out of the composite only: what is left in a difference belongs to its daily variation.
        """
        before = 1 + self.basis.shape[1] + self.boxes.shape[1] + self.nuisances.shape[1]
        beside = self.covariates.shape[1]
        chosen = np.zeros((before + beside, 2 + beside))
        chosen[0, 0] = 1.0
        chosen[1 : 1 + self.basis.shape[1], 1] = course
        chosen[before:, 2:] = np.eye(beside)
        return chosen


def fit_posterior(days: ModelInputs, settings: ReliefSettings) -> PosteriorFit:
    """Return the posterior of the composite and each domain.

    A domain is the composite plus its own difference from it. The two are nearly independent, since what moves all
    domains together is in the composite and not in the difference, so their posteriors add. How far domains differ is
    learned from all of them.
    """
    sizes = STEP * np.arange(round(LOWEST / STEP), round(HIGHEST / STEP) + 1, dtype=np.float64)
    prior = normal_log(sizes, settings.relief_spread)
    nothing = Density(100 * sizes, normalised(prior))
    domains = [nothing] * len(days.names)
    if not days.usable.any():
        return PosteriorFit(nothing, tuple(domains), onset_prior(settings), None)
    member = days.usable & days.of_composite
    member = member if member.any() else days.usable
    weight = days.level**settings.composite_weight_power
    whole, base = composite_series(days.ratings, days.level, member, weight)
    curves = onset_curves(days.dose_mg, settings)
    expected, trends = _trend(days, settings)
    # the first and the last course stand for all: a flare is looked for beside a fast effect and beside a slow one
    two = curves.share[:: max(1, len(curves.share) - 1)]
    changes = find_changes(whole - expected, two, _jump_days(days, settings), settings, _known(days, settings))
    spans, beliefs = _numbered(changes, len(whole), settings)
    columns = _columns(curves, spans, beliefs, trends, days, settings)
    usable = np.flatnonzero(days.usable)
    others = usable if usable.size > 1 else usable[:0]  # one domain alone is the composite: it has no difference
    series = np.column_stack([whole - expected, days.ratings[:, others] - whole[:, None] * days.level[others] / base])
    likely, apart = _likelihoods(series, np.r_[base, days.level[others]], columns, curves, sizes, settings)
    joint = normalised(likely.log + prior + curves.log_weight[:, None])
    together = in_recent_days(joint, sizes, curves.recent)
    differences = _with_learned_spread(apart, member[others], sizes, settings) if others.size else ()
    reached = np.array([float(curves.recent @ np.exp(curves.log_weight))])
    densities = (in_recent_days(weights[None], sizes, reached) for weights in differences)
    own = dict(zip(others, densities, strict=True))
    for place in usable:
        domains[place] = plus(together, own[place]) if own else together
    shift = _from_weighted(own, days.level * member, weight)
    composite = together.moved(*shift) if (days.of_composite & days.usable).any() else nothing
    onset = _onset(joint.sum(axis=1), curves, settings)
    jump = changes.jump.day if changes.jump is not None else None
    return PosteriorFit(
        composite,
        tuple(domains),
        onset,
        curves,
        jump,
        _probability_of_jump(likely.believed, beliefs, changes),
        _wanders(likely.nodes, settings),
    )


def _wanders(nodes: Floats, settings: ReliefSettings) -> float:
    """Return the probability of the random walk with the largest steps."""
    grid = processes(settings)
    walks = grid.phi == 1
    return float(nodes[walks & (grid.step == grid.step[walks].max())].sum())


def _trend(days: ModelInputs, settings: ReliefSettings) -> tuple[Floats, Floats]:
    """Return (days,) the course that is expected without the drug, points, and (days, columns) what may differ in it.

    Only where the person was getting better before the start: nobody knows whether that would have gone on, so its
    slope is N(expected, spread^2). Both are 0 in the middle of the baseline, so that the level stays what it was.
    """
    count = len(days.ratings)
    if days.month_before != "better":
        return np.zeros(count), np.zeros((count, 0))
    months: Floats = (np.arange(count, dtype=np.float64) - (days.baseline - 1) / 2) / DAYS_A_MONTH
    return -settings.trend_better_a_month * months, settings.trend_spread_a_month * months[:, None]


def _known(days: ModelInputs, settings: ReliefSettings) -> KnownToPerson:
    probability = {"flare": settings.flare_when_told, "worse": settings.flare_when_worse}
    return KnownToPerson(days.baseline, probability.get(days.month_before or "", 0.0))


def _jump_days(days: ModelInputs, settings: ReliefSettings) -> Places:
    """Return the days on which a jump is looked for: away from both ends and from every change of dose."""
    count = len(days.ratings)
    allowed = np.zeros(count, dtype=np.bool_)
    allowed[settings.jump_edge_days : max(0, count - settings.jump_edge_days)] = True
    for day in np.flatnonzero(np.diff(without_short_gaps(days.dose_mg, settings), prepend=0.0)):
        allowed[max(0, day - settings.jump_before_dose_days) : day + settings.jump_after_dose_days + 1] = False
    return np.flatnonzero(allowed)


def _probability_of_jump(believed: Floats, beliefs: Beliefs, changes: UnrecordedChanges) -> float:
    """Return the posterior probability of every list that begins with the jump."""
    return float(believed[-len(beliefs[-1]) :].sum()) if changes.jump is not None else 0.0


def _from_weighted(own: Mapping[int, Density], level: Floats, weight: Floats) -> tuple[float, float]:
    """Return by how much the composite's relief lies from the weighted one's, and the error of that, percent.

    In the weighted composite a point counts by its domain's weight, in the plain one all points are alike. The two
    differ as far as relief differs between domains.

    Args:
        own: Difference of each domain from the weighted composite.
        level: (domains,) Baselines of the members, points; 0 for others.
        weight: (domains,) How much a point in each counts.
    """
    apart = level / level.sum() - level * weight / (level * weight).sum()
    moved = [(float(apart[place]), difference) for place, difference in own.items()]
    variance = sum((share * difference.spread) ** 2 for share, difference in moved)
    return sum(share * difference.mean for share, difference in moved), variance**0.5


def _with_learned_spread(likely: Floats, member: Bools, sizes: Floats, settings: ReliefSettings) -> Floats:
    """Return (domains, sizes) probability of each difference, given (domains, sizes) log likelihoods.

    How far domains differ is learned from the members of the composite, so that no other domain can move it: each
    spread is weighed by how well it foretells all members together (hierarchical Bayes over a grid of spreads).
    """
    priors = np.array([normalised(normal_log(sizes, float(spread))) for spread in settings.difference_spread])
    chance = np.exp(likely - likely.max(axis=1, keepdims=True))
    evidence = np.log(chance[member] @ priors.T).sum(axis=0)
    evidence += np.log([float(weight) for weight in settings.difference_weight])
    weight = chance * (normalised(evidence) @ priors)
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def _likelihoods(
    series: Floats, base: Floats, columns: _Columns, curves: OnsetCurves, sizes: Floats, settings: ReliefSettings
) -> tuple[Likelihood, Floats]:
    """Return that of the composite, and (domains, sizes) log likelihood of each difference under the mean course."""
    grid = processes(settings)
    present: Bools = ~np.isnan(series).T
    rated = present.sum(axis=1)
    centre = np.where(present, series.T, 0.0).sum(axis=1) / rated
    data = np.where(present, series.T - centre[:, None], 0.0)
    few = columns.few(np.exp(curves.log_weight) @ columns.from_basis.T)
    first, others = whitened_series(data, present, columns.all, few, grid)
    whole = Whitened(
        products=first[0],
        log_weight=grid.log_weight - 0.5 * first[1],
        rated=int(rated[0]),
        centre=float(centre[0]),
        base=float(base[0]),
        flares=columns.boxes.shape[1],
        beliefs=columns.beliefs,
    )
    apart = Differences(others[0], grid.log_weight - 0.5 * others[1], rated[1:], centre[1:], base[1:])
    likely = log_likelihood(whole, columns.from_basis, curves.log_weight, sizes, settings)
    return likely, difference_log_likelihoods(apart, sizes, settings)


def _columns(
    curves: OnsetCurves, spans: Sequence[tuple[int, int]], beliefs: Beliefs, trends: Floats, days: ModelInputs,
    settings: ReliefSettings,
) -> _Columns:  # fmt: skip
    # The courses are much alike, so a few directions hold them all, and the Kalman pass whitens only these.
    left, values, right = np.linalg.svd(curves.share, full_matrices=False)
    kept = values > BASIS * values[0]
    count = len(days.ratings)
    boxes = np.zeros((count, len(spans)))
    for place, (begin, end) in enumerate(spans):
        boxes[begin:end, place] = 1.0
    # six contrasts of the seven weekdays: their mean belongs to the level
    weekday_contrasts = np.linalg.svd(np.eye(WEEK) - 1 / WEEK)[0][:, : WEEK - 1]
    return _Columns(
        basis=right[kept].T,
        from_basis=(left[:, kept] * values[kept]).T,
        boxes=boxes,
        nuisances=np.column_stack([settings.weekday_spread * weekday_contrasts[np.arange(count) % WEEK], trends]),
        covariates=days.covariates,
        beliefs=beliefs,
    )


def _numbered(changes: UnrecordedChanges, days: int, settings: ReliefSettings) -> tuple[list[tuple[int, int]], Beliefs]:
    """Return every stretch once, and the lists by its number; a list that says the same as the first is left out.

    Where there is a jump its list is the last one and begins with it.
    """
    lists = [[(flare.begin, flare.end, flare.log_odds) for flare in flares] for flares in changes.flares]
    jump = changes.jump
    jumps = [(jump.day, days, jump.log_odds)] if jump is not None else []
    beside = [(flare.begin, flare.end, flare.log_odds) for flare in jump.flares] if jump is not None else []
    spans = sorted({part[:2] for parts in (*lists, jumps, beside) for part in parts})
    height = settings.flare_height_mean, settings.flare_height_spread**-2
    first, *rest = [[Belief(spans.index((begin, end)), odds, *height) for begin, end, odds in parts] for parts in lists]
    same = [belief.column for belief in first]
    beliefs = [first, *(parts for parts in rest if [belief.column for belief in parts] != same)]
    if jumps:
        step = [Belief(spans.index((day, end)), odds, 0.0, settings.change_spread**-2) for day, end, odds in jumps]
        beliefs.append([*step, *(Belief(spans.index((begin, end)), odds, *height) for begin, end, odds in beside)])
    return spans, beliefs


def _onset(weight: Floats, curves: OnsetCurves, settings: ReliefSettings) -> Interval:
    """Return the onset time, days, from (courses,) posterior weights; between its nodes on their logarithm."""
    tau = np.unique(curves.tau_days)
    share = np.array([weight[curves.tau_days == days].sum() for days in tau])
    out = (1 - settings.interval) / 2
    low, high = np.exp(np.interp([out, 1 - out], share.cumsum() - share / 2, np.log(tau)))
    return Interval(float(share @ tau), float(low), float(high))
