"""Compare each day of synthetic patients with a slow, obvious reading of the rules that shares no code with zonewise.

    python benchmarks/second_opinion.py                          200 people, 120 days with a plan each
    python benchmarks/second_opinion.py --people 4 --days 60

The people make mistakes, as those of course_fuzz.py. Compared are the action, its rules, the dose that is named, the
recommended level and every fact that bears on an action. Prints what differs, and how many days were looked at.
"""

import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from importlib import import_module
from itertools import repeat
from pathlib import Path
from random import Random
from typing import Any

import click

from zonewise.guidance.daily_guidance import DailyGuidance, guide_day
from zonewise.model.entry import Entry
from zonewise.services.base.protocols import load_protocol, protocol_folder
from zonewise.synthetic.erring_life import day_of, draw_patient

sys.path.insert(0, str(Path(__file__).parents[1]))
interpreter = import_module("tests.reference.interpreter")
rulebook = import_module("tests.reference.rulebook")

SHOWN = 12  # Differences of one person; what differs on a day differs on the next ones as well.


def compare(seed: int, days: int) -> tuple[int, list[str]]:
    """Live some days with a plan; return how often something was compared, and each difference."""
    protocol, random = load_protocol(), Random(seed + 1_000_000)
    second = interpreter.Interpreter(rulebook.Rulebook(protocol_folder()), protocol.settings)
    compared: list[date] = []
    differences: list[str] = []

    def advise(entries: Sequence[Entry], day: date) -> DailyGuidance:
        today = guide_day(entries, day, protocol.engine, protocol.settings)
        compared.append(day)
        differing = list(differences_of(today, second.opinion(entries, day)))
        differences.extend(f"person {seed}, {day}: {line}" for line in differing)
        return today

    person = draw_patient(seed, protocol.rule_set, advise)
    for evening in person.live(range(person.plan_day + days)):
        if evening.taken_mg and random.random() < 0.2:
            advise(person.entries, day_of(evening.number))  # and once more after the dose
    return len(compared), differences


def differences_of(today: DailyGuidance, second: Any) -> Sequence[str]:
    """Return what differs, the product's side first."""
    now = today.snapshot.recommended.now
    pairs = [
        ("action", today.guidance.action, second.action),
        ("rules", sorted(rule.id for rule in today.guidance.reasons), sorted(second.rules)),
        ("dose", today.dose.daily_mg, second.mg),
        ("level", now.mg if now is not None else 0, second.level_mg),
    ]
    pairs += [(name, today.facts[name].value, value) for name, value in sorted(second.facts.items())]
    return [f"{name}: {one!r}, and by the second opinion {two!r}" for name, one, two in pairs if one != two]


@click.command()
@click.option("--people", default=200, show_default=True)
@click.option("--days", default=120, show_default=True)
@click.option("--first", default=0, show_default=True, help="Number of the first person.")
@click.option("--workers", default=2, show_default=True)
def main(people: int, days: int, first: int, workers: int) -> None:
    """Compare, and print what differs."""
    begun, compared, differing = time.perf_counter(), 0, 0
    with ProcessPoolExecutor(workers) as pool:
        for count, differences in pool.map(compare, range(first, first + people), repeat(days)):
            print(*differences[:SHOWN], sep="\n", end="\n" if differences else "", flush=True)
            compared, differing = compared + count, differing + len(differences)
    print(
        f"differences = {differing}; {people} people, {people * days} days, compared {compared} times, "
        f"{time.perf_counter() - begun:.0f} seconds with {workers} processes."
    )
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
