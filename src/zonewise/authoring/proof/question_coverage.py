"""What holds inside one question: does it always answer, and does each of its rules ever win?"""

from collections.abc import Mapping, Sequence

from zonewise.rules.compiled_table import CompiledTable
from zonewise.rules.decision import Engine
from zonewise.rules.rule_set import Condition, FactValue, Rule

from .machine import Choice, Machine, Settled, settled_bits


def question_holes(engine: Engine, name: str) -> str:
    """Return the values of one state in which a question is put, every fact is known and no rule fires, or ""."""
    table, question = engine.questions[name], engine.rule_set.questions[name]
    if question.every:
        return ""  # considerations may well be none
    asked = {test.fact: test for test in question.asked_when}
    values = {
        column.fact.name: [
            code for code in column.codes if column.fact.name not in asked or asked[column.fact.name].holds(code)
        ]
        for column in table.columns
    }
    states = _ranks(table, values)
    return ", ".join(f"{fact} = {value}" for fact, value in states.get(None, {}).items())


def rule_wins(machine: Machine, rule: Rule) -> tuple[bool, int]:
    """Return whether a rule gives the action, or its question's answer where it gives none, in some state.

    Returns:
        Whether it does, and how many states were covered.
    """
    engine = machine.engine
    question = engine.rule_set.questions[rule.question]
    answer = question.answers[question.rank(rule.then)]
    total = 0
    for condition in rule.any_of:
        if not _gives_action(engine, rule):
            if _wins_in_question(engine, rule, condition):
                return True, total + 1
            continue
        choices = {
            name: [(value,) for value in _accepted(condition, name, (None, *column.codes))]
            for name, column in machine.columns.items()
        }
        if any(not options for options in choices.values()):
            continue
        actions = {action for _, action in answer.actions}
        outcomes = machine.walk(choices, lambda name, choice: 0)
        total += sum(outcome.count for outcome in outcomes)
        if any(outcome.actions[0] in actions and _fires_with(engine, rule, outcome.smallest) for outcome in outcomes):
            return True, total
    return False, total


def _gives_action(engine: Engine, rule: Rule) -> bool:
    return any(clause.rule.id == rule.id for clause in engine.actions.clauses)


def _fires_with(engine: Engine, rule: Rule, state: Mapping[str, Choice]) -> bool:
    facts = {name: choice[0] for name, choice in state.items()}
    table = engine.actions
    fired = table.fired(facts)
    best = table.clauses[(fired & -fired).bit_length() - 1].rank if fired else None
    return best is not None and any(each.id == rule.id for each in table.rules(fired & table.by_rank[best]))


def _wins_in_question(engine: Engine, rule: Rule, condition: Condition) -> bool:
    question, table = engine.rule_set.questions[rule.question], engine.questions[rule.question]
    tests = (*question.asked_when, *condition)
    values = {column.fact.name: _accepted(tests, column.fact.name, (None, *column.codes)) for column in table.columns}
    if any(not options for options in values.values()):
        return False
    return question.every or question.rank(rule.then) in _ranks(table, values)


def _accepted(condition: Condition, name: str, values: Sequence[FactValue]) -> list[FactValue]:
    return [value for value in values if all(test.holds(value) for test in condition if test.fact == name)]


def _ranks(table: CompiledTable, values: Mapping[str, Sequence[FactValue]]) -> dict[int | None, dict[str, FactValue]]:
    """Return each rank that some state gives (None where no rule fires) with one such state."""
    states: dict[int, dict[str, FactValue]] = {table.every: {}}
    for place, column in enumerate(table.columns):
        settled = Settled(
            [(0, table.by_rank)], settled_bits(table.clauses, {each.fact.name for each in table.columns[: place + 1]})
        )
        merged: dict[int, dict[str, FactValue]] = {}
        for mask, state in states.items():
            for value in values[column.fact.name]:
                both = settled.canonical(mask & column.by_value.get(value, column.beyond))
                merged.setdefault(both, {**state, column.fact.name: value})
        states = merged
    return {
        (table.clauses[(mask & -mask).bit_length() - 1].rank if mask else None): state for mask, state in states.items()
    }
