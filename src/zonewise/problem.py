"""What is wrong with a text that a person gave us: its place, the fault and what belongs there."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Problem:
    """One located fault in a file or an input."""

    where: str  # File name, or the name of the input.
    line: int  # Line number from 1, or 0 when it concerns the whole.
    fault: str  # What is wrong, with its number or word.
    expected: str  # What is meant to stand there, or what to do.
    code: str  # A short word to search for, such as "unknown-column".
    field: str = ""  # The field of a form or the part of a plan that it belongs to, or "".

    def __str__(self) -> str:
        place = f"{self.where}:{self.line}" if self.line else self.where
        return f"{place}: {self.fault} {self.expected} [{self.code}]"


class NotUnderstood(ValueError):
    """One text that cannot be read without guessing; who knows where it stands adds the place.

    Attributes:
        fault: What is wrong, with its number or word.
        expected: What is meant to stand there.
        code: A short word to search for.
    """

    def __init__(self, fault: str, expected: str, code: str) -> None:
        self.fault, self.expected, self.code = fault, expected, code
        super().__init__(f"{fault} {expected} [{code}]")

    def at(self, where: str, line: int = 0, field: str = "") -> Problem:
        """Return the located problem."""
        return Problem(where, line, self.fault, self.expected, self.code, field)


class InputRefused(ValueError):
    """Text from outside that was not taken, with every problem in it; nothing of it was stored."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@contextmanager
def collecting(problems: list[Problem]) -> Iterator[None]:
    """Add what is refused inside to the problems, so that the next file can be read as well."""
    try:
        yield
    except InputRefused as refused:
        problems += refused.problems


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return 'Did you mean 'x'? ' for the nearest known word, or ''."""
    near = get_close_matches(word.casefold(), list(known), n=1, cutoff=0.6)
    return f"Did you mean '{near[0]}'? " if near else ""


def shown(text: str, most: int = 60) -> str:
    """Return a text in quotes for a message, cut when it is long, with nothing that could move the cursor.

    Blanks and line breaks of each kind are shown as a blank, any other invisible character by its code point.
    """
    plain = "".join(map(_visible, text[: most + 1]))
    return f"'{plain}'" if len(plain) <= most else f"'{plain[:most]}...'"


def _visible(letter: str) -> str:
    if letter.isprintable():
        return letter
    return " " if letter.isspace() else f"<U+{ord(letter):04X}>"


def unknown_word(word: str, known: Iterable[str]) -> str:
    """Return what belongs in the place of an unknown word: the nearest known one, and all of them."""
    words = list(known)
    return f"{did_you_mean(word, words)}Known: {', '.join(words)}."
