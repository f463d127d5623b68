"""`protocol check` names every fault of a changed protocol with its file and line."""

import re
import shutil
from collections.abc import Callable
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest

Edit = Callable[[str], str]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a folder with a copy of the shipped protocol."""
    with as_file(files("zonewise.protocols") / "ldn") as shipped:
        return Path(shutil.copytree(shipped, tmp_path / "mine"))


def _once(was: str, becomes: str) -> Edit:
    def edit(text: str) -> str:
        assert was in text
        return text.replace(was, becomes, 1)

    return edit


def test_the_shipped_protocol_is_sound(nothing_yet: Any) -> None:
    """The protocol of this release and all its worked examples are sound."""
    printed = nothing_yet("protocol", "check").stdout

    assert re.fullmatch(r"ldn \S+: \d+ rules, \d+ worked examples, 0 problems\.\n", printed)


def test_a_copy_is_as_sound(nothing_yet: Any, copy: Path) -> None:
    """A folder with the same files is checked the same way."""
    assert nothing_yet("protocol", "check", copy).stdout == nothing_yet("protocol", "check").stdout


FAULTS = [
    ("step.yaml", _once("days_green:", "dayz_green:"), "'dayz_green' is not a fact. Did you mean 'days_green'?"),
    ("facts.yaml", _once("    type: bool\n", "    type: bool\n    type: bool\n"), "'type' stands here a second time"),
    ("facts.yaml", lambda text: text + "facts: {}\n", "the key 'facts' stands here a second time (first in line"),
    ("step.yaml", lambda text: text + "rule: x\n", "Did you mean 'rules'?"),
    ("step.yaml", lambda text: text + 'x: !!python/object/apply:os.system ["true"]\n', "found the YAML tag"),
    ("step.yaml", lambda text: "[" * 5000, "nested 33 deep. Nest at most"),
    ("step.yaml", lambda text: text[:700], "step.yaml:"),
    ("step.examples.yaml", _once("answer:", "anser:"), "Did you mean 'answer'?"),
    ("zones.settings.yaml", _once("value: 1.3", "value: much"), "zones.settings.yaml:"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "edit", "named"), FAULTS, ids=[f"{name} {named}" for name, _, named in FAULTS])
def test_a_fault_is_named_with_file_and_line(nothing_yet: Any, copy: Path, name: str, edit: Edit, named: str) -> None:
    """A slip in any file is refused with that file, a line, what was found and the nearest known word; status 2."""
    path = copy / name
    path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")

    printed = nothing_yet("protocol", "check", copy, code=2).stderr

    assert named in printed
    assert re.search(rf"^{re.escape(name)}:\d+: ", printed, re.MULTILINE)


def test_a_changed_bound_fails_its_worked_example(nothing_yet: Any, copy: Path) -> None:
    """A bound moved by one day still reads well, and is caught by the worked examples beside it."""
    path = copy / "numbers.settings.yaml"
    path.write_text(
        _once("before-step: {value: 7", "before-step: {value: 8")(path.read_text(encoding="utf-8")), encoding="utf-8"
    )

    printed = nothing_yet("protocol", "check", copy, code=2)

    assert "step.examples.yaml" in printed.stderr
    assert not printed.stdout.endswith(" 0 problems.\n")


@pytest.mark.parametrize("name", ["step.yaml", "facts.yaml", "protocol.yaml", "zones.settings.yaml"])
def test_a_missing_file(nothing_yet: Any, copy: Path, name: str) -> None:
    """A protocol without one of its files is refused by that file's name."""
    (copy / name).unlink()

    assert f"{name}: the file is missing." in nothing_yet("protocol", "check", copy, code=2).stderr


@pytest.mark.parametrize("name", ["step.yaml", "triage.yaml", "facts.yaml"])
def test_an_empty_file(nothing_yet: Any, copy: Path, name: str) -> None:
    """An empty file is a fault too: a protocol without its question would otherwise simply never ask it."""
    (copy / name).write_text("", encoding="utf-8")

    printed = nothing_yet("protocol", "check", copy, code=2).stderr

    assert re.search(rf"^{name}\S* ", printed, re.MULTILINE)


def test_other_bytes_and_too_many(nothing_yet: Any, copy: Path) -> None:
    """Bytes that are no UTF-8 and a file that is far too large are refused by name."""
    text = (copy / "step.yaml").read_bytes()
    (copy / "step.yaml").write_bytes(text + b"\xff")
    line = len(text.splitlines()) + 1
    assert f"step.yaml:{line}: byte {len(text)} is not UTF-8." in nothing_yet("protocol", "check", copy, code=2).stderr

    (copy / "step.yaml").write_bytes(b"#" * 3_000_000)
    assert "step.yaml: 3000000 bytes are too many." in nothing_yet("protocol", "check", copy, code=2).stderr


def test_no_folder(nothing_yet: Any, tmp_path: Path) -> None:
    """A path that is no folder, and a folder without a protocol, are refused."""
    assert "this is not a folder." in nothing_yet("protocol", "check", tmp_path / "none", code=2).stderr
    assert "protocol.yaml: the file is missing." in nothing_yet("protocol", "check", tmp_path, code=2).stderr


def test_coverage(nothing_yet: Any) -> None:
    """Every statement of the guide is carried by something, in text and in JSON."""
    rows = nothing_yet.json("protocol", "coverage")["statements"]

    assert len(rows) > 50
    assert all(row["carried_by"] for row in rows)
    printed = nothing_yet("protocol", "coverage").stdout.splitlines()
    assert len([line for line in printed if not line.startswith(" ")]) == len(rows)
