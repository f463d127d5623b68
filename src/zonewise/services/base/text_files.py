"""Small text files: read whole, and written without destroying another one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from zonewise.problem import InputRefused, Problem

MOST_BYTES = 1_000_000


def read_text(path: Path) -> str:
    """Return a small text file's content, each line ended by a newline alone.

    Raises:
        InputRefused: It cannot be read, is too large or is not UTF-8.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            fault = f"{path.stat().st_size} bytes are too many."
            raise InputRefused([Problem(path.name, 0, fault, f"At most {MOST_BYTES} are read.", "too-large")])
        content = path.read_bytes()
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line, fault = content.count(b"\n", 0, error.start) + 1, f"byte {error.start} is not UTF-8."
        raise InputRefused([Problem(path.name, line, fault, "Save the file as UTF-8.", "not-utf-8")]) from None
    except OSError as error:
        raise InputRefused([unreadable(path, error)]) from None


def write_bytes(path: Path, content: bytes) -> None:
    """Write a small file that is not there yet, and that only its owner can read.

    Raises:
        InputRefused: It is there already, or cannot be written.
    """
    try:
        with open(path, "xb", opener=private) as out:
            out.write(content)
    except FileExistsError:
        fault = "there is a file of this name already."
        expected = "Name another one; this one was left as it is."
        raise InputRefused([Problem(path.name, 0, fault, expected, "file-exists")]) from None
    except OSError as error:
        raise InputRefused([unwritable(path, error)]) from None


def private(path: str, flags: int) -> int:
    """Open a file that nobody but its owner can read where it is made; for `open(..., opener=private)`."""
    return os.open(path, flags, 0o600)


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write to, which then stands whole under its name, for its owner alone, in an older one's place.

    It has no name until it is whole, where the system can: of a process that is killed nothing is left.

    Raises:
        OSError: It cannot be written.
    """
    folder = path.parent
    name = folder / f".{path.name}.{os.urandom(4).hex()}"
    try:
        handle, unnamed = os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o600), True
    except (AttributeError, OSError):  # another system, or a file system that does not know this
        handle, unnamed = os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), False
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
            out.flush()
            os.fsync(handle)
            if unnamed:  # with a folder named the system follows the link; without one it would link the link
                os.link(f"/proc/self/fd/{handle}", name, src_dir_fd=handle)
        name.replace(path)
    finally:
        name.unlink(missing_ok=True)


def check_replaceable(path: Path, begins: bytes, what: str) -> None:
    """Refuse to write over anything but a file that we wrote before: above all not over the diary itself.

    Args:
        path: Where a file is to be written.
        begins: How the files that we write there begin; an empty file may be replaced too.
        what: What they are, such as "calendar".

    Raises:
        InputRefused: There is something else, or it cannot be read.
    """
    try:
        with path.open("rb") as file:
            head = file.read(len(begins))
    except FileNotFoundError:
        return
    except OSError as error:
        raise InputRefused([unwritable(path, error)]) from None
    if head not in (b"", begins):
        fault = f"there is a file of this name already, and it is no {what}."
        expected = "Name another file; this one was left as it is."
        raise InputRefused([Problem(path.name, 0, fault, expected, "file-exists")])


def unreadable(path: Path, error: OSError) -> Problem:
    """Return why a file cannot be read."""
    fault = f"the file cannot be read: {error.strerror}."
    return Problem(path.name, 0, fault, "Check its name and that you may read it.", "unreadable-file")


def unwritable(path: Path, error: OSError) -> Problem:
    """Return why a file cannot be written."""
    fault = f"the file cannot be written: {error.strerror}."
    return Problem(path.name, 0, fault, "Name a place where you may write and that has room.", "unwritable-file")
