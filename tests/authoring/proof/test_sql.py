import csv
import random
import sqlite3

import duckdb
import pytest

from zonewise.authoring.proof.protocol_states import ProtocolStates
from zonewise.authoring.sql import create_cases, select_answers
from zonewise.guidance.guide import action_of
from zonewise.rules.decision import Engine

ROWS = 20_000


def grid(engine: Engine) -> list[dict]:
    """Seeded states, unknown included; each clause fires in some of them, and in some one test of it fails."""
    rng = random.Random(7)
    values = {column.fact.name: (None, *column.codes) for column in engine.actions.columns}
    tables = [engine.actions, *engine.questions.values()]
    for table in tables:
        values |= {column.fact.name: (None, *column.codes) for column in table.columns}
    states = []
    for clause in (clause for table in tables for clause in table.clauses):
        for _ in range(12):
            state = {name: rng.choice(options) for name, options in values.items()}
            for test in clause.tests:
                state[test.fact] = rng.choice([value for value in values[test.fact] if test.holds(value)])
            states.append(state)
            broken = rng.choice(clause.tests)
            fails = [value for value in values[broken.fact] if not broken.holds(value)]
            states.append({**state, broken.fact: rng.choice(fails)})
    states += [{name: rng.choice(options) for name, options in values.items()} for _ in range(ROWS - len(states))]
    return states


def expected(engine: Engine, state: dict) -> tuple:
    """What the engine answers from what is known, for each question, and the action."""
    answers = []
    for name, question in engine.rule_set.questions.items():
        table = engine.questions[name]
        fired = table.fired(state)
        answers.append(question.answers[table.clauses[(fired & -fired).bit_length() - 1].rank].name if fired else None)
    return (*answers, action_of(engine, state))


@pytest.fixture(scope="module")
def cases(protocol: ProtocolStates):
    """The grid, and the rows to insert."""
    engine = protocol.engine
    states = grid(engine)
    rows = [
        (number, *(int(v) if isinstance(v := state.get(name), bool) else v for name in engine.rule_set.facts))
        for number, state in enumerate(states)
    ]
    return engine, states, rows


def in_sqlite(engine: Engine, rows: list, query: str, tmp_path) -> list:
    """Run the query in SQLite."""
    connection = sqlite3.connect(":memory:")
    connection.execute(create_cases(engine.rule_set))
    connection.executemany(f"INSERT INTO cases VALUES ({', '.join('?' * len(rows[0]))})", rows)
    return connection.execute(query).fetchall()


def in_duckdb(engine: Engine, rows: list, query: str, tmp_path) -> list:
    """Run the query in DuckDB, the rows read from a file."""
    path = tmp_path / "cases.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    connection = duckdb.connect(":memory:")
    connection.execute(create_cases(engine.rule_set))
    connection.execute(f"COPY cases FROM '{path}' (HEADER false, NULLSTR '')")
    return connection.execute(query).fetchall()


@pytest.mark.parametrize("database", [in_sqlite, in_duckdb])
def test_the_same_sql_agrees_with_the_engine(cases, database, tmp_path) -> None:
    """On a grid in which every rule fires and every test of it fails, each answer and action is the engine's."""
    engine, states, rows = cases
    answers = {row[0]: tuple(row[1:]) for row in database(engine, rows, select_answers(engine), tmp_path)}

    assert [answers[number] for number in range(len(states))] == [expected(engine, state) for state in states]


def test_the_grid_fires_each_rule_and_does_not(cases) -> None:
    """Each clause fires in some state of the grid and not in another, so agreement means something."""
    engine, states, _ = cases
    for name, table in (*engine.questions.items(), ("action", engine.actions)):
        masks = [table.fired(state) for state in states]
        every, some = table.every, 0
        for mask in masks:
            every &= mask
            some |= mask

        assert (name, some, every) == (name, table.every, 0)
