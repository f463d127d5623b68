"""Halves: what lies among the backups, or beside a diary, while a file is made, and after its process was killed.

Whoever makes one holds a share of a lock until the file has its name or is gone; the lock ends with the process. So
whoever gets that lock alone knows that nobody makes one, and that every half there is dead.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import sqlcipher3.dbapi2 as sqlite  # type: ignore[import-untyped]  # a compiled module without types

from .backup_names import LOGS, backup_folder, is_backup_name
from .lock import COPY, exclusive_lock, lock_file, shared_lock
from .private_files import PART, files_of_pages, write_private
from .refusals import DiaryRefused

_WAIT_SECONDS = 5.0  # For another process that takes dead halves away, which takes it a few milliseconds.


@contextmanager
def copying(diary: Path) -> Iterator[None]:
    """Have a share of the lock of those who make a file: no half, and no log without its file, is deleted meanwhile.

    Raises:
        sqlite.OperationalError, OSError: The lock cannot be made.
    """
    lock = shared_lock(diary.with_name(diary.name + COPY), _WAIT_SECONDS)
    try:
        yield
    finally:
        lock.close()


@contextmanager
def new_half(diary: Path, target: Path) -> Iterator[Path]:
    """Yield where a copy of a diary is made that takes a name among its backups once it is whole.

    A half that still has its own name at the end is deleted; two at once do not meet.

    Raises:
        sqlite.OperationalError, OSError: The lock cannot be made, or the half not deleted.
    """
    half = target.with_name(f"{target.name}.{os.urandom(4).hex()}{PART}")
    with copying(diary):
        try:
            yield half
        finally:
            half.unlink(missing_ok=True)


def write_beside(diary: Path, file: Path, content: bytes) -> None:
    """Write a small file of the pages beside a diary; it appears whole, in the place of an older one.

    Raises:
        OSError: It cannot be written.
    """
    try:
        with copying(diary):
            write_private(file, content)
    except (sqlite.Error, DiaryRefused) as error:
        raise OSError(errno.EACCES, str(error)) from error


def clear_dead_halves(diary: Path) -> None:
    """Delete what is left of files whose process was killed. While one is being made nothing is deleted."""
    with suppress(OSError):
        if not halves(diary) and not copy_lock_file(diary).exists():
            return
        with suppress(DiaryRefused, sqlite.Error), exclusive_lock(diary.with_name(diary.name + COPY), 0.0):
            for half in halves(diary):  # looked for again: until now one of them could be finished
                half.unlink(missing_ok=True)


def halves(diary: Path) -> tuple[Path, ...]:
    """Return the halves of copies, a log without its file included, and of the files of the pages."""
    beside = tuple(path for path in files_of_pages(diary) if path.name.endswith(PART) and path.is_file())
    try:
        names = {entry.name for entry in os.scandir(backup_folder(diary))}
    except (FileNotFoundError, NotADirectoryError):
        return beside
    lone_logs = {name for name in names for log in LOGS if name.endswith(log) and name.removesuffix(log) not in names}
    parts = {name for name in names if name.endswith(PART)}
    return beside + tuple(backup_folder(diary) / name for name in sorted(parts | lone_logs) if is_backup_name(name))


def copy_lock_file(diary: Path) -> Path:
    """Return the file of the lock that whoever makes a copy has a share of."""
    return lock_file(diary.with_name(diary.name + COPY))
