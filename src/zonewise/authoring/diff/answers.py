"""In which states does one version give which answer, and by which rules?

The same semantics as `decide` and `guide`, for all states at once: each clause is the box of states in which it fires,
and the answers are put together from these boxes by operations on sets.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from zonewise.rules.compiled_table import CompiledTable
from zonewise.rules.rule_set import Question, Rule

from .decision_diagram import EVERY_STATE, NO_STATE, Diagram, Node
from .state_space import Space
from .terms import Terms

OPEN, NOT_PUT, NO_RULE = "(open)", "(not put)", "(no rule applies)"
"""What stands for an answer where there is none: a missing fact could change it, it is not asked, nothing covers it."""
NAMED, NOT_NAMED = "named", "not named"


@dataclass
class AnswerStates:
    """What one version answers to one question.

    Attributes:
        states: By answer, the states that give it; together they are all states, and no two answers share one.
        reasons: By rule id, the states in which the rule is among the reasons.
    """

    diagram: Diagram
    states: dict[str, Node] = field(default_factory=dict)
    reasons: dict[str, Node] = field(default_factory=dict)

    def give(self, answer: str, states: Node, rules: Iterable[tuple[Rule, Node]] = ()) -> None:
        """Add states to an answer, and to each rule those of them in which it fires."""
        if states == NO_STATE:
            return
        self.states[answer] = self.diagram.either(self.states.get(answer, NO_STATE), states)
        for rule, fires in rules:
            here = self.diagram.both(states, fires)
            if here != NO_STATE:
                self.reasons[rule.id] = self.diagram.either(self.reasons.get(rule.id, NO_STATE), here)


def action_answered(space: Space, side: int) -> AnswerStates:
    """Return a version's composed action, as `guide` gives it."""
    terms, diagram, engine = Terms(space, side), space.diagram, space.engines[side]
    rule_set, table = engine.rule_set, engine.actions
    fires = [terms.fires(clause.tests) for clause in table.clauses]
    urgent = [bit for bit in range(len(fires)) if engine.urgent >> bit & 1]
    could = diagram.any_of(terms.could_fire(table, bit) for bit in urgent)
    unsettled = diagram.either(could, space.untold(rule_set.always_needed, side))
    asked = diagram.without(unsettled, diagram.any_of(fires[bit] for bit in urgent))
    found = AnswerStates(diagram)
    ask_first = next(each.rule for each in rule_set.otherwise if each.action == "ask")
    found.give("ask", asked, [(ask_first, EVERY_STATE)])
    left = diagram.without(EVERY_STATE, asked)
    for rank, action in enumerate(rule_set.actions):
        winners = _of_ranks(table, fires, range(rank, rank + 1))
        here = diagram.both(left, diagram.any_of(states for _, states in winners))
        found.give(action, here, winners)
        left = diagram.without(left, here)
    for held in rule_set.otherwise:
        if held.when:
            here = diagram.both(left, terms.fires(held.when[:1]))
            found.give(held.action, here, [(held.rule, EVERY_STATE)])
            left = diagram.without(left, here)
    found.give(NO_RULE, left)
    return found


def never_applicable(space: Space) -> AnswerStates:
    """Return the answer of a question that a version does not have."""
    return AnswerStates(space.diagram, {NOT_PUT: EVERY_STATE})


def never_named(space: Space) -> AnswerStates:
    """Return the answer of a word that a version does not have."""
    return AnswerStates(space.diagram, {NOT_NAMED: EVERY_STATE})


def words_answered(space: Space, side: int, name: str) -> dict[str, AnswerStates]:
    """Return, for a question whose every rule counts, in which states each of its answers is named."""
    terms, diagram, engine = Terms(space, side), space.diagram, space.engines[side]
    table = engine.questions[name]
    fires = [terms.fires(clause.tests) for clause in table.clauses]
    found: dict[str, AnswerStates] = {}
    for rank, answer in enumerate(engine.rule_set.questions[name].answers):
        rules = _of_ranks(table, fires, range(rank, rank + 1))
        here = diagram.any_of(states for _, states in rules)
        found[answer.name] = AnswerStates(diagram)
        found[answer.name].give(NAMED, here, rules)
        found[answer.name].give(NOT_NAMED, diagram.without(EVERY_STATE, here))
    return found


def question_answered(space: Space, side: int, name: str) -> AnswerStates:
    """Return a version's answer of one question, as `decide` gives it."""
    terms, diagram, engine = Terms(space, side), space.diagram, space.engines[side]
    table, question = engine.questions[name], engine.rule_set.questions[name]
    found = AnswerStates(diagram)
    put = diagram.either(terms.fires(question.asked_when), terms.could_fire(engine.applicability[name], 0))
    found.give(NOT_PUT, diagram.without(EVERY_STATE, put))
    fires = [terms.fires(clause.tests) for clause in table.clauses]
    could = [terms.could_fire(table, bit) for bit in range(len(fires))]
    asks, left = terms.asks(table), put
    for rank, answer in enumerate(question.answers):
        winners = _of_ranks(table, fires, range(rank, rank + 1))
        here = diagram.both(left, diagram.any_of(states for _, states in winners))
        held_open = diagram.both(here, _held_open(diagram, table, rank, fires, could))
        found.give(OPEN, diagram.both(held_open, asks), _of_ranks(table, could, range(rank)))
        found.give(NO_RULE, diagram.without(held_open, asks))
        found.give(answer.name, diagram.without(here, held_open), winners)
        left = diagram.without(left, here)
    _where_nothing_fires(found, table, question, left, asks, could)
    return found


def _where_nothing_fires(
    found: AnswerStates, table: CompiledTable, question: Question, left: Node, asks: Node, could: Sequence[Node]
) -> None:
    """Add the states in which no rule fires yet: it is asked first, or however it turns out one answer stands."""
    diagram = found.diagram
    asked = diagram.both(left, asks)
    found.give(OPEN, asked, _of_ranks(table, could, range(len(question.answers))))
    left = diagram.without(left, asked)
    for rank, answer in enumerate(question.answers):
        rules = _of_ranks(table, could, range(rank, rank + 1))
        here = diagram.both(left, diagram.any_of(states for _, states in rules))
        found.give(answer.name, here, rules)
        left = diagram.without(left, here)
    found.give(NO_RULE, left)


def _held_open(diagram: Diagram, table: CompiledTable, rank: int, fires: Sequence[Node], could: Sequence[Node]) -> Node:
    """Return where a more cautious rule could still fire that no winner of a rank answers for by naming an unknown."""
    found = NO_STATE
    for bit, clause in enumerate(table.clauses):
        if clause.rank < rank:
            facts = {test.fact for test in clause.tests}
            answered_for = diagram.any_of(
                fires[other]
                for other, winner in enumerate(table.clauses)
                if winner.rank == rank and any(test.unknown and test.fact in facts for test in winner.tests)
            )
            found = diagram.either(found, diagram.without(could[bit], answered_for))
    return found


def _of_ranks(table: CompiledTable, states: Sequence[Node], ranks: range) -> list[tuple[Rule, Node]]:
    return [(clause.rule, states[bit]) for bit, clause in enumerate(table.clauses) if clause.rank in ranks]
