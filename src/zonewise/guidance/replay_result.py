"""What came out when a kept guidance was derived again."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class ReplayDifference:
    """One thing that is not the same again.

    Attributes:
        what: The part, such as "action" or "fact zone".
        then: What was kept.
        now: What comes out now.
        why: Where it was derived from and what has changed since.
    """

    what: str
    then: Any
    now: Any
    why: str


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """One kept guidance, derived again.

    Attributes:
        id: Of the record.
        as_of: The day it was for.
        recorded_at: When it was shown, UTC.
        action: What was shown.
        recommended: The sentence about the dose that was shown.
        done: What the person then did, from the diary.
        differences: Empty when everything is the same.
    """

    id: str
    as_of: date
    recorded_at: str
    action: str
    recommended: str
    done: str
    differences: tuple[ReplayDifference, ...]
