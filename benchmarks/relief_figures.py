"""The figures of relief in simulated people, each beside its bound.

Run: python benchmarks/relief_figures.py [people in each group, default 100] [seed, default 77]
28 days of baseline, 90 on the drug unless said. No placebo response: with one an open diary says "helping" much more
often, which is printed last and has no bound, since no method can take it out. Shares of few people are uncertain: the
interval of 95 % stands behind each.
"""

import sys
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zonewise.relief.estimate import estimate
from zonewise.relief.relief_estimate import DomainRelief
from zonewise.services.base.protocols import load_protocol
from zonewise.synthetic.options import RATED, PatientOptions
from zonewise.synthetic.patients import make_patients

SIX = RATED[:6]
TWO_SIDED = 1.96
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Judgements:
    """What was said of a group and what is true; the last axis of each is the composite, then the six domains."""

    mean: Floats
    low: Floats
    high: Floats
    over_ten: Floats
    helping: NDArray[np.bool_]
    worse: NDArray[np.bool_]
    truth: Floats

    @property
    def covered(self) -> NDArray[np.bool_]:
        """Whether each interval holds the truth."""
        return (self.low <= self.truth) & (self.truth <= self.high)


def main() -> int:
    """Print the figures; return 1 when a bound is missed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 77
    none, bad = _group(count, seed, 0.0), _group(count, seed + 1, 0.0, bad_week=True)
    some = [none, bad, *(_group(count, seed + 2 + number, relief) for number, relief in enumerate((10.0, 20.0, 30.0)))]
    half = _group(count, seed + 5, 50.0, bad_week=True)
    rows = [
        ("false 'helping', a domain", none.helping[:, 1:].mean(), 0.03, False),
        ("false 'helping', a domain, bad week", bad.helping[:, 1:].mean(), 0.05, False),
        ("false 'helping', headline", none.helping[:, 0].mean(), 0.03, False),
        ("false 'helping', headline, bad week", bad.helping[:, 0].mean(), 0.05, False),
        ("false 'likely worse', a domain", none.worse[:, 1:].mean(), 0.05, False),
        ("false 'likely worse', headline", none.worse[:, 0].mean(), 0.05, False),
        ("intervals hold 0-30 %, least", _together(some, "covered").mean(), 0.93, True),
        ("intervals hold 0-30 %, most", _together(some, "covered").mean(), 0.97, False),
        ("composite intervals hold 0-30 %, least", _together(some, "covered")[:, 0].mean(), 0.93, True),
        ("intervals hold 50 %", half.covered.mean(), 0.90, True),
        ("calibration error of P(over 10 %)", _calibration([*some, half]), 0.06, False),
        ("root mean square error, a domain", _error(some)[1], 16.5, False),
        ("root mean square error, composite", _error(some)[0], 13.0, False),
    ]
    for relief, bounds in ((30.0, (0.20, 0.45, 0.60)), (50.0, (0.55, 0.80, 0.90))):
        for days, bound in zip((60, 90, 180), bounds, strict=True):
            group = _group(count, seed + 10 + days + int(relief), relief, bad_week=True, days=days)
            rows.append(
                (
                    f"headline power, {relief:.0f} % from a bad week, {days} days",
                    group.helping[:, 0].mean(),
                    bound,
                    True,
                )
            )
    for days in (60, 180):
        group = _group(count, seed + 7 + days, 0.0, bad_week=True, days=days)
        rows += [
            (f"false 'helping', a domain, bad week, {days} days", group.helping[:, 1:].mean(), 0.05, False),
            (f"false 'helping', headline, bad week, {days} days", group.helping[:, 0].mean(), 0.05, False),
        ]
    long = _group(count, seed + 8, 0.0, days=180)
    rows += [
        ("false 'helping', a domain, 180 days", long.helping[:, 1:].mean(), 0.03, False),
        ("false 'helping', headline, 180 days", long.helping[:, 0].mean(), 0.03, False),
    ]
    missed = 0
    for name, value, bound, at_least in rows:
        reached = value >= bound if at_least else value <= bound
        missed += not reached
        side = "at least" if at_least else "at most "
        likely = f"{_likely(value, count):14}" if "'" in name or "power" in name else " " * 14
        print(f"{name:52} {value:7.3f} {likely} {side} {bound:g}  {'' if reached else 'MISSED'}")
    open_label = _group(count, seed + 9, 0.0, placebo=True)
    value = open_label.helping[:, 0].mean()
    print(f"{'helping of a placebo response in an open diary':52} {value:7.3f} {_likely(value, count):14} no bound")
    return int(missed > 0)


def _likely(share: float, count: int) -> str:
    """Return the interval of 95 % (Wilson) that so many people leave; six domains of one person count as one."""
    middle = (share + TWO_SIDED**2 / count / 2) / (1 + TWO_SIDED**2 / count)
    reach = TWO_SIDED * (share * (1 - share) / count + (TWO_SIDED / count / 2) ** 2) ** 0.5 / (1 + TWO_SIDED**2 / count)
    return f"{max(0.0, middle - reach):.3f} to {middle + reach:.3f}"


def _group(
    count: int, seed: int, relief: float, *, bad_week: bool = False, days: int = 90, placebo: bool = False
) -> Judgements:
    options = PatientOptions(
        relief_percent=relief,
        start="bad-week" if bad_week else "any",
        treated_days=days,
        placebo=placebo,
        drop_out_share=0.0,
    )
    people = make_patients(count, np.random.default_rng(seed), options)
    usual = people.traits.usual[:, :6]
    reached = people.relief_reached_percent[:, :6]
    truth = np.column_stack([(usual * reached).sum(axis=1) / usual.sum(axis=1), reached])
    said: list[list[DomainRelief]] = []
    for person in range(count):
        dose_mg = np.where(np.arange(options.days) < people.start, 0.0, people.dose_logged_mg[person])
        result = estimate(people.ratings[person, :, :6], dose_mg, settings=load_protocol().relief, domains=SIX)
        said.append([result.composite, *(result.domains[name] for name in SIX)])
    return Judgements(
        mean=np.array([[judged.relief.mean for judged in row] for row in said]),
        low=np.array([[judged.relief.low for judged in row] for row in said]),
        high=np.array([[judged.relief.high for judged in row] for row in said]),
        over_ten=np.array([[judged.probability["10"] for judged in row] for row in said]),
        helping=np.array([["helping" in judged.verdict for judged in row] for row in said]),
        worse=np.array([[judged.verdict == "likely-worse" for judged in row] for row in said]),
        truth=truth,
    )


def _together(groups: list[Judgements], what: str) -> NDArray[np.bool_]:
    return np.concatenate([getattr(group, what) for group in groups])


def _error(groups: list[Judgements]) -> tuple[float, float]:
    off = np.concatenate([group.mean - group.truth for group in groups])
    return float(np.sqrt((off[:, 0] ** 2).mean())), float(np.sqrt((off[:, 1:] ** 2).mean()))


def _calibration(groups: list[Judgements]) -> float:
    """Return the mean distance between said and true shares over ten bins; relief of exactly 10 % is left out."""
    said = np.concatenate([group.over_ten.ravel() for group in groups])
    true = np.concatenate([group.truth.ravel() for group in groups])
    clear = np.abs(true - 10.0) > 0.5
    bins = np.minimum((said[clear] * 10).astype(int), 9)
    right = true[clear] > 10.0
    total = 0.0
    for number in range(10):
        there = bins == number
        if there.any():
            total += float(abs(said[clear][there].mean() - right[there].mean())) * float(there.mean())
    return total


if __name__ == "__main__":
    sys.exit(main())
