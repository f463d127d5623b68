"""How a file is written: its format, separator, encoding and header."""

from dataclasses import dataclass

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}


@dataclass(frozen=True, slots=True)
class FileLayout:
    """How a file is written.

    Attributes:
        format: Name of its format.
        delimiter: "," or ";" or a tab.
        encoding: "utf-8" or "cp1252"; a byte order mark before UTF-8 is dropped.
        header: Column names as written, stripped.
        columns: The same, folded for comparing: lower case, single spaces.
        header_line: The line on which the header stands, from 1.
        notes: What the person should know about it, such as a guessed encoding.
    """

    format: str
    delimiter: str
    encoding: str
    header: tuple[str, ...]
    columns: tuple[str, ...]
    header_line: int
    notes: tuple[str, ...] = ()

    @property
    def separator_name(self) -> str:
        """The delimiter as a word."""
        return SEPARATORS[self.delimiter]


def folded(name: str) -> str:
    """Return a name for comparing: lower case, single spaces."""
    return " ".join(name.split()).casefold()
