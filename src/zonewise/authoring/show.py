"""How is a protocol shown to a clinician, whole or one rule of it?"""

from pathlib import Path

from zonewise.problem import InputRefused, Problem, did_you_mean
from zonewise.rules.settings import read_settings
from zonewise.services.base.shipped_protocol import engine_from, files_of, shipped_engine, shipped_files

from .check import examples_of
from .protocol_page import html, markdown, page, rule_lines, terminal
from .sql import create_cases, select_answers

FORMS = ("terminal", "markdown", "html")
EXPORTS = ("sql",)
ENDING = ".settings.yaml"


def show_protocol(folder: Path | None, form: str) -> str:
    """Return the whole protocol as text for a terminal, as Markdown or as one HTML file.

    Raises:
        InputRefused: The protocol cannot be read, or the form is not known.
    """
    if form not in FORMS:
        found = f"'{form}' is not a form."
        raise InputRefused([Problem("show", 0, found, f"Known: {', '.join(FORMS)}.", "unknown-form")])
    engine = shipped_engine() if folder is None else engine_from(folder)
    texts = shipped_files() if folder is None else files_of(folder)
    settings = {name: read_settings(text, name) for name, text in sorted(texts.items()) if name.endswith(ENDING)}
    blocks = page(engine.rule_set, examples_of(engine, folder), settings)
    if form == "html":
        return html(blocks, engine.rule_set.title)
    return markdown(blocks) if form == "markdown" else terminal(blocks)


def show_rule(folder: Path | None, rule_id: str) -> str:
    """Return one rule with its file and line, when, answer, reason, sources and worked examples.

    Raises:
        InputRefused: The protocol cannot be read, or no rule has this id.
    """
    engine = shipped_engine() if folder is None else engine_from(folder)
    rules = {rule.id: rule for question in engine.rule_set.questions.values() for rule in question.rules}
    rules |= {held.rule.id: held.rule for held in engine.rule_set.otherwise}
    if rule_id not in rules:
        found = f"no rule has the id '{rule_id}'."
        hint = did_you_mean(rule_id, rules) or "'zonewise protocol show' lists them."
        raise InputRefused([Problem("show", 0, found, hint.strip(), "unknown-rule")])
    return "\n".join(rule_lines(rules[rule_id], engine.rule_set, examples_of(engine, folder))) + "\n"


def export_protocol(folder: Path | None, form: str) -> str:
    """Return the protocol in another language: "sql", the same text for SQLite and DuckDB.

    Raises:
        InputRefused: The protocol cannot be read, or the form is not known.
    """
    if form not in EXPORTS:
        found = f"'{form}' is not a form."
        raise InputRefused([Problem("export", 0, found, f"Known: {', '.join(EXPORTS)}.", "unknown-form")])
    engine = shipped_engine() if folder is None else engine_from(folder)
    return create_cases(engine.rule_set) + "\n" + select_answers(engine)
