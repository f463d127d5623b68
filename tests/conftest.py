"""What all tests share: the project's own files, a clock at midday, and Hypothesis without a stop-watch."""

import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings
from tests.browser import chromium as chromium
from tests.postgresql import new_schema as new_schema
from tests.postgresql import server as server

# A busy machine must not turn a law red: how long one example takes is measured in benchmarks/, not here.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

# A logical day ends at 04:00, so tests that speak of today would turn red between midnight and four: this process, all
# that it starts and the steady diary below live in a zone in which it is midday of the day that UTC has.
MIDDAY_ZONE = f"Etc/GMT{time.gmtime().tm_hour - 12:+d}"  # counted west of Greenwich, as POSIX does
os.environ["TZ"] = MIDDAY_ZONE.replace("Etc/GMT", "MID")
time.tzset()

ROOT = Path(__file__).resolve().parent.parent
PLAN = (ROOT / "tests" / "data" / "plan.yaml").read_text(encoding="utf-8")


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
    patterns = [line.rstrip("/") for line in lines if line and not line.startswith("#")]
    anywhere = (".git", *(pattern for pattern in patterns if not pattern.startswith("/")))
    at_the_top = (*anywhere, *(pattern[1:] for pattern in patterns if pattern.startswith("/")))
    for folder, below, names in os.walk(ROOT):
        ignored = at_the_top if Path(folder) == ROOT else anywhere
        below[:] = [name for name in below if not any(fnmatch(name, pattern) for pattern in ignored)]
        yield from (Path(folder, name) for name in names if not any(fnmatch(name, pattern) for pattern in ignored))


@pytest.fixture(scope="session")
def load_script(project_root: Path) -> Callable[[str], ModuleType]:
    """Return what loads a script beside the package, such as "docs/make_cli.py", as a module."""

    def load(path: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(path.removesuffix(".py").replace("/", "_"), project_root / path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module  # dataclasses look their module up there
        spec.loader.exec_module(module)
        return module

    return load


@pytest.fixture(scope="module")
def cheap_keys() -> Iterator[None]:
    """Let argon2id take no time in the tests of a file; what it costs in truth is tested where the key is."""
    from zonewise.store import encryption

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encryption, "COSTS", {b"\x01": encryption.Cost(passes=1, memory_kib=8, lanes=1)})
        yield


@pytest.fixture
def lived_copy(lived_diary: Path, tmp_path: Path) -> Path:
    """Return the file of a diary of five weeks that a test may change."""
    return shutil.copy(lived_diary, tmp_path / "diary.sqlite")


@pytest.fixture(scope="session")
def lived_diary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a diary of five steady weeks up to yesterday, all questions answered; copy it before use."""
    from datetime import time, timedelta

    from zonewise.model.entry import RATINGS, Entry
    from zonewise.services.base.clock import logical_today
    from zonewise.services.base.diary import Diary, add_entries, new_id
    from zonewise.services.recording.plans import sign_plan

    path = tmp_path_factory.mktemp("lived") / "diary.sqlite"
    today = logical_today(MIDDAY_ZONE, time(4))
    days = [today - timedelta(days=number) for number in range(35, 0, -1)]
    answers = {
        "opioid": "none", "other_antagonist": "no", "hypersensitivity": "no", "liver": "none", "pregnancy": "no",
        "minor": "no", "needs_specialist": "no", "phase": "titrating", "extreme_sensitivity": "no",
    }  # fmt: skip
    profile = {"timezone": MIDDAY_ZONE, "country": "GB"}
    add_entries(
        Diary(str(path)),
        [
            *(Entry(new_id(), days[0], None, "profile", name, value) for name, value in profile.items()),
            *(Entry(new_id(), day, None, "rating", name, "3") for day in days for name in RATINGS),
            *(Entry(new_id(), day, None, "dose", "naltrexone", "1", "mg") for day in days),
            *(Entry(new_id(), days[-1], None, "answer", name, value) for name, value in answers.items()),
        ],
    )
    plan = path.with_name("plan.yaml")
    plan.write_text(PLAN.format(written=days[0], start=days[0]), encoding="utf-8")
    sign_plan(Diary(str(path)), plan, day=days[0], not_started=False)
    return path
