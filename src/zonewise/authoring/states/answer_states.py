"""In which states one version of a protocol gives which answer, and by which rules.

The same semantics as `decide` and `guide`, for all states at once: each clause is the box of states in which it fires,
and the answers are put together from these boxes by operations on sets.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from zonewise.rules.compiled_table import CompiledTable, FactColumn
from zonewise.rules.missing_facts import deciding_states
from zonewise.rules.rule_set import Condition, Question, Rule

from .decision_diagram import EVERY_STATE, NO_STATE, Diagram, Node
from .state_space import Axis, Space

OPEN, NOT_PUT, NO_RULE = "(open)", "(not put)", "(no rule applies)"
"""What stands for an answer where there is none: a missing fact could change it, it is not asked, nothing covers it."""
NAMED, NOT_NAMED = "named", "not named"


@dataclass
class AnswerStates:
    """What one version answers to one question."""

    diagram: Diagram
    # By answer, the states that give it; together they are all states, and no two answers share one.
    states: dict[str, Node] = field(default_factory=dict)
    reasons: dict[str, Node] = field(default_factory=dict)  # By rule id, the states in which the rule is a reason.

    def add(self, answer: str, states: Node, rules: Iterable[tuple[Rule, Node]] = ()) -> None:
        """Add states to an answer, and to each rule those of them in which it fires."""
        if states == NO_STATE:
            return
        self.states[answer] = self.diagram.either(self.states.get(answer, NO_STATE), states)
        for rule, fires in rules:
            both = self.diagram.both(states, fires)
            if both != NO_STATE:
                self.reasons[rule.id] = self.diagram.either(self.reasons.get(rule.id, NO_STATE), both)

    def of(self, answers: Iterable[str]) -> Node:
        """Return the states that give one of some answers."""
        return self.diagram.any_of(self.states.get(answer, NO_STATE) for answer in answers)


@dataclass(frozen=True)
class VersionStates:
    """The clauses and answers of one version as sets of states."""

    space: Space
    side: int  # Which version of the space.

    def fires(self, condition: Condition) -> Node:
        """Return the states in which every test holds."""
        allowed: dict[int, int] = {}
        for test in condition:
            level = self.space.levels[test.fact]
            mask = self.space.axes[level].accepted(test, self.side)
            allowed[level] = allowed.get(level, mask) & mask
        return self.space.diagram.box(allowed)

    def could_fire(self, table: CompiledTable, bit: int) -> Node:
        """Return the states in which a clause fires for some values of what is missing."""
        if not table.knowable >> bit & 1:
            return NO_STATE
        allowed: dict[int, int] = {}
        for test in table.clauses[bit].tests:
            level = self.space.levels[test.fact]
            axis = self.space.axes[level]
            allowed[level] = axis.accepted(test, self.side) | axis.unknown(self.side)
        return self.space.diagram.box(allowed)

    def asks(self, table: CompiledTable) -> Node:
        """Return the states in which some missing fact could change the table's answer, as `missing_facts` has it."""
        boxes = deciding_states(table).boxes
        return self.space.diagram.any_of(self._agrees(table, box.column, box.domains) for box in boxes)

    def _agrees(self, table: CompiledTable, missing: int, domains: Sequence[int]) -> Node:
        """Return the states that agree with a box in which one missing fact decides."""
        allowed: dict[int, int] = {}
        for number, column in enumerate(table.columns):
            level = self.space.levels[column.fact.name]
            axis = self.space.axes[level]
            within = 0 if number == missing else _codes_within(axis, column, domains[number], self.side)
            allowed[level] = axis.unknown(self.side) | within
        return self.space.diagram.box(allowed)

    def action(self) -> AnswerStates:
        """Return the composed action, as `guide` gives it."""
        diagram, engine = self.space.diagram, self.space.engines[self.side]
        rule_set, table = engine.rule_set, engine.actions
        fires = [self.fires(clause.tests) for clause in table.clauses]
        urgent = [bit for bit in range(len(fires)) if engine.urgent >> bit & 1]
        could = diagram.any_of(self.could_fire(table, bit) for bit in urgent)
        unsettled = diagram.either(could, self.space.unknown(rule_set.always_needed, self.side))
        asked = diagram.without(unsettled, diagram.any_of(fires[bit] for bit in urgent))
        action = AnswerStates(diagram)
        ask_first = next(fallback.rule for fallback in rule_set.otherwise if fallback.action == "ask")
        action.add("ask", asked, [(ask_first, EVERY_STATE)])
        left = _add_by_rank(action, rule_set.actions, table, fires, diagram.without(EVERY_STATE, asked))
        for fallback in rule_set.otherwise:
            if fallback.when:
                states = diagram.both(left, self.fires(fallback.when[:1]))
                action.add(fallback.action, states, [(fallback.rule, EVERY_STATE)])
                left = diagram.without(left, states)
        action.add(NO_RULE, left)
        return action

    def words(self, name: str) -> dict[str, AnswerStates]:
        """Return, for a question whose every rule counts, in which states each of its answers is named."""
        diagram, engine = self.space.diagram, self.space.engines[self.side]
        table = engine.questions[name]
        fires = [self.fires(clause.tests) for clause in table.clauses]
        words: dict[str, AnswerStates] = {}
        for rank, answer in enumerate(engine.rule_set.questions[name].answers):
            rules = _of_ranks(table, fires, range(rank, rank + 1))
            named = diagram.any_of(states for _, states in rules)
            words[answer.name] = AnswerStates(diagram)
            words[answer.name].add(NAMED, named, rules)
            words[answer.name].add(NOT_NAMED, diagram.without(EVERY_STATE, named))
        return words

    def question(self, name: str) -> AnswerStates:
        """Return the answer of one question, as `decide` gives it."""
        diagram, engine = self.space.diagram, self.space.engines[self.side]
        table, question = engine.questions[name], engine.rule_set.questions[name]
        answered = AnswerStates(diagram)
        applicable = diagram.either(self.fires(question.asked_when), self.could_fire(engine.applicability[name], 0))
        answered.add(NOT_PUT, diagram.without(EVERY_STATE, applicable))
        fires = [self.fires(clause.tests) for clause in table.clauses]
        could = [self.could_fire(table, bit) for bit in range(len(fires))]
        asks, left = self.asks(table), applicable
        for rank, answer in enumerate(question.answers):
            winners = _of_ranks(table, fires, range(rank, rank + 1))
            states = diagram.both(left, diagram.any_of(fired for _, fired in winners))
            undecided = diagram.both(states, _undecided(diagram, table, rank, fires, could))
            answered.add(OPEN, diagram.both(undecided, asks), _of_ranks(table, could, range(rank)))
            answered.add(NO_RULE, diagram.without(undecided, asks))
            answered.add(answer.name, diagram.without(states, undecided), winners)
            left = diagram.without(left, states)
        _add_where_nothing_fires(answered, table, question, left, asks, could)
        return answered


