"""The same rules as SQL that runs unchanged on SQLite, DuckDB and their kin.

The table `cases` has one column a fact: 0 or 1 for a yes or no, text for a choice, an integer for a number, and NULL
for unknown. A comparison with NULL is never true, so an unknown fact fires no rule but those that name it.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from zonewise.problem import InputRefused, Problem
from zonewise.rules.compiled_table import Clause, CompiledTable
from zonewise.rules.decision import Engine
from zonewise.rules.rule_set import Condition, FactType, Question, RuleSet, Test
from zonewise.services.base.protocols import protocol_from

EXPORTS = ("sql",)

COLUMN_TYPES: dict[FactType, str] = {"bool": "SMALLINT", "choice": "VARCHAR(32)", "integer": "INTEGER"}


def export_protocol(folder: Path | None, form: str) -> str:
    """Return the protocol in another language: "sql", the same text for SQLite and DuckDB.

    Raises:
        InputRefused: The protocol cannot be read, or the form is not known.
    """
    if form not in EXPORTS:
        raise InputRefused(
            [Problem("export", 0, f"'{form}' is not a form.", f"Known: {', '.join(EXPORTS)}.", "unknown-form")]
        )
    engine = protocol_from(folder).engine
    return create_cases(engine.rule_set) + "\n" + select_answers(engine)


def create_cases(rule_set: RuleSet) -> str:
    """Return the statement that makes the table `cases`, with an `id` before the facts."""
    columns = [f"  {name} {COLUMN_TYPES[fact.type]}" for name, fact in rule_set.facts.items()]
    return "CREATE TABLE cases (\n  id BIGINT,\n" + ",\n".join(columns) + "\n);\n"


def select_answers(engine: Engine) -> str:
    """Return one SELECT over `cases`: the id, each question's answer from what is known, and the action.

    An answer is NULL where no rule fires on what is known; the action is never NULL. For a question whose every rule
    counts the column holds the most cautious of its answers.
    """
    rule_set = engine.rule_set
    parts = [
        f"  {_answer(question, engine.questions[name])} AS {name}_answer"
        for name, question in rule_set.questions.items()
    ]
    head = f"-- Protocol {rule_set.id} {rule_set.version}, sha256 {rule_set.sha256}\n"
    return head + "SELECT id,\n" + ",\n".join([*parts, f"  {_action(engine)} AS action"]) + "\nFROM cases;\n"


def _answer(question: Question, table: CompiledTable) -> str:
    whens = []
    for rank, answer in enumerate(question.answers):
        clauses = [clause for clause in table.clauses if clause.rank == rank]
        if clauses:
            whens.append(f"WHEN {_any(clauses)} THEN '{answer.name}'")
    return "CASE " + "\n    ".join(whens) + "\n    END"


def _action(engine: Engine) -> str:
    rule_set, table = engine.rule_set, engine.actions
    urgent = [clause for clause in table.clauses if rule_set.actions[clause.rank] in rule_set.ask_before]
    lines: list[str] = []
    asked = False
    for rank, action in enumerate(rule_set.actions):
        clauses = [clause for clause in table.clauses if clause.rank == rank]
        if action == "ask":
            lines.append(f"WHEN {_any_possible(urgent)} OR {rule_set.always_needed} IS NULL THEN 'ask'")
            asked = True
        elif clauses and (asked or action in rule_set.ask_before):
            lines.append(f"WHEN {_any(clauses)} THEN '{action}'")
    lines += [
        f"WHEN {_all(fallback.when)} THEN '{fallback.action}'" for fallback in rule_set.otherwise if fallback.when
    ]
    return "CASE " + "\n    ".join(lines) + "\n    END"


def _any(clauses: Sequence[Clause]) -> str:
    return "(" + "\n      OR ".join(_all(clause.tests) for clause in clauses) + ")"


def _any_possible(clauses: Sequence[Clause]) -> str:
    known = [clause for clause in clauses if not any(test.unknown for test in clause.tests)]
    terms = (
        "(" + " AND ".join(f"({_test(test)} OR {test.fact} IS NULL)" for test in clause.tests) + ")" for clause in known
    )
    return "(" + ("\n      OR ".join(terms) or "1 = 0") + ")"


def _all(condition: Condition) -> str:
    return "(" + " AND ".join(_test(test) for test in condition) + ")" if condition else "(1 = 1)"


def _test(test: Test) -> str:
    if test.unknown:
        return f"{test.fact} IS NULL"
    if test.accepts:
        values = ", ".join(_literals(test))
        return f"{test.fact} IN ({values})"
    bounds = [f"{test.fact} >= {test.low}"] if test.low is not None else []
    bounds += [f"{test.fact} <= {test.high}"] if test.high is not None else []
    return " AND ".join(bounds)


def _literals(test: Test) -> Iterator[str]:
    for value in sorted(test.accepts, key=str):
        if isinstance(value, bool):
            yield "1" if value else "0"
        else:
            yield "'" + value.replace("'", "''") + "'"
