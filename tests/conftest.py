"""What do all tests share? The project's own files, and Hypothesis without a stop-watch."""

import os
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine must not turn a law red: how long one example takes is measured in benchmarks/, not here.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def project_root() -> Path:
    """Return the folder that holds pyproject.toml."""
    return ROOT


@pytest.fixture(scope="session")
def project_files() -> tuple[Path, ...]:
    """Return every file that is committed or would be, in order; works without git too."""
    return tuple(sorted(path for path in _listed_by_git() or _not_ignored() if path.is_file()))


def _listed_by_git() -> tuple[Path, ...]:
    if not (ROOT / ".git").exists():
        return ()
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):  # no git here, or it does not trust the folder's owner
        return ()
    return tuple(ROOT / name for name in listed.split("\0") if name)


def _not_ignored() -> Iterator[Path]:
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    ignored = (".git", *(line.strip("/") for line in lines if line and not line.startswith("#")))
    for folder, below, names in os.walk(ROOT):
        below[:] = [name for name in below if not any(fnmatch(name, pattern) for pattern in ignored)]
        yield from (Path(folder, name) for name in names if not any(fnmatch(name, pattern) for pattern in ignored))
