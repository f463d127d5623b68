from collections.abc import Callable
from types import ModuleType

import pytest

PROPERTIES = {
    "4: a pause lasts its days": 4,
    "2: nothing is named while a call is open": 4,
    "5: stopped stays stopped": 9,  # a start after a stop waits a week all the same
}


@pytest.mark.parametrize("name", PROPERTIES)
def test_a_solver_agrees(load_script: Callable[[str], ModuleType], name: str) -> None:
    """No few days break the shipped rules; without the rules about the fact behind a property some do."""
    solver = load_script("benchmarks/bounded_days.py")

    assert solver.opinions(name, PROPERTIES[name]) == (False, True)
    assert set(solver.CASES) == set(PROPERTIES)
