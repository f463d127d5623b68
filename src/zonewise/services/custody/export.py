"""How does everything leave the diary again, with nothing dropped?"""

import os
import tempfile
from pathlib import Path

from zonewise.importing import write_native
from zonewise.problem import InputRefused, Problem
from zonewise.services.base.diary import Diary, read_connection
from zonewise.services.base.text_files import unwritable

HEADER = "".join(write_native(())).encode()
"""The first line of every export."""


def export_csv(diary: Diary, path: Path) -> int:
    """Write every entry, superseded ones included, as a native CSV and return how many.

    The file appears whole or not at all. It may take the place of an earlier export, and of nothing else.

    Raises:
        InputRefused: The file cannot be written, or is there and holds something else.
        DiaryRefused: The diary cannot be read.
    """
    from zonewise.store.entries import count_entries, stream_entries

    _check_target(path)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent or Path("."), prefix=f".{path.name}.")
    except OSError as error:
        raise InputRefused([unwritable(path, error)]) from None
    try:
        with read_connection(diary) as connection, os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            total = count_entries(connection)
            out.writelines(write_native(stream_entries(connection)))
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(path)
    except OSError as error:
        raise InputRefused([unwritable(path, error)]) from None
    finally:
        Path(name).unlink(missing_ok=True)
    return total


def _check_target(path: Path) -> None:
    """Refuse to write over anything but an earlier export: above all not over the diary itself."""
    try:
        with path.open("rb") as there:
            head = there.read(len(HEADER))
    except FileNotFoundError:
        return
    except OSError as error:
        raise InputRefused([unwritable(path, error)]) from None
    if head not in (b"", HEADER):
        found = "there is a file of this name already, and it is no export of zonewise."
        expected = "Name another file; this one was left as it is."
        raise InputRefused([Problem(path.name, 0, found, expected, "file-exists")])
