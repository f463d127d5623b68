"""What is known of one fact on a day, where it comes from, and what is asked when it is not known."""

from dataclasses import dataclass
from datetime import date

from zonewise.rules.rule_set import FactValue

from .explanation import Explanation, explain


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of one day."""

    value: FactValue  # The value, None when unknown.
    because: Explanation  # Where it comes from.
    ask: Explanation | None = None  # A question that fits the day better than the protocol's own, or None.
    rating_to_give: str = ""  # What to rate so that it is known, where that is no answer but a rating; else "".
    place: str = ""  # Where it is told today, where that is not the fact's own place; else "".
    until: date | None = None  # The first day on which it can be over where it ends as days pass, or None.


def answered(value: FactValue) -> Fact:
    """Return a fact that rests on an answer alone; without one it is unknown."""
    return Fact(value, explain("not-answered" if value is None else "as-answered"))
