"""A fact that somebody adds to facts.yaml, with a rule, works everywhere without a line of Python."""

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.conftest import ROOT

from zonewise.authoring.export import export_protocol
from zonewise.authoring.proof.claims import CLAIMS
from zonewise.authoring.proof.protocol_states import ProtocolStates
from zonewise.cli.main import cli
from zonewise.protocols import __file__ as protocols
from zonewise.services.base.protocols import VARIABLE, read_protocol

from .conftest import Browser

ADDED = ROOT / "tests" / "data" / "new_fact"
SIDES = {
    "needs_specialist: false": r"\1kidney: false\n\1stairs: [easy, slow]\n",
    "- {needs_specialist: true}": '\\1- {kidney: true}\n\\1- {stairs: "no"}\n',
}
"""What a rise needs, and what keeps one from coming: beside each of these stands what is added."""

DAILY = ("danger_sign=none", "opioid=none", "side_effects=none", "other_change=none")

Run = Callable[..., Any]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the shipped protocol with two more facts, which takes the place of the shipped one."""
    root = tmp_path / "protocols"
    copy = root / "ldn"
    shutil.copytree(Path(protocols).parent / "ldn", copy)
    _insert_before(copy / "facts.yaml", "  wants_to_stop:")
    _insert_before(copy / "clearance.yaml", "  - id: cleared")
    for question in ("clearance", "start", "step", "resume"):  # what lets something rise lists all that it needs
        file = copy / f"{question}.yaml"
        text = file.read_text(encoding="utf-8")
        for present, added in SIDES.items():
            text = re.sub(rf"^( +){re.escape(present)}\n", rf"\g<0>{added}", text, flags=re.MULTILINE)
        file.write_text(text, encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(root))
    return copy


def _insert_before(file: Path, mark: str) -> None:
    added = (ADDED / file.name).read_text(encoding="utf-8")
    before, result, after = file.read_text(encoding="utf-8").partition(mark)
    assert result, f"{file.name} has {mark}"
    file.write_text(before + added + result + after, encoding="utf-8")


@pytest.fixture
def run(tmp_path: Path, lived_diary: Path) -> Run:
    """Call a command on a diary of its own; what it prints comes back as JSON where it is."""
    shutil.copy(lived_diary, tmp_path / "own.sqlite")

    def call(*words: str, diary: str = "own.sqlite", refused: bool = False) -> Any:
        done = CliRunner().invoke(cli, ["--diary", str(tmp_path / diary), *words])
        assert done.exit_code in ((2,) if refused else (0, 3)), done.output
        return json.loads(done.stdout) if "--json" in words else done.output

    return call


def _asked(today: Any) -> set[str]:
    return {question["fact"] for question in today["ask"]}


def test_it_is_asked_answered_kept_and_carried_over(folder: Path, run: Run, tmp_path: Path) -> None:
    """While missing it is asked; the answer decides, is shown, and comes through an export and an import."""
    run("answer", *DAILY)
    missing = run("today", "--json")
    assert {"kidney", "stairs"} <= _asked(missing)
    assert missing["facts"]["kidney"]["value"] is None

    run("answer", "kidney=yes", "stairs=slow")
    answered = run("today", "--json")
    assert answered["facts"]["kidney"]["value"] is True
    assert answered["facts"]["stairs"]["value"] == "slow"
    assert "kidney-disease" in [reason["rule"] for reason in answered["reasons"]]
    assert not {"kidney", "stairs"} & _asked(answered)
    assert "Kidney disease: Yes" in run("entries") or "kidney" in run("entries")

    run("export", str(tmp_path / "all.csv"))
    run("import", str(tmp_path / "all.csv"), diary="other.sqlite")
    assert run("today", "--json", diary="other.sqlite")["facts"] == answered["facts"]


def test_an_answer_that_it_does_not_know_is_refused(folder: Path, run: Run) -> None:
    """A value outside its own is named with the nearest known one, and nothing is stored."""
    assert "Did you mean 'slow'?" in run("answer", "stairs=slwo", refused=True)
    assert run("today", "--json")["facts"]["stairs"]["value"] is None


def test_the_page_has_its_buttons(folder: Path, lived: Browser) -> None:
    """The question stands on Today, a button answers it, and the next one has the words of its answers."""
    for question, _, answer in (words.partition("=") for words in DAILY):
        lived.post("/answers", question=question, answer=answer, back="/")
    page = lived.get("/").text
    assert "Do you have a kidney disease?" in page
    assert re.search(r"your answers about [^.]*kidney disease", page)

    assert lived.post("/answers", question="kidney", answer="no", back="/").status_code == 303
    page = lived.get("/").text
    assert "Do you have a kidney disease?" not in page
    assert "Slower than usual" in page


def test_it_is_proven(folder: Path) -> None:
    """No question has a hole, and while the answer is missing it is asked and nothing rises."""
    states = ProtocolStates(read_protocol(folder).engine)
    results = {says: check(states)[1] for number, (says, check) in enumerate(CLAIMS.items(), 1) if number in (1, 5)}

    assert len(results) == 2
    assert set(results.values()) == {""}


def test_it_is_a_column_in_sql(folder: Path) -> None:
    """The exported rules read it: a case with it is answered otherwise than one without."""
    from tests.rules.conftest import CALM

    statements = export_protocol(folder, "sql")
    create, _, select = statements.partition(";\n")
    with sqlite3.connect(":memory:") as database:
        database.execute(create)
        for number, kidney in enumerate((False, True)):
            case = {**CALM, "kidney": kidney, "stairs": "easy", "id": number}
            names = ", ".join(case)
            database.execute(f"INSERT INTO cases ({names}) VALUES ({', '.join('?' * len(case))})", list(case.values()))
        database.row_factory = sqlite3.Row
        clear, asks = [row["clearance_answer"] for row in database.execute(select)]

    assert (clear, asks) == ("clear", "ask-prescriber")
