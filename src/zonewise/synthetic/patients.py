"""Synthetic patients: what they write down, and beside it what is true of them, which no real diary has.

All is made from the figures in `figures`; nobody lived any of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from .drug_effect import Response, dose_strength, draw_response, draw_side_effects, placebo_share, schedule, settled
from .figures import FIGURES
from .options import PatientOptions
from .symptoms import DAYS_A_WEEK, HIGHEST, LOWEST, SymptomCourse, untreated
from .traits import Traits, draw_traits

DECLINE_OVER_DAYS = 30  # Days in which the share of check-ins falls by `ENTERED_DECLINE`.


SEARCH_DAYS = 84  # Days among which a start in a bad week is looked for.

BAD_WEEK = 1.5  # How far above the person's usual weeks such a week is, in standard deviations of these weeks.

TRIAL_DAYS = 84  # Days over which the figures of drop-outs were counted.

REACHED_OVER_DAYS = 28  # Last days of a diary over which relief is averaged.

BAD_GRADE, STOPS_AFTER_DAYS = 2, 2
"""Grade from which a side effect can be a reason to stop, and days that people bear it."""

TINY = 1e-9

ALPIMS = 6  # The first six ratings make the composite.

Beside = Callable[[Traits], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Patients:
    """Many people, what they wrote down, and what is true of them. `RATED` is the order of the ratings."""

    options: PatientOptions
    traits: Traits  # What stays the same about each person.
    response: Response  # How each responds to a start and to doses.
    start: int  # Day of the first dose, from 0; the same for all.
    ratings: NDArray[np.float64]  # (people, days, ratings) What was written down, 0 to 10; NaN where nothing was.
    felt: NDArray[np.float64]  # (people, days, ratings) What was felt, points, 0 to 10.
    dose_mg: NDArray[np.float64]  # (people, days) What was taken.
    dose_logged_mg: NDArray[np.float64]  # (people, days) What was logged; NaN where nothing was.
    relief_percent: NDArray[np.float64]  # (people, ratings) What the drug does, settled at the full dose, % of usual.
    relief_reached_percent: NDArray[np.float64]  # (people, ratings) The same over the last 28 days of the diary.
    placebo_points: NDArray[np.float64]  # (people, ratings) Change without any drug over the last 28 days, points.
    flare_height: NDArray[np.float64]  # (people, days) Height of the flare under way, points; 0 outside.
    events: Mapping[str, NDArray[np.bool_]]  # Name of an event -> (people, days), whether it was written down.
    side_effects: Mapping[str, NDArray[np.int64]]  # Name -> (people, days) grade, 0 without.
    checks_in: NDArray[np.bool_]  # (people, days) Whether there is a check-in.
    last_day: NDArray[np.int64]  # (people,) Last day of the diary: the last of all, or that of dropping out.

    @property
    def in_flare(self) -> NDArray[np.bool_]:
        """(people, days) Whether a flare is under way."""
        return self.flare_height > 0


def make_patients(
    count: int, rng: Generator, options: PatientOptions | None = None, *, beside: Beside | None = None
) -> Patients:
    """Make so many people, all their days at once.

    Chance is drawn in separate streams, so that with a generator of the same state another relief, another placebo or
    other side effects meet the very same days.

    Args:
        count: How many people, at least 1.
        options: What is chosen; None for the defaults.
        beside: Given the traits, returns what else moves symptoms whatever the dose: (people, days, ratings) points.

    Raises:
        ValueError: The count is below 1.
    """
    if count < 1:
        raise ValueError(f"{count} people; at least 1 is needed")
    options = options or PatientOptions()
    who, days, responding, dosing, ill, leaving, writing = rng.spawn(7)
    traits = draw_traits(count, who, cycle=options.cycle, pain_usual=options.pain_usual)
    course = _treated(traits, days, options)
    response = draw_response(count, responding, options)
    side_effects = draw_side_effects(count, ill, options)
    last_day = _last_days(side_effects, count, leaving, options)
    is_in_diary = np.arange(options.days) <= last_day[:, None]
    taken = dosing.random((count, options.days)) < options.takes_dose
    dose_mg = np.where(taken & is_in_diary, schedule(count, options), 0.0)

    since = np.arange(options.days, dtype=np.float64) - options.baseline_days + 1
    strength = dose_strength(dose_mg, max(options.steps_mg))
    relief_reached = settled(strength, response.onset_days, response.offset_days)
    relief = relief_reached[:, :, None] * response.relief_percent[:, None, :]
    placebo = placebo_share(since)[None, :, None] * response.placebo[:, None, :]
    intolerance = (dose_mg >= response.not_tolerated_mg[:, None]) * response.intolerance[:, None]
    worse = settled(intolerance, response.intolerance_days, response.intolerance_days)
    felt = course.felt - relief / 100 * traits.usual[:, None, :] + placebo + worse[:, :, None]
    if beside is not None:
        felt = felt + beside(traits)
    ratings, checks_in, logs_dose = _written(felt, course.flare_height > 0, traits, writing, options)
    return Patients(
        options=options,
        traits=traits,
        response=response,
        start=options.baseline_days,
        ratings=np.where(is_in_diary[:, :, None], ratings, np.nan),
        felt=np.clip(felt, LOWEST, HIGHEST),
        dose_mg=dose_mg,
        dose_logged_mg=np.where(logs_dose & is_in_diary & (since > 0), dose_mg, np.nan),
        relief_percent=response.relief_percent,
        relief_reached_percent=_at_the_end(relief, last_day, options.baseline_days),
        placebo_points=_at_the_end(placebo, last_day, options.baseline_days),
        flare_height=course.flare_height,
        events={name: happened & is_in_diary for name, happened in course.events.items()},
        side_effects={name: np.where(is_in_diary, grade, 0) for name, grade in side_effects.items()},
        checks_in=checks_in & is_in_diary,
        last_day=last_day,
    )


def _treated(traits: Traits, rng: Generator, options: PatientOptions) -> SymptomCourse:
    """Return the days without treatment, cut so that the start falls where it should."""
    living, choosing = rng.spawn(2)
    if options.start == "any":
        return untreated(traits, options.days, living, flares=options.flares)
    before = max(options.baseline_days, DAYS_A_WEEK)  # a week must lie before the earliest start
    course = untreated(traits, before + SEARCH_DAYS + options.treated_days, living, flares=options.flares)
    summed = np.cumsum(course.felt[:, : before + SEARCH_DAYS, :ALPIMS].mean(axis=2), axis=1)
    ends = np.arange(before - 1, before + SEARCH_DAYS - 1)
    earlier = np.where(ends >= DAYS_A_WEEK, summed[:, np.maximum(0, ends - DAYS_A_WEEK)], 0.0)
    weeks = (summed[:, ends] - earlier) / DAYS_A_WEEK
    above = (weeks - np.median(weeks, axis=1, keepdims=True)) / weeks.std(axis=1, keepdims=True)
    # any of the bad weeks at even chance; who has none starts after the worst there was
    bad = np.where(above >= BAD_WEEK, 1 + choosing.random(above.shape), 0.0)
    liking = np.maximum(bad, above >= above.max(axis=1, keepdims=True))
    first = np.argmax(liking, axis=1) + before - options.baseline_days
    return course.window(first, options.days)


def _last_days(
    side_effects: Mapping[str, NDArray[np.int64]], count: int, rng: Generator, options: PatientOptions
) -> NDArray[np.int64]:
    """Return (people,) the last day that is lived and written: chance leaves early, and so do bad side effects."""
    figure = FIGURES[f"stops for side effect, {1 if options.drug == 'ldn' else 2}"]
    ill_share = min(figure.value, options.drop_out_share) if options.side_effects else 0.0
    over = max(1, options.treated_days)
    share = 1 - (1 - (options.drop_out_share - ill_share) / (1 - ill_share or 1)) ** (over / TRIAL_DAYS)
    leaves, at = rng.random(count) < share, options.baseline_days + rng.integers(0, over, size=count)
    last = np.where(leaves, np.minimum(at, options.days - 1), options.days - 1)
    bad = np.max(np.stack(list(side_effects.values())), axis=0) >= BAD_GRADE
    has_bad = bad.any(axis=1)
    # of those with a bad side effect so many stop that their share of all is the figure's
    stops = has_bad & (rng.random(count) < ill_share / max(ill_share, float(has_bad.mean()), TINY))
    return np.where(stops, np.minimum(last, np.argmax(bad, axis=1) + STOPS_AFTER_DAYS), last)


def _at_the_end(daily: NDArray[np.float64], last_day: NDArray[np.int64], first_treated: int) -> NDArray[np.float64]:
    """Return (people, ratings) the mean of the last days of each diary; days before the start do not count."""
    day = np.arange(daily.shape[1])
    counts = (day <= last_day[:, None]) & (day > last_day[:, None] - REACHED_OVER_DAYS) & (day >= first_treated)
    weights = counts / np.maximum(1, counts.sum(axis=1))[:, None]
    mean: NDArray[np.float64] = np.einsum("pdr,pd->pr", daily, weights)
    return mean


def _written(
    felt: NDArray[np.float64], in_flare: NDArray[np.bool_], traits: Traits, rng: Generator, options: PatientOptions
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return what people write down of what they feel.

    Args:
        felt: (people, days, ratings) Points, not cut to 0-10.
        in_flare: (people, days) Whether a flare is under way.

    Returns:
        (people, days, ratings) ratings, NaN where none was given; (people, days) whether there is a check-in; (people,
        days) whether the dose, or that there was none, is logged.
    """
    noise, days, parts, doses = rng.spawn(4)
    shape, ratings = felt.shape[:2], felt.shape[2]
    checks_in = days.random(shape) < check_in_chance(in_flare, days, options)
    is_partial = parts.random(shape) < options.partial_share
    rates = parts.random(felt.shape) < FIGURES["rated when partial"].value
    # someone who opens the check-in rates at least one thing
    rates |= np.arange(ratings) == parts.integers(0, ratings, size=(*shape, 1))
    given = checks_in[:, :, None] & (~is_partial[:, :, None] | rates)
    value = as_ratings(felt + traits.noise[:, None, :] * noise.normal(size=felt.shape), whole=options.whole_numbers)
    logs_dose = checks_in | (doses.random(shape) < FIGURES["logs dose alone"].value)
    return np.where(given, value, np.nan), checks_in, logs_dose


def as_ratings(points: NDArray[np.float64], *, whole: bool = True) -> NDArray[np.float64]:
    """Return what is written down for points: within the scale, and a whole number unless told otherwise."""
    return np.clip(np.rint(points) if whole else points, LOWEST, HIGHEST)


def check_in_chance(in_flare: NDArray[np.bool_], rng: Generator, options: PatientOptions) -> NDArray[np.float64]:
    """Return (people, days) the chance of a check-in: each person's own at first, falling slowly, lower in a flare."""
    count: int = in_flare.shape[0]
    if options.missing == "none":
        return np.ones(in_flare.shape)
    mean, sd = FIGURES["entered at first"].value, FIGURES["entered people sd"].value
    size = mean * (1 - mean) / sd**2 - 1
    at_first: NDArray[np.float64] = rng.beta(mean * size, (1 - mean) * size, size=count)
    chance = at_first[:, None] * (1 - FIGURES["entered decline"].value) ** (
        np.arange(in_flare.shape[1]) / DECLINE_OVER_DAYS
    )
    if options.missing == "at-random":
        return chance
    odds = (1 - chance) / chance * np.where(in_flare, FIGURES["missed in flare"].value, 1.0)
    return 1 / (1 + odds)
