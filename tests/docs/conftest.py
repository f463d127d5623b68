"""What the documentation checks share: the pages, and the script that writes the page of commands."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def pages(project_root: Path, project_files: tuple[Path, ...]) -> dict[str, str]:
    """Return each Markdown page: its path from the project's folder, and its text."""
    paths = (path for path in project_files if path.suffix == ".md")
    return {path.relative_to(project_root).as_posix(): path.read_text(encoding="utf-8") for path in paths}


@pytest.fixture(scope="session")
def make_cli(load_script: Callable[[str], ModuleType]) -> ModuleType:
    """Return docs/make_cli.py as a module."""
    return load_script("docs/make_cli.py")
