"""How long relief takes for six domains and the composite over 208 days on one core.

Run: OMP_NUM_THREADS=1 python benchmarks/relief_speed.py
Bound: under 100 ms of processor time, aim 50, where every check-in is whole and one dose is taken, and with partial
check-ins and a titration. Beside each, the time of one generalised least squares with a known covariance: what the
cheapest honest analysis of the same seven series costs on the same machine.
"""

import sys
from collections.abc import Callable
from functools import partial
from statistics import median
from time import process_time

import numpy as np

from zonewise.relief.estimate import estimate
from zonewise.services.base.protocols import load_protocol
from zonewise.synthetic.options import RATED, PatientOptions
from zonewise.synthetic.patients import make_patients

MILLISECONDS, AIM, ROUNDS, PEOPLE = 100.0, 50.0, 5, 6
SIX = RATED[:6]


def main() -> int:
    """Print the figures; return 1 when the bound is missed."""
    whole = PatientOptions(treated_days=180, placebo=False, drop_out_share=0.0, partial_share=0.0, steps_mg=(4.5,))
    whole_dose = np.where(np.arange(whole.days) < whole.baseline_days, 0.0, 4.5)
    partial = PatientOptions(treated_days=180, placebo=False, drop_out_share=0.0)
    ours, plain = _times(whole, whole_dose)
    print(
        f"six domains and composite, {whole.days} days: {ours:.0f} ms (bound {MILLISECONDS:g}, aim {AIM:g}); "
        f"{ours / plain:.1f} times one least squares with a known covariance, {plain:.1f} ms"
    )
    harder, plain = _times(partial, None)
    print(
        f"with partial check-ins and a titration: {harder:.0f} ms (bound {MILLISECONDS:g}, aim {AIM:g}); "
        f"{harder / plain:.1f} times the same, {plain:.1f} ms"
    )
    return int(max(ours, harder) > MILLISECONDS)


def _times(options: PatientOptions, dose_mg: np.ndarray | None) -> tuple[float, float]:
    """Return milliseconds of ours and of the least squares, the median over people of the best of some rounds."""
    people = make_patients(PEOPLE, np.random.default_rng(4), options)
    ours, plain = [], []
    for person in range(PEOPLE):
        ratings = people.ratings[person, :, :6]
        logged = np.where(np.arange(options.days) < people.start, 0.0, people.dose_logged_mg[person])
        dose = logged if dose_mg is None else dose_mg
        ours.append(_best(partial(estimate, ratings, dose, settings=load_protocol().relief, domains=SIX)))
        plain.append(_best(partial(_least_squares, ratings)))
    return median(ours), median(plain)


def _least_squares(ratings: np.ndarray) -> None:
    days = np.arange(len(ratings))
    swing = 0.6 * 0.5 ** np.abs(days[:, None] - days) + 0.01 * np.minimum(days[:, None], days) + 0.4 * np.eye(len(days))
    for series in (*ratings.T, np.nanmean(np.where(np.isnan(ratings), 5.0, ratings), axis=1)):
        seen = np.flatnonzero(~np.isnan(series))
        root = np.linalg.cholesky(swing[np.ix_(seen, seen)])
        columns = np.column_stack([np.ones(seen.size), 1 - np.exp(-np.maximum(0, seen - 27) / 14), series[seen]])
        left = np.linalg.solve(root, columns)
        np.linalg.lstsq(left[:, :2], left[:, 2], rcond=None)


def _best(work: Callable[[], object]) -> float:
    work()
    taken = []
    for _ in range(ROUNDS):
        begun = process_time()
        work()
        taken.append((process_time() - begun) * 1e3)
    return min(taken)


if __name__ == "__main__":
    sys.exit(main())
