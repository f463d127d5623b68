from itertools import combinations, product
from math import comb
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
import yaml

from zonewise.trial.analysis import bang_index, james_index
from zonewise.trial.orders import count_orders
from zonewise.trial.verdict import as_extreme

PEERS = yaml.safe_load(Path(__file__).with_name("peers.yaml").read_text(encoding="utf-8"))


def test_the_exact_p_is_that_of_a_published_example() -> None:
    """Of three cases with 1331 possible beginnings the place of the real ones is the same to eight decimals."""
    peer = PEERS["three-cases"]
    least = peer["least-per-phase"]
    begins = range(least, len(peer["series"][0]) - least + 1)
    changes = [[np.mean(case[day:]) - np.mean(case[:day]) for day in begins] for case in peer["series"]]
    values = np.array([np.mean(drawn) for drawn in product(*changes)])
    actual = 0  # each begins with the earliest day that is allowed

    count, total = as_extreme(values, actual)

    score = (values[actual] - values.mean()) / values.std(ddof=1)
    numbers = (count / total, values[actual], score, 1 - NormalDist().cdf(score), values.mean())
    assert (count, total) == (48, 1331)
    assert sum(numbers) == pytest.approx(peer["sum-of-p-statistic-z-pz-mean"], abs=1e-8)


def test_the_exact_p_of_phases_is_that_of_a_published_data_set() -> None:
    """Of one case with four phases every division is counted once, and divisions that fit as well count with it."""
    peer = PEERS["one-case"]
    score, least = np.array(peer["series"], dtype=float), peer["least-per-phase"]
    edges = range(least, len(score) - least + 1)
    divisions = [ends for ends in combinations(edges, 3) if min(np.diff(ends)) >= least]
    means = [[part.mean() for part in np.split(score, ends)] for ends in divisions]
    values = np.array([(first + third - second - fourth) / 2 for first, second, third, fourth in means])
    actual = divisions.index(tuple(peer["ends-of-phases"]))

    assert values[actual] == peer["statistic"]
    assert as_extreme(values, actual) == (peer["as-large"], peer["of"])


def test_the_blinding_indices_are_those_of_the_paper() -> None:
    """James's and Bang's indices of a published trial agree with what was printed."""
    for peer in PEERS["blinding"]:
        right, wrong, unsure = peer["drug"]
        pairs = [(True, "ldn")] * right + [(True, "none")] * wrong + [(True, "unsure")] * unsure
        right, wrong, unsure = peer["placebo"]
        pairs += [(False, "none")] * right + [(False, "ldn")] * wrong + [(False, "unsure")] * unsure

        assert james_index(pairs) == pytest.approx(peer["james"], abs=0.005)
        assert bang_index(pairs, arm=True).mean == pytest.approx(peer["bang-drug"], abs=0.005)
        assert bang_index(pairs, arm=False).mean == pytest.approx(peer["bang-placebo"], abs=0.005)


def test_long_schedules_are_counted_exactly() -> None:
    """Of 70 days at most two alike in a row 1.2 shuffles in a million qualify; a peer says fewer than one.

    The slow way adds up how many runs of either kind there are: k runs of one or two days hold 35 in C(k, 35 - k) ways.
    """
    peer = PEERS["schedules"]
    half = peer["days"] // 2
    runs = [comb(count, half - count) if count <= half else 0 for count in range(half + 2)]
    slow = sum(2 * runs[count] ** 2 + 2 * runs[count] * runs[count + 1] for count in range(half + 1))

    assert count_orders(2 * half, peer["longest-run"]) == slow
    assert slow / comb(2 * half, half) == pytest.approx(1.21e-6, rel=0.01)
    assert slow / comb(2 * half, half) < 2 * peer["share-said"]


def test_the_indices_at_their_ends() -> None:
    """All unsure, all right and all wrong are where the papers put them."""
    unsure, right, wrong = (
        [(True, guess), (False, other)] * 3 for guess, other in (("unsure", "unsure"), ("ldn", "none"), ("none", "ldn"))
    )

    assert james_index(unsure) == 1
    assert james_index(right) == 0
    assert james_index(wrong) == pytest.approx(1)
    assert [bang_index(pairs, arm=True).mean for pairs in (unsure, right, wrong)] == [0, 1, -1]