def _codes_within(axis: Axis, column: FactColumn, within: int, side: int) -> int:
    """Return the mask of an axis's codes whose value lies in a column's mask of codes."""
    values = enumerate(axis.known[side])
    return sum(1 << code for code, value in values if value is not None and within >> column.code(value) & 1)


def _add_where_nothing_fires(
    answered: AnswerStates, table: CompiledTable, question: Question, left: Node, asks: Node, could: Sequence[Node]
) -> None:
    """Add the states in which no rule fires yet: it is asked first, or however it turns out one answer stands."""
    diagram = answered.diagram
    asked = diagram.both(left, asks)
    answered.add(OPEN, asked, _of_ranks(table, could, range(len(question.answers))))
    names = [answer.name for answer in question.answers]
    answered.add(NO_RULE, _add_by_rank(answered, names, table, could, diagram.without(left, asked)))


def _add_by_rank(
    answered: AnswerStates, names: Sequence[str], table: CompiledTable, fires: Sequence[Node], left: Node
) -> Node:
    """Add to each answer, most cautious first, the states in which a clause of its rank fires; return what is left."""
    diagram = answered.diagram
    for rank, name in enumerate(names):
        winners = _of_ranks(table, fires, range(rank, rank + 1))
        states = diagram.both(left, diagram.any_of(fired for _, fired in winners))
        answered.add(name, states, winners)
        left = diagram.without(left, states)
    return left


def _undecided(diagram: Diagram, table: CompiledTable, rank: int, fires: Sequence[Node], could: Sequence[Node]) -> Node:
    """Return where a more cautious rule could still fire that no winner of a rank answers for by naming an unknown."""
    undecided = NO_STATE
    for bit, clause in enumerate(table.clauses):
        if clause.rank < rank:
            facts = {test.fact for test in clause.tests}
            answered_for = diagram.any_of(
                fires[other]
                for other, winner in enumerate(table.clauses)
                if winner.rank == rank and any(test.unknown and test.fact in facts for test in winner.tests)
            )
            undecided = diagram.either(undecided, diagram.without(could[bit], answered_for))
    return undecided


def _of_ranks(table: CompiledTable, states: Sequence[Node], ranks: range) -> list[tuple[Rule, Node]]:
    return [(clause.rule, states[bit]) for bit, clause in enumerate(table.clauses) if clause.rank in ranks]
