"""Days on which the answers of all groups mix: what a walk in groups leaves out is lived at random here.

Everything may happen on each day and every fact that treatment gives is read off the state. One bystander keeps all
that the properties are about and looks at all of them each evening. Half of the days are drawn evenly from the kinds of
evening, so that what is rare among all answers is not rare here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from .abstract_day import Evening, Happenings
from .course_state import BEFORE_ANY_DOSE, CourseState
from .day_walk import DayWalk
from .groups import GROUPS
from .properties import PROPERTIES, Sight
from .property_walk import Step
from .record import Bystander, Record
from .state_graph import StateGraph

EVERYTHING = Happenings(
    "answers of all groups, drawn at random",
    tuple(dict.fromkeys(name for group in GROUPS for name in group.facts)),
    doses=True,
    words=True,
    clinician=True,
)
DAYS_OF_A_LIFE = 60
"""After so many days another diary begins."""
Option = TypeVar("Option")


@dataclass(frozen=True, slots=True)
class MixedDays:
    """What the days came to."""

    days: int
    evenings: int  # Evenings looked at: of each day all that guidance could say.
    broken: Mapping[int, tuple[Sequence[Step], str]]  # By property: the way to the first such evening, what is wrong.


def live_mixed(walk: DayWalk, days: int, rng: np.random.Generator) -> MixedDays:
    """Live so many days from the first evening on, time and again, and look at every evening that they could have.

    Args:
        walk: The days of a plan, with `EVERYTHING` on them.
        days: How many to live.
        rng: Draws what happens.
    """
    rule_set, futures, graph = walk.setting.protocol.rule_set, walk.futures, StateGraph(walk)
    bystander = Bystander(
        walk.setting, rule_set.start_low_after, rule_set.rising, futures.pause_days, futures.dose_days,
        frozenset(PROPERTIES),
    )  # fmt: skip
    broken: dict[int, tuple[Sequence[Step], str]] = {}
    evenings_in_all, state, record, way = 0, BEFORE_ANY_DOSE, Record(), list[Step]()
    for number in range(days):
        if number % DAYS_OF_A_LIFE == 0:
            state, record, way = _beginning(graph, bystander, rng)
        for words, after in _one_or_none(list(walk.tellings(state)), rng):
            record = bystander.after_telling(record, words, state.new_plan_awaited)
            state, way = after, [*way, Step(words)]
        words = _any(list(walk.words(state)), rng)
        evenings, awaited = list(walk.evenings(state, words)), state.new_plan_awaited
        evenings_in_all += len(evenings)
        for evening in evenings:
            told = bystander.on_evening(record, graph.view(evening).told, awaited)
            for property_number, says in _looks(graph, bystander, told, evening):
                broken.setdefault(property_number, ([*way, Step(evening=evening)], says))
        evening = _any(_of_any_action(evenings, rng), rng)
        nights = list(walk.nights(state, evening, [_any(walk.doses(evening), rng)]))
        day = _any(nights, rng)
        view = graph.view(day.evening)
        record = bystander.named(bystander.on_evening(record, view.told, awaited), view.named, day.taken)
        state, way = day.after, [*way, Step(evening=day.evening, taken=day.taken)]
    return MixedDays(days, evenings_in_all, broken)


def _beginning(
    graph: StateGraph, bystander: Bystander, rng: np.random.Generator
) -> tuple[CourseState, Record, list[Step]]:
    words, state = _any(list(graph.beginnings()), rng)
    record = bystander.after_telling(Record(), words, False) if words.tells_something else Record()
    return state, record, [Step(words)] if words.tells_something else []


def _looks(graph: StateGraph, bystander: Bystander, told: Record, evening: Evening) -> Iterator[tuple[int, str]]:
    view = graph.view(evening)
    sight = Sight(graph.walk.setting, bystander, told, view, dict(view.known), dict(view.asks))
    for number, (_, looks) in PROPERTIES.items():
        for look in looks:
            if says := look(sight):
                yield number, says
                break


def _of_any_action(evenings: Sequence[Evening], rng: np.random.Generator) -> Sequence[Evening]:
    action = _any(sorted({evening.action for evening in evenings}), rng)
    return [evening for evening in evenings if evening.action == action]


def _one_or_none(options: Sequence[Option], rng: np.random.Generator) -> Sequence[Option]:
    return [_any(options, rng)] if options and rng.random() < 1 / 3 else []


def _any(options: Sequence[Option], rng: np.random.Generator) -> Option:
    return options[int(rng.integers(len(options)))]
