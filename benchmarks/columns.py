"""How long ten million cases through every question take, and how much memory.

Run: python benchmarks/columns.py
Bounds: under 3 s, and the whole process under 500 MB, codes and answers included. Beside it, the engine for one case on
a sample of the same rows, which must give the same actions. Cases are made and encoded before the clock starts; both
times are shown.
"""

import argparse
import resource
import sys
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from _cases import accepted_by_a_step, domains
from zonewise.guidance.guide import action_of
from zonewise.rules.column_engine import ColumnEngine
from zonewise.rules.decision import Engine, lowest_rank
from zonewise.services.base.protocols import load_protocol

SECONDS, MEGABYTES = 3.0, 500.0
ROUNDS, SAMPLE = 3, 20_000
UNKNOWN = 0.02  # share of facts that are not known
NEAR = 0.95  # chance of a fact to have a value that a step accepts, in every second case
CHUNK = 500_000  # rows made at a time, so that making them costs no memory that answering them would not

Codes = dict[str, NDArray[np.uint8]]


def make_codes(columns: ColumnEngine, rows: int, seed: int) -> tuple[Codes, float, float]:
    """Return the codes of random cases by fact, and the seconds that making and encoding them took."""
    rng, made, encoded = np.random.default_rng(seed), 0.0, 0.0
    near, codes = accepted_by_a_step(columns.engine), {}
    for name, domain in domains(columns.engine).items():
        codes[name] = np.empty(rows, np.uint8)
        choice = columns.engine.rule_set.facts[name].type == "choice"
        values = np.arange(len(domain), dtype=np.uint8) if choice else np.array(domain)
        calm = np.array([domain.index(value) for value in near[name]], np.uint8)
        for start in range(0, rows, CHUNK):
            begun = perf_counter()
            count = min(CHUNK, rows - start)
            places = rng.integers(0, len(domain), count, np.uint8)
            places[::2] = np.where(
                rng.random(len(places[::2]), np.float32) < NEAR, rng.choice(calm, len(places[::2])), places[::2]
            )
            known = rng.random(count, np.float32) >= UNKNOWN
            between = perf_counter()
            codes[name][start : start + count] = columns.encode(name, values[places], known)
            made, encoded = made + between - begun, encoded + perf_counter() - between
    return codes, made, encoded


def one_by_one(engine: Engine, codes: Codes, rows: int) -> tuple[list[int], float]:
    """Return the actions of the first rows by the engine for one case, and its seconds a row for every question."""
    tables = engine.questions.values()
    values = {column.fact.name: (None, *column.codes) for table in tables for column in table.columns}
    cases = [{name: values[name][codes[name][row]] for name in values} for row in range(rows)]
    begun = perf_counter()
    for case in cases:
        for table in tables:
            lowest_rank(table, table.fired(case))
    taken = (perf_counter() - begun) / rows
    return [engine.rule_set.actions.index(action_of(engine, case)) for case in cases], taken


def main() -> int:
    """Print the figures; return 1 when a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    rows = parser.parse_args().rows
    print(f"python benchmarks/columns.py --rows {rows}")
    engine = load_protocol().engine
    columns = ColumnEngine(engine)
    codes, made, encoded = make_codes(columns, rows, seed=1)
    times, answers = [], None
    for _ in range(ROUNDS):
        answers = None  # two rounds of answers at once would count as the memory of one
        begun = perf_counter()
        answers = columns.decide(codes)
        times.append(perf_counter() - begun)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    actions, single = one_by_one(engine, codes, min(SAMPLE, rows))
    assert answers is not None
    assert actions == answers.action[:SAMPLE].tolist(), "the engine for one case gives other actions"
    counts = [
        f"{word} {np.count_nonzero(answers.action == place)}" for place, word in enumerate(engine.rule_set.actions)
    ]
    best = min(times)
    print(
        f"{single * rows / best:.0f} times faster than case by case, with the same actions on {len(actions)} rows\n"
        f"{rows} cases through {len(engine.questions)} questions: {best:.2f} s (bound {SECONDS:g} s), rounds "
        f"{', '.join(f'{seconds:.2f}' for seconds in times)}; made in {made:.1f} s, encoded in {encoded:.1f} s before\n"
        f"peak {peak:.0f} MB (bound {MEGABYTES:g} MB) for the whole process, codes and answers included\n"
        f"actions: {', '.join(counts)}"
    )
    return int(best >= SECONDS or peak >= MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
