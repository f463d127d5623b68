"""Every evening that can be reached, breadth first, so that what breaks a property is found by its shortest way."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from .abstract_day import Evening, Words
from .course_state import BEFORE_ANY_DOSE, CourseState
from .day_walk import DayWalk
from .properties import PROPERTIES, Property, Sight
from .record import Bystander, Record

Place = tuple[CourseState, Record]


@dataclass(frozen=True, slots=True)
class Step:
    """How a place was reached: from where, by what was told before an evening, or by an evening and its dose."""

    before: Place | None
    words: Words | None = None
    evening: Evening | None = None
    total_mg: object = None


@dataclass(frozen=True, slots=True)
class Broken:
    """The first evening found on which a property does not hold, and the way to it."""

    number: int
    says: str
    place: Place  # Before the evening.
    evening: Evening


@dataclass
class Exploration:
    """All that can happen from a state on."""

    walk: DayWalk
    properties: Mapping[int, tuple[str, tuple[Property, ...]]] = field(default_factory=lambda: PROPERTIES)
    places: dict[Place, Step] = field(default_factory=dict)
    transitions: int = 0
    broken: dict[int, Broken] = field(default_factory=dict)

    @cached_property
    def bystander(self) -> Bystander:
        """Who keeps the record."""
        rule_set, futures = self.walk.setting.protocol.rule_set, self.walk.futures
        return Bystander(
            self.walk.setting, rule_set.start_low_after, rule_set.rising,
            futures.pause_days, futures.dose_days, frozenset(self.properties),
        )  # fmt: skip

    def run(self, most: int | None = None) -> bool:
        """Walk every day from every place that can be reached.

        Args:
            most: So many places at most, the nearest ones.

        Returns:
            Whether all were walked.
        """
        self.places = dict.fromkeys(self.starts(), Step(None))
        waiting = deque(self.places)
        while waiting:
            if most is not None and len(self.places) >= most:
                return False
            for after, step in self._steps(waiting.popleft()):
                self.transitions += 1
                if after not in self.places:
                    self.places[after] = step
                    waiting.append(after)
        return True

    def starts(self) -> Iterator[Place]:
        """Yield where a diary with a plan can begin: LDN not taken, nothing said of it, or a dose told."""
        walk = self.walk
        tellings = [Words("not-started"), *(Words(told_mg=mg) for mg in walk.setting.amounts_mg)]
        for words in tellings:
            record = self.bystander.after_telling(Record(), words, False)
            for state in walk.after_telling(BEFORE_ANY_DOSE, words):
                yield state, record
        yield BEFORE_ANY_DOSE, Record()

    def _steps(self, place: Place) -> Iterator[tuple[Place, Step]]:
        state, record = place
        for words, after in self.walk.tellings(state):
            yield (after, self.bystander.after_telling(record, words, state.new_plan_awaited)), Step(place, words=words)
        for words in self.walk.words(state):
            told = self.bystander.after_telling(record, words, state.new_plan_awaited)
            for evening in self.walk.evenings(state, words):
                self._look(place, told, evening)
                seen: set[Place] = set()
                for day in self.walk.nights(state, evening, self.walk.doses(evening)):
                    place_after = (day.after, self.bystander.named(told, day.evening, day.total_mg))
                    if place_after not in seen:
                        seen.add(place_after)
                        yield place_after, Step(place, evening=day.evening, total_mg=day.total_mg)

    def _look(self, place: Place, told: Record, evening: Evening) -> None:
        known = dict(self.walk.known(evening.state))
        sight = Sight(self.walk.setting, self.bystander, told, evening, known, self.walk.asks(evening.state))
        for number, (_, looks) in self.properties.items():
            if number not in self.broken:
                for look in looks:
                    if says := look(sight):
                        self.broken[number] = Broken(number, says, place, evening)
                        break

    def way(self, broken: Broken) -> list[Step]:
        """Return the steps from the first evening to the one on which a property does not hold."""
        steps, place = [], broken.place
        while (step := self.places[place]).before is not None:
            steps.append(step)
            place = step.before
        return [*reversed(steps), Step(broken.place, evening=replace(broken.evening))]
