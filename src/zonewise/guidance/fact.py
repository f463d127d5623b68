"""What do we know of one fact today, where from, and what do we ask when we do not?"""

from dataclasses import dataclass

from zonewise.rules.rule_set import FactValue


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of one day.

    Attributes:
        value: The value, None when unknown.
        because: Where it comes from, in words and numbers.
        ask: A question that fits the day better than the protocol's own, or "".
        rating_to_give: What to rate so that it is known, where that is no answer but a rating; else "".
    """

    value: FactValue
    because: str
    ask: str = ""
    rating_to_give: str = ""
