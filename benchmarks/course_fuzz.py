"""Live zonewise for months as people who make mistakes, and check what has to hold over every sequence of days.

    python benchmarks/course_fuzz.py                          200 people, 180 days each
    python benchmarks/course_fuzz.py --people 20 --days 90

Each evening the person writes down how it was, answers what is asked (at times wrongly, at times not), takes what is
named, or twice of it, or half, or nothing. Some take an opioid and misspell it, have danger signs, pause, stop, or
bring another plan. Nine properties are checked on each evening, reasons among them. Then the person leads a calm life
that answers and takes what is named, and has to reach the ceiling, or a decision that is the prescriber's or their
own, within a bounded number of days: the tenth property.
"""

import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import repeat

import click

from zonewise.services.base.protocols import load_protocol
from zonewise.synthetic.advice import advice_for_one_person
from zonewise.synthetic.course_properties import broken_properties, has_arrived
from zonewise.synthetic.erring_life import ErringEvening, ErringPatient, draw_patient

GATES_DAYS = 90  # The longest waits one after the other: an opioid, a pause, Green days, a suspicion that fades.


@dataclass(frozen=True, slots=True)
class LifeOutcome:
    """What the months of one person came to."""

    broken: tuple[str, ...]  # Each evening on which a property did not hold.
    actions: Counter[str]
    days_to_arrive: int | None  # Calm days until the ceiling or a decision; None where none came within the bound.


def live(seed: int, days: int) -> LifeOutcome:
    """Return what the months of one person came to, told day by day where a property broke."""
    protocol = load_protocol()
    person = draw_patient(seed, protocol.rule_set, advice_for_one_person(protocol.engine, protocol.settings))
    evenings = list(person.live(range(person.plan_day + days)))
    arrived, last = _arrive(person, person.plan_day + days)
    broken = [f"person {seed}: {line}" for line in broken_properties(evenings)]
    if arrived is None:
        why = ", ".join(rule.id for rule in last.today.guidance.reasons)
        broken.insert(0, f"person {seed}: 9. {last.action} by {why} still, {_bound(person)} calm days later")
    return LifeOutcome(tuple(broken), Counter(evening.action for evening in evenings), arrived)


def _bound(person: ErringPatient) -> int:
    interval = max(person.plan.interval_days or 0, 14)
    return GATES_DAYS + interval * len(person.plan.steps)


def _arrive(person: ErringPatient, number: int) -> tuple[int | None, ErringEvening]:
    """Return after how many calm days the person arrives, None where the bound comes first, and the last evening."""
    person.mistakes, last = 0.0, None
    for last in person.live(range(number, number + _bound(person))):
        if has_arrived(last):
            return last.number - number, last
    assert last is not None
    return None, last


@click.command()
@click.option("--people", default=200, show_default=True)
@click.option("--days", default=180, show_default=True)
@click.option("--first", default=0, show_default=True, help="Number of the first person.")
@click.option("--workers", default=2, show_default=True)
def main(people: int, days: int, first: int, workers: int) -> None:
    """Live with zonewise and print what broke."""
    begun, broken, actions, arrived = time.perf_counter(), 0, Counter[str](), list[int]()
    with ProcessPoolExecutor(workers) as pool:
        for life in pool.map(live, range(first, first + people), repeat(days)):
            print(*life.broken[:12], sep="\n", end="\n" if life.broken else "", flush=True)
            broken, actions = broken + len(life.broken), actions + life.actions
            arrived += [life.days_to_arrive] if life.days_to_arrive is not None else []
    print(f"Evenings: {', '.join(f'{action} {count}' for action, count in actions.most_common())}.")
    print(f"After that {len(arrived)} of {people} arrived, within {max(arrived, default=0)} calm days at most.")
    took = time.perf_counter() - begun
    print(f"{people} people, {days} days each: {broken} times a property did not hold. {took:.0f} seconds.")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
