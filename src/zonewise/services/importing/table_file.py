"""The table in a file that is imported: the file itself when it is text, else the sheet or part of it as text."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from zonewise.importing import HEAD_BYTES
from zonewise.importing.containers import chosen_table, left_aside, stored_tables
from zonewise.importing.plain_stream import plain_stream
from zonewise.importing.table_rows import ByteStream
from zonewise.problem import InputRefused, NotUnderstood, Problem
from zonewise.services.base.text_files import unreadable
from zonewise.services.custody.sealed_file import sealed_file

MOST_BYTES = 4 * 1024**3
_MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table as text that can be read from its beginning as often as needed."""

    where: str  # Name of the file, for messages.
    size: int  # Bytes of the table.
    file: BinaryIO
    notes: tuple[str, ...] = ()  # What the person should know about how it was taken out of its file.

    def from_beginning(self) -> ByteStream:
        """Return its plain bytes from the beginning."""
        self.file.seek(0)
        return plain_stream(self.file)


def table_names(path: Path) -> tuple[str, ...]:
    """Return the names of the sheets or files in a file that hold a table; none for a file that is text itself.

    Raises:
        InputRefused: The file cannot be read.
    """
    try:
        with path.open("rb") as stream:
            tables = stored_tables(stream, stream.read(HEAD_BYTES)) or ()
            return tuple(table.name for table in tables if table.is_filled)
    except NotUnderstood as fault:
        raise InputRefused([fault.at(path.name)]) from None
    except OSError as error:
        raise InputRefused([unreadable(path, error)]) from None


@contextmanager
def table_file(path: Path, table: str) -> Iterator[TableFile]:
    """Give the table in a file.

    What is taken out of a workbook or an archive stands in an encrypted file without a name, gone afterwards.

    Args:
        path: The file.
        table: Name of the sheet, or of the file in an archive; "" for the only one.

    Raises:
        InputRefused: The file cannot be read, is too large, or has no table or several.
    """
    try:
        with path.open("rb") as stream, table_in(stream, os.fstat(stream.fileno()).st_size, path.name, table) as chosen:
            yield chosen
    except NotUnderstood as fault:
        raise InputRefused([fault.at(path.name)]) from None
    except OSError as error:
        raise InputRefused([unreadable(path, error)]) from None


@contextmanager
def table_in(stream: BinaryIO, size: int, where: str, table: str) -> Iterator[TableFile]:
    """Give the table in bytes that can be read from any place, as `table_file` does.

    Raises:
        InputRefused: It is too large.
        NotUnderstood: It has no table, or several.
    """
    if size > MOST_BYTES:
        raise InputRefused([Problem(where, 0, f"the file has {size} bytes.", f"At most {MOST_BYTES} are read.",
                                    "too-large")])  # fmt: skip
    tables = stored_tables(stream, stream.read(HEAD_BYTES))
    if tables is None:
        yield TableFile(where, size, stream)
        return
    chosen = chosen_table(tables, table)
    with sealed_file() as text:
        notes = chosen.write(text)
        if names := left_aside(tables, chosen):
            listed = ", ".join(f"'{name}'" for name in names[:_MOST_NAMED])
            notes = (*notes, f"Read is '{chosen.name}'. Also in it and not read: {listed}.")
        yield TableFile(where, text.tell(), text, notes)
