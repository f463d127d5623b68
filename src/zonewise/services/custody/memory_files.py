"""Files that lie in memory alone, for what may not reach a disk in the clear, and what older releases left on one.

Services read files by path. What a browser sent is a path to memory here: nothing of it is on a disk, and nothing is
left when the process is killed. A backup is opened by SQLite, which follows no such path: it lies in a folder that the
system keeps in memory, and what a killed process left there goes at the next start.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "zonewise-"
_OURS = re.compile(r"zonewise-[a-z0-9_]{8}", re.ASCII)
_TRIAL = re.compile(r"tmp[a-z0-9_]{8}", re.ASCII)
_TRIAL_FILES = frozenset(f"trial.sqlite{ending}" for ending in ("", "-wal", "-shm", "-journal", "-lock"))
_IN_MEMORY = ("tmpfs", "ramfs")


@contextmanager
def memory_file(name: str, content: bytes) -> Iterator[Path]:
    """Give the path of a file in memory with that name and content, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix=PREFIX) as folder:
        path = Path(folder) / name
        if not hasattr(os, "memfd_create"):
            path.write_bytes(content)
            yield path
            return
        handle = os.memfd_create(PREFIX, os.MFD_CLOEXEC)
        try:
            with open(handle, "wb", closefd=False) as file:
                file.write(content)
            path.symlink_to(f"/proc/{os.getpid()}/fd/{handle}")
            yield path
        finally:
            os.close(handle)


@contextmanager
def memory_copy(name: str, content: bytes) -> Iterator[Path]:
    """Do the same for a file that SQLite opens: in a folder that the system keeps in memory, where it has one."""
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=memory_folder()) as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        yield path


def memory_folder() -> Path | None:
    """Return a folder that the system keeps in memory and where this account may write; None where there is none."""
    try:
        mounts = [line.split() for line in Path("/proc/self/mounts").read_text("utf-8", "replace").splitlines()]
    except OSError:
        return None
    folders = {fields[1] for fields in mounts if len(fields) > 2 and fields[2] in _IN_MEMORY}
    for folder in filter(None, (os.environ.get("XDG_RUNTIME_DIR"), "/dev/shm")):
        if folder in folders and os.access(folder, os.W_OK | os.X_OK):
            return Path(folder)
    return None


def left_folders(*, age_seconds: float, now: float) -> tuple[Path, ...]:
    """Return folders of ours, with what people wrote, that a process left which was killed.

    Args:
        age_seconds: How long nobody may have touched one, so that it is none of a process that still works.
        now: Seconds since the epoch.
    """
    places = {Path(tempfile.gettempdir()), memory_folder() or Path(tempfile.gettempdir())}
    return tuple(
        folder for place in sorted(places) for folder in _folders_in(place) if _is_left(folder, now - age_seconds)
    )


def remove_folders(folders: tuple[Path, ...]) -> None:
    """Delete folders with all that is in them."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _folders_in(place: Path) -> list[Path]:
    with suppress(OSError):
        return sorted(path for path in place.iterdir() if _OURS.fullmatch(path.name) or _TRIAL.fullmatch(path.name))
    return []


def _is_left(folder: Path, before: float) -> bool:
    try:
        status = folder.lstat()
        mine = folder.is_dir() and not folder.is_symlink() and status.st_uid == os.geteuid()
        if not mine or status.st_mtime > before:
            return False
        names = {path.name for path in folder.iterdir()}
    except OSError:
        return False
    return bool(_OURS.fullmatch(folder.name)) or ("trial.sqlite" in names and names <= _TRIAL_FILES)
