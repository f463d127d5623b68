"""What is damaged inside a file of a container: refused in one way, whatever the reader makes of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from zonewise.problem import NotUnderstood


@contextmanager
def damage_refused(kinds: tuple[type[Exception], ...], fault: str, expected: str, code: str) -> Iterator[None]:
    """Turn what a reader raises over a damaged file into a refusal; one that it makes itself passes through.

    Args:
        kinds: What it may raise.
        fault: What is damaged, without its full stop.
        expected: What to do.
    """
    try:
        yield
    except NotUnderstood:
        raise
    except kinds as error:
        raise NotUnderstood(f"{fault} ({type(error).__name__}).", expected, code) from None
