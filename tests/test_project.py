"""A stranger can set the project up anywhere, and nothing in it points at one machine."""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKED = ("run", "dev", "bench", "lock")
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)(\[[a-z,-]+\])?==(?P<version>[\w.+!]+) \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")

# In parts, so that this file does not name what it looks for.
REGISTRIES = {
    "pypi": "org", "pythonhosted": "org", "npmjs": "org", "yarnpkg": "com", "crates": "io", "anaconda": "org",
    "deb.debian": "org", "proxy.golang": "org", "repo1.maven": "org",
}  # fmt: skip
MACHINE_FOLDERS = ("work", "root", "home", "tmp", "opt", "Users", "var/folders")
MACHINE_PATH = re.compile(rf"(?<![\w.~-])(?:[A-Za-z]:)?[/\\](?:{'|'.join(MACHINE_FOLDERS)})[/\\]")


def texts(paths: Iterable[Path]) -> Iterable[tuple[Path, str]]:
    """Yield each file that is text, with its text."""
    for path in paths:
        content = path.read_bytes()
        if b"\0" not in content:
            yield path, content.decode("utf-8", errors="replace")


def places(paths: Iterable[Path], pattern: re.Pattern[str], root: Path) -> list[str]:
    """Return 'file:line: text' of each line that the pattern matches."""
    return [
        f"{path.relative_to(root)}:{number}: {line.strip()[:120]}"
        for path, text in texts(paths)
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def registry_hosts() -> set[str]:
    """Return the well-known registries, and those that pip is set up with on this machine."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    configured = re.findall(
        r"https?://[^\s'\"]+", "\n".join(line for line in listed.splitlines() if "index-url" in line)
    )
    indexes = {urlsplit(address).hostname or "" for address in configured}
    known = {f"{name}.{domain}" for name, domain in REGISTRIES.items()}
    return known | (indexes - {"", "localhost", "127.0.0.1"})


def pins(path: Path) -> dict[str, str]:
    """Return the version that a hashed file pins for each package."""
    result = (PIN.match(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {match["name"]: match["version"] for match in result if match}


def wanted(path: Path) -> list[Requirement]:
    """Return the requirements that a hand-written file names itself."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]


def test_no_file_names_a_package_registry(project_root, project_files):
    """Packages come through pip's own configuration: no committed file names the host of a registry."""
    hosts = re.compile("|".join(re.escape(host) for host in sorted(registry_hosts())), re.IGNORECASE)

    assert places(project_files, hosts, project_root) == []


def test_no_file_names_a_path_of_one_machine(project_root, project_files):
    """No committed file holds an absolute path that only exists where it was written."""
    assert places(project_files, MACHINE_PATH, project_root) == []


@pytest.mark.parametrize(
    ("line", "is_path"),
    [
        ("open('{}work/main/x.csv')", True), ("cache = {}home/ann/.cache", True),
        (r"C:{}Users\ann\diary.csv".replace("{}", "\\"), True), ("https://example.org{}home/page", False),
        ("frame{}work/x", False), ("#!{}usr/bin/env bash", False),
    ],
)  # fmt: skip
def test_machine_paths_are_told_from_addresses(line, is_path):
    """A path of a machine is found; the path of a web address and a folder of the project are not."""
    assert bool(MACHINE_PATH.search(line.replace("{}", "/"))) is is_path


@pytest.mark.parametrize("name", LOCKED)
def test_locked_file_holds_only_pins_and_hashes(project_root, name):
    """A locked file is pins, hashes and comments: no address, no option, no local file, no pin without a hash."""
    lines = (project_root / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    code = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    pinned = [number for number, line in enumerate(code) if PIN.match(line)]

    assert [line for line in code if not PIN.match(line) and not HASH.match(line)] == []
    assert [line for line in lines if re.search(r"://|file:\S|find-links", line)] == []
    assert pinned
    assert [code[number] for number in pinned if not HASH.match(code[number + 1])] == []


@pytest.mark.parametrize("name", LOCKED)
def test_locked_file_fits_what_is_wanted(project_root, name):
    """Each package named by hand is pinned at a version that fits; otherwise `make lock` was forgotten."""
    folder = project_root / "requirements"
    locked = pins(folder / f"{name}.txt")
    named = wanted(folder / f"{name}.in") + (wanted(folder / "run.in") if name in ("dev", "bench") else [])
    unmet = [
        f"{requirement}: pinned {locked.get(canonicalize_name(requirement.name), 'nowhere')}"
        for requirement in named
        if not requirement.specifier.contains(locked.get(canonicalize_name(requirement.name), "0"))
    ]

    assert named
    assert unmet == []


def test_run_requirements_are_those_of_the_package(project_root):
    """requirements/run.in names what pyproject.toml depends on and builds with, and nothing else."""
    project = tomllib.loads((project_root / "pyproject.toml").read_text(encoding="utf-8"))
    declared = project["project"]["dependencies"] + project["build-system"]["requires"]

    assert set(map(str, wanted(project_root / "requirements" / "run.in"))) == {str(Requirement(d)) for d in declared}


@pytest.mark.parametrize("name", ["dev", "bench"])
def test_tests_and_benchmarks_use_the_versions_that_users_run(project_root, name):
    """Every package of run.txt has the same version in dev.txt and bench.txt."""
    run = pins(project_root / "requirements" / "run.txt")
    other = pins(project_root / "requirements" / f"{name}.txt")

    assert {package: other.get(package) for package in run} == run


def test_licence_is_the_one_declared(project_root):
    """LICENSE is the whole Apache 2.0 text, and pyproject.toml says so."""
    text = (project_root / "LICENSE").read_text(encoding="utf-8")
    project = tomllib.loads((project_root / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert "Version 2.0, January 2004" in text
    assert [f"{n}." for n in range(1, 10)] == re.findall(r"^   (\d\.) ", text, re.MULTILINE)
    assert "END OF TERMS AND CONDITIONS" in text
    assert project["license"] == "Apache-2.0"


@pytest.mark.parametrize(
    ("printed", "status", "last"),
    [
        ("All checks passed!\n12 passed in 3.20s\n", 0, "12 passed in 3.20s"),
        ("1 failed, 11 passed in 75.20s (0:01:15)\nmake: *** Error 1\n", 2, "1 failed, 11 passed in 75.20s (0:01:15)"),
        ("2 errors in 0.10s\nmake: *** Error 2\n", 2, "2 errors in 0.10s"),
        ("Found 1 error.\nmake: *** Error 1\n", 2, "make: *** Error 1"),
    ],
)
def test_ci_closes_with_the_closing_line_of_pytest(project_root, tmp_path, printed, status, last):
    """.ci/run calls `make test`, ends with its status, and pytest's closing line is last, passed or failed."""
    make = tmp_path / "make"
    make.write_text(f"#!/bin/sh\necho \"$@\"\nprintf '%s' '{printed}'\nexit {status}\n", encoding="utf-8")
    make.chmod(0o755)
    environment = os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}

    run = subprocess.run([project_root / ".ci" / "run"], env=environment, capture_output=True, text=True, check=False)

    assert run.returncode == status
    assert run.stdout.splitlines()[0].split()[-1] == "test"
    assert run.stdout.splitlines()[-1] == last


def test_pytest_is_the_last_check(project_root):
    """`make` alone is `make test`, and pytest is its last step: its closing line is what CI reads."""
    makefile = (project_root / "Makefile").read_text(encoding="utf-8")
    steps = re.findall(r"^test: (.+)$", makefile, re.MULTILINE)

    assert ".DEFAULT_GOAL := test\n" in makefile
    assert ".NOTPARALLEL:\n" in makefile
    assert [step.split() for step in steps] == [["lint", "types", "imports", "tests"]]


def test_nothing_is_left_unfinished(project_root, project_files):
    """Code has no mark for later, and no test is switched off."""
    source = [path for path in project_files if path.suffix == ".py"]
    later = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error")))
    off = re.compile(r"pytest\.(mark\.)?(skip|xfail|importor" + r"skip)")

    assert places(source, later, project_root) == []
    assert places(source, off, project_root) == []


def test_changelog_begins_with_what_is_not_released(project_root):
    """The first section of the changelog is the unreleased one, so a change has a place to be written down."""
    text = (project_root / "CHANGELOG.md").read_text(encoding="utf-8")

    assert re.findall(r"^## .+$", text, re.MULTILINE)[0] == "## Unreleased"
