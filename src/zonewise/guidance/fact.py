"""What do we know of one fact today, where from, and what do we ask when we do not?"""

from dataclasses import dataclass

from zonewise.rules.protocol import FactValue


@dataclass(frozen=True, slots=True)
class Found:
    """One fact of one day.

    Attributes:
        value: The value, None when unknown.
        because: Where it comes from, in words and numbers.
        ask: A question that fits the day better than the protocol's own, or "".
        told_by: What to rate so that it is known, where that is no answer but a rating; else "".
    """

    value: FactValue
    because: str
    ask: str = ""
    told_by: str = ""
