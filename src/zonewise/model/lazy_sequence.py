"""A sequence whose items are put together when they are read, so that two years of days cost what is looked at."""

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
        self._items: dict[int, Item] = {}

    @abstractmethod
    def _item_at(self, number: int) -> Item:
        """Put the item with this number together."""

    def _item(self, number: int) -> Item:
        if number not in self._items:
            self._items[number] = self._item_at(number)
        return self._items[number]

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Item, ...]: ...
    def __getitem__(self, index: int | slice) -> Item | tuple[Item, ...]:
        numbers = self._numbers[index]
        return self._item(numbers) if isinstance(numbers, int) else tuple(map(self._item, numbers))

    def __len__(self) -> int:
        return len(self._numbers)

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))
