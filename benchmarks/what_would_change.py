"""How long it takes to find what would change the answer, mean and worst case; beside it, the guidance without it.

Run: python benchmarks/what_would_change.py
Bound: under 2 ms a case, in the worst case too. The cases lie on both sides of every bound, most of them near where
doses move, with none to all of their facts missing. A case's time is the least of its rounds, which other work on the
machine disturbed least.
"""

import argparse
import sys
from collections.abc import Sequence
from statistics import fmean
from time import perf_counter
from unittest.mock import patch

from _cases import make_cases
from zonewise.guidance.guide import action_of, guide
from zonewise.guidance.nearest_change import NearestChange, nearest_changes
from zonewise.rules.decision import Engine
from zonewise.rules.rule_set import FactValue
from zonewise.services.base.protocols import load_protocol

MILLISECONDS, CASES, ROUNDS = 2.0, 400, 9
Case = dict[str, FactValue]


def nothing_would(*_: object) -> tuple[NearestChange, ...]:
    """Stand in for the search, so that the guidance beside it is measured without it."""
    return ()


def measure(engine: Engine, cases: Sequence[Case]) -> tuple[list[float], list[float], int]:
    """Return for each case the milliseconds of the search and of the guidance without it, and all changes found."""
    acts = [action_of(engine, case) for case in cases]
    ours, peer, changes = [9e9] * len(cases), [9e9] * len(cases), 0
    for _ in range(ROUNDS):
        changes = 0
        for place, (case, action) in enumerate(zip(cases, acts, strict=True)):
            begun = perf_counter()
            changes += len(nearest_changes(engine, case, action, lambda other: action_of(engine, other)))
            between = perf_counter()
            with patch("zonewise.guidance.guide.nearest_changes", nothing_would):
                plain_begun = perf_counter()
                guide(engine, case)
                ended = perf_counter()
            ours[place] = min(ours[place], (between - begun) * 1e3)
            peer[place] = min(peer[place], (ended - plain_begun) * 1e3)
    return ours, peer, changes


def main() -> int:
    """Print the figures; return 1 when the bound is missed."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    print("python benchmarks/what_would_change.py")
    engine, met = load_protocol().engine, True
    facts = len(engine.rule_set.facts)
    for missing in (0, 1, 3, 10, facts):
        cases = make_cases(engine, CASES, seed=3 + missing, missing=missing)
        ours, peer, changes = measure(engine, cases)
        print(
            f"{missing:2} of {facts} facts missing: {fmean(ours) / fmean(peer):.2f} times the guidance without it; mean"
            f" {fmean(ours):.3f} ms, worst {max(ours):.3f} ms (bound {MILLISECONDS:g} ms), guidance {fmean(peer):.3f}"
            f" ms; {changes / len(cases):.1f} changes a case over {len(cases)} cases"
        )
        met &= max(ours) < MILLISECONDS
    return int(not met)


if __name__ == "__main__":
    sys.exit(main())
