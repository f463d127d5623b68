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

Mark = Literal["V", "M"]
"""V: read in the source named. M: from general knowledge, still to be checked."""


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One active substance.

    Attributes:
        name: The name shown.
        kind: What it is to a person on LDN.
        acting: For an opioid how long it lasts, "" for others.
        because: For antagonists and interacting medicines one sentence why, else "".
        source: Key of the source.
        mark: How sure it is.
    """

    name: str
    kind: MedicineKind
    acting: Acting
    because: str
    source: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class LargeAmount:
    """What an ingredient counts as above some amount.

    Attributes:
        above_mg: Single amount above which it counts so, mg.
        kind: What it counts as.
        because: One sentence why.
    """

    above_mg: Decimal
    kind: MedicineKind
    because: str


@dataclass(frozen=True, slots=True)
class ListEntry:
    """What one name on the lists stands for.

    Attributes:
        label: The name as listed.
        ingredients: What is in it.
        kind: The most cautious kind among them.
        acting: How long its opioid lasts, "" when it has none.
        brand: Whether it is a product name.
        weak: Whether it names a salt or a form beside another substance (sodium, citrate).
        source: Key of the source.
        mark: How sure it is.
    """

    label: str
    ingredients: tuple[Ingredient, ...]
    kind: MedicineKind
    acting: Acting
    brand: bool
    weak: bool
    source: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Intervals:
    """Days without an opioid before a start, and where LDN ends; from the protocol's settings.

    Attributes:
        short_days: After short-acting opioids.
        long_days: After methadone and buprenorphine.
        highest_ldn_mg: Highest single amount of naltrexone that can still be LDN, mg.
    """

    short_days: int
    long_days: int
    highest_ldn_mg: Decimal

    def days(self, acting: Acting) -> int | None:
        """Return the days to wait; None for a depot, where only the prescriber can say, and for no opioid."""
        return {"short": self.short_days, "long": self.long_days}.get(acting)


class Classification(NamedTuple):
    """What a medicine is by its name or its code alone. A named tuple, as one is made for each row of a file.

    Attributes:
        kind: What it is.
        ingredients: What is in it.
        acting: How long its opioid lasts.
        matched: The listed name or code that decided, or None.
        exact: False when a slip of the pen was assumed.
        checked: Whether the list's line was read in its source.
        unknown: Words that were not known.
        near: Known names close to them.
        large: Whether its amount made it what it is.
        because: Why, where an amount or the way it is made decided; else "".
    """

    kind: MedicineKind
    ingredients: tuple[Ingredient, ...]
    acting: Acting
    matched: str | None
    exact: bool = True
    checked: bool = True
    unknown: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    large: bool = False
    because: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one medicine is.

    Attributes:
        name: The name as given, or None.
        code: The code as given, or None.
        finding: What it is to a person on LDN; "not-recognised" is a question, never a pass.
        matched: The name or code on our lists that decided, or None.
        ingredients: Active substances in it, in the order of the name.
        because: Why, in words for the person.
        interval_days: Days without it before a start; None for a depot and for what is no opioid.
        acting: How long its opioid lasts, "" when it is none.
        disagree: Whether name and code speak of different medicines.
        ldn: Whether it is naltrexone in an amount that can be LDN itself; None when no amount is given.
        large: Whether its amount made it what it is.
    """

    name: str | None
    code: str | None
    finding: MedicineKind
    matched: str | None
    ingredients: tuple[str, ...]
    because: str
    interval_days: int | None
    acting: Acting = ""
    disagree: bool = False
    ldn: bool | None = False
    large: bool = False


def most_cautious(kinds: Iterable[MedicineKind]) -> MedicineKind:
    """Return the kind that stands among several; "not-recognised" when there is none."""
    return min(kinds, key=MOST_CAUTIOUS_FIRST.index, default="not-recognised")


def longest(acting: Iterable[Acting]) -> Acting:
    """Return the longest of several durations."""
    return max(acting, key=LONGEST_LAST.index, default="")
