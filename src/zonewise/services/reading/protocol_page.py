"""A protocol shown to a clinician, whole or one rule of it, with its worked examples."""

from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from zonewise.problem import InputRefused, Problem, did_you_mean
from zonewise.report.protocol_page import html, markdown, page, rule_lines, terminal
from zonewise.rules.decision import Engine
from zonewise.rules.settings import read_settings
from zonewise.rules.worked_examples import Example, read_examples
from zonewise.services.base.shipped_protocol import engine_from, files_of, shipped_engine, shipped_files

FORMS = ("terminal", "markdown", "html")
SETTINGS, EXAMPLES = ".settings.yaml", ".examples.yaml"


def show_protocol(folder: Path | None, form: str) -> str:
    """Return the whole protocol as text for a terminal, as Markdown or as one HTML file.

    Raises:
        InputRefused: The protocol cannot be read, or the form is not known.
    """
    if form not in FORMS:
        raise InputRefused(
            [Problem("show", 0, f"'{form}' is not a form.", f"Known: {', '.join(FORMS)}.", "unknown-form")]
        )
    engine = shipped_engine() if folder is None else engine_from(folder)
    texts = shipped_files() if folder is None else files_of(folder)
    settings = {name: read_settings(text, name) for name, text in sorted(texts.items()) if name.endswith(SETTINGS)}
    blocks = page(engine.rule_set, worked_examples(engine, folder), settings)
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
        hint = did_you_mean(rule_id, rules) or "'zonewise protocol show' lists them."
        raise InputRefused([Problem("show", 0, f"no rule has the id '{rule_id}'.", hint.strip(), "unknown-rule")])
    return "\n".join(rule_lines(rules[rule_id], engine.rule_set, worked_examples(engine, folder))) + "\n"


def worked_examples(engine: Engine, folder: Path | None) -> list[Example]:
    """Return the worked examples of a protocol; of the shipped one where no folder is named."""
    return list(_shipped_examples()) if folder is None else _read_all(folder.iterdir(), engine)


@lru_cache(maxsize=1)
def _shipped_examples() -> tuple[Example, ...]:
    return tuple(_read_all((files("zonewise.protocols") / "ldn").iterdir(), shipped_engine()))


def _read_all(paths: Iterable[Traversable], engine: Engine) -> list[Example]:
    """Read every file of worked examples; a fault in one does not hide those of the next."""
    examples: list[Example] = []
    problems: list[Problem] = []
    for path in sorted(paths, key=lambda path: path.name):
        if path.name.endswith(EXAMPLES):
            try:
                examples += read_examples(path.read_text(encoding="utf-8"), path.name, engine.rule_set)
            except UnicodeDecodeError as error:
                line = error.object.count(b"\n", 0, error.start) + 1
                what = f"byte {error.start} is not UTF-8."
                problems.append(Problem(path.name, line, what, "Save the file as UTF-8.", "not-utf-8"))
            except InputRefused as refused:
                problems += refused.problems
    if problems:
        raise InputRefused(problems)
    return examples
