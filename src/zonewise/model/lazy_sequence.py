"""How is one item of a long sequence put together only when somebody reads it?"""

from abc import abstractmethod
from collections.abc import Sequence
from typing import TypeVar, overload

Item = TypeVar("Item")


class LazySequence(Sequence[Item]):
    """A sequence of which each item is put together when it is read first. Equal to any sequence of equal items.

    Of two years of days most are never read one by one.
    """

    def __init__(self, length: int) -> None:
        """Take how many items there are."""
        self._numbers = range(length)
        self._made: dict[int, Item] = {}

    @abstractmethod
    def _make(self, number: int) -> Item:
        """Put the item with this number together."""

    def _item(self, number: int) -> Item:
        if number not in self._made:
            self._made[number] = self._make(number)
        return self._made[number]

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Item, ...]: ...
    def __getitem__(self, index: int | slice) -> Item | tuple[Item, ...]:
        found = self._numbers[index]
        return self._item(found) if isinstance(found, int) else tuple(map(self._item, found))

    def __len__(self) -> int:
        return len(self._numbers)

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))
