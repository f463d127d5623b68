"""What a reader needs to know that the file does not say."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zonewise.model.entry import Entry
from zonewise.problem import Problem


@dataclass(frozen=True, slots=True)
class ReaderOptions:
    """What the person or the clock adds to a file.

    Attributes:
        latest: The last day that a row may have, usually today; a later one is a slip of the pen.
        mg_per_ml: Strength of the liquid that doses in mL refer to, in mg per mL; None when nobody said.
        zone: IANA time zone for rows that name none; "" means the profile's.
        entered_at: UTC instant of the import, ISO 8601 with "Z", for rows that name none.
        check: A further look at each entry of zonewise's own format, such as a plan's bounds: what is wrong with it, or
            None. The problem gets the row's line.
    """

    latest: date
    mg_per_ml: Decimal | None = None
    zone: str = ""
    entered_at: str = ""
    check: Callable[[Entry], Problem | None] | None = None
