"""What a medicine is to a person on LDN, and what the lists hold of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

MedicineKind = Literal["opioid", "antagonist", "not-recognised", "interacting", "harmless"]

MOST_CAUTIOUS_FIRST: tuple[MedicineKind, ...] = ("opioid", "antagonist", "not-recognised", "interacting", "harmless")
"""Two findings about one medicine: the earlier one stands. What we do not know ranks above what we know to be mild."""

Acting = Literal["", "short", "long", "depot"]
LONGEST_LAST: tuple[Acting, ...] = ("", "short", "long", "depot")

Mark = Literal["V", "M"]  # V: read in the source named. M: from general knowledge, still to be checked.


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One active substance."""

    name: str  # The name shown.
    kind: MedicineKind  # What it is to a person on LDN.
    acting: Acting  # For an opioid how long it lasts, "" for others.
    because: str  # For antagonists and interacting medicines one sentence why, else "".
    source: str  # Key of the source.
    mark: Mark  # How sure it is.


@dataclass(frozen=True, slots=True)
class LargeAmount:
    """What an ingredient counts as above some amount."""

    above_mg: Decimal  # Single amount above which it counts so, mg.
    kind: MedicineKind  # What it counts as.
    because: str  # One sentence why.


@dataclass(frozen=True, slots=True)
class ListEntry:
    """What one name on the lists stands for."""

    label: str  # The name as listed.
    ingredients: tuple[Ingredient, ...]  # What is in it.
    kind: MedicineKind  # The most cautious kind among them.
    acting: Acting  # How long its opioid lasts, "" when it has none.
    brand: bool  # Whether it is a product name.
    weak: bool  # Whether it names a salt or a form beside another substance (sodium, citrate).
    source: str  # Key of the source.
    mark: Mark  # How sure it is.


@dataclass(frozen=True, slots=True)
class Intervals:
    """Days without an opioid before a start, and where LDN ends; from the protocol's settings."""

    short_days: int  # After short-acting opioids.
    long_days: int  # After methadone and buprenorphine.
    highest_ldn_mg: Decimal  # Highest single amount of naltrexone that can still be LDN, mg.

    def days(self, acting: Acting) -> int | None:
        """Return the days to wait; None for a depot, where only the prescriber can say, and for no opioid."""
        return {"short": self.short_days, "long": self.long_days}.get(acting)


class Classification(NamedTuple):
    """What a medicine is by its name or its code alone. A named tuple, as one is made for each row of a file."""

    kind: MedicineKind  # What it is.
    ingredients: tuple[Ingredient, ...]  # What is in it.
    acting: Acting  # How long its opioid lasts.
    matched: str | None  # The listed name or code that decided, or None.
    exact: bool = True  # False when a slip of the pen was assumed.
    checked: bool = True  # Whether the list's line was read in its source.
    unknown: tuple[str, ...] = ()  # Words that were not known.
    near: tuple[str, ...] = ()  # Known names close to them.
    large: bool = False  # Whether its amount made it what it is.
    because: str = ""  # Why, where an amount or the way it is made decided; else "".


@dataclass(frozen=True, slots=True)
class Finding:
    """What one medicine is."""

    name: str | None  # The name as given, or None.
    code: str | None  # The code as given, or None.
    finding: MedicineKind  # What it is to a person on LDN; "not-recognised" is a question, never a pass.
    matched: str | None  # The name or code on our lists that decided, or None.
    ingredients: tuple[str, ...]  # Active substances in it, in the order of the name.
    because: str  # Why, in words for the person.
    interval_days: int | None  # Days without it before a start; None for a depot and for what is no opioid.
    acting: Acting = ""  # How long its opioid lasts, "" when it is none.
    disagree: bool = False  # Whether name and code speak of different medicines.
    ldn: bool | None = False  # Whether it is naltrexone in an amount that can be LDN; None when no amount is given.
    large: bool = False  # Whether its amount made it what it is.


def most_cautious(kinds: Iterable[MedicineKind]) -> MedicineKind:
    """Return the kind that stands among several; "not-recognised" when there is none."""
    return min(kinds, key=MOST_CAUTIOUS_FIRST.index, default="not-recognised")


def longest(acting: Iterable[Acting]) -> Acting:
    """Return the longest of several durations."""
    return max(acting, key=LONGEST_LAST.index, default="")
