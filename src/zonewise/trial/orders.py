"""All orders of blocks that a design allows: as many with LDN as without, and no long run of one kind."""

from collections.abc import Callable, Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Order = tuple[bool, ...]
"""One value for each block: whether its bottle holds LDN."""


def count_orders(blocks: int, longest_run: int) -> int:
    """Return how many balanced orders there are.

    Args:
        blocks: Number of blocks, even and at least 2.
        longest_run: How many blocks of one kind may follow each other, at least 1.
    """
    half = blocks // 2
    return sum(_endings(half - on, half - (not on), on, 1, longest_run) for on in (True, False))


@lru_cache(maxsize=4096)
def _endings(with_drug: int, without: int, last: bool, run: int, longest_run: int) -> int:
    """Return in how many ways so many blocks of either kind can follow a run of one kind."""
    if not with_drug and not without:
        return 1
    total = 0
    for on, left in ((True, with_drug), (False, without)):
        if left and (on != last or run < longest_run):
            next_run = run + 1 if on == last else 1
            total += _endings(with_drug - on, without - (not on), on, next_run, longest_run)
    return total


def order_at(number: int, blocks: int, longest_run: int) -> Order:
    """Return one of the orders by its number, counted from 0; those that begin with LDN come first.

    Raises:
        ValueError: There is no order of that number.
    """
    if not 0 <= number < count_orders(blocks, longest_run):
        raise ValueError(f"order {number} of {count_orders(blocks, longest_run)}")
    order: list[bool] = []
    left = {True: blocks // 2, False: blocks // 2}
    run = 0
    while len(order) < blocks:
        for on in (True, False):
            same = bool(order) and on == order[-1]
            if not left[on] or (same and run >= longest_run):
                continue
            next_run = run + 1 if same else 1
            ways = _endings(left[True] - on, left[False] - (not on), on, next_run, longest_run)
            if number < ways:
                order.append(on)
                left[on] -= 1
                run = next_run
                break
            number -= ways
    return tuple(order)


def all_orders(blocks: int, longest_run: int) -> NDArray[np.bool_]:
    """Return (orders, blocks) every order, in the order of their numbers."""
    half = blocks // 2
    return np.array(list(_walk((), half, half, longest_run)), dtype=np.bool_)


def _walk(begun: Order, with_drug: int, without: int, longest_run: int) -> Iterator[Order]:
    if not with_drug and not without:
        yield begun
        return
    for on, left in ((True, with_drug), (False, without)):
        if left and (len(begun) < longest_run or begun[-longest_run:] != (on,) * longest_run):
            yield from _walk((*begun, on), with_drug - on, without - (not on), longest_run)


def draw_order(below: Callable[[int], int], blocks: int, longest_run: int) -> Order:
    """Draw one of all orders, each as likely as any other.

    Args:
        below: Returns a whole number from 0 to less than its argument, each as likely.
    """
    return order_at(below(count_orders(blocks, longest_run)), blocks, longest_run)
