"""What was entered on each day, and how much history is there?"""

from collections.abc import Sequence
from dataclasses import dataclass

from zonewise.diary.entry import DOMAINS
from zonewise.diary.timeline import Day


@dataclass(frozen=True, slots=True)
class CheckIns:
    """What kind of day each one is, before any number is looked at.

    Attributes:
        rated: At least one domain was really rated.
        as_usual: No domain was really rated and at least one was taken over by "same as usual".
        history: Days since the first real rating of a domain; 0 until then.
    """

    rated: list[bool]
    as_usual: list[bool]
    history: list[int]


def check_ins(days: Sequence[Day]) -> CheckIns:
    """Sort the days by what was entered on them."""
    rated = [not day.ratings.keys().isdisjoint(DOMAINS) for day in days]
    as_usual = [not real and not day.as_usual.keys().isdisjoint(DOMAINS) for real, day in zip(rated, days, strict=True)]
    first = rated.index(True) if True in rated else len(days)
    return CheckIns(rated, as_usual, [max(0, number - first) for number in range(len(days))])


def last_kept(heard: Sequence[bool], renewed: Sequence[bool], hold_days: int) -> list[int | None]:
    """Return for each day the last day that keeps its word alive, or None when that is longer ago than the hold.

    A day that was heard keeps it. A day of "same as usual" renews it while it is alive, and never brings it back.
    """
    kept: list[int | None] = []
    last: int | None = None
    for today, (speaks, renews) in enumerate(zip(heard, renewed, strict=True)):
        if last is not None and today - last > hold_days:
            last = None
        if speaks or (renews and last is not None):
            last = today
        kept.append(last)
    return kept
