from zonewise.model.timeline import LazySequence


class Squares(LazySequence[int]):
    """The first squares; `made` keeps which ones were put together."""

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.made: list[int] = []

    def _item_at(self, number: int) -> int:
        self.made.append(number)
        return number * number


def test_only_what_is_read_is_put_together_and_that_once() -> None:
    """Reading an item or a slice makes those items, and reading them again makes none."""
    squares = Squares(9)

    assert (squares[-1], squares[2:4], squares[8], len(squares)) == (64, (4, 9), 64, 9)
    assert squares.made == [8, 2, 3]


def test_it_is_read_like_any_sequence() -> None:
    """It can be walked from both ends, searched and compared, and ends where it ends."""
    squares = Squares(4)

    assert (list(squares), list(reversed(squares)), 9 in squares, squares.index(4)) == (
        [0, 1, 4, 9], [9, 4, 1, 0], True, 2,
    )  # fmt: skip
    plain = (0, 1, 4, 9)
    assert squares == plain
    assert plain == squares
    assert squares == Squares(4)
    assert squares != Squares(5)
    assert squares != 4
    assert (hash(squares), repr(squares)) == (hash((0, 1, 4, 9)), "(0, 1, 4, 9)")
    assert not Squares(0)
