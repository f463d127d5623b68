"""One property looked at along every sequence of days, breadth first, so that what breaks it is the shortest way.

A bystander goes along the days of a graph and writes down what the property is about and nothing else. A place is a
state together with that record; both are numbers here, and what the bystander makes of a day is worked out once.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from .abstract_day import Evening, Taken, Words
from .properties import Property, Sight
from .record import Bystander, Record
from .state_graph import EveningView, GraphDay, NamedView, StateGraph, Telling, ToldView

Place = tuple[int, int]
"""The numbers of a state and of a record."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step on a way: what was told before an evening, or an evening with what was taken in the end."""

    words: Words | None = None
    evening: Evening | None = None
    taken: Taken = None


@dataclass(frozen=True, slots=True)
class Broken:
    """The first evening on which a property does not hold."""

    says: str
    place: Place
    view: EveningView


@dataclass
class PropertyWalk:
    """All places of one property."""

    graph: StateGraph
    bystander: Bystander
    looks: tuple[Property, ...]
    reached: dict[Place, tuple[Place, Telling | GraphDay] | None] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    broken: Broken | None = None
    _numbers: dict[Record, int] = field(default_factory=dict)
    _told: dict[tuple[int, Words, bool], int] = field(default_factory=dict)
    _evenings: dict[tuple[int, int, bool], int] = field(default_factory=dict)
    # What a bystander sees of an evening, each kind of it once, and its number.
    _tellings: dict[ToldView, int] = field(default_factory=dict)
    _namings: dict[tuple[NamedView, Taken], int] = field(default_factory=dict)
    # The evenings of each state that was reached, with the number of what is told on each, and its days, each once as
    # far as a bystander sees them: the numbers of what is told and of what is named and taken, the state after it.
    _outlines: dict[int, tuple[list[tuple[int, EveningView]], dict[tuple[int, int, int], GraphDay]]] = field(
        default_factory=dict
    )
    _looked: dict[tuple[int, int], str] = field(default_factory=dict)
    _named: dict[tuple[int, int], int] = field(default_factory=dict)

    def run(self) -> "PropertyWalk":
        """Walk until a place breaks the property, or every place was looked at."""
        for words, state in self.graph.starts:
            record = self._number(
                self.bystander.after_telling(Record(), words, False) if words != Words() else Record()
            )
            self.reached.setdefault((state, record), None)
        waiting = deque(self.reached)
        while waiting and self.broken is None:
            place = waiting.popleft()
            if place[0] < len(self.graph.days):
                for after, edge in self._following(place):
                    if after not in self.reached:
                        self.reached[after] = (place, edge)
                        waiting.append(after)
        return self

    def _following(self, place: Place) -> Iterator[tuple[Place, Telling | GraphDay]]:
        state, record = place
        graph, awaited = self.graph, self.graph.states[state].new_plan_awaited
        views, days = self._outline(state)
        for number, view in views:
            told = self._on_evening(record, number, view.told, awaited)
            key = (told, id(view))
            if key not in self._looked:
                self._looked[key] = self._look(self.records[told], view)
            if self._looked[key]:
                self.broken = Broken(self._looked[key], place, view)
                return
        for telling in graph.tellings[state]:
            yield (telling.after, self._after_telling(record, telling.words, awaited)), telling
        for (number, naming, after), day in days.items():
            named = (self._on_evening(record, number, day.view.told, awaited), naming)
            if named not in self._named:
                then = self.bystander.named(self.records[named[0]], day.view.named, day.taken)
                self._named[named] = self._number(then)
            yield (after, self._named[named]), day

    def _outline(self, state: int) -> tuple[list[tuple[int, EveningView]], dict[tuple[int, int, int], GraphDay]]:
        if state not in self._outlines:
            views, days = self.graph.views[state], dict[tuple[int, int, int], GraphDay]()
            for day in self.graph.days[state]:
                naming = self._namings.setdefault((day.view.named, day.taken), len(self._namings))
                days.setdefault((self._telling(day.view.told), naming, day.after), day)
            self._outlines[state] = ([(self._telling(view.told), view) for view in views], days)
        return self._outlines[state]

    def _telling(self, told: ToldView) -> int:
        return self._tellings.setdefault(told, len(self._tellings))

    def _look(self, record: Record, view: EveningView) -> str:
        sight = Sight(self.graph.walk.setting, self.bystander, record, view, dict(view.known), dict(view.asks))
        return next(filter(None, (look(sight) for look in self.looks)), "")

    def _after_telling(self, record: int, words: Words, awaited: bool) -> int:
        key = (record, words, awaited)
        if key not in self._told:
            self._told[key] = self._number(self.bystander.after_telling(self.records[record], words, awaited))
        return self._told[key]

    def _on_evening(self, record: int, number: int, told: ToldView, awaited: bool) -> int:
        key = (record, number, awaited)
        if key not in self._evenings:
            self._evenings[key] = self._number(self.bystander.on_evening(self.records[record], told, awaited))
        return self._evenings[key]

    def _number(self, record: Record) -> int:
        number = self._numbers.setdefault(record, len(self.records))
        if number == len(self.records):
            self.records.append(record)
        return number

    def way(self) -> list[Step]:
        """Return the steps from the first evening to the one on which the property does not hold."""
        if self.broken is None:
            return []
        steps, place = [self._evening(self.broken.place[0], self.broken.view)], self.broken.place
        while (before := self.reached[place]) is not None:
            place, edge = before
            steps.append(Step(edge.words) if isinstance(edge, Telling) else self._day(place[0], edge))
        start = next(words for words, state in self.graph.starts if state == place[0])
        return [*([Step(start)] if start.tells_something else []), *reversed(steps)]

    def _evening(self, state: int, view: EveningView) -> Step:
        evenings = self.graph.walk.evenings(self.graph.states[state], view.told.words)
        return Step(evening=next(evening for evening in evenings if self.graph.view(evening) == view))

    def _day(self, state: int, edge: GraphDay) -> Step:
        walk, before, after = self.graph.walk, self.graph.states[state], self.graph.states[edge.after]
        for evening in walk.evenings(before, edge.view.told.words):
            for day in walk.nights(before, evening, [edge.taken]):
                if day.after == after and self.graph.view(day.evening) == edge.view:
                    return Step(evening=day.evening, taken=edge.taken)
        raise AssertionError("a day of the graph follows its state")
