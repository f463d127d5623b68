"""Check what each day's screen says of a hold against what the facts give, for synthetic patients, every day.

    python benchmarks/true_of_the_day.py                         200 people, 90 days with a plan each
    python benchmarks/true_of_the_day.py --people 10 --days 30

Every other person makes mistakes, as those of course_fuzz.py; the rest lead calm lives with flares of their own making.
Of each hold: which condition, how far, until when at the earliest, and what is to be answered.
"""

import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from itertools import repeat
from pathlib import Path

import click

from zonewise.services.base.protocols import load_protocol
from zonewise.synthetic.advice import advice_for_one_person
from zonewise.synthetic.erring_life import draw_patient

sys.path.insert(0, str(Path(__file__).parents[1]))
day_truth = import_module("tests.report.day_truth")


def check(seed: int, days: int) -> tuple[int, int, list[str]]:
    """Return how many days one person lived, on how many something was held, and what was not true of them."""
    protocol = load_protocol()
    advise = advice_for_one_person(protocol.engine, protocol.settings)
    person = draw_patient(seed, protocol.rule_set, advise, mistakes=1.0 if seed % 2 else 0.3)
    count, held, untrue = 0, 0, list[str]()
    for evening in person.live(range(person.plan_day + days)):
        count, held = count + 1, held + bool(day_truth.needs(evening.today))
        untrue += [f"person {seed}, day {evening.number}: {line}" for line in day_truth.untruths(evening.today)]
    return count, held, untrue


@click.command()
@click.option("--people", default=200, show_default=True)
@click.option("--days", default=90, show_default=True)
@click.option("--workers", default=2, show_default=True)
def main(people: int, days: int, workers: int) -> None:
    """Check, and print what is not true."""
    begun, total = time.perf_counter(), Counter[str]()
    with ProcessPoolExecutor(workers) as pool:
        for count, held, untrue in pool.map(check, range(people), repeat(days)):
            print(*untrue[:6], sep="\n", end="\n" if untrue else "", flush=True)
            total.update(days=count, held=held, untrue=len(untrue))
    print(
        f"{people} people, {total['days']} days, {total['held']} of them held: {total['untrue']} things not true, "
        f"{time.perf_counter() - begun:.0f} seconds."
    )
    sys.exit(1 if total["untrue"] else 0)


if __name__ == "__main__":
    main()
