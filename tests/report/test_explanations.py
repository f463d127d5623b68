import ast
import re
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from string import Formatter

import pytest

import zonewise.guidance
from zonewise.guidance.explanation import Explanation, explain
from zonewise.report.explanations import explanation_json, sentence, templates
from zonewise.report.words import word_table
from zonewise.services.base.protocols import load_protocol

TEMPLATES = templates()
AS_OF = date(2026, 12, 6)
SOURCES = sorted(Path(zonewise.guidance.__path__[0]).glob("*.py"))


def _codes(argument: ast.expr, module: ast.Module) -> list[str]:
    """Return the codes that an argument may have: written out, chosen by a condition, or held by a name."""
    if isinstance(argument, ast.IfExp):
        return _codes(argument.body, module) + _codes(argument.orelse, module)
    if isinstance(argument, ast.Name):
        assigned = [node for node in ast.walk(module) if isinstance(node, ast.Assign)]
        values = [node.value for node in assigned if ast.unparse(node.targets[0]) == argument.id]
        return [code for value in values for code in _codes(value, module)]
    return [ast.literal_eval(argument)]


def _explained(path: Path) -> list[tuple[str, frozenset[str]]]:
    """Return code and names of parameters of each explanation that a module gives."""
    module = ast.parse(path.read_text("utf-8"))
    calls = [node for node in ast.walk(module) if isinstance(node, ast.Call)]
    explained = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "explain"]
    return [
        (code, frozenset(str(word.arg) for word in call.keywords))
        for call in explained
        for code in _codes(call.args[0], module)
    ]


USED = [use for path in SOURCES for use in _explained(path)]


def _places(template: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name is not None)


@pytest.mark.parametrize(("code", "parameters"), USED)
def test_each_code_has_a_template_with_its_parameters(code: str, parameters: frozenset[str]) -> None:
    """What guidance explains can be said, and everything that it names is said."""
    assert _places(TEMPLATES[code]) == parameters


def test_each_template_has_a_user() -> None:
    """A sentence that nothing leads to is dropped with the rule that led to it."""
    assert TEMPLATES.keys() == {code for code, _ in USED}


def test_an_answer_belongs_to_a_sentence_and_has_its_button() -> None:
    """Each sentence that waits for an answer is there, and the answer is one that is asked, with its words."""
    answers = word_table("answers-to-sentences")
    prompts = load_protocol().rule_set.prompts

    assert answers.keys() <= TEMPLATES.keys()
    assert set(answers.values()) == word_table("answer-buttons").keys()
    assert all(value in prompts[name].answers for name, _, value in (way.partition("=") for way in answers.values()))


@pytest.mark.parametrize("code", TEMPLATES)
def test_no_template_names_a_fact_or_a_command(code: str) -> None:
    """How something is answered is a button on a page and a line in the terminal, never a part of the sentence."""
    said = re.sub(r"\{[^}]*\}", "", TEMPLATES[code])

    assert not re.search(r"[a-z]_[a-z]|\(\w+: \w+\)|zonewise [a-z]+ ", said)


@pytest.mark.parametrize("code", TEMPLATES)
def test_each_template_renders_without_leftovers(code: str) -> None:
    """No place stays open, no ISO date comes out, and a sentence ends like one."""
    words = sentence(Explanation(code, tuple((name, AS_OF) for name in _places(TEMPLATES[code]))), AS_OF)

    assert not set(words) & set("{}")
    assert "2026-" not in words
    assert "  " not in words


def test_parameters_are_said_as_people_say_them() -> None:
    """Days with their weekday, of another year with the year; amounts with their unit; names as they were written."""
    content = explain("hours-between-doses", hours=1, earliest=time(14, 0))
    last_year = explain("dose-plan-not-begun", begins=date(2025, 12, 5))

    assert sentence(content, AS_OF) == "At least 1 hour between two doses: the next one not before 14:00."
    assert sentence(explain("dose-plan-not-begun", begins=date(2026, 12, 5)), AS_OF).startswith(
        "Your plan begins on Saturday 5 December;"
    )
    assert "Friday 5 December 2025" in sentence(last_year, AS_OF)
    assert sentence(explain("dose-stop-or-taper", steps=(Decimal("1.50"), Decimal("0.05"))), AS_OF).endswith(
        "1.5 mg, 0.05 mg (50 micrograms), then none."
    )
    assert "{mg}" in sentence(explain("dose-not-due", pattern="{mg}"), AS_OF)


def test_json_keeps_code_and_values() -> None:
    """What is stored with a decision can be compared without its sentence."""
    begins = explain("dose-tomorrow", begins=explain("next-step"), logged=Decimal("1.0"), mg=Decimal("1.5"))

    assert explanation_json(begins) == {
        "code": "dose-tomorrow",
        "parameters": {"begins": {"code": "next-step", "parameters": {}}, "logged": "1", "mg": "1.5"},
    }
