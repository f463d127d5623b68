"""A disk of a few megabytes, in memory, that can be filled to the last byte."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class SmallDisk:
    """A disk that was mounted for a test."""

    folder: Path

    def fill(self) -> None:
        """Leave no room at all."""
        with (self.folder / "filling").open("ab", buffering=0) as file:
            for size in (65536, 1):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError:
                    continue
        status = os.statvfs(self.folder)
        assert status.f_bavail == 0

    def make_room(self) -> None:
        """Take away what filled it."""
        (self.folder / "filling").unlink()

    def files(self) -> set[str]:
        """Return the names of the files on it, but for what filled it."""
        return {path.name for path in self.folder.rglob("*") if path.is_file()} - {"filling"}


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """Have a disk of 4 MB at a folder; only the administrator may mount one, elsewhere the test is left out."""
    folder.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a disk can be mounted by the administrator alone")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
