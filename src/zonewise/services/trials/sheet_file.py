"""Files that a trial writes: new ones alone, readable by their owner."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from zonewise.problem import InputRefused, Problem


@contextmanager
def write_new(path: Path) -> Iterator[Callable[[bytes], object]]:
    """Give what writes a new file; where what happens inside is refused, no file is left.

    Raises:
        InputRefused: The file is there already, or cannot be written.
    """
    from zonewise.store.private_files import create_private

    try:
        create_private(path)
    except FileExistsError:
        todo = "Choose another name."
        raise InputRefused([Problem(path.name, 0, "this file is there already.", todo, "file-exists")]) from None
    except OSError as error:
        fault = f"it cannot be written: {error.strerror}."
        raise InputRefused([Problem(path.name, 0, fault, "Choose another folder.", "not-written")]) from None
    try:
        yield path.write_bytes
    except BaseException:
        path.unlink(missing_ok=True)
        raise
