"""What a reader says about a file besides its entries and problems."""

from dataclasses import dataclass


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
