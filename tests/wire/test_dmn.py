"""The protocol as decision tables is answered alike by engines that others wrote."""

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from zonewise.authoring.dmn import dmn_of
from zonewise.authoring.export import export_protocol
from zonewise.guidance.guide import action_of
from zonewise.problem import InputRefused
from zonewise.rules.decision import Engine
from zonewise.rules.rule_set import FactValue
from zonewise.services.base.protocols import load_protocol

ROWS = 18_000

Case = dict[str, FactValue]


def _cases(engine: Engine) -> Iterator[Case]:
    """Yield cases in which each rule fires, those in which one test of it fails, and others by chance, some unknown."""
    rng = random.Random(16)
    columns = [engine.actions, *engine.questions.values()]
    values = {column.fact.name: (None, *column.codes) for table in columns for column in table.columns}
    clauses = [clause for table in columns for clause in table.clauses]
    rise = next(clause for clause in engine.actions.clauses if engine.rule_set.actions[clause.rank] == "step-up")
    calm = {
        test.fact: [value for value in values[test.fact] if test.holds(value)]
        for test in rise.tests
        if test.fact != engine.rule_set.always_needed
    }
    for place in range(ROWS):
        near = calm if place % 4 < 2 else {}
        case = {name: rng.choice(near.get(name, choices)) for name, choices in values.items()}
        if place < 8 * len(clauses):
            clause = clauses[place // 8]
            for test in clause.tests:
                case[test.fact] = rng.choice([value for value in values[test.fact] if test.holds(value)])
            broken = rng.choice(clause.tests)
            if place % 2 and (others := [value for value in values[broken.fact] if not broken.holds(value)]):
                case[broken.fact] = rng.choice(others)
        yield case


def _ours(engine: Engine, case: Case) -> dict[str, Any]:
    """Return what our engine answers from what is known, by the names of the decisions."""
    answers: dict[str, Any] = {}
    for name, question in engine.rule_set.questions.items():
        table = engine.questions[name]
        ranks = {clause.rank for bit, clause in enumerate(table.clauses) if table.fired(case) >> bit & 1}
        given = [question.answers[rank].name for rank in sorted(ranks)]
        answers[f"{name}_answer"] = given if question.every else next(iter(given), None)
    return answers | {"action": action_of(engine, case)}


def test_a_feel_engine_answers_each_case_alike(run_node: Callable[[str, Any], Any]) -> None:
    """feelin and dmn-moddle, which know nothing of zonewise, give each answer and action, the unknown ones included."""
    engine = load_protocol("ldn").engine
    cases = list(_cases(engine))
    theirs = run_node("answer_dmn.mjs", {"model": dmn_of(engine), "cases": cases})

    assert theirs["warnings"] == []
    assert len(theirs["answers"]) == ROWS
    assert len({answers["action"] for answers in theirs["answers"]}) == len(engine.rule_set.actions)
    for case, answers in zip(cases, theirs["answers"], strict=True):
        assert answers == _ours(engine, case), case


def test_a_form_that_nobody_knows_is_refused() -> None:
    """The forms that there are stand in the message."""
    with pytest.raises(InputRefused, match="sql, dmn"):
        export_protocol(None, "cobol")
