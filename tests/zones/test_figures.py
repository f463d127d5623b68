from collections.abc import Callable
from types import ModuleType

import numpy as np
import pytest

from zonewise.zones import ZoneSettings


@pytest.fixture(scope="module")
def benchmark(load_script: Callable[[str], ModuleType]) -> ModuleType:
    """The simulation of benchmarks/zones.py."""
    return load_script("benchmarks/zones.py")


@pytest.mark.parametrize("baseline", [False, True])
def test_the_figures_hold(shipped: ZoneSettings, benchmark: ModuleType, baseline: bool) -> None:
    """In 40 simulated people of 24 weeks false alarms are rare and flares are found, with some room for chance."""
    rng = np.random.default_rng(7)
    tally = benchmark.Tally()
    for _ in range(40):
        person = benchmark.make_person(rng, 168, benchmark.Habits(baseline=baseline))
        tally.add(person, benchmark.as_built(person, shipped), shipped)
    wide = [(flare, delay) for flare, delay in tally.delays if flare.single is None and flare.points >= 1.2]
    hits = [delay for _, delay in wide if delay is not None]

    assert tally.per_100(tally.false_yellows) < 3.0
    assert tally.per_100(tally.false_reds) < 0.6
    assert len(hits) > 0.75 * len(wide) > 15
    assert sum(hits) / len(hits) < 2.2
