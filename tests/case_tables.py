"""Tables of test cases, written by what they should give."""

from collections.abc import Iterable, Mapping
from typing import Any


def by_outcome(cases: Mapping[Any, Iterable[Any]]) -> list[tuple[Any, ...]]:
    """Return a row (case, outcome) for each case listed under its outcome; a tuple stands for several columns."""
    return [(*_columns(case), *_columns(outcome)) for outcome, group in cases.items() for case in group]


def _columns(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)
