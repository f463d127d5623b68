"""What came out when a kept guidance was derived again."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class ReplayDifference:
    """One thing that is not the same again."""

    what: str  # The part, such as "action" or "fact zone".
    then: Any  # What was kept.
    now: Any  # What comes out now.
    why: str  # Where it was derived from and what has changed since.


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """One kept guidance, derived again."""

    id: str  # Of the record.
    as_of: date  # The day it was for.
    recorded_at: str  # When it was shown, UTC.
    action: str  # What was shown.
    recommended: str  # The sentence about the dose that was shown.
    done: str  # What the person then did, from the diary.
    differences: tuple[ReplayDifference, ...]  # Empty when everything is the same.
