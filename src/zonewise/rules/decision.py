"""The answer of one question for one case, with its reasons."""

from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_

from .compiled_table import CompiledTable, compile_actions, compile_applicability, compile_question
from .missing_facts import missing_facts
from .rule_set import Facts, FactValue, FallbackRule, Question, Rule, RuleSet


@dataclass(frozen=True)
class Engine:
    """A protocol with its compiled tables. Compile once, ask often."""

    rule_set: RuleSet

    @cached_property
    def questions(self) -> dict[str, CompiledTable]:
        """Each question's table, by name."""
        return {name: compile_question(self.rule_set, question) for name, question in self.rule_set.questions.items()}

    @cached_property
    def applicability(self) -> dict[str, CompiledTable]:
        """For each question the table of when it is put."""
        return {
            name: compile_applicability(self.rule_set, question) for name, question in self.rule_set.questions.items()
        }

    @cached_property
    def actions(self) -> CompiledTable:
        """All clauses that give an action, ranked by it."""
        return compile_actions(self.rule_set)

    @cached_property
    def urgent(self) -> int:
        """The mask of clauses in `actions` that give an action of `ask_before`."""
        ranks = map(self.rule_set.actions.index, self.rule_set.ask_before)
        return reduce(or_, (self.actions.by_rank[rank] for rank in ranks), 0)

    def compose(self, fired: int, could_be_urgent: bool, needed: FactValue) -> tuple[str, FallbackRule | None]:
        """Return the action of what fires, and what stands in its place when nothing decides.

        While a missing fact could still bring one of `ask_before` and none of these is given, or while the fact that
        is always needed is missing, the action is to ask. Otherwise the most cautious action that fires stands.

        Args:
            fired: Mask of the clauses of `actions` that fire.
            could_be_urgent: Whether some clause of `urgent` fires for some values of the missing facts.
            needed: Value of the fact that is always needed.
        """
        rule_set = self.rule_set
        if not fired & self.urgent and (could_be_urgent or needed is None):
            return "ask", next(fallback for fallback in rule_set.otherwise if fallback.action == "ask")
        if fired:
            return rule_set.actions[self.actions.clauses[(fired & -fired).bit_length() - 1].rank], None
        held = next(fallback for fallback in rule_set.otherwise if fallback.when and fallback.when[0].holds(needed))
        return held.action, held


class NoRuleApplies(Exception):
    """A question has a hole: every fact is known and no rule fires. Found before release, never answered."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer of one question."""

    question: str
    applicable: bool | None  # True when the question is put for these facts, None when that is not known.
    answer: str | None  # The answer, or None while it is open, or when the question is not put.
    answers: tuple[str, ...]  # For a question whose every rule counts, all answers that fired, most cautious first.
    # The rules that give the answer; while it is open, those that could still give a more cautious one.
    reasons: tuple[Rule, ...]
    ask: tuple[str, ...]  # Missing facts that could still change the answer, the worst first.


def decide(engine: Engine, name: str, facts: Facts) -> Decision:
    """Answer one question, with reasons.

    The most cautious rule that fires gives the answer. A fact we lack is unknown, never false: while it could still
    fire a more cautious rule the answer stays open. A rule that names the unknown answers for it: the facts it names
    do not hold its answer open, though they are still asked.

    Args:
        facts: What is known, checked by `check_facts`.

    Raises:
        NoRuleApplies: The protocol has a hole, so we refuse to answer.
    """
    question, table = engine.rule_set.questions[name], engine.questions[name]
    put = is_applicable(engine, name, facts)
    if put is False:
        return Decision(name, False, None, (), (), ())
    fired = table.fired(facts)
    if question.every:
        return _fired_answers(question, table, fired, facts, put)
    ask = tuple(missing_facts(table, facts))
    rank = lowest_rank(table, fired or (0 if ask else table.fired(first_completion(table, facts))))
    # Where no missing fact matters, each rule that could fire gives the answer; none of them is claimed to hold.
    mask = fired or (0 if ask else table.possible(facts))
    if mask and not _open(table, facts, fired, rank):
        answer = question.answers[rank].name
        return Decision(name, put, answer, (answer,), table.rules(mask & table.by_rank[rank]), ask)
    if not ask:
        raise NoRuleApplies(f"{name}, protocol {engine.rule_set.version}: no rule covers {dict(facts)}")
    return Decision(name, put, None, (), table.rules(table.possible(facts) & more_cautious(table, rank)), ask)


def is_applicable(engine: Engine, name: str, facts: Facts) -> bool | None:
    """Say whether a question is put for these facts; None when that is not known."""
    table = engine.applicability[name]
    if table.fired(facts):
        return True
    return None if table.possible(facts) else False


def lowest_rank(table: CompiledTable, mask: int) -> int:
    """Return the rank of the most cautious clause in a mask, or the number of ranks for an empty mask."""
    return table.clauses[(mask & -mask).bit_length() - 1].rank if mask else len(table.by_rank)


def more_cautious(table: CompiledTable, rank: int) -> int:
    """Return the mask of all clauses of a more cautious rank."""
    return reduce(or_, table.by_rank[:rank], 0)


def first_completion(table: CompiledTable, facts: Facts) -> dict[str, FactValue]:
    """Return the facts with each missing one set to its first value; for use where none of them matters."""
    known = {name: value for name, value in facts.items() if value is not None}
    return {**{column.fact.name: column.codes[0] for column in table.columns}, **known}


def _open(table: CompiledTable, facts: Facts, fired: int, rank: int) -> bool:
    """Say whether a missing fact could still fire a more cautious rule that no fired rule has answered for."""
    stricter = table.possible(facts) & more_cautious(table, rank)
    if not stricter:
        return False
    winners = fired & table.by_rank[rank] if rank < len(table.by_rank) else 0
    named = {
        test.fact
        for bit, clause in enumerate(table.clauses)
        if winners >> bit & 1
        for test in clause.tests
        if test.unknown
    }
    return any(
        stricter >> bit & 1 and not any(test.fact in named for test in clause.tests)
        for bit, clause in enumerate(table.clauses)
    )


def _fired_answers(question: Question, table: CompiledTable, fired: int, facts: Facts, put: bool | None) -> Decision:
    rules = table.rules(fired)
    answers = tuple(dict.fromkeys(rule.then for rule in rules))
    undecided = table.possible(facts) & ~fired
    ask = tuple(
        column.fact.name
        for column in table.columns
        if facts.get(column.fact.name) is None
        and any(
            undecided >> bit & 1 and any(test.fact == column.fact.name for test in clause.tests)
            for bit, clause in enumerate(table.clauses)
        )
    )
    return Decision(question.name, put, answers[0] if answers else None, answers, rules, ask)
