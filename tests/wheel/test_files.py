"""The wheel carries everything that the checkout has below src/zonewise."""

from collections.abc import Sequence
from pathlib import Path


def test_every_file_of_the_package_is_in_the_wheel(
    project_root: Path, project_files: Sequence[Path], wheel_names: frozenset[str]
) -> None:
    """Templates, protocols, migrations, styles, modules: what is committed below the package is installed."""
    source = project_root / "src"
    committed = {path.relative_to(source).as_posix() for path in project_files if path.is_relative_to(source)}

    assert "zonewise/report/templates/prescriber.typ" in committed
    assert committed - wheel_names == set()


def test_nothing_else_is_in_the_wheel(wheel_names: frozenset[str]) -> None:
    """No compiled file and no leftover of an editor comes along."""
    packaged = {name for name in wheel_names if not name.startswith("zonewise-")}

    assert {name for name in packaged if not name.startswith("zonewise/") or "__pycache__" in name} == set()
