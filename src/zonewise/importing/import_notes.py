"""What does a reader have to say about a file besides its entries?"""

from dataclasses import dataclass

from zonewise.problem import Problem


@dataclass(frozen=True, slots=True)
class Note:
    """Something the person should know about an import that was nevertheless understood.

    Attributes:
        where: File name, or the name of the input.
        line: Line number from 1, or 0 when it concerns the whole.
        text: One or two plain sentences.
        code: A short word to search for, such as "chest-pain".
    """

    where: str
    line: int
    text: str
    code: str

    def __str__(self) -> str:
        place = f"{self.where}:{self.line}" if self.line else self.where
        return f"{place}: {self.text} [{self.code}]"


class NotUnderstood(Exception):
    """One cell or row that cannot be read; the reader adds the file and the line."""

    def __init__(self, found: str, expected: str, code: str) -> None:
        super().__init__(found)
        self.found = found
        self.expected = expected
        self.code = code

    def at(self, where: str, line: int) -> Problem:
        """Return the located problem."""
        return Problem(where, line, self.found, self.expected, self.code)


def shown(text: str, most: int = 60) -> str:
    """Return a text in quotes for a message, cut when it is long, with nothing that could move the cursor."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text[: most + 1])
    return f"'{plain}'" if len(plain) <= most else f"'{plain[:most]}...'"
