from itertools import groupby, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.trial.orders import all_orders, count_orders, draw_order, order_at


def slow_orders(blocks: int, longest_run: int) -> list[tuple[bool, ...]]:
    """Every order by going through all of them."""
    balanced = (order for order in product((True, False), repeat=blocks) if sum(order) == blocks // 2)
    return [order for order in balanced if all(len(list(run)) <= longest_run for _, run in groupby(order))]


@pytest.mark.parametrize(("blocks", "longest_run"), [(2, 1), (8, 2), (10, 2), (12, 2), (10, 3), (6, 6)])
def test_the_orders_are_all_there_are(blocks: int, longest_run: int) -> None:
    """Counted, listed or named by their numbers, they are those that going through all of them leaves."""
    wanted = slow_orders(blocks, longest_run)

    assert count_orders(blocks, longest_run) == len(wanted)
    assert [tuple(order) for order in all_orders(blocks, longest_run).tolist()] == wanted
    assert [order_at(number, blocks, longest_run) for number in range(len(wanted))] == wanted


def test_twelve_blocks_have_208_orders() -> None:
    """The number that the pages name."""
    assert [count_orders(blocks, 2) for blocks in (8, 10, 12, 14, 16, 18)] == [34, 84, 208, 518, 1296, 3254]


@given(st.integers(0, 207))
def test_a_draw_takes_the_order_of_the_number_drawn(number: int) -> None:
    """Each order is as likely as any other, since each number is."""
    asked: list[int] = []

    def below(count: int) -> int:
        asked.append(count)
        return number

    assert draw_order(below, 12, 2) == order_at(number, 12, 2)
    assert asked == [208]


def test_there_is_no_order_beyond_the_last() -> None:
    """A number that is too large is refused."""
    with pytest.raises(ValueError, match="order 208 of 208"):
        order_at(208, 12, 2)


def test_no_order_is_its_own_mirror() -> None:
    """Swapping all bottles gives another order that is allowed as well."""
    orders = {tuple(order) for order in all_orders(10, 2).tolist()}

    assert {tuple(not block for block in order) for order in orders} == orders
    assert np.array(sorted(orders)).sum(axis=1).tolist() == [5] * len(orders)
