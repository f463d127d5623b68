"""A protocol shown to a clinician, whole or one rule of it, with its worked examples."""

from functools import lru_cache
from pathlib import Path

from zonewise.guidance.protocol import Protocol
from zonewise.problem import InputRefused, Problem, did_you_mean
from zonewise.report.protocol_page import html, markdown, page, rule_lines, terminal
from zonewise.rules.settings import read_settings
from zonewise.rules.worked_examples import Example, read_examples

FORMS = ("terminal", "markdown", "html")
SETTINGS, EXAMPLES = ".settings.yaml", ".examples.yaml"


def show_protocol(protocol: Protocol, form: str) -> str:
    """Return the whole protocol as text for a terminal, as Markdown or as one HTML file.

    Raises:
        InputRefused: The protocol cannot be read, or the form is not known.
    """
    if form not in FORMS:
        raise InputRefused(
            [Problem("show", 0, f"'{form}' is not a form.", f"Known: {', '.join(FORMS)}.", "unknown-form")]
        )
    rule_set, texts = protocol.rule_set, protocol.files
    settings = {name: read_settings(text, name) for name, text in sorted(texts.items()) if name.endswith(SETTINGS)}
    blocks = page(rule_set, worked_examples(protocol), settings)
    if form == "html":
        return html(blocks, rule_set.title)
    return markdown(blocks) if form == "markdown" else terminal(blocks)


def show_rule(protocol: Protocol, rule_id: str) -> str:
    """Return one rule with its file and line, when, answer, reason, sources and worked examples.

    Raises:
        InputRefused: The protocol cannot be read, or no rule has this id.
    """
    rule_set = protocol.rule_set
    rules = {rule.id: rule for question in rule_set.questions.values() for rule in question.rules}
    rules |= {held.rule.id: held.rule for held in rule_set.otherwise}
    if rule_id not in rules:
        hint = did_you_mean(rule_id, rules) or "'zonewise protocol show' lists them."
        raise InputRefused([Problem("show", 0, f"no rule has the id '{rule_id}'.", hint.strip(), "unknown-rule")])
    return "\n".join(rule_lines(rules[rule_id], rule_set, worked_examples(protocol))) + "\n"


@lru_cache(maxsize=8)
def worked_examples(protocol: Protocol) -> tuple[Example, ...]:
    """Return the worked examples of a protocol; a fault in one file does not hide those of the next.

    Raises:
        InputRefused: With every problem of every file and its line.
    """
    examples: list[Example] = []
    problems: list[Problem] = []
    for path in sorted(Path(protocol.folder).glob(f"*{EXAMPLES}")):
        try:
            examples += read_examples(path.read_text(encoding="utf-8"), path.name, protocol.rule_set)
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            what = f"byte {error.start} is not UTF-8."
            problems.append(Problem(path.name, line, what, "Save the file as UTF-8.", "not-utf-8"))
        except InputRefused as refused:
            problems += refused.problems
    if problems:
        raise InputRefused(problems)
    return tuple(examples)
