"""A folder with faults in many files: every fault with its line in one go, and nothing half read."""

import shutil
from collections.abc import Callable
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest

from zonewise.authoring.check import check_protocol
from zonewise.problem import InputRefused
from zonewise.services.base.medicine_screen import lists_from, screen_file
from zonewise.services.base.protocols import load_protocol

PLACES = {"protocol": "ldn", "medicines": "ldn/medicines"}


@pytest.fixture(params=PLACES)
def copied(request, tmp_path: Path) -> Path:
    """Return a folder with a copy of what is shipped, and nothing wrong in it."""
    return copy_of(request.param, tmp_path)


def copy_of(what: str, folder: Path) -> Path:
    """Copy a shipped folder and return the copy."""
    with as_file(files("zonewise.protocols") / PLACES[what]) as shipped:
        return Path(shutil.copytree(shipped, folder / what))


def spoil(path: Path, was: str, becomes: str) -> tuple[str, int]:
    """Change one place of a file; return the file's name and the line of the place."""
    text = path.read_text(encoding="utf-8")
    place = text.index(was)
    path.write_text(text[:place] + becomes + text[place + len(was) :], encoding="utf-8")
    return path.name, text.count("\n", 0, place) + 1


def add_line(path: Path, line: str) -> tuple[str, int]:
    """Add a line to a file; return the file's name and the number of the line."""
    text = path.read_text(encoding="utf-8")
    path.write_text(text + line + "\n", encoding="utf-8")
    return path.name, text.count("\n") + 1


def places(read: Callable[..., Any], *given: Any) -> list[tuple[str, int]]:
    """Return file and line of every problem for which something is refused."""
    with pytest.raises(InputRefused) as refused:
        read(*given)
    return sorted((problem.where, problem.line) for problem in refused.value.problems)


def test_every_fault_of_a_protocol_comes_in_one_go(tmp_path: Path) -> None:
    """Rules, facts, sources, settings, notices, knowledge and hazards: a fault in each is named at its own line."""
    folder = copy_of("protocol", tmp_path)
    wrong = [
        spoil(folder / "step.yaml", "days_green: {below", "dayz_green: {below"),
        spoil(folder / "start.yaml", "then: wait", "then: wate"),
        spoil(folder / "facts.yaml", "type: bool", "type: boool"),
        spoil(folder / "evidence.yaml", "title: Pregnancy", "titel: Pregnancy"),
        spoil(folder / "zones.settings.yaml", "value: 1.3", "value: much"),
        spoil(folder / "plan.settings.yaml", "because: The guide's range", "becuase: The guide's range"),
        spoil(folder / "relief.settings.yaml", "[better, worse, flare]", "[better, wurse, flare]"),
        spoil(folder / "trial.settings.yaml", "value: 12", "value: twelve"),
        spoil(folder / "notices.yaml", "    text:", "    txt:"),
        spoil(folder / "knowledge.yaml", "id: dose-range", "ident: dose-range"),
        spoil(folder / "hazards.yaml", "severity: severe", "severity: sever"),
    ]
    near = {name: range(line - 1, line + 2) for name, line in wrong}  # a text that is missing counts where its item is

    result = places(check_protocol, folder)

    assert {name for name, _ in result} == {name for name, _ in wrong}
    assert all(line for _, line in result)
    assert [name for name, line in wrong if not any(item == name and at in near[name] for item, at in result)] == []


def test_every_fault_of_the_worked_examples_comes_in_one_go(tmp_path: Path) -> None:
    """A fault in one file of examples hides neither those of the next file nor those of the numbers beside them."""
    folder = copy_of("protocol", tmp_path)
    wrong = [
        spoil(folder / "flare.examples.yaml", "answer:", "anser:"),
        spoil(folder / "triage.examples.yaml", "danger_sign:", "danger_sing:"),
        spoil(folder / "asking.settings.yaml", "value: 30", "value: thirty"),
    ]

    assert sorted(set(places(check_protocol, folder))) == sorted(wrong)


def test_examples_in_another_encoding_are_refused_at_their_line(tmp_path: Path) -> None:
    """A byte that is no UTF-8 in a file of examples is a fault with its line, beside those of other files."""
    folder = copy_of("protocol", tmp_path)
    path = folder / "flare.examples.yaml"
    lines = path.read_bytes().count(b"\n")
    path.write_bytes(path.read_bytes() + b"# caf\xe9\n")
    wrong = [(path.name, lines + 1), spoil(folder / "triage.examples.yaml", "answer:", "anser:")]

    assert places(check_protocol, folder) == sorted(wrong)


def test_every_fault_of_the_medicines_comes_in_one_go(tmp_path: Path) -> None:
    """Five faults in four lists are five problems, each at its line, and no list is made."""
    folder = copy_of("medicines", tmp_path)
    wrong = [
        add_line(folder / "opioid.brands.tsv", "Neu\tcodein\t\tus-product\tV"),
        add_line(folder / "opioid.brands.tsv", "Alt\tcodeine\tslow\tus-product\tV"),
        add_line(folder / "codes.tsv", "X99\tnice\t\t\tatc\tV"),
        add_line(folder / "harmless.brands.tsv", "one\ttwo"),
        add_line(folder / "words.tsv", "pilly\tshape\tus-product\tV"),
    ]

    assert places(lists_from, folder, load_protocol()) == sorted(wrong)


def test_every_fault_of_a_file_of_names_comes_in_one_go(tmp_path: Path) -> None:
    """Rows with a cell too many, a cell too long and a torn quotation mark are named by line; no row is answered."""
    path = tmp_path / "mine.csv"
    rows = ["name,code", "aspirin,1", "ibuprofen, x,2", "codeine,3", "a,b,c,d", "x" * 5000 + ",5", 'kratom,"open']
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    answered = []

    with pytest.raises(InputRefused) as caught:
        answered.extend(screen_file(path, load_protocol().medicine_lists))

    assert [(problem.line, problem.code) for problem in caught.value.problems] == [
        (3, "too-many-cells"), (5, "too-many-cells"), (6, "too-long"), (7, "not-csv"),
    ]  # fmt: skip
    assert answered == []


def test_a_copy_without_a_fault_is_taken(copied: Path) -> None:
    """What the faults are planted in is sound before: it is the fault that is refused and nothing else."""
    if copied.name == "medicines":
        assert lists_from(copied, load_protocol()).intervals == load_protocol().medicine_lists.intervals
    else:
        assert check_protocol(copied).problems == ()
