"""Protocols by name: which are at hand, a name nobody knows, a folder of one's own, and each read once."""

import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import zonewise
from zonewise import protocols
from zonewise.problem import InputRefused
from zonewise.protocols import DEFAULT_PROTOCOL
from zonewise.services.base import protocols as services
from zonewise.services.base.diary import Diary
from zonewise.services.base.profile import profile_in
from zonewise.services.base.protocols import VARIABLE, load_protocol, protocol_names
from zonewise.services.recording.answers import set_profile

SOURCE = Path(zonewise.__file__).parent
LITERAL = re.compile(rf"""["']{DEFAULT_PROTOCOL}["']""")
ANOTHER_MEANING = {
    "protocols/__init__.py": "the one place",
    "model/substances.py": "the name of a medicine",
    "trial/": "what a person guesses of a block",
    "report/trial_pages.py": "the same",
    "web/pages/trial.py": "the same",
    "synthetic/": "the drug that a synthetic patient takes",
}


def test_the_default_protocol_is_at_hand() -> None:
    """The release brings the protocol that a diary has which names none."""
    assert DEFAULT_PROTOCOL in protocol_names()
    assert load_protocol().rule_set.id == load_protocol(DEFAULT_PROTOCOL).name == DEFAULT_PROTOCOL


def test_an_unknown_name() -> None:
    """A name that nobody knows is refused with the nearest one and all that are known."""
    with pytest.raises(InputRefused) as refused:
        load_protocol("lnd")

    [problem] = refused.value.problems
    assert problem.fault == "'lnd' is not a protocol."
    assert problem.expected.startswith(f"Did you mean '{DEFAULT_PROTOCOL}'?")
    assert problem.code == "unknown-protocol"


def test_a_folder_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Protocols of the folder that is named are at hand beside those of the release, and come before them."""
    for name in ("mine", DEFAULT_PROTOCOL):
        shutil.copytree(Path(protocols.__path__[0]) / DEFAULT_PROTOCOL, tmp_path / name)
    monkeypatch.setenv(VARIABLE, str(tmp_path))

    assert {"mine", DEFAULT_PROTOCOL} <= set(protocol_names())
    assert load_protocol("mine") is not load_protocol()
    monkeypatch.delenv(VARIABLE)
    shipped = load_protocol()
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert load_protocol() is not shipped


def test_a_protocol_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many threads that ask for it at the same time get the same one, and its files are read once.

    It is one that nobody has read yet: to forget those that were read would part them from what other tests hold.
    """
    shutil.copytree(Path(protocols.__path__[0]) / DEFAULT_PROTOCOL, tmp_path / "fresh")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    reads: list[Path] = []
    read = services.read_protocol
    monkeypatch.setattr(services, "read_protocol", lambda folder: (reads.append(folder), read(folder))[1])

    with ThreadPoolExecutor(8) as pool:
        loaded = list(pool.map(lambda _: load_protocol("fresh"), range(64)))

    assert len(set(loaded)) == len(reads) == 1


def test_the_name_stands_once() -> None:
    """No other line of Python knows what the default protocol is called."""
    lines = [
        f"{path.relative_to(SOURCE)}:{number}"
        for path in sorted(SOURCE.rglob("*.py"))
        if not str(path.relative_to(SOURCE)).startswith(tuple(ANOTHER_MEANING))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if LITERAL.search(line)
    ]
    assert lines == []


def test_a_diary_names_its_protocol(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A diary that names none has the default one; a name that nobody knows is refused when it is written or read."""
    diary = Diary(str(tmp_path / "diary.sqlite"))
    own = shutil.copytree(Path(protocols.__path__[0]) / DEFAULT_PROTOCOL, tmp_path / "own" / "mine")
    monkeypatch.setenv(VARIABLE, str(own.parent))
    assert profile_in(diary).protocol is load_protocol()

    set_profile(diary, {"protocol": "mine"}, day=None)
    assert profile_in(diary).protocol is load_protocol("mine")

    with pytest.raises(InputRefused, match=r"Did you mean 'mine'\?"):
        set_profile(diary, {"protocol": "mien"}, day=None)
    monkeypatch.delenv(VARIABLE)
    with pytest.raises(InputRefused, match="'mine' is not a protocol"):
        profile_in(diary).protocol  # noqa: B018 - it is read to see it refused


def test_no_module_reads_a_protocol_when_it_is_imported() -> None:
    """A protocol is read where it is asked for, and none is a global that stands ready."""
    program = (
        "import pkgutil, zonewise\n"
        "from importlib import import_module\n"
        "from zonewise.services.base import protocols\n"
        "names = [module.name for module in pkgutil.walk_packages(zonewise.__path__, 'zonewise.')]\n"
        "modules = [import_module(name) for name in names if not name.endswith('__main__')]\n"
        "print(len(modules), protocols._read_once.cache_info().currsize)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    imported, read = map(int, done.stdout.split())
    assert imported > 200
    assert read == 0
