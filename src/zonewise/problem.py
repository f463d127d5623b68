"""What is wrong with a text a person gave us, where, and what to do about it?"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Problem:
    """One located fault in a file or an input.

    Attributes:
        where: File name, or the name of the input.
        line: Line number from 1, or 0 when it concerns the whole.
        found: What was found, with its number or word.
        expected: What is meant to stand there, or what to do.
        code: A short word to search for, such as "unknown-column".
        field: The field of a form that it belongs to, or "".
    """

    where: str
    line: int
    found: str
    expected: str
    code: str
    field: str = ""

    def __str__(self) -> str:
        place = f"{self.where}:{self.line}" if self.line else self.where
        return f"{place}: {self.found} {self.expected} [{self.code}]"


class InputRefused(ValueError):
    """Text from outside that was not taken, with every problem in it; nothing of it was stored."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return 'Did you mean 'x'? ' for the nearest known word, or ''."""
    near = get_close_matches(word.casefold(), list(known), n=1, cutoff=0.6)
    return f"Did you mean '{near[0]}'? " if near else ""
