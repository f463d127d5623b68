"""Every state of treatment that can be reached, and every day that can follow it, walked once for all properties.

A property is then looked at along these days by a bystander of its own (`property_walk`), which costs little beside it.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from .abstract_day import Evening, Reduction, Taken, Words
from .course_state import BEFORE_ANY_DOSE, CourseState
from .day_walk import DayWalk
from .guidance_states import Known


@dataclass(frozen=True, slots=True)
class ToldView:
    """What a bystander sees of what is told on an evening."""

    words: Words
    before_word: tuple[str, Decimal | None] | None  # As in `Opened`.
    is_call: bool  # Whether the evening calls in the end.


@dataclass(frozen=True, slots=True)
class NamedView:
    """What a bystander sees of what an evening names in the end."""

    words: Words
    action: str
    kind: str
    mg: Decimal | None
    sign: str
    is_unknown: bool | None


@dataclass(frozen=True, slots=True)
class EveningView:
    """All that is looked at of an evening; evenings that look the same are one."""

    told: ToldView
    named: NamedView
    known: Known  # The facts that the state gives.
    asks: tuple[tuple[str, bool], ...]  # Whether the screen asks about each of them.
    reduction: Reduction | None


@dataclass(frozen=True, slots=True)
class GraphDay:
    """A day from a state: how its evening looks in the end, what was taken, and the number of the state after it."""

    view: EveningView
    taken: Taken
    after: int


@dataclass(frozen=True, slots=True)
class Telling:
    """What is told before an evening, and the number of the state that it makes on the same day."""

    words: Words
    after: int


@dataclass
class StateGraph:
    """The states of one walk, by number, with all that can follow each."""

    walk: DayWalk
    numbers: dict[CourseState, int] = field(default_factory=dict)
    states: list[CourseState] = field(default_factory=list)
    starts: list[tuple[Words, int]] = field(default_factory=list)  # What begins a diary, and the state after it.
    views: list[list[EveningView]] = field(default_factory=list)  # How the evenings of each state can look.
    days: list[list[GraphDay]] = field(default_factory=list)
    tellings: list[list[Telling]] = field(default_factory=list)
    _views: dict[EveningView, EveningView] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Whether the days of every state that can be reached were walked."""
        return len(self.days) == len(self.states)

    @property
    def transitions(self) -> int:
        """How many days and tellings there are, each counted once for what a bystander sees of it."""
        return sum(map(len, self.days)) + sum(map(len, self.tellings))

    def build(self, most: int | None = None) -> "StateGraph":
        """Walk every day from every state that can be reached.

        Args:
            most: So many states at most, those that the fewest days lead to.
        """
        self.starts = [(words, self._number(state)) for words, state in self.beginnings()]
        waiting = deque(self.states)
        while waiting and (most is None or len(self.days) < most):
            count = len(self.states)
            self._add(waiting.popleft())
            waiting.extend(self.states[count:])
        return self

    def _number(self, state: CourseState) -> int:
        number = self.numbers.setdefault(state, len(self.states))
        if number == len(self.states):
            self.states.append(state)
        return number

    def _add(self, state: CourseState) -> None:
        walk = self.walk
        self.tellings.append([Telling(words, self._number(after)) for words, after in walk.tellings(state)])
        views: dict[EveningView, None] = {}
        days: dict[GraphDay, None] = {}
        for words in walk.words(state):
            for evening in walk.evenings(state, words):
                views[self.view(evening)] = None
                for day in walk.nights(state, evening, walk.doses(evening)):
                    days[GraphDay(self.view(day.evening), day.taken, self._number(day.after))] = None
        self.views.append(list(views))
        self.days.append(list(days))

    def view(self, evening: Evening) -> EveningView:
        """Return what a bystander sees of an evening."""
        walk, opened = self.walk, evening.opened
        told = ToldView(evening.words, opened.before_word, evening.kind == "call")
        named = NamedView(evening.words, evening.action, evening.kind, evening.mg, evening.sign, opened.is_unknown)
        known, asks = walk.known(evening.state), tuple(walk.asks(evening.state).items())
        view = EveningView(told, named, known, asks, opened.reduction)
        return self._views.setdefault(view, view)

    def beginnings(self) -> Iterator[tuple[Words, CourseState]]:
        """Yield how a diary with a plan can begin: nothing told, LDN not taken, or a dose that is taken."""
        yield Words(), BEFORE_ANY_DOSE
        for words in (Words("not-started"), *(Words(told_mg=mg) for mg in self.walk.setting.amounts_mg)):
            for state in self.walk.after_telling(BEFORE_ANY_DOSE, words):
                yield words, state
