"""Ten million cases counted by DuckDB on the exported SQL and by our engine: whether they agree, and how fast each is.

Run: python benchmarks/sql_duckdb.py
Bound: the same count of every answer of every question, and of every action. The exported text runs as it is, inside
one query that counts. Cases are made, encoded and loaded before either clock starts. Both use two threads; DuckDB keeps
its table in a file and may use 4 GB. The ratio is the median of rounds run in turn.
"""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from statistics import median
from time import perf_counter

import duckdb
import numpy as np
from numpy.typing import NDArray

from _cases import accepted_by_a_step, domains
from zonewise.authoring.export import export_protocol
from zonewise.authoring.sql import COLUMN_TYPES, create_cases
from zonewise.rules.column_engine import ColumnAnswers, ColumnEngine
from zonewise.services.base.protocols import load_protocol

UNKNOWN, NEAR = 0.02, 0.95  # share of facts not known; chance in every second case of a value that a step accepts
CHUNK, ROUNDS, THREADS, MEMORY = 500_000, 3, 2, "4GB"

Codes = dict[str, NDArray[np.uint8]]
Counts = dict[str, dict[str | None, int]]


class Cases:
    """Random cases, the same ones as codes for our engine and as rows of a table for DuckDB."""

    def __init__(self, columns: ColumnEngine, rows: int, connection: duckdb.DuckDBPyConnection, seed: int = 1) -> None:
        self.columns = columns
        self.codes: Codes = {name: np.empty(rows, np.uint8) for name in columns.engine.rule_set.facts}
        self._domains, self._near = domains(columns.engine), accepted_by_a_step(columns.engine)
        connection.execute(create_cases(columns.engine.rule_set))
        rng = np.random.default_rng(seed)
        for start in range(0, rows, CHUNK):
            self._chunk(rng, start, min(CHUNK, rows - start), connection)

    def _chunk(self, rng: np.random.Generator, start: int, count: int, connection: duckdb.DuckDBPyConnection) -> None:
        """Make some rows: places in the domains become codes here, and the values themselves there."""
        chunk: dict[str, NDArray[np.int16]] = {}
        for name, domain in self._domains.items():
            places = rng.integers(0, len(domain), count).astype(np.int16)
            calm = np.array([domain.index(value) for value in self._near[name]], np.int16)
            half = len(places[::2])
            places[::2] = np.where(rng.random(half) < NEAR, rng.choice(calm, half), places[::2])
            known = rng.random(count) >= UNKNOWN
            choice = self.columns.engine.rule_set.facts[name].type == "choice"
            values = np.arange(len(domain)) if choice else np.array(domain)
            self.codes[name][start : start + count] = self.columns.encode(name, values[places], known)
            chunk[name] = np.where(known, places + 1, 0).astype(np.int16)
        connection.register("chunk", chunk)
        connection.execute(
            f"INSERT INTO cases SELECT {start} + row_number() OVER (), {', '.join(map(self._value, chunk))} FROM chunk"
        )
        connection.unregister("chunk")

    def _value(self, name: str) -> str:
        """Return SQL for a fact's value at a place counted from 1; place 0 is outside the list, which gives NULL."""
        kind = self.columns.engine.rule_set.facts[name].type
        written = (f"'{value}'" if kind == "choice" else str(int(value or 0)) for value in self._domains[name])
        return f"CAST(([{', '.join(written)}])[{name}] AS {COLUMN_TYPES[kind]})"


def counted(columns: ColumnEngine, answers: ColumnAnswers) -> Counts:
    """Return how often each word was given, by question, with None where there is no answer."""
    rule_set = columns.engine.rule_set
    counts: Counts = {}
    for name, question in rule_set.questions.items():
        words = (*(answer.name for answer in question.answers), None)
        times = np.bincount(answers.answers[name], minlength=len(words))
        counts[name] = {word: int(count) for word, count in zip(words, times, strict=True) if count}
    times = np.bincount(answers.action, minlength=len(rule_set.actions))
    counts["action"] = {word: int(count) for word, count in zip(rule_set.actions, times, strict=True) if count}
    return counts


def query(columns: ColumnEngine) -> str:
    """Return the exported SELECT, unchanged, with a count of each of its columns around it."""
    exported = export_protocol(None, "sql").partition("SELECT ")
    select = f"{exported[1]}{exported[2]}".rstrip().removesuffix(";")
    names = [*(f"{name}_answer" for name in columns.engine.rule_set.questions), "action"]
    return (
        f"WITH answers AS (\n{select}\n)\nSELECT {', '.join(names)}, {', '.join(f'grouping({n})' for n in names)},"
        f" count(*)\nFROM answers GROUP BY GROUPING SETS ({', '.join(f'({name})' for name in names)})"
    )


def in_duckdb(columns: ColumnEngine, connection: duckdb.DuckDBPyConnection) -> Counts:
    """Return the counts as DuckDB gives them."""
    names = [*columns.engine.rule_set.questions, "action"]
    answers: dict[str, Counter[str | None]] = {name: Counter() for name in names}
    for row in connection.execute(query(columns)).fetchall():
        place = row[len(names) : 2 * len(names)].index(0)  # 0 for the one column that a row counts
        answers[names[place]][row[place]] += row[-1]
    return {name: dict(counts) for name, counts in answers.items()}


def main() -> int:
    """Print the figures; return 1 when a count differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    rows = parser.parse_args().rows
    print(f"python benchmarks/sql_duckdb.py --rows {rows}")
    columns = ColumnEngine(load_protocol().engine)
    with tempfile.TemporaryDirectory() as folder:
        connection = duckdb.connect(str(Path(folder) / "cases.duckdb"))
        connection.execute(f"SET threads = {THREADS}; SET memory_limit = '{MEMORY}'")
        begun = perf_counter()
        cases = Cases(columns, rows, connection)
        made = perf_counter() - begun
        ours, theirs, same = [], [], True
        for _ in range(ROUNDS):
            begun = perf_counter()
            answers = counted(columns, columns.decide(cases.codes, threads=THREADS))
            between = perf_counter()
            counts = in_duckdb(columns, connection)
            theirs.append(perf_counter() - between)
            ours.append(between - begun)
            same &= answers == counts
        connection.close()
    faster = median(other / one for one, other in zip(ours, theirs, strict=True))
    print(
        f"{faster:.0f} times as fast as DuckDB {duckdb.__version__} on the exported SQL, counts"
        f" {'the same' if same else 'DIFFER'}; ours {min(ours):.2f} s, DuckDB {min(theirs):.2f} s for {rows} cases"
        f" through {len(columns.engine.questions)} questions, made and loaded in {made:.0f} s before"
    )
    for name, words in answers.items():
        told = ", ".join(f"{word or 'no answer'} {count}" for word, count in words.items())
        print(f"  {name}: {told}" + ("" if words == counts[name] else f" - DuckDB: {counts[name]}"))
    return int(not same)


if __name__ == "__main__":
    sys.exit(main())
