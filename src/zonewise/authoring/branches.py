"""The rules as branches in the order of caution, which any language with a CASE or a decision table can say.

The first branch that holds gives the answer. A test takes what is unknown only where it says so: then a missing fact
could still fire the rule.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zonewise.rules.compiled_table import Clause, CompiledTable
from zonewise.rules.decision import Engine
from zonewise.rules.rule_set import Question, Test


@dataclass(frozen=True, slots=True)
class FactTest:
    """A test of one fact."""

    test: Test
    or_unknown: bool = False  # Whether an unknown fact is taken as well.


@dataclass(frozen=True, slots=True)
class Alternative:
    """Tests that hold together, and the rule they come from."""

    tests: tuple[FactTest, ...]  # None: it always holds.
    rule: str  # Id of the rule.
    because: str  # Its sentence.


@dataclass(frozen=True, slots=True)
class Branch:
    """What stands when any of its alternatives holds and no branch before it did."""

    gives: str  # An answer or an action.
    any_of: tuple[Alternative, ...]


def answer_branches(question: Question, table: CompiledTable) -> Iterator[Branch]:
    """Yield the branches of a question, the most cautious answer first."""
    for rank, answer in enumerate(question.answers):
        clauses = [clause for clause in table.clauses if clause.rank == rank]
        if clauses:
            yield Branch(answer.name, _alternatives(clauses))


def action_branches(engine: Engine) -> Iterator[Branch]:
    """Yield the branches of the action: emergencies, then what has to be asked first, then the rest."""
    rule_set, table = engine.rule_set, engine.actions
    urgent = [clause for clause in table.clauses if rule_set.actions[clause.rank] in rule_set.ask_before]
    fallbacks = {fallback.action: fallback for fallback in rule_set.otherwise}
    asked = False
    for rank, action in enumerate(rule_set.actions):
        clauses = [clause for clause in table.clauses if clause.rank == rank]
        if action == "ask":
            asking = fallbacks[action].rule
            missing = FactTest(Test(rule_set.always_needed, unknown=True))
            yield Branch(action, (*_possible_alternatives(urgent), Alternative((missing,), asking.id, asking.because)))
            asked = True
        elif clauses and (asked or action in rule_set.ask_before):
            yield Branch(action, _alternatives(clauses))
    for fallback in rule_set.otherwise:
        if fallback.when:
            tests = tuple(map(FactTest, fallback.when))
            yield Branch(fallback.action, (Alternative(tests, fallback.rule.id, fallback.rule.because),))


def _alternatives(clauses: Sequence[Clause]) -> tuple[Alternative, ...]:
    return tuple(
        Alternative(tuple(map(FactTest, clause.tests)), clause.rule.id, clause.rule.because) for clause in clauses
    )


def _possible_alternatives(clauses: Sequence[Clause]) -> Iterator[Alternative]:
    """Yield what clauses need of the facts that are known, so that those that are not could still fire them."""
    for clause in clauses:
        if not any(test.unknown for test in clause.tests):
            tests = tuple(FactTest(test, or_unknown=True) for test in clause.tests)
            yield Alternative(tests, clause.rule.id, clause.rule.because)
