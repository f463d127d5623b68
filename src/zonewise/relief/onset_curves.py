"""How much of the full effect could be present on each day, for each way in which the effect may come and go."""

from dataclasses import dataclass
from math import exp
from statistics import NormalDist

import numpy as np

from .arrays import Floats, Places
from .relief_estimate import Interval
from .settings import ReliefSettings

SAME = 1e-9  # Doses and courses that differ by less are the same.


@dataclass(frozen=True, slots=True)
class OnsetCurves:
    """Ways in which the effect may follow the doses."""

    share: Floats  # (courses, days) Share of the effect that the highest dose taken would have in the end, 0 to 1.
    log_weight: Floats  # (courses,) Log prior probability.
    tau_days: Floats  # (courses,) Onset time, days.
    recent: Floats  # (courses,) Mean share over the recent days.


def onset_prior(settings: ReliefSettings) -> Interval:
    """Return what is thought of the onset time before any diary, days."""
    reach = settings.tau_log_spread * NormalDist().inv_cdf((1 + settings.interval) / 2)
    middle = settings.tau_median
    return Interval(middle * exp(settings.tau_log_spread**2 / 2), middle * exp(-reach), middle * exp(reach))


def onset_curves(dose_mg: Floats, settings: ReliefSettings) -> OnsetCurves:
    """Return the courses of an effect that nears its end exponentially: with tau upwards, with another time downwards.

    The effect of a dose saturates: dose / (dose + half-effect dose). That dose and the time of fading are looked at
    only where the doses can show them: more than one amount, and an amount that falls.

    Args:
        dose_mg: (days,) Doses taken, mg; no NaN.
    """
    tau, log_prior = _onset_times(settings)
    ways = np.array(_dose_curves(dose_mg, settings))
    which_tau, which_way = np.divmod(np.arange(tau.size * len(ways)), len(ways))  # every onset time with every way
    fading, half, weight = ways[which_way].T
    log_weight = log_prior[which_tau] + np.log(weight)
    log_weight -= np.logaddexp.reduce(log_weight)
    highest = max(float(dose_mg.max()), SAME)
    aim = dose_mg / (dose_mg + half[:, None]) / (highest / (highest + half[:, None]))
    share = approached(aim, tau[which_tau], fading)
    recent = share[:, last_days_taking(dose_mg, settings)].mean(axis=1)
    return OnsetCurves(share, log_weight, tau[which_tau], recent)


def _onset_times(settings: ReliefSettings) -> tuple[Floats, Floats]:
    """Return the onset times looked at, days, ascending, and their log prior: within days, or over weeks."""
    steps = np.linspace(-settings.tau_reach, settings.tau_reach, settings.tau_nodes)
    slow = np.exp(-0.5 * steps**2)
    prior = np.r_[settings.sudden_weight, (1 - settings.sudden_weight) * slow / slow.sum()]
    tau = np.r_[settings.sudden_days, settings.tau_median * np.exp(settings.tau_log_spread * steps)]
    kept = prior > 0
    return tau[kept], np.log(prior[kept])


def last_days_taking(dose_mg: Floats, settings: ReliefSettings) -> Places:
    """Return the days that relief is said for: the last ones to the last dose, longer gaps left out.

    In the weeks after the last dose the effect fades, and a mean over them would say nothing of LDN: what is said of
    somebody who paused is how days on it differ from days off it. Without any dose they are the last days of all.

    Args:
        dose_mg: (days,) Doses taken, mg; no NaN.
    """
    days = np.flatnonzero(without_short_gaps(dose_mg, settings) > SAME)
    return (days if days.size else np.arange(dose_mg.size))[-settings.recent_days :]


def without_short_gaps(dose_mg: Floats, settings: ReliefSettings) -> Floats:
    """Return (days,) doses with the dose before it on each day of a short gap: a day or two without one end nothing.

    Args:
        dose_mg: (days,) Doses taken, mg; no NaN.
    """
    taken = np.flatnonzero(dose_mg > SAME)
    filled = dose_mg.copy()
    for day, ahead in zip(taken[:-1].tolist(), np.diff(taken).tolist(), strict=True):
        if 1 < ahead <= settings.gap_days_least:
            filled[day + 1 : day + ahead] = dose_mg[day]
    return filled


def _dose_curves(dose_mg: Floats, settings: ReliefSettings) -> list[tuple[float, float, float]]:
    """Return (time of fading, half-effect dose, weight) to look at: one of the two is varied at a time.

    A dose left out for a few days hardly shows, so the time of fading is varied only after a longer gap or reduction.
    """
    fading = [float(days) for days in settings.offset_days]
    half = [float(dose) for dose in settings.half_effect_mg]
    weight = [float(share) for share in settings.half_effect_weight]
    middle = half[weight.index(max(weight))]
    usual = sorted(fading)[len(fading) // 2]
    given = dose_mg[dose_mg > SAME]
    ways = [(usual, middle, 1.0)]
    if given.size and np.ptp(given) > SAME:
        ways = [(usual, dose, share) for dose, share in zip(half, weight, strict=True)]
    highest = np.maximum.accumulate(dose_mg)
    lower = np.convolve(dose_mg < highest - SAME, np.ones(settings.gap_days_least), mode="valid")
    if (lower >= settings.gap_days_least).any():
        share = max(weight for _, _, weight in ways) / len(fading)
        ways = [way for way in ways if way[:2] != (usual, middle)]
        ways += [(days, middle, share) for days in fading]
    return ways


def approached(aim: Floats, rising_days: Floats, falling_days: Floats) -> Floats:
    """Return (courses, days) what nears its aim exponentially, a part of the way on each day, from 0.

    Args:
        aim: (courses, days) Where it goes.
        rising_days: (courses,) Time constant on the way up, days.
        falling_days: (courses,) Time constant on the way down, days.
    """
    up, down = 1 - np.exp(-1 / rising_days), 1 - np.exp(-1 / falling_days)
    now = np.zeros(len(aim))
    share = np.empty(aim.shape)
    for day in range(aim.shape[1]):  # two time constants make it no linear filter
        missing = aim[:, day] - now
        now = now + missing * np.where(missing >= 0, up, down)
        share[:, day] = now
    return share
