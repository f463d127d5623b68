"""A disk of a few megabytes, in memory, that can be filled to the last byte."""

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass
class SmallDisk:
    """A disk that was mounted for a test; where only the administrator may, a limit of the process stands for it."""

    folder: Path
    mounted: bool
    is_full: bool = False

    def fill(self) -> None:
        """Leave no room at all."""
        self.is_full = True
        if not self.mounted:
            _limit(0)
            return
        with (self.folder / "filling").open("ab", buffering=0) as file:
            for size in (65536, 1):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError:
                    continue
        assert os.statvfs(self.folder).f_bavail == 0

    def make_room(self) -> None:
        """Take away what filled it."""
        self.is_full = False
        _limit(resource.getrlimit(resource.RLIMIT_FSIZE)[1])
        (self.folder / "filling").unlink(missing_ok=True)

    def files(self) -> set[str]:
        """Return the names of the files on it, but for what filled it."""
        return {path.name for path in self.folder.rglob("*") if path.is_file()} - {"filling"}


def _limit(most_bytes: int) -> None:
    """Let this process write no file of more bytes; Python takes the signal for that as an error, as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """Have a disk of 4 MB at a folder."""
    folder.mkdir()
    command = [shutil.which("mount") or "/bin/false", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    disk = SmallDisk(folder, subprocess.run(command, capture_output=True, check=False).returncode == 0)
    try:
        yield disk
    finally:
        disk.make_room()
        if disk.mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
