"""What do the five voices say of one day?"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol, overload

from .zone import Criterion

if TYPE_CHECKING:
    from numpy import bool_, intp
    from numpy.typing import NDArray


class CriterionOfDays(Protocol):
    """One of the five voices over all days: what is compared for each of them, and the rest when it is read."""

    @property
    def rank(self) -> "NDArray[intp]":
        """(days,) Rank of the zone that it says."""

    @property
    def evaluated(self) -> "NDArray[bool_]":
        """(days,) Today's own entries let it speak."""

    def criterion(self, day: int) -> Criterion:
        """Return what it says of the day with this number."""


class CriteriaOfDay(Sequence[Criterion]):
    """The five voices of one day, each put together when it is read. Equal to any sequence of equal voices."""

    __slots__ = ("_day", "_of_days")

    def __init__(self, of_days: Sequence[CriterionOfDays], day: int) -> None:
        """Take the voices over all days, in their order, and the number of the one day."""
        self._of_days, self._day = of_days, day

    def _made(self) -> tuple[Criterion, ...]:
        return tuple(each.criterion(self._day) for each in self._of_days)

    @overload
    def __getitem__(self, index: int) -> Criterion: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Criterion]: ...
    def __getitem__(self, index: int | slice) -> Criterion | Sequence[Criterion]:
        return self._made()[index]

    def __iter__(self) -> Iterator[Criterion]:
        return iter(self._made())

    def __len__(self) -> int:
        return len(self._of_days)

    def __eq__(self, other: object) -> bool:
        return self._made() == tuple(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._made())

    def __repr__(self) -> str:
        return repr(self._made())
