"""How much of the full effect could be present on each day, for each way in which the effect may come and go."""

from dataclasses import dataclass
from math import exp
from statistics import NormalDist

import numpy as np

from .arrays import Floats
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
    steps = np.linspace(-settings.tau_reach, settings.tau_reach, settings.tau_nodes)
    tau = settings.tau_median * np.exp(settings.tau_log_spread * steps)
    ways = np.array(_dose_curves(dose_mg, settings))
    which_tau, which_way = np.divmod(np.arange(tau.size * len(ways)), len(ways))  # every onset time with every way
    fading, half, weight = ways[which_way].T
    log_weight = -0.5 * steps[which_tau] ** 2 + np.log(weight)
    log_weight -= np.logaddexp.reduce(log_weight)
    highest = max(float(dose_mg.max()), SAME)
    aim = dose_mg / (dose_mg + half[:, None]) / (highest / (highest + half[:, None]))
    share = approached(aim, tau[which_tau], fading)
    recent = share[:, -settings.recent_days :].mean(axis=1)
    return OnsetCurves(share, log_weight, tau[which_tau], recent)


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
