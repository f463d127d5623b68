"""A loss of power, not only a kill: what no flush had ended is lost, torn or reordered, and nothing acknowledged is."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

LOSSES = 10


def test_the_power_goes(load_script: Callable[[str], ModuleType], tmp_path: Path) -> None:
    """Ten losses at random instants leave a sound diary with all that was told, and the same without flushes does not;
    two hundred are played by benchmarks/power_loss.py.
    """  # fmt: skip
    power_loss = load_script("benchmarks/power_loss.py")
    if not power_loss.has_compiler():
        print("no C compiler here: the library that notes writes cannot be made")
        return
    calls = power_loss.recorded(tmp_path, entries=8)
    unflushed = [call for call in calls if call.call != "s"]

    assert {call.call for call in calls} >= {"w", "s", "c", "u"}
    assert [loss for seed in range(LOSSES) if (loss := power_loss.after_a_loss(calls, tmp_path, seed))] == []
    assert [loss for seed in range(LOSSES) if (loss := power_loss.after_a_loss(unflushed, tmp_path, seed))]
