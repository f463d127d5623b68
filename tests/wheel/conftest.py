"""zonewise as its users have it: the wheel in an environment of its own that cannot reach the checkout."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

DRIVER = Path(__file__).with_name("driver.py")


@dataclass(frozen=True)
class Installed:
    """An environment with the wheel."""

    wheel: Path  # The wheel.
    folder: Path  # The environment.

    @property
    def environment(self) -> dict[str, str]:
        """The variables of its processes: none that leads Python back to the checkout."""
        return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "ZONEWISE"))}

    def run(self, work: str, content: Any, folder: Path) -> Any:
        """Let the driver work in the environment, and return what it answers."""
        command = [self.folder / "bin" / "python", "-I", DRIVER, work]
        done = subprocess.run(
            command, cwd=folder, env=self.environment, input=json.dumps(content), capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def serve(self, words: Sequence[str | Path], folder: Path) -> subprocess.Popen[str]:
        """Start the pages by the command that the wheel installs."""
        command = [self.folder / "bin" / "zonewise", "serve", "--port", "0", *words]
        return subprocess.Popen(
            command, cwd=folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )


@pytest.fixture(scope="session")
def installed(project_root: Path, project_files: Sequence[Path], tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Return the environment; the wheel is built without a network from the files that are committed or would be."""
    folder = tmp_path_factory.mktemp("wheel")
    for path in project_files:
        name = path.relative_to(project_root)
        if name.parts[0] in ("src", "pyproject.toml", "README.md", "LICENSE"):
            (folder / "source" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, folder / "source" / name)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    build = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder, folder / "source"]
    subprocess.run(build, check=True, env=os.environ | {"PYTHONPATH": ""})
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "environment", with_pip=False)
    install = [*pip, "--python", folder / "environment", "install", "--no-deps", "--no-index", "--no-compile", wheel]
    subprocess.run(install, check=True, env=os.environ | {"PYTHONPATH": ""})
    packages = next((folder / "environment" / "lib").glob("python*/site-packages"))
    # The libraries are those of the tests. A folder that a .pth file names has its own .pth files left unread, so the
    # checkout, which stands there as one, stays out of reach.
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return Installed(wheel, folder / "environment")


@pytest.fixture(scope="session")
def wheel_names(installed: Installed) -> frozenset[str]:
    """Return the names of the files in the wheel."""
    return frozenset(zipfile.ZipFile(installed.wheel).namelist())
