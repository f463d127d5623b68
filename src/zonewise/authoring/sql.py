"""The same rules as SQL that runs unchanged on SQLite, DuckDB and their kin.

The table `cases` has one column a fact: 0 or 1 for a yes or no, text for a choice, an integer for a number, and NULL
for unknown. A comparison with NULL is never true, so an unknown fact fires no rule but those that name it.
"""

from collections.abc import Iterable, Iterator, Sequence

from zonewise.rules.decision import Engine
from zonewise.rules.rule_set import FactType, RuleSet, Test

from .branches import Alternative, Branch, FactTest, action_branches, answer_branches

COLUMN_TYPES: dict[FactType, str] = {"bool": "SMALLINT", "choice": "VARCHAR(32)", "integer": "INTEGER"}


def sql_of(engine: Engine) -> str:
    """Return the protocol as SQL, the same text for each database."""
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
        f"  {_case(answer_branches(question, engine.questions[name]))} AS {name}_answer"
        for name, question in rule_set.questions.items()
    ]
    head = f"-- Protocol {rule_set.id} {rule_set.version}, sha256 {rule_set.sha256}\n"
    action = _case(action_branches(engine))
    return head + "SELECT id,\n" + ",\n".join([*parts, f"  {action} AS action"]) + "\nFROM cases;\n"


def _case(branches: Iterable[Branch]) -> str:
    whens = [f"WHEN {_any(branch.any_of)} THEN '{branch.gives}'" for branch in branches]
    return "CASE " + "\n    ".join(whens) + "\n    END"


def _any(alternatives: Sequence[Alternative]) -> str:
    return "(" + "\n      OR ".join(map(_all, alternatives)) + ")"


def _all(alternative: Alternative) -> str:
    return "(" + (" AND ".join(map(_fact_test, alternative.tests)) or "1 = 1") + ")"


def _fact_test(tested: FactTest) -> str:
    return f"({_test(tested.test)} OR {tested.test.fact} IS NULL)" if tested.or_unknown else _test(tested.test)


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
