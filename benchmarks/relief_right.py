"""How often each verdict of relief is right: prints the numbers that stand in relief.settings.yaml as `right-...`.

Run: python benchmarks/relief_right.py [people in each group, default 100] [seed]
The people are the default mix: 15 in 100 whom the drug helps by about a third, and others for whom it does what the
trials taken together leave open, from a little worse to a little better. All have a placebo response, as in an open
diary; those called blinded have none. A helping verdict is right when relief exceeds 10 %, a worse one below -1 %.
"""

import sys
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat

import numpy as np

from zonewise.relief.estimate import EstimateOptions, estimate
from zonewise.services.base.protocols import load_protocol
from zonewise.synthetic.options import RATED, PatientOptions
from zonewise.synthetic.patients import make_patients

MIX = ((32.0, 0.15), (-4.3, 0.17), (-0.1, 0.17), (2.4, 0.17), (4.9, 0.17), (9.1, 0.17))
"""Relief in percent and share of people: FINAL and INNOVA together (-0.15 +- 0.30 points of 6.3), and responders."""

SIX = 6
WORTHWHILE = 10.0
PROCESSES = 2
WORSE = -1.0  # A tenth of a percent worse is no worsening: it is what chance makes of nothing.


def main() -> int:
    """Print one line for each verdict."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 20_260
    groups = [(relief, share, blinded) for blinded in (False, True) for relief, share in MIX]
    rngs = np.random.default_rng(seed).spawn(len(groups))
    with ProcessPoolExecutor(PROCESSES) as pool:
        said = list(pool.map(_verdicts, [group[0] for group in groups], repeat(count), [g[2] for g in groups], rngs))
    for blinded in (False, True):
        shares: defaultdict[str, float] = defaultdict(float)
        right: defaultdict[str, float] = defaultdict(float)
        people: Counter[str] = Counter()
        for (relief, share, _), verdicts in (pair for pair in zip(groups, said, strict=True) if pair[0][2] == blinded):
            for verdict in verdicts:
                is_worse = relief < WORSE if "worse" in verdict else True
                is_right = relief > WORTHWHILE if "helping" in verdict else is_worse
                shares[verdict] += share / count
                right[verdict] += share / count * is_right
                people[verdict] += 1
        print("blinded" if blinded else "open label")
        for verdict, share in sorted(shares.items()):
            print(f"  {verdict:18} of {share:5.1%}, right in {right[verdict] / share:4.0%} ({people[verdict]} people)")
    return 0


def _verdicts(relief: float, count: int, blinded: bool, rng: np.random.Generator) -> list[str]:
    options = PatientOptions(relief_percent=relief, placebo=not blinded, drop_out_share=0.0)
    people = make_patients(count, rng, options)
    verdicts: list[str] = []
    for person in range(count):
        dose_mg = np.where(np.arange(options.days) < people.start, 0.0, people.dose_logged_mg[person])
        estimated = estimate(
            people.ratings[person, :, :SIX],
            dose_mg,
            settings=load_protocol().relief,
            domains=RATED[:SIX],
            options=EstimateOptions(blinded=blinded),
        )
        verdicts.append(estimated.composite.verdict)
    return verdicts


if __name__ == "__main__":
    sys.exit(main())
