"""docs/hazards.md is what the table and the repository give today, without a gap."""

from collections.abc import Callable
from types import ModuleType

import pytest

from zonewise.authoring.hazard_gaps import hazards_of
from zonewise.authoring.hazards import read_hazards
from zonewise.services.base.protocols import load_protocol

TEST = "tests/guidance/test_tonight.py::test_without_a_plan_no_amount_is_shown"


@pytest.fixture(scope="session")
def make_hazards(load_script: Callable[[str], ModuleType]) -> ModuleType:
    """Return docs/make_hazards.py as a module."""
    return load_script("docs/make_hazards.py")


def test_every_control_has_a_test_that_exists(make_hazards, project_root):
    """No hazard has a gap: each control exists, and each test it names stands in the repository."""
    problems, _ = make_hazards.problems_and_page(project_root)

    assert [str(problem) for problem in problems] == []


def test_the_page_is_current(make_hazards, project_root, pages):
    """docs/hazards.md is what `make docs` writes from the table today."""
    _, page = make_hazards.problems_and_page(project_root)

    assert pages.get("docs/hazards.md") == page, "Run `make docs`."


def test_the_page_holds_each_hazard_control_and_test(pages):
    """Each hazard has its section: what its controls do, every test, the risk that stays and its state."""
    page, table = pages["docs/hazards.md"], hazards_of(load_protocol().files)
    sections = dict(zip((h.id for h in table.hazards), page.split("\n## ")[2:], strict=False))

    for hazard in table.hazards:
        section = sections[hazard.id]
        assert section.startswith(f"{hazard.id}\n")
        assert f"Risk that stays: {hazard.residual}" in section
        assert f"State: {hazard.state}" in section
        assert all(gap in section for gap in hazard.not_yet)
        for control in hazard.controls:
            assert control.does in section
            assert all(f"[{test.word.rpartition('::')[2]}](../" in section for test in control.tests)
    assert all(says in page for says in table.safety_rules.values())


@pytest.mark.parametrize(
    ("named", "code"),
    [
        (TEST, ""),
        ("tests/guidance/test_toniht.py::test_without_a_plan_no_amount_is_shown", "no-such-file"),
        ("tests/guidance/test_tonight.py::test_without_a_plan_no_amount_is_show", "no-such-test"),
        ("tests/guidance/test_tonight.py::Plans::test_without_a_plan_no_amount_is_shown", "no-such-test"),
        ("tests/guidance/builders.py::test_nothing", "no-such-test"),
    ],
)
def test_a_test_that_does_not_exist_is_found(make_hazards, project_root, named, code):
    """A test is there only when its file is and the file defines it; the nearest name is told."""
    text = load_protocol().files["hazards.yaml"]
    table = read_hazards(text.replace(TEST, named))
    problems = make_hazards.missing_tests(table, project_root)

    assert TEST in text
    assert [problem.code for problem in problems] == [code] * bool(code)
    assert all(text.splitlines()[problem.line - 1].strip("- ") == TEST for problem in problems)
    if named.endswith("show"):
        assert "Did you mean 'test_without_a_plan_no_amount_is_shown'?" in str(problems[0])


def test_tests_in_a_class_are_found(make_hazards, tmp_path):
    """A test in a class goes by Class::test; a helper, a nested function and a name in a string are no tests."""
    folder = tmp_path / "tests"
    folder.mkdir()
    (folder / "test_one.py").write_text(
        "class TestPlan:\n    def test_in_a_class(self): ...\n\n"
        "def helper():\n    def test_nested(): ...\n\nTEXT = 'def test_in_a_string(): ...'\n",
        encoding="utf-8",
    )
    names = ("TestPlan::test_in_a_class", "test_in_a_class", "test_nested", "test_in_a_string")
    for name, there in zip(names, (True, False, False, False), strict=True):
        table = read_hazards(load_protocol().files["hazards.yaml"].replace(TEST, f"tests/test_one.py::{name}"))
        codes = {problem.code for problem in make_hazards.missing_tests(table, tmp_path)}

        assert ("no-such-test" not in codes) is there, name


def test_a_gap_writes_no_page(make_hazards, tmp_path, monkeypatch, capsys):
    """With a test missing the command prints each gap, writes nothing and fails."""
    page = tmp_path / "hazards.md"
    monkeypatch.setattr(make_hazards, "ROOT", tmp_path)
    monkeypatch.setattr(make_hazards, "PAGE", page)

    assert make_hazards.main() == 1
    assert not page.exists()
    assert "[no-such-file]" in capsys.readouterr().err
