"""Property 9: every wait has a way out. Who answers, takes what is named and has calm days reaches the highest dose.

From each state that was reached the one calm evening after the other is walked, until the highest dose is named or the
screen says that the next word is the prescriber's. Calm is what the rules that let something rise need.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from zonewise.authoring.states.decision_diagram import NO_STATE, Node
from zonewise.rules.rule_set import FactValue

from .abstract_day import Evening, Words
from .course_state import CourseState
from .day_walk import DayWalk

CLINICIAN = "clinician_said"
"""Name of the answer that the prescriber's word is told by."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """How the calm days after a state end."""

    days: int  # Until the highest dose is named, or the next word is the prescriber's.
    ends: str  # "ceiling", "prescriber", or "" where they go round in a circle.
    way: tuple[Evening, ...] = ()  # Of a circle, its evenings.


@dataclass
class CalmDays:
    """The calm days that follow each state of a walk."""

    walk: DayWalk

    def longest(self, states: Iterable[CourseState]) -> WayOut:
        """Return the longest way out of some states, or the first that has none."""
        known: dict[CourseState, int] = {}
        longest = WayOut(0, "ceiling")
        for state in states:
            path: list[CourseState] = []
            evenings: list[Evening] = []
            while state not in known:
                if state in path:
                    return WayOut(len(path), "", tuple(evenings[path.index(state) :]))
                path.append(state)
                evening, after = self._next(state)
                evenings.append(evening)
                if after is None:
                    known[state] = 0
                    path.pop()
                    break
                state = after
            days = known[state]
            for number, place in enumerate(reversed(path), 1):
                known[place] = days + number
            if path and known[path[0]] > longest.days:
                longest = WayOut(known[path[0]], "ceiling")
        return longest

    @cached_property
    def calm(self) -> Node:
        """The values of all open facts on a calm day: those that every rule which lets something rise accepts."""
        accepted: dict[str, set[FactValue]] = {}
        rule_set, axes = self.walk.setting.protocol.rule_set, self.walk.guidance.states.axes
        for question in rule_set.questions.values():
            rising = {a.name for a in question.answers if any(action in rule_set.rising for _, action in a.actions)}
            for test in (t for rule in question.rules if rule.then in rising for c in rule.any_of[-1:] for t in c):
                values = {value for value in axes[test.fact].values if test.holds(value)}
                accepted[test.fact] = accepted.get(test.fact, values) & values or values
        for name, axis in axes.items():  # nothing that no rise asks for is unknown either
            accepted.setdefault(name, {value for value in axis.values if value is not None})
        open_facts = {name: values for name, values in accepted.items() if name not in self.walk.tracked}
        for name in ("wants_to_stop", "extreme_sensitivity"):
            if name in open_facts:
                open_facts[name] = {False}
        return self.walk.guidance.states.among(open_facts)

    def _next(self, state: CourseState) -> tuple[Evening, CourseState | None]:
        """Return the calm evening of a state and the state after it, None where the way ends there."""
        words = Words()
        for _ in range(3):
            evening = self._evening(state, words)
            if self._ends(evening):
                return evening, None
            answered = self._answers(state, evening, words)
            if answered == words:
                break
            words = answered
        taken = self.walk.setting.whole_day(evening.mg) if evening.mg else None
        after = next(iter(self.walk.nights(state, evening, [taken])))
        return evening, after.after

    def _evening(self, state: CourseState, words: Words) -> Evening:
        calm = [
            replace(evening, opened=replace(evening.opened, node=node))
            for evening in self.walk.evenings(state, words)
            if (node := self.walk.guidance.diagram.both(evening.opened.node, self.calm)) != NO_STATE
        ]
        order = self.walk.setting.protocol.rule_set.actions
        return min(calm, key=lambda evening: order.index(evening.action))

    def _answers(self, state: CourseState, evening: Evening, words: Words) -> Words:
        """Return what a person answers to what the evening asks: where they are with LDN, and that they want it."""
        phase = dict(self.walk.known(evening.state)).get("phase", ("",))[0]
        now = evening.state.treatment.now
        if phase is None and not words.phase:
            return replace(words, phase="not-started" if now is None else "titrating" if now.mg else "paused")
        if self.walk.setting.is_open(evening.state, "wants_to_start") and "yes" not in (evening.state.wish, words.wish):
            return replace(words, wish="yes")
        return words

    def _ends(self, evening: Evening) -> bool:
        known: Mapping[str, tuple[FactValue, ...]] = dict(self.walk.known(evening.state))
        if known.get("at_ceiling") == (True,):
            return True
        facts, rule_set = self.walk.setting.facts(evening.state), self.walk.setting.protocol.rule_set
        asked = (rule_set.facts[name] for name in self.walk.tracked if facts[name].ask is not None)
        return any(fact.prompt == CLINICIAN and fact.keeps_asking for fact in asked)


def what_holds_is_named(walk: DayWalk) -> str:
    """Return a rule that holds something back whose facts no screen has words for, or ""."""
    rule_set = walk.setting.protocol.rule_set
    for question in rule_set.questions.values():
        rises = any(action in rule_set.rising for answer in question.answers for _, action in answer.actions)
        for test in (t for rule in question.rules if rises for c in rule.any_of for t in c):
            fact = rule_set.facts[test.fact]
            if not (fact.rise or fact.change or fact.prompt):
                return f"'{fact.name}' can hold a rise, and no screen has words for what would end it."
    return ""
