"""Writes docs/hazards.md, what can go wrong with what stands against it and which test shows it, and fails on a gap.

The data are checked by `zonewise protocol check` on any machine. The tests stand in the repository alone, so this is
where it is checked that each of them exists.
"""

import ast
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from zonewise.authoring.hazard_gaps import LABEL, hazard_problems, hazards_of, naming
from zonewise.authoring.hazards import HAZARDS, Control, Hazard, Hazards
from zonewise.problem import InputRefused, Problem, did_you_mean
from zonewise.rules.rule_set import RuleSet
from zonewise.services.base.protocols import load_protocol
from zonewise.services.reading.rules import worked_examples

ROOT = Path(__file__).resolve().parent.parent
PAGE = Path(__file__).with_name("hazards.md")
HEAD = """# Hazards

Written by `make docs` from `src/zonewise/protocols/ldn/hazards.yaml`. Do not edit by hand.

What can go wrong for a person who uses zonewise, what stands against it, and what shows that it does. A control is
listed only when it exists, and every control has a test or a worked example. `make docs` and the tests fail on a hazard
without a control, a control without a test, a name that does not exist, and a safety rule or label fact that no hazard
names. What is meant to come stands under "Not there yet" and counts for nothing.

No clinician has reviewed this table yet.
"""


def missing_tests(table: Hazards, root: Path) -> tuple[Problem, ...]:
    """Return a problem for each test that the table names and the repository does not have."""
    problems: list[Problem] = []
    for hazard in table.hazards:
        for control in hazard.controls:
            for test in control.tests:
                path, _, name = test.word.partition("::")
                known = _tests_of(root / path)
                if known is None:
                    expected = "Name a file of tests that exists."
                    problems.append(
                        Problem(HAZARDS, test.line, f"there is no file '{path}'.", expected, "no-such-file")
                    )
                elif name not in known:
                    expected = did_you_mean(name, known) or "Name a test that exists, or write it."
                    what = f"'{path}' has no test '{name}'."
                    problems.append(Problem(HAZARDS, test.line, what, expected.strip(), "no-such-test"))
    return tuple(problems)


@cache
def _tests_of(path: Path) -> frozenset[str] | None:
    """Return the names of a file's tests, those of a class as Class::test; None when there is no such file."""
    if not path.is_file():
        return None
    body = ast.parse(path.read_text(encoding="utf-8")).body
    classes = [node for node in body if isinstance(node, ast.ClassDef)]
    names = [node.name for node in body if isinstance(node, ast.FunctionDef)]
    names += [
        f"{parent.name}::{node.name}" for parent in classes for node in parent.body if isinstance(node, ast.FunctionDef)
    ]
    return frozenset(name for name in names if name.rpartition("::")[2].startswith("test_"))


def render(table: Hazards, rule_set: RuleSet) -> str:
    """Return the text of docs/hazards.md."""
    return "\n".join(
        [
            HEAD,
            *_summary(table),
            *(line for hazard in table.hazards for line in _section(hazard, rule_set)),
            *_demands(table),
            *_labels(table, rule_set),
        ]
    )


def _summary(table: Hazards) -> Iterator[str]:
    yield from ("## In short", "")
    for word, meaning in table.severities.items():
        yield f"- **{word}**: {meaning}"
    yield from ("", "| hazard | severity | controls | tests and examples | not there yet |", "|---|---|---|---|---|")
    order = list(table.severities)
    for hazard in sorted(table.hazards, key=lambda hazard: order.index(hazard.severity)):
        shown = {name.word for control in hazard.controls for name in (*control.tests, *control.examples)}
        row = (_link(hazard), hazard.severity, len(hazard.controls), len(shown), len(hazard.not_yet) or "")
        yield f"| {' | '.join(map(str, row))} |"
    yield ""


def _section(hazard: Hazard, rule_set: RuleSet) -> Iterator[str]:
    yield from (f"## {hazard.id}", "", f"**{hazard.hazard}** {hazard.harm}", "")
    yield f"- Severity: {hazard.severity}"
    yield f"- Sources: {'; '.join(_source(name.word, rule_set) for name in hazard.sources)}"
    if hazard.safety_rules:
        numbers = sorted(int(name.word) for name in hazard.safety_rules)
        yield f"- Safety rules: {', '.join(f'{number}' for number in numbers)}"
    yield from ("", "| what stands against it | by | shown by |", "|---|---|---|")
    for control in hazard.controls:
        yield f"| {_cell(control.does)} | {_by(control)} | {_shown_by(control)} |"
    yield ""
    if hazard.not_yet:
        yield from ("Not there yet:", "")
        yield from (f"- {control}" for control in hazard.not_yet)
        yield ""
    yield from (f"Risk that stays: {hazard.residual}", "", f"State: {hazard.state}", "")


def _by(control: Control) -> str:
    return "; ".join(f"{word} {', '.join(f'`{name.word}`' for name in names)}" for word, names in control.by.items())


def _shown_by(control: Control) -> str:
    """Return the tests as links to their files, and the worked examples by question and name."""
    tests = (f"[{test.word.rpartition('::')[2]}](../{test.word.partition('::')[0]})" for test in control.tests)
    examples = (f"example of {_cell(name.word)}" for name in control.examples)
    return "<br>".join((*tests, *examples))


def _demands(table: Hazards) -> Iterator[str]:
    yield from (
        "## Each safety rule and the hazards that it is about",
        "",
        "| | safety rule | hazards |",
        "|---|---|---|",
    )
    for number, says in table.safety_rules.items():
        yield f"| {number} | {_cell(says)} | {_links(naming(table, str(number)))} |"
    yield ""


def _labels(table: Hazards, rule_set: RuleSet) -> Iterator[str]:
    yield from (
        "## Each fact of the labelling and the hazards that it is about",
        "",
        "| label | hazards |",
        "|---|---|",
    )
    for source in (name for name in rule_set.sources if name.startswith(LABEL)):
        yield f"| {_source(source, rule_set)} | {_links(naming(table, source))} |"
    yield ""


def _source(name: str, rule_set: RuleSet) -> str:
    source = rule_set.sources[name]
    ours = ", our own choice" if name.startswith("product:") else ""
    return f"`{name}` ({_cell(source.title.rstrip('.'))}{ours})"


def _links(hazards: Iterable[Hazard]) -> str:
    return ", ".join(map(_link, hazards))


def _link(hazard: Hazard) -> str:
    return f"[{hazard.id}](#{hazard.id})"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def problems_and_page(root: Path) -> tuple[tuple[Problem, ...], str]:
    """Return every gap of the shipped table, its tests looked up below `root`, and the text of the page."""
    protocol = load_protocol()
    examples, table = worked_examples(protocol), hazards_of(protocol.files)
    problems = (*hazard_problems(protocol.files, protocol.rule_set, examples), *missing_tests(table, root))
    return problems, "" if problems else render(table, protocol.rule_set)


def main() -> int:
    """Write docs/hazards.md; print every gap and return 1 when there is one."""
    try:
        problems, page = problems_and_page(ROOT)
    except InputRefused as refused:
        problems, page = refused.problems, ""
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        PAGE.write_text(page, encoding="utf-8")
        print(f"Wrote {PAGE.name}.")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
