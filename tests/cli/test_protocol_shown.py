import sqlite3
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from zonewise.services.base.protocols import load_protocol

RULES = [rule for question in load_protocol().rule_set.questions.values() for rule in question.rules]


class Cells(HTMLParser):
    """Collects the text of each table cell and the tags that would need something from outside."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.outside: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note cells, and anything that is loaded."""
        if tag == "td":
            self._inside = True
            self.cells.append("")
        if tag in ("script", "link", "img", "iframe") or any(name in ("src", "href") for name, _ in attrs):
            self.outside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave a cell."""
        self._inside = self._inside and tag != "td"

    def handle_data(self, data: str) -> None:
        """Take a cell's text."""
        if self._inside:
            self.cells[-1] += data


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """Return a copy of the protocol in which a step goes up in Yellow."""
    for name, text in load_protocol().files.items():
        wrong = text.replace("when: {zone: yellow}\n    then: keep", "when: {zone: yellow}\n    then: step-up")
        (tmp_path / name).write_text(wrong if name == "step.yaml" else text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_one_command_shows_a_rule_with_its_line(nothing_yet: Any, rule) -> None:
    """From any answer one command prints the rule: file and line, answer, reason and every source."""
    shown = " ".join(nothing_yet("protocol", "show", "--rule", rule.id).stdout.split())
    name, _, line = rule.where.partition(":")

    assert f"({rule.where})" in shown
    assert f"- id: {rule.id}" in load_protocol().files[name].splitlines()[int(line) - 1]
    assert f"Answer: {rule.then}" in shown
    assert rule.because in shown
    assert all(f"({source})" in shown for source in rule.sources)


def test_the_page_needs_nothing_from_outside_and_holds_every_rule(nothing_yet: Any) -> None:
    """The HTML page is one file; each rule stands in it with its reason, and our own choices are marked."""
    page = Cells()
    page.feed(nothing_yet("protocol", "show", "--as", "html").stdout)
    text = " ".join(page.cells)

    assert page.outside == []
    assert [rule.id for rule in RULES if not any(cell.startswith(rule.id) for cell in page.cells)] == []
    assert [rule.id for rule in RULES if rule.because not in text] == []
    assert "our own choice" in text
    assert "awaiting clinical review" in text


def test_a_reader_finds_a_planted_wrong_rule(nothing_yet: Any, planted: Path) -> None:
    """A rule that steps up in Yellow reads so on the page, beside its reason that says the opposite."""
    page = nothing_yet("protocol", "show", planted, "--as", "markdown").stdout
    [row] = [line for line in page.splitlines() if line.startswith("| step-in-yellow")]

    assert "| zone is yellow | step-up | You are in Yellow, and there the dose does not go up." in row


@pytest.mark.parametrize("form", ["terminal", "markdown", "html"])
def test_each_form_has_every_question_and_example(nothing_yet: Any, form: str) -> None:
    """Whatever the form, all nine questions and the worked examples of each are there."""
    shown = nothing_yet("protocol", "show", "--as", form).stdout

    assert shown.count("worked examples") >= 9
    assert [name for name in load_protocol().rule_set.questions if f"{name}: " not in shown] == []


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("show", "--rule", "step-in-yelow"), "Did you mean 'step-in-yellow'?"),
        (("show", "--as", "pdf"), "Known: terminal, markdown, html. [unknown-form]"),
        (("export", "--as", "drools"), "Known: sql, dmn. [unknown-form]"),
    ],
)
def test_what_is_not_known_is_named(nothing_yet: Any, words: tuple[str, ...], named: str) -> None:
    """An unknown rule or form is refused with what is known."""
    assert named in nothing_yet("protocol", *words, code=2).output


def test_the_exported_text_answers_a_case(nothing_yet: Any) -> None:
    """The exported SQL runs as it is and answers a danger sign with an emergency."""
    connection = sqlite3.connect(":memory:")
    create, _, select = nothing_yet("protocol", "export").stdout.partition(";\n")
    connection.execute(create)
    connection.execute("INSERT INTO cases (id, danger_sign) VALUES (1, 'anaphylaxis'), (2, NULL)")

    assert [row[-1] for row in connection.execute(select)] == ["emergency", "ask"]


def test_a_broken_protocol_is_not_proven(nothing_yet: Any, planted: Path) -> None:
    """The proof names the claim that a planted rule breaks, with a state, and exits with 2."""
    proof = nothing_yet.json("protocol", "prove", planted, code=2)
    broken = {claim["number"]: claim["against"] for claim in proof["claims"] if not claim["holds"]}

    assert "step-up at" in broken[3]
    assert "zone = yellow" in broken[3]
