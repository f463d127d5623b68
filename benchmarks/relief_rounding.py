"""What steps and ends of the scale cost: relief judged from what was written, unrounded, and beyond the ends.

Run: python benchmarks/relief_rounding.py [people in each world, default 60] [seed, default 1100]
A model of ordered steps with a floor and a ceiling would have to guess what lies behind a whole number. Here nothing is
guessed: the same people write down exactly what they would have said, so no such model can do better than the last row.
"""

import sys
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from zonewise.relief import estimate as estimating
from zonewise.services.base.protocols import load_protocol
from zonewise.synthetic import patients
from zonewise.synthetic.diary_worlds import WORLDS, make_diaries
from zonewise.synthetic.options import RATED
from zonewise.synthetic.symptoms import HIGHEST, LOWEST

Floats = NDArray[np.float64]
SIX = RATED[:6]
SHOWN = ("as modelled", "30 % relief", "50 % relief")


def unrounded(points: Floats, *, whole: bool = True) -> Floats:  # stands in for as_ratings
    """Return points within the scale, to the last decimal."""
    return np.clip(points, LOWEST, HIGHEST)


def beyond_the_ends(points: Floats, *, whole: bool = True) -> Floats:  # stands in for as_ratings
    """Return points as they are."""
    return points


def unchecked(ratings: Floats, dose_mg: Floats, _: object) -> tuple[Floats, Floats]:
    """Take ratings beyond the scale."""
    return ratings, dose_mg


WAYS = {"as written": patients.as_ratings, "unrounded": unrounded, "beyond the ends": beyond_the_ends}


def main() -> None:
    """Print one row for each world and way."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1100
    settings = load_protocol().relief
    print(f"{'world':12} {'ratings':16} people  helping  error  off  holds   (error and off: points of percent)")
    for world in (world for world in WORLDS if world.name in SHOWN):
        for way, write in WAYS.items():
            with patch.object(patients, "as_ratings", write), patch.object(estimating, "_checked", unchecked):
                diaries = make_diaries(world, people, seed)
                judged = []
                for person in range(people):
                    try:
                        relief = estimating.estimate(
                            diaries.ratings[person], diaries.dose_mg[person], settings, domains=SIX
                        ).composite
                    except ValueError:  # a usual below nothing, which no scale has
                        continue
                    low, mean, high = relief.relief.low, relief.relief.mean, relief.relief.high
                    truth = diaries.truth[person]
                    judged.append((relief.verdict == "possibly-helping", mean - truth, low <= truth <= high))
            helping, off, holds = np.array(judged, dtype=np.float64).T
            print(
                f"{world.name:12} {way:16} {len(judged):6}  {100 * helping.mean():5.0f} %"
                f"  {np.sqrt((off**2).mean()):5.1f} {off.mean():+5.1f} {100 * holds.mean():4.0f} %"
            )


if __name__ == "__main__":
    main()
