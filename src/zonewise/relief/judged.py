"""What does the model make of the prepared days?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .flares import Flare, find_flares
from .likelihood import Whitened, log_likelihood
from .onset import Courses, courses, onset_prior
from .posterior import Density, in_recent_days, normal_log, normalised, plus
from .prepare import Prepared, composite_series
from .process import processes
from .settings import ReliefSettings
from .value import Spread
from .whiten import whitened_series

if TYPE_CHECKING:
    from numpy import bool_, float64
    from numpy.typing import NDArray

LOWEST, HIGHEST, STEP = -1.6, 1.4, 0.02
"""Sizes of the full effect that are looked at, share of baseline: beyond them the prior leaves next to nothing."""

BASIS = 1e-3
"""Directions in which the courses differ by less than this, relative to the largest, are left out."""

WEEK = 7

Beliefs = Sequence[Sequence[tuple[int, float]]]
"""Lists of flares to believe in, one after the other: which, and its log prior odds."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The posterior of every domain.

    Attributes:
        composite: Relief of the composite in the recent days.
        domains: (domains,) Relief of each; the prior where nothing can be worked out.
        onset_days: Onset time.
        courses: The courses looked at; None where nothing could be worked out.
        flares: First day and day after the last of each stretch that was looked at as a flare.
    """

    composite: Density
    domains: tuple[Density, ...]
    onset_days: Spread
    courses: Courses | None
    flares: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Columns:
    """What all series are compared with; each array has a row for each day."""

    basis: "NDArray[float64]"
    from_basis: "NDArray[float64]"
    boxes: "NDArray[float64]"
    nuisances: "NDArray[float64]"
    beliefs: Beliefs

    @property
    def all(self) -> "NDArray[float64]":
        import numpy as np

        return np.column_stack([np.ones(len(self.basis)), self.basis, self.boxes, self.nuisances])


def judged(days: Prepared, settings: ReliefSettings) -> Judged:
    """Return the posterior of the composite and each domain.

    A domain is the composite plus its own difference from it. The two are nearly independent, since what swings all
    domains together is in the composite and not in the difference, so their posteriors add. How far domains differ is
    learned from all of them.
    """
    import numpy as np

    sizes = STEP * np.arange(round(LOWEST / STEP), round(HIGHEST / STEP) + 1, dtype=np.float64)
    prior = normal_log(sizes, settings.relief_spread)
    nothing = Density(100 * sizes, normalised(prior))
    found = [nothing] * len(days.names)
    if not days.usable.any():
        return Judged(nothing, tuple(found), onset_prior(settings), None)
    member = days.usable & days.of_composite
    whole, base = composite_series(days.ratings, days.level, member if member.any() else days.usable)
    ways = courses(days.dose_mg, settings)
    lists = find_flares(whole, ways.share[:: max(1, len(ways.share) - 1)], settings)
    columns = _columns(ways, *_spans(lists), days, settings)
    usable = np.flatnonzero(days.usable)
    others = usable if usable.size > 1 else usable[:0]
    series = np.column_stack([whole, days.ratings[:, others] - whole[:, None] * days.level[others] / base])
    likely = _likelihoods(series, np.r_[base, days.level[others]], columns, ways, sizes, settings)
    joint = normalised(next(likely) + prior + ways.log_weight[:, None])
    together = in_recent_days(joint, sizes, ways.recent)
    differences = _with_learned_spread(np.array(list(likely)), sizes, settings) if others.size else ()
    reached = np.array([float(ways.recent @ np.exp(ways.log_weight))])
    for place, difference in zip(others, differences, strict=True):
        found[place] = plus(together, in_recent_days(difference[None], sizes, reached))
    if not others.size:
        found[usable[0]] = together
    onset = _onset(joint.sum(axis=1), ways, settings)
    spans = tuple((int(begin), int(end)) for begin, end in _spans(lists)[0])
    return Judged(together if member.any() else nothing, tuple(found), onset, ways, spans)


def _with_learned_spread(
    likely: "NDArray[float64]", sizes: "NDArray[float64]", settings: ReliefSettings
) -> "NDArray[float64]":
    """Return (domains, sizes) probability of each difference, given (domains, sizes) log likelihoods."""
    import numpy as np

    priors = np.array([normalised(normal_log(sizes, float(each))) for each in settings.difference_spread])
    chance = np.exp(likely - likely.max(axis=1, keepdims=True))
    evidence = np.log(chance @ priors.T).sum(axis=0) + np.log([float(each) for each in settings.difference_weight])
    weight = chance * (normalised(evidence) @ priors)
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def _likelihoods(
    series: "NDArray[float64]",
    base: "NDArray[float64]",
    columns: _Columns,
    ways: Courses,
    sizes: "NDArray[float64]",
    settings: ReliefSettings,
) -> Iterator["NDArray[float64]"]:
    """Yield (courses, sizes) of the composite, then (sizes,) of each difference under the mean course."""
    import numpy as np

    grid = processes(settings)
    present: NDArray[bool_] = ~np.isnan(series).T
    centre = np.where(present, series.T, 0.0).sum(axis=1) / present.sum(axis=1)
    data = np.where(present, series.T - centre[:, None], 0.0)
    flares = columns.boxes.shape[1]
    plain = np.r_[: 2 + len(columns.from_basis), 2 + len(columns.from_basis) + flares : 1 + columns.all.shape[1]]
    mean_course = columns.from_basis @ np.exp(ways.log_weight)[:, None]
    for number, products, log_det in whitened_series(data, present, columns.all, grid):
        one = Whitened(
            products=products[:, plain[:, None], plain] if number else products,
            log_weight=grid.log_weight - 0.5 * log_det,
            rated=int(present[number].sum()),
            centre=float(centre[number]),
            base=float(base[number]),
            proportional=number == 0,
            flares=0 if number else flares,
            beliefs=() if number else columns.beliefs,
        )
        if number:
            yield log_likelihood(one, mean_course, np.zeros(1), sizes, settings)[0]
        else:
            yield log_likelihood(one, columns.from_basis, ways.log_weight, sizes, settings)


def _columns(
    ways: Courses, spans: Sequence[tuple[int, int]], beliefs: Beliefs, days: Prepared, settings: ReliefSettings
) -> _Columns:
    import numpy as np

    left, values, right = np.linalg.svd(ways.share, full_matrices=False)
    kept = values > BASIS * values[0]
    count = len(days.ratings)
    boxes = np.zeros((count, len(spans)))
    for place, (begin, end) in enumerate(spans):
        boxes[begin:end, place] = 1.0
    turns = np.linalg.svd(np.eye(WEEK) - 1 / WEEK)[0][:, : WEEK - 1]  # the weekdays' mean belongs to the level
    weekdays = settings.weekday_spread * turns[np.arange(count) % WEEK]
    return _Columns(
        basis=right[kept].T,
        from_basis=(left[:, kept] * values[kept]).T,
        boxes=boxes,
        nuisances=np.column_stack([weekdays, days.covariates]),
        beliefs=beliefs,
    )


def _spans(lists: Sequence[Sequence[Flare]]) -> tuple[list[tuple[int, int]], Beliefs]:
    """Return every stretch once, and the lists by its number; a list that says the same as the first is left out."""
    spans = sorted({(flare.begin, flare.end) for each in lists for flare in each})
    numbered = [[(spans.index((flare.begin, flare.end)), flare.log_odds) for flare in each] for each in lists]
    first, *rest = numbered
    same = [number for number, _ in first]
    return spans, [first, *(each for each in rest if [number for number, _ in each] != same)]


def _onset(weight: "NDArray[float64]", ways: Courses, settings: ReliefSettings) -> Spread:
    import numpy as np

    tau = np.unique(ways.tau_days)
    share = np.array([weight[ways.tau_days == each].sum() for each in tau])
    out = (1 - settings.interval) / 2
    low, high = np.exp(np.interp([out, 1 - out], share.cumsum() - share / 2, np.log(tau)))
    return Spread(float(share @ tau), float(low), float(high))
